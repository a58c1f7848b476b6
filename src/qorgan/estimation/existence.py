"""Does the estimate exist, and is it unique? Exact answers, remembered.

Existence of the (extended) maximum-likelihood estimate is a linear program (Fienberg and Rinaldo, Ann. Stat.
40:996-1023, 2012): with A the model matrix on the remaining histories and T = A'n, maximise s subject to
A'x = T, x >= s, s >= 0; it exists exactly when the best s is positive. Identifiability is the rank of A. Both
depend only on which counts are zero, so answers are remembered by support and model.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from scipy.optimize import linprog

from qorgan.estimation.loglinear import Bools, Design, Floats, design

EXISTS, NO_ESTIMATE, NOT_IDENTIFIABLE, BOTH = 0, 1, 2, 3
TOLERANCE = 1e-7


def status(plan: Design, counts: Floats, rows: Bools, cols: Bools) -> int:
    """0 exists and is unique, 1 no maximum-likelihood estimate, 2 not identifiable, 3 both.

    `counts` (R,), `rows` (R,) histories that remain, `cols` (P,) finite terms of the model.
    """
    identified = is_identifiable(plan.t, plan.order, rows.tobytes(), cols.tobytes())
    support = (counts > 0) & rows
    if bool(support[rows].all()) and rows.any():
        exists = True
    else:
        exists = _exists(plan.t, plan.order, rows.tobytes(), cols.tobytes(), support.tobytes())
    return (0 if exists else NO_ESTIMATE) + (0 if identified else NOT_IDENTIFIABLE)


@lru_cache(maxsize=200_000)
def is_identifiable(t: int, order: int, rows: bytes, cols: bytes) -> bool:
    """Whether the model matrix has full column rank on the remaining histories."""
    x = _matrix(t, order, rows, cols)
    if x.shape[0] < x.shape[1]:
        return False
    return bool(np.linalg.matrix_rank(x) == x.shape[1])


@lru_cache(maxsize=200_000)
def _exists(t: int, order: int, rows: bytes, cols: bytes, support: bytes) -> bool:
    """The linear program on a table of ones and zeros; only the support matters."""
    kept = np.frombuffer(rows, dtype=bool)
    return interior(_matrix(t, order, rows, cols), np.frombuffer(support, dtype=bool)[kept])


def interior(x: Floats, support: Bools) -> bool:
    """Whether the margins of a table with this support lie inside the marginal cone of the model matrix `x`."""
    if not support.any():
        return False
    # table = s + y with y >= 0:  x'y + (x'1) s = T
    left = np.hstack([x.T, x.sum(axis=0)[:, None]])
    cost = np.zeros(left.shape[1])
    cost[-1] = -1.0
    right = x.T @ support.astype(np.float64)
    found: Any = linprog(cost, A_eq=left, b_eq=right, bounds=(0, None), method="highs")
    return bool(found.status == 0 and -found.fun > TOLERANCE)


def _matrix(t: int, order: int, rows: bytes, cols: bytes) -> Floats:
    plan = design(t, order)
    part: Floats = plan.x[np.frombuffer(rows, dtype=bool)][:, np.frombuffer(cols, dtype=bool)]
    return part
