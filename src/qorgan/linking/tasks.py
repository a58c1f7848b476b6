"""Background work of the linker: its own queue, its own process, its own database role."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from qorgan.linking import carrying, matching


@app.task(queue="linking", pass_context=False)
def match(case_id: str, officer_id: str = "") -> None:
    """Compare the child of one case with others."""
    matching.match(
        case_id=UUID(case_id), officer_id=UUID(officer_id) if officer_id else None, now=timezone.now()
    )


@app.task(queue="linking", pass_context=False)
def carry(hit_id: str) -> None:
    """Bring a question to another body."""
    carrying.carry(hit_id=UUID(hit_id), now=timezone.now())


@app.task(queue="linking", pass_context=False)
def carry_back(hit_id: str) -> None:
    """Bring an answer back."""
    carrying.carry_back(hit_id=UUID(hit_id), now=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(queue="linking", pass_context=False, queueing_lock="waiting")
def try_again(timestamp: int) -> None:
    """Every hour: what was held back for a day."""
    now = timezone.now()
    for case_id, officer_id in matching.waiting(now=now):
        matching.match(case_id=case_id, officer_id=officer_id, now=now)


@app.task(queue="linking", pass_context=False)
def catch_up() -> None:
    """A legal basis came into force: compare every child once. No officer's act, so no officer's limit."""
    now = timezone.now()
    for case_id in matching.everyone():
        matching.match(case_id=case_id, officer_id=None, now=now)
