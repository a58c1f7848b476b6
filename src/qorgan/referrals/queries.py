"""What pages show of referrals: sent, received, one with its preview; services given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from qorgan.agencies.access import File, Refused, Viewer, decide, refuse_unseen, require, visible
from qorgan.agencies.models import Agency, ServiceOffer
from qorgan.agencies.reading import Look, Sealed
from qorgan.deadlines.models import Clock
from qorgan.journal.actions import record
from qorgan.keyring.actions import unseal
from qorgan.referrals.codes import STOPPED
from qorgan.referrals.models import Referral, Service

PAGE = 25
TOLD_FOR = dt.timedelta(days=14)


@dataclass(frozen=True)
class ReferralPage:
    """A referral for either side. `note` is None until the receiver's access opens."""

    referral: Referral
    side: str  # "sender" or "receiver"
    note: Sealed | None
    clocks: list[Clock]
    may_answer: bool
    may_end: bool
    may_withdraw: bool
    may_open_case: bool


@dataclass(frozen=True)
class ServiceShown:
    """A service given."""

    service: Service
    note: Sealed | None


@dataclass(frozen=True)
class Lists:
    """The referrals of an officer's day."""

    received: list[Referral]
    sent: list[Referral]


def lists(viewer: Viewer) -> Lists:
    """What was sent to the viewer's body, and what the viewer's cases sent. Journalled as one look."""
    found = Lists([*stopped(viewer), *received(viewer)], sent(viewer))
    record(
        kind="referrals.listed",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        detail={"rows": len(found.received) + len(found.sent)},
        happened_at=viewer.now,
        now=viewer.now,
    )
    return found


def stopped(viewer: Viewer) -> list[Referral]:
    """Referrals to the viewer's body whose consent was stopped lately: it is told, not left before a closed door."""
    rows = Referral.objects.filter(
        to_agency_id=viewer.agency_id, state=Referral.State.RETURNED, reason=STOPPED
    )
    rows = rows.filter(ended_at__gte=viewer.now - TOLD_FOR)
    if viewer.scope_of("referrals:receive") != "agency":
        rows = rows.filter(Q(answered_by=None) | Q(answered_by=viewer.officer))
    return list(rows.select_related("from_agency", "to_agency").order_by("-ended_at", "id")[:PAGE])


def received(viewer: Viewer, *, state: str = "") -> list[Referral]:
    """Referrals sent to the viewer's body, unanswered and urgent first."""
    if not viewer.may("referrals:receive"):
        raise Refused("role")
    rows = Referral.objects.filter(to_agency_id=viewer.agency_id)
    rows = rows.filter(state=state) if state else rows.filter(state__in=Referral.LIVE)
    if viewer.scope_of("referrals:receive") != "agency":
        rows = rows.filter(Q(answered_by=None) | Q(answered_by=viewer.officer))
    return list(rows.select_related("from_agency", "to_agency").order_by("state", "accept_by", "id")[:PAGE])


def sent(viewer: Viewer) -> list[Referral]:
    """Referrals of the cases the viewer keeps: what came back first, then what waits."""
    if not viewer.may("referrals:send"):
        return []
    rows = Referral.objects.filter(visible(viewer, "referrals:send", case="case_id"))
    rows = rows.filter(state__in=[*Referral.CAME_BACK, *Referral.LIVE])
    return list(rows.select_related("from_agency", "to_agency", "case").order_by("-sent_at", "-id")[:PAGE])


def find(viewer: Viewer, referral_id: UUID) -> tuple[Referral, str]:
    """A referral of either side and which side the viewer is on. Raises `Refused`."""
    # the case itself is behind the wall until the receiver accepts: it is not joined here
    related = ("from_agency", "to_agency", "answered_by", "return_to")
    referral = Referral.objects.select_related(*related).filter(pk=referral_id).first()
    if referral is None:
        refuse_unseen(viewer, "cases:view")
    if referral.to_agency_id == viewer.agency_id and viewer.may("referrals:receive"):
        taken_by_other = referral.answered_by_id not in (None, viewer.officer.id)
        if taken_by_other and viewer.scope_of("referrals:receive") != "agency":
            refuse_unseen(viewer, "cases:view", why="not_assigned")
        return referral, "receiver"
    require(viewer, "cases:view", File(case_id=referral.case_id))
    return referral, "sender"


