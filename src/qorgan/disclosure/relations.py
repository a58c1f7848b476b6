"""What tables say about each other: which combinations are margins of which, also of tables nobody asked for.

Two tables that share columns have a common margin; whoever holds both can compute it twice. The lattice of all
intersections of the tables' columns (down to the grand total) carries every such equation.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from qorgan.disclosure.cells import Cells


@dataclass(frozen=True)
class Cover:
    """`fine` adds up to `coarse`: `parent` (cells of fine,) int64 names each cell's margin."""

    fine: int
    coarse: int
    parent: np.ndarray


def closure(tables: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The tables' column sets and all their intersections, each once, asked ones first, order of columns kept."""
    found: dict[frozenset[str], tuple[str, ...]] = {frozenset(t): t for t in tables}
    fresh = list(found)
    while fresh:
        made = []
        for one, two in combinations(list(found), 2):
            meet = one & two
            if meet not in found:
                found[meet] = tuple(name for name in found[one] if name in meet)
                made.append(meet)
        fresh = made
    return list(found.values())


def covers(tables: list[Cells]) -> list[Cover]:
    """Each margin relation between neighbours in the lattice of `tables`."""
    sets = [frozenset(cells.columns) for cells in tables]
    out = []
    for fine, above in enumerate(sets):
        below = [k for k, s in enumerate(sets) if s < above]
        for coarse in below:
            if not any(sets[coarse] < sets[k] for k in below):
                out.append(Cover(fine, coarse, _parents(tables[fine], tables[coarse])))
    return out


def _parents(fine: Cells, coarse: Cells) -> np.ndarray:
    grid = np.indices(fine.shape).reshape(len(fine.shape), -1)
    place = np.zeros(grid.shape[1], dtype=np.int64)
    for name, size in zip(coarse.columns, coarse.shape, strict=True):
        place = place * size + grid[fine.columns.index(name)]
    return place
