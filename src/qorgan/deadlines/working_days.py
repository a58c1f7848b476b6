"""Which days Kazakhstan works: weekends, public holidays, and days off moved by order, of the years that are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import holidays
import yaml
from django.conf import settings


@dataclass(frozen=True)
class Moved:
    """Days moved by order: no work on `off`, work on `works`; years whose orders are known."""

    off: frozenset[dt.date]
    works: frozenset[dt.date]
    years: frozenset[int]


class Unreadable(ValueError):
    """A file of working days that is not of the form; says which file and where."""


def is_working_day(day: dt.date) -> bool:
    """Neither a weekend nor a public holiday nor a moved day off; or a weekend day that is worked by order."""
    known = moved()
    if day in known.works:
        return True
    return day not in known.off and _public_holidays().is_working_day(day)


def unknown_year(first: dt.date, last: dt.date) -> int | None:
    """The first year of the stretch whose moved days off are not known here."""
    return next((year for year in range(first.year, last.year + 1) if year not in moved().years), None)


@cache
def moved() -> Moved:
    """What ships with the package, and the site's own file over it. Raises `Unreadable`."""
    text = files("qorgan.deadlines").joinpath("data/working_days_kz.yaml").read_text(encoding="utf-8")
    years = _years(text, "working_days_kz.yaml")
    own = settings.WORKING_DAYS_FILE
    if own:
        try:
            years |= _years(Path(own).read_text(encoding="utf-8"), own)
        except (OSError, UnicodeDecodeError) as problem:
            raise Unreadable(f"{own}: {type(problem).__name__}") from None
    pairs = [pair for listed in years.values() for pair in listed]
    return Moved(
        frozenset(off for off, _works in pairs), frozenset(works for _off, works in pairs), frozenset(years)
    )


def _years(text: str, name: str) -> dict[int, list[tuple[dt.date, dt.date]]]:
    try:
        listed: Mapping[Any, Any] = yaml.safe_load(text)["years"]
        return {int(year): [_pair(each) for each in entry["moved"]] for year, entry in listed.items()}
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as problem:
        raise Unreadable(f"{name}: {problem}") from None


def _pair(entry: Mapping[str, Any]) -> tuple[dt.date, dt.date]:
    off, works = entry["free"], entry["works"]
    if type(off) is not dt.date or type(works) is not dt.date or off == works:
        raise ValueError(f"not two different days: {off}, {works}")
    return off, works


@cache
def _public_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("KZ")  # adds each year as it is asked for
