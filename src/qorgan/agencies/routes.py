"""Every page declares its rule. A route without one stops the start-up (see `config.checks`)."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from functools import cache, wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django_htmx.middleware import HtmxDetails

from qorgan.agencies.access import NOWHERE, Refused, Viewer
from qorgan.agencies.permissions import VERBS

View = Callable[..., HttpResponse]
PUBLIC, SIGNED_IN = "public", "signed_in"


class Request(HttpRequest):
    """What a page is given: `web.middleware.Scope` sets who looks and when.

    A page behind a verb or `SIGNED_IN` reads `viewer`; where nobody may be signed in, `who_looks` is asked.
    """

    viewer: Viewer
    now: dt.datetime
    failed: bool  # the page undoes what it did
    refused: Refused | None
    htmx: HtmxDetails


def who_looks(request: HttpRequest) -> Viewer | None:
    """The officer who is signed in, None for a visitor."""
    return getattr(request, "viewer", None)


def page(rule: str, *, methods: tuple[str, ...] = ("GET",)) -> Callable[[View], View]:
    """Declare who may come to a page: a verb, `PUBLIC` or `SIGNED_IN`; and the only methods it answers.

    The verb is asked before the page runs (does any role give it?); the page still asks for its file.
    """
    if rule not in VERBS and rule not in (PUBLIC, SIGNED_IN):
        raise ValueError(f"no such rule: {rule}")

    def declare(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods and not (request.method == "HEAD" and "GET" in methods):
                return HttpResponseNotAllowed(methods)
            if rule != PUBLIC:
                viewer = who_looks(request)
                if viewer is None:
                    return redirect_to_login(request.get_full_path())
                if rule != SIGNED_IN and not viewer.may(rule):
                    raise Refused("role")
            return view(request, *args, **kwargs)

        return _marked(run, rule=rule, methods=methods)

    return declare


def declared(rule: str, view: View) -> View:
    """Declare the rule of a view of a package: `PUBLIC`, or `SIGNED_IN` (the package asks for the rest)."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if rule != PUBLIC and who_looks(request) is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return _marked(run, rule=rule, methods=("GET", "POST"))


def step_up(view: View) -> View:
    """Ask the second factor again unless that was within five minutes; the demonstration has none to ask.

    The password alone does not do: whoever stole it would have all that is needed at an unlocked desk.
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO and not _factor_just_given(request):
            _forget_password(request)
            raise ReauthenticationRequired  # what was typed waits in the sitting and is sent again afterwards
        return view(request, *args, **kwargs)

    return _marked(run, steps_up=True)


def _marked(view: View, **marks: Any) -> View:
    """The view with what the tests of the routes read on it."""
    vars(view).update(marks)
    return view


def _factor_just_given(request: HttpRequest) -> bool:
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return any(
        record.get("reauthenticated") and record["method"] == "mfa" and record["at"] > since
        for record in get_authentication_records(request, request.user)
    )


def _forget_password(request: HttpRequest) -> None:
    """A first password typed for somebody is typed again: it never lies in a sitting."""
    if "password" in request.POST:
        typed = request.POST.copy()
        del typed["password"]
        request.POST = typed  # type: ignore[assignment]


def address(route: str, row_id: UUID) -> str:
    """The address of a row's page, for lists: `reverse` for each row of a list takes longer than to draw the row."""
    return _address(route).replace(str(NOWHERE), str(row_id))


@cache
def _address(route: str) -> str:
    return reverse(route, args=[NOWHERE])
