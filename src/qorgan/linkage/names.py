"""A record's names taken apart: which word is the given name, which the father's, and their stems."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from qorgan.linkage import tables
from qorgan.linkage.fold import consonants, context_of, heard, skeleton, sounds, tokens
from qorgan.linkage.record import Record

_MIN_STEM = 2
_MIN_SHORT = 3
_LONGEST_MARK = 6
FATHERS = frozenset({"patronymic", "any"})  # the `field` of words that end as a father's name does


@dataclass(frozen=True, slots=True)
class Suffix:
    """One ending of a surname or patronymic, matched against the sounds of a word."""

    pattern: re.Pattern[str]
    whole: re.Pattern[str]
    script: str
    field: str
    kind: str
    sex: str


class Word(NamedTuple):
    """One name, folded. `stem` is the sounds without ending; `kind` and `sex` are what the ending says."""

    text: str
    sounds: str
    stem: str
    kind: str = ""
    field: str = ""
    sex: str = ""
    script: str = ""

    @property
    def key(self) -> str:
        """The consonants of the stem (of its head form, if the lexicon knows it), for keys."""
        return consonants(skeleton(head(self.stem)))


@cache
def suffixes(field: str = "") -> tuple[Suffix, ...]:
    """The endings of `data/suffixes.csv` in the order of the file: of given names, or all others."""
    return tuple(
        Suffix(
            re.compile(f"(?:{row['pattern']})$"),
            re.compile(row["pattern"]),
            row["script"],
            row["field"],
            row["kind"],
            row["sex"],
        )
        for row in tables.rows("suffixes")
        if (row["field"] == "given") == (field == "given")
    )


@cache
def _endings(script: str = "", field: str = "") -> tuple[re.Pattern[str], tuple[Suffix, ...]]:
    """(one pattern that finds any, the endings themselves) of a script and, if it is given, of one field."""
    found = tuple(
        each for each in suffixes() if each.script in {"", script} and (not field or each.field == field)
    )
    return re.compile("|".join(each.pattern.pattern for each in found)), found


@cache
def _given_ending() -> re.Pattern[str]:
    return re.compile("|".join(each.pattern.pattern for each in suffixes("given")))


@cache
def _heads() -> dict[str, str]:
    """Skeleton of each lexicon spelling -> sounds of the head form of its family."""
    result: dict[str, str] = {}
    for row in tables.rows("lexicon"):
        main = "".join(sounds(token) for token in tokens(row["head"]))
        for spelling in (row["head"], *row["variants"].split()):
            result.setdefault(skeleton("".join(sounds(token) for token in tokens(spelling))), main)
    return result


def head(stem: str, coarse: str | None = None) -> str:
    """The head form of a name the lexicon knows (Юсуп -> Жүсіп), else the name itself; in sounds.

    `coarse` is its skeleton, if the caller has it.
    """
    return _heads().get(skeleton(stem) if coarse is None else coarse, stem)


def parse_word(text: str, context: str = "") -> Word:
    """Fold one word and strip the ending of a surname or patronymic; `context` as `fold.context_of` gives."""
    spoken, script = heard(text, context)
    ending, endings = _endings(script)
    for suffix in endings if ending.search(spoken) else ():
        match = suffix.pattern.search(spoken)
        if match and match.start() >= _MIN_STEM:
            stem = spoken[: match.start()]
            return Word(text, spoken, stem, suffix.kind, suffix.field, suffix.sex, script)
    return Word(text, spoken, spoken, script=script)


def _is_mark(spoken: str) -> Suffix | None:
    """The ending a separate word is (`ұлы`, `o'g'li`, `uulu`, `kyzy`), or None."""
    if len(spoken) > _LONGEST_MARK:
        return None
    ending, endings = _endings(field="any")
    for suffix in endings if ending.search(spoken) else ():
        if suffix.whole.fullmatch(spoken):
            return suffix
    return None


Parser = Callable[[str, str], Word]


def words(name: str, context: str = "", parse: Parser = parse_word) -> list[Word]:
    """The words of one name field; a separate `ұлы` or `qizi` joins the word before it."""
    result: list[Word] = []
    if not name:
        return result
    for token in tokens(name):
        word = parse(token, context)
        if not word.sounds:
            continue
        mark = _is_mark(word.sounds)
        if mark and result:
            before = result[-1]
            stem = before.stem if before.field == "surname" else before.sounds
            result[-1] = Word(
                f"{before.text} {token}",
                before.sounds + word.sounds,
                stem,
                mark.kind,
                mark.field,
                mark.sex,
                before.script,
            )
            continue
        result.append(word)
    return result


def join(parts: Sequence[Word]) -> Word | None:
    """One word of several (Мұхаммед-Али), or None for none."""
    if len(parts) < 2:
        return parts[0] if parts else None
    last = parts[-1]
    lead = "".join(part.sounds for part in parts[:-1])
    text = " ".join(part.text for part in parts)
    return Word(text, lead + last.sounds, lead + last.stem, last.kind, last.field, last.sex, last.script)


class Names(NamedTuple):
    """The parsed names of a record.

    `mother` holds at most two words that may be her given name, `mother_family` her surname if it is clear.
    `given_parts` and `surname_parts` are the words of a double name, empty for a single one; a second given
    name may be the father's, typed into the same field without an ending.
    """

    surname: Word | None
    given: Word | None
    patronymic: Word | None
    mother: tuple[Word, ...]
    sex: str
    given_stem: str = ""
    mother_family: Word | None = None
    given_parts: tuple[Word, ...] = ()
    surname_parts: tuple[Word, ...] = ()
    given_short: Word | None = None


Reader = Callable[[str, str], Sequence[Word]]


def parse_names(record: Record, read: Reader = words) -> Names:
    """Take a record's names apart, moving a patronymic that was typed into another field to its place."""
    context = context_of(f"{record.surname} {record.given} {record.patronymic} {record.mother}")
    surname = read(record.surname, context)
    surname = _without_initials(surname) or surname
    given = _without_initials(read(record.given, context))
    father = _without_initials(read(record.patronymic, context))
    if not given or len(given) > 1 or len(surname) != 1:
        surname, given, father = _sorted(list(surname), list(given), list(father))
    family, first, middle = join(surname), join(_plain(given)), join(father)
    sex = record.sex or (middle.sex if middle else "") or (family.sex if family else "")
    mother, her_family = _mother(_without_initials(read(record.mother, context)), family)
    alone = given[0] if len(given) == 1 else None
    return Names(
        family,
        first,
        middle,
        mother,
        sex,
        alone.stem if alone and alone.field else "",
        her_family,
        tuple(_plain(given[:2])) if len(given) > 1 else (),
        tuple(surname[:2]) if len(surname) > 1 else (),
        _short(alone) if alone else None,
    )


