"""Pairs of records that share a key, for whole lists at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from qorgan.linkage.frame import Ints

Longs = npt.NDArray[np.int64]


def hashed(keys: Iterable[str]) -> list[int]:
    """Keys as 63-bit numbers, the same in every run. This is no protection: the product uses keyed hashes."""
    return [int.from_bytes(hashlib.blake2b(k.encode(), digest_size=8).digest(), "big") >> 1 for k in keys]


def index(keys: Sequence[Sequence[str]]) -> tuple[Longs, Ints]:
    """(key numbers, row numbers) of all keys of all records."""
    memory: dict[str, int] = {}
    flat = [memory.setdefault(key, len(memory)) for entry in keys for key in entry]
    rows = np.repeat(np.arange(len(keys), dtype=np.int32), [len(entry) for entry in keys])
    return np.array(flat, np.int64), rows.astype(np.int32)


def pairs_of(keys: Longs, rows: Ints, order: Ints, window: int) -> tuple[Ints, Ints]:
    """Distinct pairs (a < b) of rows that share a key.

    Rows of one key are sorted by `order` (birth date, one value per row); in blocks larger than `window` only
    rows that near each other in this order are paired, so that no block grows with its square.
    """
    ranked = np.lexsort((rows, order[rows], keys))
    keys, rows = keys[ranked], rows[ranked]
    size = np.int64(int(rows.max(initial=0)) + 1)
    found: list[Longs] = []
    for step in range(1, window + 1):
        same = np.flatnonzero(keys[step:] == keys[:-step])
        if not len(same):
            break
        one, two = rows[same].astype(np.int64), rows[same + step].astype(np.int64)
        found.append(np.minimum(one, two) * size + np.maximum(one, two))
    if not found:
        return np.zeros(0, np.int32), np.zeros(0, np.int32)
    unique = np.unique(np.concatenate(found))
    one, two = unique // size, unique % size
    apart = one != two
    return one[apart].astype(np.int32), two[apart].astype(np.int32)
