"""What every page with a form does the same way: run the act, put a refusal beside its field, keep what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID, uuid4, uuid5

from django import forms
from django.contrib import messages
from django.db import transaction
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict

from qorgan.agencies.refusals import CannotDo, Conflict
from qorgan.agencies.routes import who_looks

T = TypeVar("T")
F = TypeVar("F", bound=forms.BaseForm)
HIDDEN = ("csrfmiddlewaretoken", "once", "version", "save_draft", "confirmed")  # never part of what was typed


def try_act(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Run `act` in a savepoint; a `CannotDo` becomes an error of its field (or of the form) and gives None.

    A `Conflict` of a sheet that carries a version goes on to the page, which shows both versions.
    """
    try:
        with transaction.atomic():
            return act()
    except CannotDo as refusal:
        if isinstance(refusal, Conflict) and "version" in form.data:
            raise
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal)
        return None


def press(request: HttpRequest, act: Callable[[], T]) -> T | None:
    """Run the act of a single button in a savepoint; a refusal is said at the top of the next page and gives None."""
    try:
        with transaction.atomic():
            return act()
    except CannotDo as refusal:
        messages.error(request, f"{' '.join(refusal.messages)} ({refusal.code})")
        return None


def once(request: HttpRequest) -> UUID:
    """The token of this sheet against double sending (hidden field `once`); a fresh one if it was tampered with.

    It counts for this officer and this address only: somebody else's token finds nothing and collides with nothing.
    """
    try:
        typed = UUID(request.POST.get("once", ""))
    except ValueError:
        return uuid4()
    viewer = who_looks(request)
    return uuid5(typed, f"{viewer.officer.id} {request.path}" if viewer else request.path)


def version(request: HttpRequest, default: int) -> int:
    """The version of the record the sheet was opened on (hidden field `version`)."""
    return _number(request.POST.get("version", ""), default)


def stands_on(form: forms.Form, default: int) -> int:
    """The version the sheet was begun on, also after a refused sending or out of a draft; `default` for a fresh one."""
    return _number(form.data.get("version", ""), default) if form.is_bound else default


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else default


def typed(form: forms.Form) -> dict[str, Any]:
    """What was typed into a form, as plain strings, for a draft. Files and hidden tokens are left out."""
    kept = {}
    for name in form.data:
        if name in HIDDEN:
            continue
        values = form.data.getlist(name) if hasattr(form.data, "getlist") else [form.data[name]]
        kept[name] = values if len(values) > 1 else values[0]
    return kept


def kept(content: dict[str, Any] | None) -> QueryDict | None:
    """A kept draft as a form reads it; None when there is none."""
    if content is None:
        return None
    data = QueryDict(mutable=True)
    for name, value in content.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def unblamed(form: F) -> F:
    """The same form without a word about what is still missing: for a draft that has just been opened again."""
    form._errors = ErrorDict()  # type: ignore[attr-defined]
    return form
