"""Pairs of records that share a key, for whole lists at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from qorgan.linkage.frame import Ints

Longs = npt.NDArray[np.int64]


def numbered(keys: Iterable[Iterable[str]]) -> tuple[Longs, Ints]:
    """Like `index`, for lists too long to keep their keys: numbers are the process's own hashes, 64 bits."""
    flat, rows = array("q"), array("i")
    for row, entry in enumerate(keys):
        for key in entry:
            flat.append(hash(key))
            rows.append(row)
    return np.frombuffer(flat, np.int64), np.frombuffer(rows, np.int32)


def index(keys: Sequence[Sequence[str]]) -> tuple[Longs, Ints]:
    """(key numbers, row numbers) of all keys of all records."""
    memory: dict[str, int] = {}
    flat = [memory.setdefault(key, len(memory)) for entry in keys for key in entry]
    rows = np.repeat(np.arange(len(keys), dtype=np.int32), [len(entry) for entry in keys])
    return np.array(flat, np.int64), rows.astype(np.int32)


def pairs_of(keys: Longs, rows: Ints, order: Ints, window: int, rare: int | None = None) -> tuple[Ints, Ints]:
    """Distinct pairs (a < b) of rows that share a key; with `rare`, two keys or one that at most `rare` rows have.

    Rows of one key are sorted by `order` (birth date, one value per row); in blocks larger than `window` only
    rows that near each other in this order are paired, so that no block grows with its square.
    """
    ranked = np.lexsort((rows, order[rows], keys))
    keys, rows = keys[ranked], rows[ranked]
    size = np.int64(int(rows.max(initial=0)) + 1)
    small = _in_small_block(keys, rare)
    found: list[Longs] = []
    for step in range(1, window + 1):
        same = np.flatnonzero(keys[step:] == keys[:-step])
        if not len(same):
            break
        one, two = rows[same].astype(np.int64), rows[same + step].astype(np.int64)
        found.append(2 * (np.minimum(one, two) * size + np.maximum(one, two)) + small[same])
    if not found:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    whole = np.concatenate(found)
    del found
    whole.sort()
    enough = (whole & 1).astype(bool)
    whole >>= 1
    enough[:-1] |= whole[1:] == whole[:-1]
    unique = np.unique(whole[enough])
    one, two = unique // size, unique % size
    apart = one != two
    return one[apart].astype(np.int32), two[apart].astype(np.int32)


def _in_small_block(keys: Longs, rare: int | None) -> npt.NDArray[np.int64]:
    """1 for each entry of the sorted keys whose block has at most `rare` rows; 1 everywhere without `rare`."""
    if rare is None:
        return np.ones(len(keys), np.int64)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    sizes = np.diff(np.append(starts, len(keys)))
    return np.repeat((sizes <= rare).astype(np.int64), sizes)
