"""The invented specialist police unit: the police group of Almaty, with a key a visitor can open containers with.

A real unit makes its key on a machine of its own. Here the private half lies beside the demonstration's data, so
that the whole way can be tried: `qorgan unit open` on the container the investigator downloads.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from django.conf import settings

from qorgan.agencies.access import viewer_of
from qorgan.demo.country import Country
from qorgan.documents.units import actions as units
from qorgan.vault import new_unit_key, public_of

AGENCY, ASKS, CONFIRMS = "police_almaty", "svetlana", "timur"


def key_file() -> Path:
    """Where the demonstration keeps the unit's private key."""
    data: Path = settings.DATA_DIR
    return data.with_name(f"{data.name}-unit") / "unit.key"


def register(country: Country, *, now: dt.datetime) -> None:
    """One administrator registers the key, another confirms it, as in real life."""
    private = new_unit_key()
    one, other = (viewer_of(country.officers[login], now=now) for login in (ASKS, CONFIRMS))
    agency = country.bodies[AGENCY]
    key = units.register(agency=agency, public_text=public_of(private), by=one, now=now)
    units.confirm(key=key, by=other, now=now + dt.timedelta(hours=1))
    path = key_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)  # of a demonstration that was removed
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(private)
