"""BIC over all hierarchical models, and the top-n bootstrap (Silverman, Chan, Vincent, Stat. Comput. 34:44, 2024)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from qorgan.estimation import existence, loglinear
from qorgan.estimation.errors import EstimationError
from qorgan.estimation.loglinear import Bools, Design, Floats

MODEL_LIMIT = 40_000
TOP_LEVELS = (1, 2, 5, 10, 20, 50, 100)


def default_top(t: int) -> int:
    """How many of the best models a bootstrap searches: 20 for up to four lists, 100 above (2024 paper)."""
    return 20 if t <= 4 else 100


@lru_cache(maxsize=8)
def models(t: int, order: int) -> Bools:
    """All hierarchical models with the main effects, interactions of up to `order` (2 or 3) lists.

    Returns (M, P) over the columns of `design(t, order)`. Raises EST-09 for another order, EST-10 when there
    are more than 40,000 models (order 2 above six lists, order 3 above five).
    """
    if order not in (2, 3):
        raise EstimationError("EST-09", option="--max-order", allowed="2 – 3", value=order)
    plan = loglinear.design(t, order)
    pairs = plan.of_order(2)
    if 2 ** len(pairs) > MODEL_LIMIT or (order == 3 and t > 5):
        raise EstimationError("EST-10", value=t, allowed=6 if order == 2 else 5)
    graphs = np.zeros((2 ** len(pairs), plan.columns), dtype=bool)
    graphs[:, : t + 1] = True
    graphs[:, pairs] = (np.arange(2 ** len(pairs))[:, None] >> np.arange(len(pairs))) & 1 == 1
    return graphs if order == 2 else _with_triples(plan, graphs)


def _with_triples(plan: Design, graphs: Bools) -> Bools:
    column = {term: c for c, term in enumerate(plan.terms)}
    sides = {}
    for c in plan.of_order(3):
        lists = [i for i in range(plan.t) if plan.terms[c] >> i & 1]
        sides[c] = [column[1 << i | 1 << j] for i, j in combinations(lists, 2)]
    found = []
    for graph in graphs:
        allowed = [c for c, needed in sides.items() if graph[needed].all()]
        for number in range(2 ** len(allowed)):
            model = graph.copy()
            model[[c for k, c in enumerate(allowed) if number >> k & 1]] = True
            found.append(model)
    return np.array(found)


@dataclass
class Ranking:
    """Admissible models (status 0) from the best BIC up: `cols` (M, P), `bic` (M,), `totals` (M,)."""

    plan: Design
    cols: Bools
    bic: Floats
    totals: Floats
    tried: int
    best_mu: Floats
    best_rows: Bools
    best_finite: Bools
    best_beta: Floats


def rank_models(t: int, counts: Floats, order: int) -> Ranking:
    """Fit every hierarchical model to one table (R,) and sort the admissible ones by BIC."""
    plan, cols = loglinear.design(t, order), models(t, order)
    table = np.broadcast_to(counts, (cols.shape[0], counts.size))
    rows, finite = loglinear.dropped(plan, table, cols)
    fits = loglinear.fit(plan, table, rows, finite)
    value = loglinear.bic(table, fits.mu, rows, cols)
    good = _admissible(plan, table, rows, finite, fits)
    place = np.flatnonzero(good)
    place = place[np.argsort(value[place], kind="stable")]
    if not place.size:
        empty = np.zeros((0, plan.columns))
        return Ranking(plan, cols[:0], value[:0], value[:0], len(cols), empty, rows[:0], finite[:0], empty)
    total = loglinear.totals(table, fits.beta)[place]
    top = place[:1]
    return Ranking(
        plan,
        cols[place],
        value[place],
        total,
        len(cols),
        fits.mu[top],
        rows[top],
        finite[top],
        fits.beta[top],
    )


def _admissible(plan: Design, counts: Floats, rows: Bools, finite: Bools, fits: loglinear.Fits) -> Bools:
    sure = loglinear.certified(plan, counts, rows, finite, fits)
    pairs = range(counts.shape[0])
    return np.array([_usable(plan, counts[m], rows[m], finite[m], bool(sure[m])) for m in pairs], dtype=bool)


def search(plan: Design, tables: Floats, cols: Bools) -> Floats:
    """The best total of each table when the first 1, 2, … K models may be chosen.

    `tables` (B, R), `cols` (K, P) in their order on the original data. Returns (B, K): entry k is the total of
    the model with the lowest BIC among the first k + 1 that are admissible, not a number when none is.
    """
    replicates, width = tables.shape[0], cols.shape[0]
    repeated = np.repeat(tables, width, axis=0)
    chosen = np.tile(cols, (replicates, 1))
    rows, finite = loglinear.dropped(plan, repeated, chosen)
    fits = loglinear.fit(plan, repeated, rows, finite)
    value = loglinear.bic(repeated, fits.mu, rows, chosen).reshape(replicates, width)
    total = loglinear.totals(repeated, fits.beta).reshape(replicates, width)
    sure = loglinear.certified(plan, repeated, rows, finite, fits).reshape(replicates, width)
    best = np.full((replicates, width), np.nan)
    for b in range(replicates):
        low, current = np.inf, np.nan
        for k in range(width):
            if not value[b, k] < low:
                best[b, k] = current
                continue
            at = b * width + k
            if _usable(plan, repeated[at], rows[at], finite[at], bool(sure[b, k])):
                low, current = value[b, k], total[b, k]
            best[b, k] = current
    return best


def _usable(plan: Design, counts: Floats, rows: Bools, finite: Bools, sure: bool) -> bool:
    if sure:
        return existence.is_identifiable(plan.t, plan.order, rows.tobytes(), finite.tobytes())
    return existence.status(plan, counts, rows, finite) == existence.EXISTS


def levels(width: int) -> list[int]:
    """The numbers of models for which an interval is printed, ending with `width` itself."""
    return [*(k for k in TOP_LEVELS if k < width), width]


def not_levelled(ends: list[tuple[int, float, float]], tolerance: float = 0.05) -> bool:
    """Whether the last step of n_top still moved an end of the interval by more than `tolerance`."""
    if len(ends) < 2:
        return False
    (_, low, high), (_, low2, high2) = ends[-2:]
    return abs(low2 - low) > tolerance * low or abs(high2 - high) > tolerance * high


def block_of(tables: NDArray, width: int, columns: int, bytes_allowed: int = 64_000_000) -> int:
    """How many tables to search at once so that memory stays bounded."""
    per_table = 8 * width * (2 * int(tables.shape[1]) + 3 * columns)
    return max(1, bytes_allowed // per_table)
