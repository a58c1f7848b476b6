"""One distribution behind all noisy tables: a mixture of products fitted to them.

P(x) = sum_k w_k prod_j theta_kj(x_j). Every table of it is non-negative and agrees with every other, and rows can
be drawn from it at once. It is fitted by weighted least squares to the unbiased noisy tables (the relaxed
projection of Aydore et al., ICML 2021, with a mixture in place of rows) by Adam (Kingma, Ba 2015), and the fit
stops when what is left is as large as the known noise (Morozov's discrepancy principle). All of this is
post-processing: it spends no privacy.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from qorgan.disclosure.budget import Subset
from qorgan.disclosure.marginals import Measured, assemble, cell_variance, project
from qorgan.disclosure.triples import Triples, bundle_up

MOST_STEPS = 400


@dataclass
class Mixture:
    """Weights (components,), theta (components, all codes) float32, and where each column's codes begin."""

    weights: np.ndarray
    theta: np.ndarray
    starts: np.ndarray
    total: float

    def block(self, column: int) -> np.ndarray:
        """theta of one column, (components, codes)."""
        return self.theta[:, self.starts[column] : self.starts[column + 1]]

    def table(self, columns: Subset) -> np.ndarray:
        """Expected counts of a table of up to three columns."""
        left = self.block(columns[0]) * self.weights[:, None]
        for column in columns[1:-1]:
            left = (left[:, :, None] * self.block(column)[:, None, :]).reshape(len(left), -1)
        if len(columns) == 1:
            return np.asarray(self.total * left.sum(axis=0))
        shape = [self.block(c).shape[1] for c in columns]
        return np.asarray(self.total * (left.T @ self.block(columns[-1])).reshape(shape))


@dataclass
class Targets:
    """Noisy tables laid out for fitting: `pair` and `weight` (codes, codes), `one` and `one_weight` (codes,),
    and for order 3 the `triples`."""

    starts: np.ndarray
    pair: np.ndarray
    weight: np.ndarray
    one: np.ndarray
    one_weight: np.ndarray
    triples: Triples | None = None

    def slice(self, column: int) -> slice:
        """Where a column's codes stand."""
        return slice(int(self.starts[column]), int(self.starts[column + 1]))


def lay_out(measured: Measured) -> Targets:
    """Unbiased tables with weights of one over their noise variance, the pairs' mean set to 1."""
    plan = measured.plan
    columns = len(plan.sizes)
    starts = np.concatenate([[0], np.cumsum(plan.sizes)])
    size = int(starts[-1])
    made = Targets(
        starts,
        np.zeros((size, size), np.float32),
        np.zeros((size, size), np.float32),
        np.zeros(size, np.float32),
        np.zeros(size, np.float32),
    )
    base = cell_variance(plan, (0, 1)) if columns > 1 and plan.order > 1 else cell_variance(plan, (0,))
    for i in range(columns):
        made.one[made.slice(i)] = assemble(measured.part, plan.sizes, (i,))
        made.one_weight[made.slice(i)] = min(base / cell_variance(plan, (i,)), 50.0)
    if plan.order > 1:
        for i, j in combinations(range(columns), 2):
            table = assemble(measured.part, plan.sizes, (i, j))
            made.pair[made.slice(i), made.slice(j)] = table
            made.pair[made.slice(j), made.slice(i)] = table.T
            weight = base / cell_variance(plan, (i, j))
            made.weight[made.slice(i), made.slice(j)] = made.weight[made.slice(j), made.slice(i)] = weight
    if plan.order > 2:
        made.triples = bundle_up(
            plan.sizes,
            lambda a: assemble(measured.part, plan.sizes, a),
            lambda a: base / cell_variance(plan, a),
        )
    return made


def components_for(size: int) -> int:
    """How many components for so many codes in all."""
    return int(np.clip(2 * size, 60, 400))


