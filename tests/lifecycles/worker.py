"""The clock worker's functions, run as the role qorgan_worker itself."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from qorgan.deadlines.actions import escalate_late
from qorgan.referrals.tasks import watch


def run_as_worker(now: dt.datetime) -> tuple[int, int]:
    """(referrals that came back, clocks that escalated), with the worker's own rights and nobody acting."""
    from qorgan.config.database import WORKER, as_role

    if connection.in_atomic_block:
        raise RuntimeError("the worker has a connection of its own: this needs a transactional test")
    with as_role(WORKER), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            if cursor.fetchone()[0] != WORKER:
                raise RuntimeError("not the worker")
        return watch(now=now), escalate_late(now=now)
