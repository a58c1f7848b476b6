"""Pages where a consent is stopped."""
