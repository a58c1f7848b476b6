"""Synthetic rows from the mixture: drawn in batches with little sampling error, then moved towards the tables."""

from __future__ import annotations

import numpy as np

from qorgan.disclosure.budget import Subset
from qorgan.disclosure.mixture import Mixture

BATCH = 1 << 16
CLOSE = 0.25
"""Swapping ends when the rows miss the tables by half a person a cell (root mean square)."""


def spread_evenly(share: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers that add up to `total`, each within 1 of its share (largest remainders); int64."""
    share = np.maximum(np.asarray(share, dtype=np.float64), 0)
    exact = share / share.sum() * total if share.sum() > 0 else np.full(len(share), total / len(share))
    out = np.floor(exact).astype(np.int64)
    out[np.argsort(out - exact, kind="stable")[: total - int(out.sum())]] += 1
    return np.asarray(out)


def draw(model: Mixture, rows: int, random: np.random.Generator) -> np.ndarray:
    """(rows, columns) int32. Within a component each column is drawn by evenly spaced points, shuffled."""
    counts = spread_evenly(model.weights, rows)
    owner = np.repeat(np.arange(len(counts)), counts)
    first = np.concatenate([[0], np.cumsum(counts)])[owner]
    columns = len(model.starts) - 1
    out = np.empty((rows, columns), dtype=np.int32)
    for column in range(columns):
        rank = np.empty(rows, dtype=np.int64)
        rank[np.lexsort((random.random(rows), owner))] = np.arange(rows)
        point = (rank - first + random.random(rows)) / counts[owner]
        steps = np.cumsum(model.block(column), axis=1, dtype=np.float64)
        steps /= steps[:, -1:]
        for a in range(0, rows, BATCH):
            part = slice(a, a + BATCH)
            out[part, column] = (point[part, None] >= steps[owner[part], :-1]).sum(axis=1)
    return out


def match_ones(data: np.ndarray, ones: list[np.ndarray], random: np.random.Generator) -> None:
    """Change as few values as possible, in place, so that each column has exactly the wanted counts (rounded)."""
    for column, want in enumerate(ones):
        goal = spread_evenly(want, len(data))
        extra = np.bincount(data[:, column], minlength=len(goal)) - goal
        order = random.permutation(len(data))
        values = data[order, column]
        rank = np.empty(len(data), dtype=np.int64)
        by_value = np.argsort(values, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(values, minlength=len(goal)))])
        rank[by_value] = np.arange(len(data)) - starts[values[by_value]]
        leave = order[rank < np.maximum(extra, 0)[values]]
        come = np.repeat(np.arange(len(goal)), np.maximum(-extra, 0))
        data[leave, column] = random.permutation(come)


def refine(
    data: np.ndarray, pairs: dict[Subset, np.ndarray], starts: np.ndarray, random: np.random.Generator
) -> None:
    """Swap values between rows, in place, while that brings the two-way tables of the rows nearer to `pairs`.

    A swap within one column leaves all one-way tables as they are. Batches of random swaps are judged at once
    by the change of squared error, and the best of each batch are made; swaps that spoil each other are taken back
    and fewer are tried next.
    """
    rows, columns = data.shape
    if rows < 50 or columns < 2:
        return
    error = _excess(data, pairs, starts)
    flat = error.reshape(-1)
    width = int(starts[-1])
    codes = data.astype(np.int64) + starts[:-1]
    batch = int(min(4000, rows // 4))
    most = best = max(batch // 16, 1)
    loss = float(np.dot(flat, flat))
    enough = CLOSE * (width**2 - float((np.diff(starts).astype(np.float64) ** 2).sum()))
    for turn in range(max(600, columns * int(np.clip(rows // 1200, 60, 100)))):
        if loss < enough:
            break
        column = turn % columns
        one, two = _candidates(codes, flat, width, column, batch, random)
        left, right = codes[one], codes[two]
        a, b = left[:, column], right[:, column]
        gain = flat[b[:, None] * width + left] - flat[a[:, None] * width + left]
        gain += flat[a[:, None] * width + right] - flat[b[:, None] * width + right] + 2
        gain[left == right] = 0
        gain[:, column] = 0
        change = gain.sum(axis=1)
        change[a == b] = 1
        picks = np.argpartition(change, best)[:best] if best < batch else np.arange(batch)
        picks = _apart(picks[change[picks] < 0], one, two)
        if not len(picks):
            continue
        _swap(codes, flat, width, column, one[picks], two[picks])
        now = float(np.dot(flat, flat))
        if now > loss:
            _swap(codes, flat, width, column, one[picks], two[picks])
            best = max(best // 2, 1)
        else:
            loss, best = now, min(best + best // 8 + 1, most)
    data[:] = codes - starts[:-1]


def _candidates(
    codes: np.ndarray, flat: np.ndarray, width: int, column: int, batch: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Two lists of `batch` rows to try swapping: half at random, half among those that sit worst."""
    half = batch // 2
    pool = random.integers(0, len(codes), batch)
    own = codes[pool]
    push = flat[own[:, column][:, None] * width + own]
    push[:, column] = 0
    worst = pool[np.argsort(-push.sum(axis=1))[: max(batch // 12, 2)]]
    one = np.concatenate([random.choice(worst, half), random.integers(0, len(codes), batch - half)])
    two = np.concatenate([random.choice(worst, half), random.integers(0, len(codes), batch - half)])
    return one, two


def _apart(picks: np.ndarray, one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Those swaps whose rows no other swap of the batch uses."""
    used = np.concatenate([one[picks], two[picks]])
    _, first = np.unique(used, return_index=True)
    fresh = np.zeros(len(used), dtype=bool)
    fresh[first] = True
    return np.asarray(picks[fresh[: len(picks)] & fresh[len(picks) :]])


def _swap(
    codes: np.ndarray, flat: np.ndarray, width: int, column: int, one: np.ndarray, two: np.ndarray
) -> None:
    others = np.arange(codes.shape[1]) != column
    a, b = codes[one, column], codes[two, column]
    left, right = codes[one][:, others], codes[two][:, others]
    codes[one, column], codes[two, column] = b, a
    for mine, theirs, sign in ((a, left, -1), (b, left, 1), (b, right, -1), (a, right, 1)):
        np.add.at(flat, (mine[:, None] * width + theirs).reshape(-1), sign)
        np.add.at(flat, (theirs * width + mine[:, None]).reshape(-1), sign)


def _excess(data: np.ndarray, pairs: dict[Subset, np.ndarray], starts: np.ndarray) -> np.ndarray:
    """Counts of the rows minus wanted counts (scaled to as many rows), (codes, codes) float32, blocks of a
    column with itself 0."""
    width = int(starts[-1])
    out = np.zeros((width, width), dtype=np.float32)
    for (i, j), want in pairs.items():
        place = data[:, i].astype(np.int64) * want.shape[1] + data[:, j]
        have = np.bincount(place, minlength=want.size).reshape(want.shape)
        left = have - want * (len(data) / max(float(want.sum()), 1e-9))
        out[starts[i] : starts[i + 1], starts[j] : starts[j + 1]] = left
        out[starts[j] : starts[j + 1], starts[i] : starts[i + 1]] = left.T
    return out
