"""What pages show of reports, always through the viewer's scope."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from qorgan.agencies.access import File, Refused, Standing, Viewer, permitted, require, visible
from qorgan.agencies.reading import Look, Sealed, reading
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock
from qorgan.documents import queries as document_queries
from qorgan.documents.queries import DocumentShown
from qorgan.journal.actions import record
from qorgan.keyring.actions import unseal
from qorgan.reports.models import Draft, FirstAssessment, Report

PAGE = 25
OPENING = ("dl.demo.case.open", "dl.demo.case.open.danger")  # the clocks of children without a case


@dataclass(frozen=True)
class ReportPage:
    """A report as this viewer may see it."""

    report: Report
    narrative: Sealed | None
    child: Sealed | None
    facts: dict[str, Any]
    assessment: FirstAssessment | None
    reasons: Sealed | None
    clocks: list[Clock]
    may_take: bool
    may_assess: bool
    may_open_case: bool
    may_assign: bool

    @property
    def waiting(self) -> int:
        """How many of the children that were counted have no case yet, once the first one has."""
        return waiting(self.report)

    @property
    def asks_for_next(self) -> bool:
        """Does the clock for the children without a case still run?"""
        running = [clock for clock in self.clocks if clock.state == Clock.State.RUNNING]
        return bool(self.waiting) and any(clock.rule in OPENING for clock in running)


def inbox(viewer: Viewer, *, state: str = "", after: tuple[dt.datetime, UUID] | None = None) -> list[Report]:
    """Reports this viewer may see, newest first; one more than a page says there is a next one. Journalled."""
    require_any(viewer, "reports:view")
    rows = Report.objects.filter(visible(viewer, "reports:view", report="id"))
    rows = rows.select_related("from_agency", "to_agency", "region", "assessor")
    if state:
        rows = rows.filter(state=state)
    if after:
        rows = rows.extra(where=["(sent_at, reports_report.id) < (%s, %s)"], params=list(after))
    found = list(rows.order_by("-sent_at", "-id")[: PAGE + 1])
    record(
        kind="reports.listed",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        detail={"rows": len(found)},
        happened_at=viewer.now,
        now=viewer.now,
    )
    return found


def find(
    viewer: Viewer, report_id: UUID, verb: str = "reports:view", *, standing: Standing | None = None
) -> Report:
    """The report, or `Refused`, whether it does not exist or may not be seen."""
    require(viewer, verb, File(report_id=report_id), standing=standing)
    report = (
        Report.objects.select_related("key", "from_agency", "to_agency", "region", "assessor")
        .filter(pk=report_id)
        .first()
    )
    if report is None:
        raise Refused("absent")
    return report


def page(viewer: Viewer, report_id: UUID, *, purpose: str = "", verb: str = "reports:view") -> ReportPage:
    """One report, its sealed parts closed unless a purpose is given. Journalled as one reading.

    A page that opens sealed parts for an act (the first assessment) asks for the right to that act as `verb`.
    """
    file = File(report_id=report_id)
    with reading(
        viewer, verb, file, kind="reports.read", subject=("report", report_id), purpose=purpose
    ) as look:
        report = find(viewer, report_id, standing=look.standing)
        assessment = (
            FirstAssessment.objects.filter(report=report)
            .order_by("-assessed_at")
            .select_related("assessed_by")
            .first()
        )
        may = permitted(viewer, file, standing=look.standing)
        return ReportPage(
            report=report,
            narrative=look.sealed(report.key, "report.narrative", report.id, report.sealed_narrative),
            child=look.sealed(report.key, "report.child", report.id, report.sealed_child),
            facts=report.facts,
            assessment=assessment if look.shows("assessment.answers") else None,
            reasons=_reasons(look, report, assessment),
            clocks=clocks.of_file(report_id=report_id),
            may_take="reports:assess" in may and report.assessor_id != viewer.officer.id,
            may_assess="reports:assess" in may and report.state in (Report.State.SENT, Report.State.NO_CASE),
            may_open_case="cases:open" in may and report.state in (Report.State.ASSESSED, Report.State.CASE),
            may_assign="reports:assign" in may,
        )


@dataclass(frozen=True)
class ReportDocuments:
    """The documents of a report as this viewer may see them."""

    report: Report
    listed: list[DocumentShown]
    may_open: bool
    may_add: bool


def documents(viewer: Viewer, report_id: UUID, *, purpose: str = "") -> ReportDocuments:
    """Documents of a report. Who sent the report sees that the own ones are there. Journalled as one reading."""
    file = File(report_id=report_id)
    with reading(
        viewer, "reports:view", file, kind="reports.read", subject=("report", report_id), purpose=purpose
    ) as look:
        report = find(viewer, report_id)
        may = permitted(viewer, file)
        return ReportDocuments(
            report=report,
            listed=document_queries.of_file(look),
            may_open="documents:view" in may and look.shows(document_queries.FILES),
            may_add="reports:attach" in may and report.state != Report.State.CASE,
        )


def waiting(report: Report) -> int:
    """How many of the children that were counted have no case yet, once the first one has."""
    if report.state != Report.State.CASE:
        return 0
    return max(0, (report.children_count or 1) - report.cases_opened)


def number_of(viewer: Viewer, report_id: UUID | None) -> dict[str, Any] | None:
    """Id and number of a report for a link to it; None where there is none or the viewer may not see it."""
    if report_id is None:
        return None
    rows = Report.objects.filter(visible(viewer, "reports:view", report="id"), pk=report_id)
    return rows.values("id", "number").first()


def decided_at(report: Report) -> dt.datetime | None:
    """When a first assessment of a report the caller has already judged said: open a case. The newest one counts."""
    rows = FirstAssessment.objects.filter(report=report, outcome=FirstAssessment.Outcome.OPEN_CASE)
    return rows.order_by("-assessed_at").values_list("assessed_at", flat=True).first()


def draft(viewer: Viewer, form: str, subject_id: UUID | None = None) -> dict[str, Any] | None:
    """What the viewer had typed into a form and not finished."""
    row = (
        Draft.objects.filter(officer=viewer.officer, form=form, subject_id=subject_id)
        .select_related("key")
        .first()
    )
    if row is None:
        return None
    return unseal(row.key, code="draft", row_id=row.id, envelope=row.sealed_content)


def require_any(viewer: Viewer, verb: str) -> None:
    """Refuse when no role gives the verb at all."""
    if not viewer.may(verb):
        raise Refused("role")


def _reasons(look: Look, report: Report, assessment: FirstAssessment | None) -> Sealed | None:
    if assessment is None:
        return None
    return look.sealed(report.key, "report.narrative", assessment.id, assessment.sealed_reasons)
