"""A colleague who lost the second factor comes back by two others."""
