"""Unfinished sheets: kept while one types or on a button, found again after the idle lock, gone when sent.

Used by the pages of this room and of those above it. A draft is sealed and seen by its writer only.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qorgan.agencies import sheets
from qorgan.agencies.routes import Request
from qorgan.reports import actions, queries

F = TypeVar("F", bound=forms.Form)
NAME = 32  # letters the name of a draft has room for
WHILE_TYPING = "typing"  # the page itself saves: it wants no page back


def name(*parts: str) -> str:
    """The name of a sheet's draft where one file has several: long ones become a fixed sum of themselves."""
    said = " ".join(parts)
    return said if len(said) <= NAME else blake2b(said.encode(), digest_size=NAME // 2).hexdigest()


def found(request: Request, sheet: str, subject_id: UUID | None = None) -> QueryDict | None:
    """What was typed into this sheet and not finished, as its form reads it."""
    return sheets.kept(queries.draft(request.viewer, sheet, subject_id))


def opened(
    request: Request, sheet: str, build: Callable[[QueryDict | None], F], subject_id: UUID | None = None
) -> tuple[F, HttpResponse | None]:
    """A sheet that keeps drafts: its form, and the answer when it was kept or thrown away instead of sent.

    `build` makes the form from what was typed: what came now, else the draft, else nothing. The version of the
    record on which the draft was begun is kept with it: what a colleague saved meanwhile is not written over.
    """
    draft = found(request, sheet, subject_id) if request.method == "GET" else None
    form = build(request.POST or draft)
    vars(form).update(keeps_drafts=True, draft_found=draft is not None)  # for the template
    if request.method == "POST":
        return form, keep(request, form, sheet, subject_id)
    return (sheets.unblamed(form) if draft is not None else form), None


def keep(
    request: Request, form: forms.Form, sheet: str, subject_id: UUID | None = None
) -> HttpResponse | None:
    """The answer to "Keep as a draft" and "Throw the draft away"; None when the sheet was really sent."""
    asked = request.POST.get("save_draft")
    if asked is None:
        return None
    if asked == "discard":
        discard(request, sheet, subject_id)
        messages.success(request, _("The draft is thrown away."))
        return redirect(request.path)
    content: dict[str, Any] = sheets.typed(form)
    if "version" in request.POST:
        content["version"] = request.POST["version"]
    actions.save_draft(form=sheet, content=content, subject_id=subject_id, by=request.viewer, now=request.now)
    if asked == WHILE_TYPING:
        return HttpResponse(status=204)
    messages.success(request, _("The draft is kept. Only you can see it."))
    return redirect(request.path)


def discard(request: Request, sheet: str, subject_id: UUID | None = None) -> None:
    """The sheet was sent: its draft is no longer needed."""
    actions.discard_draft(form=sheet, subject_id=subject_id, by=request.viewer, now=request.now)
