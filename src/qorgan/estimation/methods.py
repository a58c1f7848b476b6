"""The five estimators behind one interface: a table and options in, one `Result` out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import special

from qorgan.estimation import (
    bootstrap,
    checks,
    graphs,
    hierarchical,
    latent,
    loglinear,
    model_formula,
    stepwise,
)
from qorgan.estimation.errors import EstimationError, nearest
from qorgan.estimation.loglinear import Bools, Design, Floats
from qorgan.estimation.table import CaptureTable

Pair = tuple[float, float]
STATUS_REASON = {1: "no_mle", 2: "not_identifiable", 3: "no_mle_and_not_identifiable"}


@dataclass(frozen=True)
class Options:
    """What the caller may choose. `bootstrap` 0 gives points only; `ntop` None means 20 up to four lists, else
    100; `upper` is the largest dark count of graph averaging, None for 25 times the people seen."""

    model: str | None = None
    p: float = stepwise.THRESHOLD
    max_order: int = 2
    ntop: int | None = None
    bootstrap: int = 1000
    seed: int = 1
    upper: int | None = None
    latent: latent.Settings = field(default_factory=latent.Settings)

    def check(self) -> None:
        """Raise EST-09 for an option out of its range."""
        for option, value, good, allowed in (
            ("--p", self.p, 0 < self.p < 1, "0 < p < 1"),
            ("--max-order", self.max_order, self.max_order in (2, 3), "2 – 3"),
            ("--ntop", self.ntop, self.ntop is None or self.ntop >= 1, "≥ 1"),
            ("--bootstrap", self.bootstrap, self.bootstrap >= 0, "≥ 0"),
            ("--seed", self.seed, self.seed >= 0, "≥ 0"),
        ):
            if not good:
                raise EstimationError("EST-09", place=option, option=option, allowed=allowed, value=value)


@dataclass(frozen=True)
class Result:
    """One method's answer. `total` includes the people seen and is None when `status` is above 0."""

    method: str
    model: str | None = None
    total: float | None = None
    wald95: Pair | None = None
    bca95: Pair | None = None
    bic: float | None = None
    n_models: int | None = None
    median: float | None = None
    interval95: Pair | None = None
    status: int = 0
    diagnostics: dict[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> Pair | None:
        """The interval to show: the one that repeats the selection before the one that does not."""
        return self.bca95 or self.interval95 or self.wald95


def main_effects(table: CaptureTable, options: Options) -> Result:
    """All lists independent."""
    return _fixed("main_effects", table, model_formula.main_effects(table.t), options)


def all_pairs(table: CaptureTable, options: Options) -> Result:
    """Every pair of lists may be linked."""
    return _fixed("all_pairs", table, model_formula.all_pairs(table.t), options)


def fixed(table: CaptureTable, options: Options) -> Result:
    """The model the caller names. Raises EST-13 without one, EST-06 or EST-07 for a bad one."""
    if not options.model:
        raise EstimationError("EST-13", place="--model")
    return _fixed("fixed", table, model_formula.parse(options.model, table.lists), options)


def _fixed(name: str, table: CaptureTable, terms: set[int], options: Options) -> Result:
    plan = loglinear.design(table.t, max(term.bit_count() for term in terms))
    cols = np.array([term in terms or term.bit_count() <= 1 for term in plan.terms])

    def estimator(tables: Floats) -> Floats:
        return refit(plan, tables, cols).totals(tables)

    chosen = refit(plan, table.counts[None].astype(np.float64), cols)
    return _loglinear_result(name, table, plan, chosen, estimator, options)


def refit(plan: Design, tables: Floats, cols: Bools) -> stepwise.Selected:
    """One model (P,) fitted to B tables (B, R)."""
    repeated = np.broadcast_to(cols, (tables.shape[0], cols.size))
    rows, finite = loglinear.dropped(plan, tables, repeated)
    fits = loglinear.fit(plan, tables, rows, finite)
    status = stepwise.settle(plan, tables, rows, finite, fits)
    return stepwise.Selected(
        repeated, finite, rows, fits.beta, fits.mu, status, [[] for _ in range(tables.shape[0])]
    )


def by_stepwise(table: CaptureTable, options: Options) -> Result:
    """Forward stepwise pairs with extended maximum likelihood; the bootstrap repeats the selection."""
    plan = loglinear.design(table.t, 2 if table.t > 2 else 1)
    chosen = stepwise.select(plan, table.counts[None].astype(np.float64), options.p)

    def estimator(tables: Floats) -> Floats:
        return stepwise.select(plan, tables, options.p).totals(tables)

    return _loglinear_result("stepwise", table, plan, chosen, estimator, options)


def _loglinear_result(
    name: str,
    table: CaptureTable,
    plan: Design,
    chosen: stepwise.Selected,
    estimator: Callable[[Floats], Floats],
    options: Options,
) -> Result:
    order = [plan.terms[c] for c in chosen.order[0]]
    terms = {plan.terms[c] for c in np.flatnonzero(chosen.cols[0])}
    model = model_formula.write(terms, table.lists, order)
    status = int(chosen.status[0])
    if status:
        reason = {"reason": STATUS_REASON[status]}
        return Result(name, model, status=status, n_models=1, diagnostics=reason)
    counts = table.counts[None].astype(np.float64)
    total = float(chosen.totals(counts)[0])
    error = float(loglinear.intercept_error(plan, chosen.mu, chosen.finite)[0])
    told = _fit_quality(counts, chosen)
    told["sequence"] = [model_formula.write_term(term, table.lists) for term in order]
    told["dark_figure_log_se"] = error
    told["sensitivity"] = checks.sensitivity(table.n, total - table.n)
    thin = table.n < checks.THIN
    interval = None
    if options.bootstrap and not thin:
        interval = _bootstrap(name, table, total, estimator, options, told)
    wald = None if thin else loglinear.wald(table.n, float(chosen.beta[0, 0]), error)
    score = float(loglinear.bic(counts, chosen.mu, chosen.rows, chosen.cols)[0])
    return Result(name, model, total, wald, interval, score, 1, diagnostics=told)


def _fit_quality(counts: Floats, chosen: stepwise.Selected) -> dict[str, Any]:
    deviance = float(loglinear.deviance_terms(counts, chosen.mu, chosen.rows)[0])
    free = int(chosen.rows[0].sum() - chosen.finite[0].sum())
    p = float(special.chdtrc(free, deviance)) if free > 0 else None
    return {"deviance": deviance, "degrees_of_freedom": free, "fit_p": p}


def _bootstrap(
    name: str,
    table: CaptureTable,
    total: float,
    estimator: Callable[[Floats], Floats],
    options: Options,
    told: dict[str, Any],
) -> Pair | None:
    counts = table.counts.astype(np.float64)
    removed, weights = bootstrap.delete_one(counts)
    accelerate = bootstrap.acceleration(estimator(removed), weights)
    drawn = bootstrap.resample(counts, options.bootstrap, generator(options.seed, name))
    replicates = estimator(drawn)
    return _describe(total, replicates, accelerate, told)


def _describe(total: float, replicates: Floats, accelerate: float, told: dict[str, Any]) -> Pair | None:
    told["bootstrap_failures"] = float(np.mean(~np.isfinite(replicates)))
    told["acceleration"] = accelerate
    wide = bootstrap.bca(total, replicates, accelerate)
    narrow = bootstrap.bca(total, replicates, accelerate, 0.8)
    if wide is None or narrow is None:
        return None
    told["bias_correction"] = wide.bias
    told["bca80"] = (narrow.low, narrow.high)
    return wide.low, wide.high


def generator(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for each method, so that adding a method changes no other's numbers."""
    return np.random.default_rng([seed, *name.encode()])


def by_bic(table: CaptureTable, options: Options) -> Result:
    """The lowest BIC of all hierarchical models, with the top-n bootstrap.

    Raises EST-10 when there are too many models to try.
    """
    counts = table.counts.astype(np.float64)
    ranking = hierarchical.rank_models(table.t, counts, options.max_order)
    if not ranking.bic.size:
        return Result("bic", status=3, n_models=0, diagnostics={"reason": "no_admissible_model"})
    plan, total = ranking.plan, float(ranking.totals[0])
    model = model_formula.write({plan.terms[c] for c in np.flatnonzero(ranking.cols[0])}, table.lists, [])
    error = float(loglinear.intercept_error(plan, ranking.best_mu, ranking.best_finite)[0])
    told: dict[str, Any] = {
        "models_tried": ranking.tried,
        "convention": "BIC = -2 log L + p log n; log L full Poisson, p all terms, n people observed",
        "best_models": _best_models(table, ranking),
        "sensitivity": checks.sensitivity(table.n, total - table.n),
    }
    thin = table.n < checks.THIN
    wald = None if thin else loglinear.wald(table.n, float(ranking.best_beta[0, 0]), error)
    interval = None
    if options.bootstrap and not thin:
        interval = _top_bootstrap(table, ranking, options, told)
    return Result(
        "bic", model, total, wald, interval, float(ranking.bic[0]), int(ranking.bic.size), diagnostics=told
    )


def _best_models(table: CaptureTable, ranking: hierarchical.Ranking, number: int = 5) -> list[dict[str, Any]]:
    found = []
    for k in range(min(number, ranking.bic.size)):
        terms = {ranking.plan.terms[c] for c in np.flatnonzero(ranking.cols[k])}
        model = model_formula.write(terms, table.lists, [])
        found.append({"model": model, "bic": float(ranking.bic[k]), "total": float(ranking.totals[k])})
    return found


def _top_bootstrap(
    table: CaptureTable, ranking: hierarchical.Ranking, options: Options, told: dict[str, Any]
) -> Pair | None:
    counts = table.counts.astype(np.float64)
    width = min(options.ntop or hierarchical.default_top(table.t), ranking.bic.size)
    top, plan, total = ranking.cols[:width], ranking.plan, float(ranking.totals[0])
    removed, weights = bootstrap.delete_one(counts)
    accelerate = bootstrap.acceleration(hierarchical.search(plan, removed, top)[:, -1], weights)
    drawn = bootstrap.resample(counts, options.bootstrap, generator(options.seed, "bic"))
    step = hierarchical.block_of(drawn, width, plan.columns)
    parts = [hierarchical.search(plan, drawn[k : k + step], top) for k in range(0, len(drawn), step)]
    best = np.concatenate(parts)
    ends = []
    for k in hierarchical.levels(width):
        interval = bootstrap.bca(total, best[:, k - 1], accelerate)
        if interval is not None:
            ends.append((k, interval.low, interval.high))
    told["intervals_by_ntop"] = [{"ntop": k, "bca95": (low, high)} for k, low, high in ends]
    told["ntop"] = width
    told["levelled_off"] = not hierarchical.not_levelled(ends) or width == ranking.bic.size
    return _describe(total, best[:, -1], accelerate, told)


def by_graphs(table: CaptureTable, options: Options) -> Result:
    """Posterior over all decomposable graphs; the total shown is the posterior median."""
    posterior = graphs.average(table, options.upper)
    cliques = {int(c) for c in graphs.best_graph(table, posterior)}
    ends = (posterior.quantile(0.025), posterior.quantile(0.975))
    median = posterior.quantile(0.5)
    told = {
        "upper_end_of_dark_figure": posterior.upper,
        "share_at_upper_end": posterior.edge(),
        "best_graph_probability": float(posterior.graph_weights.max()),
    }
    return Result(
        "dga",
        model_formula.write(cliques, table.lists, []),
        median,
        n_models=posterior.graph_weights.size,
        median=median,
        interval95=None if table.n < checks.THIN else ends,
        diagnostics=told,
    )


def by_latent_classes(table: CaptureTable, options: Options) -> Result:
    """Latent classes by Gibbs sampling; chains that disagree give no number (status 3)."""
    draws = latent.sample(table, generator(options.seed, "lcmcr"), options.latent)
    told: dict[str, Any] = {
        "rhat": draws.rhat if np.isfinite(draws.rhat) else None,
        "chains": options.latent.chains,
        "classes": options.latent.classes,
        "draws_per_chain": options.latent.keep,
        "chain_medians": [float(m) for m in np.median(draws.totals, axis=1)],
        "peaks": draws.peaks,
    }
    if not draws.agree:
        return Result("lcmcr", status=3, diagnostics={"reason": "chains_disagree", **told})
    median = draws.quantile(0.5)
    ends = None if table.n < checks.THIN else (draws.quantile(0.025), draws.quantile(0.975))
    return Result("lcmcr", None, median, median=median, interval95=ends, diagnostics=told)


def two_lists(table: CaptureTable) -> list[Result]:
    """Lincoln-Petersen and Chapman (1951), the only things two lists allow; log-normal interval for Chapman."""
    only_first, only_second, both = (int(c) for c in table.counts)
    first, second = only_first + both, only_second + both
    model = ",".join(table.lists)
    found = []
    if both:
        petersen = first * second / both
        found.append(Result("lincoln_petersen", model, petersen, n_models=1))
    else:
        found.append(Result("lincoln_petersen", model, status=1, diagnostics={"reason": STATUS_REASON[1]}))
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * only_first * only_second / ((both + 1) ** 2 * (both + 2))
    interval = None
    if table.n >= checks.THIN and both and total > table.n:
        dark = total - table.n
        interval = loglinear.wald(table.n, float(np.log(dark)), float(np.sqrt(variance)) / dark)
    found.append(Result("chapman", model, total, interval, n_models=1))
    return found


METHODS: dict[str, Callable[[CaptureTable, Options], Result]] = {
    "stepwise": by_stepwise,
    "main_effects": main_effects,
    "all_pairs": all_pairs,
    "fixed": fixed,
    "bic": by_bic,
    "dga": by_graphs,
    "lcmcr": by_latent_classes,
}
TOGETHER = ("main_effects", "all_pairs", "stepwise", "bic", "dga", "lcmcr")


def run(name: str, table: CaptureTable, options: Options) -> Result:
    """Run one method by name. Raises EST-08 for an unknown one."""
    if name not in METHODS:
        raise EstimationError(
            "EST-08",
            place="--method",
            value=name,
            allowed=", ".join(METHODS),
            did_you_mean=nearest(name, METHODS),
        )
    return METHODS[name](table, options)
