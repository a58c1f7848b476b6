"""From what a case file says to what the law library asks: four-state facts, dates and age as intervals.

Nothing missing becomes "no". The age of the child is kept as full years on a day between the opening of the case and
today, so it is turned into an interval of birth days wide enough for both; a date of birth opened for a purpose is
used instead, unless it is only an estimate.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.timezone import localtime

from qorgan.cases.models import Event
from qorgan.cases.queries import CasePage, EventShown
from qorgan.legislation import engine

SEVERAL = "two_or_more_victims"


def countries(event: Event) -> tuple[list[str], list[str]]:
    """Countries of an event with law in the collection, and those without; Kazakhstan where no place is known."""
    named = list(dict.fromkeys(place.get("country", "") for place in event.places))
    known = [code for code in named if code in engine.corpus().jurisdictions]
    return known or [engine.HOME], [code for code in named if code and code not in known]


def case_of(shown: CasePage, each: EventShown, country: str) -> dict[str, Any]:
    """One event of a case as `qualify` takes it, under the law of one country."""
    raw: dict[str, Any] = {"jurisdiction": country}
    facts = {kind: dict(codes) for kind, codes in (each.facts or {}).items()}
    if each.other_cases:  # other children's cases belong to the same event
        facts.setdefault("circumstances", {}).setdefault(SEVERAL, "true")
    raw |= {kind: codes for kind, codes in facts.items() if codes}
    span = act_date(each.event, today=localtime(shown.look.viewer.now).date())
    if span is not None:
        raw["act_date"] = span
    victim = victim_of(shown, dated=span is not None)
    if victim:
        raw["victim"] = victim
    return raw


def act_date(event: Event, *, today: dt.date) -> list[str | None] | None:
    """[first, last] as far as known. What began on a known day and has no known end may go on until today."""
    first, last = event.from_date or None, event.to_date or None
    if first is None and last is None:
        return None
    return [first, last or max(today.isoformat(), first or "")]


def victim_of(shown: CasePage, *, dated: bool) -> dict[str, Any]:
    """Age and citizenship, as far as this viewer may see them; without a date of the act only the upper age holds."""
    if shown.child is None:
        return {}
    victim: dict[str, Any] = {}
    born = _born(shown)
    if born is not None and dated:
        victim["birth_date"] = born
    elif shown.child.age is not None and shown.child.age[1] is not None:
        victim["age"] = [None, shown.child.age[1]]
    nations = [code for code in shown.child.citizenships or [] if code]
    if nations:
        victim["citizenship"] = nations
    return victim


def _born(shown: CasePage) -> list[str | None] | None:
    child = shown.child
    birth = child.birth.value if child and child.birth and not child.birth.closed else None
    if isinstance(birth, dict) and birth.get("from") and birth.get("kind") != "estimated":
        return [birth["from"], birth.get("to") or birth["from"]]
    if child is None or child.age is None:
        return None
    low, high, _status = child.age
    opened, today = localtime(child.child.created_at).date(), localtime(shown.look.viewer.now).date()
    first = _years_before(opened, high + 1) + dt.timedelta(days=1) if high is not None else None
    last = _years_before(today, low) if low is not None else None
    if first is None and last is None:
        return None
    return [first.isoformat() if first else None, last.isoformat() if last else None]


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
