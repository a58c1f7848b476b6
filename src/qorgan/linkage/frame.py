"""Records as columns of numbers, so that many pairs can be compared at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from qorgan.linkage.distance import Codes, encode
from qorgan.linkage.fold import skeleton
from qorgan.linkage.names import Names, Word, head, parse_names, parse_word, words
from qorgan.linkage.record import BirthDate, Record, parse_birth_date

Ints = npt.NDArray[np.int32]
NAME_COLUMNS = (
    *("given", "given_stem", "given1", "given2", "surname", "stem", "stem1", "stem2"),
    *("patronymic", "mother", "mother2", "mother_family"),
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
        self.forms: dict[str, tuple[str, str]] = {}

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

    def coarse(self, spoken: str) -> tuple[str, str]:
        """(skeleton, sounds of the head form) of the sounds of a name."""
        found = self.forms.get(spoken)
        if found is None:
            form = skeleton(spoken)
            found = self.forms[spoken] = form, head(spoken, form)
        return found

    def _make_room(self) -> None:
        kept: tuple[dict[Any, Any], ...] = (self.fields, self.parsed, self.forms)
        if self.most is not None and max(map(len, kept)) >= self.most:
            for each in kept:
                each.clear()


class Vocabulary:
    """Distinct folded names with a number each; the same name in two scripts may be one entry."""

    def __init__(self, words: WordMemory) -> None:
        self.words = words
        self.numbers: dict[str, int] = {}
        self.skeletons: dict[str, int] = {}
        self.heads: dict[str, int] = {}
        self.skeleton_of: list[int] = []
        self.head_of: list[int] = []

    def number(self, spoken: str) -> int:
        """The number of a folded name, a new one if it was not seen before."""
        found = self.numbers.get(spoken)
        if found is None:
            found = self.numbers[spoken] = len(self.numbers)
            coarse, main = self.words.coarse(spoken)
            self.skeleton_of.append(self.skeletons.setdefault(coarse, len(self.skeletons)))
            self.head_of.append(self.heads.setdefault(main, len(self.heads)) if main != spoken else -1)
            if main == spoken:
                self.head_of[-1] = self.heads.setdefault(main, len(self.heads))
        return found


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
    vocabulary = Vocabulary(memory)
    names = {column: np.full(len(records), -1, np.int32) for column in NAME_COLUMNS}
    scripts = {column: np.zeros(len(records), np.int8) for column in NAME_COLUMNS}
    for n, entry in enumerate(parsed):
        for column, word, spoken in _columns(entry):
            names[column][n] = vocabulary.number(spoken)
            scripts[column][n] = _SCRIPTS[word.script]
    dates = np.array([_date(parse_birth_date(record.dob)) for record in records], np.int32).reshape(-1, 5)
    regions: dict[str, int] = {}
    region = [regions.setdefault(r.region.casefold(), len(regions)) if r.region else -1 for r in records]
    return Frame(
        names=names,
        scripts=scripts,
        codes=encode(list(vocabulary.numbers)),
        skeleton_of=np.array(vocabulary.skeleton_of, np.int32),
        head_of=np.array(vocabulary.head_of, np.int32),
        earliest=dates[:, 0],
        latest=dates[:, 1],
        year=dates[:, 2],
        month=dates[:, 3],
        day=dates[:, 4],
        sex=np.array([_SEXES.get(entry.sex, 0) for entry in parsed], np.int8),
        region=np.array(region, np.int32),
        documents=[record.documents for record in records],
    )


def _columns(entry: Names) -> list[tuple[str, Word, str]]:
    """(column, word, folded form) of each name a record has."""
    result: list[tuple[str, Word, str]] = []
    if entry.given:
        result.append(("given", entry.given, entry.given.sounds))
        if entry.given_stem:
            result.append(("given_stem", entry.given, entry.given_stem))
    if entry.surname:
        result += [
            ("surname", entry.surname, entry.surname.sounds),
            ("stem", entry.surname, entry.surname.stem),
        ]
    if entry.patronymic:
        result.append(("patronymic", entry.patronymic, entry.patronymic.stem))
    if entry.mother_family:
        result.append(("mother_family", entry.mother_family, entry.mother_family.stem))
    for columns, found in (
        (("mother", "mother2"), entry.mother),
        (("given1", "given2"), entry.given_parts or ((entry.given_short,) if entry.given_short else ())),
        (("stem1", "stem2"), entry.surname_parts),
    ):
        result += [(column, w, w.stem) for column, w in zip(columns, found, strict=False)]
    return result


def _date(born: BirthDate | None) -> tuple[int, int, int, int, int]:
    """(earliest, latest) as day numbers and (year, month, day), 0 for unknown."""
    if born is None:
        return (0, 0, 0, 0, 0)
    return (
        born.earliest.toordinal(),
        born.latest.toordinal(),
        born.year or 0,
        born.month or 0,
        born.day or 0,
    )
