"""Giving an accepted referral to a colleague: who accepted it is ill, or stops working."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from qorgan.agencies import granting, in_hand, versions
from qorgan.agencies.access import File, Refused, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.deadlines import actions as deadlines
from qorgan.referrals.models import Referral
from qorgan.referrals.writing import note as _note


@act
def assign(*, referral: Referral, to: Officer, by: Viewer, now: dt.datetime) -> Referral:
    """Give the referral to another officer of the body that accepted it: access and duties go with it.

    Raises REF-18 (not accepted, or over), REF-19 (an officer who could not go on with it).
    """
    require(by, "referrals:assign", File(case_id=referral.case_id))
    if referral.to_agency_id != by.agency_id:
        raise Refused("scope")
    if referral.state != Referral.State.ACCEPTED:
        raise CannotDo("REF-18", _("Only an accepted referral can be given to a colleague."))
    if not in_hand.can_take(to, "referrals:receive", agency_id=by.agency_id, now=now):
        raise CannotDo(
            "REF-19",
            _("Choose an officer of your own body who works now and may go on with this referral."),
            "to",
        )
    referral = versions.update(referral, version=referral.version, answered_by=to)
    granting.pass_to(referral.grant, officer_id=to.id)
    deadlines.hand_over(referral.id, agency_id=by.agency_id, officer_id=to.id)
    _note("referrals.assigned", referral, by=by, now=now, detail={"to": str(to.id)})
    return referral
