"""The ledger of a case as its keeper reads it: who may see what, on what basis, and whether it was stopped."""

from __future__ import annotations

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
    return [_line(each, may_stop=may_stop) for each in children.consents(shown.child.child)]


def rows(consent: Consent) -> list[Row]:
    """For what, on what basis, since when, showing what."""
    found = [
        {"key": _("For which help"), "value": SERVICES.get(consent.purpose, consent.purpose)},
        {"key": _("On what basis"), "value": capfirst(consent.get_basis_display())},
        {"key": _("Since"), "value": date_format(localtime(consent.given_at), "DATETIME_FORMAT")},
        {
            "key": _("Explained in"),
            "value": capfirst(str(LANGUAGES.get(consent.read_in, _("not explained")))),
        },
        {
            "key": _("They may see"),
            "value": "; ".join(str(FIELDS.get(each, each)) for each in consent.fields),
        },
    ]
    stopped = stopped_text(consent)
    return [*found, {"key": _("Stopped"), "value": stopped}] if stopped else found


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


def _line(consent: Consent, *, may_stop: bool) -> Row:
    stopped = getattr(consent, "withdrawal", None) is not None
    stop = reverse("cases:stop_consent", args=[consent.case_id, consent.id])
    return {
        "title": consent.recipient.name,
        "rows": rows(consent),
        "href": stop if may_stop and not stopped else "",
    }
