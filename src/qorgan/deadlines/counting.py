"""From an event and a rule to the moment it runs out: hours, days and months, calendar and working days.

Hours are real hours, so the change of Asia/Almaty on 1 March 2024 (UTC+6 to UTC+5) neither adds nor takes one.
Days and months are days of the local calendar and end at 24:00. Months end on the same date, or on the last day
of a shorter month (Civil Code 173-175; Criminal Procedure Code 48).
"""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from qorgan.deadlines.rules import Rule
from qorgan.deadlines.working_days import is_working_day, unknown_year

ALMATY = ZoneInfo("Asia/Almaty")


def due(rule: Rule, start: dt.datetime, *, zone: ZoneInfo = ALMATY) -> dt.datetime | None:
    """The moment at which `rule`, started at `start` (aware), runs out; None where the law gives no number.

    The moment itself is still in time. Raises ValueError for a naive `start`.
    """
    if start.tzinfo is None:
        raise ValueError("the start of a clock needs a time zone")
    if rule.counting in ("immediate",) or rule.length == 0:
        return start
    if rule.length is None or rule.bound in ("until_event", "not_stated", "not_established"):
        return None
    if rule.unit == "hour":
        return _hours(rule, start)
    local = start.astimezone(zone).date()
    return _end_of(_last_day(rule, local), zone)


def unsure_of(
    rule: Rule, start: dt.datetime, end: dt.datetime | None, *, zone: ZoneInfo = ALMATY
) -> int | None:
    """The year whose moved days off are not known and might move this end; None when it is sure.

    Only ends that depend on working days: counted in them, or rolled over a day off.
    """
    if end is None or rule.unit not in ("day", "month") or not (rule.counting == "working" or rule.rolls_on):
        return None
    last = (end - dt.timedelta(microseconds=1)).astimezone(zone).date()
    return unknown_year(start.astimezone(zone).date() if rule.counting == "working" else last, last)


def _hours(rule: Rule, start: dt.datetime) -> dt.datetime:
    utc = start.astimezone(dt.UTC)
    if rule.hours_round_up and (utc.minute or utc.second or utc.microsecond):
        utc = utc.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    return utc + dt.timedelta(hours=rule.length or 0)


def _last_day(rule: Rule, first: dt.date) -> dt.date:
    length = rule.length or 0
    if rule.unit == "month":
        last = add_months(first, length)
        if rule.first_part_counts:
            last -= dt.timedelta(days=1)
    elif rule.counting == "working":
        return add_working_days(first, length)
    else:
        last = first + dt.timedelta(days=length - 1 if rule.first_part_counts else length)
    return next_working_day(last) if rule.rolls_on else last


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The `count`-th working day after `day`."""
    while count > 0:
        day += dt.timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


def next_working_day(day: dt.date) -> dt.date:
    """`day`, or the next working day when it is a day off."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def add_months(day: dt.date, count: int) -> dt.date:
    """The same date `count` months later, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """24:00 of a local day, as an aware moment."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=zone)
    return midnight.astimezone(dt.UTC)
