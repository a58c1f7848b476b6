"""Background work of referrals."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from qorgan.referrals.actions import expire_late
from qorgan.referrals.stopping import end_run_out, remind_ending


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", pass_context=False, queueing_lock="expire")
def expire(timestamp: int) -> None:
    """Every minute: what nobody accepted in time comes back, and what rests on a consent that has run out; what rests
    on one that will run out soon is told.
    """
    with transaction.atomic():
        watch(now=timezone.now())


def watch(*, now: dt.datetime) -> int:
    """What is to be done about referrals at this moment, as qorgan_worker; how many came back."""
    back = end_run_out(now=now) + expire_late(now=now)
    remind_ending(now=now)
    return back
