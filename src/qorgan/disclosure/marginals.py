"""Counting all combinations in a stream, and measuring them with noise as pure interactions."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from qorgan.disclosure.budget import Plan, Subset, subsets
from qorgan.disclosure.errors import DisclosureError
from qorgan.disclosure.noise import Noise

CELL_LIMIT = 30_000_000
"""Cells of all combinations together."""


def cells_of(sizes: tuple[int, ...], order: int) -> int:
    """Number of cells of all combinations of 1 to `order` columns."""
    return sum(math.prod(sizes[i] for i in a) for a in subsets(len(sizes), order, 1))


def count_all(
    blocks: Iterable[np.ndarray], sizes: tuple[int, ...], order: int
) -> tuple[int, dict[Subset, np.ndarray]]:
    """Counts of every combination of exactly `order` columns, and the number of records.

    `blocks` are (records, columns) int32 arrays; only one is held at a time. Raises DIS-11.
    """
    cells = cells_of(sizes, order)
    if cells > CELL_LIMIT:
        raise DisclosureError("DIS-11", f"--order {order}", cells=cells, limit=CELL_LIMIT)
    tops = list(combinations(range(len(sizes)), order))
    counts = {a: np.zeros(math.prod(sizes[i] for i in a), dtype=np.int64) for a in tops}
    records = 0
    for block in blocks:
        records += len(block)
        columns = [np.ascontiguousarray(block[:, i]).astype(np.int64) for i in range(len(sizes))]
        for top in tops:
            place = columns[top[0]]
            for i in top[1:]:
                place = place * sizes[i] + columns[i]
            counts[top] += np.bincount(place, minlength=len(counts[top]))
    return records, {a: c.reshape([sizes[i] for i in a]) for a, c in counts.items()}


def fingerprint(counts: dict[Subset, np.ndarray]) -> bytes:
    """A digest of exact counts, to bind seeded noise to the data. Never leaves the process."""
    digest = hashlib.sha256()
    for table in counts.values():
        digest.update(table.tobytes())
    return digest.digest()


def margin(counts: dict[Subset, np.ndarray], part: Subset) -> np.ndarray:
    """The table of `part`, summed from a counted one that contains it."""
    top = part if part in counts else next(a for a in counts if set(part) <= set(a))
    gone = tuple(k for k, i in enumerate(top) if i not in part)
    return np.asarray(counts[top].sum(axis=gone) if gone else counts[top])


def project(table: np.ndarray) -> np.ndarray:
    """The pure interaction: what is left when the mean over every axis is taken off."""
    for axis in range(table.ndim):
        table = table - table.mean(axis=axis, keepdims=True)
    return table


@dataclass(frozen=True)
class Measured:
    """Noisy interactions `part[A]` with the plan they were measured by, and the rho spent."""

    plan: Plan
    part: dict[Subset, np.ndarray]
    rho: float


def measure(counts: dict[Subset, np.ndarray], plan: Plan, noise: Noise) -> Measured:
    """Measure each interaction of the plan.

    The query is the integer table L * P x (P the projection, L the number of cells), whose L2 sensitivity is
    L * sqrt(reach); discrete Gaussian noise of parameter L * sd is added to it, then both are projected and
    divided by L, which is post-processing.
    """
    parts: dict[Subset, np.ndarray] = {}
    spent = 0.0
    for a, variance in plan.variance.items():
        table = margin(counts, a)
        query = table
        for axis, i in enumerate(a):
            query = query * plan.sizes[i] - query.sum(axis=axis, keepdims=True)
        factor = math.prod(plan.sizes[i] for i in a)
        noisy, rho = noise.add(
            np.asarray(query), factor * math.sqrt(variance), factor * math.sqrt(plan.reach[a])
        )
        spent += rho
        parts[a] = np.asarray(project(noisy / factor))
    return Measured(plan, parts, spent)


def assemble(part: dict[Subset, np.ndarray], sizes: tuple[int, ...], table: Subset) -> np.ndarray:
    """The table as the sum of its interactions; unbiased, may be negative."""
    out = np.zeros([sizes[i] for i in table])
    for k in range(len(table) + 1):
        for a in combinations(table, k):
            if a in part:
                shape = [sizes[i] if i in a else 1 for i in table]
                out += part[a].reshape(shape) / math.prod(sizes[i] for i in table if i not in a)
    return out


def cell_variance(plan: Plan, table: Subset) -> float:
    """Variance of one cell of `assemble`."""
    return sum(
        plan.reach[a] * plan.variance[a] / math.prod(plan.sizes[i] for i in table if i not in a) ** 2
        for k in range(len(table) + 1)
        for a in combinations(table, k)
        if a in plan.variance
    )
