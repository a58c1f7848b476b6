"""What simple arithmetic already says about each count: an outer limit that no point of the system can pass.

Each equation bounds each of its counts by what the others can be at the most and at the least (interval
propagation, as in presolve). Cells that are too narrow even here are exposed without any linear program.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

PASSES = 30


def squeeze(matrix: sparse.csr_matrix, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Outer limits of `change`, given `matrix @ change = 0` and low <= change <= high; all (variables,).

    `matrix` (equations, variables) of -1 and 1 without empty rows.
    """
    entries = matrix.tocoo()
    row, column, sign = entries.row, entries.col, entries.data
    low, high = low.copy(), high.copy()
    for _ in range(PASSES):
        least = np.where(sign > 0, low[column], -high[column])
        most = np.where(sign > 0, high[column], -low[column])
        at_most = least - np.bincount(row, weights=least, minlength=matrix.shape[0])[row]
        at_least = most - np.bincount(row, weights=most, minlength=matrix.shape[0])[row]
        before = float((high - low).sum())
        np.maximum.at(low, column, np.where(sign > 0, at_least, -at_most))
        np.minimum.at(high, column, np.where(sign > 0, at_most, -at_least))
        if before - float((high - low).sum()) < 1.0:
            break
    return low, high
