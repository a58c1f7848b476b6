"""Pages where a hold is placed and lifted."""
