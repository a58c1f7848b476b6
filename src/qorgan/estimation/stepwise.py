"""Forward stepwise choice of pairs, for many tables at once (Chan, Silverman, Vincent 2021).

Start with main effects. For each absent pair compare its observed overlap with the fitted one by the smaller
Poisson tail probability; among candidates whose model exists and is identifiable add the one with the smallest
probability while it is below the threshold p.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from qorgan.estimation import existence, loglinear
from qorgan.estimation.loglinear import Bools, Design, Floats

THRESHOLD = 0.02  # minimised the log mean squared error over 28 simulated scenarios (Chan et al. 2021)


@dataclass
class Selected:
    """B selected models. `cols` (B, P) terms chosen, those at minus infinity included; `finite` (B, P) the
    rest; `rows` (B, R) histories kept; `beta`, `mu` the fits; `status` (B,); `order` the columns in the
    sequence in which they entered."""

    cols: Bools
    finite: Bools
    rows: Bools
    beta: Floats
    mu: Floats
    status: NDArray[np.int64]
    order: list[list[int]]

    def totals(self, counts: Floats) -> Floats:
        """Estimated totals (B,), not a number where no estimate exists."""
        value = loglinear.totals(counts, self.beta)
        return np.where(self.status == 0, value, np.nan)


def select(plan: Design, counts: Floats, threshold: float = THRESHOLD) -> Selected:
    """Choose and fit a model for each of B tables; `counts` (B, R). Only pairs of `plan` are tried."""
    state = _main_effects(plan, counts)
    pairs = np.array(plan.of_order(2), dtype=np.int64)
    observed = counts @ plan.x[:, pairs]
    growing = np.flatnonzero(state.status == 0)
    while growing.size and pairs.size:
        ranked, usable = _rank(plan, state, observed, pairs, growing, threshold)
        growing = growing[_grow(plan, counts, state, growing, ranked, usable)]
    return state


def _main_effects(plan: Design, counts: Floats) -> Selected:
    cols = np.zeros((counts.shape[0], plan.columns), dtype=bool)
    cols[:, : plan.t + 1] = True
    rows, finite = loglinear.dropped(plan, counts, cols)
    fits = loglinear.fit(plan, counts, rows, finite)
    status = settle(plan, counts, rows, finite, fits)
    return Selected(cols, finite, rows, fits.beta, fits.mu, status, [[] for _ in range(counts.shape[0])])


def settle(
    plan: Design, counts: Floats, rows: Bools, finite: Bools, fits: loglinear.Fits
) -> NDArray[np.int64]:
    """Status (B,) of fitted models: the fit's own certificate where it holds, else the linear program."""
    status = np.zeros(counts.shape[0], dtype=np.int64)
    sure = loglinear.certified(plan, counts, rows, finite, fits)
    for b in np.flatnonzero(~sure):
        status[b] = existence.status(plan, counts[b], rows[b], finite[b])
    for b in np.flatnonzero(sure):
        if not existence.is_identifiable(plan.t, plan.order, rows[b].tobytes(), finite[b].tobytes()):
            status[b] = existence.NOT_IDENTIFIABLE
    return status


def _rank(
    plan: Design, state: Selected, observed: Floats, pairs: NDArray[np.int64], who: NDArray, threshold: float
) -> tuple[NDArray[np.int64], Bools]:
    """Absent pairs of each growing model, smallest tail probability first, and which are below threshold."""
    expected = state.mu[who] @ plan.x[:, pairs]
    seen = observed[who]
    lower = special.pdtr(seen, expected)
    upper = np.where(seen > 0, special.gammainc(np.maximum(seen, 1.0), expected), 1.0)
    tail = np.where(state.cols[who][:, pairs], np.inf, np.minimum(lower, upper))
    ranking = np.argsort(tail, axis=1, kind="stable")
    return pairs[ranking], np.take_along_axis(tail, ranking, axis=1) < threshold


def _grow(
    plan: Design, counts: Floats, state: Selected, who: NDArray, ranked: NDArray[np.int64], usable: Bools
) -> Bools:
    """Try each model's candidates in turn until one is admissible; returns which models grew (len(who),)."""
    grown = np.zeros(who.size, dtype=bool)
    pending = np.arange(who.size)
    for place in range(ranked.shape[1]):
        pending = pending[usable[pending, place]]
        if not pending.size:
            break
        at, column = who[pending], ranked[pending, place]
        cols = state.cols[at].copy()
        cols[np.arange(at.size), column] = True
        rows, finite = loglinear.dropped(plan, counts[at], cols)
        fits = loglinear.fit(plan, counts[at], rows, finite, state.beta[at] * finite)
        good = settle(plan, counts[at], rows, finite, fits) == 0
        into = at[good]
        state.cols[into], state.finite[into], state.rows[into] = cols[good], finite[good], rows[good]
        state.beta[into], state.mu[into] = fits.beta[good], fits.mu[good]
        for b, c in zip(into, column[good], strict=True):
            state.order[b].append(int(c))
        grown[pending[good]] = True
        pending = pending[~good]
    return grown
