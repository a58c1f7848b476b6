"""What an officer or a body still has in hand, asked before an account, a body or a role ends; and who may take it.

A child's case, report or referral is somebody's at every moment: none is left behind with nobody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.access import viewer_of
from qorgan.agencies.models import Officer

# what each needs of its officer, and how it is called to an administrator, who sees none of it
NEEDS = {
    "cases": "cases:edit",
    "assessments": "reports:assess",
    "openings": "cases:open",
    "referrals": "referrals:receive",
}
CALLED = {
    "cases": _("open cases"),
    "assessments": _("reports without a first assessment"),
    "openings": _("reports from which a case is still to be opened"),
    "referrals": _("referrals that run"),
}


def of(*, officer: UUID | None = None, body: UUID | None = None) -> list[str]:
    """Kinds of what is still in hand. A function of the rooms above: an administrator learns the kind and no more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT qorgan_in_hand(%s, %s)", [officer, body])
        return list(cursor.fetchone()[0])


def lost(officer: Officer, *, held: Iterable[str], kept: Iterable[str]) -> list[str]:
    """Kinds of what the officer could go on with by the verbs `held`, and no more by those `kept`."""
    gone = set(held) - set(kept)
    if not gone & set(NEEDS.values()):
        return []
    return [kind for kind in of(officer=officer.id) if NEEDS[kind] in gone]


def told(kinds: list[str]) -> str:
    """In words, for a sentence."""
    return ", ".join(str(CALLED[kind]) for kind in kinds)


def can_take(officer: Officer, verb: str, *, agency_id: UUID, now: dt.datetime) -> bool:
    """Does this officer work in the body now, in a role that gives `verb`?"""
    return officer.agency_id == agency_id and viewer_of(officer, now=now).may(verb)
