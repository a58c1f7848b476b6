"""Pages of giving a case to another body: offer, take back, answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import sheets
from qorgan.agencies.access import File
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import Request, page
from qorgan.cases import queries as case_queries
from qorgan.cases.transferring import actions, presenting, queries
from qorgan.cases.transferring.forms import AnswerForm, TransferForm


@sensitive_post_parameters()
@page("cases:transfer", methods=("GET", "POST"))
def transfer(request: Request, case_id: UUID) -> HttpResponse:
    """Offer the case to another body; nothing changes until a person there accepts."""
    case = case_queries.find(request.viewer, case_id, "cases:transfer")
    waiting = queries.waiting(request.viewer, case_id)
    form = TransferForm(request.POST or None, bodies=queries.possible_bodies(case))
    if request.method == "POST" and form.is_valid():
        made = sheets.try_act(
            form,
            lambda: actions.ask_transfer(
                case=case,
                to_agency=form.bodies[form.cleaned_data["to_agency"]],
                reason=form.cleaned_data["reason"],
                by=request.viewer,
                now=request.now,
            ),
        )
        if made is not None:
            messages.success(request, _("The case is offered. You keep it until the other body accepts."))
            return redirect("cases:show", case_id=case_id)
    sheet_opened(request.viewer, File(case_id=case_id), subject=("case", case_id))
    context = {
        "form": form,
        "case": case,
        "waiting": waiting,
        "back_href": reverse("cases:show", args=[case_id]),
        "submit_text": _("Offer the case"),
    }
    return render(request, "cases/transfer.html", context)


@page("cases:transfer", methods=("POST",))
def withdraw(request: Request, case_id: UUID) -> HttpResponse:
    """Take the offer back."""
    waiting = queries.waiting(request.viewer, case_id)
    done = waiting and sheets.press(
        request,
        lambda: actions.withdraw_transfer(transfer=waiting, by=request.viewer, now=request.now),
    )
    if done is not None:
        messages.success(request, _("The offer is taken back."))
    return redirect("cases:show", case_id=case_id)


@page("cases:take_over", methods=("GET", "POST"))
def answer(request: Request, transfer_id: UUID) -> HttpResponse:
    """What the other body reads before it says yes or no: enough to decide, nothing that names."""
    offer = queries.find_offer(request.viewer, transfer_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        yes = form.cleaned_data["answer"] == "yes"
        done = sheets.try_act(
            form,
            lambda: (
                actions.take_over(transfer=offer, by=request.viewer, now=request.now)
                if yes
                else actions.refuse_transfer(
                    transfer=offer,
                    reason=form.cleaned_data["reason"],
                    by=request.viewer,
                    now=request.now,
                )
            ),
        )
        if done is not None:
            if yes:
                messages.success(request, _("You keep the case now."))
                return redirect("cases:show", case_id=offer.case_id)
            messages.success(request, _("The body that keeps the case has your answer."))
            return redirect("desk:today")
    queries.note_offer_read(request.viewer, offer)
    context = {
        "form": form,
        "offer": offer,
        "rows": presenting.offer_rows(offer),
        "back_href": reverse("desk:today"),
        "submit_text": _("Send the answer"),
    }
    return render(request, "cases/offer.html", context)
