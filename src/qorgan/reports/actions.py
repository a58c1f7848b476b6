"""What people do with reports: draft, send, take, assess."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import granting, versions
from qorgan.agencies import queries as directory
from qorgan.agencies.access import File, Refused, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import Agency, Region
from qorgan.agencies.numbers import make_number
from qorgan.agencies.refusals import CannotDo
from qorgan.deadlines import actions as deadlines
from qorgan.documents import actions as documents
from qorgan.documents.models import Document
from qorgan.journal.actions import record
from qorgan.keyring.actions import make_key, seal
from qorgan.keyring.models import WrappedKey
from qorgan.reports.models import Draft, FirstAssessment, PassedOn, Report
from qorgan.reports.queries import OPENING, waiting
from qorgan.reports.writing import note as _note
from qorgan.reports.writing import open_file, pass_to, start_assessing, start_opening
from qorgan.vault import new_id

SITTING = dt.timedelta(minutes=15)  # a draft saved again within it belongs to the same sitting


@act
def send(
    *,
    to_agency: Agency,
    danger: str,
    narrative: str,
    child: dict[str, Any],
    facts: dict[str, dict[str, str]],
    learned_at: dt.datetime,
    form_token: UUID,
    region: Region | None = None,
    children_count: int | None = None,
    channel: str = Report.Channel.DESK,
    source_id: str = "",
    by: Viewer,
    now: dt.datetime,
) -> Report:
    """Send a report to the body that makes the first assessment. The same `form_token` gives the same report.

    `child`: sealed description (`description`, `where_now`, `safe_contact`, `age`, `sex` ...). `facts`: four-state
    codes by kind. Raises REP-01 (a body that takes no reports, or works no more), REP-02 (learned in the future).
    """
    require(by, "reports:send")
    versions.one_at_a_time(form_token)
    sent_before = Report.objects.filter(form_token=form_token).first()
    if sent_before is not None:
        return sent_before
    if not (to_agency.takes_reports and to_agency.has_account) or to_agency.active_until is not None:
        raise CannotDo("REP-01", _("This body does not take reports here. Choose another body."), "to_agency")
    if learned_at > now:
        raise CannotDo("REP-02", _("This moment is still to come. When did you learn of it?"), "learned_at")
    report_id = new_id()
    file = File(report_id=report_id)
    open_file(file, by=by, to_agency=to_agency, now=now)
    key = make_key(kind=WrappedKey.Kind.REPORT, report_id=report_id, now=now)
    report = Report.objects.create(
        id=report_id,
        number=make_number("R"),
        key=key,
        channel=channel,
        from_agency_id=by.agency_id,
        sent_by=by.officer,
        to_agency=to_agency,
        region=region,
        danger=danger,
        children_count=children_count,
        facts=facts,
        learned_at=learned_at,
        sent_at=now,
        sealed_narrative=seal(key, code="report.narrative", row_id=report_id, value=narrative),
        sealed_child=seal(key, code="report.child", row_id=report_id, value=child or None),
        form_token=form_token,
        source_id=source_id,
    )
    start_assessing(report, agency_id=to_agency.id, now=now)
    _note("reports.sent", report, by=by, happened_at=learned_at, now=now)
    return report


def attach(
    *,
    report: Report,
    name: str,
    content: bytes,
    may_show_abuse: bool,
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Document:
    """Add a document to a report before there is a case; it follows into every case opened from it.

    The act is `documents.actions.add`. Raises REP-05 (a case was opened), and what that act raises.
    """
    if report.state == Report.State.CASE:
        raise CannotDo(
            "REP-05",
            _(
                "A case was opened from this report. Add the document to the case; if you do not keep it, "
                "send a new report that names the number of this one."
            ),
            "file",
        )
    return documents.add(
        file=File(report_id=report.id),
        key=report.key,
        name=name,
        content=content,
        may_show_abuse=may_show_abuse,
        form_token=form_token,
        by=by,
        now=now,
    )


@act
def take(*, report: Report, by: Viewer, now: dt.datetime) -> Report:
    """Become the officer who assesses this report."""
    file = File(report_id=report.id)
    require(by, "reports:assess", file)
    report = versions.update(report, version=report.version, assessor=by.officer)
    granting.hand_over(file, agency_id=by.agency_id, level="owner", officer_id=by.officer.id)
    deadlines.hand_over(report.id, agency_id=by.agency_id, officer_id=by.officer.id)
    _note("reports.taken", report, by=by, happened_at=now, now=now)
    return report


@act
def assess(
    *,
    report: Report,
    answers: dict[str, str],
    safety: dict[str, str],
    outcome: str,
    reasons: str,
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> FirstAssessment:
    """Record the first assessment. Indicators prompt, a person decides; "no case" needs reasons and can be undone.

    Where a case is to be opened, the clock of the assessment gives way to one for the opening: the child is
    somebody's task in every moment between. The same `form_token` gives the same assessment.
    Raises REP-03 (assessed already), REP-04 (no case without reasons).
    """
    versions.one_at_a_time(report.id)  # a colleague may be passing it on at this moment
    require(by, "reports:assess", File(report_id=report.id))
    if before := versions.sent_before(FirstAssessment, form_token):
        return before
    if outcome == FirstAssessment.Outcome.NO_CASE and not reasons.strip():
        raise CannotDo("REP-04", _("Say in a few words why no case is opened for now."), "reasons")
    state = Report.State.ASSESSED if outcome == FirstAssessment.Outcome.OPEN_CASE else Report.State.NO_CASE
    if report.state not in (Report.State.SENT, Report.State.NO_CASE):
        raise CannotDo("REP-03", _("This report has been assessed already."))
    assessment_id = form_token or new_id()
    assessment = FirstAssessment.objects.create(
        id=assessment_id,
        report=report,
        answers=answers,
        safety=safety,
        outcome=outcome,
        sealed_reasons=seal(report.key, code="report.narrative", row_id=assessment_id, value=reasons),
        assessed_by=by.officer,
        assessed_at=now,
    )
    versions.update(report, version=report.version, state=state, assessor=by.officer)
    granting.hand_over(
        File(report_id=report.id), agency_id=by.agency_id, level="owner", officer_id=by.officer.id
    )
    deadlines.stop(report.id, now=now)
    if state == Report.State.ASSESSED:
        owed_by = {"agency_id": by.agency_id, "officer_id": by.officer.id}
        start_opening(report, safety, **owed_by, started_at=now, now=now)
    _note("reports.assessed", report, by=by, happened_at=now, now=now, detail={"outcome": outcome})
    return assessment


@act
def pass_on(
    *,
    report: Report,
    to_agency: Agency,
    reason: str,
    words: str = "",
    form_token: UUID,
    by: Viewer,
    now: dt.datetime,
) -> PassedOn:
    """Give the report to another body before there is a case, with its duties and their old start.

    The same `form_token` gives the same passing on. `words`: what that body should know, sealed.
    Raises REP-07 (a body that cannot receive it), REP-08 (a case was opened), REP-09 (no case is needed for now),
    REP-10 (no reason).
    """
    if not by.may("reports:pass_on"):
        raise Refused("role")
    versions.one_at_a_time(report.id)
    if before := PassedOn.objects.filter(pk=form_token, passed_by=by.officer).first():
        return before  # who passed it on sees the report no more: asked before the right to it
    require(by, "reports:pass_on", File(report_id=report.id))
    _check_passing(report, to_agency, reason, by=by)
    passed = PassedOn.objects.create(
        id=form_token,
        report=report,
        number=report.number,
        from_agency_id=by.agency_id,
        to_agency=to_agency,
        reason=reason,
        sealed_words=seal(
            report.key, code="report.narrative", row_id=form_token, value=words.strip() or None
        ),
        passed_by=by.officer,
        passed_at=now,
    )
    detail = {"to": str(to_agency.id), "reason": reason}
    _note("reports.passed_on", report, by=by, happened_at=now, now=now, detail=detail)
    pass_to(report, to_agency, by=by, now=now)
    return passed


def case_opened(report: Report, *, by: Viewer, now: dt.datetime) -> None:
    """One more child of the report has a case. The clock stops when all children that were counted have one; where
    nobody knows how many they are, only `no_more_cases` ends it.

    Called by the act that opens a case, inside its transaction; it has asked and notes it.
    """
    granting.take_up(
        File(report_id=report.id), agency_id=by.agency_id, level="owner", officer_id=by.officer.id
    )
    Report.objects.filter(pk=report.pk).update(  # counted by the database: two may open at the same moment
        state=Report.State.CASE, cases_opened=F("cases_opened") + 1, version=F("version") + 1
    )
    report.refresh_from_db(fields=["state", "cases_opened", "version"])
    if waiting(report) == 0:
        deadlines.stop(report.id, now=now, rules=OPENING)


@act
def no_more_cases(*, report: Report, by: Viewer, now: dt.datetime) -> None:
    """Say that no further child of this report needs a case. Raises REP-06 before the first case is open."""
    require(by, "cases:open", File(report_id=report.id))
    if report.state != Report.State.CASE:
        raise CannotDo("REP-06", _("Open the case of at least one child first."))
    deadlines.cancel(report.id, now=now, rules=OPENING)
    _note(
        "reports.no_more_cases",
        report,
        by=by,
        happened_at=now,
        now=now,
        detail={"opened": report.cases_opened},
    )


@act
def save_draft(
    *, form: str, content: dict[str, Any], subject_id: UUID | None = None, by: Viewer, now: dt.datetime
) -> Draft:
    """Keep an unfinished form for its writer only; one draft a form and subject.

    The page saves while one types: the journal notes each sitting once, not each save.
    """
    require(by, "tasks:view")
    draft = (
        Draft.objects.filter(officer=by.officer, form=form, subject_id=subject_id)
        .select_related("key")
        .first()
    )
    if draft is None:
        key = make_key(kind=WrappedKey.Kind.DRAFT, officer_id=by.officer.id, now=now)
        draft = Draft(officer=by.officer, form=form, subject_id=subject_id, key=key)
    same_sitting = draft.saved_at is not None and now - draft.saved_at < SITTING
    draft.sealed_content = seal(draft.key, code="draft", row_id=draft.id, value=content)
    draft.saved_at = now
    draft.save()
    if not same_sitting:
        record(
            kind="drafts.saved",
            by=by.officer.id,
            agency=by.agency_id,
            subject=("draft", draft.id),
            happened_at=now,
            now=now,
        )
    return draft


@act
def discard_draft(*, form: str, subject_id: UUID | None = None, by: Viewer, now: dt.datetime) -> None:
    """Throw the draft away, with its key."""
    require(by, "tasks:view")
    for draft in Draft.objects.filter(officer=by.officer, form=form, subject_id=subject_id).select_related(
        "key"
    ):
        key, draft_id = draft.key, draft.id
        draft.delete()
        key.delete()
        record(
            kind="drafts.discarded",
            by=by.officer.id,
            agency=by.agency_id,
            subject=("draft", draft_id),
            happened_at=now,
            now=now,
        )


def _check_passing(report: Report, to_agency: Agency, reason: str, *, by: Viewer) -> None:
    if report.state == Report.State.CASE:
        raise CannotDo(
            "REP-08", _("A case was opened from this report. Give the case to another body instead.")
        )
    if report.state == Report.State.NO_CASE:
        raise CannotDo(
            "REP-09",
            _(
                "Here it was decided that no case is needed for now. Make the assessment again, then pass it on."
            ),
        )
    if to_agency.id == by.agency_id or to_agency not in directory.case_openers():
        raise CannotDo(
            "REP-07", _("This body cannot receive the report here. Choose another body."), "to_agency"
        )
    if reason not in PassedOn.Reason.values:
        raise CannotDo("REP-10", _("Choose a reason."), "reason")
