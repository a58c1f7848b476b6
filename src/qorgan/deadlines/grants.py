"""What each database role may do with this room's tables."""

GRANTS = {
    "qorgan_app": {"deadlines_clock": ["SELECT", "INSERT", "UPDATE"]},
    "qorgan_worker": {"deadlines_clock": ["SELECT", "INSERT", "UPDATE"]},
    "qorgan_stats": {"deadlines_clock": ["SELECT"]},
}
