"""What each database role may do with this room's tables."""

GRANTS = {
    "qorgan_app": {
        "cases_case": ["SELECT", "INSERT", "UPDATE"],
        "cases_event": ["SELECT", "INSERT", "UPDATE"],
        "cases_eventcase": ["SELECT", "INSERT", "UPDATE"],
        "cases_place": ["SELECT", "INSERT"],
        "cases_statusdecision": ["SELECT", "INSERT", "UPDATE"],
        "cases_closure": ["SELECT", "INSERT"],
        "cases_transfer": {
            "SELECT": "*",
            "INSERT": "*",
            "UPDATE": ["state", "answered_by_id", "answered_at", "answer_reason"],
        },
        "qorgan_naming_takes_effect()": ["EXECUTE"],
        "qorgan_naming_reviewed()": ["EXECUTE"],
        "qorgan_file_numbers()": ["EXECUTE"],
    },
    "qorgan_worker": {"cases_case": {"SELECT": ["id", "number", "agency_id", "owner_id", "state"]}},
    "qorgan_stats": {
        "cases_case": {
            "SELECT": ["id", "agency_id", "region_id", "state", "status", "opened_at", "closed_at"]
        },
        "cases_statusdecision": {
            "SELECT": ["id", "case_id", "stage", "outcome", "state", "agency_id", "decided_at"]
        },
        "cases_closure": {"SELECT": ["id", "case_id", "act", "reason", "at"]},
    },
}
