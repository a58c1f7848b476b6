"""Several methods side by side: the answer is a range with its reasons, never one number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from qorgan.estimation import bootstrap, checks, graphs, methods
from qorgan.estimation.errors import Caution
from qorgan.estimation.methods import Options, Result
from qorgan.estimation.table import CaptureTable

RATIO_WIDE = 4.0  # upper end over lower end of one interval
RATIO_METHODS = 1.5  # highest total over lowest
EDGE_SHARE = 0.01
FIXED = {"main_effects", "all_pairs"}  # nothing is chosen from the data
POOR_FIT = 0.001


@dataclass(frozen=True)
class Report:
    """Results of the methods run on one table, with every warning they call for."""

    table: CaptureTable
    results: list[Result]
    cautions: list[Caution]
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def answer(self) -> dict[str, Any] | None:
        """From the lowest lower end to the highest upper end of the methods that fit; None when not estimable.

        A model that the seen data reject (p below 0.001) is shown but has no part in the range; nor has the model
        of all pairs beside the methods that choose among its parts.
        """
        if self.table.n < checks.THIN:
            return None
        found = [r for r in self.results if _counts(r) and r.shown is not None]
        chosen = [r for r in found if r.method != "all_pairs"] or found
        ends = [(r.method, r.shown) for r in chosen]
        if not ends:
            return None
        low = min(pair[0] for _, pair in ends if pair)
        high = max(pair[1] for _, pair in ends if pair)
        return {"low": low, "high": high, "methods": [name for name, _ in ends]}

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """The JSON object of the command line; keys as in the contract, numbers finite or null."""
        answer = self.answer
        if answer is not None:
            answer["reasons"] = [caution.as_dict(language) for caution in self.cautions]
        found: dict[str, Any] = plain(
            {
                "n_observed": self.table.n,
                "lists": list(self.table.lists),
                "results": [vars(result) for result in self.results],
                "answer": answer,
                "warnings": [caution.as_dict(language) for caution in self.cautions],
                **self.extra,
            }
        )
        return found


def _counts(result: Result) -> bool:
    fit = result.diagnostics.get("fit_p")
    return result.status == 0 and (fit is None or fit >= POOR_FIT)


def plain(value: Any) -> Any:
    """Numbers as plain finite floats or None, tuples as lists: what JSON can hold."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (np.bool_, bool)) or value is None or isinstance(value, str):
        return bool(value) if isinstance(value, np.bool_) else value
    if isinstance(value, (int, np.integer)):
        return int(value)
    number = float(value)
    return number if np.isfinite(number) else None


def estimate(table: CaptureTable, names: Sequence[str], options: Options) -> Report:
    """Run the named methods, or all of them for `all`, and gather the warnings.

    With two lists only Lincoln-Petersen and Chapman are run beside what was asked. Raises EstimationError for
    bad options, and EST-10 when a method asked for by name does not serve so many lists.
    """
    options.check()
    cautions = checks.cautions(table)
    together = "all" in names
    wanted = list(methods.TOGETHER) if together else list(names)
    if together and options.model:
        wanted.append("fixed")
    results = []
    if table.t == 2:
        wanted = [name for name in wanted if name not in {"dga", "lcmcr", "bic"}]
        wanted = [name for name in wanted if not (together and name == "all_pairs")]
    for name in wanted:
        limit = _limit(name, options)
        if together and table.t > limit:
            cautions.append(Caution("EST-40", {"method": name, "value": table.t, "allowed": limit}))
            continue
        results.append(methods.run(name, table, options))
    if table.t == 2:
        results += methods.two_lists(table)
    cautions += _about(results)
    if len(wanted) == 1 and not together:
        cautions.append(Caution("EST-35"))
    return Report(table, results, cautions)


def _limit(name: str, options: Options) -> int:
    if name == "bic":
        return 6 if options.max_order == 2 else 5
    return graphs.MAX_LISTS if name == "dga" else 10


def _about(results: list[Result]) -> list[Caution]:
    found: list[Caution] = []
    for result in results:
        found += _about_one(result)
    totals = [r.total for r in results if r.total is not None and r.method not in FIXED]
    if len(totals) > 1 and max(totals) > RATIO_METHODS * min(totals):
        found.append(Caution("EST-30", {"ratio": f"{max(totals) / min(totals):.1f}"}))
    return found


def _about_one(result: Result) -> list[Caution]:
    told, found = result.diagnostics, []
    if result.status and told.get("reason") != "chains_disagree":
        found.append(Caution("EST-37", {"method": result.method, "value": told.get("reason", "")}))
    if told.get("bootstrap_failures", 0.0) > bootstrap.FAILURES_ALLOWED:
        found.append(Caution("EST-24", {"share": f"{told['bootstrap_failures']:.0%}"}))
    if result.shown is not None and result.shown[1] > RATIO_WIDE * result.shown[0]:
        ratio = f"{result.shown[1] / result.shown[0]:.1f}"
        found.append(Caution("EST-25", {"method": result.method, "ratio": ratio}))
    fit = told.get("fit_p")
    if fit is not None and fit < POOR_FIT:
        found.append(Caution("EST-39", {"method": result.method, "p": f"{fit:.1g}"}))
    if told.get("reason") == "chains_disagree":
        rhat = told.get("rhat")
        found.append(Caution("EST-31", {"rhat": "∞" if rhat is None else f"{rhat:.2f}"}))
    if len(told.get("peaks", [])) > 1:
        found.append(Caution("EST-32", {"value": ", ".join(f"{peak:,.0f}" for peak in told["peaks"])}))
    if told.get("share_at_upper_end", 0.0) > EDGE_SHARE:
        share = f"{told['share_at_upper_end']:.0%}"
        found.append(Caution("EST-33", {"value": told["upper_end_of_dark_figure"], "share": share}))
    if told.get("levelled_off") is False:
        found.append(Caution("EST-34"))
    return found


def linked_otherwise(report: Report, tables: Mapping[str, CaptureTable]) -> Report:
    """The report with the totals of the same people linked in other ways; `tables` by label, "" for its own."""
    rows = checks.across_linkage(tables)
    totals = [row["total"] for row in rows if row["total"] is not None]
    cautions = list(report.cautions)
    if len(totals) > 1:
        cautions.append(Caution("EST-42", {"low": f"{min(totals):,.0f}", "high": f"{max(totals):,.0f}"}))
    return Report(report.table, report.results, cautions, {**report.extra, "linkage": rows})


def self_checks(report: Report, seed: int) -> Report:
    """The report with the hide-one-list check and the trajectory, and a warning when a list was not found."""
    rng = methods.generator(seed, "checks")
    hidden = checks.hide_one_list(report.table, rng)
    path = checks.trajectory(report.table, rng)
    missed = [h.name for h in hidden if h.found is False]
    cautions = list(report.cautions)
    if missed:
        cautions.append(Caution("EST-38", {"value": ", ".join(missed)}))
    shown = [{**vars(h), "found": h.found} for h in hidden]
    extra = {**report.extra, "checks": {"hide_one_list": shown, "trajectory": path}}
    return Report(report.table, report.results, cautions, extra)
