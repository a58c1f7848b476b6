"""Measure linkage: python bench/linkage.py quality|search|scale|attack|fit [options].

* `quality`: pairs of simulated lists beside splink 5 (give its Python with --splink), by seed and setting
* `search`:  queries against a list: first hit, first ten, candidates; and the time of one registration
* `scale`:   pairs of a long list, time and peak memory; the names are simulated once and varied
* `attack`:  how many stored keyed keys an attacker names who knows how common every key is
* `fit`:     fit the shipped weights anew (names and habits of the measured lists held out)

Lists measured use the `odd` half of the names and all habits; the weights were fitted on the `even` half
without the habits bgn, turkish and gost.
"""

from __future__ import annotations

import argparse
import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from qorgan.linkage import candidate_keys, rank
from qorgan.linkage.batch import candidate_pairs, link_pairs, search, shortlist
from qorgan.linkage.fold import fold
from qorgan.linkage.keys import probe_keys
from qorgan.linkage.names import _heads
from qorgan.linkage.record import Record
from qorgan.linkage.simulate import SETTINGS, Simulated, script_pairs, simulate

FITTED_HABITS = ("passport", "latin2021", "free", "uzlatin", "afghan", "latin2018")
Scores = dict[tuple[int, int], float]


def measured(setting: str, children: int, seed: int) -> Simulated:
    """A list of names the weights have not seen."""
    return simulate(children, seed, replace(SETTINGS[setting], stock="odd"))


