"""What people do with a case: open, change, say where the child is, hand over, close, reopen."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.agencies import granting, in_hand, versions
from qorgan.agencies.access import File, Refused, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import AccessGrant, Agency, Officer, Region
from qorgan.agencies.numbers import make_number
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.closing_rules import check_danger, check_decisions, check_holds, check_open
from qorgan.cases.models import Case, Closure, Event, EventCase, Place
from qorgan.children import actions as children
from qorgan.children import stopping
from qorgan.deadlines import actions as deadlines
from qorgan.deadlines.counting import due
from qorgan.deadlines.rules import rule
from qorgan.documents import actions as documents
from qorgan.journal.actions import record
from qorgan.keyring.actions import make_key, seal, unseal
from qorgan.keyring.models import WrappedKey
from qorgan.reports import actions as reports
from qorgan.reports import queries as report_queries
from qorgan.reports.facts import problems
from qorgan.reports.models import Report
from qorgan.vault import new_id

REASONABLE, CONCLUSIVE = "dl.demo.status.reasonable_grounds", "dl.demo.status.conclusive"
PLACE = "dl.demo.place.tonight"
# Duties that begin when the body is informed or learns: `from_event` in law/data/deadlines/kz.yaml. For us that is
# the moment the report reached the body (`reports.queries.known_at`), however late a case was opened after it.
CHILD_RIGHTS = "dl.kz.report.childrights.bodies"  # finding the fact or risk
WITHOUT_CARE = (
    "dl.kz.report.child_without_care.any",  # learning that the child has no parental care
    "dl.kz.place.survey",  # information on the child received
    "dl.kz.place.guardian",  # the need became known to the body
)
EVENT_FIELDS = ("facts", "from_date", "to_date", "places", "platform", "stage")


@act
def open_case(
    *,
    report: Report | None,
    child: dict[str, Any],
    place: dict[str, Any],
    form_token: UUID,
    event: dict[str, Any] | Event | None = None,
    summary: str = "",
    contact: dict[str, str] | None = None,
    narrative: str = "",
    without_care: str = "unknown",
    region: Region | None = None,
    opened_at: dt.datetime | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Case:
    """Open a case for one child, from a report or without one. The same `form_token` gives the same case.

    `child`: see `children.actions.create`; may be empty. `place`: {kind, address, adult, phone, until,
    responsible_agency}. `event`: facts of a new event, or an event another child's case already has.
    `without_care`: is the child without parental care? `yes` and `unknown` start the clocks of the Family Code, from
    when the report reached the body; without a report nobody knows when that was, and they start when it is opened.
    Raises CAS-01 (report not assessed for a case), CAS-12 (a stay that has ended).
    """
    if report is not None:
        versions.one_at_a_time(report.id)  # a colleague may be passing it on at this moment
        require(by, "cases:open", File(report_id=report.id))
    elif not by.may("cases:open"):
        raise Refused("role")
    versions.one_at_a_time(form_token)
    before = Case.objects.filter(form_token=form_token).first()
    if before is not None:
        return before
    if report is not None and report.state not in (Report.State.ASSESSED, Report.State.CASE):
        raise CannotDo("CAS-01", _("Make the first assessment before you open a case."))
    case_id = new_id()
    file = File(case_id=case_id)
    granting.give(file, agency_id=by.agency_id, level="owner", officer_id=by.officer.id, valid_from=now)
    key = make_key(kind=WrappedKey.Kind.CASE, case_id=case_id, now=now)
    case = Case.objects.create(
        id=case_id,
        number=make_number("C"),
        key=key,
        report_id=report.id if report else None,
        agency_id=by.agency_id,
        owner=by.officer,
        region=region or (report.region if report else None),
        sealed_summary=seal(key, code="case.summary", row_id=case_id, value=summary),
        sealed_contact=seal(key, code="contact.safe", row_id=case_id, value=contact or None),
        opened_at=opened_at or now,
        form_token=form_token,
    )
    children.create(case_id=case_id, facts=child, by=by, now=now)
    _attach_event(case, event if event is not None else {}, narrative=narrative, now=now)
    _write_place(case, place, by=by, now=now)
    _start_clocks(case, report, without_care=without_care, opened_at=opened_at or now, now=now)
    if report is not None:
        documents.follow(report_id=report.id, case_id=case_id, key=key, by=by, now=now)
        reports.case_opened(report, by=by, now=now)
    _note("cases.opened", case, by=by, now=now, detail={"report": str(report.id)} if report else None)
    return case


@act
def change(
    *,
    case: Case,
    version: int,
    summary: str | None = None,
    contact: dict[str, str] | None = None,
    region: Region | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Case:
    """Change summary, safe contact or region. Raises GEN-01 when somebody changed the case meanwhile."""
    require(by, "cases:edit", File(case_id=case.id))
    changes: dict[str, Any] = {}
    if summary is not None:
        changes["sealed_summary"] = seal(case.key, code="case.summary", row_id=case.id, value=summary)
    if contact is not None:
        changes["sealed_contact"] = seal(case.key, code="contact.safe", row_id=case.id, value=contact)
    if region is not None:
        changes["region"] = region
    case = versions.update(case, version=version, **changes)
    _note("cases.changed", case, by=by, now=now, detail={"fields": sorted(changes)})
    return case


@act
def change_event(
    *,
    case: Case,
    event: Event,
    version: int,
    facts: dict[str, Any],
    narrative: str | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Event:
    """Change what is known of an event. Raises GEN-01 (changed meanwhile), CAS-02 (a code that is not ours)."""
    require(by, "cases:edit", File(case_id=case.id))
    _check_facts(facts.get("facts", {}))
    event = versions.update(
        event, version=version, **{name: facts[name] for name in EVENT_FIELDS if name in facts}
    )
    if narrative is not None:
        link = EventCase.objects.get(event=event, case=case)
        link.sealed_narrative = seal(case.key, code="event.narrative", row_id=link.id, value=narrative)
        link.save(update_fields=["sealed_narrative"])
    _note("cases.event_changed", case, by=by, now=now, subject=("event", event.id))
    return event


@act
def add_event(
    *,
    case: Case,
    event: dict[str, Any] | Event,
    narrative: str = "",
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Event:
    """Join the case to another event, new or of another case the viewer sees.

    The same `form_token` gives the same event. Raises CAS-02 (a code that is not ours), CAS-45 (nothing is said of it).
    """
    require(by, "cases:edit", File(case_id=case.id))
    if before := versions.sent_before(Event, form_token):
        return before
    if isinstance(event, dict) and not (narrative.strip() or any(event.values())):
        raise CannotDo("CAS-45", _("Write down at least one thing about what happened."))
    joined = _attach_event(case, event, event_id=form_token, narrative=narrative, now=now)
    _note("cases.event_joined", case, by=by, now=now, subject=("event", joined.id))
    return joined


@act
def say_where(
    *, case: Case, place: dict[str, Any], form_token: UUID | None = None, by: Viewer, now: dt.datetime
) -> Place:
    """Say where the child is tonight: kind, sealed address, who answers, until when. Starts the next check.

    The same `form_token` gives the same answer. Raises CAS-44 (closed), CAS-12 (an end that has passed).
    """
    require(by, "cases:place", File(case_id=case.id))
    if before := versions.sent_before(Place, form_token):
        return before
    check_open(case)
    row = _write_place(case, place, row_id=form_token, by=by, now=now)
    _note("cases.placed", case, by=by, now=now, detail={"kind": row.kind})
    return row


@act
def confirm_place(*, case: Case, place: Place, form_token: UUID, by: Viewer, now: dt.datetime) -> Place:
    """Say that the child is still where `place` says: address, adult and body stay, and the next check starts.

    An end still to come stays; one that has passed becomes the end of the usual period. Nothing sealed is shown: the
    address goes from one sealed row to the next. The same `form_token` gives the same answer. Raises CAS-13 (a newer
    answer), CAS-14 (no place is known).
    """
    if "place.kind" not in require(by, "cases:place", File(case_id=case.id)).fields:
        raise Refused("field")  # nobody confirms what they may not see
    versions.one_at_a_time(case.id)
    if before := Place.objects.filter(pk=form_token).first():
        return before
    if Place.objects.filter(case=case).order_by("-recorded_at", "-id").first() != place:
        raise CannotDo(
            "CAS-13", _("Somebody wrote a newer answer meanwhile. Read it, and confirm it if it is true.")
        )
    if place.kind in Place.NOWHERE_KNOWN:
        raise CannotDo("CAS-14", _("No place is known yet. Ask, and write down where the child is tonight."))
    row = _write_place(case, _same(case, place, now=now), row_id=form_token, by=by, now=now)
    _note("cases.place_confirmed", case, by=by, now=now, detail={"kind": row.kind})
    return row


@act
def assign(*, case: Case, to: Officer, by: Viewer, now: dt.datetime) -> Case:
    """Give the case to another officer of the same body. Raises CAS-03 for one who could not keep it."""
    require(by, "cases:assign", File(case_id=case.id))
    if not in_hand.can_take(to, "cases:edit", agency_id=case.agency_id, now=now):
        raise CannotDo(
            "CAS-03", _("Choose an officer of your own body who works now and may keep a case."), "to"
        )
    case = _give(case, to=to)
    _note("cases.assigned", case, by=by, now=now, detail={"to": str(to.id)})
    return case


@act
def close(
    *, case: Case, outcome: str, note: str = "", despite: str = "", by: Viewer, now: dt.datetime
) -> Closure:
    """Close with an outcome. `despite`: why, although the child is missing or still with those who harm.

    Raises CAS-04 (closed already), CAS-05 (a hold forbids it), CAS-07 (a live referral), CAS-40 and CAS-41 (decisions
    on status), CAS-42 and CAS-43 (the child is in danger).
    """
    require(by, "cases:close", File(case_id=case.id))
    versions.one_at_a_time(case.id)  # nobody decides, places or refers while it is being closed
    if case.state == Case.State.CLOSED:
        raise CannotDo("CAS-04", _("This case is closed already."))
    check_holds(case, now=now)
    check_decisions(case, outcome)
    stopping.settle_run_out(
        case.id, now=now
    )  # their referrals came back: they are not open, and not forgotten
    if AccessGrant.objects.filter(granting.unended(now), case_id=case.id, level="referral").exists():
        raise CannotDo(
            "CAS-07", _("A referral is still open. End or withdraw it first, then close the case.")
        )
    check_danger(case, outcome, despite)
    versions.update(case, version=case.version, state=Case.State.CLOSED, closed_at=now)
    deadlines.cancel_case(case.id, agency_id=case.agency_id, now=now)
    words = "\n\n".join(part.strip() for part in (despite, note) if part.strip())
    return _closure(case, Closure.Act.CLOSED, outcome, words, by=by, now=now)


@act
def reopen(*, case: Case, reason: str, note: str = "", by: Viewer, now: dt.datetime) -> Closure:
    """Reopen with a reason: what closing cancelled runs on from its old start, and the decision due has a day again.

    An owner whose account has ended, or whose roles keep no case any more, gives way to whoever reopens it.
    Retention does not restart silently: the journal shows both. Raises CAS-06.
    """
    require(by, "cases:reopen", File(case_id=case.id))
    versions.one_at_a_time(case.id)
    if case.state == Case.State.OPEN:
        raise CannotDo("CAS-06", _("This case is open."))
    case = versions.update(case, version=case.version, state=Case.State.OPEN, closed_at=None)
    if not in_hand.can_take(case.owner, "cases:edit", agency_id=case.agency_id, now=now):
        case = _give(case, to=by.officer)
        _note("cases.assigned", case, by=by, now=now, detail={"to": str(by.officer.id)})
    closed = case.closures.filter(act=Closure.Act.CLOSED).select_related("by").order_by("-at").first()
    if closed is not None:
        deadlines.resume_case(
            case.id,
            cancelled_at=closed.at,
            owed_by={case.agency_id, closed.by.agency_id},
            agency_id=case.agency_id,
            officer_id=case.owner_id,
            but=(PLACE,),
        )
    _start(
        case, PLACE, now, now=now
    )  # where the child is is asked anew, not from the night the case was closed
    start_decision(case, now=now)
    return _closure(case, Closure.Act.REOPENED, reason, note, by=by, now=now)


def start_decision(case: Case, *, now: dt.datetime) -> None:
    """The decision that this status still needs has a running clock, and one only."""
    status = Case.objects.values_list("status", flat=True).get(pk=case.id)
    rule = {Case.Status.PRESUMED: REASONABLE, Case.Status.REASONABLE: CONCLUSIVE}.get(Case.Status(status))
    if rule is not None and not deadlines.runs(case.id, rule):
        _start(case, rule, now, now=now)


def _give(case: Case, *, to: Officer) -> Case:
    """The case, its access and what its owner owes on it become a colleague's."""
    before = case.owner_id
    case = versions.update(case, version=case.version, owner=to)
    granting.hand_over(File(case_id=case.id), agency_id=case.agency_id, level="owner", officer_id=to.id)
    deadlines.hand_over_case(case.id, agency_id=case.agency_id, officer_id=before, to=to.id)
    return case


