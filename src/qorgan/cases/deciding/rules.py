"""Who could answer a decision that waits, and who may take it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import queries as directory
from qorgan.agencies.access import File, Standing, Viewer, decide
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency, Officer
from qorgan.agencies.permissions import ASKED
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.codes import EMPOWERED
from qorgan.cases.models import StatusDecision

SECOND_VERB, REVIEW_VERB = "decisions:second", "decisions:review"
KINDS = {
    SECOND_VERB: (Agency.Kind.GUARDIANSHIP,),
    REVIEW_VERB: (Agency.Kind.PROSECUTION, Agency.Kind.GUARDIANSHIP),
}
S = StatusDecision.State


def able(verb: str, case_id: Any) -> QuerySet[Officer]:
    """Officers whose roles give `verb`; not named in the case (an id, or a reference to one), nor is their body."""
    named = AccessBlock.objects.filter(case_id=case_id, state__in=AccessBlock.IN_FORCE)
    them = Q(officer_id=OuterRef("pk")) | Q(agency_id=OuterRef("agency_id"))
    return directory.holding(verb).exclude(Exists(named.filter(them)))


def answering_bodies(decision: StatusDecision, by: Viewer) -> QuerySet[Agency]:
    """Bodies the viewer may ask: somebody works there who may answer and has not taken part in the decision.

    A "no" goes to another body than the one that keeps the case; so does a review that was asked for from outside.
    """
    verb = SECOND_VERB if decision.state == S.WAITING else REVIEW_VERB
    involved = {decision.decided_by_id, decision.second_person_id, by.officer.id}
    if decision.state == S.REVIEW:
        involved.add(decision.review_asked_by_id)
    free = able(verb, decision.case_id).exclude(pk__in={each for each in involved if each is not None})
    rows = Agency.objects.filter(
        kind__in=KINDS[verb], has_account=True, active_until=None, id__in=free.values("agency_id")
    )
    if decision.state == S.WAITING or asked_outside(decision):
        rows = rows.exclude(pk=decision.case.agency_id)
    asked_before = decision.reviewer_id if decision.state == S.REVIEW else None
    return rows.exclude(pk=asked_before) if asked_before else rows


def check_body(decision: StatusDecision, body: Agency, by: Viewer) -> None:
    """Refuse a body where nobody could answer. Raises DEC-11."""
    if not answering_bodies(decision, by).filter(pk=body.pk).exists():
        raise CannotDo("DEC-11", _("Nobody in this body could answer now. Choose another body."), "body")


def may_answer(decision: StatusDecision, by: Viewer, level: str) -> bool:
    """A body that is there only because it was asked answers this decision only if it was asked about this one."""
    return (
        level != ASKED
        or AccessGrant.objects.filter(
            source_id=decision.id, agency_id=by.agency_id, level=ASKED, valid_until=None
        ).exists()
    )


def waits_for(decision: StatusDecision, by: Viewer, standing: Standing | None) -> bool:
    """Does this "no" of somebody else wait for the viewer? `standing`: how the viewer stands to its case, if read."""
    if decision.state != S.WAITING or decision.decided_by_id == by.officer.id:
        return False
    judged = decide(by, SECOND_VERB, File(case_id=decision.case_id), standing=standing)
    return bool(judged) and may_answer(decision, by, judged.level)


def asked_outside(decision: StatusDecision) -> bool:
    """Did another body than the one that keeps the case ask for the review that waits?"""
    asker = decision.review_asked_by
    return decision.state == S.REVIEW and asker is not None and asker.agency_id != decision.case.agency_id


def calls_off(decision: StatusDecision, officer_id: UUID) -> bool:
    """Is what waits this officer's to take back? The keeper does not call off a review that another body wants."""
    return officer_id == decision.review_asked_by_id or not asked_outside(decision)


def to_take_back(decision: StatusDecision, officer_id: UUID) -> str:
    """The right it takes to take back what waits: one's own by the right to have done it, else as its keeper."""
    if decision.state == S.REVIEW and decision.review_asked_by_id == officer_id:
        return "decisions:ask_review"
    if decision.state == S.WAITING and decision.decided_by_id == officer_id:
        return EMPOWERED[decision.stage]
    return "cases:edit"
