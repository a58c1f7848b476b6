"""How alike two records are, field by field, as small whole numbers (comparison levels).

A level of -1 is missing: it carries no weight. Names have eight levels in three regimes (both in one script,
in two scripts, one in Persian or Arabic letters that leave vowels out); birth dates have thirteen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from qorgan.linkage.bounds import may_be_alike
from qorgan.linkage.dates import compare_dates, compare_documents
from qorgan.linkage.distance import Codes, Floats, distances, one_letter
from qorgan.linkage.frame import Frame, Ints

Levels = npt.NDArray[np.int8]
Bools = npt.NDArray[np.bool_]

NAME_LEVELS = ("exact", "variant", "vowels", "close", "part", "similar", "weak", "other")
AGREE = 4  # levels up to `part` (one word of a double name) count as agreeing
NAME_LIMITS = (0.10, 0.20, 0.32, 0.48)
_MEASURED = np.array([2, 3, 5, 6, 7], np.int8)  # the levels the limits part
_PART = 4
_CLOSE = 3
_OTHER = 7
SIMILAR = 5
WEAK = 6
_FARTHEST_LETTER = 0.6  # no single letter weighs more in a name of four
REGIMES = ("same_script", "cross_script", "no_vowels")
DOB_LEVELS = (
    "exact",
    "day_month_swapped",
    "year_month",
    "year_only",
    "stand_in",
    "one_digit",
    "two_parts",
    "year_off_1",
    "year_off_2_4",
    "same_year",
    "about",
    "near",
    "disjoint",
)
SEX_LEVELS = ("same", "different")
REGION_LEVELS = ("same", "different")
DOCUMENT_LEVELS = ("exact", "one_typo", "different")
ARRANGEMENTS = ("straight", "given_surname_crossed", "surname_patronymic_crossed", "given_patronymic_crossed")
FIELDS = ("given", "surname", "patronymic", "mother", "dob", "sex", "region", "document")
NAME_FIELDS = FIELDS[:4]
_PERSIAN = 4


@dataclass(slots=True)
class Comparison:
    """Levels of n pairs; for name fields also the regime and the skeletons compared (-1: none)."""

    level: dict[str, Levels]
    regime: dict[str, Levels]
    left: dict[str, Ints]
    right: dict[str, Ints]

    def take(self, rows: npt.NDArray[np.intp] | Bools) -> Comparison:
        """The comparison of some of the pairs."""
        return Comparison(
            {name: values[rows] for name, values in self.level.items()},
            {name: values[rows] for name, values in self.regime.items()},
            {name: values[rows] for name, values in self.left.items()},
            {name: values[rows] for name, values in self.right.items()},
        )


class Names:
    """Compares name columns of one frame.

    With `asking`, the row every pair begins with, all its names are measured against all others at once: one
    record against its candidates then takes milliseconds.
    """

    def __init__(self, frame: Frame, asking: int | None = None) -> None:
        self.frame = frame
        self.place = np.zeros(len(frame.codes), np.int32)
        self.near = None if asking is None else self._measure_all(asking)

    def _measure_all(self, asking: int) -> Levels:
        """Levels of the names of the asking row to all others, shape (with vowels and without, own, vocabulary).

        Vowels count unless a name stands in Persian letters; what no pair needs is not measured.
        """
        codes, heard = self.frame.codes, _heard(self.frame)
        own = np.flatnonzero(heard(asking).any(0))
        self.place[own] = np.arange(len(own), dtype=np.int32)
        needed = np.zeros((2, len(own), len(codes)), bool)
        for columns in (_OF_CHILD, _OF_MOTHER):  # these are never compared with those
            plain, bare = heard(asking, columns)[:, own, None]
            all_ = heard(slice(None), columns)
            needed[0] |= plain & all_[0]
            needed[1] |= (bare & all_.any(0)) | (plain & all_[1])
        for flag in (0, 1):
            others = np.flatnonzero(needed[flag].any(0))
            if len(others):
                near = may_be_alike(codes[own], codes[others], NAME_LIMITS[-1], abjad=bool(flag))
                needed[flag][:, others] &= near
        flags, one, two = np.nonzero(needed)
        result = np.full(needed.shape, _OTHER, np.int8)
        result[flags, one, two] = self._levels(own[one], two, flags.astype(bool))
        return result

    def compare(self, a: Ints, b: Ints, abjad: Bools) -> Levels:
        """Levels of vocabulary numbers `a` against `b`; -1 where either is missing."""
        present = (a >= 0) & (b >= 0)
        if self.near is not None:
            found = self.near[abjad.astype(np.intp), self.place[a], b]
            return np.where(present, found, np.int8(-1))
        result = np.full(len(a), -1, np.int8)
        rows = np.flatnonzero(present)
        if len(rows):
            result[rows] = self._levels(a[rows], b[rows], abjad[rows])
        return result

    def _levels(self, a: Any, b: Any, abjad: Bools) -> Levels:
        """Levels of vocabulary numbers that are all there."""
        frame = self.frame
        result = np.zeros(len(a), np.int8)
        same = frame.skeleton_of[a] == frame.skeleton_of[b]
        variant = ~same & (frame.head_of[a] == frame.head_of[b])
        result[variant] = 1
        rest = np.flatnonzero(~same & ~variant)
        if len(rest):
            result[rest] = self._measure(a[rest], b[rest], abjad[rest])
        return result

    def _measure(self, a: Any, b: Any, abjad: Bools) -> Levels:
        """Levels by distance; each two names are measured once, the smaller number first."""
        codes, size = self.frame.codes, np.int64(len(self.frame.codes))
        low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
        unique, back = np.unique((low * size + high) * 2 + abjad, return_inverse=True)
        one, two = unique // 2 // size, unique // 2 % size
        return _graded(distances(codes[one], codes[two], abjad=(unique & 1).astype(bool)), one, two, codes)[
            back
        ]


def _heard(frame: Frame) -> Callable[..., Bools]:
    """A function of rows and columns: the names they hold in letters with vowels, and in Persian ones.

    Its result has the shape (2, vocabulary).
    """
    numbers = np.stack(list(frame.names.values()))
    persian = (np.stack(list(frame.scripts.values())) == _PERSIAN).astype(np.intp)

    def heard(rows: Any, columns: slice = slice(None)) -> Bools:
        found, bare = numbers[columns, rows], persian[columns, rows]
        result = np.zeros((2, len(frame.codes)), bool)
        result[bare[found >= 0], found[found >= 0]] = True
        return result

    return heard


_OF_CHILD, _OF_MOTHER = slice(-3), slice(-3, None)  # of `NAME_COLUMNS`


def _graded(apart: Floats, one: Any, two: Any, codes: Codes) -> Levels:
    """Levels of the distances of vocabulary numbers `one` and `two`.

    One letter's difference in a name of four or more is never worse than `similar`.
    """
    level = _MEASURED[np.searchsorted(NAME_LIMITS, apart, side="left")]
    doubtful = np.flatnonzero((level > SIMILAR) & (apart <= _FARTHEST_LETTER))
    level[doubtful[one_letter(codes[one[doubtful]], codes[two[doubtful]])]] = SIMILAR
    return level


def _regime(one: npt.NDArray[np.int8], two: npt.NDArray[np.int8]) -> Levels:
    persian = (one == _PERSIAN) != (two == _PERSIAN)
    return np.where(persian, 2, np.where(one == two, 0, 1)).astype(np.int8)


def compare(frame: Frame, a: Ints, b: Ints, names: Names | None = None) -> Comparison:
    """Compare records `a` with records `b` (row numbers of `frame`) in the straight arrangement."""
    names = names or Names(frame)
    level: dict[str, Levels] = {}
    regime: dict[str, Levels] = {}
    left: dict[str, Ints] = {}
    right: dict[str, Ints] = {}
    for name in NAME_FIELDS:
        level[name], regime[name], left[name], right[name] = compare_names(names, name, name, a, b)
    comparison = Comparison(level, regime, left, right)
    _fathers_among_given(names, a, b, comparison)
    _fathers_as_surnames(names, a, b, comparison)
    _mothers_by_surname(names, a, b, comparison)
    left["region"], right["region"] = frame.region[a], frame.region[b]
    level["dob"] = compare_dates(frame, a, b)
    level["sex"] = _equal(frame.sex[a], frame.sex[b], 0)
    level["region"] = _equal(frame.region[a], frame.region[b], -1)
    level["document"] = compare_documents(frame, a, b)
    return comparison


def compare_names(names: Names, one: str, two: str, a: Ints, b: Ints) -> tuple[Levels, Levels, Ints, Ints]:
    """(level, regime, skeleton of a, of b) of name column `one` of records `a` against column `two` of `b`."""
    frame = names.frame
    regime = _regime(frame.scripts[one][a], frame.scripts[two][b])
    abjad = (frame.scripts[one][a] == _PERSIAN) | (frame.scripts[two][b] == _PERSIAN)
    level = np.full(len(a), -1, np.int8)
    left = np.full(len(a), -1, np.int32)
    right = np.full(len(a), -1, np.int32)
    for x in _alternatives(one, one != two):
        for y in _alternatives(two, one != two):
            first, second = frame.names[x][a], frame.names[y][b]
            if not ((first >= 0) & (second >= 0)).any():
                continue
            found = names.compare(first, second, abjad)
            better = (found >= 0) & ((level < 0) | (found < level))
            level[better] = found[better]
            left[better] = frame.skeleton_of[first[better]]
            right[better] = frame.skeleton_of[second[better]]
    if one == two and one in _PARTS:
        _by_parts(names, one, a, b, abjad, (level, left, right))
    return level, regime, left, right


_PARTS = {"given": ("given", ("given1", "given2")), "surname": ("stem", ("stem1", "stem2"))}


def _by_parts(
    names: Names, field: str, a: Ints, b: Ints, abjad: Bools, found: tuple[Levels, Ints, Ints]
) -> None:
    """Where a double name disagrees with a single one as a whole: the level `part` if a word of it agrees."""
    frame, (level, left, right) = names.frame, found
    whole, parts = _PARTS[field]
    double = frame.names[parts[0]] >= 0
    rows = np.flatnonzero((level > _PART) & (double[a] != double[b]))
    if not len(rows):
        return
    x, y, first = a[rows], b[rows], double[a[rows]]
    for part in parts:
        one = np.where(first, frame.names[part][x], frame.names[whole][x])
        two = np.where(first, frame.names[whole][y], frame.names[part][y])
        agreed = names.compare(one, two, abjad[rows])
        fits = (agreed >= 0) & (agreed <= _CLOSE)
        level[rows[fits]] = _PART
        left[rows[fits]] = frame.skeleton_of[one[fits]]
        right[rows[fits]] = frame.skeleton_of[two[fits]]


def _fill(
    names: Names, a: Ints, b: Ints, comparison: Comparison, field: str, columns: tuple[str, str], worst: int
) -> None:
    """Where a name field is missing on a side: take what another column says, if the two agree."""
    frame, level = names.frame, comparison.level[field]
    for one, two in (columns, columns[::-1]):
        rows = np.flatnonzero(level < 0)
        first, second = frame.names[one][a[rows]], frame.names[two][b[rows]]
        if not ((first >= 0) & (second >= 0)).any():
            continue
        scripts = frame.scripts[one][a[rows]], frame.scripts[two][b[rows]]
        agreed = names.compare(first, second, (scripts[0] == _PERSIAN) | (scripts[1] == _PERSIAN))
        fits = (agreed >= 0) & (agreed <= _CLOSE)
        chosen = rows[fits]
        level[chosen] = np.maximum(agreed[fits], worst)
        comparison.regime[field][chosen] = _regime(scripts[0][fits], scripts[1][fits])
        comparison.left[field][chosen] = frame.skeleton_of[first[fits]]
        comparison.right[field][chosen] = frame.skeleton_of[second[fits]]


def _fathers_among_given(names: Names, a: Ints, b: Ints, comparison: Comparison) -> None:
    """A father's name without ending, typed after the given name, counts if it agrees; else it is unknown."""
    _fill(names, a, b, comparison, "patronymic", ("given2", "patronymic"), 0)