def _closure(case: Case, what: str, reason: str, note: str, *, by: Viewer, now: dt.datetime) -> Closure:
    row_id = new_id()
    closure = Closure.objects.create(
        id=row_id,
        case=case,
        act=what,
        reason=reason,
        sealed_note=seal(case.key, code="case.summary", row_id=row_id, value=note),
        by=by.officer,
        at=now,
    )
    _note(f"cases.{what}", case, by=by, now=now, detail={"reason": reason})
    return closure


def _attach_event(
    case: Case,
    event: dict[str, Any] | Event,
    *,
    narrative: str,
    event_id: UUID | None = None,
    now: dt.datetime,
) -> Event:
    """The link comes first: the wall shows an event only through a case (the foreign key waits for the commit)."""
    event_id = event.id if isinstance(event, Event) else event_id or new_id()
    link_id = new_id()
    EventCase.objects.create(
        id=link_id,
        event_id=event_id,
        case=case,
        sealed_narrative=seal(case.key, code="event.narrative", row_id=link_id, value=narrative),
    )
    if isinstance(event, Event):
        return event
    _check_facts(event.get("facts", {}))
    return Event.objects.create(
        id=event_id, created_at=now, **{name: event[name] for name in EVENT_FIELDS if name in event}
    )


def _check_facts(facts: dict[str, dict[str, str]]) -> None:
    for where, value in problems(facts):
        raise CannotDo(
            "CAS-02", _("“%(value)s” is not one of our codes (%(where)s).") % {"value": value, "where": where}
        )


