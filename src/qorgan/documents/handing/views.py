"""Pages of the specialist police unit: what waits for it, collect, confirm the hand-over, receipt."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.agencies import sheets
from qorgan.agencies.routes import Request, page
from qorgan.documents import queries
from qorgan.documents.forms import HandOverForm
from qorgan.documents.handing import actions
from qorgan.documents.views import attached


@page("documents:collect")
def containers(request: Request) -> HttpResponse:
    """Containers sealed for my body."""
    return render(request, "documents/containers.html", {"containers": queries.for_unit(request.viewer)})


@page("documents:collect", methods=("POST",))
def collect(request: Request, container_id: UUID) -> HttpResponse:
    """The container as an attachment: it opens only with the unit's own key."""
    container = queries.find_for_unit(request.viewer, container_id)
    sealed = sheets.press(
        request, lambda: actions.collect(container=container, by=request.viewer, now=request.now)
    )
    if sealed is None:
        return redirect("documents:containers")
    return attached(sealed, f"{container.number}.qorgan")


@page("documents:collect", methods=("GET", "POST"))
def hand_over(request: Request, container_id: UUID) -> HttpResponse:
    """Prove that the container was opened; it is destroyed here."""
    container = queries.find_for_unit(request.viewer, container_id)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = sheets.try_act(
            form,
            lambda: actions.hand_over(
                container=container, **form.cleaned_data, by=request.viewer, now=request.now
            ),
        )
        if done is not None:
            messages.success(request, _("The hand-over is confirmed. The container was destroyed here."))
            return redirect("documents:unit_receipt", container_id=container_id)
    context = {
        "form": form,
        "container": container,
        "submit_text": _("Confirm the hand-over"),
        "back_href": reverse("documents:containers"),
    }
    return render(request, "documents/hand_over.html", context)


@page("documents:collect")
def unit_receipt(request: Request, container_id: UUID) -> HttpResponse:
    """The receipt for the unit."""
    container = queries.find_for_unit(request.viewer, container_id)
    return render(request, "documents/receipt.html", {"container": container})
