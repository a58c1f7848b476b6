"""Questions and answers brought from body to body by the linker, who alone knows whose record a hit is."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction

from qorgan.agencies.scope import tell_database
from qorgan.linking import rules
from qorgan.linking.models import Answer, Asked, HitTarget, Question, Reply, Verdict


@transaction.atomic
def carry(*, hit_id: UUID, now: dt.datetime) -> Asked | None:
    """Bring a question to the body that keeps the other record. None when that case may not be reached now.

    The asking side cannot tell: a question that was not carried waits as one that nobody has answered.
    """
    tell_database(None, now=now)
    question = Question.objects.select_related("hit").filter(pk=hit_id).first()
    target = HitTarget.objects.filter(pk=hit_id).first()
    if question is None or target is None or Asked.objects.filter(pk=hit_id).exists():
        return None
    keeping = rules.standing(target.other_case_id, None, now=now)
    if keeping is None or not rules.reachable(target.other_case_id):
        return None
    asked = Asked.objects.create(
        id=hit_id,
        case_id=target.other_case_id,
        agency_id=question.agency_id,
        officer_id=question.by_id,
        band=question.hit.band,
        flags=question.hit.flags,
        at=question.at,
    )
    rules.note(rules.Note("linking.was_asked", target.other_case_id, keeping.agency_id), now=now)
    return asked


@transaction.atomic
def carry_back(*, hit_id: UUID, now: dt.datetime) -> Answer | None:
    """Bring the answer back. With a no, nothing tells who said it."""
    tell_database(None, now=now)
    reply = Reply.objects.filter(pk=hit_id).first()
    question = Question.objects.filter(pk=hit_id).first()
    if reply is None or question is None or Answer.objects.filter(pk=hit_id).exists():
        return None
    yes = reply.verdict == Verdict.YES
    answer = Answer.objects.create(
        question_id=hit_id,
        case_id=question.case_id,
        verdict=reply.verdict,
        why="" if yes else reply.why,
        number=reply.number if yes else "",
        agency_id=reply.agency_id if yes else None,
        officer_id=reply.by_id if yes else None,
        at=reply.at,
    )
    came = rules.Note(
        "linking.answer_came", question.case_id, question.agency_id, detail={"answer": reply.verdict}
    )
    rules.note(came, now=now)
    return answer
