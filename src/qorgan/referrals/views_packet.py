"""Pages of the printable packet: what it is, the packet itself (once), the receipt."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import sheets
from qorgan.agencies.access import File
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.routes import page, step_up
from qorgan.cases import queries as case_queries
from qorgan.cases.presenting import sealed_text
from qorgan.referrals import forms, packets, presenting, queries
from qorgan.referrals.models import Packet


@page("referrals:send")
@step_up
def show(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """What the packet is, a button to print it once, and the receipt's field."""
    referral, _side = queries.find(request.viewer, referral_id)
    packet = Packet.objects.filter(referral=referral).first()
    sheet_opened(request.viewer, File(case_id=referral.case_id), subject=("referral", referral.id))
    context = {"referral": referral, "packet": packet, "form": forms.ReceiptForm()}
    return render(request, "referrals/packet.html", context)


@page("referrals:send", methods=("POST",))
@step_up
def print_once(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The packet, on this page only: it is stored nowhere. Sealed words leave the house: the factor is asked again."""
    referral, _side = queries.find(request.viewer, referral_id)
    try:
        receipt = packets.print_packet(referral=referral, by=request.viewer, now=request.now)
    except CannotDo as refusal:
        sheet_opened(request.viewer, File(case_id=referral.case_id), subject=("referral", referral.id))
        context = {"referral": referral, "packet": None, "form": forms.ReceiptForm(), "refusal": refusal}
        return render(request, "referrals/packet.html", context)
    shown = case_queries.page(request.viewer, referral.case_id, purpose="referral")
    note = queries.page(request.viewer, referral_id, purpose="referral").note
    context = {
        "referral": referral,
        "receipt": receipt,
        "preview": presenting.shared(shown, referral.fields),
        "rows": presenting.rows(referral),
        "note": sealed_text(note),
    }
    return render(request, "referrals/packet_print.html", context)


@sensitive_post_parameters()
@page("referrals:send", methods=("POST",))
def confirm(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The receipt came back."""
    referral, _side = queries.find(request.viewer, referral_id)
    form = forms.ReceiptForm(request.POST)
    if form.is_valid():
        done = sheets.try_act(
            form,
            lambda: packets.confirm_receipt(
                referral=referral, **form.cleaned_data, by=request.viewer, now=request.now
            ),
        )
        if done is not None:
            return redirect("referrals:show", referral_id=referral_id)
    sheet_opened(request.viewer, File(case_id=referral.case_id), subject=("referral", referral.id))
    packet = Packet.objects.filter(referral=referral).first()
    context = {
        "referral": referral,
        "packet": packet,
        "form": form,
        "back_href": reverse("referrals:show", args=[referral_id]),
    }
    return render(request, "referrals/packet.html", context | {"title": _("Packet")})
