"""What the linker does, as the role qorgan_linker, after the act and never in a request.

For one case: its child against children of the same body (kept as likenesses for the review queue) and of other
bodies (kept as hits: band and reason codes, no more). It joins nothing and decides nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from qorgan.agencies.scope import tell_database
from qorgan.children.models import Child
from qorgan.keyring.actions import search_token, unseal
from qorgan.linkage import Record, WordMemory
from qorgan.linking import pairs, rules
from qorgan.linking.comparing import NAMES, Candidate, best, keys_of, records
from qorgan.linking.models import (
    Band,
    Choice,
    Hit,
    HitTarget,
    Judgement,
    Likeness,
    Run,
)
from qorgan.linking.pairs import newest
from qorgan.linking.rules import Note
from qorgan.vault import new_id

# Single names met before, taken apart, without anybody who bears them. This process alone keeps them, since the keys
# that open every name are in the same memory.
MEMORY = WordMemory(50_000)
FLAGS = ("sibling", "twin", "made_older")


@transaction.atomic
def match(*, case_id: UUID, officer_id: UUID | None, now: dt.datetime) -> Run | None:
    """Compare the child of one case with all others. None when nothing was to be done.

    Nothing without a legal basis, for a child who takes no part, or when nothing changed since the last run.
    """
    tell_database(None, now=now)
    standing = rules.standing(case_id, officer_id, now=now)
    if standing is None or not standing.lawful:
        return None
    if standing.part == Choice.Part.OUT:
        _no_longer(pairs.touching(Likeness.objects, case_id), now=now)
        return None
    mine = _own(case_id, nameless=standing.part == Choice.Part.IN)
    keys = keys_of(mine)
    mark = _fingerprint(case_id, keys)
    if standing.mark == mark and standing.held not in RETRIED:
        return None
    held = rules.held(standing, mark, known=bool(keys))
    crossed = held == Run.Held.NONE
    own, others = _candidates(case_id, keys) if keys else ([], [])
    alike = best(mine, _records([*own, *(others if crossed else ())]), memory=MEMORY)
    near = set(own)
    found, version = _likenesses(case_id, [one for one in alike if one.case_id in near], now=now)
    far = [one for one in alike if one.case_id not in near]
    met = _hits(case_id, far, now=now) if crossed else []
    done = Note("linking.matched", case_id, standing.agency_id, detail={"crossed": crossed})
    rules.note(*(Note("linking.was_hit", each) for each in met), done, now=now)
    return Run.objects.create(
        case_id=case_id,
        agency_id=standing.agency_id,
        officer_id=officer_id,
        fingerprint=mark,
        held=held,
        found=found,
        hits=len(far) if crossed else 0,
        model=version,
        at=now,
    )


def waiting(*, now: dt.datetime) -> list[tuple[UUID, UUID | None]]:
    """Cases whose newest run was held back only for now, with the officer of the act."""
    later = Run.objects.filter(held=Run.Held.OFFICER, at__lte=now - dt.timedelta(days=1))
    return [
        (run.case_id, run.officer_id)
        for run in later.order_by("at")[:500]
        if not Run.objects.filter(case_id=run.case_id, at__gt=run.at).exists()
    ]


RETRIED = {Run.Held.OFFICER, Run.Held.CHOICE}
_IDENTITY = ("id", "case_id", "sex", "sealed_birth", "sealed_mother", "key__wrapped")


class Key(NamedTuple):
    """A wrapped key as it is read: a hundred rows of a model would cost more than their names."""

    id: UUID
    wrapped: bytes


class Identity(NamedTuple):
    """What a child's record is made of."""

    id: UUID
    case_id: UUID
    sex: str
    sealed_birth: bytes | None
    sealed_mother: bytes | None
    key: Any  # a `Key` where the keyring wants a `WrappedKey`


