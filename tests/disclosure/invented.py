"""Invented people for the disclosure tests. Nobody here exists."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

HEADER = ["pid", "year", "sex", "age_band", "exploitation", "region"]


def people(number: int, seed: int, *, regions: int = 6) -> list[list[str]]:
    """Rows `pid, year, sex, age_band, exploitation, region`; sparse on purpose in the later regions."""
    random = np.random.default_rng(seed)
    rows = []
    for at in range(number):
        region = min(regions - 1, int(random.exponential(1.6)))
        kind = random.choice(["sexual", "labour", "begging", "organs"], p=[0.5, 0.33, 0.14, 0.03])
        rows.append(
            [
                f"P{at:05d}",
                str(2019 + int(random.integers(4))),
                str(random.choice(["F", "M", ""], p=[0.6, 0.36, 0.04])),
                str(random.choice(["0-8", "9-13", "14-17"], p=[0.15, 0.3, 0.55])),
                str(kind),
                f"R{region}",
            ]
        )
    return rows


def write(path: Path, rows: list[list[str]], header: list[str] | None = None) -> Path:
    """A CSV file of the rows."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(header or HEADER)
        writer.writerows(rows)
    return path


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    return rows[0], rows[1:]


def published(path: Path) -> dict[tuple[str, ...], int | None]:
    """A protected table as codes -> count or None."""
    _, rows = read(path)
    return {tuple(r[:-2]): None if r[-1] == "c" else int(r[-2]) for r in rows}


def true_counts(rows: list[list[str]], columns: list[str]) -> dict[tuple[str, ...], int]:
    """Distinct people per combination."""
    places = [HEADER.index(c) for c in columns]
    found: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        found.setdefault(tuple(row[p] for p in places), set()).add(row[0])
    return {codes: len(ids) for codes, ids in found.items()}


def code_lists(rows: list[list[str]], header: list[str], path: Path) -> Path:
    """CODES.csv with every code of every column."""
    lists = [[name, code] for k, name in enumerate(header) for code in sorted({row[k] for row in rows})]
    return write(path, lists, ["column", "code"])
