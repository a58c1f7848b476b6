"""The demonstration's door: a visitor picks an invented officer to be. Refused on every real database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import queries
from qorgan.agencies.models import Officer
from qorgan.agencies.routes import PUBLIC, Request, page

TOUR = {
    "zhanar": _("At the hospital: report a possible child victim. Write little, send it."),
    "saule": _("The report is among your tasks: assess it, open a case, decide, refer the child."),
    "asel": _("At the crisis centre: accept the child, write down the first meeting and the help given."),
    "arman": _("See which body is late with which duty. You see no child."),
    "qanat": _("See who looked at what and why, and verify the journal."),
}


@page(PUBLIC)
def choose(request: Request) -> HttpResponse:
    """The invented officers, by body."""
    _refuse_elsewhere()
    bodies = queries.demo_cast(now=request.now)
    return render(
        request,
        "public/demo_choose.html",
        {"bodies": bodies, "tour": _tour(bodies), "next": request.GET.get("next", "")},
    )


@page(PUBLIC, methods=("POST",))
def be(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """Sign in as one of them."""
    _refuse_elsewhere()
    officer = get_object_or_404(Officer, pk=officer_id, is_active=True)
    login(request, officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    back = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if own else "desk:today")


def _tour(bodies: Iterable[tuple[Any, Any]]) -> list[dict[str, Any]]:
    """The main job in steps, each with the officer to be."""
    people = {person.officer.login: person.officer for _body, listed in bodies for person in listed}
    return [
        {"officer": people[login], "sentence": sentence}
        for login, sentence in TOUR.items()
        if login in people
    ]


def _refuse_elsewhere() -> None:
    if not (settings.DEMO and queries.is_demonstration()):
        raise Http404