def _candidates(case_id: UUID, keys: list[str]) -> tuple[list[UUID], list[UUID]]:
    """(cases of the same body, cases of others) that share the rarest keys: at most 30 and 100."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, own FROM qorgan_match_candidates(%s, %s)",
            [[search_token(key) for key in keys], case_id],
        )
        rows = cursor.fetchall()
    return [case for case, own in rows if own], [case for case, own in rows if not own]


def _own(case_id: UUID, *, nameless: bool) -> list[Record]:
    """What is known of the child of this case; `nameless`: also of one without a name."""
    found = _records([case_id])
    if found or not nameless:
        return found
    return [
        one
        for child in Child.objects.filter(case_id=case_id).select_related("key").only(*_IDENTITY)
        for one in records(child, [{}])
    ]


_NAMES_OF = """
SELECT n.id, n.sealed_name, c.id, c.case_id, c.sex, c.sealed_birth, c.sealed_mother, k.id, k.wrapped
FROM children_child c JOIN children_childname n ON n.child_id = c.id JOIN keyring_wrappedkey k ON k.id = c.key_id
WHERE c.case_id = ANY (%s) AND n.withdrawn_at IS NULL
"""


def _records(case_ids: list[UUID]) -> list[Record]:
    """What is known of the children of these cases, one record a spelling; one statement, for there may be many."""
    if not case_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NAMES_OF, [case_ids])
        rows = cursor.fetchall()
    children: dict[UUID, Identity] = {}
    names: dict[UUID, list[dict[str, str]]] = {}
    for row_id, sealed_name, child_id, case_id, sex, birth, mother, key_id, wrapped in rows:
        if child_id not in children:
            children[child_id] = Identity(child_id, case_id, sex, birth, mother, Key(key_id, wrapped))
        name = unseal(children[child_id].key, code=NAMES, row_id=row_id, envelope=sealed_name)
        names.setdefault(child_id, []).append(name)
    return [one for child_id, child in children.items() for one in records(child, names[child_id])]


def _fingerprint(case_id: UUID, keys: list[str]) -> bytes:
    """A keyed hash of case and identity: equal identities of two cases give two different ones."""
    return search_token("|".join([str(case_id), *keys]))


def _likenesses(case_id: UUID, found: list[Candidate], *, now: dt.datetime) -> tuple[int, str]:
    """Keep what is alike in the same body, and say of what is no longer alike that it is not."""
    settled = _settled(case_id) if found else set()
    known = {row.other(case_id): row for row in pairs.touching(Likeness.objects, case_id)}
    kept = [one for one in found if one.case_id not in settled]
    fresh = []
    for one in kept:
        said, row = _said(one), known.get(one.case_id)
        if row is None:
            low, high = pairs.ordered(case_id, one.case_id)
            fresh.append(Likeness(low_case_id=low, high_case_id=high, found_at=now, **said))
        elif any(getattr(row, name) != value for name, value in said.items()):
            Likeness.objects.filter(pk=row.pk).update(found_at=now, **said)
    if fresh:
        Likeness.objects.bulk_create(fresh)
    alike = {one.case_id for one in found}
    gone = [row.pk for other, row in known.items() if row.band != Band.NEW and other not in alike]
    if gone:
        _no_longer(Likeness.objects.filter(pk__in=gone), now=now)
    return len(kept), found[0].found.score.model_version if found else ""


def _no_longer(rows: QuerySet[Likeness], *, now: dt.datetime) -> None:
    rows.exclude(band=Band.NEW).update(band=Band.NEW, found_at=now)


def _said(one: Candidate) -> dict[str, Any]:
    """What is kept of a score: band and reason codes, no word of a child."""
    score = one.found.score
    flags = [flag for flag in score.flags if flag in FLAGS]
    return {"band": score.band, "flags": flags, "model": score.model_version}


def _settled(case_id: UUID) -> set[UUID]:
    """Cases a person judged the same or different: never proposed again unless a person reopens it."""
    final = (Judgement.Verdict.SAME, Judgement.Verdict.DIFFERENT)
    rows = newest(
        pairs.touching(Judgement.objects, case_id).only("low_case_id", "high_case_id", "nth", "verdict")
    )
    return {row.other(case_id) for row in rows if row.verdict in final}


def _hits(case_id: UUID, found: list[Candidate], *, now: dt.datetime) -> list[UUID]:
    """Keep which other bodies' records are alike: band and reason codes. The cases met for the first time."""
    known = dict(HitTarget.objects.filter(case_id=case_id).values_list("other_case_id", "hit_id"))
    fresh: list[tuple[Hit, HitTarget]] = []
    for one in found:
        if one.case_id in known:
            Hit.objects.filter(pk=known[one.case_id]).update(**_said(one))
            continue
        hit = Hit(id=new_id(), case_id=case_id, found_at=now, **_said(one))
        fresh.append((hit, HitTarget(hit=hit, case_id=case_id, other_case_id=one.case_id)))
    if fresh:
        Hit.objects.bulk_create([hit for hit, _ in fresh])
        HitTarget.objects.bulk_create([target for _, target in fresh])
    gone = set(known) - {one.case_id for one in found}
    if gone:
        Hit.objects.filter(pk__in=[known[other] for other in gone]).update(band=Band.NEW)
    return [target.other_case_id for _, target in fresh]


def everyone() -> list[UUID]:
    """Cases of all children the linker may read, for the first comparison under a new legal basis."""
    return list(Child.objects.order_by("id").values_list("case_id", flat=True))
