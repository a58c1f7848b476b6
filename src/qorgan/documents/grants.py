"""What each database role may do with this room's tables."""

GRANTS = {"qorgan_app": {"documents_document": ["SELECT", "INSERT", "UPDATE"]}}
