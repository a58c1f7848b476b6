"""Pages of the specialist police unit's key: register, confirm, end. Every act asks the second factor again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.agencies import sheets
from qorgan.agencies.routes import Request, page, step_up
from qorgan.documents.forms import UnitKeyForm
from qorgan.documents.models import UnitKey
from qorgan.documents.units import actions


@page("directory:manage", methods=("GET", "POST"))
@step_up
def index(request: Request) -> HttpResponse:
    """The key in use, what waits, and registering one."""
    form = UnitKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = sheets.try_act(
            form,
            lambda: actions.register(
                agency=form.body(),
                public_text=form.cleaned_data["public"],
                by=request.viewer,
                now=request.now,
            ),
        )
        if made is not None:
            messages.success(request, _("Written down. Another administrator must confirm it."))
            return redirect("documents:unit_keys")
    rows = [
        {
            "key": key,
            "fingerprint": actions.fingerprint(key),
            "waits": key.confirmed_at is None and key.ended_at is None,
            "mine": key.asked_by_id == request.viewer.officer.id,
        }
        for key in actions.listed(request.viewer)
    ]
    context = {
        "rows": rows,
        "form": form,
        "submit_text": _("Register the key"),
        "back_href": reverse("directory:manage"),
    }
    return render(request, "documents/units.html", context)


@page("directory:manage", methods=("POST",))
@step_up
def confirm(request: Request, key_id: UUID) -> HttpResponse:
    """The second administrator has compared the fingerprint."""
    key = get_object_or_404(UnitKey, pk=key_id)
    if (
        sheets.press(request, lambda: actions.confirm(key=key, by=request.viewer, now=request.now))
        is not None
    ):
        messages.success(request, _("The key is in use."))
    return redirect("documents:unit_keys")


@page("directory:manage", methods=("POST",))
@step_up
def end(request: Request, key_id: UUID) -> HttpResponse:
    """Nothing more is sealed with this key."""
    key = get_object_or_404(UnitKey, pk=key_id)
    if sheets.press(request, lambda: actions.end(key=key, by=request.viewer, now=request.now)) is not None:
        messages.success(request, _("The key is not used any more."))
    return redirect("documents:unit_keys")
