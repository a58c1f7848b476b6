"""What the acts of this room write of a referral: its duties, its way back, its line in the journal.

The acts ask who may, check, and write it here, inside their transaction.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import F

from qorgan.agencies import versions
from qorgan.agencies.access import File, Viewer
from qorgan.deadlines import actions as deadlines
from qorgan.deadlines.rules import CAME_BACK
from qorgan.journal.actions import record
from qorgan.referrals.models import Referral

ACCEPT, ACCEPT_URGENT = ANSWER = ("dl.demo.referral.accept", "dl.demo.referral.accept.urgent")
CONTACT = "dl.demo.referral.first_contact"
WORKER_READS = (  # all the worker may read of a referral
    "id",
    "case_id",
    "number",
    "from_agency_id",
    "to_agency_id",
    "return_to_id",
    "grant_id",
    "state",
    "consent_until",
    "version",
)


def start_clock(
    rule_id: str,
    referral: Referral,
    *,
    agency_id: UUID,
    officer_id: UUID | None,
    now: dt.datetime,
    latest: dt.datetime | None = None,
) -> None:
    """A duty about the referral begins now, owed by this body and officer (None: whoever takes it)."""
    deadlines.start(
        rule_id,
        file=File(case_id=referral.case_id),
        number=referral.number,
        subject=("referral", referral.id),
        agency_id=agency_id,
        officer_id=officer_id,
        started_at=now,
        now=now,
        latest=latest,
    )


def duty_of_sender(
    rule_id: str, referral: Referral, *, now: dt.datetime, latest: dt.datetime | None = None
) -> None:
    """A duty of the officer to whom the referral comes back; it goes on with the case and whoever keeps it."""
    start_clock(
        rule_id,
        referral,
        agency_id=referral.from_agency_id,
        officer_id=referral.return_to_id,
        now=now,
        latest=latest,
    )


def come_back(referral: Referral, *, now: dt.datetime, **changes: Any) -> Referral:
    """It ends in the state that `changes` say, and its sender has to decide what to do. The grant ends apart: after
    it the body asked can write nothing more about the case."""
    referral = versions.update(referral, version=referral.version, ended_at=now, **changes)
    deadlines.cancel(referral.id, now=now)
    duty_of_sender(CAME_BACK, referral, now=now)
    return referral


def come_back_unasked(referral: Referral, *, now: dt.datetime, **changes: Any) -> None:
    """The same when a time has passed and nobody did it; the caller holds the row and has dealt with its clocks."""
    Referral.objects.filter(pk=referral.pk).update(version=F("version") + 1, **changes)
    duty_of_sender(CAME_BACK, referral, now=now)


def note(
    kind: str,
    referral: Referral,
    *,
    by: Viewer,
    now: dt.datetime,
    happened_at: dt.datetime | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """The line of an act in the journal."""
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=referral.case_id,
        subject=("referral", referral.id),
        detail=detail,
        happened_at=happened_at or now,
        now=now,
    )
