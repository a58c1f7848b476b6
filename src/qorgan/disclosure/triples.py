"""Three-way tables in the fit of a mixture, taken in bundles: one pair of columns with every larger third column.

One bundle is two matrix products, however many third columns it has; a product for each table by itself would
spend most of its time on the way in and out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from qorgan.disclosure.budget import Subset

LEAST = 12
"""Bundles looked at in one step, at least (and at least an eighth of all)."""


@dataclass(frozen=True)
class Bundle:
    """`one`, `two`, `rest` are places of codes, columns in order of size; `aim` (one * two, rest) the noisy counts
    and `weight` (rest,) what each table counts for."""

    one: slice
    two: slice
    rest: slice
    aim: np.ndarray
    weight: np.ndarray


@dataclass(frozen=True)
class Triples:
    """All bundles, and `order` (codes,): the place in the model of each code when columns stand by size."""

    order: np.ndarray
    bundles: list[Bundle]

    def add_slopes(
        self,
        theta: np.ndarray,
        weights: np.ndarray,
        total: float,
        random: np.random.Generator,
        slopes: tuple[np.ndarray, np.ndarray],
    ) -> None:
        """Add the gradient of the squared error, from some bundles drawn at random, to `slopes`: by theta
        (components, codes) and by weights (components,)."""
        many = len(self.bundles)
        picks = random.choice(many, size=min(many, max(LEAST, many // 8)), replace=False)
        share = np.float32(2 * many / len(picks))
        sorted_theta = theta[:, self.order]
        scaled = np.float32(total) * weights[:, None]
        by_theta, by_weights = np.zeros_like(sorted_theta), slopes[1]
        for pick in picks:
            bundle = self.bundles[pick]
            one, two = sorted_theta[:, bundle.one], sorted_theta[:, bundle.two]
            rest = sorted_theta[:, bundle.rest]
            both = (one[:, :, None] * two[:, None, :]).reshape(len(weights), -1)
            miss = both.T @ (rest * scaled)
            miss -= bundle.aim
            miss *= bundle.weight * share
            ahead = both @ miss
            back = (rest @ miss.T).reshape(len(weights), one.shape[1], two.shape[1])
            by_weights += np.einsum("kc,kc->k", ahead, rest)
            by_theta[:, bundle.rest] += ahead
            by_theta[:, bundle.one] += np.matmul(back, two[:, :, None])[:, :, 0]
            by_theta[:, bundle.two] += np.matmul(one[:, None, :], back)[:, 0]
        slopes[0][:, self.order] += by_theta * weights[:, None]


def bundle_up(
    sizes: tuple[int, ...], table: Callable[[Subset], np.ndarray], weight: Callable[[Subset], float]
) -> Triples | None:
    """Lay out the three-way tables of all columns; `table` gives the counts of a sorted set of columns and
    `weight` what they count for. None with fewer than three columns."""
    if len(sizes) < 3:
        return None
    by_size = sorted(range(len(sizes)), key=sizes.__getitem__)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    order = np.concatenate([np.arange(starts[c], starts[c + 1]) for c in by_size])
    places = np.concatenate([[0], np.cumsum([sizes[c] for c in by_size])])
    bundles = []
    for i, j in combinations(range(len(sizes) - 1), 2):
        aims, weights = [], []
        for k in range(j + 1, len(sizes)):
            columns = (by_size[i], by_size[j], by_size[k])
            named = tuple(sorted(columns))
            made = table(named).transpose([named.index(c) for c in columns])
            aims.append(made.reshape(-1, made.shape[2]))
            weights.append(np.full(made.shape[2], weight(named)))
        bundles.append(
            Bundle(
                slice(int(places[i]), int(places[i + 1])),
                slice(int(places[j]), int(places[j + 1])),
                slice(int(places[j + 1]), int(places[-1])),
                np.concatenate(aims, axis=1).astype(np.float32),
                np.concatenate(weights).astype(np.float32),
            )
        )
    return Triples(order, bundles)
