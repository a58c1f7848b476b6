"""A report is given to a colleague."""
