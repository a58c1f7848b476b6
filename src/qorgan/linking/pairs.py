"""Pairs of cases: one order, the newest row of each, and the groups that confirmed joinings make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Manager, Q, QuerySet

from qorgan.linkage.clusters import CAP, CORE_SHARE
from qorgan.linking.models import Joining, Judgement, Likeness

P = TypeVar("P", Joining, Judgement)


def ordered(one: UUID, two: UUID) -> tuple[UUID, UUID]:
    """The smaller id first."""
    return (one, two) if one < two else (two, one)


def touching(rows: Any, *case_ids: UUID) -> QuerySet[Any]:
    """Rows of pairs with one of these cases."""
    source: Manager[Any] | QuerySet[Any] = rows
    return source.filter(Q(low_case_id__in=case_ids) | Q(high_case_id__in=case_ids))


def of_pair(rows: Any, one: UUID, two: UUID) -> QuerySet[Any]:
    """All rows of one pair, newest first."""
    low, high = ordered(one, two)
    source: Manager[Any] | QuerySet[Any] = rows
    return source.filter(low_case_id=low, high_case_id=high).order_by("-nth")


def newest(rows: Iterable[P]) -> list[P]:
    """The newest row of each pair."""
    kept: dict[tuple[UUID, UUID], P] = {}
    for row in rows:
        key = (row.low_case_id, row.high_case_id)
        if key not in kept or row.nth > kept[key].nth:
            kept[key] = row
    return list(kept.values())


def group(case_id: UUID) -> set[UUID]:
    """The cases joined with this one, through confirmed joinings in force, with itself; at most a few steps."""
    members, edge = {case_id}, {case_id}
    while edge and len(members) <= CAP:
        rows = newest(touching(Joining.objects, *edge))
        joined = {each for row in rows if row.step == Joining.Step.CONFIRMED for each in row.both()}
        edge = joined - members
        members |= edge
    return members


def too_large(one: set[UUID], two: set[UUID]) -> bool:
    """Would the joined group have more files than one child can have?"""
    return len(one | two) > CAP


def judged_different(one: set[UUID], two: set[UUID]) -> bool:
    """Has a person judged two files of the joined group to be two children?"""
    everyone = one | two
    rows = newest(touching(Judgement.objects, *everyone))
    return any(row.verdict == Judgement.Verdict.DIFFERENT and set(row.both()) <= everyone for row in rows)


def is_bridge(one: set[UUID], two: set[UUID]) -> bool:
    """Do too few files across the two groups resemble each other? Then one thin file may bridge two children."""
    across = len(one) * len(two)
    if across == 1:
        return False
    alike = touching(Likeness.objects, *one).filter(band__in=["likely", "possible"])
    known = {frozenset(row.both()) for row in alike}
    crossing = sum(1 for a in one for b in two if frozenset((a, b)) in known)
    return crossing < CORE_SHARE * across
