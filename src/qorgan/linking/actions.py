"""What people decide on two files of perhaps one child: judge, propose to join, confirm, undo; and who takes part.

Every act on a pair asks the wall of both cases. The machine joins nothing; a joining changes nothing in either file.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from qorgan.agencies import versions
from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.refusals import CannotDo
from qorgan.children import actions as children
from qorgan.children import matching as asking_for
from qorgan.children.models import Child
from qorgan.journal.actions import record
from qorgan.keyring.actions import seal
from qorgan.linking import comparing, pairs
from qorgan.linking.models import Basis, Choice, Joining, Judgement
from qorgan.linking.queries import basis
from qorgan.vault import new_id

V, S = Judgement.Verdict, Joining.Step
REASON = "linking.reason"


@act
def state_basis(
    *, in_force: bool, provision: str, form_token: UUID | None = None, by: Viewer, now: dt.datetime
) -> Basis:
    """State the legal basis of looking for the same child, or say that there is none any more.

    The same `form_token` gives the same statement.

    Raises SAM-02 without the norm. When it comes into force, all children who take part are compared once.
    """
    require(by, "linking:basis")
    if before := versions.sent_before(Basis, form_token):
        return before
    if in_force and not provision.strip():
        raise CannotDo("SAM-02", _("Name the law or order that allows it."), "provision")
    stated = Basis.objects.create(
        id=form_token or new_id(), in_force=in_force, provision=provision.strip(), by=by.officer, at=now
    )
    record(
        kind="linking.basis_stated",
        by=by.officer.id,
        agency=by.agency_id,
        subject=("basis", stated.id),
        detail={"in_force": in_force},
        happened_at=now,
        now=now,
    )
    if in_force:
        app.configure_task("qorgan.linking.tasks.catch_up", queue=asking_for.QUEUE).defer()
    return stated


@act
def choose(
    *,
    case_id: UUID,
    part: str,
    reason: str,
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Choice:
    """Choose whether and how a child takes part. The same `form_token` gives the same choice.

    Raises SAM-02 without a reason, SAM-10 for nothing to compare.
    """
    require(by, "linking:review", File(case_id=case_id))
    if before := versions.sent_before(Choice, form_token):
        return before
    if part not in Choice.Part.values or not reason.strip():
        raise CannotDo("SAM-02", _("Say in a few words why."), "reason")
    child = _child(case_id)
    if part == Choice.Part.IN and not _comparable(child):
        raise CannotDo(
            "SAM-10",
            _("Without a name, an exact birth date or the mother's name and a birth year are needed."),
            "part",
        )
    if part == Choice.Part.IN:
        children.index_again(child, nameless=True)
    row_id = form_token or new_id()
    choice = Choice.objects.create(
        id=row_id,
        case_id=case_id,
        part=part,
        sealed_reason=seal(child.key, code=REASON, row_id=row_id, value=reason.strip()),
        by=by.officer,
        at=now,
    )
    asking_for.ask(case_id, by=by)
    _note("linking.chosen", [case_id], ("choice", row_id), by=by, now=now, detail={"part": part})
    return choice


@act
def judge(
    *,
    case_id: UUID,
    other_id: UUID,
    verdict: str,
    reason: str,
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Judgement:
    """Decide on two files. "The same" proposes to join them; a second officer confirms. Append-only.

    The same `form_token` gives the same judgement.

    Raises SAM-01 (no legal basis), SAM-02 (no reason), SAM-03 (joined or waiting to be joined), SAM-04 (judged
    different before: reopen it first).
    """
    low, high = _both(case_id, other_id, by=by, now=now)
    if sent := versions.sent_before(Judgement, form_token):
        return sent
    if verdict not in V.values or not reason.strip():
        raise CannotDo(
            "SAM-02", _("Say in a few words why: another person must be able to follow."), "reason"
        )
    joining: Joining | None = _newest(Joining, low, high)
    if joining is not None and joining.step in (S.PROPOSED, S.CONFIRMED):
        raise CannotDo(
            "SAM-03", _("These two files are joined or wait to be joined. Undo or decline that first.")
        )
    before = _newest(Judgement, low, high)
    if before is not None and before.verdict == V.DIFFERENT and verdict in (V.SAME, V.UNSURE):
        raise CannotDo("SAM-04", _("A person decided that these are two children. Look at it again first."))
    found = comparing.pair(by, low, high)
    row_id = form_token or new_id()
    judgement = Judgement.objects.create(
        id=row_id,
        low_case_id=low,
        high_case_id=high,
        nth=before.nth + 1 if before else 1,
        verdict=verdict,
        band=found.score.band if found else "",
        model=found.score.model_version if found else "",
        sealed_reason=seal(_child(low).key, code=REASON, row_id=row_id, value=reason.strip()),
        by=by.officer,
        at=now,
    )
    _note("linking.judged", [low, high], ("judgement", row_id), by=by, now=now, detail={"verdict": verdict})
    if verdict == V.SAME:
        _step(
            low,
            high,
            S.PROPOSED,
            reason,
            by=by,
            now=now,
            bridge=pairs.is_bridge(pairs.group(low), pairs.group(high)),
        )
    return judgement


@act
def confirm(*, case_id: UUID, other_id: UUID, by: Viewer, now: dt.datetime) -> Joining:
    """The second person confirms that two files are one child's.

    Raises SAM-05 (nothing waits), SAM-06 (the same person), SAM-07 (somebody judged two of the group different),
    SAM-08 (the group would be too large).
    """
    low, high = _both(case_id, other_id, by=by, now=now)
    waiting = _waiting(low, high)
    if waiting.by_id == by.officer.id:
        raise CannotDo("SAM-06", _("Somebody else than the person who proposed it must confirm."))
    one, two = pairs.group(low), pairs.group(high)
    if pairs.judged_different(one, two):
        raise CannotDo("SAM-07", _("Two of these files were judged to be two children. Look at those first."))
    if pairs.too_large(one, two):
        raise CannotDo(
            "SAM-08", _("So many files of one child cannot be right. Look at the joined files first.")
        )
    return _step(low, high, S.CONFIRMED, "", by=by, now=now, bridge=pairs.is_bridge(one, two))


@act
def decline(*, case_id: UUID, other_id: UUID, reason: str, by: Viewer, now: dt.datetime) -> Joining:
    """Do not join: the files stay apart, and the pair waits in the queue again. Raises SAM-05, SAM-02."""
    low, high = _both(case_id, other_id, by=by, now=now)
    _waiting(low, high)
    return _step(low, high, S.DECLINED, _given(reason), by=by, now=now)


@act
def undo(*, case_id: UUID, other_id: UUID, reason: str, by: Viewer, now: dt.datetime) -> Joining:
    """Take a joining back by a later row. Raises SAM-05 (not joined), SAM-02 (no reason)."""
    low, high = _both(case_id, other_id, by=by, now=now)
    joining: Joining | None = _newest(Joining, low, high)
    if joining is None or joining.step != S.CONFIRMED:
        raise CannotDo("SAM-05", _("These two files are not joined."))
    return _step(low, high, S.UNDONE, _given(reason), by=by, now=now)


def _both(case_id: UUID, other_id: UUID, *, by: Viewer, now: dt.datetime) -> tuple[UUID, UUID]:
    """The pair, judged on both sides; one at a time in a body, so that groups are counted truly."""
    for one in (case_id, other_id):
        require(by, "linking:review", File(case_id=one))
    if not basis().in_force:
        raise CannotDo(
            "SAM-01", _("No legal basis is stated for looking for the same child. Nothing is compared.")
        )
    versions.one_at_a_time(by.agency_id)
    return pairs.ordered(case_id, other_id)


def _given(reason: str) -> str:
    if not reason.strip():
        raise CannotDo(
            "SAM-02", _("Say in a few words why: another person must be able to follow."), "reason"
        )
    return reason.strip()


def _waiting(low: UUID, high: UUID) -> Joining:
    joining: Joining | None = _newest(Joining, low, high)
    if joining is None or joining.step != S.PROPOSED:
        raise CannotDo("SAM-05", _("Nothing waits here for a second person."))
    return joining


def _newest(model: Any, low: UUID, high: UUID) -> Any:
    return pairs.of_pair(model.objects, low, high).first()


def _step(
    low: UUID, high: UUID, step: str, reason: str, *, by: Viewer, now: dt.datetime, bridge: bool = False
) -> Joining:
    before = _newest(Joining, low, high)
    row_id = new_id()
    joining = Joining.objects.create(
        id=row_id,
        low_case_id=low,
        high_case_id=high,
        nth=before.nth + 1 if before else 1,
        step=step,
        bridge=bridge,
        sealed_reason=seal(_child(low).key, code=REASON, row_id=row_id, value=reason.strip()),
        by=by.officer,
        at=now,
    )
    _note("linking.joining", [low, high], ("joining", row_id), by=by, now=now, detail={"joining": step})
    return joining


def _comparable(child: Child) -> bool:
    """Is there a name, or without one enough to compare by?"""
    named = child.names.filter(withdrawn_at=None).exists()
    return named or bool(comparing.keys_of(comparing.records(child, [{}])))


def _child(case_id: UUID) -> Child:
    return Child.objects.select_related("key").get(case_id=case_id)


def _note(
    kind: str,
    cases: list[UUID],
    subject: tuple[str, UUID],
    *,
    by: Viewer,
    now: dt.datetime,
    detail: dict[str, Any],
) -> None:
    """One entry in the journal of each case."""
    for case_id in cases:
        record(
            kind=kind,
            by=by.officer.id,
            agency=by.agency_id,
            case=case_id,
            subject=subject,
            detail=detail,
            happened_at=now,
            now=now,
        )
