"""What pages show of reports, always through the viewer's scope."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from qorgan.agencies import queries as directory
from qorgan.agencies.access import File, Refused, Standing, Viewer, permitted, require, visible
from qorgan.agencies.models import Agency
from qorgan.agencies.permissions import OWNER
from qorgan.agencies.reading import Look, Sealed, reading
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock
from qorgan.documents import queries as document_queries
from qorgan.documents import sharing
from qorgan.documents.queries import DocumentShown
from qorgan.journal.actions import record
from qorgan.keyring.actions import unseal
from qorgan.reports.facts import CONTESTED, TRUE
from qorgan.reports.models import Draft, FirstAssessment, PassedOn, Report

PAGE = 25
OPENING = ("dl.demo.case.open", "dl.demo.case.open.danger")  # the clocks of children without a case


PASSABLE = (
    Report.State.SENT,
    Report.State.ASSESSED,
)  # before there is a case, while somebody owes the next step


@dataclass(frozen=True)
class Passing:
    """That the report went from one body to another; the words are for who has it now."""

    row: PassedOn
    words: Sealed | None


@dataclass(frozen=True)
class ReportPage:
    """A report as this viewer may see it."""

    report: Report
    narrative: Sealed | None
    child: Sealed | None
    facts: dict[str, Any]
    assessment: FirstAssessment | None
    reasons: Sealed | None
    passings: list[Passing]
    clocks: list[Clock]
    may_take: bool
    may_assess: bool
    may_open_case: bool
    may_pass_on: bool
    must_pass_on: bool  # it waits for a case, and nobody in the viewer's body opens cases
    may_assign: bool

    @property
    def waiting(self) -> int | None:
        """How many children have no case yet, once the first one has; None where nobody knows."""
        return waiting(self.report)

    @property
    def asks_for_next(self) -> bool:
        """Does the clock for the children without a case still run?"""
        running = [clock for clock in self.clocks if clock.state == Clock.State.RUNNING]
        return (
            self.report.state == Report.State.CASE
            and self.waiting != 0
            and any(clock.rule in OPENING for clock in running)
        )


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
        may_pass_on = "reports:pass_on" in may and report.state in PASSABLE
        return ReportPage(
            report=report,
            narrative=look.sealed(report.key, "report.narrative", report.id, report.sealed_narrative),
            child=look.sealed(report.key, "report.child", report.id, report.sealed_child),
            facts=report.facts,
            assessment=assessment if look.shows("assessment.answers") else None,
            reasons=_reasons(look, report, assessment),
            passings=_passings(look, report),
            clocks=clocks.of_file(report_id=report_id),
            may_take="reports:assess" in may and report.assessor_id != viewer.officer.id,
            may_assess="reports:assess" in may and report.state in (Report.State.SENT, Report.State.NO_CASE),
            may_open_case="cases:open" in may and report.state in (Report.State.ASSESSED, Report.State.CASE),
            may_pass_on=may_pass_on,
            must_pass_on=may_pass_on
            and report.state == Report.State.ASSESSED
            and not directory.opens_cases(viewer),
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
            may_open="documents:view" in may and look.shows(sharing.FILES),
            may_add="reports:attach" in may and report.state != Report.State.CASE,
        )


def receiving(viewer: Viewer, report: Report) -> list[Agency]:
    """Other bodies that could have this report: they take reports and open cases; those of its region first."""
    fit = [body for body in directory.case_openers() if body.id != viewer.agency_id]
    return sorted(
        fit, key=lambda body: (body.region_id != report.region_id, directory.spelled(body.name), body.id)
    )


def passed_by(viewer: Viewer, token: UUID) -> PassedOn | None:
    """What the viewer passed on from this very sheet: it was sent twice, and the report is seen here no more."""
    rows = PassedOn.objects.filter(pk=token, passed_by=viewer.officer)
    return rows.select_related("to_agency").first()


def counted(report: Report) -> int | None:
    """How many children the report is about; None where nobody said, or where it says both one and several."""
    return None if report.children_count == 1 and several(report) else report.children_count


def several(report: Report) -> bool:
    """Does the report say, or does somebody say, that there is more than one child?"""
    said = report.facts.get("circumstances", {}).get("two_or_more_victims")
    return said in (TRUE, CONTESTED) or (report.children_count or 1) > 1


def waiting(report: Report) -> int | None:
    """How many children have no case yet, once the first one has; None where nobody knows how many they are."""
    if report.state != Report.State.CASE:
        return 0
    children = counted(report)
    return None if children is None else max(0, children - report.cases_opened)


def still_opening(report: Report) -> bool:
    """Does the clock for the children without a case run? Of a report the caller has already judged."""
    return Clock.objects.filter(subject_id=report.id, rule__in=OPENING, state=Clock.State.RUNNING).exists()


def number_of(viewer: Viewer, report_id: UUID | None) -> dict[str, Any] | None:
    """Id and number of a report for a link to it; None where there is none or the viewer may not see it."""
    if report_id is None:
        return None
    rows = Report.objects.filter(visible(viewer, "reports:view", report="id"), pk=report_id)
    found = rows.values("id", "number").first()
    return dict(found) if found else None


def decided_at(report: Report) -> dt.datetime | None:
    """When a first assessment of a report the caller has already judged said: open a case. The newest one counts."""
    rows = FirstAssessment.objects.filter(report=report, outcome=FirstAssessment.Outcome.OPEN_CASE)
    return rows.order_by("-assessed_at").values_list("assessed_at", flat=True).first()


def known_at(report: Report) -> dt.datetime:
    """When the body that makes the first assessment learned of it: when it was sent there, or, where its own officer
    wrote the report, when that officer learned of it. Duties that begin with learning or being informed run from here.
    """
    own = report.from_agency_id == report.to_agency_id
    return report.learned_at if own else report.sent_at


def draft(viewer: Viewer, form: str, subject_id: UUID | None = None) -> dict[str, Any] | None:
    """What the viewer had typed into a form and not finished."""
    row = (
        Draft.objects.filter(officer=viewer.officer, form=form, subject_id=subject_id)
        .select_related("key")
        .first()
    )
    if row is None:
        return None
    typed: dict[str, Any] | None = unseal(row.key, code="draft", row_id=row.id, envelope=row.sealed_content)
    return typed


def require_any(viewer: Viewer, verb: str) -> None:
    """Refuse when no role gives the verb at all."""
    if not viewer.may(verb):
        raise Refused("role")


def _reasons(look: Look, report: Report, assessment: FirstAssessment | None) -> Sealed | None:
    if assessment is None:
        return None
    return look.sealed(report.key, "report.narrative", assessment.id, assessment.sealed_reasons)


def _passings(look: Look, report: Report) -> list[Passing]:
    """Each time it went on, in order. Who sent it sees from whom to whom and why, and not the words."""
    rows = PassedOn.objects.filter(report=report).select_related("from_agency", "to_agency", "passed_by")
    has_it = look.decision.level == OWNER
    return [
        Passing(
            row,
            look.sealed(report.key, "report.narrative", row.id, row.sealed_words) if has_it else None,
        )
        for row in rows.order_by("passed_at", "id")
    ]
