"""What the frame of every page shows: who is signed in, languages, menu, emergency numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.roles import ROLES
from qorgan.agencies.routes import who_looks

LEAD = 75  # seconds by which the page leaves before the idle lock falls
# each language in its own words, Kazakh first
LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English"))
# keys of settings.EMERGENCY_NUMBERS
NUMBER_WORDS: dict[str, str | Promise] = {
    "police": _("Police"),
    "ambulance": _("Ambulance"),
    "rescue": _("Any emergency"),
    "child_helpline": _("Children and families, day and night"),
    "trafficking_helpline": _("Help against human trafficking"),
}


@dataclass(frozen=True)
class SignedIn:
    """The officer as the header shows them."""

    name: str
    role: str
    agency: str


class Frame:
    """The frame of one page; each part is worked out only if the page shows it."""

    languages = LANGUAGES

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def demo(self) -> bool:
        """Whether the strip "Demonstration: no real persons" stands on every page."""
        return bool(getattr(settings, "DEMO", False))

    @property
    def phase(self) -> dict[str, Any] | None:
        """`{"name", "text"}` of settings.PHASE, for an instance that is still being tried."""
        return getattr(settings, "PHASE", None)

    @property
    def now(self) -> dt.datetime:
        """The moment of this request: what a printed page says."""
        return getattr(self._request, "now", None) or timezone.now()

    @cached_property
    def officer(self) -> SignedIn | None:
        """Name, roles and body of the officer, None for a visitor."""
        viewer = who_looks(self._request)
        if viewer is None:
            return None
        titles = ", ".join(str(ROLES[role].title) for role in viewer.roles if role in ROLES)
        return SignedIn(name=viewer.officer.name, role=titles, agency=str(viewer.officer.agency))

    @cached_property
    def navigation(self) -> list[dict[str, Any]]:
        """The main menu, for officers.

        settings.MAIN_NAVIGATION names a function of the request that gives dicts: text, href, current, count.
        """
        source = getattr(settings, "MAIN_NAVIGATION", "")
        return list(import_string(source)(self._request)) if source and self.officer else []

    @cached_property
    def emergency_numbers(self) -> list[dict[str, Any]]:
        """`{"number", "text"}` for each of settings.EMERGENCY_NUMBERS."""
        numbers = getattr(settings, "EMERGENCY_NUMBERS", {})
        return [{"number": number, "text": NUMBER_WORDS.get(key, "")} for key, number in numbers.items()]

    @property
    def home(self) -> str:
        """Where the logo leads: the officer's tasks, or the front page."""
        return (_address(settings.LOGIN_REDIRECT_URL) if self.officer else "") or "/"

    @property
    def sign_out(self) -> str:
        """Where signing out posts to, "" when sign-in is not installed."""
        return _address("account_logout")

    @property
    def idle_seconds(self) -> int:
        """After how many seconds without a request the page leaves by itself.

        A little before the idle lock, which counts by the minute: so the draft still gets through.
        """
        return max(30, int(settings.IDLE_SECONDS) - LEAD)

    @property
    def locked(self) -> str:
        """Where the lock leads: to sign-in, which returns to this page; without what stood behind a question mark,
        since no page repeats that."""
        return f"{_address(settings.LOGIN_URL) or '/'}?{urlencode({'next': self._request.path})}"

    @property
    def set_language(self) -> str:
        """Where the language switch posts to, "" when it is not routed."""
        return _address("set_language")


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame`."""
    return {"frame": Frame(request)}


def _address(name: str) -> str:
    """The address of a route, or "" when this instance has none of that name."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