def fit(measured: Measured, seed: int) -> Mixture:
    """Fit the mixture. `seed` steers start values and the choice of triples only."""
    targets = lay_out(measured)
    random = np.random.default_rng(seed)
    total = max(float(measured.part[()]), 1.0)
    size = len(targets.one)
    count = components_for(size)
    base = np.log(np.maximum(targets.one, 1.0) / total + 1e-9)
    state = [
        (base[None, :] + random.normal(size=(count, size))).astype(np.float32),
        np.zeros(count, np.float32),
    ]
    moments = [(np.zeros_like(x), np.zeros_like(x)) for x in state]
    end = MOST_STEPS
    step = 0
    while step < end:
        step += 1
        model = _model(state, targets.starts, total)
        if step % 10 == 0 and end == MOST_STEPS and discrepancy(model, measured) <= 1.0:
            end = step + max(20, step // 4)
        rate = 0.1 if step < 0.7 * end else max(0.1 * (1 - step / end) / 0.3, 0.003)
        for x, slope, (first, second) in zip(state, _slopes(model, targets, random), moments, strict=True):
            first += 0.1 * (slope - first)
            second += 0.01 * (slope * slope - second)
            x -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-12)
    return _model(state, targets.starts, total)


def _model(state: list[np.ndarray], starts: np.ndarray, total: float) -> Mixture:
    logits, height = state
    theta = np.empty_like(logits)
    for a, b in zip(starts[:-1], starts[1:], strict=True):
        part = logits[:, a:b]
        part = np.exp(part - part.max(axis=1, keepdims=True))
        theta[:, a:b] = part / part.sum(axis=1, keepdims=True)
    weights = np.exp(height - height.max())
    return Mixture(weights / weights.sum(), theta, starts, total)


def _slopes(model: Mixture, targets: Targets, random: np.random.Generator) -> list[np.ndarray]:
    """Gradient of the squared error by logits (components, codes) and by log weights (components,)."""
    theta, w, n = model.theta, model.weights, np.float32(model.total)
    miss = (n * (theta.T @ (theta * w[:, None])) - targets.pair) * targets.weight
    miss_one = (n * (w @ theta) - targets.one) * targets.one_weight
    inner = theta @ miss
    by_theta = w[:, None] * (2 * inner + 2 * miss_one[None, :])
    by_weight = (inner * theta).sum(axis=1) + 2 * theta @ miss_one
    if targets.triples:
        targets.triples.add_slopes(theta, w, model.total, random, (by_theta, by_weight))
    by_theta *= n
    by_weight *= n
    for a, b in zip(targets.starts[:-1], targets.starts[1:], strict=True):
        part, slope = theta[:, a:b], by_theta[:, a:b]
        by_theta[:, a:b] = part * (slope - (part * slope).sum(axis=1, keepdims=True))
    return [by_theta, w * (by_weight - (w * by_weight).sum())]


def discrepancy(model: Mixture, measured: Measured) -> float:
    """Squared misfit of the highest interactions over what their noise alone would give; 1 is a perfect fit.

    At most 150 tables, evenly chosen, are looked at.
    """
    plan = measured.plan
    tops = [a for a in plan.variance if len(a) == plan.order]
    misfit = noise = 0.0
    for a in tops[:: max(1, len(tops) // 150)]:
        left = project(model.table(a).astype(np.float64)) - measured.part[a]
        misfit += float((left**2).sum()) / plan.variance[a]
        noise += np.prod([plan.sizes[i] - 1 for i in a])
    return misfit / noise if noise else 0.0


def corrected(model: Mixture, measured: Measured, tables: list[Subset]) -> dict[Subset, np.ndarray]:
    """Tables of the model, moved towards the measurement where the model misses it by clearly more than noise.

    Each interaction moves by the positive part of 1 - noise / misfit (James, Stein 1961) with the noise taken two
    standard deviations high; the same move in every table, so that tables still agree. Never below 0.
    """
    plan = measured.plan
    moves: dict[Subset, np.ndarray] = {}
    for a, variance in plan.variance.items():
        if not a:
            continue
        left = measured.part[a] - project(model.table(a).astype(np.float64))
        free = float(np.prod([plan.sizes[i] - 1 for i in a]))
        misfit = float((left**2).sum())
        share = 1 - variance * (free + 2 * np.sqrt(2 * free)) / misfit if misfit > 0 else 0.0
        if share > 0:
            moves[a] = share * left
    out = {}
    for table in tables:
        made = model.table(table).astype(np.float64)
        if any(set(a) <= set(table) for a in moves):
            made = made + assemble(moves, plan.sizes, table)
        out[table] = np.maximum(made, 0)
    return out
