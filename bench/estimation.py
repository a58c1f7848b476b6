"""Speed on the classic British table, and how often the intervals are right on invented populations.

    python bench/estimation.py speed TABLE.csv
    python bench/estimation.py coverage POPULATION [--draws 200] [--seed 20261123]
    python bench/estimation.py warnings POPULATION [--draws 1000] [--seed 20261124]

TABLE.csv is the British six-list table (LA, NG, PF, GO, GP, NCA, count). One BLAS thread; CPU seconds.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from qorgan.estimation import (
    Options,
    checks,
    existence,
    graphs,
    hierarchical,
    latent,
    merge,
    methods,
    parse_csv,
)
from qorgan.estimation.simulation import population
from qorgan.estimation.table import CaptureTable

# size and chances of each group, links (from, to, probability), true size
POPULATIONS: dict[str, tuple[list, list, int]] = {
    "independent": ([(3000, [0.20, 0.15, 0.25, 0.10])], [], 3000),
    "referrals": ([(3000, [0.20, 0.15, 0.25, 0.10])], [(0, 1, 0.3), (2, 3, 0.2)], 3000),
    "unequal": ([(2000, [0.35, 0.30, 0.25, 0.20]), (6000, [0.05, 0.05, 0.04, 0.03])], [], 8000),
}
METHODS = ("main_effects", "stepwise", "bic", "dga", "lcmcr")


def memory() -> float:
    """Peak resident memory in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(name: str, work) -> object:
    """Run `work`, print CPU and wall seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    print(
        f"{name:<44} {time.process_time() - cpu:8.2f} s CPU {time.perf_counter() - wall:8.2f} s wall"
        f"   peak {memory():6.0f} MiB"
    )
    return found


def speed(path: str) -> None:
    """Every figure of the estimation bar, on the British table."""
    uk = parse_csv(Path(path).read_text(encoding="utf-8"))[""]
    five = merge(uk, ["PF", "NCA"], "PFNCA")
    points = Options(bootstrap=0)
    for name in ("main_effects", "all_pairs", "stepwise"):
        print(f"{name:<14} {methods.run(name, uk, points).total:.6f}")
    timed("six lists, stepwise point", lambda: methods.run("stepwise", uk, points))
    result = timed("six lists, stepwise + 1,000 BCa", lambda: methods.run("stepwise", uk, Options(seed=1)))
    print("  BCa 95", result.bca95, "BCa 80", result.diagnostics["bca80"])
    print(
        "  acceleration",
        result.diagnostics["acceleration"],
        "linear programs",
        existence._exists.cache_info(),
    )
    counts = five.counts.astype(float)
    for order in (2, 3):
        hierarchical.models.cache_clear()
        found = timed(
            f"five lists, BIC order {order}", lambda o=order: hierarchical.rank_models(5, counts, o)
        )
        print(f"  {found.bic.size} of {found.tried} admissible, best total {found.totals[0]:.3f}")
        options = Options(max_order=order, seed=1)
        result = timed(
            f"five lists, BIC order {order} + 1,000 BCa", lambda o=options: methods.run("bic", five, o)
        )
        for row in result.diagnostics["intervals_by_ntop"]:
            print("  ntop", row["ntop"], [round(v) for v in row["bca95"]])
    graphs.decomposable.cache_clear()
    posterior = timed("five lists, graphs, dark count to 60,000", lambda: graphs.average(five, 60_000))
    print("  median, 95 %:", [posterior.quantile(q) for q in (0.5, 0.025, 0.975)])
    timed("six lists, graphs (18,154)", lambda: graphs.average(uk))
    draws = timed("five lists, latent classes, 8 x 20,000 sweeps", lambda: _latent(five))
    print(
        f"  R-hat {draws.rhat:.2f}, chain medians {np.median(draws.totals, axis=1).round()}, peaks {draws.peaks}"
    )


def _latent(table: CaptureTable) -> latent.Draws:
    return latent.sample(table, np.random.default_rng(1))


def coverage(name: str, draws: int, seed: int) -> None:
    """Share of 95 % intervals that hold the truth, for each method, over `draws` capture tables."""
    groups, links, truth = POPULATIONS[name]
    settings = latent.Settings(chains=4, burn=2000, keep=2000, thin=4)
    options = Options(bootstrap=200, seed=seed, latent=settings)
    rng = np.random.default_rng(seed)
    kept: dict[str, list[tuple[float, bool, float]]] = {method: [] for method in METHODS}
    refused = dict.fromkeys(METHODS, 0)
    warned, seen, ranges = 0, [], 0
    for _ in range(draws):
        table = population(rng, groups, links)
        seen.append(table.n)
        warned += any(caution.code == "EST-29" for caution in checks.cautions(table))
        ends = []
        for method in METHODS:
            result = methods.run(method, table, options)
            if result.status or result.shown is None:
                refused[method] += 1
                continue
            low, high = result.shown
            kept[method].append((result.total, low <= truth <= high, high - low))
            if method != "main_effects":
                ends.append((low, high))
        ranges += bool(ends) and min(e[0] for e in ends) <= truth <= max(e[1] for e in ends)
    print(
        f"population {name}: truth {truth}, seen {np.mean(seen):.0f} on average, draws {draws}, seed {seed}"
    )
    print(f"  warning EST-29 in {warned} of {draws}; range over the methods holds the truth in {ranges}")
    for method, rows in kept.items():
        if not rows:
            print(f"  {method:<14} refused {refused[method]}")
            continue
        total, inside, width = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
        print(
            f"  {method:<14} coverage {inside.mean():6.1%} of {len(rows)} (refused {refused[method]}), "
            f"median total / truth {np.median(total) / truth:.3f}, median width {np.median(width):,.0f}"
        )
    sys.stdout.flush()


def warnings_only(name: str, draws: int, seed: int) -> None:
    """How often unequal chances are announced (EST-29), without fitting anything else."""
    groups, links, _ = POPULATIONS[name]
    rng = np.random.default_rng(seed)
    z = np.array(
        [checks.common_dependence(population(rng, groups, links)) for _ in range(draws)], dtype=float
    )
    share = float(np.mean(z > checks.COMMON_DEPENDENCE))
    print(
        f"population {name}: EST-29 in {share:.1%} of {draws} draws, seed {seed}; z 5 %, 50 %, 95 %:", end=" "
    )
    print(np.quantile(z, [0.05, 0.5, 0.95]).round(2))


def main() -> None:
    """Command line of the bench."""
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=["speed", "coverage", "warnings"])
    parser.add_argument("what", help="TABLE.csv or a population: " + ", ".join(POPULATIONS))
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261123)
    given = parser.parse_args()
    print(json.dumps(vars(given)), "numpy", np.__version__)
    if given.part == "speed":
        speed(given.what)
    elif given.part == "warnings":
        warnings_only(given.what, given.draws, given.seed)
    else:
        coverage(given.what, given.draws, given.seed)


if __name__ == "__main__":
    main()
