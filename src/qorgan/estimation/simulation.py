"""Invented populations with a known size, to see how often an interval is right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qorgan.estimation.table import CaptureTable


def population(
    rng: np.random.Generator,
    groups: Sequence[tuple[int, Sequence[float]]],
    links: Sequence[tuple[int, int, float]] = (),
) -> CaptureTable:
    """Draw one capture table from people whose chances are known.

    `groups`: (size, chance of being on each list), so unequal groups make a heterogeneous population.
    `links`: (i, j, p): a person on list i is referred to list j with probability p on top of its own chance.
    """
    t = len(groups[0][1])
    counts: NDArray[np.int64] = np.zeros(2**t, dtype=np.int64)
    for size, chances in groups:
        seen = rng.random((size, t)) < np.asarray(chances)
        for i, j, p in links:
            seen[:, j] |= seen[:, i] & (rng.random(size) < p)
        counts += np.bincount(seen @ (1 << np.arange(t)), minlength=2**t)
    return CaptureTable(tuple(f"L{i + 1}" for i in range(t)), counts[1:])
