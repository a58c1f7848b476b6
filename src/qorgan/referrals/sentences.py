"""How the journal tells what is done with referrals and services."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.agencies.telling import Words
from qorgan.referrals.codes import REASONS, SETTLED
from qorgan.referrals.models import Service

SENTENCES = {
    "referrals.sent": _("%(actor)s referred the child to %(to)s. After acceptance they see: %(fields)s"),
    "referrals.read": _("%(actor)s read the referral. Purpose: %(purpose)s. Opened: %(opened)s"),
    "referrals.listed": _("%(actor)s looked through the list of referrals. Shown: %(rows)s"),
    "referrals.accepted": _("%(actor)s accepted the referral"),
    "referrals.assigned": _("%(actor)s gave the referral to another officer: %(to)s"),
    "referrals.refused": _("%(actor)s refused the referral: %(reason)s"),
    "referrals.returned": _("%(actor)s returned the referral: %(reason)s"),
    "referrals.withdrawn": _("%(actor)s took the referral back"),
    "referrals.contacted": _("%(actor)s had the first contact with the child"),
    "referrals.expired": _("%(actor)s: nobody accepted the referral in time, it came back to the sender"),
    "referrals.settled": _("%(actor)s settled the referral that came back: %(how)s"),
    "referrals.stopped": _(
        "%(actor)s stopped the consent: the referral opens nothing any more and came back"
    ),
    "referrals.ran_out": _(
        "%(actor)s: the consent has run out: the referral opens nothing any more and came back"
    ),
    "referrals.ended": _("%(actor)s ended the referral: %(reason)s"),
    "referrals.packet_printed": _("%(actor)s printed the packet for a body without an account"),
    "referrals.packet_received": _("%(actor)s entered the receipt: the body without an account accepted"),
    "referrals.paper_refused": _(
        "%(actor)s entered that the body without an account refused the referral: %(reason)s"
    ),
    "referrals.paper_contacted": _(
        "%(actor)s entered that the body without an account had the first contact with the child"
    ),
    "services.told": _("%(actor)s entered a service of the body without an account: %(service)s (%(step)s)"),
    "services.recorded": _("%(actor)s recorded a service: %(service)s (%(step)s)"),
}
ACCESSES = ["referrals.read", "referrals.listed"]
WORDS: Words = {"reason": REASONS, "how": SETTLED, "step": dict(Service.Step.choices)}
