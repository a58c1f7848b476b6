"""What each database role may do with this room's tables."""

GRANTS = {
    "qorgan_app": {
        "reports_report": ["SELECT", "INSERT", "UPDATE"],
        "reports_draft": ["SELECT", "INSERT", "UPDATE", "DELETE"],
        "reports_firstassessment": ["SELECT", "INSERT"],
        "reports_passedon": ["SELECT", "INSERT"],
    },
    "qorgan_stats": {
        "reports_report": {
            "SELECT": [
                "id",
                "from_agency_id",
                "to_agency_id",
                "region_id",
                "danger",
                "state",
                "learned_at",
                "sent_at",
            ]
        }
    },
}
