"""How many children are never seen: multiple systems estimation, several methods beside each other.

    table = parse_csv(text)[""]
    report = estimate(table, ["all"], Options(bootstrap=1000, seed=1))
    report.answer          # {"low", "high", "methods"}: a range, never one number
    report.as_dict("kk")   # results and warnings in Kazakh

Implemented from the papers named in each module.
"""

from __future__ import annotations

from qorgan.estimation.checks import across_linkage, described, hide_one_list, sensitivity, trajectory
from qorgan.estimation.errors import Caution, EstimationError
from qorgan.estimation.joining import keyed_hash, table_from_hashes
from qorgan.estimation.methods import METHODS, Options, Result
from qorgan.estimation.report import Report, estimate, self_checks
from qorgan.estimation.strata import Joint, Stratum, fit_jointly
from qorgan.estimation.table import CaptureTable, from_histories, merge, parse_csv

__all__ = [
    "METHODS",
    "CaptureTable",
    "Caution",
    "EstimationError",
    "Joint",
    "Options",
    "Report",
    "Result",
    "Stratum",
    "across_linkage",
    "described",
    "estimate",
    "fit_jointly",
    "from_histories",
    "hide_one_list",
    "keyed_hash",
    "merge",
    "parse_csv",
    "self_checks",
    "sensitivity",
    "table_from_hashes",
    "trajectory",
]
