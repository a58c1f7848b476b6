"""A case as typed, turned into known-true and known-false facts. Unknown stays unknown, nothing is defaulted.

Facts have four states: true, false, unknown (nobody asked or cannot tell) and contested (sources disagree).
Contested facts are evaluated as unknown and reported apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .bits import Bits, members
from .corpus import Corpus
from .dates import Span, age_at, as_span
from .errors import LawError, did_you_mean
from .lawbook import bits_of
from .vocabulary import INPUT_LISTS, MINOR

CASE_KEYS = (
    "id", "jurisdiction", "act_date", "continuing", "victim", "victims", "acts", "means", "purposes",
    "circumstances", "facts", "note", "title",
)  # fmt: skip
VICTIM_KEYS = ("age", "minor", "citizenship", "birth_date", "facts", "note")
STATES: dict[Any, str] = {
    True: "true", False: "false", "true": "true", "false": "false", "yes": "true", "no": "false",
    "unknown": "unknown", None: "unknown", "contested": "contested",
}  # fmt: skip
MAX_AGE = 120


@dataclass
class Victim:
    """The facts as they stand for one victim: masks of known-true, known-false, contested and given facts."""

    true: int = 0
    false: int = 0
    contested: int = 0
    given: int = 0
    age: tuple[float, float] | None = None
    places: dict[int, str] = field(default_factory=dict)

    def copy(self) -> Victim:
        """An independent copy."""
        return Victim(self.true, self.false, self.contested, self.given, self.age, dict(self.places))


@dataclass
class Case:
    """One case ready for evaluation."""

    id: Any
    jurisdiction: str
    span: Span | None
    continuing: bool
    victims: list[Victim]


class Reader:
    """Reads cases against one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.vocabulary = corpus.vocabulary
        self.bits: Bits = bits_of(corpus.vocabulary)

    def case(self, raw: Any, *, jurisdiction: str | None = None, on: Any = None) -> Case:
        """A typed case as facts; raises LawError with the place of the first fault."""
        if not isinstance(raw, dict):
            raise LawError("LAW-02", "")
        _check_keys(raw, CASE_KEYS, "")
        country = jurisdiction or raw.get("jurisdiction")
        if country in (None, "", "unknown"):
            raise LawError("LAW-17", "jurisdiction")
        country = str(country).strip()
        self.corpus.of(country)
        span = as_span(raw.get("act_date"), "act_date") if on is None else as_span(on, "--on")
        continuing = _state(raw.get("continuing", False), "continuing") == "true"
        shared = Victim()
        for key, kind in INPUT_LISTS.items():
            self._list(shared, raw.get(key, "unknown"), kind, key)
        self._facts(shared, raw.get("facts"), "facts")
        if "victim" in raw and "victims" in raw:
            raise LawError("LAW-12", "victims")
        victims = self._victims(raw)
        several = self.bits.number("circumstance.two_or_more_victims")
        if len(victims) > 1:
            if shared.false >> several & 1 and isinstance(raw.get("circumstances"), dict):
                raise LawError("LAW-24", "circumstances.two_or_more_victims")
            shared.false &= ~(1 << several)
            self._set(shared, several, "true", "victims")
        result = []
        for place, each in victims:
            victim = shared.copy()
            self._person(victim, each, place, country, span)
            self.spread(victim)
            result.append(victim)
        return Case(raw.get("id"), country, span, continuing, result)

    def _victims(self, raw: dict[str, Any]) -> list[tuple[str, Any]]:
        if "victims" in raw and raw["victims"] not in (None, "unknown"):
            if not isinstance(raw["victims"], list) or not raw["victims"]:
                raise LawError("LAW-04", "victims", value=raw["victims"])
            return [(f"victims[{i}]", each) for i, each in enumerate(raw["victims"])]
        return [("victim", raw.get("victim"))]

    def _list(self, facts: Victim, raw: Any, kind: str, key: str) -> None:
        codes = self.vocabulary.inputs[kind]
        if raw is None or raw == "unknown":
            return
        if isinstance(raw, dict):
            for name, value in raw.items():
                place = f"{key}.{name}"
                self._set(facts, self.bits.number(_code(name, codes, place)), _state(value, place), place)
            return
        if not isinstance(raw, (list, tuple)):
            raise LawError("LAW-04", key, value=raw)
        listed = {_code(name, codes, f"{key}[{i}]"): f"{key}[{i}]" for i, name in enumerate(raw)}
        for code, place in listed.items():
            self._set(facts, self.bits.number(code), "true", place)
        above = {each for code in listed for each in self.vocabulary.ancestors(code)}
        below = {each for code in listed for each in self.vocabulary.descendants(code)}
        silent = [
            atom.code for atom in self.vocabulary.atoms.values() if atom.unspecified and atom.kind == kind
        ]
        for code in (*codes.values(), *silent):
            if code not in listed and code not in above and code not in below:
                self._set(facts, self.bits.number(code), "false", key)

    def _facts(self, facts: Victim, raw: Any, place: str) -> None:
        if raw is None or raw == "unknown":
            return
        if not isinstance(raw, dict):
            raise LawError("LAW-04", place, value=raw)
        for name, value in raw.items():
            here = f"{place}.{name}"
            code = self.vocabulary.resolve(str(name))
            if code is None:
                raise LawError("LAW-07", here, value=name, suggestion=self._near(str(name)))
            state, number = _state(value, here), self.bits.number(code)
            bit = 1 << number
            facts.true &= ~bit
            facts.false &= ~bit
            facts.contested &= ~bit
            self._set(facts, number, state, here)

    def _near(self, name: str) -> str | None:
        found = did_you_mean(name, self.vocabulary.names())
        if found is None:
            short = {code.split(".", 1)[1]: code for code in self.vocabulary.names()}
            near = did_you_mean(name, short)
            found = short[near] if near else None
        return found

    def _set(self, facts: Victim, number: int, state: str, place: str) -> None:
        bit = 1 << number
        facts.places[number] = place
        if state == "true":
            facts.true |= bit
            facts.given |= bit
        elif state == "false":
            facts.false |= bit
        elif state == "contested":
            facts.contested |= bit

    def _person(self, facts: Victim, raw: Any, place: str, country: str, span: Span | None) -> None:
        if raw is None or raw == "unknown":
            return
        if not isinstance(raw, dict):
            raise LawError("LAW-04", place, value=raw)
        _check_keys(raw, VICTIM_KEYS, place)
        self._facts(facts, raw.get("facts"), f"{place}.facts")
        age = _age(raw.get("age"), f"{place}.age")
        born = as_span(raw.get("birth_date"), f"{place}.birth_date")
        if born is not None and span is not None:
            later = self.corpus.rule(country, "age_reached") == "day_after_birthday"
            age = _reconcile(age, age_at(born, span, day_after=later), f"{place}.birth_date")
        self._age_facts(facts, age, raw.get("minor"), place)
        self._citizenship(facts, raw.get("citizenship"), place, country)

    def _age_facts(self, facts: Victim, age: tuple[float, float] | None, minor: Any, place: str) -> None:
        here = f"{place}.minor"
        stated = _state(minor, here)
        number = self.bits.number(MINOR)
        if age is None:
            bit = 1 << number
            if stated in ("true", "false", "contested"):
                opposite = {"true": facts.false, "false": facts.true}.get(stated, 0)
                if opposite & bit:
                    raise LawError("LAW-08", here, age="?", minor=stated)
                self._set(facts, number, stated, here)
            return
        low, high = age
        if (stated == "true" and low >= 18) or (stated == "false" and high < 18):
            shown = f"{low:g}" if low == high else f"{low:g}–{high:g}"
            raise LawError("LAW-08", here, age=shown, minor=stated)
        if stated == "true":
            high = min(high, 17.999)
        elif stated == "false":
            low = max(low, 18)
        facts.age = (low, high)
        for years in range(1, 31):
            bit = self.bits.number(f"victim.under_{years}")
            if high < years:
                self._set(facts, bit, "true", f"{place}.age")
            elif low >= years:
                self._set(facts, bit, "false", f"{place}.age")

    def _citizenship(self, facts: Victim, raw: Any, place: str, country: str) -> None:
        if raw is None or raw in ("unknown", "contested"):
            return
        codes = {str(each).strip().upper() for each in (raw if isinstance(raw, list) else [raw])}
        stateless = codes <= {"STATELESS", "XXA", "NONE"}
        foreign = not stateless and country.upper() not in codes
        for code, value in (("victim.stateless", stateless), ("victim.foreigner", foreign)):
            if code in self.vocabulary:
                self._set(facts, self.bits.number(code), "true" if value else "false", f"{place}.citizenship")

    def spread(self, facts: Victim) -> None:
        """Carry facts through the family tree: up when true, down when false. Raises LawError LAW-11.

        A contested fact counts as unknown, so what is known of its kin may still settle it.
        """
        facts.true &= ~facts.contested
        facts.false &= ~facts.contested
        up = facts.true
        for number in members(facts.true):
            up |= self.bits.up(number)
        down = facts.false
        codes = self.bits.codes
        for number in members(facts.false):
            code = codes[number]
            if code in self.vocabulary.atoms:
                down |= self.bits.mask(self.vocabulary.descendants(code))
            elif code.startswith("victim.under_"):
                years = int(code.rsplit("_", 1)[1])
                down |= self.bits.mask(f"victim.under_{y}" for y in range(1, years))
        for union, children in self.bits.unions.items():
            if not up >> union & 1 and children & down == children:
                down |= 1 << union
        for number, partners in self.bits.excluding.items():
            if partners & up:
                down |= 1 << number
        up = self.bits.close(up, down)
        clash = up & down
        if clash:
            self._clash(facts, clash)
        facts.true, facts.false = up, down

    def _clash(self, facts: Victim, clash: int) -> None:
        for number in members(clash):
            below = [n for n in members(facts.true) if n == number or self.bits.up(n) >> number & 1]
            above = [n for n in members(facts.false) if n == number or self.bits.up(number) >> n & 1]
            child = self.bits.codes[(below or [number])[0]]
            parent = self.bits.codes[(above or [number])[0]]
            place = facts.places.get((above or below or [number])[0], "")
            raise LawError("LAW-11", place, child=child, parent=parent)


