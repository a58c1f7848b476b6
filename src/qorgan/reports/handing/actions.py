"""Giving a report to a colleague: who had it is ill, or stops working."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from qorgan.agencies import granting, in_hand, versions
from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.deadlines import actions as deadlines
from qorgan.reports.models import Report
from qorgan.reports.writing import note as _note


def needs(report: Report) -> str:
    """What whoever has the report must be able to do with it next."""
    opens = report.state in (Report.State.ASSESSED, Report.State.CASE)
    return "cases:open" if opens else "reports:assess"


@act
def assign(*, report: Report, to: Officer, by: Viewer, now: dt.datetime) -> Report:
    """Give the report to another officer of the same body, with its duties. Raises REP-11 (one who could not go on)."""
    file = File(report_id=report.id)
    require(by, "reports:assign", file)
    if not in_hand.can_take(to, needs(report), agency_id=by.agency_id, now=now):
        raise CannotDo(
            "REP-11",
            _("Choose an officer of your own body who works now and may go on with this report."),
            "to",
        )
    report = versions.update(report, version=report.version, assessor=to)
    granting.hand_over(file, agency_id=by.agency_id, level="owner", officer_id=to.id)
    deadlines.hand_over(report.id, agency_id=by.agency_id, officer_id=to.id)
    detail = {"to": str(to.id)}
    _note("reports.assigned", report, by=by, happened_at=now, now=now, detail=detail)
    return report
