"""What each database role may do with this room's table."""

GRANTS = {
    "qorgan_app": {"legislation_opinion": ["SELECT", "INSERT"]},
    "qorgan_stats": {
        "legislation_opinion": {"SELECT": ["id", "case_id", "provision", "verdict", "computed", "at"]}
    },
}
