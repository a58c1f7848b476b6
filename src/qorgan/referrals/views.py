"""Pages of referrals: what came to us, one referral for either side, send with preview, answer, serve."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import keyset, purposes, sheets
from qorgan.agencies import queries as directory
from qorgan.agencies.access import File
from qorgan.agencies.forms import ColleagueForm
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import Request, page
from qorgan.agencies.services import SERVICES
from qorgan.cases import presenting as case_presenting
from qorgan.cases import queries as case_queries
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.referrals import actions, forms, handing, presenting, queries, serving
from qorgan.reports import drafting

ACTS = {
    "refuse": ("referrals:receive", gettext_lazy("Refuse the referral")),
    "give_back": ("referrals:receive", gettext_lazy("Return the referral")),
    "end": ("referrals:end", gettext_lazy("End the referral")),
}
NOT_BEGUN = gettext_lazy(
    "Neither a contact with the child nor a service is written down. If your body helped, write that down first. "
    "Else the referral goes back to the officer who sent it, who looks for other help."
)
WARNINGS = {
    "refuse": gettext_lazy(
        "The referral goes back at once to the officer who sent it, who looks for other help."
    ),
    "give_back": gettext_lazy(
        "The referral goes back to the officer who sent it. Your body no longer sees the child."
    ),
    "end": gettext_lazy(
        "From this moment the body that helped no longer sees the child. What it did stays written."
    ),
}


@page("referrals:receive")
def index(request: Request) -> HttpResponse:
    """Referrals sent to my body, and those of the cases I keep; one list of them in pages."""
    only = request.GET.get("list", "")
    if only not in queries.PARTS:
        found, next_href = queries.lists(request.viewer), ""
    else:
        found = queries.lists(request.viewer, only=only, after=keyset.read(request.GET.get("after", "")))
        _rows, next_href = keyset.cut(request, found[only], queries.PAGE, queries.PARTS[only].column)
    context = {
        "parts": presenting.parts(found),
        "one": only in queries.PARTS,
        "waits": bool(found.get("waiting")),
        "next_href": next_href,
    }
    return render(request, "referrals/index.html", context)


@page("cases:view")
def of_case(request: Request, case_id: UUID) -> HttpResponse:
    """Referrals and services of a case."""
    shown = case_queries.page(request.viewer, case_id, purpose=purposes.given(request.session, case_id))
    context = case_presenting.frame(shown, "services") | {
        "referrals": presenting.listed(queries.of_case(request.viewer, case_id)),
        "services": presenting.services(queries.services_of_case(shown.look, case_id)),
    }
    return render(request, "referrals/of_case.html", context)


@page("referrals:send", methods=("GET", "POST"))
def choose_service(request: Request, case_id: UUID) -> HttpResponse:
    """First page: which help does the child need?"""
    case = case_queries.find(request.viewer, case_id, "referrals:send")
    form = forms.ServiceChoiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("referrals:send", case_id=case_id, service=form.cleaned_data["service"])
    sheet_opened(request.viewer, File(case_id=case_id), subject=("case", case_id))
    context = {"form": form, "case": case, "step": 1, "steps": 3, "submit_text": _("Continue")}
    return render(request, "referrals/choose_service.html", context)


@sensitive_post_parameters()
@page("referrals:send", methods=("GET", "POST"))
def send(request: Request, case_id: UUID, service: str) -> HttpResponse:
    """Second page, and the exact preview before anything leaves."""
    if service not in SERVICES:
        raise Http404
    case = case_queries.find(request.viewer, case_id, "referrals:send")
    form, kept = drafting.opened(
        request,
        drafting.name("refer", service),
        lambda typed: forms.SendForm(
            typed, service=service, own=request.viewer.officer.agency, now=request.now
        ),
        case_id,
    )
    if kept is not None:
        return kept
    preview, mark, changed = None, "", False
    if request.method == "POST" and form.is_valid():
        shown = case_queries.page(request.viewer, case_id, purpose="referral")
        preview = presenting.preview(
            shown, form.cleaned_data["fields_shown"], receiver=form.body, **form.said_beside()
        )
        mark = preview.mark(receiver=form.body.id, service=service, fields=form.cleaned_data["fields_shown"])
        confirmed = request.POST.get("confirmed", "")
        changed = bool(confirmed) and not constant_time_compare(confirmed, mark)
        if confirmed and not changed:
            made = sheets.try_act(form, lambda: _send(request, case, service, form))
            if made is not None:
                drafting.discard(request, drafting.name("refer", service), case_id)
                messages.success(request, _("The referral is sent."))
                return redirect("referrals:show", referral_id=made.id)
            preview = None
    if not mark:  # else the preview has opened the file, and that is noted
        sheet_opened(request.viewer, File(case_id=case_id), subject=("case", case_id))
    context = {
        "form": form,
        "case": case,
        "service": SERVICES[service],
        "preview": preview,
        "mark": mark,
        "changed": changed,
        "submit_text": _("Send it") if preview else _("Show what they will see"),
        "back_href": reverse("referrals:new", args=[case_id]),
    }
    return render(request, "referrals/send.html", context)


@page("tasks:view")
def show(request: Request, referral_id: UUID) -> HttpResponse:
    """One referral for either side."""
    return _show(request, referral_id)


@page("tasks:view", methods=("POST",))
def open_sealed(request: Request, referral_id: UUID) -> HttpResponse:
    """Give the purpose for the message."""
    referral, _side = queries.find(request.viewer, referral_id)
    own = request.viewer.officer.id in (referral.answered_by_id, referral.return_to_id)
    purpose = request.POST.get("purpose", "")
    sheets.press(request, lambda: purposes.give(request.session, referral_id, purpose, own=own))
    return redirect("referrals:show", referral_id=referral_id)


@page("referrals:receive", methods=("POST",))
def accept(request: Request, referral_id: UUID) -> HttpResponse:
    """Take the child on."""
    referral, _side = queries.find(request.viewer, referral_id)
    return _done(
        request, referral_id, lambda: actions.accept(referral=referral, by=request.viewer, now=request.now)
    )


@page("referrals:send", methods=("POST",))
def withdraw(request: Request, referral_id: UUID) -> HttpResponse:
    """Take an unanswered referral back."""
    referral, _side = queries.find(request.viewer, referral_id)
    return _done(
        request, referral_id, lambda: actions.withdraw(referral=referral, by=request.viewer, now=request.now)
    )


@sensitive_post_parameters()
@page("referrals:send", methods=("GET", "POST"))
def settle(request: Request, referral_id: UUID) -> HttpResponse:
    """Say how the child is helped without a new referral."""
    referral = queries.find_sent(request.viewer, referral_id)
    form, kept = drafting.opened(request, "settle", lambda typed: forms.SettleForm(typed), referral_id)
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        referral,
        lambda: actions.settle(
            referral=referral, words=form.cleaned_data["words"], by=request.viewer, now=request.now
        ),
        heading=_("Settle it another way"),
        draft="settle",
        warning=_("Use this only if the child needs no new referral for this help. The task then ends."),
    )


@page("tasks:view", methods=("GET", "POST"))
def answer(request: Request, referral_id: UUID, act: str) -> HttpResponse:
    """Refuse, return or end, with a reason."""
    if act not in ACTS:
        raise Http404
    referral, side = queries.find(request.viewer, referral_id)
    form = forms.ReasonForm(request.POST or None, act=act)
    run = getattr(actions, act)
    goes_back = act == "end" and side == "receiver" and not serving.begun(referral)
    return _sheet(
        request,
        form,
        referral,
        lambda: run(
            referral=referral, reason=form.cleaned_data["reason"], by=request.viewer, now=request.now
        ),
        heading=str(ACTS[act][1]),
        warning=str(NOT_BEGUN if goes_back else WARNINGS[act]),
    )


@page("referrals:assign", methods=("GET", "POST"))
def assign(request: Request, referral_id: UUID) -> HttpResponse:
    """Give an accepted referral to a colleague."""
    referral = queries.find_received(request.viewer, referral_id)
    form = ColleagueForm(
        request.POST or None,
        label=_("Who has the referral from now on?"),
        colleagues=directory.colleagues(request.viewer, "referrals:receive"),
    )
    return _sheet(
        request,
        form,
        referral,
        lambda: handing.assign(referral=referral, to=form.chosen(), by=request.viewer, now=request.now),
        heading=_("Give the referral to a colleague"),
        warning=_("From then on your colleague answers for this help and gets all its duties."),
    )


@page("referrals:receive", methods=("GET", "POST"))
def contact(request: Request, referral_id: UUID) -> HttpResponse:
    """The first contact with the child."""
    referral, _side = queries.find(request.viewer, referral_id)
    form = forms.ContactForm(
        request.POST or None, today=localdate(request.now), initial={"happened_at": request.now}
    )
    return _sheet(
        request,
        form,
        referral,
        lambda: actions.contacted(referral=referral, **form.cleaned_data, by=request.viewer, now=request.now),
        heading=_("First contact with the child"),
    )


@sensitive_post_parameters()
@page("services:record", methods=("GET", "POST"))
def record_service(request: Request, case_id: UUID) -> HttpResponse:
    """A service offered, accepted, declined or given."""
    case = case_queries.find(request.viewer, case_id, "services:record")
    own = queries.accepted_by_us(request.viewer, case_id)
    initial = {"happened_at": request.now, "service": own.service if own else ""}
    form, kept = drafting.opened(
        request,
        "service",
        lambda typed: forms.ServiceForm(typed, today=localdate(request.now), initial=initial),
        case_id,
    )
    if kept is not None:
        return kept
    if request.method == "POST" and form.is_valid():
        made = sheets.try_act(
            form,
            lambda: actions.record_service(
                case=case,
                referral=own,
                **form.cleaned_data,
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if made is not None:
            drafting.discard(request, "service", case_id)
            return redirect("referrals:of_case", case_id=case_id)
    sheet_opened(request.viewer, File(case_id=case_id), subject=("case", case_id))
    context = {
        "form": form,
        "case": case,
        "heading": _("Record a service"),
        "back_href": reverse("referrals:of_case", args=[case_id]),
    }
    return render(request, "cases/sheet.html", context)


def _show(request: Request, referral_id: UUID) -> HttpResponse:
    shown = queries.page(request.viewer, referral_id, purpose=purposes.given(request.session, referral_id))
    return render(request, "referrals/show.html", presenting.page(shown))


def _send(request: Request, case: Any, service: str, form: forms.SendForm) -> Any:
    """The consent is written into the ledger first, then the referral leans on it."""
    given = form.cleaned_data
    child = child_queries.find(request.viewer, case.id, "children:consent")
    consent = children.record_consent(
        child=child,
        basis=given["basis"],
        recipient=form.body,
        purpose=service,
        fields=given["fields_shown"],
        given_at=request.now,
        reasons=given["basis_reasons"],
        provision=given["provision"],
        read_in=given["read_in"],
        expires_at=given["until"],
        form_token=sheets.once(request),
        by=request.viewer,
        now=request.now,
    )
    return actions.send(
        case=case,
        to_agency=form.body,
        service=service,
        fields=given["fields_shown"],
        consent=consent,
        urgent=given["urgent"] == "yes",
        note=given["note"],
        form_token=sheets.once(request),
        by=request.viewer,
        now=request.now,
    )


def _done(request: Request, referral_id: UUID, act: Any) -> HttpResponse:
    """An act without a sheet; a refusal is shown on the referral's page."""
    sheets.press(request, act)
    return redirect("referrals:show", referral_id=referral_id)


def _sheet(
    request: Request,
    form: django_forms.Form,
    referral: Any,
    act: Any,
    *,
    heading: str,
    warning: str = "",
    draft: str = "",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and sheets.try_act(form, act) is not None:
        if draft:
            drafting.discard(request, draft, referral.id)
        return redirect("referrals:show", referral_id=referral.id)
    sheet_opened(request.viewer, File(case_id=referral.case_id), subject=("referral", referral.id))
    context = {
        "form": form,
        "referral": referral,
        "heading": heading,
        "warning": warning,
        "submit_text": heading if warning else "",
        "back_href": reverse("referrals:show", args=[referral.id]),
    }
    return render(request, "referrals/sheet.html", context)
