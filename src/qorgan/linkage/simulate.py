"""Invented children and the records several bodies would keep of them, with the truth.

Nothing here is a real person: names are put together from stems, dates and codes are drawn. `stock` splits the
names in two halves, so that weights are fitted on one half and measured on the other.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from qorgan.linkage import tables
from qorgan.linkage.record import Record
from qorgan.linkage.worlds import SETTINGS, Setting
from qorgan.linkage.writers import Writer, mistype, script_of_habit

__all__ = ["SETTINGS", "Setting", "Simulated", "script_pairs", "simulate"]

_FIRST_DAY = date(2006, 1, 1)
_DAYS = 18 * 365
_NATIVE = {"kk": 0.62, "ru": 0.1, "uz": 0.11, "ky": 0.06, "tg": 0.05, "fa": 0.06}
_SISTERS = {"ru": ("ова", "овна", "ович"), "uz": ("ова", " қизи", " ўғли"), "ky": ("ова", " кызы", " уулу")}
_VOWELS = "аәеёиіоөуұүыэюяўӣӯ"


@dataclass(frozen=True, slots=True)
class Child:
    """One invented child, names in their own Cyrillic spelling, lower case."""

    number: int
    language: str
    family: int
    surname: str
    given: str
    father: str
    mother: str
    mother_surname: str
    born: date
    sex: str
    region: str


class Stock:
    """Names to draw from: some listed, most put together of two parts; popular ones more often."""

    def __init__(self, rng: random.Random, half: str, popularity: float) -> None:
        self.rng = rng
        self.popularity = popularity
        listed: dict[tuple[str, str], list[str]] = {}
        for n, row in enumerate(tables.rows("sim_names")):
            if half == "all" or row["kind"].endswith(("first", "last")) or (n % 2 == 0) == (half == "even"):
                listed.setdefault((row["language"], row["kind"]), []).append(row["name"].lower())
        for sex in "mf":
            parts = [
                one + two
                for one in listed["kk", f"{sex}_first"]
                for two in listed["kk", f"{sex}_last"]
                if one[-1] != two[0] and not (one[-1] in _VOWELS and two[0] in _VOWELS)
            ]
            keep = [n for n in parts if half == "all" or (sum(map(ord, n)) % 2 == 0) == (half == "even")]
            random.Random(7).shuffle(keep)  # noqa: S311 - the same popular names in every run
            listed["kk", sex] = listed["kk", sex] + keep[:420]
        for language in _NATIVE:
            if language != "fa":
                extra = [n for n in listed[language, "m"] if n[-1] not in _VOWELS]
                listed[language, "sur"] = listed[language, "sur"] + extra
        self.names = listed
        for entry in self.names.values():
            random.Random(11).shuffle(entry)  # noqa: S311

    def draw(self, language: str, kind: str) -> str:
        """A name; the n-th of the list with a chance of n to the power of minus `popularity`."""
        names = self.names[language, kind]
        place = int(len(names) * self.rng.random() ** (1 / max(1e-6, 1 - self.popularity)))
        return names[min(place, len(names) - 1)]


def _soft(stem: str) -> bool:
    return stem[-1] in "йь" or stem[-1] in _VOWELS


def surname_of(stem: str, sex: str, language: str) -> str:
    """A surname of a stem: -ов, -ев, -ова, -ева, or the bare stem where that is usual."""
    if language == "fa" or stem.endswith(("ко", "ин")):
        return stem
    ending = "ев" if _soft(stem) or stem[-1] in "еіәөү" else "ов"
    return stem.rstrip("йьаеяоіиӣ") + ending + ("а" if sex == "f" else "")


def patronymic_of(father: str, sex: str, language: str, russian: bool) -> str:
    """A patronymic in the tradition of the language, or the Russian one."""
    if language == "fa":
        return father
    if russian or language in {"ru", "tg"}:
        stem = father.rstrip("йьаеяоіиӣ")
        soft = _soft(father)
        return stem + (("евич" if soft else "ович") if sex == "m" else ("евна" if soft else "овна"))
    if language == "kk":
        return father + ("ұлы" if sex == "m" else "қызы")
    return father + _SISTERS[language][2 if sex == "m" else 1]


def children(count: int, rng: random.Random, setting: Setting) -> list[Child]:
    """Families with one to four children; some are twins."""
    stock = Stock(rng, setting.stock, setting.popularity)
    result: list[Child] = []
    family = 0
    while len(result) < count:
        family += 1
        language = rng.choices(list(_NATIVE), list(_NATIVE.values()))[0]
        surname, father = stock.draw(language, "sur"), stock.draw(language, "m")
        mother, maiden = stock.draw(language, "f"), stock.draw(language, "sur")
        region = f"{int(setting.regions * rng.random() ** 1.5) * 2 + 10}"
        size = rng.choices((2, 3, 4), (6, 3, 1))[0] if rng.random() < setting.siblings else 1
        born = _FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
        used: set[str] = set()
        for place in range(size):
            twin = place and rng.random() < setting.twins
            if place and not twin:
                born = born + timedelta(days=rng.randrange(320, 1900))
                if born > _FIRST_DAY + timedelta(days=_DAYS):
                    born = _FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
            sex = rng.choice("mf")
            given = _sibling_name(stock, language, sex, used, rng)
            used.add(given)
            if setting.double and rng.random() < setting.double:
                given = f"{given}-{stock.draw(language, sex)}"
            result.append(
                Child(
                    len(result), language, family, surname, given, father, mother, maiden, born, sex, region
                )
            )
    return result[:count]


def _sibling_name(stock: Stock, language: str, sex: str, used: set[str], rng: random.Random) -> str:
    """A given name no sibling has, sometimes one that begins alike."""
    names = [stock.draw(language, sex) for _ in range(12)]
    fresh = [name for name in names if name not in used] or [names[0] + "бек"]
    if used and rng.random() < 0.25:
        alike = [n for n in stock.names[language, sex] if n not in used and n[:2] in {u[:2] for u in used}]
        if alike:
            return rng.choice(alike)
    return fresh[0]


def birth_date(born: date, rng: random.Random, setting: Setting) -> str:
    """The date as an office has it: true, partial, a stand-in, swapped, mistyped, or made older."""
    if rng.random() < setting.dob_missing:
        return ""
    if rng.random() >= setting.dob_bad:
        return _format(born, rng)
    kinds = ("year", "month", "stand_in", "swap", "off", "older", "digit", "day", "about")
    kind = rng.choices(kinds, (5, 1, 4, 3, 2, 3, 3, 2, 2))[0]
    if kind == "year":
        return f"{born.year}"
    if kind == "month":
        return f"{born.year}-{born.month:02}"
    if kind == "stand_in":
        return _format(date(born.year, 1, 1), rng)
    if kind == "swap" and born.day <= 12:
        return _format(date(born.year, born.day, born.month), rng)
    if kind == "off":
        return _format(_years(born, rng.choice((-1, 1))), rng)
    if kind == "older":
        return _format(_years(born, -rng.randint(1, 4)), rng)
    if kind == "about":
        return f"{born.year + rng.choice((-2, -1, 1, 1))}"
    if kind == "day":
        return _format(born.replace(day=rng.randint(1, 28)), rng)
    return _format(_digit(born, rng), rng)


def _years(born: date, by: int) -> date:
    return born.replace(year=born.year + by, day=min(born.day, 28))


def _digit(born: date, rng: random.Random) -> date:
    text = list(f"{born:%Y%m%d}")
    for _ in range(20):
        at = rng.randrange(2, 8)
        other = text[:at] + [str(rng.randrange(10))] + text[at + 1 :]
        try:
            changed = date(int("".join(other[:4])), int("".join(other[4:6])), int("".join(other[6:])))
        except ValueError:
            continue
        if 2000 <= changed.year <= 2026:
            return changed
    return born


def _format(born: date, rng: random.Random) -> str:
    return f"{born:%Y-%m-%d}" if rng.random() < 0.6 else f"{born:%d.%m.%Y}"


def _habit(child: Child, rng: random.Random, setting: Setting) -> str:
    script = rng.choices(("c", "l", "a"), setting.scripts)[0]
    if script == "c":
        own = "native" if rng.random() < 0.45 else "russian"
        return own if own in setting.cyrillic else setting.cyrillic[0]
    if script == "a":
        first = "tote" if child.language in {"kk", "ky", "ru"} else "persian"
        chosen = first if rng.random() < 0.8 else rng.choice(setting.arabic)
        return chosen if chosen in setting.arabic else setting.arabic[0]
    special = {"uz": "uzlatin", "fa": "afghan"}.get(child.language)
    if special in setting.latin and rng.random() < 0.6:
        return str(special)
    usual = [h for h in setting.latin if h not in {"uzlatin", "afghan"}]
    return rng.choices(usual, [4 if h in {"passport", "free"} else 1 for h in usual])[0]


def write_record(child: Child, rec_id: str, rng: random.Random, setting: Setting) -> tuple[Record, str]:
    """One office's record of a child, and the script it is in."""
    habit = _habit(child, rng, setting)
    script = script_of_habit(habit)
    writer = Writer(habit, rng, setting.loyalty)

    def put(text: str) -> str:
        written = " ".join(writer.write(word) for word in text.split(" "))
        return mistype(written, script, rng) if rng.random() < setting.typing else written

    russian = habit in {"russian", "passport", "bgn", "gost"} and rng.random() < 0.7
    stem, sex = child.surname, child.sex
    surname = surname_of(stem, sex, child.language)
    if rng.random() < setting.surname_form:
        shapes = (
            stem,
            surname_of(stem, "m", child.language),
            stem + "ұлы",
            patronymic_of(child.father, sex, "kk", False),
        )
        surname = rng.choice(shapes)
    if rng.random() < setting.surname_other:
        surname = surname_of(child.mother_surname, sex, child.language)
    father = (
        ""
        if rng.random() < setting.patronymic_missing
        else patronymic_of(child.father, sex, child.language, russian)
    )
    if father and rng.random() < 0.06:
        father = child.father
    mother = "" if rng.random() < setting.mother_missing else _mother(child, rng, setting)
    surname, given, father = (put(x) if x else "" for x in (surname, _given(child, rng, setting), father))
    if mother and setting.mother_elsewhere and rng.random() < setting.mother_elsewhere:
        writer = Writer(_habit(child, rng, setting), rng, setting.loyalty)
    mother = put(mother) if mother else ""
    if father and rng.random() < setting.patronymic_moved:
        given, father = f"{given} {father}", ""
    if rng.random() < setting.crossed:
        surname, given = given, surname
    region = (
        child.region if rng.random() >= setting.region_other else f"{rng.randrange(setting.regions) * 2 + 10}"
    )
    if rng.random() < setting.region_missing:
        region = ""
    written_sex = sex if rng.random() >= setting.sex_wrong else ("f" if sex == "m" else "m")
    if rng.random() < setting.sex_missing:
        written_sex = ""
    dob = birth_date(child.born, rng, setting)
    return Record(rec_id, surname, given, father, dob, written_sex, region, mother), script


