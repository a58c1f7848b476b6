"""A CTDC-shaped file of a million invented rows: import into the profile, time and memory.

    python bench/standards.py [--rows 1000000] [--layout 2026] [--seed 20261123]

Two files are made: every row drawn anew (few repeats), and rows repeated in groups of at least 11 as in a
k-anonymised file. The import is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from qorgan.standards import ctdc

CHOICES = {
    "yearOfRegistration": [str(year) for year in range(2002, 2024)],
    "ageBroad": [*(band for band, _, _ in ctdc.AGE_BANDS), "", ""],
    "traffickMonths": [*ctdc.MONTH_BANDS, "", ""],
    "gender": ["Man", "Woman", "Woman", ctdc.TRANS, ""],
    "citizenship": ["KAZ", "UZB", "KGZ", "UKR", "PHL", "USA", "IDN", "MDA", ""],
    "CountryOfExploitation": ["KAZ", "RUS", "USA", "UKR", "PHL", "ARE", ""],
}


def invented(rng: random.Random, layout: ctdc.Layout) -> list[str]:
    """One row; flags are set with probability 0.2."""
    return [
        ("1" if rng.random() < 0.2 else "") if own in layout.flags else rng.choice(CHOICES[own])
        for own in layout.own
    ]


def write(path: Path, layout: ctdc.Layout, rows: int, seed: int, group: int) -> None:
    """Write `rows` rows, each drawn row repeated `group` times."""
    rng = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow(layout.names)
        for start in range(0, rows, group):
            writer.writerows([invented(rng, layout)] * min(group, rows - start))


def run(words: list[str]) -> None:
    """One command in a process of its own, with its wall time, CPU time and peak memory."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "qorgan", *words], check=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"  {wall:.1f} s wall, {cpu:.1f} s CPU, peak of any step so far {after.ru_maxrss / 1024:.0f} MiB",
        flush=True,
    )


def main() -> None:
    """Make the files, import them, and send one back."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--layout", choices=["2024", "2026"], default="2026")
    parser.add_argument("--seed", type=int, default=20261123)
    given = parser.parse_args()
    layout = ctdc.layout(given.layout)
    with tempfile.TemporaryDirectory() as folder:
        source, middle, back = Path(folder, "in.csv"), Path(folder, "p.jsonl"), Path(folder, "back.csv")
        for group in (1, 11):
            write(source, layout, given.rows, given.seed, group)
            print(
                f"{given.rows} rows, layout {given.layout}, seed {given.seed}, repeated {group}:", flush=True
            )
            run(["convert", "--from", "ctdc", "--to", "profile", str(source), "--out", str(middle)])
            print(f"  {source.stat().st_size / 1e6:.0f} MB in, {middle.stat().st_size / 1e6:.0f} MB out")
        print("back to CTDC (checked against the schema row by row, a tenth of the rows):", flush=True)
        write(source, layout, given.rows // 10, given.seed, 1)
        run(["convert", "--from", "ctdc", "--to", "profile", str(source), "--out", str(middle)])
        print("and validated:", flush=True)
        run(["validate", str(middle)])
        layout_words = ["--layout", given.layout]
        run(["convert", "--from", "profile", "--to", "ctdc", str(middle), "--out", str(back), *layout_words])
        with source.open(newline="") as a, back.open(newline="") as b:
            same = sum(x == y for x, y in zip(csv.reader(a), csv.reader(b), strict=True))
        print(f"  equal rows (header included): {same} of {given.rows // 10 + 1}")


if __name__ == "__main__":
    main()
