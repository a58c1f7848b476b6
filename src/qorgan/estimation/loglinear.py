"""Log-linear capture models: design, Poisson fits of many tables at once, Wald interval.

Model: the count of history w is Poisson(mu_w), log mu_w = sum of alpha_theta over terms theta inside w. The
number never seen is exp(alpha_0), the intercept. Terms whose marginal count is zero have the extended
maximum-likelihood estimate minus infinity: their histories leave the table and they leave the model
(Chan, Silverman, Vincent, JASA 116:1297-1306, 2021).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

MAX_ITERATIONS = 60
BLOCK_BYTES = 96_000_000  # memory of one block of Hessians


@dataclass(frozen=True)
class Design:
    """All terms up to an order for t lists.

    `terms`: P bit masks, the empty one (intercept) first, then by order. `x`: (R, P) 0/1 matrix over the R
    histories. `products`: (R, P*P) of column products, so that all Hessians of a batch are one matrix product.
    """

    t: int
    order: int
    terms: tuple[int, ...]
    x: Floats
    products: Floats

    @property
    def rows(self) -> int:
        """Number of histories R = 2**t - 1."""
        return int(self.x.shape[0])

    @property
    def columns(self) -> int:
        """Number of terms P."""
        return int(self.x.shape[1])

    def of_order(self, order: int) -> list[int]:
        """Column numbers of the terms with exactly `order` lists."""
        return [c for c, term in enumerate(self.terms) if term.bit_count() == order]


@lru_cache(maxsize=32)
def design(t: int, order: int) -> Design:
    """The design for t lists and terms up to `order` lists."""
    terms = [0]
    for size in range(1, order + 1):
        terms += [sum(1 << i for i in group) for group in combinations(range(t), size)]
    histories = np.arange(1, 2**t)
    x = np.array([(histories & term) == term for term in terms], dtype=np.float64).T.copy()
    products = (x[:, :, None] * x[:, None, :]).reshape(len(histories), -1)
    return Design(t, order, tuple(terms), x, products)


@dataclass
class Fits:
    """B fitted models: `beta` (B, P), `mu` (B, R; 0 on dropped histories), `converged` (B,)."""

    beta: Floats
    mu: Floats
    converged: Bools


def dropped(plan: Design, counts: Floats, cols: Bools) -> tuple[Bools, Bools]:
    """Extended maximum likelihood: which histories and terms stay.

    `counts` (B, R), `cols` (B, P) the terms of each model. Returns rows (B, R) and cols (B, P) that remain. A list
    without anybody goes the same way: the others estimate without it.
    """
    empty = (counts @ plan.x == 0) & cols
    empty[:, 0] = False
    if not empty.any():
        return np.ones(counts.shape, dtype=bool), cols.copy()
    rows = (empty.astype(np.float64) @ plan.x.T) == 0
    return rows, cols & ~empty


def fit(plan: Design, counts: Floats, rows: Bools, cols: Bools, beta: Floats | None = None) -> Fits:
    """Newton's method for B Poisson models at once, in blocks of bounded memory.

    `counts` (B, R), `rows` (B, R) histories kept, `cols` (B, P) terms fitted, `beta` a start (B, P).
    A model whose maximum-likelihood estimate does not exist does not converge; see `existence`.
    """
    total, width = counts.shape[0], plan.columns
    out = Fits(np.zeros((total, width)), np.zeros(counts.shape), np.zeros(total, dtype=bool))
    block = max(1, int(BLOCK_BYTES // (8 * width * width * 3)))
    for low in range(0, total, block):
        part = slice(low, low + block)
        start = None if beta is None else beta[part]
        _fit_block(plan, counts[part], rows[part], cols[part], start, out, low)
    return out


def _fit_block(
    plan: Design, n: Floats, rows: Bools, cols: Bools, beta: Floats | None, out: Fits, low: int
) -> None:
    keep = rows.astype(np.float64)
    active = np.arange(n.shape[0])
    guess = np.log(n + 0.1) if beta is None else np.clip(beta @ plan.x.T, -20.0, 25.0)
    mu = np.exp(guess) * keep
    if beta is None:  # first step of iterated weighted least squares from the data themselves
        pull = ((mu * guess + (n - mu) * keep) @ plan.x) * cols
        beta = _solve(plan, mu, cols, pull)
        mu = _means(plan, beta, keep)
    value = _likelihood(n, mu, keep, plan, beta)
    for _ in range(MAX_ITERATIONS):
        gradient = (((n - mu) * keep) @ plan.x) * cols
        step = _solve(plan, mu, cols, gradient)
        decrement = np.einsum("bp,bp->b", gradient, step)
        beta, mu, value = _advance(plan, n, keep, beta, step, value)
        done = np.abs(decrement) < 1e-9
        stop = done | (mu.max(axis=1) > 1e15)
        if stop.any():
            at = low + active[stop]
            out.beta[at], out.mu[at], out.converged[at] = beta[stop], mu[stop], done[stop]
            go = ~stop
            active, n, keep, cols = active[go], n[go], keep[go], cols[go]
            beta, mu, value = beta[go], mu[go], value[go]
        if not active.size:
            return
    out.beta[low + active], out.mu[low + active] = beta, mu


def _means(plan: Design, beta: Floats, keep: Floats) -> Floats:
    means: Floats = np.exp(np.clip(beta @ plan.x.T, -34.0, 40.0)) * keep
    return means


def _likelihood(n: Floats, mu: Floats, keep: Floats, plan: Design, beta: Floats) -> Floats:
    eta = np.clip(beta @ plan.x.T, -34.0, 40.0)
    value: Floats = ((n * eta - mu) * keep).sum(axis=1)
    return value


def _solve(plan: Design, mu: Floats, cols: Bools, right: Floats) -> Floats:
    width = plan.columns
    hessian = (mu @ plan.products).reshape(-1, width, width)
    hessian *= cols[:, :, None] & cols[:, None, :]
    diagonal: Any = np.einsum("bpp->bp", hessian)
    diagonal += np.where(cols, diagonal * 1e-11 + 1e-13, 1.0)
    solved: Floats = np.asarray(np.linalg.solve(hessian, right[:, :, None])[:, :, 0], dtype=np.float64)
    return solved


def _advance(
    plan: Design, n: Floats, keep: Floats, beta: Floats, step: Floats, value: Floats
) -> tuple[Floats, Floats, Floats]:
    """A Newton step, halved where the likelihood would fall."""
    size = np.ones(beta.shape[0])
    for _ in range(12):
        trial = beta + size[:, None] * step
        mu = _means(plan, trial, keep)
        reached = _likelihood(n, mu, keep, plan, trial)
        worse = reached < value - 1e-7 * (1.0 + np.abs(value))
        if not worse.any():
            break
        size[worse] /= 2.0
    return trial, mu, reached


def certified(plan: Design, counts: Floats, rows: Bools, cols: Bools, fits: Fits) -> Bools:
    """Which fits prove by themselves that the maximum-likelihood estimate exists.

    Fitted means that are positive on every kept history and reproduce all fitted margins are an interior
    point of the marginal cone, the condition of Fienberg and Rinaldo (2012); no linear program is needed then.
    The margins may miss by a hundredth of the smallest mean: the least-squares repair of such a gap cannot
    make a mean negative. Where no estimate exists the gap is as large as the vanishing means, so none passes.
    """
    gap = np.abs((((counts - fits.mu) * rows) @ plan.x) * cols).max(axis=1)
    low = np.where(rows, fits.mu, np.inf).min(axis=1)
    proof: Bools = fits.converged & (low > 1e-9) & (gap < low / 100.0)
    return proof


def deviance_terms(counts: Floats, mu: Floats, rows: Bools) -> Floats:
    """Poisson deviance of each fit, dropped histories adding nothing; shapes (B, R), returns (B,)."""
    safe = np.where(rows, mu, 1.0)
    part = special.xlogy(counts, np.where(counts > 0, counts, 1.0) / safe) - (counts - safe)
    total: Floats = 2.0 * np.where(rows, part, 0.0).sum(axis=1)
    return total


def log_likelihood(counts: Floats, mu: Floats, rows: Bools) -> Floats:
    """Full Poisson log-likelihood, factorials included; shapes (B, R), returns (B,)."""
    safe = np.where(rows, mu, 1.0)
    part = special.xlogy(counts, safe) - safe - special.gammaln(counts + 1.0)
    total: Floats = np.where(rows, part, 0.0).sum(axis=1)
    return total


def bic(counts: Floats, mu: Floats, rows: Bools, cols: Bools) -> Floats:
    """BIC = -2 log L + p log n, n the people observed, p the terms of the model `cols` (B, P).

    Log L is the full Poisson log-likelihood over all histories. Terms at minus infinity are counted: they are
    part of the model. This reproduces the published 22,991 for the five British lists (Silverman et al. 2024).
    """
    n = counts.sum(axis=1)
    value: Floats = -2.0 * log_likelihood(counts, mu, rows) + cols.sum(axis=1) * np.log(n)
    return value


def intercept_error(plan: Design, mu: Floats, cols: Bools) -> Floats:
    """Standard error of the intercept (log of the number never seen) for each fit; returns (B,)."""
    right = np.zeros((mu.shape[0], plan.columns))
    right[:, 0] = 1.0
    error: Floats = np.sqrt(np.maximum(_solve(plan, mu, cols, right)[:, 0], 0.0))
    return error


def totals(counts: Floats, beta: Floats) -> Floats:
    """Estimated totals, observed people included; counts (B, R), beta (B, P), returns (B,)."""
    whole: Floats = counts.sum(axis=1) + np.exp(beta[:, 0])
    return whole


def wald(n: int, intercept: float, error: float, level: float = 0.95) -> tuple[float, float]:
    """Wald interval of the total, symmetric on the log scale of the number never seen."""
    reach: Any = special.ndtri(0.5 + level / 2.0) * error
    return n + float(np.exp(intercept - reach)), n + float(np.exp(intercept + reach))
