"""Decisions on status: made, confirmed by a second person, reviewed, taken back."""
