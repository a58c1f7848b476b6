"""Weighted edit distance between folded names, for many pairs at once (numpy).

Optimal string alignment (edit distance with one transposition of neighbours), costs from `data/costs.csv`:
vowels are cheap, letters that scripts confuse are cheaper than letters they do not. The result is divided by
the weight of the longer name, so 0 is the same and 1 nothing in common.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from qorgan.linkage import tables
from qorgan.linkage.fold import VOWELS

Codes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
Costs = npt.NDArray[np.int16]

LONGEST = 24
ALPHABET = "\0" + VOWELS + "pbtdkghfvszjSCmnlr"
_INDEX = {char: n for n, char in enumerate(ALPHABET)}
_CODES = bytes(_INDEX.get(chr(n), 0) for n in range(256))
_NO_SOUND = bytes(n for n in range(256) if n == 0 or chr(n) not in _INDEX)
_VOWEL_GAP = 0.3
_WEAK_GAPS = {"h": 0.45, "v": 0.6, "i": 0.22, "y": 0.25}
_UNIT = 1_000  # costs are counted in thousandths: sums of whole numbers do not depend on their order
_SWAP = np.int16(700)
_CHUNK = 1024  # pairs of about one length, so that a letter's row stays in the processor's cache


@cache
def costs(abjad: bool) -> tuple[Costs, Costs]:
    """(substitutions, gaps) of letters; with `abjad` vowels hardly count: one side leaves them out."""
    size = len(ALPHABET)
    gap = np.ones(size, np.float32)
    gap[0] = 0.0
    for char in VOWELS:
        gap[_INDEX[char]] = _VOWEL_GAP
    for char, cost in _WEAK_GAPS.items():
        gap[_INDEX[char]] = cost
    vowel = np.zeros(size, bool)
    vowel[[_INDEX[char] for char in VOWELS]] = True
    table = np.ones((size, size), np.float32)
    table[np.ix_(vowel, ~vowel)] = 1.0
    for row in tables.rows("costs"):
        one, two = _INDEX[row["one"]], _INDEX[row["two"]]
        table[one, two] = table[two, one] = float(row["cost"])
    if abjad:
        gap[vowel] = 0.06
        table[np.ix_(vowel, vowel)] *= 0.3
    np.fill_diagonal(table, 0.0)
    table[0, :] = gap
    table[:, 0] = gap
    return np.rint(table * _UNIT).astype(np.int16), np.rint(gap * _UNIT).astype(np.int16)


@cache
def _both() -> tuple[Costs, Costs]:
    """Costs with vowels and, after them, without: (substitutions one row after the other, gaps)."""
    heard, bare = costs(False), costs(True)
    return np.concatenate([heard[0].ravel(), bare[0].ravel()]), np.concatenate([heard[1], bare[1]])


def letters(name: str) -> bytes:
    """A folded name (a result of `fold.sounds`) as one row of codes, cut at 24 letters, padded with 0."""
    return name[:LONGEST].encode("ascii", "ignore").translate(_CODES, _NO_SOUND).ljust(LONGEST, b"\0")


def encode(names: Iterable[str]) -> Codes:
    """Folded names as rows of codes."""
    return rows_of(letters(name) for name in names)


def rows_of(coded: Iterable[bytes]) -> Codes:
    """Names that `letters` coded, one row each."""
    return np.frombuffer(b"".join(coded), np.uint8).reshape(-1, LONGEST)


def distances(one: Codes, two: Codes, *, abjad: bool | npt.NDArray[np.bool_] = False) -> Floats:
    """Distance 0..1 of each row of `one` to the same row of `two`; `abjad`: of all, or of each pair."""
    bare = np.broadcast_to(np.asarray(abjad), len(one))
    result = np.zeros(len(one), np.float32)
    length = np.maximum((one > 0).sum(1), (two > 0).sum(1))
    order = np.argsort(length, kind="stable")
    for start in range(0, len(order), _CHUNK):
        rows = order[start : start + _CHUNK]
        longest = max(1, int(length[rows].max()))
        result[rows] = _aligned(one[rows, :longest].T, two[rows, :longest].T, bare[rows])
    return result


def _sums(gaps: Costs) -> Costs:
    added = np.zeros((len(gaps) + 1, gaps.shape[1]), np.int16)
    np.cumsum(gaps, axis=0, out=added[1:])
    return added


def _add_letters(row: Costs, added: Costs) -> None:
    """Let letters be only added: `row[j]` becomes the least of `row[k]` plus the gaps from `k` to `j`."""
    row -= added
    for above, below in itertools.pairwise(row):
        np.minimum(above, below, out=below)
    row += added


def shares(cost: Costs, weight: npt.NDArray[Any]) -> Floats:
    """Costs as shares of the weight of the longer name, at most 1."""
    heavy = np.maximum(weight, np.float32(0.3 * _UNIT)).astype(np.float32)
    result: Floats = np.minimum(cost / heavy, 1.0).astype(np.float32)
    return result


def _aligned(one: Codes, two: Codes, abjad: npt.NDArray[np.bool_]) -> Floats:
    """Distances of columns; shapes (letters, pairs), `abjad` (pairs,)."""
    table, gap = _both()
    first, ends = one + len(ALPHABET) * abjad.astype(np.intp), two.astype(np.intp)
    starts = first * len(ALPHABET)
    gaps, added = gap[first], _sums(gap[ends + (first - one)[0]])
    rows: list[Costs] = [added]
    for i in range(len(one)):
        above = rows[-1]
        row = above + gaps[i]
        change = table.take(starts[i] + ends)
        change += above[:-1]
        np.minimum(row[1:], change, out=row[1:])
        if i:
            crossed = np.nonzero((one[i] == two[:-1]) & (one[i - 1] == two[1:]) & (one[i] > 0))
            if len(crossed[0]):
                row[2:][crossed] = np.minimum(row[2:][crossed], rows[-2][:-2][crossed] + _SWAP)
        _add_letters(row, added)
        rows = [above, row]
    return shares(rows[-1][-1], np.maximum(gaps.sum(0), added[-1]))


def one_letter(one: Codes, two: Codes) -> npt.NDArray[np.bool_]:
    """Whether two names of four or more letters differ by one letter: changed, lost, added or two swapped."""
    first, second = (one > 0).sum(1), (two > 0).sum(1)
    longer, shorter = np.maximum(first, second), np.minimum(first, second)
    head = np.cumprod(one == two, axis=1).sum(1)
    tail = np.cumprod(_from_the_end(one, first) == _from_the_end(two, second), axis=1).sum(1)
    head, tail = np.minimum(head, shorter), np.minimum(tail, shorter)
    rows, at = np.arange(len(one)), np.minimum(head, LONGEST - 2)
    crossed = (one[rows, at] == two[rows, at + 1]) & (one[rows, at + 1] == two[rows, at])
    swapped = (first == second) & (head + tail == longer - 2) & crossed
    result: npt.NDArray[np.bool_] = (
        (longer >= 4) & (longer - shorter <= 1) & ((head + tail >= longer - 1) | swapped)
    )
    return result


def _from_the_end(codes: Codes, length: npt.NDArray[np.int64]) -> Codes:
    """The names read backwards, so that their last letters stand in the first column."""
    place = length[:, None] - 1 - np.arange(LONGEST)[None, :]
    found = np.take_along_axis(codes, np.maximum(place, 0), axis=1)
    return np.where(place >= 0, found, 0).astype(np.uint8)
