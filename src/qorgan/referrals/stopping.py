"""What a stopped consent does to the referrals that rest on it. Bound to the stop in `apps.ready`."""

from __future__ import annotations

import datetime as dt

from qorgan.agencies import granting
from qorgan.agencies.access import Viewer
from qorgan.children.models import Consent
from qorgan.referrals.codes import STOPPED
from qorgan.referrals.models import Referral
from qorgan.referrals.writing import come_back
from qorgan.referrals.writing import note as _note


def send_back(consent: Consent, by: Viewer, now: dt.datetime) -> None:
    """Waiting or accepted, each comes back to its named owner with a task, and opens nothing any more.

    Part of the act that stops the consent, which has asked for the right to it.
    """
    live = Referral.objects.filter(consent=consent, state__in=Referral.LIVE).select_related("grant")
    for referral in live.order_by("sent_at", "id"):
        _send_back(referral, by=by, now=now)


def _send_back(referral: Referral, *, by: Viewer, now: dt.datetime) -> None:
    referral = come_back(referral, now=now, state=Referral.State.RETURNED, reason=STOPPED)
    granting.end(referral.grant, now=now)
    _note("referrals.stopped", referral, by=by, now=now)
