"""Attacks at full size on what `qorgan disclose` and `qorgan synthesize` publish; only published files are read."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import json
import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from qorgan.disclosure.budget import make_plan, rho_for
from qorgan.disclosure.cli import main as command
from qorgan.disclosure.marginals import count_all, measure
from qorgan.disclosure.noise import SeededNoise
from qorgan.disclosure.synthesis import Domain, synthesize

HEADER = ["pid", "year", "sex", "age_band", "exploitation", "region", "origin"]
TABLES = [
    "year,sex,age_band",
    "year,region",
    "year,sex",
    "year",
    "region,exploitation",
    "region,sex",
    "exploitation,sex",
    "origin,sex",
]


def people(number: int, seed: int) -> list[list[str]]:
    """Invented records with thin regions and origins."""
    random = np.random.default_rng(seed)
    draw = random.choice
    return [
        [
            f"P{k}",
            str(2018 + int(random.integers(8))),
            str(draw(["F", "M", ""], p=[0.6, 0.37, 0.03])),
            str(draw(["0-8", "9-13", "14-17", "18+"], p=[0.1, 0.2, 0.3, 0.4])),
            str(draw(["sexual", "labour", "begging", "organs", "other"], p=[0.45, 0.33, 0.14, 0.01, 0.07])),
            f"R{min(19, int(random.exponential(4)))}",
            f"O{min(30, int(random.pareto(1.1)))}",
        ]
        for k in range(number)
    ]


def disclose(folder: Path, rows: list[list[str]], tables: list[str], *more: str) -> dict[str, dict] | None:
    """Published tables by name, None if the release was refused."""
    source, out, key = folder / "r.csv", folder / "o", folder / "key"
    key.write_bytes(bytes(range(1, 33)))
    with source.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([HEADER, *rows])
    args = ["disclose", str(source), "--person-id", "pid", "--key-file", str(key), "--out", str(out), *more]
    with contextlib.redirect_stderr(io.StringIO()):
        code = command([*args, *itertools.chain.from_iterable(("--table", t) for t in tables)])
    if code:
        return None
    found = {}
    for table in tables:
        with (out / (table.replace(",", "-") + ".csv")).open(encoding="utf-8", newline="") as handle:
            cells = list(csv.reader(handle))[1:]
        found[table] = {tuple(c[:-2]): None if c[-1] == "c" else int(c[-2]) for c in cells}
    return found


def truth_of(rows: list[list[str]], table: str) -> dict[tuple, int]:
    """True counts (every person has one row here)."""
    places = [HEADER.index(c) for c in table.split(",")]
    out: dict[tuple, int] = {}
    for row in rows:
        codes = tuple(row[p] for p in places)
        out[codes] = out.get(codes, 0) + 1
    return out


def reconstruct(tables: dict[str, dict], spread: int) -> list[float]:
    """Widths of every hidden cell over all shared margins. Sums run over named codes only, so a margin that has
    unnamed codes below it is at least the sum (the attacker does not know whether there are any)."""
    number = {cell: k for k, cell in enumerate((n, c) for n, t in tables.items() for c in t)}
    box = [
        (0, None) if tables[n][c] is None else (max(tables[n][c] - spread, 11), tables[n][c] + spread)
        for n, c in number
    ]
    equal: list[dict[int, int]] = []
    under: list[dict[int, int]] = []
    for one, two in itertools.permutations(tables, 2):
        first, second = set(one.split(",")), set(two.split(","))
        rare = {"region", "origin"}
        if rare & (second - first) or (not rare & (first - second) and one > two):
            continue
        shared = [c for c in one.split(",") if c in second]
        sums: dict[tuple, dict[int, int]] = {}
        for sign, name in ((1, one), (-1, two)):
            places = [name.split(",").index(c) for c in shared]
            for codes in tables[name]:
                sums.setdefault(tuple(codes[p] for p in places), {})[number[(name, codes)]] = sign
        (under if rare & (first - second) else equal).extend(sums.values())
    a_eq, a_ub = sparse_rows(equal, len(number)), sparse_rows(under, len(number))
    given = {
        "A_eq": a_eq,
        "b_eq": np.zeros(len(equal)),
        "A_ub": a_ub,
        "b_ub": np.zeros(len(under)),
        "bounds": box,
    }
    widths = []
    for (name, codes), k in number.items():
        if tables[name][codes] is None:
            cost = np.zeros(len(number))
            cost[k] = 1
            ends = [linprog(s * cost, **given) for s in (1, -1)]
            if ends[0].status == 0:
                widths.append(math.inf if ends[1].status == 3 else -ends[1].fun - ends[0].fun)
    return widths


def sparse_rows(lines: list[dict[int, int]], width: int) -> sparse.csr_matrix:
    """One matrix row a line."""
    cells = [(at, k, sign) for at, line in enumerate(lines) for k, sign in line.items()]
    at, ks, signs = zip(*cells, strict=True) if cells else ((), (), ())
    return sparse.csr_matrix((signs, (at, ks)), shape=(len(lines), width))


broken: list[dict[str, object]] = []
"""Attacks that succeeded: somebody isolated or found, or an advantage clearly above its bound."""
SAMPLING = 0.04
"""What 2,000 runs a side can add to an advantage by chance (three standard errors)."""


def say(**facts: object) -> None:
    """One line."""
    above = float(str(facts.get("advantage", 0))) > float(str(facts.get("bound", 1))) + SAMPLING
    if facts.get("isolated") or facts.get("found") or above:
        broken.append(facts)
    print(json.dumps(facts), flush=True)


def run(seed: int, only: list[str] | None = None) -> bool:
    """All attacks, or those named; whether none of them isolated anybody."""
    for name in only or ATTACKS:
        with tempfile.TemporaryDirectory() as place:
            ATTACKS[name](Path(place), seed)
    return not broken


def lp_noisy(folder: Path, seed: int) -> None:
    """Linear programming against tables with noise."""
    linear_programming(folder, seed, exact=False)


def lp_exact(folder: Path, seed: int) -> None:
    """Linear programming against tables without noise."""
    linear_programming(folder, seed, exact=True)


def linear_programming(folder: Path, seed: int, *, exact: bool) -> None:
    """Ten countries of 3,000 and 20,000 people."""
    cells, narrow, least = 0, 0, math.inf
    for turn in range(10):
        rows = people([3000, 20000][turn % 2], seed * 100 + turn)
        tables = disclose(folder, rows, TABLES, *(["--exact"] if exact else []))
        widths = reconstruct(tables or {}, 0 if exact else 5)
        cells, narrow = cells + len(widths), narrow + sum(w < 10 - 1e-6 for w in widths)
        least = min(least, *widths)
    say(
        attack="linear programming",
        exact=exact,
        hidden_cells=cells,
        isolated=narrow,
        narrowest=round(least, 2),
    )


def fifty_releases(folder: Path, seed: int) -> None:
    """Fifty releases with a ledger while the records grow by 1 to 600; all pairs, all cells."""
    rows = people(90_000, seed)
    random = np.random.default_rng(seed)
    tables = ["year,sex", "exploitation,sex", "region"]
    kept, refused, size = [], 0, 4000
    while len(kept) < 50 and size < len(rows):
        size += int(random.integers(1, 600))
        made = disclose(folder, rows[:size], tables, "--ledger", str(folder / "ledger"))
        if made is None:
            refused += 1
        else:
            kept.append((made, {t: truth_of(rows[:size], t) for t in tables}))
    compared = changed = caught = 0
    for (one, was), (two, now) in itertools.combinations(kept, 2):
        for table in tables:
            for codes in one[table].keys() & two[table].keys():
                compared += 1
                if one[table][codes] != two[table][codes]:
                    changed += 1
                    caught += abs(was[table].get(codes, 0) - now[table].get(codes, 0)) < 11
    say(
        attack="differencing",
        releases=len(kept),
        refused=refused,
        compared=compared,
        changed=changed,
        isolated=caught,
    )


def one_child_more(folder: Path, seed: int) -> None:
    """200 newcomers one by one: how often their own cell looks different, without and with a ledger."""
    rows = people(4000, seed + 7)
    base = disclose(folder, rows, ["sex,exploitation"])
    changed = 0
    for turn, child in enumerate(people(200, seed + 8)):
        after = disclose(folder, [*rows, [f"N{turn}", *child[1:]]], ["sex,exploitation"])
        changed += after != base
    ledger = ("--ledger", str(folder / "ledger2"))
    first = disclose(folder, rows, ["sex,exploitation"], *ledger)
    bound = sum(
        disclose(folder, [*rows, [f"N{turn}", *child[1:]]], ["sex,exploitation"], *ledger) != first
        for turn, child in enumerate(people(50, seed + 8))
    )
    say(
        attack="one child more",
        newcomers=200,
        seen_without_ledger=changed,
        newcomers_ledger=50,
        seen_with_ledger=bound,
    )


def canaries(folder: Path, seed: int) -> None:
    """One child with codes of its own in each of 50 files."""
    found = 0
    for turn in range(50):
        rows = [
            *people(2000, seed + turn),
            ["CANARY", "2031", "F", "9-13", "surrogacy", "Zyryanka", "Atlantis"],
        ]
        disclose(folder, rows, TABLES)
        text = "".join(p.read_text("utf-8") for p in (folder / "o").iterdir())
        found += any(word in text for word in ("CANARY", "2031", "surrogacy", "Zyryanka", "Atlantis"))
    say(attack="canary", files=50, found=found)


def membership(folder: Path, seed: int) -> None:
    """The attacker knows all others and the plan; score: the likelihood ratio of the noisy measurement."""
    random = np.random.default_rng(seed)
    sizes = (6, 4, 5, 3, 2)
    data = np.column_stack([random.integers(0, n, 2000) for n in sizes]).astype(np.int32)
    child = np.array([[5, 3, 4, 2, 1]], dtype=np.int32)
    for epsilon in (1.0, 4.0):
        delta, runs = 1 / (2000 * math.log(2000)), 2000
        plan = make_plan(sizes, 2, rho_for(epsilon, delta))
        scores = np.zeros((2, runs))
        for k, blocks in enumerate(([data], [data, child])):
            _, counts = count_all(blocks, sizes, 2)
            for turn in range(runs):
                part = measure(counts, plan, SeededNoise(turn, bytes([k]))).part
                scores[k, turn] = sum(part[a][tuple(child[0, list(a)])] / plan.variance[a] for a in part)
        cuts = np.quantile(scores, np.linspace(0.01, 0.99, 99))
        best = max(float((scores[1] > c).mean() - (scores[0] > c).mean()) for c in cuts)
        auc = float((scores[1][:, None] > scores[0][None, :]).mean())
        bound = (math.exp(epsilon) - 1 + 2 * delta) / (math.exp(epsilon) + 1)
        say(
            attack="membership, all else known",
            epsilon=epsilon,
            advantage=round(best, 3),
            bound=round(bound, 3),
            auc=round(auc, 3),
        )
    domain = Domain(list("abcde"), [[str(k) for k in range(n)] for n in sizes], [False] * 5)
    hits = np.zeros((2, 60))
    for k, blocks in enumerate(([data], [data, child])):
        for turn in range(60):
            made = synthesize(blocks, domain, epsilon=1.0, seed=turn)
            hits[k, turn] = sum(int(t[tuple(child[0, list(a)])]) for a, t in made.tables.items())
    auc = float(((hits[1][:, None] > hits[0]) + 0.5 * (hits[1][:, None] == hits[0])).mean())
    say(attack="membership, published tables", epsilon=1.0, auc=round(auc, 3))


ATTACKS: dict[str, Callable[[Path, int], None]] = {
    "lp-noisy": lp_noisy,
    "lp-exact": lp_exact,
    "releases": fifty_releases,
    "one-more": one_child_more,
    "canaries": canaries,
    "membership": membership,
}
