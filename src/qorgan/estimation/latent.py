"""Latent classes with unequal chances of being seen (LCMCR; Manrique-Vallier, Biometrics 72:1246-1254, 2016).

A stick-breaking mixture of K independence models, Beta(1, 1) on every list's chance in every class,
concentration Gamma(a, b), prior 1 / N on the population; Gibbs sampler with all chains side by side. Chains that
disagree give no number: with the five British lists one seed gave a median of 20,973 and another 12,918.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, special

from qorgan.estimation.errors import EstimationError
from qorgan.estimation.loglinear import Floats
from qorgan.estimation.table import CaptureTable

RHAT_LIMIT = 1.1
MIN_CHAINS = 4


@dataclass(frozen=True)
class Settings:
    """`chains` (at least 4), `classes` K, prior Gamma(`a`, `b`), `burn` sweeps thrown away, `keep` draws kept
    per chain, one of every `thin` sweeps."""

    chains: int = 8
    classes: int = 10
    a: float = 0.25
    b: float = 0.25
    burn: int = 4_000
    keep: int = 4_000
    thin: int = 4


@dataclass(frozen=True)
class Draws:
    """Draws of the total, (chains, keep), and what the chains say about each other."""

    totals: Floats
    rhat: float
    peaks: list[float]

    @property
    def agree(self) -> bool:
        """Whether the chains may be shown as one answer."""
        return self.rhat < RHAT_LIMIT

    def quantile(self, share: float) -> float:
        """Pooled quantile of the total."""
        return float(np.quantile(self.totals, share))


def sample(table: CaptureTable, rng: np.random.Generator, settings: Settings | None = None) -> Draws:
    """Run the chains and judge them. Raises EST-09 for fewer than four chains."""
    chosen = settings or Settings()
    if chosen.chains < MIN_CHAINS:
        raise EstimationError("EST-09", option="chains", allowed=f"≥ {MIN_CHAINS}", value=chosen.chains)
    chain = _Chains(table, chosen, rng)
    kept = np.empty((chosen.chains, chosen.keep))
    for _ in range(chosen.burn):
        chain.sweep()
    for k in range(chosen.keep):
        for _ in range(chosen.thin):
            chain.sweep()
        kept[:, k] = table.n + chain.dark
    return Draws(kept, split_rhat(kept), peaks(kept, table.n))


class _Chains:
    """State of all chains: class weights (C, K), chances (C, K, t), dark counts (C,)."""

    def __init__(self, table: CaptureTable, settings: Settings, rng: np.random.Generator) -> None:
        held = np.flatnonzero(table.counts)
        self.settings, self.rng, self.n = settings, rng, table.n
        self.history = ((held[:, None] + 1) >> np.arange(table.t) & 1).astype(np.float64)  # (H, t)
        self.count = np.broadcast_to(table.counts[held], (settings.chains, held.size))
        shape = (settings.chains, settings.classes)
        self.chance = rng.uniform(0.05, 0.95, size=(*shape, table.t))
        self.weight = rng.dirichlet(np.ones(settings.classes), size=settings.chains)
        self.alpha = rng.gamma(1.0, 1.0, size=settings.chains)
        self.dark = np.zeros(settings.chains, dtype=np.int64)

    def sweep(self) -> None:
        """One Gibbs sweep of every chain."""
        yes, no = np.log(self.chance), np.log1p(-self.chance)
        seen = self._seen(yes, no)
        unseen = self._unseen(no)
        self._classes(seen, unseen)

    def _seen(self, yes: Floats, no: Floats) -> NDArray[np.int64]:
        """Share the people of each history out over the classes; returns (C, H, K)."""
        # log p(history | class) = sum_j x log yes + (1 - x) log no
        logit = np.swapaxes((yes - no) @ self.history.T, 1, 2) + no.sum(axis=2)[:, None, :]
        share = np.exp(logit - logit.max(axis=2, keepdims=True)) * self.weight[:, None, :] + 1e-300
        share /= share.sum(axis=2, keepdims=True)
        drawn: NDArray[np.int64] = self.rng.multinomial(self.count, share)
        return drawn

    def _unseen(self, no: Floats) -> NDArray[np.int64]:
        """Draw the dark count of each chain and its classes; returns (C, K)."""
        mass = self.weight * np.exp(no.sum(axis=2)) + 1e-300
        missed = np.clip(mass.sum(axis=1), 1e-12, 1 - 1e-9)
        self.dark = self.rng.negative_binomial(self.n, 1.0 - missed)
        drawn: NDArray[np.int64] = self.rng.multinomial(self.dark, mass / mass.sum(axis=1, keepdims=True))
        return drawn

    def _classes(self, seen: NDArray[np.int64], unseen: NDArray[np.int64]) -> None:
        people = seen.sum(axis=1) + unseen  # (C, K)
        caught = np.einsum("chk,hj->ckj", seen.astype(np.float64), self.history)
        draw = self.rng.beta(1.0 + caught, 1.0 + people[:, :, None] - caught)
        self.chance = np.clip(draw, 1e-9, 1 - 1e-9)
        after = people[:, ::-1].cumsum(axis=1)[:, ::-1] - people
        sticks = self.rng.beta(1.0 + people[:, :-1], self.alpha[:, None] + after[:, :-1])
        sticks = np.clip(sticks, 1e-12, 1 - 1e-12)
        left = np.cumprod(1.0 - sticks, axis=1)
        self.weight[:, 0] = sticks[:, 0]
        self.weight[:, 1:-1] = sticks[:, 1:] * left[:, :-1]
        self.weight[:, -1] = left[:, -1]
        rate = self.settings.b - np.log(np.maximum(left[:, -1], 1e-300))
        self.alpha = self.rng.gamma(self.settings.a + self.settings.classes - 1, 1.0 / rate)
        self.alpha = np.maximum(self.alpha, 1e-6)


def split_rhat(draws: Floats) -> float:
    """Rank-normalised split R-hat of (chains, draws) (Vehtari et al., Bayesian Analysis 16:667-718, 2021)."""
    half = draws.shape[1] // 2
    parts = np.concatenate([draws[:, :half], draws[:, half : 2 * half]])
    return max(_rhat(_normal_scores(parts)), _rhat(_normal_scores(np.abs(parts - np.median(parts)))))


def _normal_scores(parts: Floats) -> Floats:
    flat = parts.ravel()
    _, inverse, number = np.unique(flat, return_inverse=True, return_counts=True)
    upto = np.cumsum(number)
    ranks = (upto - (number - 1) / 2.0)[inverse]
    scores: Floats = special.ndtri((ranks - 0.375) / (flat.size + 0.25)).reshape(parts.shape)
    return scores


def _rhat(parts: Floats) -> float:
    length = parts.shape[1]
    within = float(parts.var(axis=1, ddof=1).mean())
    between = float(length * parts.mean(axis=1).var(ddof=1))
    if within <= 0:
        return 1.0 if between <= 0 else np.inf
    return float(np.sqrt(((length - 1) / length * within + between / length) / within))


def peaks(draws: Floats, n: int, valley: float = 0.7) -> list[float]:
    """Peaks of the pooled distribution of the total, on the log scale of the dark count.

    A peak counts when it holds at least a tenth of the height of the highest and the valley beside it falls
    below `valley` of the lower of its two peaks. More than one peak: no single number can be shown.
    """
    log_dark = np.log(draws.ravel() - n + 1.0)
    low, high = np.quantile(log_dark, [0.001, 0.999])
    if high - low < 1e-6:
        return [float(np.median(draws))]
    margin = 0.1 * (high - low)  # room at both ends, so that a peak at the edge is a peak
    number, edges = np.histogram(log_dark, bins=240, range=(low - margin, high + margin))
    spread = min(log_dark.std(), (np.quantile(log_dark, 0.75) - np.quantile(log_dark, 0.25)) / 1.34)
    width = max(1.5, 1.2 * spread * draws.shape[1] ** -0.2 / (edges[1] - edges[0]))
    curve = ndimage.gaussian_filter1d(number.astype(np.float64), width)
    tops = [
        i for i in range(1, 239) if curve[i - 1] < curve[i] >= curve[i + 1] and curve[i] > 0.1 * curve.max()
    ]
    kept: list[int] = []
    for top in tops:
        if kept and curve[kept[-1] : top].min() > valley * min(curve[kept[-1]], curve[top]):
            kept[-1] = max(kept[-1], top, key=lambda i: curve[i])
        else:
            kept.append(top)
    centres = (edges[:-1] + edges[1:]) / 2
    return [float(n + np.exp(centres[i]) - 1.0) for i in kept]
