"""A table's cells while they are being protected: true and published counts, and what is hidden and why."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from qorgan.disclosure.errors import DisclosureError
from qorgan.disclosure.frame import Frame, distinct
from qorgan.disclosure.personkeys import cell_keys
from qorgan.disclosure.perturbation import perturb

CELL_LIMIT = 4_000_000
"""Cells of all tables together that one run takes on."""


@dataclass
class Cells:
    """All cells of one combination of columns, flat in C order of `shape`.

    `asked`: to be published (others are only needed for the relations between tables). `listed`: its codes are
    named. `primary`: hidden by a rule; `hidden`: primary or secondary; `known`: published earlier, so it cannot
    be taken back. `low` and `high` are what a shown count lets anyone conclude about the true one.
    """

    columns: tuple[str, ...]
    shape: tuple[int, ...]
    true: np.ndarray
    shown: np.ndarray
    listed: np.ndarray
    asked: bool
    low: np.ndarray = field(init=False)
    high: np.ndarray = field(init=False)
    primary: np.ndarray = field(init=False)
    hidden: np.ndarray = field(init=False)
    known: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        size = len(self.true)
        self.primary = np.zeros(size, dtype=bool)
        self.hidden = np.ones(size, dtype=bool) if not self.asked else ~self.listed
        self.known = np.zeros(size, dtype=bool)
        self.low = self.high = self.true

    def conclude(self, spread: int, threshold: int) -> None:
        """Set `low` and `high`: a shown count is within `spread` of the truth and never below the threshold."""
        self.low = np.minimum(self.true, np.maximum(self.shown - spread, threshold))
        self.high = np.maximum(self.true, self.shown + spread)


def cells_of(frame: Frame, tables: list[tuple[str, ...]]) -> int:
    """Cells of the tables together."""
    return sum(math.prod(frame.size(name) for name in columns) for columns in tables)


def check_size(frame: Frame, tables: list[tuple[str, ...]]) -> None:
    """Raises DIS-11 if the tables together have too many cells."""
    cells = cells_of(frame, tables)
    if cells > CELL_LIMIT:
        raise DisclosureError("DIS-11", "; ".join(",".join(t) for t in tables), cells=cells, limit=CELL_LIMIT)


def flat_cells(frame: Frame, columns: tuple[str, ...]) -> tuple[np.ndarray, tuple[int, ...]]:
    """Cell number of each record, shape (rows,) int64, and the shape of the table."""
    shape = tuple(frame.size(name) for name in columns)
    cell = np.zeros(len(frame.person), dtype=np.int64)
    for name, size in zip(columns, shape, strict=True):
        cell = cell * size + frame.values[name]
    return cell, shape


def count_cells(frame: Frame, columns: tuple[str, ...], step: int, asked: bool) -> Cells:
    """Distinct people per cell, and the count that would be published (`step` 1: the true one)."""
    cell, shape = flat_cells(frame, columns)
    size = math.prod(shape)
    person, cell = distinct(frame.person, cell, size)
    true = np.bincount(cell, minlength=size).astype(np.int64)
    shown = perturb(true, cell_keys(cell, frame.keys[person], size), step)
    listed = np.ones(shape, dtype=bool)
    for axis, name in enumerate(columns):
        if frame.bucket[name]:
            listed[(slice(None),) * axis + (-1,)] = False
    return Cells(columns, shape, true, shown, listed.reshape(-1), asked)
