"""What each database role may do with this room's tables. Tokens are written, never read, by the application."""

GRANTS = {
    "qorgan_app": {
        "children_child": ["SELECT", "INSERT", "UPDATE"],
        "children_childname": ["SELECT", "INSERT", "UPDATE"],
        "children_searchtoken": ["INSERT"],
        "qorgan_search_handles()": ["EXECUTE"],
        "children_handle": ["SELECT", "INSERT"],
        "children_consent": {"SELECT": "*", "INSERT": "*", "UPDATE": ["doubted"]},
        "children_consentwithdrawal": {"SELECT": "*", "INSERT": "*", "UPDATE": ["effective"]},
        "children_hold": ["SELECT", "INSERT", "UPDATE"],
    },
    "qorgan_search": {  # only inside the functions it owns: it cannot sign in
        "children_searchtoken": ["SELECT"],
        "children_handle": ["SELECT"],
        "agencies_accessgrant": {"SELECT": ["case_id", "agency_id", "valid_from", "valid_until"]},
        "agencies_accessblock": {"SELECT": ["case_id", "officer_id", "agency_id", "state"]},
        "qorgan_officer()": ["EXECUTE"],
        "qorgan_agency()": ["EXECUTE"],
        "qorgan_now()": ["EXECUTE"],
    },
    "qorgan_stats": {
        "children_child": {
            "SELECT": ["id", "case_id", "sex", "age_status", "age_from", "age_to", "citizenships"]
        }
    },
}
