"""The page on which a report is passed on to another body, before there is a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import sheets
from qorgan.agencies.access import File
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import Request, page
from qorgan.deadlines import queries as clocks
from qorgan.reports import actions, drafting, queries
from qorgan.reports.forms import PassOnForm
from qorgan.reports.models import PassedOn, Report
from qorgan.reports.passing import presenting
from qorgan.reports.views import ASSESSMENT

PASSING = "pass_on"  # name of the draft


@sensitive_post_parameters()
@page("reports:pass_on", methods=("GET", "POST"))
def pass_on(request: Request, report_id: UUID) -> HttpResponse:
    """To whom and why; then, in words, what will happen; then it happens. A second click finds it done."""
    if request.method == "POST" and (before := queries.passed_by(request.viewer, sheets.once(request))):
        return _passed(request, before)
    report = queries.find(request.viewer, report_id, "reports:pass_on")
    form, kept = drafting.opened(
        request,
        PASSING,
        lambda typed: PassOnForm(typed, bodies=queries.receiving(request.viewer, report)),
        report_id,
    )
    if kept is not None:
        return kept
    mark = presenting.mark(form.passing()) if request.method == "POST" and form.is_valid() else ""
    if mark and constant_time_compare(request.POST.get("confirmed", ""), mark):
        done = sheets.try_act(form, lambda: _pass_on(request, report, form))
        if done is not None:
            for sheet in (PASSING, ASSESSMENT):
                drafting.discard(request, sheet, report_id)
            return _passed(request, done)
        mark = ""
    sheet_opened(request.viewer, File(report_id=report_id), subject=("report", report_id))
    return render(request, "reports/pass_on.html", _context(request, report, form, mark))


def _pass_on(request: Request, report: Report, form: PassOnForm) -> PassedOn:
    return actions.pass_on(
        report=report,
        **form.passing(),
        form_token=sheets.once(request),
        by=request.viewer,
        now=request.now,
    )


def _passed(request: Request, done: PassedOn) -> HttpResponse:
    told = _("Report %(number)s is passed on. This body has it now: %(body)s.")
    messages.success(request, told % {"number": done.number, "body": done.to_agency.name})
    return redirect("desk:today")


def _context(request: Request, report: Report, form: PassOnForm, mark: str) -> dict[str, Any]:
    running = [each for each in clocks.of_file(report_id=report.id) if each.stopped_at is None]
    urgent = report.danger == Report.Danger.YES or any(each.rule in clocks.DANGER for each in running)
    preview = presenting.preview(report, running, form.passing(), request.viewer) if mark else None
    return {
        "form": form,
        "report": report,
        "urgent": urgent,
        "passable": report.state in queries.PASSABLE,
        "body": form.passing()["to_agency"] if mark else None,
        "preview": preview,
        "mark": mark,
        "back_href": reverse("reports:show", args=[report.id]),
        "submit_text": _("Pass it on") if mark else _("Show what will happen"),
    }
