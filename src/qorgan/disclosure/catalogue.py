"""The fixed catalogue of public tables. The public may read these and no free cross-tabulation."""

from __future__ import annotations

CATALOGUE: dict[str, tuple[str, ...]] = {
    "by_year": ("year",),
    "by_year_sex": ("year", "sex"),
    "by_year_age": ("year", "age_band"),
    "by_year_exploitation": ("year", "exploitation"),
    "by_year_region": ("year", "region"),
    "by_year_origin": ("year", "origin_group"),
    "by_year_sex_age": ("year", "sex", "age_band"),
    "by_exploitation_sex": ("exploitation", "sex"),
}
"""Name -> columns. `region` is level 1, `origin_group` a group of countries; nothing finer is public."""


def tables_for(columns: list[str]) -> list[tuple[str, ...]]:
    """The tables of the catalogue that a file with these columns can fill, in order."""
    return [table for table in CATALOGUE.values() if set(table) <= set(columns)]
