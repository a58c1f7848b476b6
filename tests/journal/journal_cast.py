"""Invented acts and connections of the house's roles, for the tests of the journal."""

from __future__ import annotations

import datetime as dt
import os
import random
from typing import Any
from uuid import UUID

NOW = dt.datetime(2026, 3, 1, 10, 0, 0, 123457, tzinfo=dt.UTC)


def superuser() -> Any:
    """Somebody who may do everything in this throw-away cluster."""
    import psycopg
    from django.conf import settings

    from qorgan.config import database, embedded

    info = database.conninfo(embedded.SUPERUSER, os.environ, settings.DATA_DIR)
    return psycopg.connect(**info, autocommit=True)


def as_role(role: str) -> Any:
    """A connection of one of the house's roles."""
    import psycopg
    from django.conf import settings

    from qorgan.config import database

    return psycopg.connect(**database.conninfo(role, os.environ, settings.DATA_DIR), autocommit=True)


def act(number: int = 0, **changes: Any) -> dict[str, Any]:
    """Arguments of `record`; people, bodies and cases are invented ids."""
    dice = random.Random(number)
    given: dict[str, Any] = {
        "kind": dice.choice(["cases.opened", "child.read", "referrals.sent", "deadlines.escalated"]),
        "by": _id(dice),
        "agency": _id(dice),
        "case": _id(dice),
        "subject": ("child", _id(dice)),
        "purpose": dice.choice([None, "care", "protection"]),
        "detail": {"reason": dice.choice(["no_place", "other"]), "days": dice.randrange(9)},
        "happened_at": NOW + dt.timedelta(seconds=number, microseconds=dice.randrange(10**6)),
        "now": NOW + dt.timedelta(seconds=number + 60),
    }
    return given | changes


def _id(dice: random.Random) -> UUID:
    return UUID(int=dice.getrandbits(128), version=4)


def public(signer: Any) -> bytes:
    """The signer's public key."""
    return signer.public_key().public_bytes_raw()


def sign(signer: Any, witness: Any, now: dt.datetime = NOW) -> Any:
    """A checkpoint, as the role that makes them."""
    from qorgan.config import database
    from qorgan.journal.actions import checkpoint

    with database.as_role(database.WORKER):
        return checkpoint(now=now, signer=signer, witness=witness)
