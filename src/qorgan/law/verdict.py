"""Verdicts of all rules of a country for one victim: dates, presumption of minority, more lenient later law."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import cautions, completion
from .bits import Bits
from .corpus import YARDSTICKS
from .dates import Span
from .facts import Case, Victim
from .lawbook import Lawbook, Library, Rule
from .schema import Sanction
from .vocabulary import MINOR

NOT_MET, MET, OPEN = 0, 1, 2
WORDS = ("not_met", "met", "open")


@dataclass
class Outcome:
    """The verdict on one rule for one victim, with the facts it was reached on."""

    rule: Rule
    book: Lawbook
    victim: int
    value: int
    true: int
    false: int
    by_presumption: bool = False
    date_open: bool = False
    any_day: bool = False
    sanction: Sanction | None = None
    later: str | None = None
    _answer: completion.Answer | None = None

    @property
    def answer(self) -> completion.Answer:
        """Exactness and deciding facts, worked out when first asked for."""
        if self._answer is None:
            self._answer = completion.answer(self.book.graph, self.rule.root, self.true, self.false)
        return self._answer

    @property
    def verdict(self) -> str:
        """met, not_met or open."""
        return WORDS[self.value]


@dataclass
class Result:
    """Everything found for one case, before it is put into words."""

    case: Case
    books: list[Lawbook]
    span: Span | None
    outcomes: list[Outcome] = field(default_factory=list)
    yardsticks: list[Outcome] = field(default_factory=list)
    warnings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def warn(self, code: str, **values: Any) -> None:
        """Add a warning once."""
        if (code, values) not in self.warnings:
            self.warnings.append((code, values))


def presumed(bits: Bits, victim: Victim) -> tuple[int, int] | None:
    """Known facts under the presumption of minority, or None where the age is not in doubt."""
    minor = bits.number(MINOR)
    if (victim.true | victim.false) >> minor & 1:
        return None
    return victim.true | 1 << minor | bits.up(minor), victim.false


def judge(book: Lawbook, victim: Victim, index: int, *, presume: bool) -> list[Outcome]:
    """All rules of one law book for one victim."""
    raw = book.verdicts(victim.true, victim.false)
    child = presumed(book.bits, victim) if presume and OPEN in raw else None
    second = book.verdicts(*child) if child else raw
    outcomes = []
    for rule, value, as_child in zip(book.rules, raw, second, strict=True):
        outcome = Outcome(rule, book, index, value, victim.true, victim.false)
        if child and value == OPEN and as_child != NOT_MET:
            minor = 1 << book.bits.number(MINOR)
            outcome.true, outcome.false = child
            outcome.value = as_child
            outcome.by_presumption = as_child == MET and bool(
                (rule.support[0] | rule.support[1]) & (minor | book.bits.up(book.bits.number(MINOR)))
            )
        outcomes.append(outcome)
    return outcomes


def merge(per_book: list[list[Outcome]]) -> list[Outcome]:
    """One outcome per wording over all law books that an uncertain date allows.

    Where on every possible day some wording of a rule is met, the rule is met whatever the day: its wordings
    stay met. Where the days disagree, the wordings are open and the date decides.
    """
    if len(per_book) == 1:
        return per_book[0]
    wordings: dict[str, list[Outcome]] = {}
    by_norm: dict[str, list[set[int]]] = {}
    for place, outcomes in enumerate(per_book):
        for each in outcomes:
            wordings.setdefault(each.rule.provision.id, []).append(each)
            days = by_norm.setdefault(each.rule.provision.norm, [set() for _ in per_book])
            days[place].add(each.value)
    always = {norm for norm, days in by_norm.items() if all(MET in values for values in days)}
    result = []
    for same in wordings.values():
        values = {each.value for each in same}
        if len(same) < len(per_book):
            values.add(NOT_MET)
        best = max(same, key=lambda each: (each.value != NOT_MET, each.value == OPEN))
        if best.rule.provision.norm in always and MET in values:
            best = next(each for each in same if each.value == MET)
            best.any_day = len(same) < len(per_book)
        elif len(values) > 1:
            best.date_open = True
            best.value = OPEN
            best.by_presumption = False
        result.append(best)
    return result


def evaluate(library: Library, case: Case) -> Result:
    """All verdicts and warnings for a case; raises LawError LAW-09."""
    corpus, country = library.corpus, case.jurisdiction
    presume = bool(corpus.rule(country, "presumption_of_minority"))
    result = Result(case, [], case.span)
    if case.span is None:
        day = corpus.last_change(country)
        result.books = [library.on(country, day)]
        result.warn("LAW-60")
    elif case.continuing:
        result.books = [library.on(country, case.span.last)]
        if not case.span.exact:
            result.warn("LAW-70", dates=case.span)
    else:
        result.books = library.within(country, case.span)
    yard = library.yardsticks()
    for index, victim in enumerate(case.victims):
        merged = merge([judge(book, victim, index, presume=presume) for book in result.books])
        if corpus.rule(country, "lenient_later_law") and case.span is not None:
            merged = [_lenient(library, each, victim, result) for each in merged]
        result.outcomes += merged
        if yard is not None:
            judged = judge(yard, victim, index, presume=True)
            result.yardsticks += [each for each in judged if each.rule.provision.id in YARDSTICKS]
        cautions.holes(result, victim, presumed(result.books[0].bits, victim) or (victim.true, victim.false))
    cautions.dates(result)
    return result


def _lenient(library: Library, outcome: Outcome, victim: Victim, result: Result) -> Outcome:
    """Apply a later, more lenient wording of the same rule to a met verdict."""
    provision = outcome.rule.provision
    if outcome.value != MET:
        return outcome
    later = [
        each
        for each in library.corpus.wordings(provision.norm)
        if each.kind == "offence"
        and each.valid.earliest > outcome.book.day
        and each.id != provision.id
        and each.valid.earliest > (provision.valid.to or provision.valid.latest)
    ]
    for wording in later:
        book = library.on(provision.jurisdiction, wording.valid.latest)
        rule = next((each for each in book.rules if each.provision.id == wording.id), None)
        if rule is None:
            continue
        value = completion.value(book.graph, rule.root, outcome.true, outcome.false)
        if value == OPEN:
            result.warn("LAW-72", provision=provision, later=wording)
        elif value == NOT_MET:
            result.warn("LAW-67", provision=provision, later=wording)
            return Outcome(rule, book, outcome.victim, NOT_MET, outcome.true, outcome.false, later=wording.id)
        elif _milder(wording.sanction, outcome.sanction or provision.sanction):
            result.warn("LAW-67", provision=provision, later=wording)
            outcome.sanction, outcome.later = wording.sanction, wording.id
    return outcome


def _milder(new: Sanction, old: Sanction) -> bool:
    if new.max_years is None or old.max_years is None or new.life != old.life:
        return bool(old.life and not new.life)
    if new.max_years != old.max_years:
        return new.max_years < old.max_years
    return (new.min_years or 0) < (old.min_years or 0)
