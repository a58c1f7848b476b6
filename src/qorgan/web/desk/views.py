"""The desk: my tasks today, and for coordination who is late where."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from qorgan.agencies import presenting as directory
from qorgan.agencies import purposes, sheets
from qorgan.agencies.access import File
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import SIGNED_IN, Request, page
from qorgan.cases import presenting as case_presenting
from qorgan.cases import queries as cases
from qorgan.deadlines import actions as clock_actions
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.rules import rule
from qorgan.documents import actions as document_actions
from qorgan.documents import queries as document_queries
from qorgan.documents.forms import UploadForm
from qorgan.linking import presenting as linking
from qorgan.reports.presenting import clock_rows
from qorgan.web.desk import presenting, queries
from qorgan.web.desk.forms import DutyForm


@page(SIGNED_IN)
def today(request: Request) -> HttpResponse:
    """My tasks today, urgent first. Whose roles wait for a second person reads so."""
    if not request.viewer.may("tasks:view"):
        return render(request, "desk/no_role.html")
    found = queries.today(request.viewer, request.GET.get("after", ""), request.GET.get("list", ""))
    context = {
        "danger": presenting.danger(found),
        "behind": found.behind,
        "late": presenting.late(found),
        "tasks": presenting.tasks(found),
        "other_tasks": presenting.others(found) + ([] if request.GET.get("after") else _elsewhere(request)),
        "next_href": _next_page(found.following.get("tasks", "")),
        "more": presenting.more(found),
        "first_time": presenting.first_time(request.viewer),
        "may_report": request.viewer.may("reports:send"),
    }
    return render(request, "desk/today.html", context)


def _next_page(after: str) -> str:
    """Its address; a moment has a "+" in it, which an address would read as a blank."""
    return f"?{urlencode({'after': after})}" if after else ""


def _elsewhere(request: Request) -> list[dict[str, Any]]:
    """What waits without a clock: roles of colleagues, questions and pairs of children."""
    return directory.tasks(request.viewer) + linking.tasks(request.viewer)


@page("clocks:overview")
def late(request: Request) -> HttpResponse:
    """Late duties of all bodies: number, duty, days late, body."""
    found = queries.late(request.viewer, request.GET.get("after", ""))
    context = {
        "columns": [_("Number"), _("Duty"), _("Body"), _("Late by")],
        "rows": presenting.late_rows(found, request.viewer),
        "behind": found.behind,
        "next_href": _next_page(found.next_after),
    }
    return render(request, "desk/late.html", context)


@page("journal:accesses")
def accesses(request: Request) -> HttpResponse:
    """Who looked at what and why, in all cases, without identities."""
    asked = {name: request.GET.get(name, "") for name in ("officer", "file")}
    found = queries.accesses(request.viewer, **asked, after=request.GET.get("after", ""))
    context = presenting.accesses(found, asked) | {"checkpoint": found.checkpoint}
    return render(request, "desk/accesses.html", context)


@page("documents:view", methods=("GET", "POST"))
def documents(request: Request, case_id: UUID) -> HttpResponse:
    """Documents of a case: the list, and adding one after the warning about images."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        case = cases.find(request.viewer, case_id, "documents:add")
        added = sheets.try_act(
            form,
            lambda: document_actions.add(
                file=File(case_id=case_id),
                key=case.key,
                name=form.cleaned_data["file"].name,
                content=form.cleaned_data["file"].read(),
                may_show_abuse=form.cleaned_data["may_show_abuse"],
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if added is not None:
            return redirect("desk:documents", case_id=case_id)
    purpose = purposes.given(request.session, case_id)
    shown = cases.page(request.viewer, case_id, purpose=purpose, verb="documents:view")
    listed = document_queries.of_file(shown.look)
    context = case_presenting.frame(shown, "documents") | {
        "documents": listed,
        "may_open": True,
        "names_hidden": any(each.name is not None and each.name.closed for each in listed),
        "form": form,
    }
    return render(request, "desk/documents.html", context)


@page("journal:verify", methods=("POST",))
def verify(request: Request) -> HttpResponse:
    """Verify the journal now."""
    result = queries.verify_journal(request.viewer)
    return render(request, "desk/verified.html", {"result": result})


@page("cases:edit", methods=("GET", "POST"))
def duty(request: Request, clock_id: UUID) -> HttpResponse:
    """A duty set by law: what, who, by when, resting on what; and saying that it was done."""
    clock = clocks.find(request.viewer, clock_id)
    form = DutyForm(request.POST or None, today=localdate(request.now), initial={"happened_at": request.now})
    if request.method == "POST" and form.is_valid():
        done = sheets.try_act(
            form,
            lambda: clock_actions.fulfil(
                clock=clock, **form.cleaned_data, by=request.viewer, now=request.now
            ),
        )
        if done is not None:
            messages.success(request, _("Noted as done."))
            return redirect("desk:today")
    file = File(case_id=clock.case_id, report_id=clock.report_id)
    sheet_opened(request.viewer, file, subject=("clock", clock.id))
    context = {
        "form": form,
        "clock": clock,
        "clocks": clock_rows([clock]),
        "rule": rule(clock.rule),
        "back_href": reverse("cases:show", args=[clock.case_id]),
        "submit_text": _("It is done"),
    }
    return render(request, "desk/duty.html", context)
