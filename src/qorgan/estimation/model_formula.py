"""Models as people write them: maximal interactions by list names, `A:B,C:D,E`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations

from qorgan.estimation.errors import EstimationError, nearest


def main_effects(t: int) -> set[int]:
    """Every list alone."""
    return {1 << i for i in range(t)}


def all_pairs(t: int) -> set[int]:
    """Every list and every pair."""
    return main_effects(t) | {1 << i | 1 << j for i, j in combinations(range(t), 2)}


def parse(formula: str, lists: Sequence[str]) -> set[int]:
    """Terms (bit masks) of a hierarchical model; all main effects are always in it.

    Raises EST-07 for a formula that cannot be read, EST-06 for a list that is not in the table. A link between
    all lists is accepted and found not identifiable when it is fitted.
    """
    terms = main_effects(len(lists))
    for part in formula.split(","):
        names = [name.strip() for name in part.split(":")]
        if not all(names) or len(set(names)) != len(names):
            raise EstimationError("EST-07", place="--model", value=part)
        for name in names:
            if name not in lists:
                raise EstimationError(
                    "EST-06", place="--model", value=name, did_you_mean=nearest(name, lists)
                )
        for size in range(2, len(names) + 1):
            for group in combinations(names, size):
                terms.add(sum(1 << lists.index(name) for name in group))
    return terms


def write(terms: Collection[int], lists: Sequence[str], order: Sequence[int]) -> str:
    """Maximal interactions of a model, first those of `order` in their sequence, then the rest."""
    maximal = [t for t in terms if t and not any(t != u and t & ~u == 0 for u in terms)]
    first = [t for t in order if t in maximal]
    rest = sorted((t for t in maximal if t not in first), key=lambda t: (-t.bit_count(), _positions(t)))
    return ",".join(write_term(t, lists) for t in [*first, *rest])


def write_term(term: int, lists: Sequence[str]) -> str:
    """One interaction as `A:B`, lists in the order of the table."""
    return ":".join(lists[i] for i in _positions(term))


def _positions(term: int) -> list[int]:
    return [i for i in range(term.bit_length()) if term >> i & 1]
