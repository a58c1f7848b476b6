"""The noise of a published count: the nearest member of a secret residue class.

A cell's key picks one of `step` residues. The published count is the number nearest to the true one in that
residue class, so over keys the change is uniform on -(step-1)/2 .. (step-1)/2: mean 0, variance (step^2-1)/12.
Two releases of a cell whose key stayed differ by 0 or by at least `step`, never by one child.
"""

from __future__ import annotations

import numpy as np

from qorgan.disclosure.personkeys import mix


def step_for(threshold: int) -> int:
    """Smallest odd number not below the threshold."""
    return threshold | 1


def spread_of(step: int) -> int:
    """Largest absolute change."""
    return (step - 1) // 2


def perturb(counts: np.ndarray, keys: np.ndarray, step: int) -> np.ndarray:
    """Published counts. `counts` int64 and cell `keys` uint64 of one shape; `step` odd. Never negative."""
    residue = (mix(keys) % np.uint64(step)).astype(np.int64)
    half = spread_of(step)
    change = (residue - counts + half) % step - half
    return np.asarray(np.maximum(counts + change, 0))


def stated_moments(step: int) -> tuple[float, float]:
    """Mean and variance of the change over random keys."""
    return 0.0, (step * step - 1) / 12
