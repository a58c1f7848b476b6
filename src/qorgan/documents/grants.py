"""What each database role may do with this room's tables."""

GRANTS = {
    "qorgan_app": {
        "documents_document": ["SELECT", "INSERT", "UPDATE"],
        "documents_shared": ["SELECT", "INSERT"],
        "documents_unitkey": {
            "SELECT": "*",
            "INSERT": "*",
            "UPDATE": ["confirmed_by_id", "confirmed_at", "ended_at"],
        },
        "documents_container": {
            "SELECT": "*",
            "INSERT": "*",
            "UPDATE": ["collected_by_id", "collected_at", "handed_over_by_id", "handed_over_at"],
        },
    }
}
