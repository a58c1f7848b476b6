"""Resampling: multinomial replicates, weighted delete-one jackknife, BCa interval (Efron 1987).

The whole choice of model is repeated in every replicate: intervals conditional on the chosen model covered 61 %
instead of 95 % in Chan, Silverman, Vincent (2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from qorgan.estimation.loglinear import Floats

FAILURES_ALLOWED = 0.05


def resample(counts: Floats, replicates: int, rng: np.random.Generator) -> Floats:
    """Draw n people with replacement `replicates` times; counts (R,), returns (replicates, R)."""
    n = int(counts.sum())
    drawn: Floats = rng.multinomial(n, counts / n, size=replicates).astype(np.float64)
    return drawn


def delete_one(counts: Floats) -> tuple[Floats, Floats]:
    """Tables with one person removed, one per distinct history (K, R), and their weights (K,)."""
    held = np.flatnonzero(counts > 0)
    tables = np.repeat(counts[None], held.size, axis=0)
    tables[np.arange(held.size), held] -= 1.0
    return tables, counts[held]


def acceleration(estimates: Floats, weights: Floats) -> float:
    """BCa acceleration from jackknife estimates (K,), each counted `weights` times; 0 when all are equal."""
    sound = np.isfinite(estimates)
    if not sound.any():
        return 0.0
    value, weight = estimates[sound], weights[sound]
    gap = (weight @ value) / weight.sum() - value
    spread = weight @ gap**2
    return 0.0 if spread <= 0 else float((weight @ gap**3) / (6.0 * spread**1.5))


@dataclass(frozen=True)
class Interval:
    """A BCa interval with what is needed to judge it."""

    low: float
    high: float
    bias: float
    acceleration: float
    failures: float
    replicates: int


def bca(point: float, replicates: Floats, accelerate: float, level: float = 0.95) -> Interval | None:
    """The bias-corrected and accelerated interval; None when fewer than half the replicates gave a number.

    `replicates` (B,) estimates, not a number where none existed; `level` its nominal coverage.
    """
    sound = np.sort(replicates[np.isfinite(replicates)])
    if not np.isfinite(point) or sound.size < max(2, replicates.size / 2):
        return None
    below = np.searchsorted(sound, point, side="left") / sound.size
    bias = float(special.ndtri(np.clip(below, 0.5 / sound.size, 1 - 0.5 / sound.size)))
    ends = []
    for z in (special.ndtri((1 - level) / 2), special.ndtri((1 + level) / 2)):
        shifted = bias + z
        share = special.ndtr(bias + shifted / max(1e-9, 1.0 - accelerate * shifted))
        ends.append(float(np.quantile(sound, share)))
    failures = 1.0 - sound.size / replicates.size
    return Interval(ends[0], ends[1], bias, accelerate, failures, replicates.size)
