"""Candidate keys: short strings two records of the same child are likely to share.

Each key joins at least two attributes, so that a keyed hash of it does not give a name away by its frequency.
The prefix names the kind:

* `nn` two names, sorted (order and field do not matter)      * `ny` one name and the birth year
* `ds` birth date (day and month sorted) and sex              * `dr` birth date and region
* `di` day and month, initials of given name and surname      * `mn` mother's name and one name
* `my` mother's name, birth year, sex                         * `pp` beginnings of both names, birth year
* `pe` ends of both names, birth year
"""

from __future__ import annotations

from qorgan.linkage.fold import context_of
from qorgan.linkage.names import Names, Parser, Word, join, parse_names, parse_word, words
from qorgan.linkage.record import BirthDate, Record, parse_birth_date


def _pair(kind: str, one: str, two: str) -> str:
    low, high = sorted((one, two))
    return f"{kind}:{low}|{high}"


def _name_keys(names: Names) -> list[str]:
    present = [w.key for w in (names.given, names.surname, names.patronymic) if w and w.key]
    result = [_pair("nn", one, two) for n, one in enumerate(present) for two in present[n + 1 :]]
    if names.mother and names.given:
        result.append(_pair("mn", names.mother[0].key, names.given.key))
    return result


def _year_keys(names: Names, year: int, sex: str) -> list[str]:
    found = [w.key for w in (names.given, names.surname) if w and w.key]
    result = [f"ny:{key}|{year}" for key in found]
    if len(found) == 2:
        result.append(_pair("pp", found[0][:2], found[1][:2]) + f"|{year}")
        result.append(_pair("pe", found[0][-2:], found[1][-2:]) + f"|{year}")
    if names.mother:
        result.append(f"my:{names.mother[0].key}|{year}|{sex}")
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


def candidate_keys(record: Record, *, parse: Parser = parse_word) -> list[str]:
    """The keys of a record, most often 8 to 12, each of at least two attributes; to be hashed by the caller.

    Two records are candidates when they share one. Fewer come out when less is known; none for a bare name.
    Raises LinkageError LNK-01 when the birth date is no date.
    """
    return keys_of(parse_names(record, parse), parse_birth_date(record.dob), record.region)


def keys_of(names: Names, born: BirthDate | None, region: str, *, around: int = 0) -> list[str]:
    """`candidate_keys` of a record that is already taken apart; `around` adds years on both sides."""
    result = _name_keys(names)
    years = _years(born)
    for year in dict.fromkeys([*years, *(y + d for y in years for d in range(-around, around + 1))]):
        result += _year_keys(names, year, names.sex)
    if born is not None:
        result += _date_keys(names, born, names.sex, region)
    return list(dict.fromkeys(result))


def probe_keys(record: Record, *, parse: Parser = parse_word) -> list[str]:
    """The keys to ask a register with: `candidate_keys` and those of the year before and after.

    Stored once, asked three times: a child made a year older is found though the register keeps one year only.
    """
    names, born = parse_names(record, parse), parse_birth_date(record.dob)
    return keys_of(names, born, record.region, around=1)


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
