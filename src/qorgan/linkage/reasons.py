"""Which letters of two spellings stand for the same sound, and which table says so."""

from __future__ import annotations

from functools import cache

from qorgan.linkage import tables
from qorgan.linkage.fold import context_of, repair, script_of, tokens
from qorgan.linkage.fold import pieces as _pieces

_PLAIN = {"ru"}
_ONE_TO_ONE = frozenset("ابپتدرزسشفكکلمنەې")  # nobody needs telling
_MOST = 3


@cache
def _rows(script: str) -> dict[str, tuple[str, str]]:
    """Letter -> (orthography, source)."""
    return {
        r["letter"]: (r["orthography"], r["source"]) for r in tables.rows("letters") if r["script"] == script
    }


def _spelled(name: str) -> list[tuple[str, str, str]]:
    """(letters, sound code, script) of each piece of a name."""
    context = context_of(name)
    result = []
    for token in tokens(name):
        script = script_of(token)
        if script == "persian" and context == "tote":
            script = "arabic"
        if script != "other":
            result += [
                (text, sound, script) for text, sound in _pieces(repair(token, script), script) if sound
            ]
    return result


def reasons(a: str, b: str) -> tuple[tuple[str, str, str], ...]:
    """Up to three (letters of a, letters of b, source) that differ in writing but not in sound.

    `reasons("Жандос", "Zhandos")` gives `("ж", "zh", "ICAO Doc 9303 …")`. Plain letters (а = a) are left out.
    """
    one, two = _spelled(a), _spelled(b)
    found: dict[tuple[str, str], str] = {}
    for left, right in _aligned(one, two):
        if left[0] == right[0]:
            continue
        rows = [_rows(script).get(text) for text, _, script in (left, right)]
        special = [row for row in rows if row and row[0] not in _PLAIN]
        if special and not (left[0] in _ONE_TO_ONE or right[0] in _ONE_TO_ONE):
            found.setdefault((left[0], right[0]), special[-1][1])
    return tuple((left, right, source) for (left, right), source in list(found.items())[:_MOST])


_Piece = tuple[str, str, str]


def _aligned(one: list[_Piece], two: list[_Piece]) -> list[tuple[_Piece, _Piece]]:
    """Pieces of the longest common run of sounds."""
    from difflib import SequenceMatcher

    left, right = [_class(p[1]) for p in one], [_class(p[1]) for p in two]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return [(one[m.a + k], two[m.b + k]) for m in matcher.get_matching_blocks() for k in range(m.size)]


_SAME = str.maketrans(
    {"A": "a", "O": "o", "U": "u", "y": "i", "J": "j", "K": "k", "X": "h", "H": "h", "G": "g"}
)


def _class(sound: str) -> str:
    return sound.translate(_SAME)
