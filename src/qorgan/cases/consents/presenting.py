"""The ledger of a case as its keeper reads it: who may see what, on what basis, and whether it was stopped."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qorgan.agencies.fields import FIELDS
from qorgan.agencies.services import SERVICES
from qorgan.cases.presenting import keeps
from qorgan.cases.queries import CasePage
from qorgan.children import queries as children
from qorgan.children.codes import LANGUAGES
from qorgan.children.models import Consent

Row = dict[str, Any]


def ledger(shown: CasePage) -> list[Row]:
    """Every line with its rows and where it is stopped; nothing for a body that does not keep the case."""
    if not keeps(shown) or shown.child is None:
        return []
    may_stop = {"cases:edit", "children:consent"} <= shown.may
    now = shown.look.viewer.now
    return [_line(each, may_stop=may_stop, now=now) for each in children.consents(shown.child.child)]


def to_stop(lines: list[Row]) -> list[str]:
    """Who still sees something on a guardian's consent that is not good any more, for a viewer who may stop it."""
    return [str(line["title"]) for line in lines if line["doubted"] and line["href"]]


def rows(consent: Consent, *, now: dt.datetime) -> list[Row]:
    """For what, on what basis, since when and until when, showing what."""
    found: list[Row] = [
        {"key": _("For which help"), "value": SERVICES.get(consent.purpose, consent.purpose)},
        {"key": _("On what basis"), "value": capfirst(consent.get_basis_display())},
        {"key": _("Since"), "value": date_format(localtime(consent.given_at), "DATETIME_FORMAT")},
        {"key": _("Until"), "value": capfirst(until_text(consent, now=now))},
        {
            "key": _("Explained in"),
            "value": capfirst(str(LANGUAGES.get(consent.read_in, _("not explained")))),
        },
        {
            "key": _("They may see"),
            "value": "; ".join(str(FIELDS.get(each, each)) for each in consent.fields),
        },
    ]
    if consent.doubted:
        found.append({"key": _("Does it count now?"), "value": doubt_text()})
    stopped = stopped_text(consent)
    return [*found, {"key": _("Stopped"), "value": stopped}] if stopped else found


def until_text(consent: Consent, *, now: dt.datetime) -> str:
    """The end of a consent, and whether it has come."""
    if consent.expires_at is None:
        return _("until it is stopped")
    when = date_format(localtime(consent.expires_at), "DATETIME_FORMAT")
    if not children.ran_out(consent, now=now):
        return when
    return _("%(when)s. It has run out: nothing is shown on it any more") % {"when": when}


def doubt_text() -> str:
    """Why a guardian's consent does not count."""
    return _(
        "No. It is a guardian's, and a parent or guardian may be part of the harm. Nothing new is shown on it."
    )


def stopped_text(consent: Consent) -> str:
    """When it was stopped, and whether that has an effect; "" when it was not."""
    stop = getattr(consent, "withdrawal", None)
    if stop is None:
        return ""
    when = date_format(localtime(stop.withdrawn_at), "DATETIME_FORMAT")
    if stop.effective:
        return when
    return _("%(when)s, by a parent or guardian. It has no effect: a conflict of interest is recorded") % {
        "when": when
    }


def _line(consent: Consent, *, may_stop: bool, now: dt.datetime) -> Row:
    over = getattr(consent, "withdrawal", None) is not None or children.ran_out(consent, now=now)
    stop = reverse("cases:stop_consent", args=[consent.case_id, consent.id])
    return {
        "title": consent.recipient.name,
        "rows": rows(consent, now=now),
        "href": stop if may_stop and not over else "",
        "doubted": consent.doubted,
    }
