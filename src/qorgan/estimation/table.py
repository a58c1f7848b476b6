"""The capture table: how many people were seen by exactly which lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qorgan.estimation.errors import EstimationError, nearest

MOST_PEOPLE = 10**10  # more than there are on Earth: a slip of the keyboard
MAX_LISTS = 10  # 1,023 histories; beyond it no method here is practical

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class CaptureTable:
    """Counts of people per capture history.

    `lists`: t names. `counts`: 2**t - 1 whole numbers; entry w - 1 is the number of people whose history is
    the bit mask w, bit i standing for list i. The all-zero history is not in the table: it is what is estimated.
    """

    lists: tuple[str, ...]
    counts: Counts

    def __post_init__(self) -> None:
        if len(self.lists) < 2:
            raise EstimationError("EST-02")
        if len(self.lists) > MAX_LISTS:
            raise EstimationError("EST-10", value=len(self.lists), allowed=MAX_LISTS)
        for i, name in enumerate(self.lists):
            if not name or name in self.lists[:i]:
                raise EstimationError("EST-11", place=f"column {i + 1}", value=name)
        if self.counts.shape != (2 ** len(self.lists) - 1,):
            raise EstimationError("EST-02")
        if (self.counts < 0).any():
            raise EstimationError("EST-03", value=int(self.counts.min()))
        if int(self.counts.sum()) == 0:
            raise EstimationError("EST-12")

    @property
    def t(self) -> int:
        """Number of lists."""
        return len(self.lists)

    @property
    def n(self) -> int:
        """Number of people observed."""
        return int(self.counts.sum())

    def masks(self) -> Counts:
        """All histories 1 … 2**t - 1 as bit masks, in the order of `counts`."""
        return np.arange(1, 2**self.t, dtype=np.int64)

    def marginal(self, mask: int) -> int:
        """Number of people seen by every list of `mask`, whatever the others say."""
        return int(self.counts[(self.masks() & mask) == mask].sum())

    def without(self, name: str) -> CaptureTable:
        """The table with one list hidden; people seen by that list alone disappear."""
        kept = [i for i, other in enumerate(self.lists) if other != name]
        return project(self, kept)

    def within(self, name: str) -> CaptureTable:
        """Only the people of list `name`, with their histories on the other lists.

        People on no other list disappear; how many they are is known, which makes this table a check.
        """
        i = self.lists.index(name)
        on = (self.masks() >> i) & 1 == 1
        return project(CaptureTable(self.lists, np.where(on, self.counts, 0)), _others(self.t, i))


def _others(t: int, i: int) -> list[int]:
    return [j for j in range(t) if j != i]


def project(table: CaptureTable, kept: Sequence[int]) -> CaptureTable:
    """The table over the lists at positions `kept` only. Raises EST-12 when nobody is left."""
    masks = table.masks()
    target = np.zeros_like(masks)
    for new, old in enumerate(kept):
        target |= ((masks >> old) & 1) << new
    counts = np.bincount(target, weights=table.counts, minlength=2 ** len(kept))
    return CaptureTable(tuple(table.lists[i] for i in kept), np.rint(counts[1:]).astype(np.int64))


def merge(table: CaptureTable, names: Sequence[str], new_name: str) -> CaptureTable:
    """The table with several lists joined to one (for lists that refer to each other by law)."""
    for name in names:
        if name not in table.lists:
            raise EstimationError("EST-06", value=name, did_you_mean=nearest(name, table.lists))
    masks = table.masks()
    joined = sum(1 << table.lists.index(name) for name in names)
    kept = [i for i, name in enumerate(table.lists) if name not in names]
    target = np.zeros_like(masks)
    for new, old in enumerate(kept):
        target |= ((masks >> old) & 1) << new
    target |= ((masks & joined) != 0).astype(np.int64) << len(kept)
    counts = np.bincount(target, weights=table.counts, minlength=2 ** (len(kept) + 1))
    lists = (*(table.lists[i] for i in kept), new_name)
    return CaptureTable(lists, np.rint(counts[1:]).astype(np.int64))


def from_histories(lists: Sequence[str], rows: Iterable[tuple[Sequence[int], int]]) -> CaptureTable:
    """Build a table from (0/1 per list, count) rows; equal histories are added up, absent ones are 0."""
    counts = np.zeros(2 ** len(lists), dtype=np.int64)
    for number, (history, count) in enumerate(rows, start=1):
        mask = sum(1 << i for i, on in enumerate(history) if on)
        if mask == 0 and count:
            raise EstimationError("EST-05", place=f"row {number}", value=count)
        counts[mask] += count
    return CaptureTable(tuple(lists), counts[1:])


def parse_csv(content: str, *, stratum: str | None = None) -> dict[str, CaptureTable]:
    """Read `list,list,…,count` rows; returns one table per value of column `stratum`, or one under "".

    Raises EstimationError (EST-02 … EST-16) naming the row and column.
    """
    content = content.lstrip("\ufeff")
    reader = csv.reader(io.StringIO(content), delimiter=delimiter_of(content), strict=False)
    rows = [[cell.strip() for cell in row] for row in reader if any(cell.strip() for cell in row)]
    if not rows or len(rows[0]) < 3:
        raise EstimationError("EST-02", place="row 1")
    header = rows[0]
    at = _stratum_column(header, stratum)
    lists = [name for i, name in enumerate(header[:-1]) if i != at]
    if len(lists) > MAX_LISTS:
        raise EstimationError("EST-10", place="row 1", value=len(lists), allowed=MAX_LISTS)
    for i, name in enumerate(lists):
        if not name or name in lists[:i]:
            raise EstimationError("EST-11", place=f"row 1, column {i + 1}", value=name)
    groups: dict[str, list[tuple[list[int], int]]] = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            raise EstimationError("EST-15", place=f"row {number}", value=len(row), allowed=len(header))
        history = [_bit(c, number, header[i]) for i, c in enumerate(row[:-1]) if i != at]
        count = _count(row[-1], number)
        if not any(history) and count:
            raise EstimationError("EST-05", place=f"row {number}", value=count)
        groups.setdefault("" if at is None else row[at], []).append((history, count))
    if not groups:
        raise EstimationError("EST-12")
    for name, cells in groups.items():
        if at is not None and not any(count for _, count in cells):
            raise EstimationError("EST-12", place=f"{header[at]} = {name}")
    return {name: from_histories(lists, cells) for name, cells in groups.items()}


def delimiter_of(content: str) -> str:
    """Comma, or what office programs write instead where the comma marks decimals: semicolon or tab."""
    first = content.split("\n", 1)[0]
    return next((mark for mark in ",;\t" if mark in first), ",")


def _stratum_column(header: list[str], stratum: str | None) -> int | None:
    if stratum is None:
        return None
    if stratum not in header[:-1]:
        raise EstimationError("EST-16", value=stratum, did_you_mean=nearest(stratum, header[:-1]))
    return header.index(stratum)


def _bit(cell: str, row: int, column: str) -> int:
    if cell not in {"0", "1"}:
        raise EstimationError("EST-04", place=f"row {row}, column {column}", value=cell)
    return int(cell)


def _count(cell: str, row: int) -> int:
    if not (cell.isascii() and cell.isdigit()):
        raise EstimationError("EST-03", place=f"row {row}, last column", value=cell)
    if len(cell) > 20 or int(cell) > MOST_PEOPLE:
        place = f"row {row}, last column"
        raise EstimationError(
            "EST-09", place=place, option="count", allowed="≤ 10,000,000,000", value=cell[:40]
        )
    return int(cell)
