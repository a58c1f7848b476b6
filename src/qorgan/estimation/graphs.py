"""Averaging over decomposable graphs (Madigan and York, Biometrika 84:19-31, 1997). Closed form, no simulation.

For a decomposable graph g and a population of N the probability of the table is
N! / (N - n)! * product over cliques / product over separators of Dirichlet-multinomial terms with the
hyper-Dirichlet prior delta = 2**-t for every cell of the full table. Prior on N: proportional to 1 / N up to an
upper end that must be stated, because it is a prior too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from qorgan.estimation.errors import EstimationError
from qorgan.estimation.loglinear import Floats
from qorgan.estimation.table import CaptureTable

MAX_LISTS = 6  # 18,154 graphs; more lists need another method
DENSE = 2_000  # every number below this is on the grid, a geometric grid above
GROWTH = 1.0005
REACH = 25  # default upper end: this many times the people observed
BLOCK = 2_000_000  # graphs x grid held at once


@lru_cache(maxsize=8)
def decomposable(t: int) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """All decomposable (chordal) graphs on t lists as (cliques, separators), bit masks; 8, 61, 822, 18,154.

    Raises EST-10 for more than six lists.
    """
    if t > MAX_LISTS:
        raise EstimationError("EST-10", value=t, allowed=MAX_LISTS)
    edges = list(combinations(range(t), 2))
    found = []
    for number in range(2 ** len(edges)):
        near = [0] * t
        for k, (i, j) in enumerate(edges):
            if number >> k & 1:
                near[i] |= 1 << j
                near[j] |= 1 << i
        parts = _eliminate(near)
        if parts is not None:
            found.append(parts)
    return tuple(found)


def _eliminate(near: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Cliques and separators by perfect elimination; None when the graph is not chordal."""
    left = (1 << len(near)) - 1
    cliques: list[int] = []
    while left:
        for v in range(len(near)):
            around = near[v] & left
            if left >> v & 1 and _complete(around, near):
                break
        else:
            return None
        left &= ~(1 << v)
        clique = around | 1 << v
        if not any(clique & ~other == 0 for other in cliques):
            cliques.append(clique)
    return _junction(cliques)


def _complete(group: int, near: list[int]) -> bool:
    members = [v for v in range(len(near)) if group >> v & 1]
    return all(group & ~(near[v] | 1 << v) == 0 for v in members)


def _junction(cliques: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Maximal cliques and their separators: a tree with the largest intersections is a junction tree."""
    maximal = sorted(cliques, reverse=True)
    links = sorted(combinations(maximal, 2), key=lambda pair: -(pair[0] & pair[1]).bit_count())
    group = {c: c for c in maximal}
    separators = []
    for a, b in links:
        root_a, root_b = _root(group, a), _root(group, b)
        if root_a != root_b:
            group[root_a] = root_b
            separators.append(a & b)
    return tuple(maximal), tuple(s for s in separators if s)  # the empty separator has probability one


def _root(group: dict[int, int], member: int) -> int:
    while group[member] != member:
        member = group[member]
    return member


@dataclass(frozen=True)
class Posterior:
    """Posterior of the total: `totals` (G,) grid, `weights` (G,) probabilities summing to 1.

    `graph_weights` (M,) posterior of each graph in `decomposable(t)`; `upper` the largest dark count allowed.
    """

    totals: Floats
    weights: Floats
    graph_weights: Floats
    upper: int

    def quantile(self, share: float) -> float:
        """The grid value with this share of the probability below it."""
        at = int(np.searchsorted(np.cumsum(self.weights), share))
        return float(self.totals[min(at, self.totals.size - 1)])

    def edge(self) -> float:
        """Share of the probability in the top tenth of the grid: how far its end shapes the answer."""
        n = self.totals[0]
        return float(self.weights[self.totals - n > 0.9 * self.upper].sum())


def grid(upper: int) -> tuple[Floats, Floats]:
    """Dark counts and the number of whole numbers each stands for: all up to 2,000, then geometric."""
    dense = np.arange(0, min(upper, DENSE) + 1)
    ends = [dense[-1]]
    while ends[-1] < upper:
        ends.append(min(upper, max(ends[-1] + 1, int(ends[-1] * GROWTH))))
    high = np.array(ends[1:], dtype=np.int64)
    low = np.array(ends[:-1], dtype=np.int64) + 1
    values = np.concatenate([dense, (low + high) / 2.0])
    widths = np.concatenate([np.ones(dense.size), (high - low + 1).astype(np.float64)])
    return values, widths


def average(table: CaptureTable, upper: int | None = None) -> Posterior:
    """Posterior of the total over all decomposable graphs and dark counts 0 … `upper`.

    `upper` defaults to 25 times the people observed (at least 1,000). Memory: one block of 16 MB at a time,
    whatever the number of graphs. Raises EST-10 above six lists.
    """
    graphs = decomposable(table.t)
    limit = max(1_000, REACH * table.n) if upper is None else upper
    dark, widths = grid(limit)
    subsets = _subset_terms(table, dark)
    incidence = np.zeros((len(graphs), 2**table.t))
    for g, (cliques, separators) in enumerate(graphs):
        np.add.at(incidence[g], list(cliques), 1.0)
        np.add.at(incidence[g], list(separators), -1.0)
    total = table.n + dark
    base = special.gammaln(total + 1) - special.gammaln(dark + 1) - np.log(total) + np.log(widths)
    return _accumulate(incidence, subsets, base, total, limit)


def _accumulate(incidence: Floats, subsets: Floats, base: Floats, total: Floats, limit: int) -> Posterior:
    step = max(1, BLOCK // base.size)
    peak = -np.inf
    over_grid = np.zeros(base.size)
    over_graphs = np.zeros(incidence.shape[0])
    for low in range(0, incidence.shape[0], step):
        part = incidence[low : low + step] @ subsets + base
        top = float(part.max())
        if top > peak:
            scale = np.exp(peak - top)
            over_grid, over_graphs, peak = over_grid * scale, over_graphs * scale, top
        share = np.exp(part - peak)
        over_grid += share.sum(axis=0)
        over_graphs[low : low + step] = share.sum(axis=1)
    mass = over_grid.sum()
    return Posterior(total, over_grid / mass, over_graphs / mass, limit)


def _subset_terms(table: CaptureTable, dark: Floats) -> Floats:
    """Log Dirichlet-multinomial term of the marginal table of each subset of lists; (2**t, G)."""
    delta = 2.0**-table.t
    masks = table.masks()
    terms = np.zeros((2**table.t, dark.size))
    for subset in range(1, 2**table.t):
        prior = delta * 2 ** (table.t - subset.bit_count())
        cells = np.bincount(masks & subset, weights=table.counts, minlength=2**table.t)
        inside = [c for c in range(1, 2**table.t) if c & ~subset == 0]
        fixed = (special.gammaln(cells[inside] + prior) - special.gammaln(prior)).sum()
        empty = special.gammaln(cells[0] + dark + prior) - special.gammaln(prior)
        terms[subset] = fixed + empty - special.gammaln(table.n + dark + 1.0)
    return terms


def best_graph(table: CaptureTable, posterior: Posterior) -> NDArray[np.int64]:
    """The cliques (bit masks) of the most probable graph."""
    number = int(np.argmax(posterior.graph_weights))
    return np.array(decomposable(table.t)[number][0], dtype=np.int64)
