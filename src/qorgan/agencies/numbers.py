"""File numbers that can be read out on the telephone and say nothing about how many there are."""

from __future__ import annotations

import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0/O, 1/I/L, U


def make_number(prefix: str) -> str:
    """For instance `R-7K2M-4QXA`: eight random letters and digits, 30^8 possibilities."""
    code = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{prefix}-{code[:4]}-{code[4:]}"
