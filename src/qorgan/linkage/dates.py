"""How alike two birth dates are, and two lists of document numbers, as comparison levels (see `levels`)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qorgan.linkage.frame import Frame, Ints

Levels = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]


def _digits(frame: Frame, rows: Ints) -> npt.NDArray[np.int32]:
    """The eight digits of full dates, shape (pairs, 8)."""
    number = frame.year[rows] * 10000 + frame.month[rows] * 100 + frame.day[rows]
    powers = 10 ** np.arange(7, -1, -1, dtype=np.int64)
    return ((number[:, None] // powers) % 10).astype(np.int32)


def compare_dates(frame: Frame, a: Ints, b: Ints) -> Levels:
    """Levels of birth dates; see `levels.DOB_LEVELS`."""
    ya, ma, da = frame.year[a], frame.month[a], frame.day[a]
    yb, mb, db = frame.year[b], frame.month[b], frame.day[b]
    known = (frame.earliest[a] > 0) & (frame.earliest[b] > 0)
    full = known & (da > 0) & (db > 0)
    gap = np.maximum(frame.earliest[a] - frame.latest[b], frame.earliest[b] - frame.latest[a])
    years = np.abs(ya - yb)
    same_day = (ma == mb) & (da == db)
    first_january = ((ma == 1) & (da == 1)) | ((mb == 1) & (db == 1))
    both_january = (ma == 1) & (da == 1) & (mb == 1) & (db == 1)
    parts = (ya == yb).astype(np.int8) + (ma == mb) + (da == db)
    differing = np.zeros(len(a), np.int8)
    where = np.flatnonzero(full)
    differing[where] = (_digits(frame, a[where]) != _digits(frame, b[where])).sum(1)
    tests: list[tuple[int, Bools]] = [
        (3, full & both_january & (years == 0)),
        (10, full & both_january & (years <= 2)),
        (0, full & (parts == 3)),
        (1, full & (ya == yb) & (ma == db) & (da == mb)),
        (7, full & same_day & (years == 1)),
        (8, full & same_day & (years <= 4)),
        (4, full & (ya == yb) & first_january),
        (5, full & (differing == 1)),
        (6, full & (parts == 2)),
        (9, full & (ya == yb)),
        (2, known & ~full & (gap <= 0) & (ma > 0) & (mb > 0)),
        (3, known & ~full & (gap <= 0)),
        (10, known & ((~full & (gap <= 731)) | (first_january & (years <= 2)))),
        (11, known & (gap <= 731)),
        (12, known),
    ]
    return np.select([test for _, test in tests], [n for n, _ in tests], default=-1).astype(np.int8)


def compare_documents(frame: Frame, a: Ints, b: Ints) -> Levels:
    """Levels of document numbers: the best of all pairs; one typo is one letter changed, lost or swapped."""
    result = np.full(len(a), -1, np.int8)
    having = np.array([bool(entry) for entry in frame.documents], bool)
    if not having.any():
        return result
    from rapidfuzz.distance import OSA

    for row in np.flatnonzero(having[a] & having[b]):
        pairs = [(x, y) for x in frame.documents[a[row]] for y in frame.documents[b[row]]]
        nearest = min(OSA.distance(x.upper(), y.upper(), score_cutoff=2) for x, y in pairs)
        result[row] = min(nearest, 2)
    return result
