"""What a stopped consent does to the referrals that rest on it. Bound to the stop in `apps.ready`."""

from __future__ import annotations

import datetime as dt

from qorgan.agencies import granting, versions
from qorgan.agencies.access import File, Viewer
from qorgan.children.models import Consent
from qorgan.deadlines import actions as deadlines
from qorgan.deadlines.rules import CAME_BACK
from qorgan.journal.actions import record
from qorgan.referrals.codes import STOPPED
from qorgan.referrals.models import Referral


def send_back(consent: Consent, by: Viewer, now: dt.datetime) -> None:
    """Waiting or accepted, each comes back to its named owner with a task, and opens nothing any more.

    Part of the act that stops the consent, which has asked for the right to it.
    """
    live = Referral.objects.filter(consent=consent, state__in=Referral.LIVE).select_related("grant")
    for referral in live.order_by("sent_at", "id"):
        _send_back(referral, by=by, now=now)


def _send_back(referral: Referral, *, by: Viewer, now: dt.datetime) -> None:
    changes = {"state": Referral.State.RETURNED, "reason": STOPPED, "ended_at": now}
    versions.update(referral, version=referral.version, **changes)
    granting.end(referral.grant, now=now)
    deadlines.cancel(referral.id, now=now)
    deadlines.start(
        CAME_BACK,
        file=File(case_id=referral.case_id),
        number=referral.number,
        subject=("referral", referral.id),
        agency_id=referral.from_agency_id,
        officer_id=referral.return_to_id,
        started_at=now,
        now=now,
    )
    record(
        kind="referrals.stopped",
        by=by.officer.id,
        agency=by.agency_id,
        case=referral.case_id,
        subject=("referral", referral.id),
        happened_at=now,
        now=now,
    )
