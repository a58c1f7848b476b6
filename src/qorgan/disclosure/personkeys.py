"""Secret, permanent keys: one per person, from which the key of a cell follows.

Fraser and Wooton (ABS 2005) add the keys of a cell's people, so one newcomer redraws the noise of exactly his
cells: whoever compares two releases sees which cells changed, and that is the child's profile. Here the key of a
cell is the *smallest* key among its people. It is as permanent and as much tied to the persons (same people, same
key, in every table), but a newcomer to a cell of t persons changes it with probability 1/(t + 1) only.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from qorgan.disclosure.errors import DisclosureError

GOOD_LENGTH = 32
NOBODY = np.uint64(0xFFFFFFFFFFFFFFFF)


def read_key(path: Path) -> bytes:
    """The secret of the key file. Raises DIS-10."""
    try:
        key = path.read_bytes()
    except OSError as fault:
        raise DisclosureError("DIS-10", path.name) from fault
    if not key.strip():
        raise DisclosureError("DIS-10", path.name)
    return key


def key_from_people(ids: Iterable[str]) -> bytes:
    """A stand-in key for a run without a key file: the same people give the same noise, so that repeating
    the run cannot average it away. Weaker than a secret key: whoever knows every id can compute it."""
    digest = hashlib.sha256(b"qorgan.disclosure.people")
    for one in sorted(ids):
        digest.update(len(one).to_bytes(4, "big") + one.encode())
    return digest.digest()


def person_keys(key: bytes, ids: Iterable[str]) -> np.ndarray:
    """HMAC-SHA256 of each person id, first 8 bytes; shape (persons,) uint64."""
    secret = hmac.digest(key, b"qorgan.disclosure.person", "sha256")
    raw = b"".join(hmac.digest(secret, one.encode(), "sha256")[:8] for one in ids)
    return np.frombuffer(raw, dtype=">u8").astype(np.uint64)


def cell_keys(cell: np.ndarray, keys: np.ndarray, cells: int) -> np.ndarray:
    """The smallest key in each cell; `NOBODY` where a cell is empty.

    `cell` (n,) int64 in 0..cells-1, `keys` (n,) uint64; result (cells,) uint64.
    """
    out = np.full(cells, NOBODY, dtype=np.uint64)
    if not len(cell):
        return out
    order = np.argsort(cell, kind="stable")
    sorted_cell = cell[order]
    starts = np.flatnonzero(np.concatenate(([True], sorted_cell[1:] != sorted_cell[:-1])))
    out[sorted_cell[starts]] = np.minimum.reduceat(keys[order], starts)
    return out


def mix(keys: np.ndarray) -> np.ndarray:
    """Spread the bits of 64-bit keys (the finaliser of SplitMix64; Steele, Lea, Flood 2014), shape kept."""
    with np.errstate(over="ignore"):
        z = keys + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return np.asarray(z ^ (z >> np.uint64(31)))