def _check_keys(raw: dict[Any, Any], allowed: Iterable[str], place: str) -> None:
    for key in raw:
        if key not in allowed:
            where = f"{place}.{key}" if place else str(key)
            raise LawError("LAW-03", where, value=key, suggestion=did_you_mean(key, allowed))


def _state(value: Any, place: str) -> str:
    key = value.strip().lower() if isinstance(value, str) else value
    if isinstance(key, (bool, str)) or key is None:
        found = STATES.get(key)
        if found is not None:
            return found
    raise LawError(
        "LAW-05",
        place,
        value=value,
        suggestion=did_you_mean(value, ["true", "false", "unknown", "contested"]),
    )


def _code(name: Any, codes: dict[str, str], place: str) -> str:
    found = codes.get(str(name)) if not isinstance(name, (dict, list)) else None
    if found is None:
        raise LawError("LAW-07", place, value=name, suggestion=did_you_mean(name, codes))
    return found


def _age(raw: Any, place: str) -> tuple[float, float] | None:
    if raw is None or raw in ("unknown", "contested"):
        return None
    if isinstance(raw, (list, tuple)):
        if len(raw) != 2:
            raise LawError("LAW-10", place, value=raw)
        low = 0.0 if raw[0] in (None, "unknown") else _years(raw[0], f"{place}[0]")
        high = float(MAX_AGE) if raw[1] in (None, "unknown") else _years(raw[1], f"{place}[1]")
        if low > high:
            raise LawError("LAW-15", place, value=f"{low:g} … {high:g}")
        return low, high
    years = _years(raw, place)
    return years, years


def _years(raw: Any, place: str) -> float:
    try:
        if isinstance(raw, bool) or not 0 <= float(raw) <= MAX_AGE:
            raise ValueError
        return float(raw)
    except (TypeError, ValueError):
        raise LawError("LAW-10", place, value=raw) from None


def _reconcile(age: tuple[float, float] | None, computed: tuple[int, int], place: str) -> tuple[float, float]:
    low, high = float(computed[0]), float(computed[1])
    if age is None:
        return low, high
    both = max(low, float(int(age[0]))), min(high, age[1])
    if both[0] > both[1]:
        raise LawError("LAW-19", place, computed=f"{low:g}–{high:g}", age=f"{age[0]:g}–{age[1]:g}")
    return both


def on_day(value: Any) -> date | None:
    """The first day of a date option, or None; raises LawError LAW-06."""
    span = as_span(value, "--on")
    return span.first if span else None
