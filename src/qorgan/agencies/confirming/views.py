"""The second person for somebody's roles: sees who asked for what, and says yes or no."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.agencies import queries, sheets
from qorgan.agencies.confirming import actions
from qorgan.agencies.forms import SecondPersonForm
from qorgan.agencies.routes import Request, page, step_up


@page("roles:confirm", methods=("GET", "POST"))
@step_up
def confirm(request: Request, officer_id: UUID) -> HttpResponse:
    """Confirm the roles of one officer, or say that this person does not do this work."""
    waiting = {each.officer.id: each for each in queries.waiting_roles(request.viewer)}
    asked = waiting.get(officer_id)
    if asked is None:
        raise Http404
    form = SecondPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        no = form.cleaned_data["known"] == "no"
        act = actions.decline if no else actions.confirm
        shown = request.POST.getlist("roles")
        done = sheets.try_act(
            form, lambda: act(officer=asked.officer, roles=shown, by=request.viewer, now=request.now)
        )
        if done is not None:
            told = _("Written down. These roles do not begin.") if no else _("Confirmed. The roles hold now.")
            messages.success(request, told)
            return redirect("desk:today")
    context = {
        "asked": asked,
        "form": form,
        "submit_text": _("Write down"),
        "back_href": reverse("desk:today"),
    }
    return render(request, "agencies/confirm_roles.html", context)