def _sorted(surname: list[Word], given: list[Word], father: list[Word]) -> tuple[list[Word], ...]:
    """(surname, given, father's) of fields that are empty or hold several words: each word in its own field."""
    if not given and len(father) > 1:
        given, father = father[:1], father[1:]
    if not given and len(surname) > 1:
        surname, given = surname[:1], surname[1:]
    if not surname and len(given) > 1 and any(_surname_like(word) for word in given):
        surname = [word for word in given if _surname_like(word)][:1]
        given = [word for word in given if word not in surname]
    for field in (given, surname):
        moved = [word for word in field if word.field in FATHERS]
        if moved and len(field) > 1 and (not father or field is given):
            father = father or moved[:1]
            field.remove(moved[0])
    return surname, given, father


def _short(given: Word) -> Word | None:
    """A single given name without an ending that speech adds or drops: Бауыржан and Бауыр are one boy."""
    if not _given_ending().search(given.sounds):
        return None
    for suffix in suffixes("given"):
        match = suffix.pattern.search(given.sounds)
        if match and match.start() >= _MIN_SHORT:
            stem = given.sounds[: match.start()]
            return Word(given.text, stem, stem, script=given.script)
    return None


def _without_initials(found: Sequence[Word]) -> Sequence[Word]:
    """One letter is an initial: it says too little to be compared as a name."""
    for word in found:
        if len(word.text) < 2:
            return [word for word in found if len(word.text) > 1]
    return found


def _surname_like(word: Word) -> bool:
    return word.field in {"surname", "any"}


def _plain(given: Sequence[Word]) -> list[Word]:
    """Given names keep their whole sound: Ислам-оглы is rare there, Медеу and Қайырлы are not."""
    return [Word(w.text, w.sounds, w.sounds, script=w.script) if w.field else w for w in given]


def _mother(found: Sequence[Word], family: Word | None) -> tuple[tuple[Word, ...], Word | None]:
    """(words that may be the mother's given name, at most two; her surname if it is clear).

    A word alone with the ending of a surname is her surname: it is never compared with a given name. Persian
    letters and endings that are no surname's (Гүлзада, Шарифа) do not decide that for a word alone.
    """
    rest = [w for w in found if not (family and w.stem == family.stem)]
    plain = [w for w in rest if not w.field]
    if len(plain) < len(rest):
        if not plain:
            plain = [w for w in rest if w.field != "surname" or (w.script == "persian" and len(found) == 1)]
        surnames = [w for w in rest if w.field in {"surname", "any"} and w not in plain]
        return tuple(_plain(plain[:2])), surnames[0] if surnames else None
    return tuple(plain[:2]), None
