"""The main menu: only what the officer's roles open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.routes import who_looks

# verb, route, words
ENTRIES: tuple[tuple[str, str, str | Promise], ...] = (
    ("tasks:view", "desk:today", _("My tasks")),
    ("reports:view", "reports:index", _("Reports")),
    ("cases:view", "cases:index", _("Cases")),
    ("referrals:receive", "referrals:index", _("Referrals")),
    ("children:search", "children:search", _("Find a child")),
    ("linking:review", "linking:queue", _("Possible duplicates")),
    ("blocks:confirm", "cases:to_confirm", _("Namings to confirm")),
    ("blocks:review", "cases:to_review", _("Namings to review")),
    ("documents:collect", "documents:containers", _("Sealed containers")),
    ("clocks:overview", "desk:late", _("Late duties")),
    ("journal:accesses", "desk:accesses", _("Who looked")),
    ("linking:oversee", "linking:oversight", _("Questions between bodies")),
    ("law:read", "legislation:index", _("Law")),
    ("directory:view", "directory:index", _("Directory")),
    ("directory:manage", "directory:manage", _("Bodies and officers")),
    ("linking:basis", "linking:basis", _("Legal basis of comparing")),
)


def entries(request: HttpRequest) -> list[dict[str, Any]]:
    """Menu entries for this request."""
    viewer = who_looks(request)
    if viewer is None:
        return []
    found = [(text, reverse(route)) for verb, route, text in ENTRIES if viewer.may(verb)]
    return [{"text": text, "href": href, "current": request.path == href} for text, href in found]
