"""How long is left, in words. A colour only repeats what the words say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON = timedelta(hours=24)
JUST_NOW = timedelta(hours=1)  # a duty "at once" is not called late in the hour in which it begins


@dataclass(frozen=True)
class Shown:
    """What a chip shows: `level` is met, overdue, soon, later, paused or open (no number in law)."""

    level: str
    text: str
    icon: str


def shown(
    *,
    due_at: datetime | None,
    now: datetime,
    met_at: datetime | None = None,
    paused: bool = False,
    urgent: bool = False,
    missed: bool = False,
) -> Shown:
    """The chip of one duty. `urgent`: the law says "at once". `missed`: it went elsewhere undone."""
    if missed:
        return Shown("overdue", _("Not done in time"), "alert")
    if met_at is not None:
        return _met(due_at, met_at)
    if paused:
        return Shown("paused", _("The clock is stopped"), "pause")
    if due_at is None:
        return (
            Shown("soon", _("At once"), "clock")
            if urgent
            else Shown("open", _("No fixed time limit"), "clock")
        )
    if urgent and now - JUST_NOW < due_at <= now:
        return Shown("soon", _("At once"), "clock")
    if due_at < now:
        return Shown("overdue", overdue_words(now - due_at), "alert")
    level = "soon" if due_at - now <= SOON else "later"
    return Shown(level, left_words(due_at - now), "clock")


def _met(due_at: datetime | None, met_at: datetime) -> Shown:
    """Done; late is said, since statistics of lateness start here."""
    if due_at is not None and met_at > due_at:
        return Shown("met", _("Done, late"), "tick")
    return Shown("met", _("Done in time"), "tick") if due_at else Shown("met", _("Done"), "tick")


def left_words(left: timedelta) -> str:
    """Time that is left, rounded down so that nobody counts on minutes that are not there."""
    minutes = int(left.total_seconds() // 60)
    if minutes < 90:
        return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    days = minutes // (24 * 60)
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def overdue_words(late: timedelta) -> str:
    """Time since the deadline passed, rounded down, at least one minute."""
    minutes = max(1, int(late.total_seconds() // 60))
    if minutes < 90:
        return ngettext("Overdue by %(n)d minute", "Overdue by %(n)d minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        hours = minutes // 60
        return ngettext("Overdue by %(n)d hour", "Overdue by %(n)d hours", hours) % {"n": hours}
    days = minutes // (24 * 60)
    return ngettext("Overdue by %(n)d day", "Overdue by %(n)d days", days) % {"n": days}