def f1(hits: int, found: int, true: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * hits / max(1, found + true)


def report(name: str, made: Simulated, scores: Scores) -> dict[str, float | str]:
    """F1 at 0.5 and at its best threshold, recall at precision 0.98, by script, and on unknown names."""
    truth = set(made.pairs())
    pairs = sorted(scores, key=lambda pair: -scores[pair])
    label = np.array([pair in truth for pair in pairs])
    value = np.array([scores[pair] for pair in pairs])
    hits = label.cumsum()
    place = np.arange(1, len(pairs) + 1)
    precision, recall = hits / place, hits / len(truth)
    every = 2 * hits / (place + len(truth))

    def part(kept: object) -> tuple[float, float]:
        true = {pair for pair in truth if kept(pair)}  # type: ignore[operator]
        found = [pair for pair in pairs if scores[pair] >= 0.5 and kept(pair)]  # type: ignore[operator]
        good = sum(pair in true for pair in found)
        return f1(good, len(found), len(true)), good / max(1, len(true))

    script = made.script
    known = [fold(record.given) in _heads() for record in made.records]
    likely = value >= 0.5
    return {
        "name": name,
        "f1": f1(int(label[likely].sum()), int(likely.sum()), len(truth)),
        "f1_best": float(every.max()),
        "precision": float(label[likely].mean()),
        "recall": float(label[likely].sum() / len(truth)),
        "recall_at_p98": float(recall[precision >= 0.98].max(initial=0.0)),
        "f1_same_script": part(lambda pair: script[pair[0]] == script[pair[1]])[0],
        "f1_cross_script": part(lambda pair: script[pair[0]] != script[pair[1]])[0],
        "recall_arabic": part(lambda pair: (script[pair[0]] == "arabic") != (script[pair[1]] == "arabic"))[1],
        "f1_unknown_names": part(lambda pair: not known[pair[0]] and not known[pair[1]])[0],
        "brier": float(((value - label) ** 2).sum() / len(truth)),
    }


def ours(made: Simulated, **options: bool) -> tuple[Scores, float]:
    """Our scores of all pairs and the seconds they took."""
    start = time.perf_counter()
    found = link_pairs(made.records, **options)
    seconds = time.perf_counter() - start
    pairs = zip(found.a.tolist(), found.b.tolist(), strict=True)
    return dict(zip(pairs, found.probability.tolist(), strict=True)), seconds


def splink(made: Simulated, python: str) -> tuple[Scores, float]:
    """Splink's scores, in its own environment."""
    row = {record.rec_id: n for n, record in enumerate(made.records)}
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
        write(made.records, source)
        script = Path(__file__).with_name("linkage_splink.py")
        start = time.perf_counter()
        subprocess.run([python, script, source, target], check=True, stderr=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        with target.open(encoding="utf-8") as stream:
            found = {}
            for line in csv.DictReader(stream):
                one, two = row[line["rec_a"]], row[line["rec_b"]]
                found[min(one, two), max(one, two)] = float(line["score"])
    return found, seconds


def write(records: list[Record], path: Path) -> None:
    """Records as the command line takes them."""
    columns = ("rec_id", "surname", "given", "patronymic", "dob", "sex", "region", "mother")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows([getattr(record, column) for column in columns] for record in records)


def show(row: dict[str, float | str]) -> None:
    """One line of figures."""
    print(
        "  ".join(
            f"{key} {value:.4f}" if isinstance(value, float) else f"{value}" for key, value in row.items()
        )
    )


def quality(args: argparse.Namespace) -> None:
    """Pairs beside splink, the same lists for both."""
    for setting in args.settings:
        for seed in args.seeds:
            made = measured(setting, args.children, seed)
            truth = made.pairs()
            print(
                f"\n{setting} seed {seed}: {args.children} children, {len(made.records)} records, "
                f"{len(truth)} true pairs, {script_pairs(made, truth):.3f} across scripts"
            )
            frame, a, b = candidate_pairs(made.records)
            share = len(set(truth) & set(zip(a.tolist(), b.tolist(), strict=True))) / len(truth)
            print(f"candidate recall {share:.4f} at {2 * len(a) / len(frame):.0f} candidates a record")
            found, seconds = ours(made)
            show(report("qorgan", made, found) | {"seconds": seconds})
            found, seconds = ours(made, company=False)
            show(report("qorgan, each pair alone", made, found) | {"seconds": seconds})
            if args.splink:
                found, seconds = splink(made, args.splink)
                show(report("splink 5 + anyascii", made, found) | {"seconds": seconds})


def searching(args: argparse.Namespace) -> None:
    """Queries are further records of children of the list, one each."""
    for seed in args.seeds:
        made = measured(args.settings[0], args.children, seed)
        stored, stored_child, queries, wanted = split(made)
        start = time.perf_counter()
        found = search(stored, queries, top=10, candidates=300)
        seconds = time.perf_counter() - start
        child = np.array(stored_child)
        first = np.mean(
            [bool(hits) and child[hits[0][0]] == who for hits, who in zip(found, wanted, strict=True)]
        )
        ten = np.mean(
            [any(child[row] == who for row, _ in hits) for hits, who in zip(found, wanted, strict=True)]
        )
        lists = shortlist([candidate_keys(r) for r in stored], [probe_keys(r) for r in queries], 300)
        each = [
            np.mean(np.isin(np.flatnonzero(child == who), rows))
            for rows, who in zip(lists, wanted, strict=True)
        ]
        size = np.array([len(rows) for rows in lists])
        print(
            f"seed {seed}: {len(queries)} queries, {len(stored)} records: first {first:.4f}, ten {ten:.4f}; stored "
            f"keys: candidate recall {np.mean(each):.4f} at {size.mean():.0f} (most {size.max()}); {seconds:.1f} s"
        )
    times = []
    for query, rows in zip(queries[:200], lists, strict=False):
        some = [stored[row] for row in rows]
        start = time.process_time()
        rank(query, some, size=len(stored))
        times.append(1000 * (time.process_time() - start))
    middle, slow = np.quantile(times, [0.5, 0.95])
    print(f"one registration, rank() on its candidates, CPU time: p50 {middle:.1f} ms, p95 {slow:.1f} ms")


def split(made: Simulated) -> tuple[list[Record], list[int], list[Record], list[int]]:
    """(stored, their child, queries, the child wanted): the second record of each child is the query."""
    seen: Counter[int] = Counter()
    stored, stored_child, queries, wanted = [], [], [], []
    for record, child in zip(made.records, made.child, strict=True):
        seen[child] += 1
        if seen[child] == 2:
            queries.append(record)
            wanted.append(child)
        else:
            stored.append(record)
            stored_child.append(child)
    return stored, stored_child, queries, wanted


def scale(args: argparse.Namespace) -> None:
    """Pairs of one long list in this process; the time excludes simulation."""
    start = time.perf_counter()
    made = simulate(args.records * 10 // 24, args.seeds[0], replace(SETTINGS["standard"], popularity=0.2))
    records = made.records[: args.records]
    print(f"{len(records)} records simulated in {time.perf_counter() - start:.0f} s", flush=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    if args.splink:
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder, "in.csv"), Path(folder, "out.csv")
            write(records, source)
            start = time.perf_counter()
            script = Path(__file__).with_name("linkage_splink.py")
            lean = ["--lean", str(args.gigabytes)]
            done = subprocess.run(
                [args.splink, script, source, target, *lean], check=False, stderr=subprocess.DEVNULL
            )
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6
            print(
                f"splink: exit {done.returncode}, {time.perf_counter() - start:.0f} s, {peak:.1f} GB",
                flush=True,
            )
            if done.returncode == 0:
                print(long_quality(made, args.records, read_pairs(target, records)), flush=True)
    if args.only_splink:
        return
    start = time.perf_counter()
    found = link_pairs(records)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    likely = found.probability >= 0.5
    mine = set((found.a[likely].astype(np.int64) * len(records) + found.b[likely]).tolist())
    print(
        f"qorgan: {seconds:.0f} s, peak {peak:.1f} GB ({before:.1f} GB before), {len(found.a)} pairs written"
    )
    print(long_quality(made, args.records, mine))


def read_pairs(path: Path, records: list[Record]) -> set[int]:
    """Splink's pairs at 0.5 as row number times the number of records plus row number."""
    row = {record.rec_id: n for n, record in enumerate(records)}
    with path.open(encoding="utf-8") as stream:
        ends = ((row[line["rec_a"]], row[line["rec_b"]]) for line in csv.DictReader(stream))
        return {min(pair) * len(records) + max(pair) for pair in ends}


def long_quality(made: Simulated, count: int, mine: set[int]) -> str:
    """Precision, recall and F1 of the pairs of the first `count` records."""
    truth = [pair for pair in made.pairs() if pair[1] < count]
    hits = sum(one * count + two in mine for one, two in truth)
    return (
        f"precision {hits / max(1, len(mine)):.4f} recall {hits / len(truth):.4f} "
        f"f1 {f1(hits, len(mine), len(truth)):.4f}"
    )


def attack(args: argparse.Namespace) -> None:
    """The attacker holds the stored hashes and a list of the same people's population with all its keys.

    They rank both by frequency within each kind of key and match rank to rank; ties are broken at random. A
    second attacker matches single names the same way, had the register stored them (for comparison).
    """
    rng = np.random.default_rng(args.seeds[0])
    register = measured("standard", args.children, args.seeds[0]).records
    population = measured("standard", args.children * 5, args.seeds[0] + 1000).records
    stored = [candidate_keys(record) for record in register]
    known = [candidate_keys(record) for record in population]
    kinds = sorted({key[:2] for keys in stored for key in keys})
    total = right = 0
    for kind in kinds:
        mine = [key for keys in stored for key in keys if key.startswith(kind)]
        hits = guessed(mine, [key for keys in known for key in keys if key.startswith(kind)], rng)
        total, right = total + len(mine), right + hits
        print(f"  {kind}: {len(set(mine))} values, {hits / len(mine):.4%} of stored keys named")
    print(f"all keys: {right / total:.4%} of {total} stored keys named")
    single = [fold(record.given) for record in register]
    hits = guessed(single, [fold(record.given) for record in population], rng)
    print(f"for comparison, a single given name stored as keyed hash: {hits / len(single):.4%}")


def guessed(stored: list[str], known: list[str], rng: np.random.Generator) -> int:
    """How many stored values the n-th most common known value names, n by n."""

    def ranked(values: list[str]) -> list[str]:
        counts = list(Counter(values).items())
        order = np.lexsort((rng.random(len(counts)), [-count for _, count in counts]))
        return [counts[place][0] for place in order]

    frequency = Counter(stored)
    return sum(
        frequency[mine] for mine, guess in zip(ranked(stored), ranked(known), strict=False) if mine == guess
    )


def fitting(args: argparse.Namespace) -> None:
    """Three settings, even half of the names, three habits held out; writes the weights to standard output."""
    from qorgan.linkage.fitting import fit_many

    sizes = {"standard": 4000, "tidy": 3000, "untidy": 3000}
    lists = [
        simulate(size, 101 + n, replace(SETTINGS[name], stock="even", latin=FITTED_HABITS)).records
        for n, (name, size) in enumerate(sizes.items())
    ]
    json.dump(fit_many(lists), sys.stdout, indent=1, ensure_ascii=False)


def main() -> None:
    """Read the command line and run one measurement."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("quality", "search", "scale", "attack", "fit"))
    parser.add_argument("--children", type=int, default=5200)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    parser.add_argument("--settings", nargs="+", default=["standard"], choices=sorted(SETTINGS))
    parser.add_argument(
        "--splink", help="the Python of an environment with splink 5, duckdb, pandas, anyascii"
    )
    parser.add_argument("--gigabytes", type=int, default=16, help="scale: memory splink's DuckDB may use")
    parser.add_argument("--only-splink", action="store_true", help="scale: not ours")
    args = parser.parse_args()
    verbs = {"quality": quality, "search": searching, "scale": scale, "attack": attack, "fit": fitting}
    verbs[args.what](args)


if __name__ == "__main__":
    main()
