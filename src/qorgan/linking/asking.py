"""Questions between bodies: one asks without knowing whom, the other answers knowing who asks. Both are journalled.

The linker carries both ways. Apart from `actions.py`, because it is a life cycle of its own: hit > question > answer.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from qorgan.agencies import versions
from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.models import Case
from qorgan.children.matching import QUEUE
from qorgan.journal.actions import record
from qorgan.linking.models import Asked, Band, Hit, Question, Reply, Verdict, Why
from qorgan.linking.queries import basis

QUESTIONS_A_DAY = 5  # of one officer


@act
def ask(*, hit: Hit, by: Viewer, now: dt.datetime) -> Question:
    """Ask the body that keeps the other record whether it is the same child. It will see who asks, and no name.

    Raises SAM-01 (no legal basis), SAM-09 (asked before, or no longer alike), SAM-11 (too many today).
    """
    require(by, "linking:review", File(case_id=hit.case_id))
    if not basis().in_force:
        raise CannotDo(
            "SAM-01", _("No legal basis is stated for looking for the same child. Nothing is compared.")
        )
    versions.one_at_a_time(by.officer.id)
    if hit.band == Band.NEW or Question.objects.filter(pk=hit.pk).exists():
        raise CannotDo("SAM-09", _("This was asked before, or the children are no longer alike."))
    today = Question.objects.filter(by=by.officer, at__gt=now - dt.timedelta(days=1)).count()
    if today >= QUESTIONS_A_DAY:
        raise CannotDo(
            "SAM-11", _("You have asked several bodies today. Ask again tomorrow, or let a colleague ask.")
        )
    question = Question.objects.create(
        hit=hit, case_id=hit.case_id, agency_id=by.agency_id, by=by.officer, at=now
    )
    app.configure_task("qorgan.linking.tasks.carry", queue=QUEUE).defer(hit_id=str(hit.pk))
    _note("linking.asked", hit.case_id, hit.pk, by=by, now=now, detail=None)
    return question


@act
def answer(*, asked: Asked, verdict: str, why: str, by: Viewer, now: dt.datetime) -> Reply:
    """Answer another body's question once. With a yes, it learns your body, your name and the case number; with a
    no, only the reason.

    Raises SAM-12 (answered before), SAM-02 (no answer chosen, or a no without a reason).
    """
    require(by, "linking:review", File(case_id=asked.case_id))
    versions.one_at_a_time(asked.id)
    if Reply.objects.filter(pk=asked.pk).exists():
        raise CannotDo("SAM-12", _("This question was answered before."))
    if verdict not in Verdict.values or (verdict == Verdict.NO and why not in Why.values):
        raise CannotDo("SAM-02", _("Choose an answer, and for a no the reason."), "why")
    yes = verdict == Verdict.YES
    reply = Reply.objects.create(
        asked=asked,
        case_id=asked.case_id,
        verdict=verdict,
        why="" if yes else why,
        number=Case.objects.values_list("number", flat=True).get(pk=asked.case_id) if yes else "",
        agency_id=by.agency_id,
        by=by.officer,
        at=now,
    )
    app.configure_task("qorgan.linking.tasks.carry_back", queue=QUEUE).defer(hit_id=str(asked.pk))
    _note("linking.answered", asked.case_id, asked.pk, by=by, now=now, detail={"answer": verdict})
    return reply


def _note(
    kind: str, case_id: UUID, subject_id: UUID, *, by: Viewer, now: dt.datetime, detail: dict[str, str] | None
) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=case_id,
        subject=("question", subject_id),
        detail=detail,
        happened_at=now,
        now=now,
    )
