"""The sheets on which a hold is placed and lifted; it stands at the top of the case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.agencies import sheets
from qorgan.agencies.access import File
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import Request, page
from qorgan.cases import queries
from qorgan.cases.holds import presenting
from qorgan.cases.models import Case
from qorgan.children import actions
from qorgan.children import queries as children
from qorgan.children.ends import end_of
from qorgan.children.forms import HoldForm, LiftForm


@page("cases:edit", methods=("GET", "POST"))
def place_hold(request: Request, case_id: UUID) -> HttpResponse:
    """Say what must not happen for now, why and until when."""
    case = queries.find(request.viewer, case_id, "cases:edit")
    child = children.find(request.viewer, case_id, "cases:edit")
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = sheets.try_act(
            form,
            lambda: actions.place_hold(
                child=child,
                kind=given["kind"],
                reason=given["reason"],
                until=end_of(given["until"]),
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if made is not None:
            messages.success(request, _("The hold stands at the top of the case."))
            return redirect("cases:show", case_id=case_id)
    return _sheet(request, form, case, heading=_("Place a hold"), submit_text=_("Place the hold"))


@page("cases:edit", methods=("GET", "POST"))
def lift_hold(request: Request, case_id: UUID, hold_id: UUID) -> HttpResponse:
    """End a hold before its day, with a reason."""
    case = queries.find(request.viewer, case_id, "cases:edit")
    hold = children.find_hold(request.viewer, case_id, hold_id)
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        made = sheets.try_act(
            form, lambda: actions.lift_hold(hold=hold, reason=reason, by=request.viewer, now=request.now)
        )
        if made is not None:
            messages.success(request, _("The hold is lifted."))
            return redirect("cases:show", case_id=case_id)
    return _sheet(
        request,
        form,
        case,
        heading=_("Lift the hold"),
        submit_text=_("Lift the hold"),
        rows=presenting.rows(hold),
        warning=_("Somebody placed it to protect the child. If you can, speak with them first."),
    )


def _sheet(request: Request, form: Form, case: Case, **words: Any) -> HttpResponse:
    sheet_opened(request.viewer, File(case_id=case.id), subject=("case", case.id))
    context = {"form": form, "case": case, "back_href": reverse("cases:show", args=[case.id]), **words}
    return render(request, "cases/hold.html", context)
