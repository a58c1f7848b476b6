"""What the data themselves say about how far an estimate may be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from qorgan.estimation import bootstrap, loglinear, stepwise
from qorgan.estimation.errors import Caution, EstimationError, nearest
from qorgan.estimation.loglinear import Design, Floats
from qorgan.estimation.table import CaptureTable

THIN = 100  # below about this many children nothing is estimable
DOMINANT = 0.60  # one list supplies more than this share of people
COMMON_DEPENDENCE = 1.282  # one-sided 10 % level: a needless warning costs less than a missed one
ODDS_RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0)
MIN_HIDDEN = 30  # people needed before a hidden list can be checked


def cautions(table: CaptureTable) -> list[Caution]:
    """Warnings that need nothing but the table."""
    found = []
    if table.n < THIN:
        found.append(Caution("EST-20", {"n": table.n}))
    if table.t == 2:
        found.append(Caution("EST-21"))
    pairs = list(combinations(range(table.t), 2))
    shared = {pair: table.marginal(1 << pair[0] | 1 << pair[1]) for pair in pairs}
    for i, name in enumerate(table.lists):
        if not any(count for pair, count in shared.items() if i in pair):
            found.append(Caution("EST-22", {"value": name}))
        share = table.marginal(1 << i) / table.n
        if share > DOMINANT:
            found.append(Caution("EST-26", {"value": name, "share": f"{share:.0%}"}))
    empty = sum(1 for count in shared.values() if count == 0)
    if empty * 2 > len(pairs):
        found.append(Caution("EST-23", {"empty": empty, "pairs": len(pairs)}))
    z = common_dependence(table)
    if z is not None and z > COMMON_DEPENDENCE:
        found.append(Caution("EST-29", {"z": f"{z:.1f}"}))
    found.append(Caution("EST-36"))
    return found


def common_dependence(table: CaptureTable) -> float | None:
    """z of one dependence common to all pairs (the Rasch form of unequal chances; Darroch and others, 1993).

    Main effects plus the term k(k-1)/2, k the number of lists that saw the person. Clearly positive: people
    differ in how easily they are seen, or lists help each other, and estimates are too low. None below three
    lists or when the model cannot be fitted.
    """
    if table.t < 3:
        return None
    base = loglinear.design(table.t, 1)
    seen_by = base.x[:, 1:].sum(axis=1)
    plan = with_column(base, seen_by * (seen_by - 1) / 2)
    counts = table.counts[None].astype(np.float64)
    rows, finite = loglinear.dropped(plan, counts, np.ones((1, plan.columns), dtype=bool))
    if not finite.all():
        return None
    fits = loglinear.fit(plan, counts, rows, finite)
    if not fits.converged[0]:
        return None
    hessian = (plan.x * fits.mu[0][:, None]).T @ plan.x
    try:
        error = float(np.sqrt(np.linalg.inv(hessian)[-1, -1]))
    except np.linalg.LinAlgError:
        return None
    return float(fits.beta[0, -1]) / error if error > 0 else None


def with_column(plan: Design, column: Floats) -> Design:
    """A design with one more column (not a term of lists, hence mask -1)."""
    x = np.hstack([plan.x, column[:, None]])
    products = (x[:, :, None] * x[:, None, :]).reshape(x.shape[0], -1)
    return Design(plan.t, plan.order, (*plan.terms, -1), x, products)


def described(table: CaptureTable, lists: Mapping[str, Mapping[str, Any]]) -> list[Caution]:
    """Warnings from what is known about the lists.

    `lists`: name -> {"definition", "period", "age_rule", "refers_to": [names]}; every key may be absent.
    Raises EST-06 for a name that is not in the table.
    """
    for name in lists:
        if name not in table.lists:
            raise EstimationError("EST-06", value=name, did_you_mean=nearest(name, table.lists))
    found = []
    links = [f"{name} → {other}" for name, about in lists.items() for other in about.get("refers_to", [])]
    if links:
        found.append(Caution("EST-27", {"value": ", ".join(links)}))
    for key in ("definition", "period", "age_rule"):
        values = sorted({str(about[key]) for about in lists.values() if key in about})
        if len(values) > 1:
            found.append(Caution("EST-28", {"value": f"{key}: {' / '.join(values)}"}))
    return found


def sensitivity(n: int, dark: float) -> list[dict[str, float]]:
    """Total against an assumed odds ratio of the highest-order link between the lists.

    That link cannot be estimated: it enters the unseen cell only, so the data fit equally well for every value
    and the dark figure is multiplied by it. 1 is the assumption of every method here.
    """
    return [{"odds_ratio": ratio, "total": n + dark * ratio} for ratio in ODDS_RATIOS]


@dataclass(frozen=True)
class HiddenList:
    """One list taken as the truth: `known` people on it, `seen` of them elsewhere, the estimate of `known`."""

    name: str
    known: int
    seen: int
    estimate: float | None
    low: float | None
    high: float | None

    @property
    def found(self) -> bool | None:
        """Whether the interval holds the known number; None when nothing could be estimated."""
        return None if self.low is None or self.high is None else self.low <= self.known <= self.high


def hide_one_list(table: CaptureTable, rng: np.random.Generator, replicates: int = 200) -> list[HiddenList]:
    """For each list: forget who is on it alone, estimate its size from the others, compare with the truth.

    The internal consistency check of Binette and Steorts (JRSS A 185:640-676, 2022); stepwise choice with a BCa
    interval. Fewer than 30 people, or fewer than two other lists, cannot be checked.
    """
    found = []
    for i, name in enumerate(table.lists):
        known = table.marginal(1 << i)
        alone = int(table.counts[(1 << i) - 1])
        verdict: tuple[float | None, float | None, float | None] = (None, None, None)
        if known - alone >= MIN_HIDDEN and table.t >= 3:
            verdict = _estimate(table.within(name), rng, replicates)
        found.append(HiddenList(name, known, known - alone, *verdict))
    return found


def _estimate(
    table: CaptureTable, rng: np.random.Generator, replicates: int
) -> tuple[float | None, float | None, float | None]:
    plan = loglinear.design(table.t, 2 if table.t > 2 else 1)
    counts = table.counts.astype(np.float64)
    point = float(stepwise.select(plan, counts[None]).totals(counts[None])[0])
    if not np.isfinite(point):
        return None, None, None
    removed, weights = bootstrap.delete_one(counts)
    accelerate = bootstrap.acceleration(stepwise.select(plan, removed).totals(removed), weights)
    drawn = bootstrap.resample(counts, replicates, rng)
    interval = bootstrap.bca(point, stepwise.select(plan, drawn).totals(drawn), accelerate)
    return (point, None, None) if interval is None else (point, interval.low, interval.high)


def trajectory(
    table: CaptureTable,
    rng: np.random.Generator,
    draws: int = 50,
    shares: tuple[float, ...] = (0.5, 0.7, 0.9),
) -> list[dict[str, float | None]]:
    """Stepwise totals as the data grow: every entry of every list kept with a given chance, then all of them.

    The population stays the same, so the totals should level off; a total that keeps climbing or falling says
    that the method has not settled (Binette, Steorts).
    """
    plan = loglinear.design(table.t, 2 if table.t > 2 else 1)
    path: list[dict[str, float | None]] = []
    for share in (*shares, 1.0):
        tables = thinned(table, share, rng, draws if share < 1.0 else 1)
        totals = stepwise.select(plan, tables).totals(tables)
        sound = totals[np.isfinite(totals)]
        ends = [float(q) for q in np.quantile(sound, [0.05, 0.5, 0.95])] if sound.size else [None] * 3
        people = float(tables.sum(axis=1).mean())
        path.append({"share": share, "people": people, "low": ends[0], "median": ends[1], "high": ends[2]})
    return path


def thinned(table: CaptureTable, share: float, rng: np.random.Generator, draws: int) -> Floats:
    """Tables in which every list entry survives with probability `share`; returns (draws, R)."""
    size = 2**table.t
    found = np.zeros((draws, size))
    for w in np.flatnonzero(table.counts) + 1:
        parts = np.array([s for s in range(size) if s & ~w == 0])
        kept = np.array([int(s).bit_count() for s in parts])
        chance = share**kept * (1.0 - share) ** (int(w).bit_count() - kept)
        found[:, parts] += rng.multinomial(table.counts[w - 1], chance / chance.sum(), size=draws)
    return found[:, 1:]


def across_linkage(tables: Mapping[str, CaptureTable]) -> list[dict[str, Any]]:
    """Stepwise totals of the same people linked at several thresholds, or of several draws of the links.

    Missed links inflate the total, false links deflate it: show the whole spread beside the estimate.
    """
    rows = []
    for label, table in tables.items():
        plan = loglinear.design(table.t, 2 if table.t > 2 else 1)
        counts = table.counts[None].astype(np.float64)
        chosen = stepwise.select(plan, counts)
        total = float(chosen.totals(counts)[0])
        rows.append({"linkage": label, "n_observed": table.n, "total": total if np.isfinite(total) else None})
    return rows
