"""One model over years or groups: list x covariate terms, chosen by BIC (Cruyff, van Dijk, van der Heijden 2017).

Every stratum has its own intercept (its own dark figure). Chances of being listed and links between lists are
common unless the data ask for more, so small groups borrow strength from large ones. A list that did not work in
a stratum (it joined or left) is taken out of that stratum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from qorgan.estimation import bootstrap, existence, loglinear
from qorgan.estimation.errors import Caution, EstimationError
from qorgan.estimation.loglinear import Bools, Design, Floats
from qorgan.estimation.table import CaptureTable

OWN_MINIMUM = 100  # people a stratum needs before it may be estimated alone


@dataclass(frozen=True)
class Stratum:
    """One stratum: people seen, its total in the joint model with an interval, and whether it could stand alone."""

    name: str
    observed: int
    total: float | None
    low: float | None
    high: float | None
    own: bool

    @property
    def detected_share(self) -> float | None:
        """People seen per person estimated; shown beside every count so that police activity is not the trend."""
        return None if self.total is None else self.observed / self.total


@dataclass(frozen=True)
class Joint:
    """A joint fit: strata in their order, their sum, the last total over the first, the terms chosen."""

    strata: list[Stratum]
    total: float | None
    interval: tuple[float, float] | None
    change: float | None
    change_interval: tuple[float, float] | None
    terms: list[str]
    status: int
    failures: float
    cautions: list[Caution]


def may_stand_alone(table: CaptureTable) -> bool:
    """Whether a stratum may be fitted by itself: 100 people, and three lists that overlap with another."""
    joined = {
        i
        for pair in combinations(range(table.t), 2)
        if table.marginal(1 << pair[0] | 1 << pair[1])
        for i in pair
    }
    return table.n >= OWN_MINIMUM and len(joined) >= 3


@lru_cache(maxsize=16)
def _plan(t: int, strata: int) -> tuple[Design, tuple[tuple[int, ...], ...]]:
    """Design over strata x histories, and the groups of columns that enter together.

    Columns: strata intercepts, t lists, t x (strata - 1) list-by-stratum terms, pairs.
    """
    base = loglinear.design(t, 2)
    columns = [np.kron(np.eye(strata)[:, s], np.ones(base.rows)) for s in range(strata)]
    columns += [np.tile(base.x[:, 1 + i], strata) for i in range(t)]
    groups = []
    for i in range(t):
        groups.append(tuple(range(len(columns), len(columns) + strata - 1)))
        columns += [np.kron(np.eye(strata)[:, s], base.x[:, 1 + i]) for s in range(1, strata)]
    for c in base.of_order(2):
        groups.append((len(columns),))
        columns.append(np.tile(base.x[:, c], strata))
    x = np.array(columns).T.copy()
    products = (x[:, :, None] * x[:, None, :]).reshape(x.shape[0], -1)
    return Design(t, 2, tuple(-1 for _ in columns), x, products), tuple(g for g in groups if g)


def fit_jointly(tables: Mapping[str, CaptureTable], rng: np.random.Generator, replicates: int = 200) -> Joint:
    """Fit one model to all strata and bootstrap it with its selection.

    `tables`: stratum name -> table, all over the same lists, in the order of the series (years first to last).
    Intervals are bootstrap percentiles; a stratum of fewer than 100 people gets none, and no change to or from it
    either. Raises EST-09 for fewer than two strata, EST-06 for other lists.
    """
    if len(tables) < 2:
        raise EstimationError("EST-09", option="--stratum", allowed="≥ 2 strata", value=len(tables))
    names, lists = list(tables), next(iter(tables.values())).lists
    for name, table in tables.items():
        if table.lists != lists:
            raise EstimationError("EST-06", place=name, value=", ".join(table.lists))
    plan, groups = _plan(len(lists), len(names))
    counts = np.concatenate([tables[name].counts for name in names]).astype(np.float64)
    open_rows = _working(tables, len(lists))
    chosen, status, point = _select(plan, groups, counts[None], open_rows, len(names))
    drawn = bootstrap.resample(counts, replicates, rng) if replicates else counts[None][:0]
    _, failed, totals = _select(plan, groups, drawn, open_rows, len(names))
    sound = totals[failed == 0]
    thin = sum(table.n for table in tables.values()) < OWN_MINIMUM
    enough = sound.shape[0] >= max(2, replicates / 2) and not thin
    return _joint(tables, groups, chosen[0], int(status[0]), point[0], sound if enough else None, failed)


def _joint(
    tables: Mapping[str, CaptureTable],
    groups: tuple[tuple[int, ...], ...],
    chosen: Bools,
    status: int,
    point: Floats,
    draws: Floats | None,
    failed: Floats,
) -> Joint:
    good = status == 0
    strata, warnings = [], []
    for s, (name, table) in enumerate(tables.items()):
        enough = good and table.n >= OWN_MINIMUM
        low, high = _ends(draws[:, s]) if enough and draws is not None else (None, None)
        own = may_stand_alone(table)
        strata.append(Stratum(name, table.n, float(point[s]) if good else None, low, high, own))
        if not own:
            warnings.append(Caution("EST-41", {"value": name}))
    spread = good and draws is not None
    whole = _ends(draws.sum(axis=1)) if spread and draws is not None else None
    outer = [list(tables.values())[k].n >= OWN_MINIMUM for k in (0, -1)]
    change = _ends(draws[:, -1] / draws[:, 0]) if spread and draws is not None and all(outer) else None
    lists = next(iter(tables.values())).lists
    labels = [f"{name}:stratum" for name in lists] + [":".join(pair) for pair in combinations(lists, 2)]
    terms = [label for label, group in zip(labels, groups, strict=True) if chosen[list(group)].any()]
    failures = float((failed != 0).mean()) if failed.size else 0.0
    total = float(point.sum()) if good else None
    ratio = float(point[-1] / point[0]) if good else None
    return Joint(strata, total, whole, ratio, change, terms, status, failures, warnings)


def _ends(draws: Floats) -> tuple[float, float]:
    low, high = np.quantile(draws, [0.025, 0.975])
    return float(low), float(high)


def _working(tables: Mapping[str, CaptureTable], t: int) -> Bools:
    """Histories that were possible: a list without anybody in a stratum did not work there."""
    parts = []
    for table in tables.values():
        idle = sum(1 << i for i in range(t) if table.marginal(1 << i) == 0)
        parts.append(table.masks() & idle == 0)
    return np.concatenate(parts)


def _select(
    plan: Design, groups: tuple[tuple[int, ...], ...], counts: Floats, open_rows: Bools, strata: int
) -> tuple[Bools, Floats, Floats]:
    """Forward choice by BIC for B tables: candidates ranked by score test, kept when the BIC falls.

    Returns cols (B, P), status (B,) and stratum totals (B, S).
    """
    number = counts.shape[0]
    cols = np.zeros((number, plan.columns), dtype=bool)
    cols[:, : strata + plan.t] = True
    rows, finite = _dropped(plan, counts, cols, open_rows)
    fits = loglinear.fit(plan, counts, rows, finite)
    value = loglinear.bic(counts, fits.mu, rows, cols)
    beta, mu = fits.beta, fits.mu
    growing = np.arange(number)
    while growing.size:
        pick = _best(
            plan, groups, counts[growing], mu[growing], finite[growing], rows[growing], cols[growing]
        )
        able = pick >= 0
        growing, pick = growing[able], pick[able]
        if not growing.size:
            break
        trial = cols[growing].copy()
        for b, g in enumerate(pick):
            trial[b, list(groups[g])] = True
        new_rows, new_finite = _dropped(plan, counts[growing], trial, open_rows)
        fits = loglinear.fit(plan, counts[growing], new_rows, new_finite)
        reached = loglinear.bic(counts[growing], fits.mu, new_rows, trial)
        sure = loglinear.certified(plan, counts[growing], new_rows, new_finite, fits)
        better = (reached < value[growing]) & sure
        into = growing[better]
        cols[into], finite[into], rows[into] = trial[better], new_finite[better], new_rows[better]
        beta[into], mu[into], value[into] = fits.beta[better], fits.mu[better], reached[better]
        growing = into
    status = np.array([_status(plan, counts[b], rows[b], finite[b]) for b in range(number)])
    seen = counts.reshape(number, strata, -1).sum(axis=2)
    return cols, status, seen + np.exp(beta[:, :strata])


def _dropped(plan: Design, counts: Floats, cols: Bools, open_rows: Bools) -> tuple[Bools, Bools]:
    rows, finite = loglinear.dropped(plan, counts, cols)
    return rows & open_rows, finite


def _best(
    plan: Design,
    groups: tuple[tuple[int, ...], ...],
    counts: Floats,
    mu: Floats,
    finite: Bools,
    rows: Bools,
    cols: Bools,
) -> Floats:
    """The group with the largest score statistic beyond its BIC price, -1 when none is worth trying."""
    width = plan.columns
    whole = ((mu * rows) @ plan.products).reshape(-1, width, width)
    gradient = ((counts - mu) * rows) @ plan.x
    inside = whole * (finite[:, :, None] & finite[:, None, :])
    diagonal = np.einsum("bpp->bp", inside)
    diagonal += np.where(finite, diagonal * 1e-10 + 1e-12, 1.0)
    inverse = np.linalg.inv(inside) * (finite[:, :, None] & finite[:, None, :])
    price = np.log(counts.sum(axis=1))
    gain = np.full((counts.shape[0], len(groups)), -np.inf)
    for g, group in enumerate(groups):
        at = list(group)
        across = whole[:, at, :]
        variance = whole[:, at][:, :, at] - across @ inverse @ np.swapaxes(across, 1, 2)
        variance += np.eye(len(at)) * 1e-9
        pull = gradient[:, at]
        score = np.einsum("bg,bg->b", pull, np.linalg.solve(variance, pull[:, :, None])[:, :, 0])
        gain[:, g] = np.where(cols[:, at].any(axis=1), -np.inf, score - len(at) * price)
    pick = np.argmax(gain, axis=1)
    return np.where(gain.max(axis=1) > 0, pick, -1)


def _status(plan: Design, counts: Floats, rows: Bools, finite: Bools) -> int:
    x = plan.x[rows][:, finite]
    support = counts[rows] > 0
    exists = bool(support.all()) or existence.interior(x, support)
    identified = int(np.linalg.matrix_rank(x)) == x.shape[1]
    return (0 if exists else existence.NO_ESTIMATE) + (0 if identified else existence.NOT_IDENTIFIABLE)
