"""Pages of the printable packet: what it is, the packet itself (once), the receipt, and what else comes on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import sheets
from qorgan.agencies.access import File
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.routes import Request, page, step_up
from qorgan.cases import queries as case_queries
from qorgan.cases.presenting import sealed_text
from qorgan.referrals import forms, presenting, queries
from qorgan.referrals.models import Packet, Referral
from qorgan.referrals.packets import actions
from qorgan.reports import drafting


@page("referrals:send")
@step_up
def show(request: Request, referral_id: UUID) -> HttpResponse:
    """What the packet is, a button to print it once, and the receipt's field."""
    referral, _side = queries.find(request.viewer, referral_id)
    packet = Packet.objects.filter(referral=referral).first()
    sheet_opened(request.viewer, File(case_id=referral.case_id), subject=("referral", referral.id))
    context = {"referral": referral, "packet": packet, "form": forms.ReceiptForm()}
    return render(request, "referrals/packet.html", context)


@page("referrals:send", methods=("POST",))
@step_up
def print_once(request: Request, referral_id: UUID) -> HttpResponse:
    """The packet, on this page only: it is stored nowhere. Sealed words leave the house: the factor is asked again."""
    referral, _side = queries.find(request.viewer, referral_id)
    try:
        receipt = actions.print_packet(referral=referral, by=request.viewer, now=request.now)
    except CannotDo as refusal:
        sheet_opened(request.viewer, File(case_id=referral.case_id), subject=("referral", referral.id))
        context = {"referral": referral, "packet": None, "form": forms.ReceiptForm(), "refusal": refusal}
        return render(request, "referrals/packet.html", context)
    shown = case_queries.page(request.viewer, referral.case_id, purpose="referral")
    note = queries.page(request.viewer, referral_id, purpose="referral").note
    preview = presenting.shared(shown, referral.fields, presenting.gone(shown, referral.grant_id))
    printed = {
        "referral": referral,
        "receipt": receipt,
        "preview": preview,
        "rows": presenting.rows(referral),
        "note": sealed_text(note),
    }
    return render(request, "referrals/packet_print.html", printed)


@sensitive_post_parameters()
@page("referrals:send", methods=("POST",))
def confirm(request: Request, referral_id: UUID) -> HttpResponse:
    """The receipt came back."""
    referral, _side = queries.find(request.viewer, referral_id)
    form = forms.ReceiptForm(request.POST)
    if form.is_valid():
        done = sheets.try_act(
            form,
            lambda: actions.confirm_receipt(
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


@page("referrals:send", methods=("GET", "POST"))
def told_refused(request: Request, referral_id: UUID) -> HttpResponse:
    """A body without an account said no: its sender enters it."""
    form = forms.ReasonForm(request.POST or None, act="refuse")
    return _told(request, referral_id, form, actions.refused_on_paper, _("They refused on paper"))


@page("referrals:send", methods=("GET", "POST"))
def told_contact(request: Request, referral_id: UUID) -> HttpResponse:
    """A body without an account met the child: its sender enters it."""
    form = forms.ContactForm(
        request.POST or None,
        today=localdate(request.now),
        on_paper=True,
        initial={"happened_at": request.now},
    )
    return _told(request, referral_id, form, actions.contacted_on_paper, _("They met the child"))


def _told(request: Request, referral_id: UUID, form: Form, act: Any, heading: str) -> HttpResponse:
    referral = queries.find_sent(request.viewer, referral_id)
    if request.method == "POST" and form.is_valid():
        done = sheets.try_act(
            form, lambda: act(referral=referral, **form.cleaned_data, by=request.viewer, now=request.now)
        )
        if done is not None:
            return redirect("referrals:show", referral_id=referral_id)
    return _told_sheet(request, form, referral, heading)


@sensitive_post_parameters()
@page("referrals:send", methods=("GET", "POST"))
def told_service(request: Request, referral_id: UUID) -> HttpResponse:
    """A body without an account gave a service: its sender enters it."""
    referral = queries.find_sent(request.viewer, referral_id)
    initial = {"happened_at": request.now, "service": referral.service}
    form, kept = drafting.opened(
        request,
        "told_service",
        lambda typed: forms.ServiceForm(typed, today=localdate(request.now), initial=initial),
        referral_id,
    )
    if kept is not None:
        return kept
    if request.method == "POST" and form.is_valid():
        done = sheets.try_act(
            form,
            lambda: actions.served_on_paper(
                referral=referral,
                **form.cleaned_data,
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if done is not None:
            drafting.discard(request, "told_service", referral_id)
            return redirect("referrals:of_case", case_id=referral.case_id)
    return _told_sheet(request, form, referral, _("They helped the child"))


def _told_sheet(request: Request, form: Form, referral: Referral, heading: str) -> HttpResponse:
    sheet_opened(request.viewer, File(case_id=referral.case_id), subject=("referral", referral.id))
    context = {
        "form": form,
        "referral": referral,
        "heading": heading,
        "warning": _("You enter what this body told you on paper or by word of mouth."),
        "back_href": reverse("referrals:show", args=[referral.id]),
    }
    return render(request, "referrals/sheet.html", context)
