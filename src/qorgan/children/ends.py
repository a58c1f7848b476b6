"""The day a person names as an end, of a consent or of a hold: it holds to the end of that day, in local time."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.refusals import CannotDo

LAST_MINUTE = dt.time(23, 59)
SOON = dt.timedelta(days=7)


def end_of(day: dt.date | None) -> dt.datetime | None:
    """The last minute of this day; None for no end."""
    return make_aware(dt.datetime.combine(day, LAST_MINUTE)) if day is not None else None


def check_consent(until: dt.datetime | None, *, now: dt.datetime) -> None:
    """Raises CHD-12 for a consent that would have ended before it began."""
    if until is not None and until <= now:
        raise CannotDo(
            "CHD-12",
            _("This day has passed. Choose a later day, or leave it empty: until it is stopped."),
            "until",
        )


def check_hold(until: dt.datetime | None, *, now: dt.datetime) -> None:
    """Raises CHD-13 for a hold that would have ended before it began."""
    if until is not None and until <= now:
        raise CannotDo(
            "CHD-13",
            _("This day has passed. Choose a later day, or leave it empty: until it is lifted."),
            "until",
        )


def soon(until: dt.datetime | None, *, now: dt.datetime) -> bool:
    """Does it end within the week, so that somebody should be told before it begins?"""
    return until is not None and until - now < SOON
