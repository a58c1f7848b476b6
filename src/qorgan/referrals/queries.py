"""What pages show of referrals: sent, received, one with its preview; services given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from qorgan.agencies.access import File, Refused, Viewer, decide, refuse_unseen, require, visible
from qorgan.agencies.models import Agency, ServiceOffer
from qorgan.agencies.permissions import OWNER
from qorgan.agencies.reading import Look, Sealed
from qorgan.cases.beside import GIVEN, LIVE
from qorgan.deadlines.models import Clock
from qorgan.deadlines.queries import MISSED_SHOWN
from qorgan.deadlines.rules import CAME_BACK, OF_CONSENT
from qorgan.journal.actions import record
from qorgan.keyring.actions import unseal
from qorgan.referrals.codes import NO_CONSENT
from qorgan.referrals.models import Packet, Referral, Service

PAGE = 25
TOLD_FOR = dt.timedelta(days=14)  # how long the body asked is told that a consent has ended
After = tuple[dt.datetime, UUID]  # where a list goes on: see agencies.keyset
STATES = {
    "waiting": Referral.State.SENT,
    "stopped": Referral.State.RETURNED,
    "accepted": Referral.State.ACCEPTED,
    "missed": Referral.State.EXPIRED,
}


@dataclass(frozen=True)
class ReferralPage:
    """A referral for either side. `note` is None until the receiver's access opens."""

    referral: Referral
    side: str  # "sender" or "receiver"
    note: Sealed | None
    settled: Sealed | None  # how else the child is helped; the sender's words, for the sender only
    clocks: list[Clock]
    may_answer: bool
    may_end: bool
    may_assign: bool
    may_withdraw: bool
    may_settle: bool
    paper: str  # for the sender to a body without an account: "print", "receipt", "accepted" or ""
    may_open_case: bool


@dataclass(frozen=True)
class ServiceShown:
    """A service given."""

    service: Service
    note: Sealed | None


@dataclass(frozen=True)
class Part:
    """One list of the page of referrals: whose, and in which order."""

    side: str  # "received" or "sent"
    column: str
    newest_first: bool


# in the order of the page: what waits for an answer or a decision stands first
PARTS = {
    "waiting": Part("received", "accept_by", newest_first=False),
    "stopped": Part("received", "ended_at", newest_first=True),
    "came_back": Part("sent", "ended_at", newest_first=False),
    "accepted": Part("received", "accept_by", newest_first=True),
    "under_way": Part("sent", "sent_at", newest_first=True),
    "missed": Part("received", "accept_by", newest_first=True),
}


def lists(viewer: Viewer, *, only: str = "", after: After | None = None) -> dict[str, list[Referral]]:
    """The referrals of an officer's day, part by part, or one part from `after` on. Journalled as one look.

    One row more than a page may come back: it says that there are more.
    """
    found = {part: listed(viewer, part, after=after) for part in ([only] if only else PARTS)}
    record(
        kind="referrals.listed",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        detail={"rows": sum(len(rows[:PAGE]) for rows in found.values())},
        happened_at=viewer.now,
        now=viewer.now,
    )
    return found


def listed(viewer: Viewer, part: str, *, after: After | None = None) -> list[Referral]:
    """One part: what was sent to the viewer's body, or of the cases the viewer keeps."""
    chosen = PARTS[part]
    if chosen.side == "sent" and not viewer.may("referrals:send"):
        return []
    rows = _received(viewer, part) if chosen.side == "received" else _sent(viewer, part)
    if after:
        way = "lt" if chosen.newest_first else "gt"
        same = Q(**{chosen.column: after[0], f"id__{way}": after[1]})
        rows = rows.filter(Q(**{f"{chosen.column}__{way}": after[0]}) | same)
    sign = "-" if chosen.newest_first else ""
    return list(rows.order_by(f"{sign}{chosen.column}", f"{sign}id")[: PAGE + 1])


def received(viewer: Viewer) -> list[Referral]:
    """Referrals sent to the viewer's body: first those that wait for its answer, then those it accepted."""
    return listed(viewer, "waiting") + listed(viewer, "accepted")


