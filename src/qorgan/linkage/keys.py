"""Candidate keys: short strings two records of the same child are likely to share.

Each key joins at least two attributes, so that a keyed hash of it does not give a name away by its frequency.
The prefix names the kind:

* `nn` two names, sorted (order and field do not matter)      * `ny` one name and the birth year
* `ds` birth date (day and month sorted) and sex              * `dr` birth date and region
* `di` day and month, initials of given name and surname      * `mn` mother's name and one name
* `my` mother's name, birth year, sex                         * `pp` beginnings of both names, birth year
* `pe` ends of both names, birth year

Lists and searches that keep no keys try three more (`wide`), for records without a usable birth date:

* `nr` one name, region and sex      * `ps`, `pt` beginnings, ends of both names and sex
"""

from __future__ import annotations

from typing import NamedTuple

from qorgan.linkage.fold import context_of
from qorgan.linkage.names import Names, Reader, Word, join, parse_names, words
from qorgan.linkage.record import BirthDate, Record, parse_birth_date


def _pair(kind: str, one: str, two: str) -> str:
    low, high = sorted((one, two))
    return f"{kind}:{low}|{high}"


def _forms(whole: Word | None, parts: tuple[Word, ...] = ()) -> list[str]:
    """The keys of a name: of the whole and of each word of a double name."""
    return list(dict.fromkeys(w.key for w in (*parts, whole) if w and w.key))


def _name_keys(names: Names, given: list[str], surname: list[str]) -> list[str]:
    present = [given, surname, _forms(names.patronymic)]
    result = [
        _pair("nn", one, two)
        for n, some in enumerate(present)
        for one in some
        for others in present[n + 1 :]
        for two in others
    ]
    if names.mother:
        result += [_pair("mn", names.mother[0].key, key) for key in given]
    return result


def _ends(kind: str, given: list[str], surname: list[str], part: slice) -> list[str]:
    return [_pair(kind, one[part], two[part]) for one in given[:1] for two in surname[:1]]


def _year_keys(names: Names, given: list[str], surname: list[str], year: int) -> list[str]:
    result = [f"ny:{key}|{year}" for key in (*given, *surname)]
    result += [f"{key}|{year}" for key in _ends("pp", given, surname, slice(2))]
    result += [f"{key}|{year}" for key in _ends("pe", given, surname, slice(-2, None))]
    if names.mother:
        result.append(f"my:{names.mother[0].key}|{year}|{names.sex}")
    return result


def _wide_keys(names: Names, given: list[str], surname: list[str], region: str) -> list[str]:
    """Keys without a birth date, for lists only: too coarse to be stored."""
    result: list[str] = []
    for sex in names.sex or "mf":
        if region:
            result += [f"nr:{key}|{region.casefold()}|{sex}" for key in (*given, *surname)]
        result += [f"{key}|{sex}" for key in _ends("ps", given, surname, slice(2))]
        result += [f"{key}|{sex}" for key in _ends("pt", given, surname, slice(-2, None))]
    return result


def _date_keys(names: Names, born: BirthDate, sex: str, region: str) -> list[str]:
    if born.day is None or born.month is None:
        return []
    low, high = sorted((born.day, born.month))
    stamp = f"{born.earliest.year}-{low:02}-{high:02}"
    result = [f"ds:{stamp}|{one}" for one in (sex or "mf")]
    if region:
        result.append(f"dr:{stamp}|{region.casefold()}")
    initials = sorted(w.key[:1] for w in (names.given, names.surname) if w and w.key)
    if initials:
        result.append(f"di:{low:02}-{high:02}|{''.join(initials)}")
    return result


def _years(born: BirthDate | None) -> list[int]:
    """The birth years to emit: all of a span of up to three years, none of a wider one."""
    if born is None:
        return []
    span = range(born.earliest.year, born.latest.year + 1)
    return list(span) if len(span) <= 3 else []


def candidate_keys(record: Record) -> list[str]:
    """The keys of a record, most often 8 to 12, each of at least two attributes; to be hashed by the caller.

    Two records are candidates when they share one. Fewer come out when less is known; none for a bare name.
    Raises LinkageError LNK-01 when the birth date is no date.
    """
    return keys_of(parse_names(record), parse_birth_date(record.dob), record.region)


def keys_of(
    names: Names, born: BirthDate | None, region: str, *, around: int = 0, wide: bool = False
) -> list[str]:
    """`candidate_keys` of a record that is already taken apart.

    `around` adds years on both sides, `wide` the keys that are never stored.
    """
    short = (names.given_short,) if wide and names.given_short else ()
    given = _forms(names.given, (*names.given_parts, *short) if wide else names.given_parts[:1])
    surname = _forms(names.surname, names.surname_parts if wide else ())
    result = _name_keys(names, given, surname)
    if wide:
        result += _wide_keys(names, given, surname, region)
    years = _years(born)
    for year in dict.fromkeys([*years, *(y + d for y in years for d in range(-around, around + 1))]):
        result += _year_keys(names, given, surname, year)
    if born is not None:
        result += _date_keys(names, born, names.sex, region)
    return list(dict.fromkeys(result))


class Asked(NamedTuple):
    """The keys to ask a register with, the most telling first (counts: `bench/children_candidates.py`).

    `own`: of the record, without its birth year alone. `year`: of the record, one name or parts of names and the birth
    year; who shares one of these and nothing else is the same child ten times as seldom. `near`: the same of the year
    before and after; alone they find one child in 60,000, so they count where something else is shared.
    """

    own: list[str]
    year: list[str]
    near: list[str]


def asked_keys(record: Record, read: Reader = words) -> Asked:
    """The keys to ask a register with: `candidate_keys` and those of the year before and after.

    Stored once, asked three times: a child made a year older is found though the register keeps one year only.
    `read`: a `WordMemory`, of who may keep one.
    """
    names, born = parse_names(record, read), parse_birth_date(record.dob)
    own = keys_of(names, born, record.region)
    known = set(own)
    return Asked(
        [key for key in own if key[:2] not in _OF_YEAR],
        [key for key in own if key[:2] in _OF_YEAR],
        [key for key in keys_of(names, born, record.region, around=1) if key not in known],
    )


_OF_YEAR = frozenset({"ny", "my", "pp", "pe"})


def probe_keys(record: Record) -> list[str]:
    """All keys of `asked_keys`, for a register that does not tell them apart."""
    return [key for keys in asked_keys(record) for key in keys]


def search_keys(*, names: str, birth_year: int | None) -> list[str]:
    """The keys of an officer's search: names in any script and order, and the birth year if known.

    They match the `nn` and `ny` keys of `candidate_keys`; the year before and after are included, so the
    register stores each child once. One word without a year gives no key: a single attribute would leak.
    """
    found = _spoken(words(names, context=context_of(names)))
    result = [_pair("nn", one, two) for n, one in enumerate(found) for two in found[n + 1 :]]
    if birth_year is not None:
        result += [
            f"ny:{key}|{year}" for key in found for year in (birth_year, birth_year - 1, birth_year + 1)
        ]
    return list(dict.fromkeys(result))


def _spoken(parts: list[Word]) -> list[str]:
    """The keys of the words, with stem and whole form of each, and of two neighbouring words as one name."""
    joined = [join(parts[n : n + 2]) for n in range(len(parts) - 1)] if len(parts) > 2 else []
    result: list[str] = []
    for word in (*parts, *filter(None, joined)):
        whole = Word(word.text, word.sounds, word.sounds)
        result += [key for key in (word.key, whole.key) if key]
    return list(dict.fromkeys(result))