def _write_place(
    case: Case, place: dict[str, Any], *, row_id: UUID | None = None, by: Viewer, now: dt.datetime
) -> Place:
    row_id, until = row_id or new_id(), place.get("until")
    if until is not None and until <= now:
        raise CannotDo(
            "CAS-12",
            _("This moment has passed. Write until when the child can stay there, or leave it empty."),
            "until",
        )
    hidden = {name: place[name] for name in ("address", "adult", "phone") if place.get(name)}
    responsible: Agency | None = place.get("responsible_agency")
    row = Place.objects.create(
        id=row_id,
        case=case,
        kind=place.get("kind", Place.Kind.UNKNOWN),
        responsible_agency=responsible,
        sealed_address=seal(case.key, code="place.address", row_id=row_id, value=hidden or None),
        from_at=place.get("from_at") or now,
        until=until,
        recorded_by=by.officer,
        recorded_at=now,
    )
    deadlines.stop(case.id, now=now, rules=(PLACE,))
    _start(case, PLACE, now, now=now, latest=until)
    return row


def _same(case: Case, place: Place, *, now: dt.datetime) -> dict[str, Any]:
    """What a row says of the place, as `_write_place` takes it."""
    hidden = unseal(case.key, code="place.address", row_id=place.id, envelope=place.sealed_address)
    ended = place.until is not None and place.until <= now
    return {
        **(hidden or {}),
        "kind": place.kind,
        "responsible_agency": place.responsible_agency,
        "from_at": place.from_at,
        "until": due(rule(PLACE), now) if ended else place.until,
    }


