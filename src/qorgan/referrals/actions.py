"""A referral's life: send, accept, refuse, return, contact, end; what comes back has a named owner."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.agencies import granting, versions
from qorgan.agencies.access import File, Refused, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.fields import NEVER_ENFORCEMENT, NEVER_MIGRATION, SHAREABLE
from qorgan.agencies.models import AccessGrant, Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.services import SERVICES
from qorgan.cases.models import Case
from qorgan.children.models import Consent
from qorgan.children.queries import consent_holds, notice_of
from qorgan.deadlines import actions as deadlines
from qorgan.deadlines.counting import due
from qorgan.deadlines.rules import CAME_BACK, rule
from qorgan.documents import sharing
from qorgan.journal.actions import record
from qorgan.keyring.actions import seal
from qorgan.referrals import serving
from qorgan.referrals.models import Referral, Service
from qorgan.referrals.writing import (
    ACCEPT,
    ACCEPT_URGENT,
    ANSWER,
    CONTACT,
    WORKER_READS,
    come_back,
    come_back_unasked,
    start_clock,
)
from qorgan.referrals.writing import note as _note
from qorgan.vault import new_id

S = Referral.State


@act
def send(
    *,
    case: Case,
    to_agency: Agency,
    service: str,
    fields: list[str],
    consent: Consent,
    urgent: bool,
    note: str = "",
    form_token: UUID,
    by: Viewer,
    now: dt.datetime,
) -> Referral:
    """Refer the child to a body for a service, showing exactly `fields` on acceptance.

    The receiver's access is offered now and opens with the acceptance; of documents go those there are now. What came
    back before, for the same service, is settled by it. The same `form_token` gives the same referral. Raises REF-01
    (consent does not cover it), REF-02 (fields this body may never see), REF-04 (own body), REF-05 (closed case),
    REF-06 (unknown service), REF-17 (a body that works no more).
    """
    seen = require(by, "referrals:send", File(case_id=case.id)).fields
    versions.one_at_a_time(case.id)  # numbers of a case's referrals follow each other
    before = Referral.objects.filter(form_token=form_token).first()
    if before is not None:
        return before
    if not set(fields) <= seen:  # nobody passes on what they may not see themselves
        raise CannotDo("REF-02", _("Some of this may never go to this kind of body. Untick it."), "fields")
    _check_sending(case, to_agency, service, fields, consent, now=now)
    referral_id = new_id()
    grant = granting.give(
        File(case_id=case.id),
        agency_id=to_agency.id,
        level=AccessGrant.Level.REFERRAL,
        fields=sorted({*fields, "referral.note", "services.list"}),
        source_id=referral_id,
        valid_from=None,
        valid_until=consent.expires_at,  # access ends with the consent, whoever sleeps
    )
    if sharing.FILES in fields:
        sharing.share(grant, sender_id=by.agency_id, receiver=to_agency)
    clock = ACCEPT_URGENT if urgent else ACCEPT
    accept_by = due(rule(clock), now)
    assert accept_by is not None  # both limits are our own, with a length
    referral = Referral.objects.create(
        id=referral_id,
        case=case,
        number=f"{case.number}/{Referral.objects.filter(case=case).count() + 1}",
        from_agency_id=by.agency_id,
        sent_by=by.officer,
        return_to=case.owner,
        to_agency=to_agency,
        service=service,
        urgent=urgent,
        fields=sorted(fields),
        consent=consent,
        grant=grant,
        notice=_notice(case, to_agency),
        sealed_note=seal(case.key, code="referral.note", row_id=referral_id, value=note),
        state=S.SENT,
        sent_at=now,
        accept_by=accept_by,
        consent_until=consent.expires_at,
        form_token=form_token,
    )
    start_clock(clock, referral, agency_id=to_agency.id, officer_id=None, now=now)
    _note(
        "referrals.sent", referral, by=by, now=now, detail={"to": str(to_agency.id), "fields": sorted(fields)}
    )
    _settle_earlier(referral, by=by, now=now)
    return referral


@act
def accept(*, referral: Referral, by: Viewer, now: dt.datetime) -> Referral:
    """Take the child on: access opens, and the officer who accepts answers for it.

    Raises REF-03 (answered, expired or withdrawn before), REF-01 (consent was stopped, ran out or is doubted).
    """
    _receiver(referral, by)
    _check_waiting(referral)
    if not consent_holds(referral.consent, now=now):
        raise CannotDo(
            "REF-01",
            _("Consent for this does not hold any more. Nothing can be opened; please tell the sender."),
        )
    contact_by = due(rule(CONTACT), now)
    referral = versions.update(
        referral,
        version=referral.version,
        state=S.ACCEPTED,
        answered_by=by.officer,
        answered_at=now,
        contact_by=contact_by,
    )
    granting.open_offer(referral.grant, officer_id=by.officer.id, now=now)
    deadlines.stop(referral.id, now=now, rules=ANSWER)
    start_clock(CONTACT, referral, agency_id=referral.to_agency_id, officer_id=by.officer.id, now=now)
    _note("referrals.accepted", referral, by=by, now=now)
    return referral


@act
def refuse(*, referral: Referral, reason: str, by: Viewer, now: dt.datetime) -> Referral:
    """Say no, with a reason; the referral comes back to its named owner. Raises REF-03, REF-07 (no reason)."""
    return _come_back(referral, S.REFUSED, reason, by=by, now=now)


@act
def give_back(*, referral: Referral, reason: str, by: Viewer, now: dt.datetime) -> Referral:
    """Return for something more or other. Before or after acceptance. Raises REF-03, REF-07."""
    return _come_back(referral, S.RETURNED, reason, by=by, now=now)


@act
def withdraw(*, referral: Referral, by: Viewer, now: dt.datetime) -> Referral:
    """The sender takes an unanswered referral back. Raises REF-03."""
    require(by, "referrals:send", File(case_id=referral.case_id))
    _check_waiting(referral)
    referral = versions.update(
        referral, version=referral.version, state=S.WITHDRAWN, reason="withdrawn", ended_at=now
    )
    granting.end(referral.grant, now=now)
    deadlines.cancel(referral.id, now=now)
    _note("referrals.withdrawn", referral, by=by, now=now)
    return referral


@act
def settle(*, referral: Referral, words: str, by: Viewer, now: dt.datetime) -> Referral:
    """Say, of a referral that came back, how the child is helped without a new one. Its task ends.

    Raises REF-13 (no words), REF-14 (it did not come back, or is settled).
    """
    require(by, "referrals:send", File(case_id=referral.case_id))
    if not words.strip():
        raise CannotDo("REF-13", _("Say in a few words how the child is helped now."), "words")
    if not deadlines.stop(referral.id, now=now, rules=(CAME_BACK,)):
        raise CannotDo(
            "REF-14", _("There is nothing to settle: this referral did not come back, or it is settled.")
        )
    sealed = seal(referral.case.key, code="referral.settled", row_id=referral.id, value=words)
    referral = versions.update(
        referral, version=referral.version, settled_at=now, settled_by=by.officer, sealed_settled=sealed
    )
    _note("referrals.settled", referral, by=by, now=now, detail={"how": "otherwise"})
    return referral


@act
def contacted(*, referral: Referral, happened_at: dt.datetime, by: Viewer, now: dt.datetime) -> Referral:
    """The first contact with the child happened. Raises REF-08 (not accepted, or in the future)."""
    _receiver(referral, by)
    if referral.state != S.ACCEPTED or referral.contacted_at is not None or happened_at > now:
        raise CannotDo(
            "REF-08", _("First contact can be recorded once, after acceptance, when it has happened.")
        )
    referral = versions.update(referral, version=referral.version, contacted_at=happened_at)
    deadlines.stop(referral.id, now=happened_at, rules=(CONTACT,))
    _note("referrals.contacted", referral, by=by, now=now, happened_at=happened_at)
    return referral


@act
def record_service(
    *,
    case: Case,
    service: str,
    step: str,
    happened_at: dt.datetime,
    note: str = "",
    referral: Referral | None = None,
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Service:
    """Record a service offered, accepted, declined or given. The same `form_token` gives the same service.

    Raises REF-06 (unknown), REF-09 (future).
    """
    require(by, "services:record", File(case_id=case.id))
    if made := versions.sent_before(Service, form_token):
        return made
    row = serving.write(
        case=case,
        agency_id=by.agency_id,
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
        kind="services.recorded",
        by=by.officer.id,
        agency=by.agency_id,
        case=case.id,
        subject=("service", row.id),
        detail={"service": service, "step": step},
        happened_at=happened_at,
        now=now,
    )
    return row


@act
def end(*, referral: Referral, reason: str, by: Viewer, now: dt.datetime) -> Referral:
    """End an accepted referral from either side: future access ends, history stays.

    When the body that accepted never met the child and gave nothing, it comes back to its named owner instead: nobody
    has helped yet. Raises REF-07, REF-10.
    """
    require(by, "referrals:end", File(case_id=referral.case_id))
    if by.agency_id not in (referral.from_agency_id, referral.to_agency_id):
        raise Refused("scope")
    if referral.state != S.ACCEPTED:
        raise CannotDo("REF-10", _("Only an accepted referral can be ended."))
    if not reason:
        raise CannotDo("REF-07", _("Choose a reason."), "reason")
    if by.agency_id == referral.to_agency_id and not serving.begun(referral):
        return _come_back(referral, S.RETURNED, reason, by=by, now=now)
    referral = versions.update(referral, version=referral.version, state=S.ENDED, reason=reason, ended_at=now)
    deadlines.cancel(referral.id, now=now)
    _note("referrals.ended", referral, by=by, now=now, detail={"reason": reason})
    granting.end(referral.grant, now=now)
    return referral


def expire_late(*, now: dt.datetime, limit: int = 200) -> int:
    """Referrals nobody accepted in time come back to their named owner and escalate. Run by the worker."""
    late = Referral.objects.filter(state=S.SENT, accept_by__lt=now).order_by("accept_by")
    plain = late.only(*WORKER_READS)
    found = list(plain[:limit].select_for_update(skip_locked=True, no_key=True))
    asked = {referral.to_agency_id for referral in found}
    on_paper = set(Agency.objects.filter(pk__in=asked, has_account=False).values_list("pk", flat=True))
    for referral in found:
        AccessGrant.objects.filter(granting.unended(now), pk=referral.grant_id).update(valid_until=now)
        # a body without an account saw no clock: whether it had the paper in time is not known here
        let_pass = deadlines.cancel if referral.to_agency_id in on_paper else deadlines.miss
        let_pass(referral.id, now=now, rules=ANSWER)
        deadlines.cancel(referral.id, now=now)
        come_back_unasked(referral, now=now, state=S.EXPIRED, ended_at=now)
        record(
            kind="referrals.expired",
            by=None,
            agency=referral.from_agency_id,
            case=referral.case_id,
            subject=("referral", referral.id),
            happened_at=now,
            now=now,
        )
    return len(found)


def _come_back(referral: Referral, state: str, reason: str, *, by: Viewer, now: dt.datetime) -> Referral:
    _receiver(referral, by)
    if not reason:
        raise CannotDo("REF-07", _("Choose a reason: it helps the child more than a silence."), "reason")
    if not (referral.state == S.SENT or (state == S.RETURNED and referral.state == S.ACCEPTED)):
        _check_waiting(referral)
    referral = come_back(
        referral, now=now, state=state, reason=reason, answered_by=by.officer, answered_at=now
    )
    _note(f"referrals.{state}", referral, by=by, now=now, detail={"reason": reason})
    granting.end(referral.grant, now=now)
    return referral


def _settle_earlier(referral: Referral, *, by: Viewer, now: dt.datetime) -> None:
    """The child is referred anew: what came back before, for the same service, is a task no longer."""
    back = Referral.objects.filter(case_id=referral.case_id, service=referral.service, settled_at=None)
    for earlier in back.filter(state__in=Referral.CAME_BACK):
        if deadlines.stop(earlier.id, now=now, rules=(CAME_BACK,)):
            versions.update(earlier, version=earlier.version, settled_at=now, settled_by=by.officer)
            _note("referrals.settled", earlier, by=by, now=now, detail={"how": "sent_again"})


def _receiver(referral: Referral, by: Viewer) -> None:
    """Only the body asked answers, and inside it only the officer who took it (or body-wide roles)."""
    require(by, "referrals:receive")
    if referral.to_agency_id != by.agency_id:
        raise Refused("scope")
    taken_by_other = referral.answered_by_id is not None and referral.answered_by_id != by.officer.id
    if taken_by_other and by.scope_of("referrals:receive") != "agency":
        raise Refused("not_assigned")


def _check_waiting(referral: Referral) -> None:
    if referral.state != S.SENT:
        raise CannotDo("REF-03", _("This referral was answered, withdrawn or has expired. Look at its page."))


def _check_sending(
    case: Case, to_agency: Agency, service: str, fields: list[str], consent: Consent, *, now: dt.datetime
) -> None:
    if case.state != Case.State.OPEN:
        raise CannotDo("REF-05", _("The case is closed. Reopen it first."))
    if to_agency.id == case.agency_id:
        raise CannotDo("REF-04", _("This is your own body. Record the service directly."), "to_agency")
    if to_agency.active_until is not None:
        raise CannotDo("REF-17", _("This body does not work any more. Choose another body."), "to_agency")
    if service not in SERVICES:
        raise CannotDo("REF-06", _("This service is not on the list."), "service")
    never = NEVER_ENFORCEMENT if to_agency.is_enforcement else frozenset()
    never |= NEVER_MIGRATION if to_agency.is_migration else frozenset()
    if not set(fields) <= set(SHAREABLE) or set(fields) & never:
        raise CannotDo("REF-02", _("Some of this may never go to this kind of body. Untick it."), "fields")
    if consent.basis == Consent.Basis.GUARDIAN:
        consent.refresh_from_db(fields=["doubted"])  # it may have become known since
    covers = (
        consent.case_id == case.id
        and consent.recipient_id == to_agency.id
        and consent.purpose == service
        and set(fields) <= set(consent.fields)
    )
    if not covers or not consent_holds(consent, now=now):
        raise CannotDo(
            "REF-01", _("The consent or legal basis does not cover this. Record it first."), "fields"
        )


def _notice(case: Case, to_agency: Agency) -> dict[str, Any]:
    """What the receiver sees before accepting: enough to say yes or no, nothing that names."""
    notice = notice_of(case.id) | {"region": case.region_id or ""}
    return notice | {"needs": []} if to_agency.is_enforcement else notice
