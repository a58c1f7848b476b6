"""Rules that hide a cell for what it says itself: too few, too telling, or one organisation's own business."""

from __future__ import annotations

import numpy as np

from qorgan.disclosure.cells import Cells, flat_cells
from qorgan.disclosure.frame import Frame, distinct

DOMINANT_SHARE = 0.8
LEAST_ORGANISATIONS = 3


def too_few(cells: Cells, threshold: int) -> np.ndarray:
    """Cells whose true or published count is below the threshold; shape (cells,) bool. Nought counts as few:
    an empty cell looks like any other small one."""
    return np.asarray((cells.true < threshold) | (cells.shown < threshold))


def group_attribute(cells: Cells, derived: frozenset[str]) -> np.ndarray:
    """Cells that hold all of a group: everyone who shares the other columns has this code; shape (cells,) bool.

    A group is fixed by at least one column. Columns in `derived` follow from others by definition (a band of
    ages and "minor"), so they betray nothing.
    """
    found = np.zeros(cells.shape, dtype=bool)
    if len(cells.shape) < 2:
        return found.reshape(-1)
    true = cells.true.reshape(cells.shape)
    for axis, name in enumerate(cells.columns):
        if name not in derived and cells.shape[axis] > 1:
            found |= (true > 0) & (true == true.sum(axis=axis, keepdims=True))
    return found.reshape(-1)


def dominated(frame: Frame, cells: Cells) -> np.ndarray:
    """Cells fed by fewer than three organisations, or more than 80 % by one; shape (cells,) bool.

    All False if the records do not say which organisation reported.
    """
    out = np.zeros(len(cells.true), dtype=bool)
    if frame.organisation is None:
        return out
    cell, _ = flat_cells(frame, cells.columns)
    bodies = int(frame.organisation.max()) + 1
    person, pair = distinct(frame.person, cell * bodies + frame.organisation, len(out) * bodies)
    del person
    pairs, counts = np.unique(pair, return_counts=True)
    place = pairs // bodies
    number = np.bincount(place, minlength=len(out))
    largest = np.zeros(len(out), dtype=np.int64)
    np.maximum.at(largest, place, counts)
    out |= (number < LEAST_ORGANISATIONS) | (largest > DOMINANT_SHARE * np.maximum(cells.true, 1))
    return out
