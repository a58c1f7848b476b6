"""The one-time printable packet for a body without an account, and what comes back from there on paper.

Acts like those of `actions.py`, all by the sender: nobody at such a body can enter anything. The packet is composed
for one page view and stored nowhere; the receipt's code is kept only as a password hash.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import granting, versions
from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import AccessGrant
from qorgan.agencies.numbers import make_number
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.models import Case
from qorgan.children.queries import consent_holds
from qorgan.deadlines import actions as deadlines
from qorgan.deadlines.counting import due
from qorgan.deadlines.rules import CAME_BACK, rule
from qorgan.journal.actions import record
from qorgan.referrals import serving
from qorgan.referrals.models import Packet, Referral, Service
from qorgan.referrals.writing import ANSWER, CONTACT, come_back, duty_of_sender
from qorgan.referrals.writing import note as _note

S = Referral.State


@act
def print_packet(*, referral: Referral, by: Viewer, now: dt.datetime) -> str:
    """Allow the packet to be printed, once; returns the receipt's code, which is shown this once.

    Raises REF-11 (printed before, or the body has an account), REF-03 (answered or expired), REF-01 (consent does not
    hold).
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
        raise CannotDo("REF-01", _("Consent for this does not hold any more. Nothing may be printed."))
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
    """The receipt came back on paper: the body has accepted. A late one counts too: the body holds the papers.

    The sender's body now has to learn of the first contact. Raises REF-12 (wrong code), REF-03 (neither waiting nor
    expired, or never printed), REF-05 (the case was closed meanwhile), REF-01 (consent does not hold).
    """
    require(by, "referrals:send", File(case_id=referral.case_id))
    packet = Packet.objects.filter(referral=referral).first()
    if referral.state not in (S.SENT, S.EXPIRED) or packet is None:
        raise CannotDo("REF-03", _("This referral was answered, withdrawn or has expired. Look at its page."))
    if referral.case.state != Case.State.OPEN:
        raise CannotDo("REF-05", _("The case is closed. Reopen it first."))
    if not consent_holds(referral.consent, now=now):
        raise CannotDo("REF-01", _("Consent for this does not hold any more. Ask them for the papers back."))
    if not check_password(receipt.strip().upper(), packet.receipt_hash):
        raise CannotDo(
            "REF-12",
            _("This is not the code on the receipt. Letters and digits, like Q-7K2M-4QXA."),
            "receipt",
        )
    referral = versions.update(
        referral,
        version=referral.version,
        state=S.ACCEPTED,
        answered_by=by.officer,
        answered_at=now,
        contact_by=due(rule(CONTACT), now),
        ended_at=None,
        grant=_live_grant(referral, now=now),
    )
    Packet.objects.filter(pk=packet.pk).update(confirmed_at=now, confirmed_by=by.officer)
    deadlines.stop(referral.id, now=now, rules=(*ANSWER, CAME_BACK))
    duty_of_sender(CONTACT, referral, now=now)
    _note("referrals.packet_received", referral, by=by, now=now)
    return referral


@act
def refused_on_paper(*, referral: Referral, reason: str, by: Viewer, now: dt.datetime) -> Referral:
    """The body without an account said no, on paper or by word of mouth. The sender's task begins.

    Raises REF-15 (the body has an account), REF-03 (answered, expired or withdrawn before), REF-07 (no reason).
    """
    require(by, "referrals:send", File(case_id=referral.case_id))
    _check_on_paper(referral)
    if referral.state != S.SENT:
        raise CannotDo("REF-03", _("This referral was answered, withdrawn or has expired. Look at its page."))
    if not reason:
        raise CannotDo("REF-07", _("Choose a reason."), "reason")
    referral = come_back(
        referral, now=now, state=S.REFUSED, reason=reason, answered_by=by.officer, answered_at=now
    )
    _note("referrals.paper_refused", referral, by=by, now=now, detail={"reason": reason})
    granting.end(referral.grant, now=now)
    return referral


@act
def contacted_on_paper(
    *, referral: Referral, happened_at: dt.datetime, by: Viewer, now: dt.datetime
) -> Referral:
    """The body without an account told of its first contact with the child.

    Raises REF-15 (the body has an account), REF-08 (not accepted, told before, or in the future).
    """
    require(by, "referrals:send", File(case_id=referral.case_id))
    _check_on_paper(referral)
    if referral.state != S.ACCEPTED or referral.contacted_at is not None or happened_at > now:
        raise CannotDo(
            "REF-08", _("First contact can be recorded once, after acceptance, when it has happened.")
        )
    referral = versions.update(referral, version=referral.version, contacted_at=happened_at)
    deadlines.stop(referral.id, now=happened_at, rules=(CONTACT,))
    _note("referrals.paper_contacted", referral, by=by, now=now, happened_at=happened_at)
    return referral


@act
def served_on_paper(
    *,
    referral: Referral,
    service: str,
    step: str,
    happened_at: dt.datetime,
    note: str = "",
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Service:
    """The body without an account told of a service it gave. The same `form_token` gives the same service.

    Raises REF-15 (the body has an account), REF-16 (it has not accepted), REF-06 (unknown), REF-09 (future).
    """
    require(by, "referrals:send", File(case_id=referral.case_id))
    require(by, "services:record", File(case_id=referral.case_id))
    _check_on_paper(referral)
    if made := versions.sent_before(Service, form_token):
        return made
    if referral.state != S.ACCEPTED:
        raise CannotDo("REF-16", _("Enter the receipt first, then what this body did."))
    row = serving.write(
        case=referral.case,
        agency_id=referral.to_agency_id,
        service=service,
        step=step,
        happened_at=happened_at,
        note=note,
        referral=referral,
        form_token=form_token,
        by=by,
        now=now,
    )
    record(
        kind="services.told",
        by=by.officer.id,
        agency=by.agency_id,
        case=referral.case_id,
        subject=("service", row.id),
        detail={"service": service, "step": step},
        happened_at=happened_at,
        now=now,
    )
    return row


def _check_on_paper(referral: Referral) -> None:
    if referral.to_agency.has_account:
        raise CannotDo("REF-15", _("This body has an account: its own officers record this."))


def _live_grant(referral: Referral, *, now: dt.datetime) -> AccessGrant:
    """The offer of the referral; a new one when the old one ended with the time: a grant opens and ends once."""
    until = referral.grant.valid_until
    if until is None or until > now:
        return referral.grant
    return granting.give(
        File(case_id=referral.case_id),
        agency_id=referral.to_agency_id,
        level=AccessGrant.Level.REFERRAL,
        fields=referral.grant.fields,
        source_id=referral.id,
        valid_from=None,
        valid_until=referral.consent_until,
    )
