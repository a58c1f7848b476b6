"""Background work of referrals."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from qorgan.referrals.actions import expire_late


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", pass_context=False, queueing_lock="expire")
def expire(timestamp: int) -> None:
    """Every minute: what nobody accepted in time comes back."""
    with transaction.atomic():
        expire_late(now=timezone.now())
