"""Helping a colleague who lost the second factor: two people, each with one half of a code, shown once."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.agencies import sheets
from qorgan.agencies.forms import RecognisedForm
from qorgan.agencies.models import Officer
from qorgan.agencies.restoring import actions, queries
from qorgan.agencies.routes import Request, page, step_up


@page("colleagues:restore")
def colleagues(request: Request) -> HttpResponse:
    """What waits for a second colleague, and those whom one may help."""
    context = {
        "waiting": queries.waiting(request.viewer),
        "colleagues": queries.colleagues(request.viewer),
    }
    return render(request, "agencies/colleagues.html", context)


@page("colleagues:restore", methods=("GET", "POST"))
@step_up
def ask(request: Request, officer_id: UUID) -> HttpResponse:
    """The first colleague: begin, and see the first half once."""
    officer = queries.colleague(request.viewer, officer_id)
    if officer is None:
        raise Http404
    return _sheet(
        request,
        officer,
        lambda: actions.ask(officer=officer, by=request.viewer, now=request.now)[1],
        first=True,
    )


@page("colleagues:restore", methods=("GET", "POST"))
@step_up
def confirm(request: Request, restoration_id: UUID) -> HttpResponse:
    """The second colleague: confirm, and see the second half once."""
    waiting = {each.id: each for each in queries.waiting(request.viewer)}
    restoration = waiting.get(restoration_id)
    if restoration is None:
        raise Http404
    return _sheet(
        request,
        restoration.officer,
        lambda: actions.confirm(restoration=restoration, by=request.viewer, now=request.now),
        first=False,
    )


def _sheet(request: Request, officer: Officer, act: Callable[[], str], *, first: bool) -> HttpResponse:
    form = RecognisedForm(request.POST or None)
    context = {"officer": officer, "first": first, "back_href": reverse("directory:colleagues")}
    if request.method == "POST" and form.is_valid():
        half = sheets.try_act(form, act)
        if half is not None:  # shown in this answer and never again
            shown = {"half": f"{half[:4]} {half[4:]}", "minutes": actions.MINUTES}
            return render(request, "agencies/half.html", context | shown)
    submit = _("Begin, and show me my half of the code") if first else _("Confirm, and show me my half")
    return render(request, "agencies/recognised.html", context | {"form": form, "submit_text": submit})
