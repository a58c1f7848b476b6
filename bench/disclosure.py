"""Disclosure at full size: beside pac-synth, under attack, and on a CTDC-shaped file of a million rows.

python bench/disclosure.py peer --pac PYTHON [--seed 1] [--set NAME] [--epsilon E]
                    PYTHON has pac-synth 0.0.8; without it ours alone. Without --set and --epsilon: everything
python bench/disclosure.py attacks [--seed 1] [--only NAME]
python bench/disclosure.py million [--rows 1000000] [--sample 150] [--only disclose] [--only synthesize]
"""

from __future__ import annotations

import argparse
import collections
import csv
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from disclosure_large import check
from disclosure_people import CTDC, LARGE, SMALL, write_records

HERE = Path(__file__).parent
CASES = {
    "100,000 x 20": (100_000, LARGE, 2),
    "100,000 x 20, order 3": (100_000, LARGE, 3),
    "10,000 x 8": (10_000, SMALL, 3),
}


def timed(command: list[str]) -> tuple[float, float, float, str]:
    """Wall seconds, processor seconds, MiB at the most, and standard output of a command that must succeed."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    text = child.stdout.read() if child.stdout else ""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"failed: {command}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text


def columns_of(path: Path) -> dict[str, tuple[str, ...]]:
    """A CSV file by column, without the column `id`."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    table = dict(zip(rows[0], zip(*rows[1:], strict=True), strict=True))
    table.pop("id", None)
    return table


def all_tables(
    columns: dict[str, tuple[str, ...]], names: list[str], order: int
) -> dict[tuple, collections.Counter]:
    """Counts of all combinations of 1 to `order` columns."""
    return {
        a: collections.Counter(zip(*(columns[n] for n in a), strict=True))
        for k in range(1, order + 1)
        for a in itertools.combinations(names, k)
    }


def published(path: Path) -> dict[tuple, dict]:
    """TABLES.csv by columns, in the order of names."""
    out: dict[tuple, dict] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            parts = sorted(
                zip(row["columns"].split(";"), row["codes"].split(";"), strict=True),
                key=lambda p: int(p[0][1:]),
            )
            out.setdefault(tuple(p[0] for p in parts), {})[tuple(p[1] for p in parts)] = int(
                float(row["count"])
            )
    return out


def errors(truth: dict, made: dict) -> dict[int, float]:
    """Mean absolute error per length over the true combinations without an empty value (all that pac-synth knows)."""
    found: dict[int, list[int]] = {}
    for a, counts in truth.items():
        other = made.get(a, {})
        found.setdefault(len(a), []).extend(abs(n - other.get(c, 0)) for c, n in counts.items() if all(c))
    return {k: round(float(np.mean(v)), 2) for k, v in found.items()}


def peer(args: argparse.Namespace) -> None:
    """Both on the same records: errors of tables and rows, seconds, memory."""
    for name in args.set or CASES:
        number, sizes, order = CASES[name]
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            records, codes = _records(folder, number, sizes, args.seed)
            source = columns_of(records)
            names = list(source)
            truth = all_tables(source, names, order)
            plain = folder / "plain.csv"
            with plain.open("w", encoding="utf-8", newline="") as handle:
                csv.writer(handle).writerows([names, *zip(*source.values(), strict=True)])
            for epsilon in args.epsilon or (1, 4):
                tables, rows = folder / "tables.csv", folder / "rows.csv"
                ours = ["synthesize", str(plain), "--epsilon", str(epsilon), "--codelists", str(codes)]
                ours += [
                    "--order",
                    str(order),
                    "--rows",
                    str(number),
                    "--out",
                    str(rows),
                    "--tables-out",
                    str(tables),
                ]
                show(
                    name,
                    epsilon,
                    "qorgan",
                    timed([sys.executable, "-m", "qorgan", *ours]),
                    truth,
                    tables,
                    rows,
                    names,
                    order,
                )
                if args.pac:
                    theirs = [
                        str(HERE / "disclosure_pac.py"),
                        str(plain),
                        str(epsilon),
                        str(order),
                        str(tables),
                        str(rows),
                    ]
                    show(
                        name,
                        epsilon,
                        "pac-synth",
                        timed([args.pac, *theirs]),
                        truth,
                        tables,
                        rows,
                        names,
                        order,
                    )


