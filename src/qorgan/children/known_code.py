"""A code that stands for a child without identity ("code known to NGO X"): short, never a name, sealed, findable.

A name typed here would be as dangerous as any name, so the code is sealed like one and its form is checked. It is
found by its own keyed hash: unlike a name, a code belongs to one child, so how often a hash stands there says nothing.
"""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from qorgan.agencies.refusals import CannotDo

SLOT = "child.code"  # bound into the envelope; access is decided as for the child's names
LONGEST = 30
_SHAPE = re.compile(r"[^\W_]+(?:[-/.][^\W_]+)*")
_MOST_LETTERS = 8  # in a row: longer ones read as a name


def cleaned(text: str) -> str:
    """The code as it is kept: one form of each sign, no blanks, capitals. Raises CHD-08 for what looks like a name."""
    code = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    if not code:
        return ""
    letters = max((len(run) for run in re.findall(r"[^\W\d_]+", code)), default=0)
    if not _SHAPE.fullmatch(code) or not any(sign.isdigit() for sign in code) or letters > _MOST_LETTERS:
        raise CannotDo(
            "CHD-08",
            _(
                "Write a code, not a name: letters, digits and dashes, with at least one digit. Example: SENIM-014."
            ),
            "code",
        )
    return code


def key(code: str) -> str:
    """The search key of a code, to be hashed by the caller."""
    return f"kc:{code}"


def keys(words: str) -> list[str]:
    """The search key of an officer's words when they could be a code; else none."""
    try:
        code = cleaned(words)
    except CannotDo:
        return []
    return [key(code)] if code else []
