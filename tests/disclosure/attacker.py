"""The attacker's programs, written without any of the room's equations: pairs of published tables and their margins."""

from __future__ import annotations

import itertools

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from qorgan.disclosure.cells import Cells
from qorgan.disclosure.relations import closure


def state_of(
    counts: np.ndarray, sets: list[tuple[str, ...]], threshold: int, noise: np.random.Generator | None
) -> list[Cells]:
    """Tables `sets` over the axes a, b, c, ... of `counts`, and those they share, small counts hidden.

    With `noise` shown counts are up to (threshold - 1) / 2 from the truth.
    """
    names = "abcdefgh"[: counts.ndim]
    made = []
    for columns in closure(sets):
        kept = tuple(sorted(columns))
        true = counts.sum(axis=tuple(k for k, name in enumerate(names) if name not in kept))
        flat = np.asarray(true, dtype=np.int64).reshape(-1)
        spread = (threshold - 1) // 2 if noise is not None else 0
        shown = flat + (noise.integers(-spread, spread + 1, len(flat)) if noise is not None else 0)
        asked = set(columns) in [set(s) for s in sets]
        cells = Cells(kept, np.shape(true), flat, shown, np.ones(len(flat), dtype=bool), asked)
        if asked:
            cells.primary = (flat < threshold) | (shown < threshold)
            cells.hidden = cells.primary.copy()
            cells.conclude(spread, threshold)
        made.append(cells)
    return made


def equations(tables: list[Cells]) -> sparse.csr_matrix:
    """(margins of pairs, cells of all tables): the two sums that must agree, as +1 and -1."""
    start = np.cumsum([0, *(len(cells.true) for cells in tables)])
    blocks = []
    for one, two in itertools.combinations(range(len(tables)), 2):
        shared = [name for name in tables[one].columns if name in tables[two].columns]
        parts = [sparse.csr_matrix((int(_size(tables[one], shared)), int(size))) for size in np.diff(start)]
        for sign, at in ((1.0, one), (-1.0, two)):
            group = _groups(tables[at], shared)
            parts[at] = sparse.csr_matrix(
                (np.full(len(group), sign), (group, np.arange(len(group)))), shape=parts[at].shape
            )
        blocks.append(sparse.hstack(parts))
    return sparse.vstack(blocks).tocsr()


def _size(cells: Cells, shared: list[str]) -> int:
    return int(np.prod([cells.shape[cells.columns.index(name)] for name in shared]))


def _groups(cells: Cells, shared: list[str]) -> np.ndarray:
    grid = np.indices(cells.shape).reshape(len(cells.shape), -1)
    group = np.zeros(grid.shape[1] if len(cells.shape) else 1, dtype=np.int64)
    for name in shared:
        axis = cells.columns.index(name)
        group = group * cells.shape[axis] + grid[axis]
    return group


def box_of(tables: list[Cells], most: float = np.inf) -> np.ndarray:
    """(cells of all tables, 2): what each count may be; a hidden one anything from 0 to `most`."""
    hidden = np.concatenate([cells.hidden for cells in tables])
    low = np.where(hidden, 0.0, np.concatenate([cells.low for cells in tables]))
    high = np.where(hidden, most, np.concatenate([cells.high for cells in tables]))
    return np.column_stack([low, high])


def ranges(tables: list[Cells], numbers: np.ndarray) -> list[tuple[float, float]]:
    """Least and greatest possible count of the cells `numbers` (counted over all published tables in turn)."""
    published = [cells for cells in tables if cells.asked]
    matrix, box = equations(published), box_of(published)
    right = matrix @ np.concatenate([cells.true for cells in published])
    assert not right.any()
    found = []
    for one in numbers:
        cost = np.zeros(len(box))
        cost[one] = 1.0
        ends = [linprog(sign * cost, A_eq=matrix, b_eq=right, bounds=box) for sign in (1, -1)]
        assert ends[0].status == 0
        assert ends[1].status in (0, 3)
        found.append((ends[0].fun, np.inf if ends[1].status == 3 else -ends[1].fun))
    return found
