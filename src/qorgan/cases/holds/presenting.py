"""Holds in words: what must not happen, until when, who said so and why, and where it is lifted."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qorgan.cases.presenting import keeps
from qorgan.cases.queries import CasePage
from qorgan.children.codes import HOLD_REASONS
from qorgan.children.models import Hold

Row = dict[str, Any]


def notices(shown: CasePage) -> list[Row]:
    """Holds in force for the top of the case: for its keeper with who, why and how to lift it."""
    found = shown.child.holds if shown.child else []
    return [notice(hold, keeps=keeps(shown), may_lift="cases:edit" in shown.may) for hold in found]


def notice(hold: Hold, *, keeps: bool = True, may_lift: bool = True) -> Row:
    """One hold as a notice."""
    return {
        "title": capfirst(hold.get_kind_display()),
        "until": until_text(hold),
        "who": who_text(hold) if keeps else "",
        "href": reverse("cases:lift_hold", args=[hold.case_id, hold.id]) if keeps and may_lift else "",
    }


def rows(hold: Hold) -> list[Row]:
    """One hold as rows."""
    return [
        {"key": _("Hold"), "value": capfirst(hold.get_kind_display())},
        {"key": _("Until"), "value": capfirst(until_text(hold))},
        {"key": _("Why"), "value": capfirst(str(HOLD_REASONS.get(hold.reason, hold.reason)))},
        {"key": _("Placed by"), "value": f"{hold.placed_by.name}, {hold.placed_by.agency.name}"},
        {"key": _("Placed"), "value": date_format(localtime(hold.placed_at), "DATETIME_FORMAT")},
    ]


def until_text(hold: Hold) -> str:
    """Its end, or that it has none."""
    if hold.until is None:
        return _("until somebody lifts it")
    return date_format(localtime(hold.until), "DATETIME_FORMAT")


def who_text(hold: Hold) -> str:
    """Who placed it and why."""
    return _("Placed by %(officer)s, %(body)s: %(reason)s.") % {
        "officer": hold.placed_by.name,
        "body": hold.placed_by.agency.name,
        "reason": HOLD_REASONS.get(hold.reason, hold.reason),
    }
