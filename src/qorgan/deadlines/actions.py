"""Starting, stopping and escalating clocks. Called by the acts of other rooms, inside their transactions."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.refusals import CannotDo
from qorgan.deadlines.counting import due
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import rule as find_rule
from qorgan.journal.actions import record


def start(
    rule_id: str,
    *,
    file: File,
    number: str,
    subject: tuple[str, UUID],
    agency_id: UUID,
    officer_id: UUID | None,
    started_at: dt.datetime,
    now: dt.datetime,
    latest: dt.datetime | None = None,
) -> Clock:
    """Start one clock from the moment of the event. `due_at` stays empty where the law gives no number.

    `latest`: a moment known to matter earlier brings the end of the clock forward, and never puts it off.
    """
    ends = [each for each in (due(find_rule(rule_id), started_at), latest) if each is not None]
    return Clock.objects.create(
        rule=rule_id,
        case_id=file.case_id,
        report_id=file.report_id,
        number=number,
        subject_kind=subject[0],
        subject_id=subject[1],
        agency_id=agency_id,
        officer_id=officer_id,
        started_at=started_at,
        due_at=min(ends, default=None),
        created_at=now,
    )


def stop(
    subject_id: UUID, *, now: dt.datetime, rules: tuple[str, ...] = (), state: str = Clock.State.MET
) -> int:
    """Stop the running clocks of a subject (all, or those of `rules`); late ones stay visibly late."""
    running = Clock.objects.filter(subject_id=subject_id, state=Clock.State.RUNNING)
    if rules:
        running = running.filter(rule__in=rules)
    return running.update(state=state, stopped_at=now)


def cancel(subject_id: UUID, *, now: dt.datetime, rules: tuple[str, ...] = ()) -> int:
    """Stop clocks whose duty fell away."""
    return stop(subject_id, now=now, rules=rules, state=Clock.State.CANCELLED)


def miss(subject_id: UUID, *, now: dt.datetime, rules: tuple[str, ...] = ()) -> int:
    """Stop clocks that ran out before anybody did the duty: they stay visible as missed."""
    return stop(subject_id, now=now, rules=rules, state=Clock.State.MISSED)


def went_elsewhere(subject_id: UUID, *, now: dt.datetime) -> None:
    """The file went to another body: what its body let pass stays visible as missed, the rest falls away."""
    late = Clock.objects.filter(subject_id=subject_id, state=Clock.State.RUNNING, due_at__lt=now)
    late.update(state=Clock.State.MISSED, stopped_at=now)
    cancel(subject_id, now=now)


def cancel_case(case_id: UUID, *, agency_id: UUID, now: dt.datetime) -> int:
    """The case is closed: what the body that keeps it still owed on it falls away, whatever about."""
    owed = Clock.objects.filter(case_id=case_id, agency_id=agency_id, state=Clock.State.RUNNING)
    return owed.update(state=Clock.State.CANCELLED, stopped_at=now)


def resume_case(
    case_id: UUID,
    *,
    cancelled_at: dt.datetime,
    owed_by: set[UUID],
    agency_id: UUID,
    officer_id: UUID,
    but: tuple[str, ...] = (),
) -> int:
    """The case is open again: what closing cancelled runs on from its old start, owed by whoever keeps it now.

    `owed_by`: the bodies that may have kept it. What another body owed fell away by an act of its own.
    """
    fell = Clock.objects.filter(case_id=case_id, state=Clock.State.CANCELLED, stopped_at=cancelled_at)
    fell = fell.filter(agency_id__in=owed_by)
    return fell.exclude(rule__in=but).update(
        state=Clock.State.RUNNING, stopped_at=None, agency_id=agency_id, officer_id=officer_id
    )


def runs(subject_id: UUID, rule_id: str) -> bool:
    """Does this duty run for the subject?"""
    return Clock.objects.filter(subject_id=subject_id, rule=rule_id, state=Clock.State.RUNNING).exists()


@act
def fulfil(*, clock: Clock, happened_at: dt.datetime, by: Viewer, now: dt.datetime) -> Clock:
    """Say that a duty set by law was done, and when. Steps of decision and referral end by their own acts.

    It may have been done before the case was opened, on the day of the event or after it. Raises DUE-01 (a duty that
    ends by its own act), DUE-02 (done or fallen away already), DUE-03 (still to come, or before the day of the event).
    """
    require(by, "cases:edit", File(case_id=clock.case_id, report_id=clock.report_id))
    if clock.rule.startswith("dl.demo."):
        raise CannotDo("DUE-01", _("This ends by itself when the step is done. Open the case and do it."))
    if happened_at > now or localdate(happened_at) < localdate(clock.started_at):
        raise CannotDo("DUE-03", _("This must lie between the event and now."), "happened_at")
    hit = Clock.objects.filter(pk=clock.pk, state=Clock.State.RUNNING).update(
        state=Clock.State.MET, stopped_at=happened_at
    )
    if not hit:
        raise CannotDo("DUE-02", _("This was done already, or has fallen away."))
    clock.state, clock.stopped_at = Clock.State.MET, happened_at
    record(
        kind="deadlines.fulfilled",
        by=by.officer.id,
        agency=by.agency_id,
        case=clock.case_id,
        report=clock.report_id,
        subject=(clock.subject_kind, clock.subject_id),
        detail={"rule": clock.rule},
        happened_at=happened_at,
        now=now,
    )
    return clock


def hand_over(subject_id: UUID, *, agency_id: UUID, officer_id: UUID | None) -> int:
    """What this body owes about a subject becomes the duty of an officer of it. What another body owes stays there."""
    owed = Clock.objects.filter(subject_id=subject_id, agency_id=agency_id, state=Clock.State.RUNNING)
    return owed.update(officer_id=officer_id)


def hand_over_case(case_id: UUID, *, agency_id: UUID, officer_id: UUID, to: UUID) -> int:
    """All running clocks an officer of this body owes on the case become a colleague's, whatever about."""
    owed = Clock.objects.filter(case_id=case_id, agency_id=agency_id, state=Clock.State.RUNNING)
    return owed.filter(officer_id=officer_id).update(officer_id=to)


def move_case(case_id: UUID, *, from_agency: UUID, to_agency: UUID, to: UUID) -> int:
    """The case went to another body: its running clocks go with it and go on, not a minute longer."""
    owed = Clock.objects.filter(case_id=case_id, agency_id=from_agency, state=Clock.State.RUNNING)
    return owed.update(agency_id=to_agency, officer_id=to)


def escalate_late(*, now: dt.datetime, limit: int = 500) -> int:
    """Mark clocks that have run out: they go to the supervisor's and coordination's lists. Decides nothing.

    Run by the worker every minute; each escalation is journalled once, without an actor.
    """
    late = Clock.objects.filter(state=Clock.State.RUNNING, escalated_at=None, due_at__lt=now)
    found = list(late.order_by("due_at")[:limit].select_for_update(skip_locked=True, no_key=True))
    for clock in found:
        assert clock.due_at is not None  # it is before now
        clock.escalated_at = now
        clock.save(update_fields=["escalated_at"])
        record(
            kind="deadlines.escalated",
            by=None,
            agency=clock.agency_id,
            case=clock.case_id,
            report=clock.report_id,
            subject=(clock.subject_kind, clock.subject_id),
            detail={"rule": clock.rule},
            happened_at=clock.due_at,
            now=now,
        )
    return len(found)
