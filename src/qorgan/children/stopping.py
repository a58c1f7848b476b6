"""What rests on a consent ends with it: rooms above say how, the stop carries it out in its own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from qorgan.agencies.access import Viewer
from qorgan.children.models import Consent

Consequence = Callable[[Consent, Viewer, dt.datetime], None]

_CONSEQUENCES: list[Consequence] = []


def add_consequence(consequence: Consequence) -> None:
    """Have `consequence` run inside every act by which a consent stops holding."""
    if consequence not in _CONSEQUENCES:
        _CONSEQUENCES.append(consequence)


def carry_out(consent: Consent, *, by: Viewer, now: dt.datetime) -> None:
    """End all that rests on this consent, as part of the act of the caller."""
    for consequence in _CONSEQUENCES:
        consequence(consent, by, now)
