"""The page on which a consent is stopped."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.agencies import sheets
from qorgan.agencies.access import File
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import Request, page
from qorgan.cases import queries
from qorgan.cases.consents import presenting
from qorgan.children import actions
from qorgan.children import queries as children
from qorgan.children.forms import StopForm


@page("cases:edit", methods=("GET", "POST"))
def stop(request: Request, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """Stop one consent; what rests on it ends at once."""
    case = queries.find(request.viewer, case_id, "cases:edit")
    consent = children.find_consent(request.viewer, case_id, consent_id)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = sheets.try_act(
            form,
            lambda: actions.withdraw_consent(
                consent=consent,
                by_parent=form.by_parent,
                withdrawn_at=request.now,
                by=request.viewer,
                now=request.now,
            ),
        )
        if made is not None:
            messages.success(request, _said(effective=made.effective))
            return redirect("cases:child", case_id=case_id)
    sheet_opened(request.viewer, File(case_id=case_id), subject=("case", case_id))
    context = {
        "form": form,
        "case": case,
        "consent": consent,
        "rows": presenting.rows(consent, now=request.now),
        "submit_text": _("Stop this consent"),
        "back_href": reverse("cases:child", args=[case_id]),
    }
    return render(request, "cases/stop_consent.html", context)


@page("cases:edit", methods=("POST",))
def stop_doubted(request: Request, case_id: UUID) -> HttpResponse:
    """Stop all of a guardian's consents that are not good any more, with one press."""
    child = children.find(request.viewer, case_id, "cases:edit")
    stops = sheets.press(
        request, lambda: actions.stop_doubted(child=child, by=request.viewer, now=request.now)
    )
    if stops:
        messages.success(request, _said(effective=True))
    return redirect("cases:child", case_id=case_id)


def _said(*, effective: bool) -> str:
    if effective:
        return _(
            "The consent is stopped. Referrals that rested on it have come back to the officer named there."
        )
    return _("Written down. A conflict of interest is recorded, so this stop has no effect.")
