"""Decisions on status in two stages: who is empowered, grounds, evidence, reasons; a "no" needs two people.

Acts like those of `actions.py`, apart because they are a life cycle of their own. No time limit ever decides:
when one passes, the clock escalates and protection goes on.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from qorgan.agencies import versions
from qorgan.agencies.access import File, Refused, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.actions import CONCLUSIVE, REASONABLE, start_decision
from qorgan.cases.closing_rules import check_open
from qorgan.cases.codes import EMPOWERED
from qorgan.cases.deciding.rules import check_body, may_answer
from qorgan.cases.deciding.writing import close_again, note, sealed_words, start_review
from qorgan.cases.models import Case, StatusDecision
from qorgan.deadlines import actions as deadlines
from qorgan.deadlines.queries import SECOND
from qorgan.keyring.actions import seal
from qorgan.vault import new_id

S, Answer = StatusDecision.State, StatusDecision.Outcome
RULE = {StatusDecision.Stage.REASONABLE: REASONABLE, StatusDecision.Stage.CONCLUSIVE: CONCLUSIVE}


@act
def decide(
    *,
    case: Case,
    stage: str,
    outcome: str,
    grounds: list[str],
    evidence: list[str],
    reasons: str,
    by: Viewer,
    now: dt.datetime,
) -> StatusDecision:
    """Decide on status. A positive decision is in force at once; a negative one waits for a second person.

    Raises DEC-01 (no grounds named), DEC-02 (negative without reasons), DEC-03 (conclusive before reasonable
    grounds), DEC-04 (one waits for a second person or stands already), DEC-09 (conclusive while the "no" before it
    waits for a second person), DEC-10 (the first stage while a conclusive decision is in force), CAS-44 (closed).
    """
    require(by, EMPOWERED[stage], File(case_id=case.id))
    if not grounds:
        raise CannotDo("DEC-01", _("Tick at least one ground."), "grounds")
    if outcome == Answer.NEGATIVE and not reasons.strip():
        raise CannotDo(
            "DEC-02",
            _("A “no” needs reasons in words: another person must be able to follow them."),
            "reasons",
        )
    check_open(case)
    _check_stage(case, stage, outcome)
    row_id = new_id()
    decision = StatusDecision.objects.create(
        id=row_id,
        case=case,
        stage=stage,
        outcome=outcome,
        state=S.WAITING if outcome == Answer.NEGATIVE else S.FINAL,
        grounds=sorted(grounds),
        evidence=sorted(evidence),
        sealed_reasons=seal(case.key, code="decisions.reasons", row_id=row_id, value=reasons),
        agency_id=by.agency_id,
        decided_by=by.officer,
        decided_at=now,
    )
    if outcome == Answer.POSITIVE:
        _take_effect(decision, case, now=now)
    else:
        _await_second(decision, case, now=now)
    note("decisions.made", decision, by=by, now=now)
    return decision


@act
def confirm(*, decision: StatusDecision, by: Viewer, now: dt.datetime) -> StatusDecision:
    """The second person agrees with a "no".

    Raises DEC-05 (the same person), DEC-06 (not waiting), DEC-13 (what it rests on fell in a review meanwhile).
    """
    _second(decision, by)
    _check_would_hold(decision)
    decision = versions.update(
        decision, version=decision.version, state=S.FINAL, second_person=by.officer, second_at=now
    )
    deadlines.stop(decision.id, now=now)
    _take_effect(decision, decision.case, now=now)
    note("decisions.confirmed", decision, by=by, now=now)
    close_again(decision, now=now)
    return decision


@act
def send_back(*, decision: StatusDecision, reasons: str, by: Viewer, now: dt.datetime) -> StatusDecision:
    """The second person does not agree: the decision has no effect. Raises DEC-05, DEC-06."""
    _second(decision, by)
    decision = versions.update(
        decision,
        version=decision.version,
        state=S.RETURNED,
        second_person=by.officer,
        second_at=now,
        sealed_review=sealed_words(decision, reasons),
    )
    deadlines.stop(decision.id, now=now)
    note("decisions.returned", decision, by=by, now=now)
    close_again(decision, now=now)
    return decision


@act
def ask_review(
    *, decision: StatusDecision, reasons: str, reviewer: Agency, by: Viewer, now: dt.datetime
) -> StatusDecision:
    """Ask a body to review a decision in force; it sees what a review needs until it has decided.

    Protection goes on meanwhile. Raises DEC-07 (not in force any more, or reviewed before), DEC-11 (nobody in that
    body could review).
    """
    require(by, "decisions:ask_review", File(case_id=decision.case_id))
    versions.one_at_a_time(decision.case_id)
    holds = StatusDecision.holding(StatusDecision.objects.filter(case_id=decision.case_id)).get(
        decision.stage
    )
    if decision.state != S.FINAL or holds is None or holds.id != decision.id:
        raise CannotDo("DEC-07", _("Only a decision in force that was not reviewed before can be reviewed."))
    check_body(decision, reviewer, by)
    decision = versions.update(
        decision,
        version=decision.version,
        state=S.REVIEW,
        reviewer=reviewer,
        review_asked_by=by.officer,
        review_asked_at=now,
        sealed_request=sealed_words(decision, reasons, slot="decisions.request"),
    )
    start_review(decision, reviewer, now=now)
    note("decisions.review_asked", decision, by=by, now=now)
    return decision


@act
def review(
    *, decision: StatusDecision, overturn: bool, reasons: str, by: Viewer, now: dt.datetime
) -> StatusDecision:
    """Decide a review: uphold or overturn, with reasons. Only the body that was asked answers.

    Raises DEC-08 (not under review), DEC-05 (an involved person), DEC-02 (no reasons).
    """
    require(by, "decisions:review", File(case_id=decision.case_id))
    versions.one_at_a_time(decision.case_id)  # what rests on it is not agreed to at this moment
    if decision.state != S.REVIEW:
        raise CannotDo("DEC-08", _("No review is open."))
    if decision.reviewer_id != by.agency_id:
        raise Refused("scope")
    if by.officer.id in (decision.decided_by_id, decision.second_person_id, decision.review_asked_by_id):
        raise CannotDo("DEC-05", _("This must be someone who has not taken part in the decision."))
    if not reasons.strip():
        raise CannotDo("DEC-02", _("Give reasons in words."), "reasons")
    decision = versions.update(
        decision,
        version=decision.version,
        state=S.OVERTURNED if overturn else S.UPHELD,
        reviewed_by=by.officer,
        reviewed_at=now,
        sealed_review=sealed_words(decision, reasons),
    )
    deadlines.stop(decision.id, now=now)
    if overturn:
        _fall(decision, now=now)
    note("decisions.overturned" if overturn else "decisions.upheld", decision, by=by, now=now)
    close_again(decision, now=now)
    return decision


def _check_stage(case: Case, stage: str, outcome: str) -> None:
    """Refuse what cannot be decided now at this stage. Raises DEC-03, DEC-04, DEC-09, DEC-10."""
    first, last = StatusDecision.Stage.REASONABLE, StatusDecision.Stage.CONCLUSIVE
    decisions = list(case.decisions.all())
    standing, waiting = StatusDecision.holding(decisions), StatusDecision.waiting(decisions)
    if stage in waiting or (stage in standing and standing[stage].outcome == outcome):
        raise CannotDo("DEC-04", _("There is such a decision already. Look at it first."))
    if stage == first and last in standing:
        raise CannotDo(
            "DEC-10",
            _(
                "A conclusive decision is in force, so the first stage is not decided anew. "
                "Ask for a review of the conclusive decision, or decide conclusively anew."
            ),
        )
    if stage == last and first in waiting:
        raise CannotDo(
            "DEC-09",
            _(
                "A “no” on reasonable grounds waits for its second person. Decide conclusively after that answer."
            ),
        )
    if (
        stage == last and not standing
    ):  # it rests on the first stage, or replaces one of its own that is in force
        raise CannotDo("DEC-03", _("First decide whether there are reasonable grounds."), "stage")


def _check_would_hold(decision: StatusDecision) -> None:
    """A "no" that would not be in force if it were agreed to now is not agreed to. Raises DEC-13."""
    rows = list(StatusDecision.objects.filter(case_id=decision.case_id))
    for each in rows:
        if each == decision:
            each.state = S.FINAL
    if StatusDecision.holding(rows).get(decision.stage) != decision:
        raise CannotDo(
            "DEC-13",
            _(
                "The decision on reasonable grounds fell in a review meanwhile, so this “no” has nothing to rest on. "
                "Choose that you do not agree."
            ),
        )


def _await_second(decision: StatusDecision, case: Case, *, now: dt.datetime) -> None:
    """The second person's answer has a day; it is owed by the body that keeps the case, by nobody who is named yet."""
    deadlines.start(
        SECOND,
        file=File(case_id=case.id),
        number=case.number,
        subject=("decision", decision.id),
        agency_id=case.agency_id,
        officer_id=None,
        started_at=now,
        now=now,
    )


