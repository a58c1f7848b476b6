"""Sign-in without the second factor: two halves of a code from two colleagues, then a new factor, nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.stages import LoginStageController
from allauth.core import ratelimit
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies.access import viewer_of
from qorgan.agencies.models import Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.restoring import actions as restoring
from qorgan.agencies.restoring import queries as restoring_queries
from qorgan.agencies.routes import PUBLIC, SIGNED_IN, Request, page, who_looks
from qorgan.agencies.scope import acting

RESTORING, NEWS = "restoring", "account_news"  # in the session


class HalvesForm(forms.Form):
    """Both halves; which colleague said which does not matter."""

    one = forms.CharField(label=_("Digits from one colleague"), max_length=20)
    other = forms.CharField(label=_("Digits from the other colleague"), max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def halves(self) -> tuple[str, str]:
        """Digits only, however they were spaced."""
        one, other = (
            "".join(sign for sign in self.cleaned_data[name] if sign.isdecimal()) for name in ("one", "other")
        )
        return one, other


@sensitive_post_parameters()
@page(PUBLIC, methods=("GET", "POST"))
def lost(request: Request) -> HttpResponse:
    """The two halves. Only after the password was right, or where a code given elsewhere was not finished."""
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    officer: Officer | AnonymousUser = stage.login.user if stage else request.user
    if not officer.is_authenticated or (stage is None and is_mfa_enabled(officer)):
        return redirect("account_login")
    form = HalvesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        too_many: HttpResponse | None = ratelimit.consume_or_429(
            request, action="reauthenticate", user=officer
        )
        if too_many:
            return too_many
        viewer = viewer_of(officer, now=request.now)
        found = restoring.use(halves=form.halves(), by=viewer, now=request.now)
        if found is not None:
            return _enrol(request, stage, viewer.officer, str(found.id))
        form.add_error(
            None,
            CannotDo(
                "AGY-13",
                _(
                    "These digits do not fit, or their 15 minutes are over. "
                    "After five wrong tries both colleagues must begin again."
                ),
            ),
        )
    return render(request, "mfa/lost.html", {"form": form, "minutes": restoring.MINUTES})


def _enrol(request: HttpRequest, stage: Any, officer: Officer, restoration: str) -> HttpResponse:
    """This sitting, and no other, may set up a new factor; it may do nothing else (`SecondFactor`)."""
    if stage is None:
        update_session_auth_hash(request, officer)
    else:
        stage.login.redirect_url = reverse("mfa_index")
        stage.exit()
    request.session[RESTORING] = restoration
    return redirect("mfa_index")


def enrolling(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Round a page that sets up a factor: note the first one, which also ends a restoration."""

    @wraps(view)
    def run(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        had = request.method != "POST" or is_mfa_enabled(request.user)
        response = view(request, *args, **kwargs)
        viewer = who_looks(request)
        if not had and viewer is not None and is_mfa_enabled(request.user):
            restoring.enrolled(by=viewer, now=request.now)
            request.session.pop(RESTORING, None)
        return response

    return run


def must_restore(request: HttpRequest) -> bool:
    """Is a factor of this officer being restored in another sitting? Then this one sets up nothing."""
    assert request.user.is_authenticated  # the wall asks whether a factor is there only then
    viewer = viewer_of(request.user, now=timezone.now())
    with acting(viewer):
        begun = restoring_queries.enrolling(viewer)
    return begun is not None and request.session.get(RESTORING) != str(begun)


def at_sign_in(request: HttpRequest, officer: Officer) -> None:
    """Signed in with the factor: it is not lost. Whoever has something to read about it reads it first."""
    viewer = viewer_of(officer, now=timezone.now())
    if not is_mfa_enabled(officer) or not viewer.may("tasks:view"):
        return
    with acting(viewer):
        restoring.stop(by=viewer, now=viewer.now)
        if restoring_queries.untold(viewer):
            request.session[NEWS] = True


@page(SIGNED_IN, methods=("GET", "POST"))
def news(request: Request) -> HttpResponse:
    """What colleagues did about one's second factor, and what to do if one did not ask for it."""
    onward = request.POST.get("next") or request.GET.get("next") or ""
    if request.method == "POST":
        restoring.read(by=request.viewer, now=request.now)
        request.session.pop(NEWS, None)
        own = url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure())
        return redirect(onward if own else "desk:today")
    context = {"found": restoring_queries.untold(request.viewer), "next": onward}
    return render(request, "account/news.html", context)
