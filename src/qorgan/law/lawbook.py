"""The law of one country on one day: which wordings apply, compiled with all they refer to."""

from __future__ import annotations

import weakref
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from . import completion
from .bits import Bits
from .corpus import Corpus
from .dates import FIRST_DAY, Span
from .errors import LawError
from .expression import Expression
from .program import FALSE, TRUE, Graph, run
from .schema import Element, Provision
from .vocabulary import Vocabulary

_BITS: weakref.WeakKeyDictionary[Vocabulary, Bits] = weakref.WeakKeyDictionary()


def bits_of(vocabulary: Vocabulary) -> Bits:
    """The one numbering of a vocabulary."""
    found = _BITS.get(vocabulary)
    if found is None:
        found = _BITS[vocabulary] = Bits(vocabulary)
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """An element, clause or exception with its node; `owner` is the provision that wrote it."""

    element: Element
    node: int
    owner: Provision


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision compiled: its verdict node, the node without clauses, and its parts."""

    provision: Provision
    root: int
    body: int
    elements: tuple[Part, ...]
    clauses: tuple[Part, ...]
    aggravations: tuple[Part, ...]
    exceptions: tuple[Part, ...]
    guard: int
    support: tuple[int, int]


def applicable(wordings: list[Provision], day: date) -> list[Provision]:
    """The wordings of one rule that may have been in force on a day, earliest first.

    A wording that is certain on the day ends every earlier one.
    """
    possible = [each for each in wordings if each.valid.possible_on(day)]
    for i in range(len(possible) - 1, -1, -1):
        if possible[i].valid.certain_on(day):
            return possible[i:]
    return possible


class Lawbook:
    """All rules of a country that may apply on a day, in one graph.

    Two law books may share one `graph`, so that what is equal before and after a reform is one node.
    Without `build` nothing is compiled until `rule` asks for it: enough to try one changed provision.
    """

    def __init__(
        self, corpus: Corpus, jurisdiction: str, day: date, *, build: bool = True, graph: Graph | None = None
    ) -> None:
        self.corpus = corpus
        self.jurisdiction = jurisdiction
        self.day = day
        self.bits = bits_of(corpus.vocabulary)
        self.graph = graph or Graph(self.bits)
        self._bodies: dict[str, int] = {}
        self._open: list[str] = []
        self._rules: dict[str, Rule] = {}
        self.rules: list[Rule] = []
        self.holes: list[Rule] = []
        self.outside: list[Provision] = []
        if build:
            self._build()

    def _build(self) -> None:
        for provision in self.corpus.of(self.jurisdiction):
            if provision.kind not in ("offence", "yardstick", "unknown_wording"):
                continue
            if provision.kind == "unknown_wording":
                if provision.valid.possible_on(self.day):
                    self.holes.append(self.rule(provision))
            elif self.standing(provision):
                self.rules.append(self.rule(provision))
            else:
                self.outside.append(provision)
        roots = [each.root for each in self.rules]
        self.roots = roots
        self.steps = [(i, *self.graph.nodes[i]) for i in self.graph.reachable(roots) if i > FALSE]
        self.size = max(FALSE, *roots) + 1 if roots else FALSE + 1
        self.tangled = [
            completion.entangled(self.bits, pos, neg, 0)
            or bool(self.bits.unions and self._has_union(pos | neg))
            for pos, neg in (each.support for each in self.rules)
        ]

    def _has_union(self, mask: int) -> bool:
        return any(children & mask for children in self.bits.unions.values())

    def standing(self, provision: Provision) -> bool:
        """Whether this wording may have been in force on the day (yardsticks always stand)."""
        return provision.kind == "yardstick" or provision in self._candidates(provision.norm)

    def _candidates(self, norm: str) -> list[Provision]:
        real = [each for each in self.corpus.wordings(norm) if each.kind != "unknown_wording"]
        return applicable(real, self.day)

    def _guard(self, provision: Provision) -> int:
        """Node that is true when exactly this wording was in force; the true node when that is certain."""
        if provision.kind in ("yardstick", "unknown_wording"):
            return TRUE
        candidates = self._candidates(provision.norm)
        if provision not in candidates:
            return self.graph.literal(f"version.{provision.id}")
        place = candidates.index(provision)
        later = [self.graph.literal(f"version.{each.id}", False) for each in candidates[place + 1 :]]
        own = []
        if place or not provision.valid.certain_on(self.day):
            own = [self.graph.literal(f"version.{provision.id}")]
        return self.graph.join(True, own + later)

    def rule(self, provision: Provision) -> Rule:
        """A provision compiled with its parts; the same object for the same provision."""
        found = self._rules.get(provision.id)
        if found is not None:
            return found
        own = self._parts(provision.elements, provision)
        inherited: list[Part] = []
        for base in provision.base:
            inherited += [
                part for part in self.rule(self._wording(base, provision)).elements if part not in inherited
            ]
        clauses = self._parts(provision.clauses, provision)
        exceptions = self._parts(provision.exceptions, provision)
        body = self.body(provision)
        guard = self._guard(provision)
        top = [guard, body]
        if provision.clauses:
            top.append(self.graph.join(False, [part.node for part in clauses]))
        for part in exceptions:
            top.append(self.negation(part.element.when, part.owner))
        for other in provision.overridden_by:
            top.append(self._not_holding(other, provision))
        root = self.graph.join(True, top)
        made = Rule(
            provision,
            root,
            self.graph.join(True, [guard, body]),
            tuple(inherited + own),
            tuple(clauses),
            tuple(self._parts(provision.aggravations, provision)),
            tuple(exceptions),
            guard,
            self.graph.support(root),
        )
        self._rules[provision.id] = made
        return made

    def body(self, provision: Provision) -> int:
        """All elements of a provision and of one of its bases (with the clauses that a base needs itself)."""
        found = self._bodies.get(provision.id)
        if found is not None:
            return found
        if provision.id in self._open:
            raise LawError("LAW-20", provision.id, detail="provisions refer to each other in a circle")
        self._open.append(provision.id)
        top = [self.node(each.when, provision) for each in provision.elements]
        if provision.base:
            top.append(
                self.graph.join(False, [self._full(self._wording(b, provision)) for b in provision.base])
            )
        self._open.pop()
        result = self._bodies[provision.id] = self.graph.join(True, top)
        return result

    def _full(self, provision: Provision) -> int:
        top = [self.body(provision)]
        if provision.clauses:
            top.append(
                self.graph.join(False, [self.node(each.when, provision) for each in provision.clauses])
            )
        top += [self.negation(each.when, provision) for each in provision.exceptions]
        return self.graph.join(True, top)

    def _wording(self, identifier: str, asker: Provision) -> Provision:
        """The wording that an id means on this day: the id itself, or another wording of the same rule."""
        if not self.corpus.has(identifier):
            wordings = self.corpus.wordings(identifier)
            if not wordings:
                raise LawError("LAW-13", asker.id, value=identifier)
            return (applicable(wordings, self.day) or wordings)[-1]
        named = self.corpus.provision(identifier)
        if named.id != named.norm:
            return named
        candidates = self._candidates(named.norm)
        return named if named in candidates or not candidates else candidates[-1]

    def _parts(self, elements: tuple[Element, ...], owner: Provision) -> list[Part]:
        return [Part(each, self.node(each.when, owner), owner) for each in elements]

    def _not_holding(self, identifier: str, asker: Provision) -> int:
        wording = self._wording(identifier, asker)
        return self._negate_whole(wording)

    def node(self, expression: Expression, owner: Provision) -> int:
        """The node of an expression."""
        form = expression[0]
        if form == "atom":
            return self.graph.literal(expression[1])
        if form == "const":
            return TRUE if expression[1] else FALSE
        if form == "not":
            return self.negation(expression[1], owner)
        if form in ("all", "any"):
            return self.graph.join(form == "all", [self.node(each, owner) for each in expression[1]])
        if form == "ref":
            return self._definition(expression[1], expression[2], owner, True)
        return self._holding(expression[1], owner)

    def negation(self, expression: Expression, owner: Provision) -> int:
        """The node of the opposite of an expression, with negation pushed down to the facts."""
        form = expression[0]
        if form == "atom":
            return self.graph.literal(expression[1], False)
        if form == "const":
            return FALSE if expression[1] else TRUE
        if form == "not":
            return self.node(expression[1], owner)
        if form in ("all", "any"):
            return self.graph.join(form == "any", [self.negation(each, owner) for each in expression[1]])
        if form == "ref":
            return self._definition(expression[1], expression[2], owner, False)
        return self._negate_whole(self._wording(expression[1], owner))

    def _holding(self, identifier: str, owner: Provision) -> int:
        wording = self._wording(identifier, owner)
        if wording not in self._candidates(wording.norm):
            return FALSE
        return self.graph.join(True, [self._guard(wording), self._full(wording)])

    def _negate_whole(self, wording: Provision) -> int:
        if wording not in self._candidates(wording.norm):
            return TRUE
        parts = [self.invert(self._full(wording)), self.invert(self._guard(wording))]
        return self.graph.join(False, parts)

    def invert(self, index: int) -> int:
        """The node that is true exactly where another is false."""
        if index in (TRUE, FALSE):
            return FALSE if index == TRUE else TRUE
        is_and, pos, neg, kids = self.graph.nodes[index]
        parts = [self.graph.literal(code, False) for code in self.bits.names(pos)]
        parts += [self.graph.literal(code, True) for code in self.bits.names(neg)]
        parts += [self.invert(kid) for kid in kids]
        return self.graph.join(not is_and, parts)

    def _definition(self, target: str, slot: str, owner: Provision, positive: bool) -> int:
        if self.corpus.has(target) and self.corpus.provision(target).norm != target:
            return self._slot(self.corpus.provision(target), slot, owner, positive)
        wordings = self.corpus.wordings(target)
        if not wordings:
            raise LawError("LAW-13", owner.id, value=target)
        candidates = applicable([each for each in wordings if each.kind != "unknown_wording"], self.day)
        if not candidates:
            nearest = wordings[0] if self.day < wordings[0].valid.earliest else wordings[-1]
            unknown = self.graph.literal(f"version.{nearest.id}")
            return self.graph.join(positive, [unknown, self._slot(nearest, slot, owner, positive)])
        options = []
        for each in candidates:
            chosen = self._guard(each)
            if chosen == TRUE:
                return self._slot(each, slot, owner, positive)
            options.append(self.graph.join(True, [chosen, self._slot(each, slot, owner, positive)]))
        if not candidates[0].valid.certain_on(self.day) and not positive:
            options += [self.graph.join(True, [self.invert(self._guard(each)) for each in candidates])]
        return self.graph.join(False, options)

    def _slot(self, definition: Provision, slot: str, owner: Provision, positive: bool) -> int:
        if slot not in definition.expressions:
            raise LawError("LAW-20", owner.id, detail=f"{definition.id} has no expression '{slot}'")
        mark = f"{definition.id}/{slot}"
        if mark in self._open:
            raise LawError("LAW-20", mark, detail="definitions refer to each other in a circle")
        self._open.append(mark)
        expression = definition.expressions[slot]
        result = self.node(expression, definition) if positive else self.negation(expression, definition)
        self._open.pop()
        return result

    def verdicts(self, true: int, false: int) -> list[int]:
        """Values 1 met, 0 not met, 2 open of all rules for one victim (exact up to 16 unknown facts)."""
        values = run(self.steps, self.size, true, false)
        result = [values[root] for root in self.roots]
        memo: dict[int, int] = {}
        for i, tangled in enumerate(self.tangled):
            if tangled and result[i] == 2:
                result[i] = completion.value(self.graph, self.roots[i], true, false, memo)
        return result


def change_days(corpus: Corpus, jurisdiction: str) -> list[date]:
    """Days on which the law of a country changes or may change, in order."""
    days = {FIRST_DAY}
    for each in corpus.of(jurisdiction):
        days |= {each.valid.earliest, each.valid.latest}
        if each.valid.to is not None:
            days.add(each.valid.to + timedelta(days=1))
    return sorted(days)


class Library:
    """Lawbooks by country and day, each compiled once."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._days: dict[str, list[date]] = {}
        self._books: dict[tuple[str, date], Lawbook] = {}

    def days(self, jurisdiction: str) -> list[date]:
        """Days on which the law changes."""
        if jurisdiction not in self._days:
            self._days[jurisdiction] = change_days(self.corpus, jurisdiction)
        return self._days[jurisdiction]

    def on(self, jurisdiction: str, day: date) -> Lawbook:
        """The law of a country on a day; raises LawError LAW-09."""
        start = max((each for each in self.days(jurisdiction) if each <= day), default=FIRST_DAY)
        key = (jurisdiction, start)
        if key not in self._books:
            self._books[key] = Lawbook(self.corpus, jurisdiction, start)
        return self._books[key]

    def within(self, jurisdiction: str, span: Span) -> list[Lawbook]:
        """The law books that apply in a span of days, earliest first."""
        starts = [each for each in self.days(jurisdiction) if span.first < each <= span.last]
        return [self.on(jurisdiction, span.first), *(self.on(jurisdiction, each) for each in starts)]

    def yardsticks(self) -> Lawbook | None:
        """The yardsticks compiled together, or None when the collection has none."""
        if not self.corpus.yardsticks():
            return None
        return self.on("INT", date(2026, 1, 1))


@lru_cache(maxsize=64)
def library(corpus: Corpus) -> Library:
    """The one library of a corpus."""
    return Library(corpus)
