"""The tables of the library, read once from the CSV files beside it."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of `data/<name>.csv` as dictionaries; raises FileNotFoundError for an unknown table."""
    text = resources.files("qorgan.linkage").joinpath("data", f"{name}.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def letters(script: str) -> dict[str, str]:
    """Letter or digraph -> sound code, for `cyrillic`, `latin`, `arabic` (Kazakh) or `persian`."""
    return {row["letter"]: row["sound"] for row in rows("letters") if row["script"] == script}


@cache
def homoglyphs(script: str) -> dict[int, str]:
    """Foreign letter -> the letter of `script` it looks like, as a table for `str.translate`."""
    return {ord(row["letter"]): row["means"] for row in rows("homoglyphs") if row["in_script"] == script}
