"""When nobody answers a decision that waits: take it back, or ask another body. No case waits for ever for a person."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from qorgan.agencies import versions
from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.actions import start_decision
from qorgan.cases.deciding.rules import calls_off, check_body, to_take_back
from qorgan.cases.deciding.writing import close_again, note, open_to, sealed_words, start_review
from qorgan.cases.models import StatusDecision
from qorgan.deadlines import actions as deadlines

S = StatusDecision.State


@act
def take_back(*, decision: StatusDecision, reasons: str, by: Viewer, now: dt.datetime) -> StatusDecision:
    """Take back a "no" that waits: it never had an effect, and the stage is due again with its old clock.

    By who decided, or who keeps the case. Raises DEC-06 (not waiting), DEC-02 (no reasons).
    """
    require(by, to_take_back(decision, by.officer.id), File(case_id=decision.case_id))
    _check(decision, S.WAITING, reasons)
    decision = versions.update(
        decision,
        version=decision.version,
        state=S.WITHDRAWN,
        sealed_review=sealed_words(decision, reasons),
    )
    deadlines.cancel(decision.id, now=now)
    start_decision(decision.case, now=now)
    note("decisions.taken_back", decision, by=by, now=now)
    close_again(decision, now=now)
    return decision


@act
def ask_second(*, decision: StatusDecision, body: Agency, by: Viewer, now: dt.datetime) -> StatusDecision:
    """Ask another body for the second person of a "no": it sees the reasons until it has answered.

    One body at a time. Raises DEC-06 (not waiting), DEC-11 (nobody there could answer).
    """
    require(by, "cases:edit", File(case_id=decision.case_id))
    _check(decision, S.WAITING)
    check_body(decision, body, by)
    decision = versions.update(decision, version=decision.version)
    close_again(decision, now=now)
    open_to(decision, body, now=now)
    note("decisions.second_asked", decision, by=by, now=now, detail={"to": str(body.id)})
    return decision


@act
def take_back_review(
    *, decision: StatusDecision, reasons: str, by: Viewer, now: dt.datetime
) -> StatusDecision:
    """Take back a review that waits: the decision stands, and another review can be asked for.

    By who asked for it, or who keeps the case unless another body asked: nobody calls off the review that the
    child's lawyer or guardian wants. Raises DEC-08 (none waits), DEC-02 (no reasons), DEC-12 (asked from outside).
    """
    require(by, to_take_back(decision, by.officer.id), File(case_id=decision.case_id))
    _check(decision, S.REVIEW, reasons)
    if not calls_off(decision, by.officer.id):
        raise CannotDo(
            "DEC-12",
            _("Another body asked for this review. You may ask another body to review, not take it back."),
        )
    decision = versions.update(
        decision,
        version=decision.version,
        state=S.FINAL,
        reviewer=None,
        sealed_review=sealed_words(decision, reasons),
    )
    deadlines.cancel(decision.id, now=now)
    note("decisions.review_taken_back", decision, by=by, now=now)
    close_again(decision, now=now)
    return decision


@act
def redirect_review(
    *, decision: StatusDecision, body: Agency, by: Viewer, now: dt.datetime
) -> StatusDecision:
    """Ask another body for the review that waits; the first one sees the case no longer.

    Raises DEC-08 (none waits), DEC-11 (nobody there could answer).
    """
    require(by, "cases:edit", File(case_id=decision.case_id))
    _check(decision, S.REVIEW)
    check_body(decision, body, by)
    decision = versions.update(decision, version=decision.version, reviewer=body)
    deadlines.cancel(decision.id, now=now)
    close_again(decision, now=now)
    start_review(decision, body, now=now)
    note("decisions.review_moved", decision, by=by, now=now, detail={"to": str(body.id)})
    return decision


def _check(decision: StatusDecision, state: str, reasons: str | None = None) -> None:
    """It waits, and what needs words has them; nobody else decides in this case meanwhile."""
    versions.one_at_a_time(decision.case_id)
    if decision.state != state and state == S.WAITING:
        raise CannotDo("DEC-06", _("This decision does not wait for a second person."))
    if decision.state != state:
        raise CannotDo("DEC-08", _("No review is open."))
    if reasons is not None and not reasons.strip():
        raise CannotDo("DEC-02", _("Give reasons in words."), "reasons")
