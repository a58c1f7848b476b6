"""People and bodies named as involved in a case, and what they lose by it."""
