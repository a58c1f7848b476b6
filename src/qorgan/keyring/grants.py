"""What each database role may do with this room's tables."""

GRANTS = {
    "qorgan_app": {
        "keyring_wrappedkey": ["SELECT", "INSERT", "DELETE"],
        "keyring_shredrecord": ["SELECT", "INSERT"],
    },
}
