"""Which records belong together, from pairs and from what people decided. Never by chains alone.

People's judgements come first: `same` edges join, `different` edges keep apart for ever, also through others.
Machine pairs are proposals, taken from the most to the least likely, and a group grows only while it stays
within the cap, no two members were judged different, and the newcomers resemble enough of the group (so that one
thin record does not bridge two children). What was held back is reported with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qorgan.linkage.record import LinkageError

CAP = 12
LIKELY = 0.9
CORE_SHARE = 0.5  # of the pairs between two groups, how many must themselves be at least possible
POSSIBLE = 0.3


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A likely pair that did not join two groups; `reason` is `cap`, `different` or `bridge`."""

    a: str
    b: str
    probability: float
    reason: str


@dataclass(frozen=True, slots=True)
class Clusters:
    """Groups of two and more records, each sorted, and the pairs that were held back for a person."""

    groups: tuple[tuple[str, ...], ...]
    held_back: tuple[HeldBack, ...]


def clusters(
    pairs: Iterable[tuple[str, str, float]],
    *,
    same: Iterable[tuple[str, str]] = (),
    different: Iterable[tuple[str, str]] = (),
    likely: float = LIKELY,
    cap: int = CAP,
) -> Clusters:
    """Groups of records; the same for the same input in any order.

    Raises LinkageError LNK-12 when people's `same` and `different` judgements contradict each other: the newer
    must be settled by people, never by the machine.
    """
    different = list(different)
    apart = {frozenset(pair) for pair in different}
    member: dict[str, set[str]] = {}
    for a, b in sorted(map(_ordered, same)):
        _join(member, a, b)
    for a, b in sorted(map(_ordered, different)):
        if b in member.get(a, ()):
            raise LinkageError("LNK-12", f"{a}, {b}")
    chance = {frozenset((a, b)): value for a, b, value in pairs if a != b}
    held: list[HeldBack] = []
    proposals = [(-value, *_ordered(tuple(pair))) for pair, value in chance.items() if value >= likely]
    for value, a, b in sorted(proposals):
        one, two = member.get(a, {a}), member.get(b, {b})
        if b in one:
            continue
        reason = _objection(one, two, apart, chance, cap)
        if reason:
            held.append(HeldBack(a, b, -value, reason))
        else:
            _join(member, a, b)
    groups = {tuple(sorted(group)) for group in member.values()}
    return Clusters(tuple(sorted(groups)), tuple(held))


def _ordered(pair: tuple[str, ...]) -> tuple[str, str]:
    return min(pair), max(pair)


def _join(member: dict[str, set[str]], a: str, b: str) -> None:
    group = member.get(a, {a}) | member.get(b, {b})
    for record in group:
        member[record] = group


def _objection(
    one: set[str], two: set[str], apart: set[frozenset[str]], chance: dict[frozenset[str], float], cap: int
) -> str:
    """Why two groups may not join: `different`, `cap`, `bridge`, or nothing."""
    across = [frozenset((x, y)) for x in one for y in two]
    if any(pair in apart for pair in across):
        return "different"
    if len(one) + len(two) > cap:
        return "cap"
    alike = sum(chance.get(pair, 0.0) >= POSSIBLE for pair in across)
    return "" if alike >= CORE_SHARE * len(across) else "bridge"
