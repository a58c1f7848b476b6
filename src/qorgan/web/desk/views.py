"""The desk: my tasks today, and for coordination who is late where."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qorgan.web.desk import queries
from qorgan.agencies.routes import page


@page("tasks:view")
def today(request: HttpRequest) -> HttpResponse:
    """My tasks today, urgent first."""
    return render(
        request, "desk/today.html", {"desk": queries.today(request.viewer, request.GET.get("after", ""))}
    )


@page("clocks:overview")
def late(request: HttpRequest) -> HttpResponse:
    """Late duties of all bodies: number, duty, days late, body."""
    return render(
        request, "desk/late.html", {"desk": queries.late(request.viewer, request.GET.get("after", ""))}
    )
