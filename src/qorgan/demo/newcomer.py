"""Somebody new in the invented country: Saule is to answer at night too; her supervisor has not confirmed it yet."""

from __future__ import annotations

import datetime as dt

from qorgan.agencies import actions
from qorgan.agencies.access import viewer_of
from qorgan.demo.country import Country

OFFICER, ROLES, ASKS = "saule", ["social_worker", "duty_officer"], "svetlana"


def ask(country: Country, *, now: dt.datetime) -> None:
    """An administrator asks for one more role; it waits among Marat's tasks and those of the other administrator."""
    by = viewer_of(country.officers[ASKS], now=now)
    actions.set_roles(officer=country.officers[OFFICER], roles=ROLES, by=by, now=now)