def _mother(child: Child, rng: random.Random, setting: Setting) -> str:
    """The mother's name as an office asks for it: given name, both names in any order, or surname and initial."""
    if setting.mother_initial and rng.random() < setting.mother_initial:
        return f"{surname_of(child.mother_surname, 'f', child.language)} {child.mother[:1]}."
    if rng.random() >= 0.25:
        return child.mother
    own = child.surname if rng.random() < 0.5 else child.mother_surname
    parts = [child.mother, surname_of(own, "f", child.language)]
    return " ".join(parts if rng.random() < 0.5 else parts[::-1])


def _given(child: Child, rng: random.Random, setting: Setting) -> str:
    """The given name as an office puts it down: a double one may lose a part, a long one its end."""
    given = child.given
    if "-" in given and rng.random() < 0.5:
        given = given.split("-")[0] if rng.random() < 0.7 else given.replace("-", "")
    if setting.nicknames and rng.random() < setting.nicknames:
        given = given[:4] + "ик" if child.sex == "m" else given[:4] + "а"
    if setting.father_bare and rng.random() < setting.father_bare:
        given = f"{given} {child.father}"
    return given


@dataclass(slots=True)
class Simulated:
    """Records with the child each belongs to and the script it is in."""

    records: list[Record]
    child: list[int]
    script: list[str]

    def pairs(self) -> list[tuple[int, int]]:
        """All true pairs as row numbers, smaller first."""
        rows: dict[int, list[int]] = {}
        for n, number in enumerate(self.child):
            rows.setdefault(number, []).append(n)
        return [
            (one, two) for found in rows.values() for k, one in enumerate(found) for two in found[k + 1 :]
        ]


