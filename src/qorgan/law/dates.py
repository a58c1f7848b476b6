"""Days as intervals: partial dates, ages and the day on which an age is reached. No clock."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .errors import LawError

PARTIAL = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\d.*)?)?)?")  # an hour is not looked at
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2999, 12, 31)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An interval of days, both ends included."""

    first: date
    last: date

    @property
    def exact(self) -> bool:
        """Whether it is one day."""
        return self.first == self.last

    def __str__(self) -> str:
        if self.exact:
            return self.first.isoformat()
        return f"{self.first.isoformat()}/{self.last.isoformat()}"


def as_day(value: Any, place: str) -> date:
    """One full day of law data; raises LawError LAW-06."""
    span = as_span(value, place)
    if span is None or not span.exact:
        raise LawError("LAW-06", place, value=value)
    return span.first


def as_span(value: Any, place: str) -> Span | None:
    """A day, month, year or [from, to] as a span; None for unknown. Raises LawError LAW-06, LAW-15."""
    if value is None or value == "unknown":
        return None
    if isinstance(value, (list, tuple)):
        if len(value) != 2:
            raise LawError("LAW-06", place, value=value)
        start, end = (as_span(each, f"{place}[{i}]") for i, each in enumerate(value))
        if start is None and end is None:
            return None
        span = Span(start.first if start else FIRST_DAY, end.last if end else LAST_DAY)
        if span.first > span.last:
            raise LawError("LAW-15", place, value=f"{value[0]} … {value[1]}")
        return span
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return Span(value, value)
    match = PARTIAL.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    if not match:
        raise LawError("LAW-06", place, value=value)
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if year is None or not FIRST_DAY.year <= year <= LAST_DAY.year:
            raise ValueError
        if month is None:
            return Span(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        exact = date(year, month, day)
        return Span(exact, exact)
    except ValueError:
        raise LawError("LAW-06", place, value=value) from None


def birthday(born: date, years: int) -> date:
    """The day on which an age is completed; who was born on 29 February completes it on 1 March."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def completed_years(born: date, on: date, *, day_after: bool) -> int:
    """Age in whole years on a day. With `day_after` an age is reached the day after the birthday."""
    on = on - timedelta(days=1) if day_after else on
    years = on.year - born.year
    return years if birthday(born, years) <= on else years - 1


def age_at(born: Span, on: Span, *, day_after: bool) -> tuple[int, int]:
    """Youngest and oldest age in whole years that birth and day of the act allow (never below 0)."""
    low = completed_years(born.last, on.first, day_after=day_after)
    high = completed_years(born.first, on.last, day_after=day_after)
    return max(low, 0), max(high, 0)
