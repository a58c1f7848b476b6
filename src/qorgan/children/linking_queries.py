"""Could this child have another file? Asked by who keeps the case, answered inside what they may see.

Candidates come from keyed hashes; the wall and the access function keep the cases the viewer's body keeps and
this officer may open; only then are names opened and compared. Nothing is stored and nothing is joined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from qorgan.agencies.access import Decision, File, Standing, Viewer, decide, require, standings, visible
from qorgan.children import search
from qorgan.children.models import Child, Handle
from qorgan.journal.actions import record
from qorgan.keyring.actions import unseal
from qorgan.linkage import Ranked, Record, probe_keys, rank

SHOWN = 10
READ = 200  # children whose names are opened for one comparison
BANDS = ("likely", "possible")
NAMES, BIRTH = "child.names", "child.birth"


@dataclass(frozen=True)
class Candidate:
    """A child of another case who may be the same: `found` carries band, flags, waterfall, model version."""

    case_id: UUID
    found: Ranked


@dataclass(frozen=True)
class Comparison:
    """The answer. `comparable` is False when no name is known; `whole` is False when too many were alike."""

    comparable: bool
    whole: bool
    candidates: list[Candidate]


def compare(viewer: Viewer, case_id: UUID) -> Comparison:
    """Children in other cases this viewer may open who may be the same child, best first. Raises `Refused`.

    A child whose name or birth the viewer may not see takes no part with it. Journalled on this case and on
    every case shown, without names.
    """
    decision = require(viewer, "linking:review", File(case_id=case_id))
    child = Child.objects.select_related("key").prefetch_related("names").get(case_id=case_id)
    records = _records(child, decision)
    keys = sorted({key for one in records for key in probe_keys(one)})
    if not keys:
        _note(viewer, case_id, child.id, found=0)
        return Comparison(False, True, [])
    others, whole = _others(viewer, case_id, keys)
    found = _best(records, others)[:SHOWN]
    _note(viewer, case_id, child.id, found=len(found))
    ids = {other.case_id: other.id for other, _ in others}
    for one in found:
        _note(viewer, one.case_id, ids[one.case_id], found=1)
    return Comparison(True, whole, found)


def _others(viewer: Viewer, case_id: UUID, keys: list[str]) -> tuple[list[tuple[Child, Decision]], bool]:
    handles = search.handles_of(keys)
    rows = (
        search.nearest(Handle.objects.filter(visible(viewer, "linking:review", case="case_id")), handles)
        .exclude(case_id=case_id)
        .select_related("child__key")
        .prefetch_related("child__names")
    )
    found = [row.child for row in rows[: READ + 1]]
    seen = standings(viewer, case_ids=[child.case_id for child in found])
    judged = [
        (
            child,
            decide(
                viewer,
                "linking:review",
                File(case_id=child.case_id),
                standing=seen.get(child.case_id, Standing()),
            ),
        )
        for child in found[:READ]
    ]
    allowed = [(child, decision) for child, decision in judged if decision]
    return allowed, len(found) <= READ and len(handles) < search.MOST_HANDLES


def _best(records: list[Record], others: list[tuple[Child, Decision]]) -> list[Candidate]:
    """Each other child once, by the pair of spellings that fits best; the band `new` is left out."""
    against = [one for other, decision in others for one in _records(other, decision)]
    best: dict[str, Ranked] = {}
    for one in records:
        for found in rank(one, against, top=len(against)):
            known = best.get(found.record.rec_id)
            if known is None or found.score.log_odds > known.score.log_odds:
                best[found.record.rec_id] = found
    kept = [found for found in best.values() if found.score.band in BANDS]
    kept.sort(key=lambda found: (BANDS.index(found.score.band), -found.score.log_odds, found.record.rec_id))
    return [Candidate(UUID(found.record.rec_id), found) for found in kept]


def _records(child: Child, decision: Decision) -> list[Record]:
    """One record a spelling, named by the case, with no field the decision does not show."""
    if NAMES not in decision.fields:
        return []
    birth: dict[str, Any] | None = None
    if BIRTH in decision.fields:
        birth = unseal(child.key, code=BIRTH, row_id=child.id, envelope=child.sealed_birth)
    return [
        search.record_of(
            child.case_id,
            unseal(child.key, code=NAMES, row_id=row.id, envelope=row.sealed_name),
            birth,
            sex=child.sex if "child.sex" in decision.fields else "",
        )
        for row in child.names.all()
        if row.withdrawn_at is None
    ]


def _note(viewer: Viewer, case_id: UUID, child_id: UUID, *, found: int) -> None:
    record(
        kind="children.compared",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        case=case_id,
        subject=("child", child_id),
        purpose="same_child",
        detail={"hits": found},
        happened_at=viewer.now,
        now=viewer.now,
    )
