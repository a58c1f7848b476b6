"""How tightly can a hidden count be bounded? Linear programming from the attacker's chair.

The attacker knows every relation between the tables, and of each shown count the interval its noise leaves (a
point where counts are exact). A hidden cell is safe if its possible values span at least `width`. Fischetti and
Salazar (Management Science 47, 2001) solve two programs a cell; here one program widens many cells at once, and
only what remains is asked singly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from qorgan.disclosure.cells import Cells
from qorgan.disclosure.relations import Cover

SINGLE_LIMIT = 150
"""Cells asked singly per audit; what is not asked counts as unsafe."""
LARGE = 5_000
"""Variables from which a linear program is solved by the interior-point method."""
ROOM = 3.0
"""A hidden count is allowed to rise by this many widths; more room would not make it safer."""


@dataclass(frozen=True)
class System:
    """Equations `matrix @ x = matrix @ truth` with low <= x <= high, over the hidden cells and the shown ones
    that share an equation with them.

    `table`, `cell` (variables,) say which cell a variable is; `truth`, `low`, `high` (variables,); `sensitive`
    whether it must be protected. `matrix` (equations, variables) sparse.
    """

    table: np.ndarray
    cell: np.ndarray
    truth: np.ndarray
    low: np.ndarray
    high: np.ndarray
    sensitive: np.ndarray
    matrix: sparse.csr_matrix


def build_system(tables: list[Cells], relations: list[Cover], threshold: int, width: int) -> System:
    """The equations the attacker can write."""
    start = np.cumsum([0, *(len(cells.true) for cells in tables)])
    rows, cols, data, equations = [], [], [], 0
    for cover in relations:
        margin = np.arange(len(tables[cover.coarse].true))
        rows += [cover.parent + equations, margin + equations]
        cols += [start[cover.fine] + np.arange(len(cover.parent)), start[cover.coarse] + margin]
        data += [np.ones(len(cover.parent)), -np.ones(len(margin))]
        equations += len(margin)
    total = int(start[-1])
    empty = np.zeros(0)
    matrix = sparse.csr_matrix(
        (np.concatenate([empty, *data]), (np.concatenate([empty, *rows]), np.concatenate([empty, *cols]))),
        shape=(equations, total),
    )
    hidden = np.concatenate([cells.hidden for cells in tables])
    matrix = matrix[np.asarray(abs(matrix) @ hidden.astype(float)).reshape(-1) > 0]
    used = (np.diff(matrix.tocsc().indptr) > 0) | hidden
    truth = np.concatenate([cells.true for cells in tables]).astype(float)
    low = np.where(hidden, 0.0, np.concatenate([cells.low for cells in tables]))
    roof = np.maximum(truth, truth[hidden].mean() if hidden.any() else 0) + ROOM * width
    high = np.where(hidden, roof, np.concatenate([cells.high for cells in tables]))
    must = np.concatenate([_sensitive(cells, threshold) for cells in tables])
    keep = np.flatnonzero(used)
    return System(
        table=np.repeat(np.arange(len(tables)), np.diff(start))[keep],
        cell=np.concatenate([np.arange(len(cells.true)) for cells in tables])[keep],
        truth=truth[keep],
        low=low[keep],
        high=high[keep],
        sensitive=must[keep],
        matrix=matrix.tocsc()[:, keep].tocsr(),
    )


def _sensitive(cells: Cells, threshold: int) -> np.ndarray:
    if cells.asked:
        return np.asarray(cells.hidden & ~cells.known)
    return np.asarray((cells.true < threshold) & (cells.true > 0))


def exposed(system: System, width: int) -> np.ndarray:
    """Numbers of the sensitive variables whose possible values span less than `width`; int64, sorted."""
    low, high = bounds(system, width)
    return np.flatnonzero(system.sensitive & (high - low < width - 1e-6))


def bounds(system: System, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Reachable values (low, high) of each variable, both (variables,): proved reachable, and for a sensitive
    variable the whole range wherever that is below `width` (unless SINGLE_LIMIT was passed)."""
    low, high = system.truth.copy(), system.truth.copy()
    loose = np.diff(system.matrix.tocsc().indptr) == 0
    low[loose], high[loose] = system.low[loose], system.high[loose]
    part_of = _components(system.matrix)
    risky = np.unique(part_of[system.sensitive & ~loose])
    rest = np.flatnonzero(np.isin(part_of, risky) & ~loose)
    if len(rest):
        _widen(system, rest, low, high, width)
    return low, high


