"""What a record's likely companions say about a pair (average linkage, one step).

If c is very likely the same child as b, then what a and c look like to each other says as much about a and b as
a and b do themselves: one of the two records may simply be thin or mistyped. So the log odds of a pair are
blended with the mean log odds its two records have with each other's companions:

    blended = offset + own * (a, b) + others * mean over c of (a, c) and (b, c)

weighted by how sure the companionship is. The numbers are in the weights file. This is done twice: the second time
the blended log odds say who are companions, and what each two records look like alone is blended anew. No chain is
followed and no cluster is closed. A twin who resembles a thin record is held apart by the fuller ones.

Two given names that differ may be one mistyped. If either is written the same way in further records of its side,
it is not: two bodies do not make the same mistake. Such corroborated pairs lose log odds (twins, most often).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from qorgan.linkage.frame import Ints
from qorgan.linkage.levels import AGREE, Levels
from qorgan.linkage.weights import Doubles, Model

FLOOR = -7.0  # log odds taken for pairs that were not scored
CEILING = 12.0
_APART = 5  # level `similar`, `weak` or `other`
_LEAST = 0.0  # log odds from which records are companions


class Company:
    """Companions in one list of `size` records, from scored pairs (a < b).

    `odds` are the log odds of each pair alone, `sure` those by which records are companions.
    """

    def __init__(self, size: int, a: Ints, b: Ints, odds: Doubles, sure: Doubles) -> None:
        held = np.clip(odds, FLOOR, CEILING) - FLOOR
        useful = held > 0
        self.size = size
        self.held = _symmetric(size, a[useful], b[useful], held[useful])
        strong = sure > _LEAST
        self.links = _symmetric(size, a[strong], b[strong], 1.0 / (1.0 + np.exp(-sure[strong])))
        self.degree = np.asarray(self.links.sum(axis=1)).ravel()

    def new_pairs(self, known: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Pairs, as a * size + b, that share a companion and are not among the `known` ones."""
        both = sparse.triu(self.links @ self.links, k=1).tocoo()
        asked = both.row.astype(np.int64) * self.size + both.col
        return np.setdiff1d(asked, known)

    def blend(self, a: Ints, b: Ints, odds: Doubles, model: Model) -> Doubles:
        """Log odds of the pairs, blended where either record has another companion."""
        said = self.held @ self.links
        total = _values(said, a, b) + _values(said, b, a)
        weight = self.degree[a] + self.degree[b] - 2.0 * _values(self.links, a, b)
        some = weight > 0.05
        mean = np.where(some, total / np.maximum(weight, 0.05), 0.0) + FLOOR
        own = np.clip(odds, -10.0, CEILING)
        blended = model.company[0] + model.company[1] * own + model.company[2] * mean
        result: Doubles = np.where(some, blended, odds)
        return result


def corroboration(size: int, a: Ints, b: Ints, odds: Doubles, given: Levels) -> Doubles:
    """0 to 2 for each pair: on both sides, how many likely companions bear out a given name that disagrees."""
    same = (odds > _LEAST) & (given >= 0) & (given <= AGREE)
    sure = 1.0 / (1.0 + np.exp(-odds[same]))
    borne_out = np.bincount(a[same], sure, size) + np.bincount(b[same], sure, size)
    both = np.minimum(np.minimum(borne_out[a], borne_out[b]), 2.0)
    result: Doubles = np.where(given >= _APART, both, 0.0)
    return result


def _symmetric(size: int, a: Ints, b: Ints, values: Doubles) -> sparse.csr_matrix:
    rows, columns = np.concatenate([a, b]), np.concatenate([b, a])
    return sparse.csr_matrix((np.concatenate([values, values]), (rows, columns)), shape=(size, size))


def _values(matrix: sparse.csr_matrix, a: Ints, b: Ints) -> Doubles:
    """The entries (a, b) of a matrix; chunks keep the memory small."""
    parts = [
        np.asarray(matrix[a[start : start + 1_000_000], b[start : start + 1_000_000]], np.float64).ravel()
        for start in range(0, len(a), 1_000_000)
    ]
    return np.concatenate([np.zeros(0), *parts])
