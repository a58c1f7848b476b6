"""What the linker does, as the role qorgan_linker, after the act and never in a request.

For one case: its child against children of the same body (kept as likenesses for the review queue) and of other
bodies (kept as hits: band and reason codes, no more). It joins nothing and decides nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from qorgan.agencies.scope import tell_database
from qorgan.children.models import Child
from qorgan.keyring.actions import search_token, unseal
from qorgan.linkage import Asked, Record, WordMemory
from qorgan.linking import keeping, pairs, rules
from qorgan.linking.comparing import NAMES, asked_of, best, records
from qorgan.linking.models import Choice, Likeness, Run
from qorgan.linking.rules import Note

# Single names met before, taken apart, without anybody who bears them. This process alone keeps them, since the keys
# that open every name are in the same memory.
MEMORY = WordMemory(50_000)


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
        keeping.no_longer(pairs.touching(Likeness.objects, case_id), now=now)
        return None
    mine = _own(case_id, nameless=standing.part == Choice.Part.IN)
    asked = asked_of(mine, MEMORY)
    mark = _fingerprint(case_id, asked)
    if standing.mark == mark and standing.held not in RETRIED:
        return None
    held = rules.held(standing, mark, known=any(asked))
    crossed = held == Run.Held.NONE
    own, others = _candidates(case_id, asked) if any(asked) else ([], [])
    alike = best(mine, _records([*own, *(others if crossed else ())]), memory=MEMORY)
    mine_too, before = set(own), keeping.known(case_id)
    near = [one for one in alike if one.case_id in mine_too]
    far = [one for one in alike if one.case_id not in mine_too]
    keeping.change(before, near, far, crossed=crossed, now=now)
    proposed = [one for one in near if one.case_id not in before.settled]
    met = [one for one in far if one.case_id not in before.hits]
    done = Note("linking.matched", case_id, standing.agency_id, detail={"crossed": crossed})
    rules.note(*(Note("linking.was_hit", one.case_id) for one in met), done, now=now)
    run = Run(
        case_id=case_id,
        agency_id=standing.agency_id,
        officer_id=officer_id,
        fingerprint=mark,
        held=held,
        found=len(proposed),
        hits=len(far),
        model=near[0].found.score.model_version if near else "",
        at=now,
    )
    keeping.add(run, [one for one in proposed if one.case_id not in before.likenesses], met)
    return run


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


def _candidates(case_id: UUID, asked: Asked) -> tuple[list[UUID], list[UUID]]:
    """(cases of the same body, cases of others) that share the rarest keys: at most 20 and 60 (migration 0005)."""
    tokens = [[search_token(key) for key in keys] for keys in asked]
    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id, own FROM qorgan_match_candidates(%s, %s, %s, %s)", [*tokens, case_id])
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


def _fingerprint(case_id: UUID, asked: Asked) -> bytes:
    """A keyed hash of case and identity: equal identities of two cases give two different ones."""
    return search_token("|".join([str(case_id), *sorted(key for keys in asked for key in keys)]))


def everyone() -> list[UUID]:
    """Cases of all children the linker may read, for the first comparison under a new legal basis."""
    return list(Child.objects.order_by("id").values_list("case_id", flat=True))
