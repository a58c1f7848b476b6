"""Comparing children by what is known of them: names in every spelling, birth date, mother's name, sex.

Officers compare inside what they may see; the linker compares what its own rights show it. Both make the same
records here and score them with the same weights.
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
from qorgan.linkage import Asked, Ranked, Record, WordMemory, asked_keys, rank

SHOWN = 10
READ = 200  # children whose names are opened for one comparison
BANDS = ("likely", "possible")
NAMES, BIRTH, MOTHER = "child.names", "child.birth", "child.mother"


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
    child = _child(case_id)
    mine = seen(child, decision)
    keys = keys_of(mine)
    if not keys:
        note(viewer, case_id, child.id, found=0)
        return Comparison(False, True, [])
    others, whole = _others(viewer, case_id, keys)
    found = best(mine, [one for other, said in others for one in seen(other, said)])[:SHOWN]
    note(viewer, case_id, child.id, found=len(found))
    ids = {other.case_id: other.id for other, _ in others}
    for one in found:
        note(viewer, one.case_id, ids[one.case_id], found=1)
    return Comparison(True, whole, found)


def pair(viewer: Viewer, case_id: UUID, other_id: UUID) -> Ranked | None:
    """These two children, by the spellings that fit best; None when there is nothing to compare. Raises `Refused`.

    Both cases must be this officer's to review. Journalled on both.
    """
    decisions = {one: require(viewer, "linking:review", File(case_id=one)) for one in (case_id, other_id)}
    children = {one: _child(one) for one in decisions}
    for one in decisions:
        note(viewer, one, children[one].id, found=1)
    mine, theirs = (seen(children[each], decisions[each]) for each in (case_id, other_id))
    found = best(mine, theirs, bands=("likely", "possible", "new"))
    return found[0].found if found else None


def asked_of(records: list[Record], memory: WordMemory | None = None) -> Asked:
    """The keys to ask the register with, of all spellings; sorted. `memory` as for `best`."""
    found = [asked_keys(one, memory) if memory else asked_keys(one) for one in records]
    own, year, near = (sorted({key for each in found for key in each[kind]}) for kind in range(3))
    return Asked(own, year, [key for key in near if key not in year])


def keys_of(records: list[Record]) -> list[str]:
    """All keys of `asked_of`, sorted."""
    return sorted(key for keys in asked_of(records) for key in keys)


def best(
    mine: list[Record],
    others: list[Record],
    *,
    bands: tuple[str, ...] = BANDS,
    memory: WordMemory | None = None,
) -> list[Candidate]:
    """Each other child once, by the pair of spellings that fits best; other bands are left out.

    `memory`: single names kept by a process that may (the linker).
    """
    kept: dict[str, Ranked] = {}
    for one in mine:
        for found in rank(one, others, top=len(others), new="new" in bands, memory=memory):
            known = kept.get(found.record.rec_id)
            if known is None or found.score.log_odds > known.score.log_odds:
                kept[found.record.rec_id] = found
    chosen = [found for found in kept.values() if found.score.band in bands]
    chosen.sort(key=lambda found: (bands.index(found.score.band), -found.score.log_odds, found.record.rec_id))
    return [Candidate(UUID(found.record.rec_id), found) for found in chosen]


def seen(child: Child, decision: Decision) -> list[Record]:
    """One record a spelling, named by the case, with no field the decision does not show."""
    if NAMES not in decision.fields:
        return []
    names = [row for row in child.names.all() if row.withdrawn_at is None]
    return records(
        child,
        [unseal(child.key, code=NAMES, row_id=row.id, envelope=row.sealed_name) for row in names],
        birth=BIRTH in decision.fields,
        sex="child.sex" in decision.fields,
    )


def records(child: Any, names: list[dict[str, str]], *, birth: bool = True, sex: bool = True) -> list[Record]:
    """One record a spelling, named by the case; `child`: a `Child` or an `Identity`; `birth`, `sex`: to be used?"""
    born: dict[str, Any] | None = None
    if birth:
        born = unseal(child.key, code=BIRTH, row_id=child.id, envelope=child.sealed_birth)
    mother = unseal(child.key, code=MOTHER, row_id=child.id, envelope=child.sealed_mother) or ""
    return [
        search.record_of(child.case_id, name, born, sex=child.sex if sex else "", mother=mother)
        for name in names
    ]


def note(viewer: Viewer, case_id: UUID, child_id: UUID, *, found: int) -> None:
    """One journal entry of a case: its child was compared."""
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


def _child(case_id: UUID) -> Child:
    return Child.objects.select_related("key").prefetch_related("names").get(case_id=case_id)


def _others(viewer: Viewer, case_id: UUID, keys: list[str]) -> tuple[list[tuple[Child, Decision]], bool]:
    handles = search.handles_of(keys)
    rows = (
        search.nearest(Handle.objects.filter(visible(viewer, "linking:review", case="case_id")), handles)
        .exclude(case_id=case_id)
        .select_related("child__key")
        .prefetch_related("child__names")
    )
    found = [row.child for row in rows[: READ + 1]]
    standing = standings(viewer, case_ids=[child.case_id for child in found])
    judged = [
        (
            child,
            decide(
                viewer,
                "linking:review",
                File(case_id=child.case_id),
                standing=standing.get(child.case_id, Standing()),
            ),
        )
        for child in found[:READ]
    ]
    allowed = [(child, decision) for child, decision in judged if decision]
    return allowed, len(found) <= READ and len(handles) < search.MOST_HANDLES
