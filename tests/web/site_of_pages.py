"""A site of the pages that need no database, for the browser: the style guide, sign-in, errors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone
from django.views.i18n import set_language

from qorgan.web import errors

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    f"{__name__}.Cast",
]
# a template and what it shows
SIGN_IN: dict[str, tuple[str, dict[str, Any]]] = {
    "login": ("account/login.html", {"PASSKEY_LOGIN_ENABLED": True}),
    "logout": ("account/logout.html", {}),
    "inactive": ("account/account_inactive.html", {}),
    "methods": (
        "mfa/index.html",
        {"is_mfa_enabled": False, "authenticators": {}, "MFA_SUPPORTED_TYPES": ["totp", "webauthn"]},
    ),
    "codes": (
        "mfa/recovery_codes/index.html",
        {"unused_codes": ["1111 2222"] * 10, "total_count": 10, "can_view_codes": True},
    ),
    "app": (
        "mfa/totp/activate_form.html",
        {"totp_svg": "<svg viewBox='0 0 9 9' role='img' aria-label='QR'></svg>"},
    ),
    "keys": ("mfa/webauthn/authenticator_list.html", {"authenticators": []}),
}


class Cast:
    """One invented officer is always there; nothing is read from a database."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        officer = SimpleNamespace(name="Ainur Example", agency="Body A")
        request.viewer = SimpleNamespace(officer=officer, roles=("social_worker",))
        request.now = timezone.now()
        request.user = SimpleNamespace(is_authenticated=False)
        return self.get_response(request)


def sign_in(request: HttpRequest, name: str) -> HttpResponse:
    """One of the sign-in templates."""
    template, context = SIGN_IN[name]
    form: Any = {"login": lambda: LoginForm(request=request), "app": _app_form}.get(name, lambda: None)()
    return render(request, template, {**context, "form": form})


def _app_form() -> Any:
    form = ActivateTOTPForm.__new__(ActivateTOTPForm)
    super(ActivateTOTPForm, form).__init__()
    form.secret = "INVENTED"
    return form


urlpatterns = [
    path("styleguide/", include("qorgan.web.styleguide_urls")),
    path("sign-in/<str:name>/", sign_in),
    path("error/400/", errors.bad_request),
    path("error/404/", errors.not_found),
    path("error/500/", errors.failed),
    path("language/", set_language, name="set_language"),
    path("accounts/", include("qorgan.web.signin_urls")),
]


def application() -> Any:
    """The WSGI application, with static files from their sources."""
    return StaticFilesHandler(get_wsgi_application())
