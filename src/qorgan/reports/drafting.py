"""Unfinished sheets: kept while one types or on a button, found again after the idle lock, gone when sent.

Used by the pages of this room and of those above it. A draft is sealed and seen by its writer only.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from qorgan.agencies import sheets
from qorgan.reports import actions, queries

WHILE_TYPING = "typing"  # the page itself saves: it wants no page back


def found(request: HttpRequest, sheet: str, subject_id: UUID | None = None) -> QueryDict | None:
    """What was typed into this sheet and not finished, as its form reads it."""
    return sheets.kept(queries.draft(request.viewer, sheet, subject_id))


def keep(
    request: HttpRequest, form: forms.Form, sheet: str, subject_id: UUID | None = None
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
    actions.save_draft(form=sheet, content=content, subject_id=subject_id, by=request.viewer, now=request.now)
    if asked == WHILE_TYPING:
        return HttpResponse(status=204)
    messages.success(request, _("The draft is kept. Only you can see it."))
    return redirect(request.path)


def discard(request: HttpRequest, sheet: str, subject_id: UUID | None = None) -> None:
    """The sheet was sent: its draft is no longer needed."""
    actions.discard_draft(form=sheet, subject_id=subject_id, by=request.viewer, now=request.now)
