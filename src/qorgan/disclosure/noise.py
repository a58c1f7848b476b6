"""Integer noise: OpenDP's discrete Gaussian, or, for repeatable runs only, one that follows from a seed."""

from __future__ import annotations

import hashlib
from typing import Protocol

import numpy as np
import opendp.prelude as dp

dp.enable_features("contrib")


class Noise(Protocol):
    """Adds noise to integers."""

    def add(self, values: np.ndarray, scale: float, reach: float) -> tuple[np.ndarray, float]:
        """`values` int64 of any shape, discrete Gaussian of standard deviation parameter `scale`; `reach` is the
        L2 sensitivity. Returns the noisy values and the rho spent."""
        ...


class OpenDPNoise:
    """The vetted mechanism with the system's randomness. This is what publication uses."""

    def add(self, values: np.ndarray, scale: float, reach: float) -> tuple[np.ndarray, float]:
        """See `Noise.add`."""
        mechanism = dp.m.make_gaussian(
            dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64"), scale=scale
        )
        noisy = np.array(mechanism(values.reshape(-1).tolist()), dtype=np.int64)
        return noisy.reshape(values.shape), float(mechanism.map(reach))  # type: ignore[no-untyped-call]


class SeededNoise:
    """Discrete Gaussian by rejection from the discrete Laplace (Canonne, Kamath, Steinke 2020, algorithm 3), in
    floating point and from a seed: repeatable, hence not private against whoever knows the seed.

    The seed is bound to the data, so that two runs on neighbouring data do not share their noise.
    """

    def __init__(self, seed: int, data: bytes) -> None:
        digest = hashlib.sha256(b"qorgan.disclosure.seed" + str(seed).encode() + b"|" + data).digest()
        self.random = np.random.Generator(np.random.Philox(int.from_bytes(digest[:16], "big")))

    def add(self, values: np.ndarray, scale: float, reach: float) -> tuple[np.ndarray, float]:
        """See `Noise.add`."""
        out = np.empty(values.size, dtype=np.int64)
        need = np.arange(values.size)
        width = int(scale) + 1
        keep = float(np.exp(-1.0 / width))
        while len(need):
            sign = self.random.geometric(1 - keep, len(need)) - self.random.geometric(1 - keep, len(need))
            bend = (np.abs(sign) - scale**2 / width) ** 2 / (2 * scale**2)
            good = self.random.random(len(need)) < np.exp(-bend)
            out[need[good]] = sign[good]
            need = need[~good]
        return values + out.reshape(values.shape), reach**2 / (2 * scale**2)
