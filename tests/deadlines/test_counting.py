"""Clocks against dates counted by hand: hours, days, months, working days, holidays, leap days, 1 March 2024."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.deadlines.counting import (
    ALMATY,
    add_months,
    add_working_days,
    due,
    is_working_day,
    next_working_day,
    unsure_of,
)
from qorgan.deadlines.rules import Rule, rule, rules
from qorgan.deadlines.working_days import Unreadable, moved

UTC = dt.UTC
ZONES = [
    "Asia/Almaty",
    "Asia/Tashkent",
    "Asia/Bishkek",
    "Europe/Moscow",
    "Europe/Berlin",
    "Asia/Tehran",
    "UTC",
]


def local(text: str, zone: ZoneInfo = ALMATY) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


def made(**changes) -> Rule:
    plain = {
        "id": "x",
        "name": {},
        "who": {},
        "length": 1,
        "unit": "day",
        "counting": "calendar",
        "bound": "at_most",
        "grade": "demo",
        "article": "",
        "source_url": "",
        "first_part_counts": False,
        "rolls_on": False,
        "hours_round_up": False,
    }
    return Rule(**(plain | changes))


# the end is 24:00 of the last day, which is 00:00 of the next
BY_HAND = [
    # id, start (Almaty), end (Almaty)
    (
        "dl.kz.report.child_without_care.official",
        "2026-11-20T10:00",
        "2026-11-26T00:00",
    ),  # Friday + 3 working days
    ("dl.kz.report.child_without_care.official", "2026-12-14T23:59", "2026-12-19T00:00"),  # over 16 December
    ("dl.kz.report.child_without_care.official", "2026-03-19T09:00", "2026-03-28T00:00"),  # over Nauryz
    ("dl.kz.place.guardian", "2026-05-04T09:00", "2026-06-05T00:00"),  # 20 working days over 7, 11 and 27 May
    ("dl.kz.remove.suit", "2026-11-16T12:00", "2026-11-24T00:00"),  # 7 days: Monday
    (
        "dl.kz.remove.suit",
        "2026-11-14T12:00",
        "2026-11-24T00:00",
    ),  # the 7th day, Saturday 21, rolls to Monday 23
    (
        "dl.kz.birth.found",
        "2024-02-24T08:00",
        "2024-03-05T00:00",
    ),  # leap day inside; Saturday 2 March rolls to Monday
    (
        "dl.kz.cpc.inquiry",
        "2026-01-31T10:00",
        "2026-03-03T00:00",
    ),  # no 31 February: 28, a Saturday, rolls to 2 March
    ("dl.kz.cpc.inquiry", "2024-01-29T10:00", "2024-03-01T00:00"),  # 29 February 2024 is a Thursday
    (
        "dl.kz.cpc.investigation",
        "2026-12-30T10:00",
        "2027-03-02T00:00",
    ),  # to 28 February, a Sunday, rolls to 1 March
    ("dl.kz.cpc.detain.minor", "2026-11-20T10:25", "2026-11-21T10:25"),  # the first hour counts
    ("dl.kz.cpc.security.decide", "2026-11-20T10:25", "2026-11-21T11:00"),  # the hour of the start does not
    ("dl.kz.cpc.security.decide", "2026-11-20T10:00", "2026-11-21T10:00"),
    ("dl.demo.referral.accept", "2026-11-21T22:10", "2026-11-22T22:10"),  # Saturday night: hours do not rest
    ("dl.demo.referral.accept.urgent", "2026-12-31T23:30", "2027-01-01T01:30"),
    (
        "dl.kz.child.visit",
        "2026-08-31T10:00",
        "2027-03-02T00:00",
    ),  # six months: 28 February 2027, Sunday, rolls
]


@pytest.mark.parametrize(("rule_id", "start", "end"), BY_HAND)
def test_dates_counted_by_hand(rule_id, start, end):
    found = due(rule(rule_id), local(start))
    assert found.astimezone(ALMATY).replace(tzinfo=None) == dt.datetime.fromisoformat(end)


def test_the_change_of_almaty_on_1_march_2024_neither_adds_nor_takes_an_hour():
    start = local("2024-02-29T12:00")
    assert start.utcoffset() == dt.timedelta(hours=6)
    end = due(rule("dl.demo.referral.accept"), start)
    assert end - start == dt.timedelta(hours=24)
    assert end.astimezone(ALMATY).isoformat() == "2024-03-01T11:00:00+05:00"


def test_a_day_across_the_change_ends_at_local_midnight():
    end = due(made(length=1), local("2024-02-29T12:00"))
    assert end.astimezone(ALMATY).isoformat() == "2024-03-02T00:00:00+05:00"


def test_at_once_is_the_moment_itself_and_no_number_gives_no_day():
    start = local("2026-11-20T10:00")
    assert due(rule("dl.kz.report.childrights.bodies"), start) == start
    for name in (
        "dl.kz.report.child_threat.any",
        "dl.kz.place.databank",
        "dl.kz.open.refer",
        "dl.kz.reflection",
    ):
        assert due(rule(name), start) is None


def test_a_start_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        due(made(), dt.datetime(2026, 1, 1))


def test_every_rule_can_be_counted_from_every_day_of_three_years():
    for each in rules().values():
        for number in range(0, 3 * 366, 37):
            start = dt.datetime(2024, 1, 1, 15, 30, tzinfo=UTC) + dt.timedelta(days=number)
            end = due(each, start)
            assert end is None or end >= start


@given(st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)), st.integers(0, 60))
def test_working_days_are_counted_one_by_one(day, count):
    end = add_working_days(day, count)
    between = [day + dt.timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(is_working_day, between)) == count
    assert count == 0 or is_working_day(end)


@given(st.dates(dt.date(1999, 1, 1), dt.date(2060, 12, 31)), st.integers(0, 240))
def test_months_end_on_the_same_date_or_the_last_of_a_shorter_month(day, count):
    end = add_months(day, count)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == count
    assert end.day == day.day or (end.day < day.day and (end + dt.timedelta(days=1)).day == 1)


@given(
    st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1)),
    st.sampled_from(ZONES),
    st.integers(1, 90),
    st.booleans(),
)
def test_days_end_at_local_midnight_in_every_zone_and_rolling_only_lengthens(moment, name, length, rolls):
    zone = ZoneInfo(name)
    start = moment.replace(tzinfo=UTC)
    end = due(made(length=length, rolls_on=rolls), start, zone=zone)
    last = start.astimezone(zone).date() + dt.timedelta(days=length)
    last = next_working_day(last) if rolls else last
    shown = (end - dt.timedelta(microseconds=1)).astimezone(zone)
    assert shown.date() == last
    assert end > start


def test_known_days_off():
    for text in (
        "2026-01-01",
        "2026-01-07",
        "2026-03-09",
        "2026-05-27",
        "2026-12-16",
        "2024-05-08",
        "2026-11-22",
    ):
        assert not is_working_day(dt.date.fromisoformat(text)), text
    for text in ("2026-11-23", "2026-03-26", "2026-12-15"):
        assert is_working_day(dt.date.fromisoformat(text)), text


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_source_is_said_in_the_readers_language(language):
    from django.utils.translation import override

    english = {"Code", "Law", "article", "order", "not read", "none", "Rules", "Standard"}
    with override(language):
        said = {each.id: each.source() for each in rules().values()}
    assert [name for name, text in said.items() if any(word in text for word in english)] == []


# -- days off moved by order -------------------------------------------------------------------------------

MOVED_BY_HAND = [
    # Friday 28 February 2025 + 5 working days, over Monday 10 March (8 March was a Saturday): none inside
    ("2025-02-28", 5, "2025-03-07"),
    # Thursday 2 January 2025 (day off) + 1: Friday 3 January is off by order, Sunday 5 January is worked
    ("2025-01-02", 1, "2025-01-05"),
    ("2025-01-02", 2, "2025-01-06"),
    # Tuesday 7 is Christmas
    ("2025-01-02", 3, "2025-01-08"),
    # Friday 3 May 2024 + 1: Saturday 4 May is worked; then Monday 6; Tuesday 7, Wednesday 8, Thursday 9 are off
    ("2024-05-03", 1, "2024-05-04"),
    ("2024-05-03", 2, "2024-05-06"),
    ("2024-05-03", 3, "2024-05-10"),
    # Friday 30 June 2023 + 1: Saturday 1 July is worked; 6 and 7 July are off
    ("2023-06-30", 1, "2023-07-01"),
    ("2023-06-30", 4, "2023-07-05"),
    ("2023-06-30", 5, "2023-07-10"),
    # Friday 21 October 2022 + 1: Saturday 22 is worked; Monday 24 and Tuesday 25 are off
    ("2022-10-21", 1, "2022-10-22"),
    ("2022-10-21", 2, "2022-10-26"),
]


@pytest.mark.parametrize(("start", "count", "end"), MOVED_BY_HAND)
def test_moved_days_off_counted_by_hand(start, count, end):
    assert add_working_days(dt.date.fromisoformat(start), count) == dt.date.fromisoformat(end)


def test_the_file_and_the_package_agree_where_both_know():
    import holidays

    for year in range(2022, 2026):
        package = holidays.country_holidays("KZ", years=year)
        assert {day for day in moved().works if day.year == year} == {
            day for day in package.weekend_workdays if day.year == year
        }
        assert all(day in package for day in moved().off if day.year == year)


def test_an_end_in_a_year_not_known_is_said_to_be_unsure():
    working = made(counting="working", length=3)
    start = local("2026-12-30T10:00")
    assert unsure_of(working, start, due(working, start)) == 2027
    sure = local("2026-11-16T10:00")
    assert unsure_of(working, sure, due(working, sure)) is None
    hours = rule("dl.demo.referral.accept")  # hours do not rest
    assert unsure_of(hours, start, due(hours, start)) is None
    plain = made(length=30)  # plain days end where they end
    assert unsure_of(plain, start, due(plain, start)) is None
    rolls = made(length=30, rolls_on=True)
    assert unsure_of(rolls, start, due(rolls, start)) == 2027
    assert unsure_of(working, start, None) is None


@pytest.mark.parametrize(
    "text",
    [
        "years: [",
        "years: {2027: {}}",
        "years: {2027: {moved: [{free: x, works: 2027-01-09}]}}",
        "years: {2027: {moved: [{free: 2027-01-08}]}}",
        "nothing",
        "",
    ],
)
def test_a_sites_own_file_adds_years_or_is_refused(settings, tmp_path, text):
    file = tmp_path / "days.yaml"
    settings.WORKING_DAYS_FILE = str(file)
    moved.cache_clear()
    try:
        with pytest.raises(Unreadable):
            moved()  # not there
        file.write_text(text, encoding="utf-8")
        with pytest.raises(Unreadable):
            moved()
        file.write_text(
            "years: {2027: {source: x, moved: [{free: 2027-01-08, works: 2027-01-09}]}}", encoding="utf-8"
        )
        assert add_working_days(dt.date(2027, 1, 6), 1) == dt.date(2027, 1, 9)
        assert 2026 in moved().years
    finally:
        moved.cache_clear()


# -- leap days, ends of months, the change of 1 March 2024 ----------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-03-31", 1, "2024-04-30"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2024-02-28", 1, "2024-03-28"),
        ("2100-01-31", 1, "2100-02-28"),  # no leap year
    ],
)
def test_months_by_hand(start, months, end):
    assert add_months(dt.date.fromisoformat(start), months) == dt.date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        # the clocks went back at midnight: 29 February 2024 had 25 hours, and nothing is lost
        ("2024-02-28T23:30", 1, "2024-03-01T00:00+05:00"),
        ("2024-02-29T00:10", 1, "2024-03-02T00:00+05:00"),
        ("2024-02-29T23:59", 1, "2024-03-02T00:00+05:00"),
        ("2024-03-01T00:00", 1, "2024-03-03T00:00+05:00"),
        ("2023-02-28T12:00", 1, "2023-03-02T00:00+06:00"),  # no leap day
    ],
)
def test_days_over_the_change_and_the_leap_day_by_hand(start, days, end):
    found = due(made(length=days), local(start))
    assert found == dt.datetime.fromisoformat(end)