def show(
    name: str,
    epsilon: int,
    who: str,
    run: tuple,
    truth: dict,
    tables: Path,
    rows: Path,
    names: list,
    order: int,
) -> None:
    """One line of the comparison."""
    of_tables = errors(truth, published(tables))
    of_rows = errors(truth, all_tables(columns_of(rows), names, order))
    print(
        json.dumps(
            {
                "set": name,
                "epsilon": epsilon,
                "who": who,
                "seconds": round(run[0], 1),
                "cpu_seconds": round(run[1], 1),
                "MiB": round(run[2]),
                "tables": of_tables,
                "rows": of_rows,
            }
        ),
        flush=True,
    )


def _records(*given: Any) -> Any:
    """`write_records` in a process of its own: what a command started later inherits of memory stays small."""
    with ProcessPoolExecutor(1) as other:
        return other.submit(write_records, *given).result()


def million(args: argparse.Namespace) -> None:
    """A file shaped like the CTDC's (27 columns): protected tables, synthetic records, a check of the tables."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        records, codes = _records(folder, args.rows, CTDC, args.seed)
        (folder / "key").write_bytes(bytes(range(32)))
        base = [sys.executable, "-m", "qorgan"]
        tables = ["c0,c1,c2", "c0,c1", "c3,c1", "c4,c2", "c0,c4", "c0,c4,c2"]  # the last has 37,400 cells
        protect = ["disclose", str(records), "--person-id", "id", "--key-file", str(folder / "key"), "--json"]
        protect += ["--out", str(folder / "o")]
        protect += itertools.chain.from_iterable(("--table", each) for each in tables)
        synth = ["synthesize", str(records), "--epsilon", "4", "--codelists", str(codes)]
        synth += ["--out", str(folder / "s.csv"), "--tables-out", str(folder / "t.csv")]
        for name, command in (("disclose, 6 tables", protect), ("synthesize", synth)):
            if args.only and name.split(",")[0] not in args.only:
                continue
            seconds, cpu, memory, text = timed([*base, *command])
            told = {"seconds": round(seconds, 1), "cpu_seconds": round(cpu, 1), "MiB": round(memory)}
            print(json.dumps({"what": name, "rows": args.rows, **told}), flush=True)
            for table in json.loads(text)["tables"] if command is protect else []:
                print(json.dumps(table), flush=True)
        if (folder / "o").exists():
            sets = [tuple(each.split(",")) for each in tables]
            found = check(records, folder / "o", sets, sample=args.sample, seed=args.seed)
            print(json.dumps({"what": "check, 6 tables", **found}))
            if found["isolated"]:
                raise SystemExit(1)


def attacks(args: argparse.Namespace) -> None:
    """The test suite's attacks at full size."""
    import disclosure_attacks

    if not disclosure_attacks.run(args.seed, args.only):
        raise SystemExit(1)


def main() -> None:
    """Choose a part."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=("peer", "attacks", "million"))
    parser.add_argument("--pac", default=os.environ.get("PAC_PYTHON"), help="or the variable PAC_PYTHON")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", action="append", help="an attack by its name, a step of `million`")
    parser.add_argument("--sample", type=int, default=150, help="hidden cells that `million` asks singly")
    parser.add_argument("--set", action="append", choices=list(CASES))
    parser.add_argument("--epsilon", action="append", type=int, choices=(1, 4))
    args = parser.parse_args()
    {"peer": peer, "attacks": attacks, "million": million}[args.part](args)


if __name__ == "__main__":
    main()
