"""How tightly can a hidden count be bounded? Linear programming from the attacker's chair.

The attacker knows every relation between the tables, and of each shown count the interval its noise leaves (a
point where counts are exact). A hidden cell is safe if its possible values span at least `width`. Fischetti and
Salazar (Management Science 47, 2001) solve two programs a cell; here a cell is safe once two points of the
attacker's system are known that lie `width` apart in it, and one program finds such points for many cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from qorgan.disclosure.cells import Cells
from qorgan.disclosure.proofs import Proofs
from qorgan.disclosure.relations import Cover

ROOM = 3.0
"""A hidden count is allowed to rise by this many widths; more room would not make it safer."""


@dataclass(frozen=True)
class System:
    """Equations `matrix @ x = matrix @ truth` with low <= x <= high over the cells whose count is not certain.

    `table`, `cell` (variables,) say which cell a variable is, `place` (columns, variables) its code in each column
    or -1; `truth`, `low`, `high` (variables,) in people; `sensitive` whether it must be protected. `matrix`
    (equations, variables) sparse: every margin over or under an uncertain cell, also one whose cells are all shown
    with noise. Hiding more cells only adds points to the system, it never takes one away.
    """

    table: np.ndarray
    cell: np.ndarray
    place: np.ndarray
    truth: np.ndarray
    low: np.ndarray
    high: np.ndarray
    sensitive: np.ndarray
    matrix: sparse.csr_matrix


def build_system(
    tables: list[Cells], relations: list[Cover], threshold: int, width: int, proofs: Proofs
) -> System:
    """The equations the attacker can write. `proofs` keeps the room of hidden cells from shrinking."""
    hidden = np.concatenate([cells.hidden for cells in tables])
    truth = np.concatenate([cells.true for cells in tables]).astype(float)
    roof = np.maximum(truth, proofs.raise_level(truth[hidden])) + ROOM * width
    shown_low = np.concatenate([cells.low for cells in tables])
    shown_high = np.concatenate([cells.high for cells in tables])
    low = np.where(hidden, 0.0, shown_low)
    high = np.where(hidden, np.maximum(roof, shown_high), shown_high)
    must = np.concatenate([_sensitive(cells, threshold) for cells in tables])
    keep = np.flatnonzero((low < high) | hidden)
    matrix = _equations(tables, relations)[:, keep].tocsr()
    sizes = [len(cells.true) for cells in tables]
    return System(
        table=np.repeat(np.arange(len(tables)), sizes)[keep],
        cell=np.concatenate([np.arange(size) for size in sizes])[keep],
        place=_places(tables)[:, keep],
        truth=truth[keep],
        low=low[keep],
        high=high[keep],
        sensitive=must[keep],
        matrix=matrix[np.diff(matrix.indptr) > 0],
    )


def _equations(tables: list[Cells], relations: list[Cover]) -> sparse.csc_matrix:
    """One row for each cell of each margin, one column for each cell of all tables."""
    start = np.cumsum([0, *(len(cells.true) for cells in tables)])
    rows, cols, data, equations = [np.zeros(0, int)], [np.zeros(0, int)], [np.zeros(0)], 0
    for cover in relations:
        margin = np.arange(len(tables[cover.coarse].true))
        rows += [cover.parent + equations, margin + equations]
        cols += [start[cover.fine] + np.arange(len(cover.parent)), start[cover.coarse] + margin]
        data += [np.ones(len(cover.parent)), -np.ones(len(margin))]
        equations += len(margin)
    entries = (np.concatenate(data), (np.concatenate(rows), np.concatenate(cols)))
    return sparse.csc_matrix(entries, shape=(equations, int(start[-1])))


def _places(tables: list[Cells]) -> np.ndarray:
    """Code of each cell in each column of any table, -1 where its table has no such column: (columns, cells)."""
    names = sorted({name for cells in tables for name in cells.columns})
    parts = []
    for cells in tables:
        part = np.full((len(names), len(cells.true)), -1)
        if cells.columns:
            part[[names.index(name) for name in cells.columns]] = np.indices(cells.shape).reshape(
                len(cells.shape), -1
            )
        parts.append(part)
    return np.concatenate(parts, axis=1)


def _sensitive(cells: Cells, threshold: int) -> np.ndarray:
    if cells.asked:
        return np.asarray(cells.hidden & ~cells.known)
    return np.asarray((cells.true < threshold) & (cells.true > 0))