def page(viewer: Viewer, referral_id: UUID, *, purpose: str = "") -> ReferralPage:
    """One referral. The message opens with a purpose, and for the receiver only after acceptance."""
    referral, side = find(viewer, referral_id)
    decision = decide(viewer, "cases:view", File(case_id=referral.case_id))
    note = _note(
        viewer,
        referral,
        shown="referral.note" in decision.fields or decision.level == "owner",
        purpose=purpose,
    )
    record(
        kind="referrals.read",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        case=referral.case_id,
        subject=("referral", referral.id),
        purpose=purpose or None,
        detail={"opened": ["referral.note"]} if note is not None and not note.closed else None,
        happened_at=viewer.now,
        now=viewer.now,
    )
    waiting, accepted = referral.state == Referral.State.SENT, referral.state == Referral.State.ACCEPTED
    file = File(case_id=referral.case_id)
    return ReferralPage(
        referral=referral,
        side=side,
        note=note,
        clocks=list(Clock.objects.filter(subject_id=referral.id).order_by("created_at")),
        may_answer=side == "receiver" and waiting,
        may_end=accepted and bool(decide(viewer, "referrals:end", file)),
        may_withdraw=side == "sender" and waiting and bool(decide(viewer, "referrals:send", file)),
        may_open_case=bool(decision),
    )


def of_case(viewer: Viewer, case_id: UUID) -> list[Referral]:
    """Referrals of a case: all for its keeper, one's own for a receiving body."""
    decision = require(viewer, "cases:view", File(case_id=case_id))
    rows = Referral.objects.filter(case_id=case_id)
    if decision.level != "owner":
        rows = rows.filter(to_agency_id=viewer.agency_id)
    return list(rows.select_related("to_agency", "from_agency").order_by("-sent_at"))


def services_of_case(look: Look, case_id: UUID) -> list[ServiceShown]:
    """Services given, newest first, for a look that already opened the case."""
    if not look.shows("services.list"):
        return []
    rows = Service.objects.filter(case_id=case_id).select_related("case__key", "agency", "recorded_by")
    if (
        look.decision.level != "owner"
    ):  # a receiver sees what it gave itself, not where else the child is helped
        rows = rows.filter(agency_id=look.viewer.agency_id)
    return [
        ServiceShown(row, look.sealed(row.case.key, "services.note", row.id, row.sealed_note))
        for row in rows.order_by("-happened_at", "-id")
    ]


def accepted_by_us(viewer: Viewer, case_id: UUID) -> Referral | None:
    """The accepted referral of this case that the viewer's body works under, if any."""
    rows = Referral.objects.filter(
        case_id=case_id, to_agency_id=viewer.agency_id, state=Referral.State.ACCEPTED
    )
    return rows.order_by("-answered_at").first()


def offers(service: str) -> list[Agency]:
    """Bodies that offer a service now, those with accounts first."""
    ids = ServiceOffer.objects.filter(service=service, active=True).values("agency_id")
    return list(Agency.objects.filter(id__in=ids, active_until=None).order_by("-has_account", "name_kk"))


def _note(viewer: Viewer, referral: Referral, *, shown: bool, purpose: str) -> Sealed | None:
    if not shown or referral.sealed_note is None:
        return None
    if not purpose:
        return Sealed("referral.note", closed=True)
    value = unseal(referral.case.key, code="referral.note", row_id=referral.id, envelope=referral.sealed_note)
    return Sealed("referral.note", value=value)
