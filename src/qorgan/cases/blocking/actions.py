"""Naming an officer or body as involved: two people of different bodies, a replacement, a review outside both.

Acts like those of `actions.py`, apart because they are a life cycle of their own: asked -> provisional (in force)
-> upheld | lifted. A naming alone changes nothing, so nobody can cut off a shelter or a lawyer alone. A procedural
act stands for the second body: then the naming is in force at once, and is reviewed like any other.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import versions
from qorgan.agencies.access import File, Viewer, is_named, require, viewer_of
from qorgan.agencies.acts import act
from qorgan.agencies.models import AccessBlock, Agency, Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.blocking.rules import (
    NEW_KEEPER,
    WORK,
    ProceduralAct,
    Target,
    check_act,
    check_takes_over,
    reviewing_body,
)
from qorgan.cases.models import Case
from qorgan.deadlines import actions as deadlines
from qorgan.journal.actions import record
from qorgan.vault import new_id

_NOBODY = _(
    "Nobody is named who can take over now. Ask who wrote this to write it again, with a colleague who takes over."
)
REVIEW = "dl.demo.access.block_review"
S = AccessBlock.State


@act
def name_involved(
    *,
    case: Case,
    officer: Officer | None = None,
    agency: Agency | None = None,
    replacement: Officer | None = None,
    ground: str = AccessBlock.Ground.FACTS,
    procedural: ProceduralAct | None = None,
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> AccessBlock:
    """Say that an officer or body is involved in this case. No effect until somebody of another body confirms, unless
    there is a procedural act and it is enough (`blocking_rules.check_act`): then access ends now.

    The body that keeps the case may be named too: then the replacement is an officer of another body, which has no
    part in the naming and keeps the case from the confirmation on. The same `form_token` gives the same naming.
    Raises BLK-01 (oneself or one's own body), BLK-02 (an officer who keeps the case, without a colleague to take it
    over), BLK-05 (neither or both), BLK-06 (the body that keeps the case, without an officer elsewhere who can),
    BLK-07 and BLK-08 (the act).
    """
    versions.one_at_a_time(case.id)  # first: two who name each other at once are judged one after the other
    require(by, "blocks:name", File(case_id=case.id))
    if form_token is not None and (before := AccessBlock.objects.filter(pk=form_token).first()):
        return before
    if (officer is None) == (agency is None):
        raise CannotDo("BLK-05", _("Name one officer or one body."), "who")
    if by.officer == officer or (agency is not None and agency.id == by.agency_id):
        raise CannotDo("BLK-01", _("You cannot name yourself. Speak to your supervisor."), "who")
    target = Target(case, officer, agency)
    if procedural is not None:
        check_act(procedural, target, by, now)
    block = AccessBlock.objects.create(
        id=form_token or new_id(),
        case_id=case.id,
        report_id=case.report_id,
        officer=officer,
        agency=agency,
        replacement=check_takes_over(target, replacement, by),
        ground=ground,
        state=S.ASKED if procedural is None else S.PROVISIONAL,
        asked_by=by.officer,
        asked_at=now,
        act_issuer=procedural.issuer if procedural else "",
        act_number=procedural.number.strip() if procedural else "",
        act_on=procedural.on if procedural else None,
    )
    if procedural is None:
        _note("blocks.asked", block, by=by, now=now)
        return block
    _enter_into_force(block, now=now)
    _note("blocks.by_act", block, by=by, now=now, detail={"issuer": block.act_issuer})
    return block


@act
def confirm(*, block: AccessBlock, by: Viewer, now: dt.datetime) -> AccessBlock:
    """A person of another body confirms: access ends now, the replacement keeps the case, 72 hours to review run.

    All in this transaction. Raises BLK-03 (same body as the one who asked, or as the one named), BLK-04 (does not
    wait), BLK-02 (the replacement cannot take over any more), BLK-06 (it is of the confirming person's own body).
    """
    require(by, "blocks:confirm")
    versions.one_at_a_time(block.case_id)
    if block.state != S.ASKED:
        raise CannotDo("BLK-04", _("This naming does not wait for a confirmation."))
    if by.agency_id in {block.asked_by.agency_id, *bodies_named(block)} or _is_named(by, block):
        raise CannotDo("BLK-03", _("Somebody of another body must confirm."))
    if block.agency_id and block.replacement and block.replacement.agency_id == by.agency_id:
        raise CannotDo("BLK-06", NEW_KEEPER, "replacement")
    if block.replacement is not None and not any(map(viewer_of(block.replacement, now=now).may, WORK)):
        raise CannotDo("BLK-02", _NOBODY)
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
    versions.one_at_a_time(block.case_id)
    if block.state != S.PROVISIONAL:
        raise CannotDo("BLK-04", _("This naming does not wait for a review."))
    if by.agency_id in _parties(block) or _is_named(by, block):
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


def _is_named(viewer: Viewer, block: AccessBlock) -> bool:
    """Whoever is named in the case decides nothing about others there."""
    return is_named(viewer, File(case_id=block.case_id))


def _parties(block: AccessBlock) -> set[UUID]:
    confirmed = {block.confirmed_by.agency_id} if block.confirmed_by is not None else set()
    return {block.asked_by.agency_id, *confirmed, *bodies_named(block)}


def _enter_into_force(block: AccessBlock, *, now: dt.datetime) -> None:
    """Access ends, the replacement keeps the case, and 72 hours to the review begin, all in this transaction."""
    deadlines.start(
        REVIEW,
        file=File(case_id=block.case_id),
        number=_take_effect(block),
        subject=("block", block.id),
        agency_id=reviewing_body(block.case_id, _parties(block))
        or (block.confirmed_by or block.asked_by).agency_id,
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
        raise CannotDo("BLK-02", _NOBODY) from None


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
