"""Decisions that wait for a person: whose task they are, and who could answer."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from qorgan.agencies.access import File, Refused, Viewer, refuse_unseen, require, visible
from qorgan.agencies.models import AccessGrant, Agency, Officer
from qorgan.agencies.permissions import ASKED, OWNER, REFERRAL
from qorgan.cases.deciding import rules
from qorgan.cases.models import Case, StatusDecision
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock

PAGE = 25
S = StatusDecision.State


def waiting(
    viewer: Viewer, *, after: tuple[dt.datetime, UUID] | None = None, limit: int = PAGE
) -> list[StatusDecision]:
    """Negative decisions that wait for a second person: those this viewer may answer, and those of cases the viewer
    keeps that nobody in the body could answer and no other body was asked for (`stuck`). `due_at`: until when.

    Oldest first; one row more than `limit` may come back: it says that there is a next page.
    """
    if not viewer.may("decisions:second") and not viewer.may("cases:edit"):
        return []
    asked = AccessGrant.objects.filter(source_id=OuterRef("pk"), level=ASKED, valid_until=None)
    mine = visible(viewer, "decisions:second", case="case_id", levels=frozenset({OWNER, REFERRAL}))
    to_me = Q(Exists(asked.filter(agency_id=viewer.agency_id)))
    asked_me = visible(viewer, "decisions:second", case="case_id", levels=frozenset({ASKED})) & to_me
    answers = (mine | asked_me) & ~Q(decided_by=viewer.officer)
    stuck = ~Exists(_seconds(viewer)) & ~Exists(asked.filter(agency_id__in=_others().values("agency_id")))
    keeps = visible(viewer, "cases:edit", case="case_id") & Q(case__agency_id=viewer.agency_id) & stuck
    due = Clock.objects.filter(subject_id=OuterRef("pk"), rule=clocks.SECOND, state=Clock.State.RUNNING)
    rows = StatusDecision.objects.filter(answers | keeps, state=S.WAITING).annotate(
        due_at=Subquery(due.order_by("due_at").values("due_at")[:1]), stuck=stuck
    )
    if after:
        rows = rows.filter(Q(decided_at__gt=after[0]) | Q(decided_at=after[0], id__gt=after[1]))
    return list(rows.select_related("case", "decided_by").order_by("decided_at", "id")[: limit + 1])


def find(viewer: Viewer, decision_id: UUID, verb: str) -> StatusDecision:
    """A decision of a case on which the viewer has `verb`. Raises `Refused`."""
    decision = _row(viewer, decision_id, verb)
    require(viewer, verb, File(case_id=decision.case_id))
    return decision


def find_to_second(viewer: Viewer, decision_id: UUID) -> StatusDecision:
    """A decision to which the viewer may answer as the second person. Raises `Refused`."""
    decision = _row(viewer, decision_id, rules.SECOND_VERB)
    level = require(viewer, rules.SECOND_VERB, File(case_id=decision.case_id)).level
    if not rules.may_answer(decision, viewer, level):
        raise Refused("scope")  # asked about another decision of the case
    return decision


def find_to_review(viewer: Viewer, decision_id: UUID) -> StatusDecision:
    """A decision that the viewer's body was asked to review. Raises `Refused`."""
    decision = find(viewer, decision_id, rules.REVIEW_VERB)
    if decision.reviewer_id != viewer.agency_id:
        raise Refused("scope")  # another body was asked, or none
    return decision


def find_to_take_back(viewer: Viewer, decision_id: UUID) -> StatusDecision:
    """A decision that waits and that the viewer may take back, as who asked or who keeps the case. Raises `Refused`."""
    decision = _row(viewer, decision_id, "cases:edit")
    require(viewer, rules.to_take_back(decision, viewer.officer.id), File(case_id=decision.case_id))
    return decision


def second_possible(viewer: Viewer, case: Case) -> bool:
    """Could anybody but this viewer be the second person in the body that keeps the case?"""
    others = rules.able(rules.SECOND_VERB, case.id).exclude(pk=viewer.officer.id)
    return others.filter(agency_id=case.agency_id).exists()


def bodies(viewer: Viewer, decision: StatusDecision) -> list[Agency]:
    """Bodies the viewer may ask for the answer that this decision waits for, or for a review of it."""
    return list(rules.answering_bodies(decision, viewer))


def _row(viewer: Viewer, decision_id: UUID, verb: str) -> StatusDecision:
    """Not yet judged; one that is absent is refused after the question that `verb` asks of one that is there."""
    rows = StatusDecision.objects.select_related("case__key", "case", "review_asked_by")
    decision = rows.filter(pk=decision_id).first()
    if decision is None:
        refuse_unseen(viewer, verb)
    return decision


def _seconds(viewer: Viewer) -> QuerySet[Officer]:
    """Who could be the second person of this row in the viewer's body."""
    others = rules.able(rules.SECOND_VERB, OuterRef(OuterRef("case_id"))).exclude(
        pk=OuterRef("decided_by_id")
    )
    return others.filter(agency_id=viewer.agency_id).order_by()


def _others() -> QuerySet[Officer]:
    """Who anywhere could be the second person, asked within the grants of a row."""
    case, decider = OuterRef(OuterRef(OuterRef("case_id"))), OuterRef(OuterRef("decided_by_id"))
    return rules.able(rules.SECOND_VERB, case).exclude(pk=decider).order_by()
