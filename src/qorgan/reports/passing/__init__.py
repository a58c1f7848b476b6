"""Pages where a report goes on to another body."""
