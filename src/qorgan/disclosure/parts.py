"""Parts of a large system of tables: all cells whose codes lie in a chosen set of codes of each column.

Such a part holds whole little tables with their margins, so that people can be moved about inside it without
touching anything outside (the smallest is the swap of two people between two rows and two columns).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

LEAST_CODES = 4
"""A column with fewer codes in a part is not halved: between one code and itself nobody can be moved."""


def split(
    place: np.ndarray, variables: np.ndarray, weak: np.ndarray, limit: int, random: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Parts of `variables` (numbers) of at most `limit` where that is possible, each with weak cells to ask there.

    `place` (columns, all variables): the code of a variable in each column, -1 where its table has no such column.
    `weak` (numbers): each stands in one part only, though a margin's cell may be a variable of many. Parts
    without one are left out.
    """
    if not len(weak):
        return
    halves = _halve(place, variables, random) if len(variables) > limit else None
    if halves is None:
        yield variables, weak
        return
    first = np.isin(weak, halves[0]) & (~np.isin(weak, halves[1]) | (random.random(len(weak)) < 0.5))
    yield from split(place, halves[0], weak[first], limit, random)
    yield from split(place, halves[1], weak[~first], limit, random)


def _halve(place: np.ndarray, variables: np.ndarray, random: np.random.Generator) -> list[np.ndarray] | None:
    """Two parts by the codes of one column at random; what has no such column is in both. None if it cannot be."""
    here = place[:, variables]
    codes = [np.unique(row[row >= 0]) for row in here]
    gain = [
        (row >= 0).sum() * np.log2(len(found)) if len(found) >= LEAST_CODES else 0.0
        for row, found in zip(here, codes, strict=True)
    ]
    if not any(gain):
        return None
    column = int(np.argmax(gain))
    mixed = random.permutation(codes[column])
    chosen = np.isin(here[column], mixed[: len(mixed) // 2])
    without = here[column] < 0
    return [variables[chosen | without], variables[~chosen]]
