"""Pages of namings: name an officer or body, confirm, review."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from qorgan.agencies import sheets
from qorgan.agencies.access import File
from qorgan.agencies.models import AccessBlock
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import Request, page
from qorgan.cases import queries as case_queries
from qorgan.cases.blocking import actions, queries
from qorgan.cases.blocking.forms import BlockReviewForm, NameForm
from qorgan.cases.transferring import queries as transferring_queries


@page("blocks:name", methods=("GET", "POST"))
def involved(request: Request, case_id: UUID) -> HttpResponse:
    """Name an officer or body as involved. Nothing changes until another body confirms, unless by an act."""
    case = case_queries.find(request.viewer, case_id, "blocks:name")
    form = NameForm(
        request.POST or None,
        today=timezone.localdate(request.now),
        bodies=queries.parties(request.viewer, case),
        others=transferring_queries.keepers(),
    )
    if request.method == "POST" and form.is_valid():
        named = sheets.try_act(
            form,
            lambda: actions.name_involved(
                case=case,
                **form.named(),
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if named is not None:
            messages.success(request, _said(named))
            return redirect("cases:show", case_id=case_id)
    sheet_opened(request.viewer, File(case_id=case_id), subject=("case", case_id))
    context = {"form": form, "case": case, "back_href": reverse("cases:show", args=[case_id])}
    return render(request, "cases/involved.html", context)


@page("blocks:confirm")
def to_confirm(request: Request) -> HttpResponse:
    """Namings that wait for somebody of another body."""
    rows = [_row(block, "cases:confirm_naming") for block in queries.to_confirm(request.viewer)]
    return render(request, "cases/namings.html", {"rows": rows, "heading": _("Namings to confirm")})


@page("blocks:review")
def to_review(request: Request) -> HttpResponse:
    """Namings in force that wait for a review outside all bodies concerned."""
    rows = [_row(block, "cases:review_naming") for block in queries.to_review(request.viewer)]
    return render(request, "cases/namings.html", {"rows": rows, "heading": _("Namings to review")})


@page("blocks:confirm", methods=("GET", "POST"))
def confirm_naming(request: Request, block_id: UUID) -> HttpResponse:
    """Confirm: access ends now, the replacement takes over."""
    block = queries.find(request.viewer, block_id, "blocks:confirm")
    if request.method == "POST":
        done = sheets.press(request, lambda: actions.confirm(block=block, by=request.viewer, now=request.now))
        if done is not None:
            messages.success(request, _said(done))
        return redirect("cases:to_confirm")
    return _sheet(
        request, block, "cases:to_confirm", form=Form(), submit_text=_("Confirm: close their access now")
    )


@page("blocks:review", methods=("GET", "POST"))
def review_naming(request: Request, block_id: UUID) -> HttpResponse:
    """Review: access stays closed, or opens again."""
    block = queries.find(request.viewer, block_id, "blocks:review")
    form = BlockReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        uphold = form.cleaned_data["outcome"] == "uphold"
        done = sheets.try_act(
            form,
            lambda: actions.review(block=block, uphold=uphold, by=request.viewer, now=request.now),
        )
        if done is not None:
            return redirect("cases:to_review")
    return _sheet(request, block, "cases:to_review", form=form)


def _sheet(request: Request, block: AccessBlock, back: str, **more: Any) -> HttpResponse:
    context = {"by_act": bool(block.act_number), "about": _about(block), "back_href": reverse(back), **more}
    return render(request, "cases/naming.html", context)


def _about(block: AccessBlock) -> list[dict[str, Any]]:
    """All that those who confirm and review see: people and codes, no word of the file."""
    named = block.officer or block.agency
    body = block.officer.agency if block.officer else block.agency
    rows = [
        (_("Who is involved"), str(named)),
        (_("Body"), body.name if body else ""),
        (_("Why"), block.get_ground_display()),
        (_("Named by"), f"{block.asked_by.name}, {block.asked_by.agency.name}"),
        *([(_("Procedural act"), _act(block, block.act_on))] if block.act_on else []),
        (_("Who takes over"), block.replacement.name if block.replacement else _("nobody needs to")),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def _said(block: AccessBlock) -> str:
    if block.state == AccessBlock.State.ASKED:
        return _("Written down. Somebody of another body must confirm it; nobody else is told.")
    return _("Access is closed. Somebody outside both bodies reviews it now.")


def _act(block: AccessBlock, on: dt.date) -> str:
    return f"{block.get_act_issuer_display()}: {block.act_number}, {date_format(on, 'DATE_FORMAT')}"


def _row(block: AccessBlock, route: str) -> dict[str, Any]:
    body = block.officer.agency if block.officer else block.agency
    return {
        "title": f"{block.officer or block.agency} ({body})" if block.officer else str(block.agency),
        "href": reverse(route, args=[block.id]),
        "due_at": None,
        "number": block.get_ground_display(),
    }
