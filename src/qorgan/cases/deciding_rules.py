"""Who could answer a decision that waits, and what a body asked for that sees until it has answered."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import granting
from qorgan.agencies import queries as directory
from qorgan.agencies.access import File, Viewer
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.blocking_rules import IN_FORCE
from qorgan.cases.codes import EMPOWERED
from qorgan.cases.models import StatusDecision
from qorgan.deadlines import actions as deadlines
from qorgan.journal.actions import record
from qorgan.keyring.actions import seal

REVIEW = "dl.demo.status.review"
SECOND_VERB, REVIEW_VERB = "decisions:second", "decisions:review"
# what a body sees that is asked to be the second person or to review, until it has answered
ASKED_FIELDS = [
    "child.age",
    "child.sex",
    "decisions.reasons",
    "decisions.status",
    "event.facts",
    "event.narrative",
]
KINDS = {
    SECOND_VERB: (Agency.Kind.GUARDIANSHIP,),
    REVIEW_VERB: (Agency.Kind.PROSECUTION, Agency.Kind.GUARDIANSHIP),
}
S = StatusDecision.State


def answering_bodies(decision: StatusDecision, by: Viewer) -> QuerySet[Agency]:
    """Bodies the viewer may ask: somebody works there who may answer and has not taken part in the decision.

    A "no" goes to another body than the one that keeps the case; so does a review that was asked for from outside.
    """
    verb = SECOND_VERB if decision.state == S.WAITING else REVIEW_VERB
    involved = {decision.decided_by_id, decision.second_person_id, by.officer.id}
    if decision.state == S.REVIEW:
        involved.add(decision.review_asked_by_id)
    able = directory.holding(verb).exclude(pk__in=involved - {None})
    named = AccessBlock.objects.filter(case_id=decision.case_id, state__in=IN_FORCE).exclude(agency=None)
    rows = Agency.objects.filter(
        kind__in=KINDS[verb], has_account=True, active_until=None, id__in=able.values("agency_id")
    ).exclude(id__in=named.values("agency_id"))
    if decision.state == S.WAITING or asked_outside(decision):
        rows = rows.exclude(pk=decision.case.agency_id)
    return rows.exclude(pk=decision.reviewer_id) if decision.state == S.REVIEW else rows


def check_body(decision: StatusDecision, body: Agency, by: Viewer) -> None:
    """Refuse a body where nobody could answer. Raises DEC-11."""
    if not answering_bodies(decision, by).filter(pk=body.pk).exists():
        raise CannotDo("DEC-11", _("Nobody in this body could answer now. Choose another body."), "body")


def asked_outside(decision: StatusDecision) -> bool:
    """Did another body than the one that keeps the case ask for the review that waits?"""
    asker = decision.review_asked_by
    return decision.state == S.REVIEW and asker is not None and asker.agency_id != decision.case.agency_id


def to_take_back(decision: StatusDecision, officer_id: UUID) -> str:
    """The right it takes to take back what waits: one's own by the right to have done it, else as its keeper."""
    if decision.state == S.REVIEW and decision.review_asked_by_id == officer_id:
        return "decisions:ask_review"
    if decision.state == S.WAITING and decision.decided_by_id == officer_id:
        return EMPOWERED[decision.stage]
    return "cases:edit"


def start_review(decision: StatusDecision, reviewer: Agency, *, now: dt.datetime) -> None:
    """The body asked has its days, and sees what a review needs."""
    deadlines.start(
        REVIEW,
        file=File(case_id=decision.case_id),
        number=decision.case.number,
        subject=("decision", decision.id),
        agency_id=reviewer.id,
        officer_id=None,
        started_at=now,
        now=now,
    )
    if reviewer.id != decision.case.agency_id:
        open_to(decision, reviewer, now=now)


def open_to(decision: StatusDecision, body: Agency, *, now: dt.datetime) -> None:
    """What a body asked sees until it has answered."""
    granting.give(
        File(case_id=decision.case_id),
        agency_id=body.id,
        level=AccessGrant.Level.REFERRAL,
        fields=ASKED_FIELDS,
        source_id=decision.id,
        valid_from=now,
    )


def close_again(decision: StatusDecision, *, now: dt.datetime) -> None:
    """Answered or taken back: the body asked sees the case no longer."""
    for grant in AccessGrant.objects.filter(source_id=decision.id, valid_until=None):
        granting.end(grant, now=now)


def sealed_words(decision: StatusDecision, reasons: str, *, slot: str = "decisions.review") -> bytes | None:
    """What is written beside a decision: the answer to it, or (`decisions.request`) why a review is asked for."""
    return seal(decision.case.key, code=slot, row_id=decision.id, value=reasons)


def note(
    kind: str,
    decision: StatusDecision,
    *,
    by: Viewer,
    now: dt.datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """The line in the journal, with stage and answer of the decision."""
    about: dict[str, Any] = {"stage": decision.stage, "outcome": decision.outcome}
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=decision.case_id,
        subject=("decision", decision.id),
        detail=about | (detail or {}),
        happened_at=now,
        now=now,
    )
