"""Do the legal cases notice a wrong law? Each element and clause is dropped and negated; some case must fail."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .bits import members
from .casebook import Expectation, LegalCase, expectations, holds
from .completion import LIMIT, possible, table
from .corpus import YARDSTICKS, Corpus
from .lawbook import Lawbook
from .reform import affected
from .schema import Element, Provision


@dataclass(frozen=True, slots=True)
class Mutant:
    """One way in which a provision could be wrong."""

    provision: str
    place: str
    change: str
    changed: Provision

    def __str__(self) -> str:
        return f"{self.provision} {self.place}: {self.change}"


def mutants(provision: Provision) -> Iterator[Mutant]:
    """Every element, clause and exception of a provision, once dropped and once negated."""
    for field in ("elements", "clauses", "exceptions"):
        parts: tuple[Element, ...] = getattr(provision, field)
        for i, part in enumerate(parts):
            negated: Element = dataclasses.replace(part, when=("not", part.when))
            swapped = (*parts[:i], negated, *parts[i + 1 :])
            place = f"{field}.{part.id}"
            yield Mutant(provision.id, place, "negated", _with(provision, field, swapped))
            rest = (*parts[:i], *parts[i + 1 :])
            if field == "clauses" and not rest:
                continue  # a part without clauses would be its base: another rule, not a wrong one
            yield Mutant(provision.id, place, "dropped", _with(provision, field, rest))


def _with(provision: Provision, field: str, parts: tuple[Element, ...]) -> Provision:
    changes: dict[str, Any] = {field: parts}
    return dataclasses.replace(provision, **changes)


def survivors(
    cases: Iterable[LegalCase],
    corpus: Corpus,
    jurisdictions: Iterable[str],
    families: Iterable[str] | None = None,
) -> tuple[int, list[Mutant]]:
    """(number of mutants tried, those that no case noticed) for the offences and yardsticks of some countries.

    Mutants that no facts could tell from the right law are left out.
    """
    known = expectations(cases, corpus)
    by_id: dict[str, list[Expectation]] = {}
    for each in known:
        by_id.setdefault(each.identifier, []).append(each)
    tried, alive = 0, []
    wanted = None if families is None else set(families)
    for country in jurisdictions:
        for provision in corpus.of(country):
            judged = provision.kind == "offence" or (
                provision.kind == "yardstick" and provision.id in YARDSTICKS
            )
            if not judged:
                continue
            if wanted is not None and provision.family not in wanted:
                continue
            reach = affected(corpus, country, {"changes": [{"provision": provision.id}]})
            relevant = [
                e for key in (provision.id, *sorted(reach - {provision.id})) for e in by_id.get(key, [])
            ]
            for mutant in mutants(provision):
                if not _noticed(mutant, relevant, corpus, country):
                    if equivalent(mutant, corpus, country):
                        continue
                    alive.append(mutant)
                tried += 1
    return tried, alive


def equivalent(mutant: Mutant, corpus: Corpus, country: str) -> bool:
    """Whether no possible facts tell the changed provision from the right one (up to LIMIT facts, exactly).

    So it is where one element already implies another: a law may say the same thing twice.
    """
    right = corpus.provision(mutant.provision)
    book = Lawbook(corpus, country, right.valid.latest, build=False)
    law = _replaced(mutant, corpus, country)
    wrong = Lawbook(law, country, right.valid.latest, build=False, graph=book.graph)
    one, two = book.rule(right).root, wrong.rule(mutant.changed).root
    free = list(members(_support(book, one) | _support(book, two)))
    if len(free) > LIMIT:
        return False
    tables = [table(book.graph, root, free, 0, 0, {}) for root in (one, two)]
    return not (tables[0] ^ tables[1]) & possible(book.bits, free, 0, 0)


def _support(book: Lawbook, root: int) -> int:
    pos, neg = book.graph.support(root)
    return pos | neg


def _replaced(mutant: Mutant, corpus: Corpus, country: str) -> Corpus:
    provisions = [mutant.changed if p.id == mutant.provision else p for p in corpus.of(country)]
    return corpus.changed(country, provisions)


def _noticed(mutant: Mutant, relevant: list[Expectation], corpus: Corpus, country: str) -> bool:
    changed = _replaced(mutant, corpus, country)
    return any(not holds(each, changed) for each in relevant)
