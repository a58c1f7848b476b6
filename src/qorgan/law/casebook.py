"""Legal cases in YAML that a lawyer can read: facts, expected verdicts, and what came out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import completion
from .compiled import read_yaml
from .corpus import Corpus
from .errors import LawError, did_you_mean
from .facts import Case, Reader, Victim
from .lawbook import Lawbook, Library, library
from .qualify import qualify
from .schema import Provision
from .verdict import MET, NOT_MET, OPEN, WORDS, evaluate, presumed

CASE_KEYS = ("case", "why", "facts", "expect")
EXTRA = (
    "yardsticks", "ask", "ask_not", "warnings", "aggravations", "by_presumption", "error", "sanctions"
)  # fmt: skip


@dataclass
class LegalCase:
    """One case of the book: where it stands, its facts as typed, what is expected."""

    place: str
    name: str
    facts: dict[str, Any]
    expect: dict[str, Any]

    @property
    def verdicts(self) -> dict[str, str]:
        """Expected verdicts of provisions and yardsticks by id."""
        found = {k: v for k, v in self.expect.items() if k not in EXTRA}
        return {**found, **(self.expect.get("yardsticks") or {})}


@dataclass
class Failure:
    """What one legal case expected and what came out."""

    case: LegalCase
    faults: list[str] = field(default_factory=list)


def read(folder: Path) -> list[LegalCase]:
    """All legal cases of a folder; raises LawError LAW-20, LAW-21."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        for i, raw in enumerate(read_yaml(path.read_bytes()) or []):
            place = f"{path.name}[{i}]"
            for key in raw:
                if key not in CASE_KEYS:
                    raise LawError("LAW-21", place, value=key, suggestion=did_you_mean(key, CASE_KEYS))
            if not {"case", "facts", "expect"} <= set(raw):
                raise LawError("LAW-20", place, detail="case, facts and expect are needed")
            found.append(LegalCase(place, str(raw["case"]), raw["facts"], raw["expect"]))
    return found


def run(cases: Iterable[LegalCase], corpus: Corpus) -> list[Failure]:
    """Every case that does not come out as expected."""
    failures = []
    for case in cases:
        faults = _faults(case, corpus)
        if faults:
            failures.append(Failure(case, faults))
    return failures


def _faults(case: LegalCase, corpus: Corpus) -> list[str]:
    try:
        answer = qualify(case.facts, corpus=corpus, lang="en", everything=True)
    except LawError as fault:
        wanted = case.expect.get("error")
        return [] if wanted == fault.code else [str(fault)]
    got: dict[str, str] = {}
    rank = {"met": 2, "open": 1, "not_met": 0}
    for each in answer["findings"]:
        if rank[each["verdict"]] >= rank[got.get(each["provision"], "not_met")]:
            got[each["provision"]] = each["verdict"]
    got.update({each["id"]: each["verdict"] for each in answer["yardsticks"]})
    faults = []
    for identifier, wanted in case.verdicts.items():
        if not corpus.has(identifier):
            faults.append(f"{identifier} is no provision")
        elif got.get(identifier, "not_met") != wanted:
            faults.append(
                f"{identifier}: expected {wanted}, got {got.get(identifier, 'not_met (not in force)')}"
            )
    asked = {each["code"] for each in answer["ask"]}
    plain = {"victim.minor": "victim.under_18"}
    faults += [f"asks {c}" for c in case.expect.get("ask_not") or [] if plain.get(c, c) in asked]
    faults += [f"does not ask {c}" for c in case.expect.get("ask") or [] if plain.get(c, c) not in asked]
    warned = {each["code"] for each in answer["warnings"]}
    faults += [f"no warning {c}" for c in case.expect.get("warnings") or [] if c not in warned]
    presumption = {each["provision"] for each in answer["findings"] if each["by_presumption"]}
    faults += [
        f"{c} not by presumption" for c in case.expect.get("by_presumption") or [] if c not in presumption
    ]
    for identifier, years in (case.expect.get("sanctions") or {}).items():
        bands = [f["sanction"] for f in answer["findings"] if f["provision"] == identifier]
        told = [[each["min_years"], each["max_years"]] for each in bands]
        faults += [] if years in told else [f"{identifier}: expected {years} years, got {told}"]
    for identifier, clauses in (case.expect.get("aggravations") or {}).items():
        seen = {a["code"]: a["verdict"] for f in answer["findings"] if f["provision"] == identifier
                for a in f["aggravations"]}  # fmt: skip
        faults += [
            f"{identifier} {code}: expected {wanted}, got {seen.get(code)}"
            for code, wanted in clauses.items()
            if seen.get(code) != wanted
        ]
    return faults


def verdict(books: Iterable[Lawbook], case: Case, provision: Provision) -> str:
    """Best verdict over the victims for one provision in books that need not be built (see verdict.merge)."""
    best = NOT_MET
    rank = {NOT_MET: 0, OPEN: 1, MET: 2}
    books = list(books)
    for victim in case.victims:
        values = {_value(book, provision, victim) for book in books}
        merged = next(iter(values)) if len(values) == 1 else OPEN
        if len(values) > 1 and MET in values and all(_any_wording(book, provision, victim) for book in books):
            merged = MET
        if rank[merged] > rank[best]:
            best = merged
    return WORDS[best]


def _value(book: Lawbook, provision: Provision, victim: Victim) -> int:
    if not book.standing(provision):
        return NOT_MET
    root = book.rule(provision).root
    value = completion.value(book.graph, root, victim.true, victim.false)
    child = presumed(book.bits, victim)
    if value == OPEN and child is not None:
        as_child = completion.value(book.graph, root, *child)
        value = as_child if as_child != NOT_MET else OPEN
    return value


def _any_wording(book: Lawbook, provision: Provision, victim: Victim) -> bool:
    wordings = [each for each in book.corpus.wordings(provision.norm) if each.kind == provision.kind]
    return any(_value(book, each, victim) == MET for each in wordings)


@dataclass
class Expectation:
    """One expected verdict, ready to be tried again on changed law."""

    case: LegalCase
    facts: Case
    identifier: str
    wanted: str
    days: list[Any]


def expectations(cases: Iterable[LegalCase], corpus: Corpus) -> list[Expectation]:
    """All expected verdicts that hold on the law as it is."""
    found = []
    reader, shelf = Reader(corpus), library(corpus)
    for case in cases:
        try:
            facts = reader.case(case.facts)
        except LawError:
            continue
        days = [book.day for book in evaluate(shelf, facts).books]
        found += [Expectation(case, facts, key, wanted, days) for key, wanted in case.verdicts.items()]
    return [each for each in found if corpus.has(each.identifier) and holds(each, corpus, shelf)]


def holds(each: Expectation, corpus: Corpus, shelf: Library | None = None) -> bool:
    """Whether an expected verdict comes out on (possibly changed) law."""
    provision = corpus.provision(each.identifier)
    country = provision.jurisdiction
    if provision.kind == "yardstick":
        books = [Lawbook(corpus, country, each.days[0], build=False)]
    elif shelf is not None:
        books = [shelf.on(country, day) for day in each.days]
    else:
        books = [Lawbook(corpus, country, day, build=False) for day in each.days]
    return verdict(books, each.facts, provision) == each.wanted
