"""The demonstration's door: a visitor picks an invented officer to be. Refused on every real database."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from qorgan.agencies import queries
from qorgan.agencies.models import Officer
from qorgan.agencies.routes import PUBLIC, page


@page(PUBLIC)
def choose(request: HttpRequest) -> HttpResponse:
    """The invented officers, by body."""
    _refuse_elsewhere()
    return render(
        request,
        "public/demo_choose.html",
        {"bodies": queries.demo_cast(now=request.now), "next": request.GET.get("next", "")},
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


def _refuse_elsewhere() -> None:
    if not (settings.DEMO and queries.is_demonstration()):
        raise Http404
