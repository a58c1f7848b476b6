"""A role takes two people: the second confirms it."""
