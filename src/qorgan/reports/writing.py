"""What the acts of this room write of a report: who has it, what that body owes, its line in the journal.

The acts ask who may, check, and write it here, inside their transaction.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from qorgan.agencies import granting, versions
from qorgan.agencies.access import File, Viewer
from qorgan.agencies.models import Agency
from qorgan.deadlines import actions as deadlines
from qorgan.journal.actions import record
from qorgan.reports.indicators import cannot_wait, in_todays_questions
from qorgan.reports.models import FirstAssessment, Report
from qorgan.reports.queries import OPENING

ASSESS, ASSESS_DANGER = "dl.demo.assessment.first", "dl.demo.assessment.first.danger"
OPEN, OPEN_DANGER = OPENING


def open_file(file: File, *, by: Viewer, to_agency: Agency, now: dt.datetime) -> None:
    """The grants come before the row: the wall lets a file nobody has be opened, then passed on."""
    if to_agency.id != by.agency_id:
        granting.give(file, agency_id=by.agency_id, level="sender", officer_id=by.officer.id, valid_from=now)
    granting.give(file, agency_id=to_agency.id, level="owner", valid_from=now)


def pass_to(report: Report, to_agency: Agency, *, by: Viewer, now: dt.datetime) -> None:
    """The other body has the report from now on, nobody there has taken it yet, and it owes what is not done.

    The grant of the body that gives it away ends last: without it nothing more could be written. Where that body had
    told itself, it goes on seeing what it sent, as every sender does.
    """
    file = File(report_id=report.id)
    granting.give(file, agency_id=to_agency.id, level="owner", valid_from=now)
    if report.from_agency_id == by.agency_id and not granting.has(
        file, agency_id=by.agency_id, level="sender"
    ):
        granting.give(
            file, agency_id=by.agency_id, level="sender", officer_id=report.sent_by_id, valid_from=now
        )
    waits = report.state == Report.State.SENT
    assessor_id = None if waits else report.assessor_id  # who took it on here will not make it
    report = versions.update(report, version=report.version, to_agency=to_agency, assessor_id=assessor_id)
    deadlines.went_elsewhere(report.id, now=now)
    if waits:
        start_assessing(report, agency_id=to_agency.id, now=now)
    else:
        _start_opening_again(report, agency_id=to_agency.id, now=now)
    granting.end_of_body(file, agency_id=by.agency_id, level="owner", now=now)


def start_assessing(report: Report, *, agency_id: UUID, now: dt.datetime) -> None:
    """The first assessment is owed from the moment the report was sent, whoever has it now."""
    rule_id = ASSESS_DANGER if report.danger == Report.Danger.YES else ASSESS
    _start(rule_id, report, agency_id=agency_id, officer_id=None, started_at=report.sent_at, now=now)


def start_opening(
    report: Report,
    safety: dict[str, str],
    *,
    agency_id: UUID,
    officer_id: UUID | None,
    started_at: dt.datetime,
    now: dt.datetime,
) -> None:
    """What the assessment found counts more than what the reporter thought; not asked, the reporter is believed."""
    told = report.danger == Report.Danger.YES and in_todays_questions(safety).get("danger_now") != "no"
    rule_id = OPEN_DANGER if told or cannot_wait(safety) else OPEN
    _start(rule_id, report, agency_id=agency_id, officer_id=officer_id, started_at=started_at, now=now)


def note(
    kind: str,
    report: Report,
    *,
    by: Viewer,
    happened_at: dt.datetime,
    now: dt.datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """The line of an act in the journal."""
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        report=report.id,
        subject=("report", report.id),
        detail=detail,
        happened_at=happened_at,
        now=now,
    )


def _start_opening_again(report: Report, *, agency_id: UUID, now: dt.datetime) -> None:
    """From the assessment that asked for a case, also where it is older than this duty."""
    rows = FirstAssessment.objects.filter(report=report, outcome=FirstAssessment.Outcome.OPEN_CASE)
    made = rows.latest("assessed_at")
    start_opening(
        report, made.safety, agency_id=agency_id, officer_id=None, started_at=made.assessed_at, now=now
    )


def _start(
    rule_id: str,
    report: Report,
    *,
    agency_id: UUID,
    officer_id: UUID | None,
    started_at: dt.datetime,
    now: dt.datetime,
) -> None:
    deadlines.start(
        rule_id,
        file=File(report_id=report.id),
        number=report.number,
        subject=("report", report.id),
        agency_id=agency_id,
        officer_id=officer_id,
        started_at=started_at,
        now=now,
    )