def _second(decision: StatusDecision, by: Viewer) -> None:
    level = require(by, "decisions:second", File(case_id=decision.case_id)).level
    if not may_answer(decision, by, level):
        raise Refused("scope")
    versions.one_at_a_time(decision.case_id)
    if decision.state != S.WAITING:
        raise CannotDo("DEC-06", _("This decision does not wait for a second person."))
    if by.officer.id == decision.decided_by_id:
        raise CannotDo("DEC-05", _("This must be someone else than the person who decided."))


def _take_effect(decision: StatusDecision, case: Case, *, now: dt.datetime) -> None:
    if decision.outcome == Answer.NEGATIVE:
        status = Case.Status.NEGATIVE
    else:
        status = Case.Status(decision.stage)
    Case.objects.filter(pk=case.id).update(status=status)
    case.status = status
    deadlines.stop(case.id, now=now, rules=(RULE[StatusDecision.Stage(decision.stage)],))
    if decision.stage == StatusDecision.Stage.REASONABLE and decision.outcome == Answer.POSITIVE:
        start_decision(case, now=now)


def _fall(decision: StatusDecision, *, now: dt.datetime) -> None:
    """An overturned decision falls, and the older ones of its stage with it; the decision is due again.

    One decided otherwise meanwhile stays, and so does a later finding that the child is a victim. In a closed case the
    decision is due when the case is reopened.
    """
    standing = StatusDecision.holding(StatusDecision.objects.filter(case_id=decision.case_id))
    last = standing.get(StatusDecision.Stage.CONCLUSIVE)
    if decision.stage in standing or (last is not None and last.outcome == Answer.POSITIVE):
        return
    # never lower than "possible victim"; the conclusive stage falls back on the first one where that stands
    first = StatusDecision.Stage.REASONABLE in standing
    status = Case.Status.REASONABLE if first else Case.Status.PRESUMED
    Case.objects.filter(pk=decision.case_id).update(status=status)
    if status == Case.Status.PRESUMED:  # the later decision cannot be due before the first one
        deadlines.cancel(decision.case_id, now=now, rules=(CONCLUSIVE,))
    if Case.objects.filter(pk=decision.case_id, state=Case.State.OPEN).exists():
        start_decision(decision.case, now=now)