def _fathers_as_surnames(names: Names, a: Ints, b: Ints, comparison: Comparison) -> None:
    """A surname in -ұлы, -қызы may be the father's name: it counts as that where it agrees, and as a surname that
    differs it says nothing."""
    _fill(names, a, b, comparison, "patronymic", ("surname_father", "patronymic"), 0)
    fathers, level = names.frame.names["surname_father"], comparison.level["surname"]
    level[(level > SIMILAR) & ((fathers[a] >= 0) | (fathers[b] >= 0))] = -1


def _mothers_by_surname(names: Names, a: Ints, b: Ints, comparison: Comparison) -> None:
    """Mothers of whom a side knows no given name: an equal surname counts as `part`; women change theirs."""
    _fill(names, a, b, comparison, "mother", ("mother_family", "mother_family"), _PART)


def _alternatives(column: str, across: bool) -> tuple[str, ...]:
    """The columns a field is compared by; a given name loses its ending only against another field."""
    if column == "given" and across:
        return ("given", "given_stem")
    return {"surname": ("stem", "surname"), "mother": ("mother", "mother2")}.get(column, (column,))


def _equal(one: npt.NDArray[np.int8] | Ints, two: npt.NDArray[np.int8] | Ints, missing: int) -> Levels:
    known = (one != missing) & (two != missing)
    return np.where(known, np.where(one == two, 0, 1), -1).astype(np.int8)