def simulate(count: int, seed: int, setting: Setting | str = "standard") -> Simulated:
    """Records of `count` invented children, 1 to 6 each, in random order; the same for the same seed.

    With the standard setting 5,000 children give about 12,500 records and two thirds of the true pairs are
    across scripts.
    """
    chosen = SETTINGS[setting] if isinstance(setting, str) else setting
    rng = random.Random(seed)  # noqa: S311 - invented data, no secret
    rows: list[tuple[Record, int, str]] = []
    for child in children(count, rng, chosen):
        copies = 1 + min(5, sum(rng.random() < chosen.copies / 5 for _ in range(5)))
        script = ""
        for _ in range(copies):
            before = script
            record, script = write_record(child, "", rng, chosen)
            if script == before and rng.random() < chosen.elsewhere:
                record, script = write_record(child, "", rng, chosen)
            rows.append((record, child.number, script))
    rng.shuffle(rows)
    records = [replace(record, rec_id=f"r{n:06}") for n, (record, _, _) in enumerate(rows)]
    return Simulated(records, [number for _, number, _ in rows], [script for _, _, script in rows])


def script_pairs(found: Simulated, pairs: Sequence[tuple[int, int]]) -> float:
    """The share of pairs whose two records are in different scripts."""
    return sum(found.script[a] != found.script[b] for a, b in pairs) / max(1, len(pairs))
