"""What acts about a decision write beside it: what a body asked sees until it has answered, its days, the journal."""

from __future__ import annotations

import datetime as dt
from typing import Any

from qorgan.agencies import granting
from qorgan.agencies.access import File, Viewer
from qorgan.agencies.models import AccessGrant, Agency
from qorgan.cases.models import StatusDecision
from qorgan.deadlines import actions as deadlines
from qorgan.journal.actions import record
from qorgan.keyring.actions import seal

REVIEW = "dl.demo.status.review"
# what a body sees that is asked to be the second person or to review, until it has answered
ASKED_FIELDS = [
    "child.age",
    "child.sex",
    "decisions.reasons",
    "decisions.status",
    "event.facts",
    "event.narrative",
]


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
        level=AccessGrant.Level.ASKED,
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
