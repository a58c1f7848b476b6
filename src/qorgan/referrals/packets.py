"""The one-time printable packet for a body without an account, and its receipt coming back.

Acts like those of `actions.py`. The packet is composed for one page view and stored nowhere; the receipt's code is
kept only as a password hash.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import versions
from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.numbers import make_number
from qorgan.agencies.refusals import CannotDo
from qorgan.children.queries import consent_holds
from qorgan.deadlines import actions as deadlines
from qorgan.journal.actions import record
from qorgan.referrals.models import Packet, Referral

S = Referral.State


@act
def print_packet(*, referral: Referral, by: Viewer, now: dt.datetime) -> str:
    """Allow the packet to be printed, once; returns the receipt's code, which is shown this once.

    Raises REF-11 (printed before, or the body has an account), REF-03 (answered or expired), REF-01 (consent stopped).
    """
    require(by, "referrals:send", File(case_id=referral.case_id))
    if referral.to_agency.has_account or Packet.objects.filter(referral=referral).exists():
        raise CannotDo(
            "REF-11",
            _("The packet can be printed once, for a body without an account. Withdraw and send again."),
        )
    if referral.state != S.SENT:
        raise CannotDo("REF-03", _("This referral was answered, withdrawn or has expired. Look at its page."))
    if not consent_holds(referral.consent, now=now):
        raise CannotDo("REF-01", _("Consent for this was stopped. Nothing may be printed."))
    code = make_number("Q")
    Packet.objects.create(
        referral=referral,
        case_id=referral.case_id,
        receipt_hash=make_password(code),
        printed_at=now,
        printed_by=by.officer,
    )
    _note("referrals.packet_printed", referral, by=by, now=now)
    return code


@act
def confirm_receipt(*, referral: Referral, receipt: str, by: Viewer, now: dt.datetime) -> Referral:
    """The receipt came back on paper: the body has accepted. Raises REF-12 (wrong code), REF-03 (not waiting)."""
    require(by, "referrals:send", File(case_id=referral.case_id))
    packet = Packet.objects.filter(referral=referral).first()
    if referral.state != S.SENT or packet is None:
        raise CannotDo("REF-03", _("This referral was answered, withdrawn or has expired. Look at its page."))
    if not check_password(receipt.strip().upper(), packet.receipt_hash):
        raise CannotDo(
            "REF-12",
            _("This is not the code on the receipt. Letters and digits, like Q-7K2M-4QXA."),
            "receipt",
        )
    referral = versions.update(
        referral, version=referral.version, state=S.ACCEPTED, answered_by=by.officer, answered_at=now
    )
    Packet.objects.filter(pk=packet.pk).update(confirmed_at=now, confirmed_by=by.officer)
    deadlines.stop(referral.id, now=now)
    _note("referrals.packet_received", referral, by=by, now=now)
    return referral


def _note(kind: str, referral: Referral, *, by: Viewer, now: dt.datetime) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=referral.case_id,
        subject=("referral", referral.id),
        happened_at=now,
        now=now,
    )
