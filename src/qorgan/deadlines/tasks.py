"""Background work of the clocks."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from qorgan.deadlines.actions import escalate_late


@app.periodic(cron="* * * * *")
@app.task(queue="clocks", pass_context=False, queueing_lock="escalate")
def escalate(timestamp: int) -> None:
    """Every minute: escalate what has run out."""
    with transaction.atomic():
        escalate_late(now=timezone.now())
