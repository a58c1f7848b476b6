"""What stands round every page: headers, idle lock, second factor, and the transaction that knows who looks."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from qorgan.agencies.access import Refused, Viewer, viewer_of
from qorgan.agencies.routes import Request
from qorgan.agencies.scope import tell_database
from qorgan.journal.actions import record
from qorgan.web import errors

Handler = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"
ALWAYS_OPEN = ("/language/", "/static/", "/demo/", "/accounts/2fa/lost/", "/accounts/logout/")
OPEN_TO_ENROLMENT = ("/accounts/", *ALWAYS_OPEN)


class Headers:
    """Headers Django does not set itself."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response


class IdleLock:
    """The sitting ends after 15 minutes without a request, and after 12 hours in any case.

    Drafts are kept, and sign-in returns to the page.
    """

    KEY, BEGAN = "last_seen", "began"

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(timezone.now().timestamp())
        last = request.session.get(self.KEY, now)
        began = request.session.setdefault(self.BEGAN, now)
        if now - last > settings.IDLE_SECONDS or now - began > settings.SESSION_COOKIE_AGE:
            logout(request)
            return redirect_to_login(_page_of(request))
        if now - last >= 60 or self.KEY not in request.session:
            request.session[self.KEY] = now
        return self.get_response(request)


def _page_of(request: HttpRequest) -> str:
    """The page a person was on: asked for, or the sheet that was being sent; what was typed there is a draft."""
    if request.method == "GET":
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.netloc != request.get_host():
        return "/"
    return came_from._replace(scheme="", netloc="", fragment="").geturl() or "/"


class SecondFactor:
    """Nobody goes on without a passkey or a one-time code; only enrolment pages are open until then.

    While a lost factor is restored, only the sitting that gave the code may enrol: a thief with the password does
    not slip in between. After it, the officer first reads what was done.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        judged = request.user.is_authenticated and not settings.DEMO
        away = self._elsewhere(request) if judged and not request.path.startswith(ALWAYS_OPEN) else None
        return away or self.get_response(request)

    @staticmethod
    def _elsewhere(request: HttpRequest) -> HttpResponse | None:
        from allauth.mfa.utils import is_mfa_enabled

        enrolling = request.path.startswith(OPEN_TO_ENROLMENT)
        if not is_mfa_enabled(request.user):
            from qorgan.web.signin_lost import must_restore

            if must_restore(request):
                return redirect("mfa_lost")
            return None if enrolling else redirect("mfa_index")
        if request.session.get("account_news") and not enrolling:
            return redirect(f"{reverse('account_news')}?{urlencode({'next': request.get_full_path()})}")
        return None


class Scope:
    """One transaction a request, in which the database knows the viewer; the response is rendered inside it.

    A refused or failed page undoes everything; the refusal itself is journalled in a transaction of its own.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.now = timezone.now()
        request.failed = False
        request.refused = None
        with transaction.atomic():
            viewer = self._viewer(request)
            if viewer is not None:
                request.viewer = viewer
            tell_database(viewer, now=request.now)
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
            if request.failed or response.status_code >= 500:
                transaction.set_rollback(True)
        if request.refused is not None and viewer is not None:
            self._journal_refusal(request, viewer, request.refused.why)
        return response

    def process_exception(self, request: Request, exception: Exception) -> HttpResponse | None:
        request.failed = True
        if isinstance(exception, Refused):
            request.refused = exception
            return errors.not_found(request)
        return None

    @staticmethod
    def _viewer(request: Request) -> Viewer | None:
        if not request.user.is_authenticated:
            return None
        return viewer_of(request.user, now=request.now)

    @staticmethod
    def _journal_refusal(request: Request, viewer: Viewer, why: str) -> None:
        match = request.resolver_match
        subject = next(
            (value for value in (match.kwargs if match else {}).values() if hasattr(value, "hex")), None
        )
        record(
            kind="access.refused",
            by=viewer.officer.id,
            agency=viewer.agency_id,
            subject=("page", subject) if subject else None,
            detail={"route": match.view_name if match else "none", "why": why},
            happened_at=request.now,
            now=request.now,
        )
