"""Names in the order of the Kazakh alphabet, which holds the Russian one: Ә after А, Қ after К, Ё after Е."""

from __future__ import annotations

_LETTERS = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACE = {letter: chr(0xE000 + n) for n, letter in enumerate(_LETTERS)}  # after all Latin letters and digits


def in_order(name: str) -> str:
    """The key to sort a name by; capital and small letters are one."""
    return "".join(_PLACE.get(sign, sign) for sign in name.casefold())