def sent(viewer: Viewer) -> list[Referral]:
    """Referrals of the cases the viewer keeps: what came back and is not settled, then what is under way."""
    return listed(viewer, "came_back") + listed(viewer, "under_way")


def _received(viewer: Viewer, part: str) -> QuerySet[Referral]:
    """What the body asked was late with stays to be seen as long as coordination sees it; whose consent has ended
    is told for a while, and not left before a closed door."""
    if not viewer.may("referrals:receive"):
        raise Refused("role")
    rows = Referral.objects.filter(to_agency_id=viewer.agency_id, state=STATES[part])
    if part == "missed":
        rows = rows.filter(ended_at__gt=viewer.now - MISSED_SHOWN)
    if part == "stopped":
        rows = rows.filter(reason__in=NO_CONSENT, ended_at__gte=viewer.now - TOLD_FOR)
    if viewer.scope_of("referrals:receive") != "agency":
        rows = rows.filter(Q(answered_by=None) | Q(answered_by=viewer.officer))
    return rows.select_related("from_agency", "to_agency")


def _sent(viewer: Viewer, part: str) -> QuerySet[Referral]:
    """What came back stands here as long as its task runs: once settled it is a matter of the case alone."""
    rows = Referral.objects.filter(visible(viewer, "referrals:send", case="case_id"))
    if part == "came_back":
        tasks = Clock.objects.filter(agency_id=viewer.agency_id, state=Clock.State.RUNNING, rule=CAME_BACK)
        rows = rows.filter(state__in=Referral.CAME_BACK, id__in=tasks.values("subject_id"))
    else:
        rows = rows.filter(state__in=Referral.LIVE)
    return rows.select_related("from_agency", "to_agency", "case")


def find(viewer: Viewer, referral_id: UUID) -> tuple[Referral, str]:
    """A referral of either side and which side the viewer is on: the body asked, or the one that keeps the case.

    Another body of the same case is on neither side: for it there is no such referral. Raises `Refused`.
    """
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
    if require(viewer, "cases:view", File(case_id=referral.case_id)).level != OWNER:
        raise Refused("scope")
    return referral, "sender"


def find_sent(viewer: Viewer, referral_id: UUID) -> Referral:
    """A referral the viewer may go on with as its sender. Raises `Refused`."""
    referral, side = find(viewer, referral_id)
    if side != "sender":
        refuse_unseen(viewer, "referrals:send", why="scope")
    require(viewer, "referrals:send", File(case_id=referral.case_id))
    return referral


def find_received(viewer: Viewer, referral_id: UUID) -> Referral:
    """A referral to the viewer's body that the viewer may give to a colleague. Raises `Refused`."""
    referral, side = find(viewer, referral_id)
    if side != "receiver":
        refuse_unseen(viewer, "referrals:assign", why="scope")
    require(viewer, "referrals:assign", File(case_id=referral.case_id))
    return referral


def page(viewer: Viewer, referral_id: UUID, *, purpose: str = "") -> ReferralPage:
    """One referral. The message opens with a purpose: to its sender, and to the receiver from acceptance to end."""
    referral, side = find(viewer, referral_id)
    decision = decide(viewer, "cases:view", File(case_id=referral.case_id))
    keeps = decision.level == OWNER
    taken = referral.state == Referral.State.ACCEPTED and "referral.note" in decision.fields
    note = _note(referral, shown=keeps or taken, purpose=purpose)
    settled = _settled(referral, purpose=purpose) if side == "sender" and keeps else None
    opened = any(each is not None and not each.closed for each in (note, settled))
    record(
        kind="referrals.read",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        case=referral.case_id,
        subject=("referral", referral.id),
        purpose=purpose or None,
        detail={"opened": ["referral.note"]} if opened else None,
        happened_at=viewer.now,
        now=viewer.now,
    )
    waiting, accepted = referral.state == Referral.State.SENT, referral.state == Referral.State.ACCEPTED
    file = File(case_id=referral.case_id)
    gives = accepted and side == "receiver"
    sends = side == "sender" and bool(decide(viewer, "referrals:send", file))
    clocks = _clocks(referral, side)
    back = any(clock.rule == CAME_BACK and clock.state == Clock.State.RUNNING for clock in clocks)
    return ReferralPage(
        referral=referral,
        side=side,
        note=note,
        settled=settled,
        clocks=clocks,
        may_answer=side == "receiver" and waiting,
        may_end=accepted and bool(decide(viewer, "referrals:end", file)),
        may_assign=gives and bool(decide(viewer, "referrals:assign", file, standing=decision.standing)),
        may_withdraw=sends and waiting,
        may_settle=sends and back,
        paper=_on_paper(referral) if sends and not referral.to_agency.has_account else "",
        may_open_case=bool(decision),
    )


