"""Invented records for the disclosure benchmark: correlated codes, no latent classes (so that no model is favoured)."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from scipy.stats import norm

LARGE = [21, 4, 10, 60, 40, 4] + [2] * 14
SMALL = [10, 3, 8, 12, 6, 4, 2, 2]
CTDC = [22, 4, 10, 170, 170, 4] + [2] * 21
AGE = ["", "0--8", "9--17", "18--20", "21--23", "24--26", "27--29", "30--38", "39--47", "48+"]


def codes_of(number: int, sizes: list[int], seed: int) -> np.ndarray:
    """(number, columns) int: a Gaussian copula of four factors with Zipf-like margins; code 0 is the empty one."""
    random = np.random.default_rng(seed)
    load = random.normal(size=(len(sizes), 4)) * random.uniform(0.2, 1.2, size=(len(sizes), 1))
    score = random.normal(size=(number, 4)) @ load.T + random.normal(size=(number, len(sizes)))
    level = norm.cdf(score / np.sqrt((load**2).sum(axis=1) + 1))
    out = np.zeros((number, len(sizes)), dtype=np.int64)
    for column, size in enumerate(sizes):
        if size == 2:
            share = random.uniform(0.05, 0.45)
            mass, names = np.array([1 - share, share]), np.arange(2)
        else:
            mass = 1 / np.arange(1, size + 1) ** random.uniform(0.5, 1.3)
            random.shuffle(mass)
            names = random.permutation(size)
        out[:, column] = names[np.searchsorted(np.cumsum(mass / mass.sum())[:-1], level[:, column])]
    return out


def write_records(folder: Path, number: int, sizes: list[int], seed: int) -> tuple[Path, Path]:
    """RECORDS.csv (with a column `id`) and CODES.csv."""
    records, lists = folder / "records.csv", folder / "codes.csv"
    names = [f"c{k}" for k in range(len(sizes))]
    texts = [np.array(["" if v == 0 else f"v{v}" for v in range(n)], dtype=object) for n in sizes]
    data = codes_of(number, sizes, seed)
    with records.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["id", *names])
        columns = [text[data[:, k]] for k, text in enumerate(texts)]
        writer.writerows(zip([f"P{k}" for k in range(number)], *columns, strict=True))
    with lists.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow(["column", "code"])
        writer.writerows([name, code] for name, text in zip(names, texts, strict=True) for code in text)
    return records, lists
