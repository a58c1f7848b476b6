"""The page on which a supervisor gives a report to a colleague."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.agencies import queries as directory
from qorgan.agencies import sheets
from qorgan.agencies.access import File
from qorgan.agencies.forms import ColleagueForm
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import Request, page
from qorgan.reports import queries
from qorgan.reports.handing import actions


@page("reports:assign", methods=("GET", "POST"))
def assign(request: Request, report_id: UUID) -> HttpResponse:
    """Give the report to a colleague."""
    report = queries.find(request.viewer, report_id, "reports:assign")
    form = ColleagueForm(
        request.POST or None,
        label=_("Who has the report from now on?"),
        colleagues=directory.colleagues(request.viewer, actions.needs(report)),
    )
    if request.method == "POST" and form.is_valid():
        given = sheets.try_act(
            form,
            lambda: actions.assign(report=report, to=form.chosen(), by=request.viewer, now=request.now),
        )
        if given is not None:
            messages.success(request, _("Your colleague has the report now."))
            return redirect("reports:show", report_id=report_id)
    sheet_opened(request.viewer, File(report_id=report_id), subject=("report", report_id))
    context = {
        "form": form,
        "report": report,
        "heading": _("Give the report to a colleague"),
        "warning": _("From then on your colleague answers for the report and gets all its duties."),
        "submit_text": _("Give the report"),
        "back_href": reverse("reports:show", args=[report_id]),
    }
    return render(request, "reports/assign.html", context)
