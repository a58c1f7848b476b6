"""Pooling of years: spans with fixed borders, so that two releases never show overlapping spans."""

from __future__ import annotations

from qorgan.disclosure.errors import DisclosureError

ORIGIN = 2000
"""Every span starts at this year plus a multiple of its width."""


def pool_year(text: str, width: int) -> str:
    """`2021` with width 3 becomes `2021-2023`. Empty stays empty (unknown is a value). Raises DIS-15."""
    if not text.strip():
        return text
    try:
        year = int(text)
    except ValueError:
        raise DisclosureError("DIS-15", text, value=text) from None
    first = ORIGIN + (year - ORIGIN) // width * width
    return str(year) if width == 1 else f"{first}-{first + width - 1}"


def pool_years(texts: tuple[str, ...], width: int) -> tuple[str, ...]:
    """A column of years as spans."""
    made: dict[str, str] = {}
    for text in texts:
        if text not in made:
            made[text] = pool_year(text, width)
    return tuple(made[text] for text in texts)


def parse_pool(text: str) -> tuple[str, int]:
    """`year=3` as ("year", 3). Raises DIS-09."""
    column, sign, width = text.rpartition("=")
    if not sign or not width.isdigit() or not 1 <= int(width) <= 50:
        raise DisclosureError(
            "DIS-09", "--pool", name="--pool", value=text, why="write COLUMN=YEARS, e.g. year=3"
        )
    return column, int(width)
