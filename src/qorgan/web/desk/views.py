"""The desk: my tasks today, and for coordination who is late where."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qorgan.agencies.routes import page
from qorgan.web.desk import presenting, queries


@page("tasks:view")
def today(request: HttpRequest) -> HttpResponse:
    """My tasks today, urgent first."""
    found = queries.today(request.viewer, request.GET.get("after", ""))
    context = {
        "tasks": presenting.tasks(found),
        "other_tasks": presenting.others(found),
        "next_href": f"?after={found.next_after}" if found.next_after else "",
        "first_time": presenting.first_time(request.viewer),
        "may_report": request.viewer.may("reports:send"),
    }
    return render(request, "desk/today.html", context)


@page("clocks:overview")
def late(request: HttpRequest) -> HttpResponse:
    """Late duties of all bodies: number, duty, days late, body."""
    found = queries.late(request.viewer, request.GET.get("after", ""))
    context = {
        "columns": [_("Number"), _("Duty"), _("Body"), _("Late by")],
        "rows": presenting.late_rows(found, request.viewer),
        "next_href": f"?after={found.next_after}" if found.next_after else "",
    }
    return render(request, "desk/late.html", context)


@page("journal:accesses")
def accesses(request: HttpRequest) -> HttpResponse:
    """Who looked at what and why, in all cases, without identities."""
    found = queries.accesses(
        request.viewer, officer=request.GET.get("officer", ""), after=request.GET.get("after", "")
    )
    context = {"found": found, "next_href": f"?after={found.older}" if found.older else ""}
    return render(request, "desk/accesses.html", context)