def of_case(viewer: Viewer, case_id: UUID) -> list[Referral]:
    """Referrals of a case: all for its keeper, one's own for a receiving body."""
    decision = require(viewer, "cases:view", File(case_id=case_id))
    rows = Referral.objects.filter(case_id=case_id)
    if decision.level != OWNER:
        rows = rows.filter(to_agency_id=viewer.agency_id)
    return list(rows.select_related("to_agency", "from_agency").order_by("-sent_at"))


def services_of_case(look: Look, case_id: UUID) -> list[ServiceShown]:
    """Services given, newest first, for a look that already opened the case."""
    if not look.shows("services.list"):
        return []
    rows = Service.objects.filter(case_id=case_id).select_related("case__key", "agency", "recorded_by")
    if (
        look.decision.level != OWNER
    ):  # a receiver sees what it gave itself, not where else the child is helped
        rows = rows.filter(agency_id=look.viewer.agency_id)
    return [
        ServiceShown(row, look.sealed(row.case.key, "services.note", row.id, row.sealed_note))
        for row in rows.order_by("-happened_at", "-id")
    ]


def helped(case_id: UUID) -> str:
    """Is a body asked or helping now, or was a service given? For a case the caller has already judged.

    A referral that ended as done has helped when its body met the child.
    """
    done = Q(state=Referral.State.ENDED, reason="done", contacted_at__isnull=False)
    rows = Referral.objects.filter(Q(state__in=Referral.LIVE) | done, case_id=case_id)
    states = set(rows.values_list("state", flat=True))
    if states & Referral.LIVE:
        return LIVE
    given = Service.objects.filter(case_id=case_id, step=Service.Step.DELIVERED)
    return GIVEN if states or given.exists() else ""


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


def _clocks(referral: Referral, side: str) -> list[Clock]:
    """What is owed about it. What concerns the consent is for the body that keeps the case alone."""
    rows = Clock.objects.filter(subject_id=referral.id).order_by("created_at")
    return list(rows if side == "sender" else rows.exclude(rule__in=OF_CONSENT))


def _note(referral: Referral, *, shown: bool, purpose: str) -> Sealed | None:
    if not shown or referral.sealed_note is None:
        return None
    if not purpose:
        return Sealed("referral.note", closed=True)
    value = unseal(referral.case.key, code="referral.note", row_id=referral.id, envelope=referral.sealed_note)
    return Sealed("referral.note", value=value)


def _on_paper(referral: Referral) -> str:
    """What the sender can do next: print, enter a receipt (a late one too), or tell what the body did."""
    if referral.state == Referral.State.ACCEPTED:
        return "accepted"
    if referral.state not in (Referral.State.SENT, Referral.State.EXPIRED):
        return ""
    if Packet.objects.filter(referral=referral).exists():
        return "receipt"
    return "print" if referral.state == Referral.State.SENT else ""


def _settled(referral: Referral, *, purpose: str) -> Sealed | None:
    sealed = referral.sealed_settled
    if sealed is None:
        return None
    if not purpose:
        return Sealed("referral.note", closed=True)
    value = unseal(referral.case.key, code="referral.settled", row_id=referral.id, envelope=sealed)
    return Sealed("referral.note", value=value)
