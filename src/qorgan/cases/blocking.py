"""Naming an officer or body as involved: two people of different bodies, a replacement, a review outside both.

Acts like those of `actions.py`, apart because they are a life cycle of their own: asked -> provisional (in force)
-> upheld | lifted. A naming alone changes nothing, so nobody can cut off a shelter or a lawyer alone. A procedural
act stands for the second body: then the naming is in force at once, and is reviewed like any other.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency, Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.models import Case
from qorgan.cases.queries_transferring import keepers
from qorgan.cases.transferring import can_keep
from qorgan.deadlines import actions as deadlines
from qorgan.journal.actions import record

_NEW_KEEPER = _(
    "This body keeps the case. Choose an officer of another body who keeps it from then on: "
    "not of your own, and not of the body of the person who confirms."
)
REVIEW = "dl.demo.access.block_review"
S = AccessBlock.State


class ProceduralAct(NamedTuple):
    """A decision in criminal or civil proceedings about the one who is named."""

    issuer: str
    number: str
    on: dt.date


@act
def name_involved(
    *,
    case: Case,
    officer: Officer | None = None,
    agency: Agency | None = None,
    replacement: Officer | None = None,
    ground: str = AccessBlock.Ground.FACTS,
    procedural: ProceduralAct | None = None,
    by: Viewer,
    now: dt.datetime,
) -> AccessBlock:
    """Say that an officer or body is involved in this case. No effect until somebody of another body confirms, unless
    there is a procedural act: then access ends now.

    The body that keeps the case may be named too: then the replacement is an officer of another body, which has no
    part in the naming and keeps the case from the confirmation on. Raises BLK-01 (oneself or one's own body), BLK-02
    (an officer who keeps the case, without a colleague to take it over), BLK-05 (neither or both), BLK-06 (the body
    that keeps the case, without an officer elsewhere who can), BLK-07 (an act without number or of a day to come),
    BLK-08 (an investigating body's act, from a body that investigates itself).
    """
    require(by, "blocks:name", File(case_id=case.id))
    if (officer is None) == (agency is None):
        raise CannotDo("BLK-05", _("Name one officer or one body."), "who")
    if by.officer == officer or (agency is not None and agency.id == by.agency_id):
        raise CannotDo("BLK-01", _("You cannot name yourself. Speak to your supervisor."), "who")
    if officer is not None and (_answers(case, officer) or replacement is not None):
        _check_replacement(case, officer, replacement)
    if agency is not None and agency.id == case.agency_id:
        _check_new_keeper(case, agency, replacement, by)
    elif agency is not None:
        replacement = None  # a body that does not keep the case leaves nothing to take over
    if procedural is not None:
        _check_act(procedural, by, now)
    block = AccessBlock.objects.create(
        case_id=case.id,
        report_id=case.report_id,
        officer=officer,
        agency=agency,
        replacement=replacement,
        ground=ground,
        state=S.ASKED if procedural is None else S.PROVISIONAL,
        asked_by=by.officer,
        asked_at=now,
        act_issuer=procedural.issuer if procedural else "",
        act_number=procedural.number if procedural else "",
        act_on=procedural.on if procedural else None,
    )
    if procedural is None:
        _note("blocks.asked", block, by=by, now=now)
    else:
        _enter_into_force(block, now=now)
        _note("blocks.by_act", block, by=by, now=now)
    return block


@act
def confirm(*, block: AccessBlock, by: Viewer, now: dt.datetime) -> AccessBlock:
    """A person of another body confirms: access ends now, the replacement keeps the case, 72 hours to review run.

    All in this transaction. Raises BLK-03 (same body as the one who asked, or as the one named), BLK-04 (does not
    wait), BLK-02 (the replacement cannot take over any more), BLK-06 (it is of the confirming person's own body).
    """
    require(by, "blocks:confirm")
    if block.state != S.ASKED:
        raise CannotDo("BLK-04", _("This naming does not wait for a confirmation."))
    if by.agency_id in {block.asked_by.agency_id, *bodies_named(block)}:
        raise CannotDo("BLK-03", _("Somebody of another body must confirm."))
    if block.agency_id and block.replacement and block.replacement.agency_id == by.agency_id:
        raise CannotDo("BLK-06", _NEW_KEEPER, "replacement")
    if block.replacement is not None and not block.replacement.is_active:
        raise CannotDo("BLK-02", _("The colleague who was to take over works here no more. Name another."))
    hit = AccessBlock.objects.filter(pk=block.pk, state=S.ASKED).update(
        state=S.PROVISIONAL, confirmed_by=by.officer, confirmed_at=now
    )
    if not hit:
        raise CannotDo("BLK-04", _("This naming does not wait for a confirmation."))
    block.refresh_from_db()
    _enter_into_force(block, now=now)
    _note("blocks.confirmed", block, by=by, now=now)
    return block


@act
def review(*, block: AccessBlock, uphold: bool, by: Viewer, now: dt.datetime) -> AccessBlock:
    """Review outside all bodies concerned: access stays closed, or opens again. Raises BLK-03, BLK-04."""
    require(by, "blocks:review")
    if block.state != S.PROVISIONAL:
        raise CannotDo("BLK-04", _("This naming does not wait for a review."))
    if by.agency_id in _parties(block):
        raise CannotDo("BLK-03", _("Somebody outside the bodies concerned must review."))
    hit = AccessBlock.objects.filter(pk=block.pk, state=S.PROVISIONAL).update(
        state=S.UPHELD if uphold else S.LIFTED, reviewed_by=by.officer, reviewed_at=now
    )
    if not hit:
        raise CannotDo("BLK-04", _("This naming does not wait for a review."))
    block.refresh_from_db()
    _ask_database("SELECT qorgan_naming_reviewed(%s)", block.id)
    _note("blocks.reviewed", block, by=by, now=now, detail={"upheld": uphold})
    return block


def bodies_named(block: AccessBlock) -> set[UUID]:
    """The body named, or the body of the officer named."""
    if block.agency_id is not None:
        return {block.agency_id}
    return {block.officer.agency_id} if block.officer is not None else set()


def _parties(block: AccessBlock) -> set[UUID]:
    confirmed = {block.confirmed_by.agency_id} if block.confirmed_by is not None else set()
    return {block.asked_by.agency_id, *confirmed, *bodies_named(block)}


def _answers(case: Case, officer: Officer) -> bool:
    """Does this officer keep the case, or answer for it in a body it was referred to?"""
    grants = AccessGrant.objects.filter(case_id=case.id, officer=officer, valid_until=None)
    return case.owner_id == officer.id or grants.exists()


def _check_replacement(case: Case, officer: Officer, replacement: Officer | None) -> None:
    good = (
        replacement is not None
        and replacement.agency_id == officer.agency_id
        and replacement.is_active
        and replacement.id != officer.id
        and not AccessBlock.objects.filter(
            case_id=case.id, officer=replacement, state__in=[S.ASKED, S.PROVISIONAL, S.UPHELD]
        ).exists()
    )
    if not good:
        raise CannotDo(
            "BLK-02",
            _("This officer answers for the child. Choose a colleague of the same body who takes over."),
            "replacement",
        )


def _check_new_keeper(case: Case, named: Agency, replacement: Officer | None, by: Viewer) -> None:
    """The new keeper is of a body that neither asks nor is named: nobody gets a case by naming who keeps it."""
    good = (
        replacement is not None
        and replacement.is_active
        and replacement.agency_id not in (named.id, by.agency_id)
        and can_keep(replacement.agency)
        and replacement in keepers()
        and not AccessBlock.objects.filter(
            Q(officer=replacement) | Q(agency_id=replacement.agency_id),
            case_id=case.id,
            state__in=[S.ASKED, S.PROVISIONAL, S.UPHELD],
        ).exists()
    )
    if not good:
        raise CannotDo("BLK-06", _NEW_KEEPER, "replacement")


def _check_act(procedural: ProceduralAct, by: Viewer, now: dt.datetime) -> None:
    """An act can be looked up: a number and a day. Who investigates cuts off no shelter by a paper of their own."""
    if not procedural.number.strip() or procedural.on > timezone.localdate(now):
        raise CannotDo("BLK-07", _("Give the number of the act, and its day: today or before."), "act_number")
    if procedural.issuer == AccessBlock.Issuer.INVESTIGATOR and by.officer.agency.is_enforcement:
        raise CannotDo(
            "BLK-08",
            _(
                "Your own body investigates. Its act is not enough here: give an act of a prosecutor or a court, "
                "or leave the act out, and somebody of another body confirms."
            ),
            "act_issuer",
        )


def _enter_into_force(block: AccessBlock, *, now: dt.datetime) -> None:
    """Access ends, the replacement keeps the case, and 72 hours to the review begin, all in this transaction."""
    deadlines.start(
        REVIEW,
        file=File(case_id=block.case_id),
        number=_take_effect(block),
        subject=("block", block.id),
        agency_id=_reviewing_body(block),
        officer_id=None,
        started_at=now,
        now=now,
    )


def _take_effect(block: AccessBlock) -> str:
    """The number of the case. The database checks the replacement once more; a refusal undoes everything."""
    try:
        with transaction.atomic():
            return str(_ask_database("SELECT qorgan_naming_takes_effect(%s)", block.id))
    except IntegrityError:
        raise CannotDo(
            "BLK-02", _("The colleague who was to take over works here no more. Name another.")
        ) from None


def _reviewing_body(block: AccessBlock) -> UUID:
    """Who must review: the ombudsman, else a prosecutor's office outside the bodies concerned, else who confirmed or,
    with a procedural act, who asked.
    """
    working = Agency.objects.filter(has_account=True, active_until=None).exclude(id__in=_parties(block))
    for kind in (Agency.Kind.OMBUDSMAN, Agency.Kind.PROSECUTION):
        body = working.filter(kind=kind).order_by("id").first()
        if body is not None:
            return body.id
    return (block.confirmed_by or block.asked_by).agency_id


def _ask_database(query: str, block_id: UUID) -> Any:
    """One of the two functions of `migrations/0003_named.py`, which act where the caller has no access."""
    with connection.cursor() as cursor:
        cursor.execute(query, [block_id])
        return cursor.fetchone()[0]


def _note(
    kind: str, block: AccessBlock, *, by: Viewer, now: dt.datetime, detail: dict[str, Any] | None = None
) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=block.case_id,
        subject=("block", block.id),
        detail=detail,
        happened_at=now,
        now=now,
    )
