"""Structural zeros: combinations that cannot be (a two-year-old's military service), which everybody knows anyway.

They are shown as 0 without noise. Hiding them would help nobody, and counting on them as cover would be a mistake:
the audit knows that the attacker knows them. A zero that merely happened is treated like any other small count.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from qorgan.disclosure.cells import Cells
from qorgan.disclosure.errors import DisclosureError
from qorgan.disclosure.frame import Frame
from qorgan.disclosure.records import column_index, read_blocks, read_header

Combination = dict[str, str]
"""Column -> code; whatever the other columns say, nobody can be there."""


def read_impossible(path: Path, columns: list[str]) -> list[Combination]:
    """Combinations from a CSV file: its header names some of `columns`, each row is one combination.

    Raises DIS-01, DIS-02 (a column that is not there), DIS-03, DIS-06, DIS-07.
    """
    names = read_header(path)
    for name in names:
        column_index(columns, name)
    found: list[Combination] = []
    for block in read_blocks(path, names):
        found += [dict(zip(names, codes, strict=True)) for codes in zip(*block.columns, strict=True)]
    return found


def show_impossible(frame: Frame, cells: Cells, combinations: list[Combination]) -> None:
    """Open the impossible cells of one table, in place. Raises DIS-22 when somebody stands in one."""
    shape = cells.shape
    mask = np.zeros(shape, dtype=bool)
    for one in combinations:
        if not set(one) <= set(cells.columns):
            continue
        spot: list[int | slice] = [slice(None)] * len(shape)
        for name, code in one.items():
            if code in frame.codes[name]:
                spot[cells.columns.index(name)] = frame.codes[name].index(code)
        if sum(isinstance(at, int) for at in spot) == len(one):
            mask[tuple(spot)] = True
    flat = mask.reshape(-1) & cells.listed
    if (cells.true[flat] > 0).any():
        raise DisclosureError("DIS-22", ",".join(cells.columns), table=",".join(cells.columns))
    cells.hidden[flat] = cells.primary[flat] = False
    cells.known[flat] = True
    cells.shown[flat] = 0
    cells.low, cells.high = np.where(flat, 0, cells.low), np.where(flat, 0, cells.high)
