"""A case goes to another body."""
