"""Which names can be alike at all, told from the letters they hold: most need no alignment to be called other.

Whatever the alignment, each letter of a name is left out or changed into a letter the other name holds, at the least
at the price of the cheapest of these; a swap changes no letter. That sum, for the name where it is more, is a bound.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qorgan.linkage.distance import ALPHABET, Codes, Costs, Floats, costs, shares

Bools = npt.NDArray[np.bool_]
_NEVER = np.int16(0x7FFF)  # every bit of a price: or-ed with any price it stays this


def may_be_alike(one: Codes, two: Codes, limit: float, *, abjad: bool) -> Bools:
    """Where the distance may be at most `limit`, or one letter may be all that differs; shape (one, two)."""
    first, second = _counts(one), _counts(two)
    unlike = np.abs(first[:, None] - second[None]).sum(2)
    result: Bools = (_least(first, second, abjad) <= limit) | (
        unlike <= 2
    )  # a letter changed: one less, one more
    return result


def _least(first: Floats, second: Floats, abjad: bool) -> Floats:
    """A bound from below of each distance 0..1, shape (first, second)."""
    table, gap = costs(abjad)
    there, back = first @ _cheapest(first, second, table), second @ _cheapest(second, first, table)
    weight = np.maximum((first @ gap)[:, None], second @ gap)
    return shares(np.maximum(there, back.T), weight)


def _counts(names: Codes) -> Floats:
    """How often each letter stands in each name, shape (names, letters)."""
    size = len(ALPHABET)
    places = names + np.arange(len(names), dtype=np.intp)[:, None] * size
    found = np.bincount(places.ravel(), minlength=len(names) * size).reshape(len(names), size)
    found[:, 0] = 0  # padding
    return found.astype(np.float32)


def _cheapest(asked: Floats, counts: Floats, table: Costs) -> npt.NDArray[np.int16]:
    """What each letter of the asked names costs at the least against each name, shape (letters, names)."""
    held = (counts > 0).T
    held[0] = True  # to be left out
    letters, others = np.flatnonzero(asked.any(0)), np.flatnonzero(held.any(1))
    found = np.zeros((len(table), len(counts)), np.int16)
    prices, absent = table[np.ix_(others, letters)], np.where(held[others], np.int16(0), _NEVER)
    found[letters] = (prices[:, :, None] | absent[:, None]).min(0)
    return found