def _components(matrix: sparse.csr_matrix) -> np.ndarray:
    both = sparse.bmat([[None, matrix], [matrix.T, None]], format="csr")
    _, label = sparse.csgraph.connected_components(both, directed=False)
    return np.asarray(label[matrix.shape[0] :])


def _widen(system: System, rest: np.ndarray, low: np.ndarray, high: np.ndarray, width: int) -> None:
    matrix = system.matrix.tocsc()[:, rest].tocsr()
    matrix = matrix[np.diff(matrix.indptr) > 0]
    right = matrix @ system.truth[rest]
    box = np.column_stack([system.low[rest], system.high[rest]])
    lo, hi = low[rest], high[rest]
    want = system.sensitive[rest]

    def left() -> np.ndarray:
        return np.asarray(want & (hi - lo < width - 1e-6))

    def learn(x: np.ndarray | None) -> None:
        if x is not None:
            np.minimum(lo, x, out=lo)
            np.maximum(hi, x, out=hi)

    for _ in range(60):
        before = int(left().sum())
        if not before:
            break
        learn(_solve(left().astype(float), matrix, right, box))
        learn(_raise_many(np.flatnonzero(left()), lo, matrix, right, box, width))
        if int(left().sum()) == before:
            break
    for one in np.flatnonzero(left())[:SINGLE_LIMIT]:
        if hi[one] - lo[one] < width - 1e-6:
            aim = np.zeros(len(rest))
            aim[one] = 1.0
            learn(_solve(aim, matrix, right, box))
            learn(_solve(-aim, matrix, right, box))
    low[rest], high[rest] = lo, hi


def _solve(
    cost: np.ndarray, matrix: sparse.csr_matrix, right: np.ndarray, box: np.ndarray
) -> np.ndarray | None:
    found = linprog(cost, A_eq=matrix, b_eq=right, bounds=box, method=_method(len(box)))
    return np.asarray(found.x) if found.x is not None else None


def _method(variables: int) -> str:
    """The interior-point method solves large systems of tables about eight times as fast as the simplex method."""
    return "highs-ipm" if variables > LARGE else "highs"


def _raise_many(
    aims: np.ndarray,
    low: np.ndarray,
    matrix: sparse.csr_matrix,
    right: np.ndarray,
    box: np.ndarray,
    width: int,
) -> np.ndarray | None:
    """Lift as many of `aims` as possible by `width`: maximise the sum of y with y <= x, y <= low + width."""
    size, many = len(box), len(aims)
    if not many:
        return None
    equal = sparse.hstack([matrix, sparse.csr_matrix((matrix.shape[0], many))], format="csr")
    picks = sparse.csr_matrix((np.ones(many), (np.arange(many), aims)), shape=(many, size))
    under = sparse.hstack([-picks, sparse.identity(many)], format="csr")
    caps = np.column_stack([np.zeros(many), low[aims] + width])
    uneven = 1 + 0.2 * ((np.arange(many) * 0.6180339887) % 1)
    found = linprog(
        np.concatenate([np.zeros(size), -uneven]),
        A_ub=under,
        b_ub=np.zeros(many),
        A_eq=equal,
        b_eq=right,
        bounds=np.vstack([box, caps]),
        method=_method(size + many),
    )
    return np.asarray(found.x[:size]) if found.x is not None else None
