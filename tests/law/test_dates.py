"""Partial dates, birthdays, the day on which eighteen is reached."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.law.dates import Span, age_at, as_span, birthday, completed_years
from qorgan.law.facts import Reader


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [(2016, "2016-01-01", "2016-12-31"), ("2016-02", "2016-02-01", "2016-02-29"),
     ("2016-2-9", "2016-02-09", "2016-02-09"), (date(2016, 2, 9), "2016-02-09", "2016-02-09"),
     ([2016, "2017-03"], "2016-01-01", "2017-03-31"), (["unknown", 2017], "1900-01-01", "2017-12-31")],
)  # fmt: skip
def test_partial_dates_are_spans(value, first, last):
    assert as_span(value, "act_date") == Span(date.fromisoformat(first), date.fromisoformat(last))


def test_unknown_date_is_no_span():
    assert as_span("unknown", "") is None
    assert as_span(None, "") is None
    assert as_span(["unknown", "unknown"], "") is None


def test_born_on_29_february():
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)


def test_eighteenth_birthday_by_both_rules():
    born = date(2007, 5, 10)
    assert completed_years(born, date(2025, 5, 9), day_after=False) == 17
    assert completed_years(born, date(2025, 5, 10), day_after=False) == 18
    assert completed_years(born, date(2025, 5, 10), day_after=True) == 17
    assert completed_years(born, date(2025, 5, 11), day_after=True) == 18


@given(st.dates(date(1990, 1, 1), date(2010, 12, 31)), st.integers(0, 30 * 365), st.booleans())
def test_completed_years_grow_by_one_a_birthday(born, days, day_after):
    on = date.fromordinal(born.toordinal() + days)
    age = completed_years(born, on, day_after=day_after)
    assert age >= -1
    assert birthday(born, age + 1) >= on
    assert completed_years(born, birthday(born, 18), day_after=False) == 18


def test_age_from_partial_dates_is_an_interval():
    assert age_at(Span(date(2007, 1, 1), date(2007, 12, 31)), Span(date(2025, 1, 1), date(2025, 1, 1)),
                  day_after=False) == (17, 18)  # fmt: skip


def test_birth_date_gives_the_age_on_the_day_of_the_act(invented):
    reader = Reader(invented)
    number = reader.bits.number("victim.under_18")

    def minor(day: str) -> int:
        facts = reader.case(
            {"jurisdiction": "XX", "act_date": day, "victim": {"birth_date": "2007-05-10"}}
        ).victims[0]
        return (facts.true >> number & 1) - (facts.false >> number & 1)

    assert minor("2025-05-09") == 1
    assert minor("2025-05-10") == -1
    assert minor("2025") == 0
