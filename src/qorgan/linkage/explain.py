"""Why a pair has its score: one step per field, in Kazakh, Russian and English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from qorgan.linkage import tables
from qorgan.linkage.levels import (
    AGREE,
    ARRANGEMENTS,
    DOB_LEVELS,
    DOCUMENT_LEVELS,
    FIELDS,
    NAME_FIELDS,
    NAME_LEVELS,
    REGIMES,
    REGION_LEVELS,
    SEX_LEVELS,
    Comparison,
)
from qorgan.linkage.names import FATHERS, parse_names
from qorgan.linkage.reasons import reasons
from qorgan.linkage.record import Dob, LinkageError, Record, parse_birth_date
from qorgan.linkage.weights import Weights

LANGUAGES = ("kk", "ru", "en")
_LEVELS = {"dob": DOB_LEVELS, "sex": SEX_LEVELS, "region": REGION_LEVELS, "document": DOCUMENT_LEVELS}
_FAMILY = ("surname", "patronymic", "mother")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the waterfall. `weight` is in natural-log odds; `a` and `b` are the two spellings."""

    field: str
    level: str
    weight: float
    a: str
    b: str
    regime: str = ""

    def text(self, lang: str) -> str:
        """The step in a plain sentence; `lang` is kk, ru or en (LinkageError LNK-07 else)."""
        parts = [self.said(lang)]
        if self.a and self.b and self.level != "missing":
            parts[0] += f" ({self.a} / {self.b})"
        if self.regime == "no_vowels":
            parts.append(phrase("regime.no_vowels", lang))
        parts += [f"{one} = {two} — {source}" for one, two, source in self.reasons()]
        return "; ".join(parts)

    def said(self, lang: str) -> str:
        """What was compared and how it came out, without the spellings and their sources."""
        return f"{phrase(f'field.{self.field}', lang)}: {phrase(self._code(), lang)}"

    def reasons(self) -> tuple[tuple[str, str, str], ...]:
        """(letters of a, letters of b, official source) where the two spellings differ in letters only."""
        if self.field not in NAME_FIELDS or self.level not in {"exact", "vowels"}:
            return ()
        return reasons(self.a, self.b)

    def _code(self) -> str:
        if (self.field, self.level) == ("mother", "part"):
            return "mother.part"
        return f"{'name' if self.field in NAME_FIELDS else self.field}.{self.level}"


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in tables.rows("texts")}


def phrase(code: str, lang: str) -> str:
    """A text of `data/texts.csv`; raises LinkageError LNK-07 for another language than kk, ru, en."""
    if lang not in LANGUAGES:
        raise LinkageError("LNK-07", "lang", lang=lang)
    return _phrases()[code][lang]


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known of a scored pair besides its levels; weights are natural-log odds."""

    a: Record
    b: Record
    arrangement: int
    arrangement_weight: float
    bonds: float
    odds: float
    penalty: float


def steps_of(
    pair: Pair, comparison: Comparison, weights: Weights, row: int
) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """(waterfall, flags) of one pair. The weights add up to the odds; fields unknown on a side weigh 0."""
    steps: list[Step] = []
    for name in FIELDS:
        level = int(comparison.level[name][row])
        labels = NAME_LEVELS if name in NAME_FIELDS else _LEVELS[name]
        label = labels[level] if level >= 0 else _why_not(pair, name)
        regime = REGIMES[int(comparison.regime[name][row])] if name in NAME_FIELDS and level >= 0 else ""
        weight = float(weights.match[name][row])
        steps.append(Step(name, label, weight, _spelling(pair.a, name), _spelling(pair.b, name), regime))
    if pair.arrangement:
        steps.append(Step("arrangement", ARRANGEMENTS[pair.arrangement], pair.arrangement_weight, "", ""))
    if pair.bonds < -0.05:
        steps.append(Step("community", "community", pair.bonds, "", ""))
    if pair.penalty < -0.05:
        steps.append(Step("sibling", "sibling", pair.penalty, "", ""))
    prior = pair.odds - sum(step.weight for step in steps)
    flags = _flags(comparison, row, pair.penalty)
    return (Step("prior", "prior", prior, "", ""), *steps), flags


def _why_not(pair: Pair, name: str) -> str:
    """`missing`, or `father` for a surname left out because one ends as a patronymic does."""
    if name != "surname" or not (pair.a.surname and pair.b.surname):
        return "missing"
    found = (parse_names(record).surname for record in (pair.a, pair.b))
    return "father" if any(word and word.field in FATHERS for word in found) else "missing"


def _spelling(record: Record, field: str) -> str:
    if field == "document":
        return " ".join(record.documents)
    if field == "dob":
        return _date(record.dob)
    return str(getattr(record, field) or "")


def _date(dob: Dob) -> str:
    """A birth date as it was written; an interval as `first/last`, a whole year or month as such."""
    if dob is None or isinstance(dob, str):
        return dob or ""
    born = parse_birth_date(dob)
    if born is None:
        return ""
    if born.day:
        return born.earliest.isoformat()
    whole = parse_birth_date(born.earliest.isoformat()[: 7 if born.month else 4])
    if whole == born:
        return born.earliest.isoformat()[: 7 if born.month else 4]
    return f"{born.earliest.isoformat()}/{born.latest.isoformat()}"


def _flags(comparison: Comparison, row: int, penalty: float) -> tuple[str, ...]:
    """`sibling` or `twin` when family fields agree and the given name does not; `made_older` for years."""
    level = {name: int(comparison.level[name][row]) for name in FIELDS}
    found: list[str] = []
    family = any(0 <= level[name] <= AGREE for name in _FAMILY)
    if family and level["given"] > AGREE and penalty < -0.7:
        same_day = level["dob"] >= 0 and DOB_LEVELS[level["dob"]] in {"exact", "day_month_swapped"}
        found.append("twin" if same_day else "sibling")
    if level["dob"] >= 0 and DOB_LEVELS[level["dob"]] in {"year_off_1", "year_off_2_4"}:
        found.append("made_older")
    return tuple(found)
