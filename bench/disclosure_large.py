"""A check of large protected tables that shares nothing with the room: published files, records, linear programs.

For a sample of hidden cells two sets of counts are sought that agree with everything published and differ by at
least the promised width in that cell. Each is written out as whole tables and compared with every published count
and every margin that any two tables share, so a wrong program cannot pass.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

Tables = dict[tuple[str, ...], np.ndarray]
"""Columns of a table -> one number a cell, an axis a column."""
SIZES = (6, 12, 24, 60, 100_000)
"""Codes a column keeps in a part, smallest part first; the last is the whole system."""
ROOM = 1000.0
"""How far a hidden count may rise."""


def true_counts(records: Path, sets: list[tuple[str, ...]]) -> tuple[Tables, dict[str, list[str]]]:
    """Counts of the records (every person has one row) and the codes of each column, sorted."""
    names = sorted({name for columns in sets for name in columns})
    seen: dict[str, dict[str, int]] = {name: {} for name in names}
    values: dict[str, list[int]] = {name: [] for name in names}
    with records.open(encoding="utf-8", newline="") as handle:
        rows = csv.reader(handle)
        header = next(rows)
        places = [(header.index(name), seen[name], values[name]) for name in names]
        for row in rows:
            for at, codes, numbers in places:
                numbers.append(codes.setdefault(row[at], len(codes)))
    counts = {}
    for columns in sets:
        table = np.zeros([len(seen[name]) for name in columns])
        np.add.at(table, tuple(np.array(values[name]) for name in columns), 1)
        counts[columns] = table
    return counts, {name: list(seen[name]) for name in names}


def boxes(
    folder: Path, truth: Tables, codes: dict[str, list[str]], spread: int, threshold: int
) -> tuple[Tables, Tables, dict[tuple[str, ...], np.ndarray]]:
    """How far each count may lie below and above the truth, and which cells are published as hidden.

    What no file names (a rare code) is as uncertain as a hidden cell.
    """
    least = {columns: -table for columns, table in truth.items()}
    most = {columns: np.full(table.shape, ROOM) for columns, table in truth.items()}
    hidden = {columns: np.zeros(table.shape, dtype=bool) for columns, table in truth.items()}
    for columns, table in truth.items():
        where = [{code: k for k, code in enumerate(codes[name])} for name in columns]
        with (folder / ("-".join(columns) + ".csv")).open(encoding="utf-8", newline="") as handle:
            for row in list(csv.reader(handle))[1:]:
                spot = tuple(index[code] for index, code in zip(where, row, strict=False))
                if row[-1] == "c":
                    hidden[columns][spot] = True
                else:
                    least[columns][spot] = max(int(row[-2]) - spread, threshold) - table[spot]
                    most[columns][spot] = int(row[-2]) + spread - table[spot]
        assert (least[columns] <= 0).all()
        assert (most[columns] >= 0).all()
    return least, most, hidden


def shared_margins(
    sets: list[tuple[str, ...]],
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], list[str]]]:
    """Each pair of tables and the columns both have."""
    for one, two in itertools.combinations(sets, 2):
        yield one, two, [name for name in one if name in two]


def margin(table: np.ndarray, columns: tuple[str, ...], kept: list[str]) -> np.ndarray:
    """Sums over the columns not `kept`, axes in the order of `kept`."""
    summed = table.sum(axis=tuple(k for k, name in enumerate(columns) if name not in kept))
    left = [name for name in columns if name in kept]
    return np.asarray(summed).transpose([left.index(name) for name in kept])


def holds(change: Tables, least: Tables, most: Tables) -> bool:
    """Whether changed counts agree with everything published: every interval, every shared margin."""
    inside = all((change[c] >= least[c] - 1e-6).all() and (change[c] <= most[c] + 1e-6).all() for c in change)
    return inside and all(
        float(np.abs(margin(change[one], one, kept) - margin(change[two], two, kept)).max()) < 1e-5
        for one, two, kept in shared_margins(list(change))
    )


def extremes(
    target: tuple[tuple[str, ...], tuple[int, ...]], keep: dict[str, np.ndarray], least: Tables, most: Tables
) -> list[Tables]:
    """Two changes, of whole tables: the target as low and as high as can be, all outside `keep` at the truth."""
    sets = list(least)
    grids = {c: np.ix_(*(keep[name] for name in c)) for c in sets}
    numbers, size = {}, 0
    for c in sets:
        shape = tuple(len(keep[name]) for name in c)
        numbers[c] = np.arange(size, size + int(np.prod(shape))).reshape(shape)
        size += numbers[c].size
    parts = []
    for one, two, kept in shared_margins(sets):
        count = int(np.prod([len(keep[name]) for name in kept]))
        lines = np.arange(count).reshape([len(keep[name]) for name in kept])
        part = sparse.csr_matrix((count, size))
        for sign, c in ((1.0, one), (-1.0, two)):
            index = np.indices(numbers[c].shape)
            line = (
                lines[tuple(index[c.index(name)] for name in kept)]
                if kept
                else np.zeros(numbers[c].shape, int)
            )
            entries = (np.full(numbers[c].size, sign), (line.reshape(-1), numbers[c].reshape(-1)))
            part = part + sparse.csr_matrix(entries, shape=(count, size))
        parts.append(part)
    bounds = np.column_stack(
        [np.concatenate([side[c][grids[c]].reshape(-1) for c in sets]) for side in (least, most)]
    )
    columns, spot = target
    aim = np.zeros(size)
    aim[
        numbers[columns][tuple(int(np.searchsorted(keep[n], k)) for n, k in zip(columns, spot, strict=True))]
    ] = 1
    matrix = sparse.vstack(parts).tocsr()
    method = "highs-ipm" if size > 5000 else "highs"
    made = []
    for sign in (1, -1):
        found = linprog(sign * aim, A_eq=matrix, b_eq=np.zeros(matrix.shape[0]), bounds=bounds, method=method)
        change = {c: np.zeros(least[c].shape) for c in sets}
        for c in sets:
            if found.x is not None:
                change[c][grids[c]] = found.x[numbers[c]]
        made.append(change)
    return made


def span(
    target: tuple[tuple[str, ...], tuple[int, ...]],
    least: Tables,
    most: Tables,
    width: float,
    random: np.random.Generator,
) -> tuple[float, int]:
    """Proved span of one hidden cell, and the member of SIZES at which it was enough (the last if none was)."""
    columns, spot = target
    full = {name: table.shape[k] for c, table in least.items() for k, name in enumerate(c)}
    best = 0.0
    for size in SIZES:
        keep = {name: random.permutation(many)[:size] for name, many in full.items()}
        for name, code in zip(columns, spot, strict=True):
            keep[name] = np.append(keep[name][keep[name] != code][: size - 1], code)
        keep = {name: np.sort(some) for name, some in keep.items()}
        low, high = extremes(target, keep, least, most)
        if holds(low, least, most) and holds(high, least, most):
            best = max(best, float(high[columns][spot] - low[columns][spot]))
        if best >= width - 1e-6:
            break
    return best, size


def check(
    records: Path, folder: Path, sets: list[tuple[str, ...]], *, sample: int, seed: int, threshold: int = 11
) -> dict[str, object]:
    """Ask `sample` random hidden cells of the tables in `folder`. Shown counts carry noise."""
    truth, codes = true_counts(records, sets)
    least, most, hidden = boxes(folder, truth, codes, (threshold - 1) // 2, threshold)
    cells = [(c, spot) for c in sets for spot in zip(*np.nonzero(hidden[c]), strict=True)]
    random = np.random.default_rng(seed)
    asked = [cells[k] for k in random.permutation(len(cells))[:sample]]
    found = [span(target, least, most, threshold - 1, random) for target in asked]
    return {
        "hidden": len(cells),
        "asked": len(found),
        "isolated": sum(width < threshold - 1 - 1e-6 for width, _ in found),
        "narrowest": round(min(width for width, _ in found), 2),
        "over_the_whole_system": sum(size == SIZES[-1] for _, size in found),
    }
