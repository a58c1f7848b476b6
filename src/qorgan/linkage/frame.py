"""Records as columns of numbers, so that many pairs can be compared at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from qorgan.linkage.distance import Codes, letters, rows_of
from qorgan.linkage.fold import skeleton
from qorgan.linkage.names import FATHERS, Names, Word, head, parse_names, parse_word, words
from qorgan.linkage.record import BirthDate, Record, parse_birth_date

Ints = npt.NDArray[np.int32]
NAME_COLUMNS = (
    *("given", "given_stem", "given1", "given2", "surname", "stem", "stem1", "stem2"),
    *("patronymic", "surname_father"),
    *("mother", "mother2", "mother_family"),  # last: see `levels`
)
_SCRIPTS = {"": 0, "cyrillic": 1, "latin": 2, "arabic": 3, "persian": 4, "other": 5}
_SEXES = {"m": 1, "f": 2}


class WordMemory:
    """`names.words` that remembers single names, never who bears them. It lives as long as its owner.

    The library keeps none of its own: whoever may hold names in memory makes one, of at most `most` names (then
    all are forgotten and it begins anew).
    """

    def __init__(self, most: int | None = None) -> None:
        self.most = most
        self.fields: dict[tuple[str, str], tuple[Word, ...]] = {}
        self.parsed: dict[tuple[str, str], Word] = {}
        self.forms: dict[str, tuple[str, str, bytes]] = {}

    def __call__(self, name: str, context: str = "") -> tuple[Word, ...]:
        """The words of one name field, taken apart."""
        found = self.fields.get((name, context))
        if found is None:
            self._make_room()
            found = self.fields[name, context] = tuple(words(name, context, self._word))
        return found

    def _word(self, text: str, context: str) -> Word:
        word = self.parsed.get((text, context))
        if word is None:
            word = self.parsed[text, context] = parse_word(text, context)
        return word

    def form(self, spoken: str) -> tuple[str, str, bytes]:
        """(skeleton, sounds of the head form, letters as codes) of the sounds of a name."""
        found = self.forms.get(spoken)
        if found is None:
            coarse = skeleton(spoken)
            found = self.forms[spoken] = coarse, head(spoken, coarse), letters(spoken)
        return found

    def _make_room(self) -> None:
        kept: tuple[dict[Any, Any], ...] = (self.fields, self.parsed, self.forms)
        if self.most is not None and max(map(len, kept)) >= self.most:
            for each in kept:
                each.clear()


@dataclass(slots=True)
class Frame:
    """Columns of n records. Name columns hold vocabulary numbers, -1 for missing; scripts 0 for missing."""

    names: dict[str, Ints]
    scripts: dict[str, npt.NDArray[np.int8]]
    codes: Codes
    skeleton_of: Ints
    head_of: Ints
    earliest: Ints
    latest: Ints
    year: Ints
    month: Ints
    day: Ints
    sex: npt.NDArray[np.int8]
    region: Ints
    documents: list[tuple[str, ...]] = field(default_factory=list)

    def __len__(self) -> int:
        """The number of records."""
        return len(self.sex)


def build(
    records: Sequence[Record], parsed: Sequence[Names] | None = None, memory: WordMemory | None = None
) -> Frame:
    """Columns for the records; `parsed` are their names if already taken apart; `memory` may outlive them."""
    memory = memory or WordMemory()
    if parsed is None:
        parsed = [parse_names(record, memory) for record in records]
    numbers, scripts, spoken = _numbered(parsed)
    forms = [memory.form(name) for name in spoken]
    dates = np.array([_date(parse_birth_date(record.dob)) for record in records], np.int32).reshape(-1, 5)
    return Frame(
        names=dict(zip(NAME_COLUMNS, numbers, strict=True)),
        scripts=dict(zip(NAME_COLUMNS, scripts, strict=True)),
        codes=rows_of(coded for _, _, coded in forms),
        skeleton_of=_alike(coarse for coarse, _, _ in forms),
        head_of=_alike(main for _, main, _ in forms),
        earliest=dates[:, 0],
        latest=dates[:, 1],
        year=dates[:, 2],
        month=dates[:, 3],
        day=dates[:, 4],
        sex=np.array([_SEXES.get(entry.sex, 0) for entry in parsed], np.int8),
        region=_alike((record.region.casefold() for record in records), missing=""),
        documents=[record.documents for record in records],
    )


def _numbered(parsed: Sequence[Names]) -> tuple[Ints, npt.NDArray[np.int8], dict[str, int]]:
    """(numbers of names, scripts, the distinct folded names in the order of their numbers).

    Both have shape (columns, records). The same name in two scripts may be one entry.
    """
    width = len(NAME_COLUMNS)
    numbers, scripts = array("i", [-1]) * (width * len(parsed)), array("b", [0]) * (width * len(parsed))
    vocabulary: dict[str, int] = {}
    start = 0
    for entry in parsed:
        for column, word, spoken in _columns(entry):
            numbers[start + column] = vocabulary.setdefault(spoken, len(vocabulary))
            scripts[start + column] = _SCRIPTS[word.script]
        start += width
    return (
        np.ascontiguousarray(np.frombuffer(numbers, np.int32).reshape(-1, width).T),
        np.ascontiguousarray(np.frombuffer(scripts, np.int8).reshape(-1, width).T),
        vocabulary,
    )


def _alike(values: Iterable[str], missing: str | None = None) -> Ints:
    """The same number for the same text, -1 for `missing`."""
    known: dict[str, int] = {}
    found = [-1 if value == missing else known.setdefault(value, len(known)) for value in values]
    return np.array(found, np.int32)


_COLUMN = {name: n for n, name in enumerate(NAME_COLUMNS)}
_GIVEN, _GIVEN_STEM = _COLUMN["given"], _COLUMN["given_stem"]
_SURNAME, _STEM = _COLUMN["surname"], _COLUMN["stem"]
_FATHER, _SURNAME_FATHER, _MOTHER_FAMILY = (
    _COLUMN[name] for name in ("patronymic", "surname_father", "mother_family")
)
_TWO = {field: (_COLUMN[f"{field}1"], _COLUMN[f"{field}2"]) for field in ("given", "stem")}
_MOTHER = (_COLUMN["mother"], _COLUMN["mother2"])


def _columns(entry: Names) -> list[tuple[int, Word, str]]:
    """(number of the column, word, folded form) of each name a record has."""
    result: list[tuple[int, Word, str]] = []
    if entry.given:
        result.append((_GIVEN, entry.given, entry.given.sounds))
        if entry.given_stem:
            result.append((_GIVEN_STEM, entry.given, entry.given_stem))
    if entry.surname:
        result.append((_SURNAME, entry.surname, entry.surname.sounds))
        result.append((_STEM, entry.surname, entry.surname.stem))
        if entry.surname.field in FATHERS:
            result.append((_SURNAME_FATHER, entry.surname, entry.surname.stem))
    if entry.patronymic:
        result.append((_FATHER, entry.patronymic, entry.patronymic.stem))
    if entry.mother_family:
        result.append((_MOTHER_FAMILY, entry.mother_family, entry.mother_family.stem))
    for columns, found in (
        (_MOTHER, entry.mother),
        (_TWO["given"], entry.given_parts or ((entry.given_short,) if entry.given_short else ())),
        (_TWO["stem"], entry.surname_parts),
    ):
        if found:
            result += [(column, w, w.stem) for column, w in zip(columns, found, strict=False)]
    return result


def _date(born: BirthDate | None) -> tuple[int, int, int, int, int]:
    """(earliest, latest) as day numbers and (year, month, day), 0 for unknown."""
    if born is None:
        return (0, 0, 0, 0, 0)
    first = born.earliest
    if first == born.latest:
        number = first.toordinal()
        return (number, number, first.year, first.month, first.day)
    return (first.toordinal(), born.latest.toordinal(), born.year or 0, born.month or 0, 0)
