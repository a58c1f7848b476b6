"""A body without an account gets paper, with a receipt."""
