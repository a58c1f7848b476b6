"""What each database role may do with this room's tables. Tokens are written, never read, by the application."""

GRANTS = {
    "qorgan_app": {
        "children_child": ["SELECT", "INSERT", "UPDATE"],
        "children_childname": ["SELECT", "INSERT", "UPDATE"],
        "children_searchtoken": ["INSERT"],
        "qorgan_search_handles()": ["EXECUTE"],
        "children_handle": ["SELECT", "INSERT"],
        "children_consent": ["SELECT", "INSERT"],
        "children_consentwithdrawal": {"SELECT": "*", "INSERT": "*", "UPDATE": ["effective"]},
        "children_hold": ["SELECT", "INSERT", "UPDATE"],
    },
    "qorgan_search": {"children_searchtoken": ["SELECT"]},
    "qorgan_stats": {
        "children_child": {
            "SELECT": ["id", "case_id", "sex", "age_status", "age_from", "age_to", "citizenships"]
        }
    },
}