def _start_clocks(
    case: Case, report: Report | None, *, without_care: str, opened_at: dt.datetime, now: dt.datetime
) -> None:
    """Each duty from its event, however late the case was opened after it; without a report, from the opening."""
    assessed_at = report_queries.decided_at(report) if report is not None else None
    known_at = report_queries.known_at(report) if report is not None else opened_at
    _start(case, REASONABLE, assessed_at or opened_at, now=now)  # first assessment completed
    _start(case, CHILD_RIGHTS, known_at, now=now)
    if without_care in ("yes", "unknown"):  # unknown is never "no": the duties of the Family Code start
        for each in WITHOUT_CARE:
            _start(case, each, known_at, now=now)


def _start(
    case: Case,
    rule_id: str,
    started_at: dt.datetime,
    *,
    now: dt.datetime,
    latest: dt.datetime | None = None,
) -> None:
    deadlines.start(
        rule_id,
        file=File(case_id=case.id),
        number=case.number,
        subject=("case", case.id),
        agency_id=case.agency_id,
        officer_id=case.owner_id,
        started_at=started_at,
        now=now,
        latest=latest,
    )


def _note(
    kind: str,
    case: Case,
    *,
    by: Viewer,
    now: dt.datetime,
    detail: dict[str, Any] | None = None,
    subject: tuple[str, UUID] | None = None,
) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=case.id,
        subject=subject or ("case", case.id),
        detail=detail,
        happened_at=now,
        now=now,
    )
