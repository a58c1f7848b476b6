"""Minimal reasons: which facts suffice, what fails and the smallest change, which unknown facts decide."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

from . import completion
from .bits import Bits, members
from .lawbook import Part
from .program import UNKNOWN, Graph
from .verdict import MET, NOT_MET, Outcome
from .vocabulary import MINOR

SEARCH = 2  # a change of up to three facts is proved to be the smallest
Literals = frozenset[tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Reason:
    """One element of a provision, whether it is there, and the facts that show it (bit, value)."""

    code: str
    part: Part | None
    holds: bool | None
    facts: tuple[tuple[int, bool], ...]


def justify(graph: Graph, root: int, true: int, false: int, prefer: int, memo: dict[int, int]) -> Literals:
    """A small set of known facts that gives a decided node its value; given facts are preferred."""
    done: dict[int, Literals] = {}

    def of(index: int) -> Literals:
        found = done.get(index)
        if found is None:
            found = done[index] = pick(index)
        return found

    def pick(index: int) -> Literals:
        is_and, pos, neg, kids = graph.nodes[index]
        holds = graph.value(index, true, false, memo) == 1
        if is_and == holds:  # everything below is needed
            result = {(n, holds) for n in members(pos)} | {(n, not holds) for n in members(neg)}
            for kid in kids:
                result |= of(kid)
            return frozenset(result)
        options: list[Literals] = []
        known_pos, known_neg = (pos & true, neg & false) if holds else (pos & false, neg & true)
        chosen = known_pos & prefer or known_pos
        if chosen:
            options.append(frozenset({(next(members(chosen)), holds)}))
        elif known_neg:
            options.append(frozenset({(next(members(known_neg)), not holds)}))
        options += [of(kid) for kid in kids if graph.value(kid, true, false, memo) == int(holds)]
        return min(options, key=lambda each: (len(each), sorted(each)))

    return of(root)


def implicant(outcome: Outcome, prefer: int) -> Literals:
    """A minimal set of known facts that suffices for a met or failed rule: drop any one and it no longer does."""
    graph, root = outcome.book.graph, outcome.rule.root
    memo: dict[int, int] = {}
    if graph.value(root, outcome.true, outcome.false, memo) != UNKNOWN:
        kept = justify(graph, root, outcome.true, outcome.false, prefer, memo)
    else:
        pos, neg = outcome.rule.support
        kept = frozenset({(n, True) for n in members(outcome.true & (pos | neg))}) | {
            (n, False) for n in members(outcome.false & (pos | neg))
        }
    for each in sorted(kept, key=lambda fact: (bool(prefer >> fact[0] & 1), -fact[0])):
        fewer = kept - {each}
        if completion.value(graph, root, *masks(fewer)) == outcome.value:
            kept = fewer
    return kept


def masks(literals: Literals) -> tuple[int, int]:
    """Literals as (true, false) masks."""
    true = false = 0
    for number, value in literals:
        if value:
            true |= 1 << number
        else:
            false |= 1 << number
    return true, false


def met(outcome: Outcome, prefer: int) -> list[Reason]:
    """One reason per element of a met provision, on a minimal set of facts."""
    graph, rule = outcome.book.graph, outcome.rule
    kept = implicant(outcome, prefer)
    true, false = masks(kept)
    memo: dict[int, int] = {}
    full: dict[int, int] = {}
    reasons = []
    for part in rule.elements:
        if graph.value(part.node, true, false, memo) == MET:
            facts = justify(graph, part.node, true, false, prefer, memo)
        elif graph.value(part.node, outcome.true, outcome.false, full) == MET:
            facts = justify(graph, part.node, outcome.true, outcome.false, prefer, full)
        else:  # met either way, whatever an unknown fact turns out to be
            pos, neg = graph.support(part.node)
            facts = frozenset(fact for fact in kept if (pos | neg) >> fact[0] & 1)
        reasons.append(Reason(part.element.id, part, True, tuple(sorted(facts))))
    for part in rule.clauses:
        if graph.value(part.node, true, false, memo) == MET:
            facts = justify(graph, part.node, true, false, prefer, memo)
            reasons.append(Reason(part.element.id, part, True, tuple(sorted(facts))))
    return reasons


def failed(outcome: Outcome, prefer: int) -> list[Reason]:
    """The elements that fail, each with a minimal set of facts; clauses together as one."""
    graph, rule = outcome.book.graph, outcome.rule
    memo: dict[int, int] = {}

    def value(node: int) -> int:
        return graph.value(node, outcome.true, outcome.false, memo)

    reasons = [
        _failure(outcome, part.element.id, part, part.node, prefer, memo)
        for part in rule.elements
        if value(part.node) == NOT_MET
    ]
    if not reasons and rule.clauses and all(value(part.node) == NOT_MET for part in rule.clauses):
        facts = frozenset().union(
            *(justify(graph, part.node, outcome.true, outcome.false, prefer, memo) for part in rule.clauses)
        )
        reasons.append(Reason("clauses", None, False, tuple(sorted(facts))))
    for part in rule.exceptions:
        if value(part.node) == MET:
            facts = justify(graph, part.node, outcome.true, outcome.false, prefer, memo)
            reasons.append(Reason(part.element.id, part, False, tuple(sorted(facts))))
    if not reasons:
        reasons.append(Reason("facts", None, False, tuple(sorted(implicant(outcome, prefer)))))
    return reasons


def _failure(outcome: Outcome, code: str, part: Part, node: int, prefer: int, memo: dict[int, int]) -> Reason:
    facts = justify(outcome.book.graph, node, outcome.true, outcome.false, prefer, memo)
    return Reason(code, part, False, tuple(sorted(facts)))


def established(outcome: Outcome, prefer: int) -> list[Reason]:
    """What already stands for an open rule: the elements that are there, with their facts."""
    graph = outcome.book.graph
    memo: dict[int, int] = {}
    reasons = []
    for part in (*outcome.rule.elements, *outcome.rule.clauses):
        if graph.value(part.node, outcome.true, outcome.false, memo) == MET:
            facts = justify(graph, part.node, outcome.true, outcome.false, prefer, memo)
            reasons.append(Reason(part.element.id, part, True, tuple(sorted(facts))))
    return reasons


def shown(bits: Bits, number: int, value: bool, given: int) -> int:
    """The fact to show for a derived one: the given fact that implies it, else itself."""
    if given >> number & 1 or not value:
        return number
    for child in members(given):
        if bits.up(child) >> number & 1:
            return child
    return number


def change(outcome: Outcome) -> tuple[tuple[int, bool], ...]:
    """The smallest set of known facts to turn round so that a failed rule is no longer failed.

    Facts other than the age are preferred; an empty answer means no change of facts helps.
    """
    graph = outcome.book.graph
    minor = graph.bits.number(MINOR)
    costs: dict[int, tuple[int, Literals] | None] = {}

    def of(index: int) -> tuple[int, Literals] | None:
        if index not in costs:
            costs[index] = work(index)
        return costs[index]

    def price(number: int, wanted: bool) -> tuple[int, Literals]:
        known = outcome.true >> number & 1 if not wanted else outcome.false >> number & 1
        if not known:
            return 0, frozenset()
        weight = 101 if number == minor or graph.bits.person >> number & 1 else 100
        return weight, frozenset({(number, wanted)})

    def work(index: int) -> tuple[int, Literals] | None:
        is_and, pos, neg, kids = graph.nodes[index]
        parts: list[tuple[int, Literals] | None] = [price(n, True) for n in members(pos)]
        parts += [price(n, False) for n in members(neg)]
        parts += [of(kid) for kid in kids]
        if is_and:
            if any(each is None for each in parts):
                return None
            union: Literals = frozenset().union(*(each[1] for each in parts if each))
            return sum(price(n, wanted)[0] for n, wanted in union), union
        possible = [each for each in parts if each is not None]
        return min(possible, key=lambda each: (each[0], sorted(each[1]))) if possible else None

    found = of(outcome.rule.root)
    return _smaller(outcome, tuple(sorted(found[1]))) if found else ()


def _smaller(outcome: Outcome, known: tuple[tuple[int, bool], ...]) -> tuple[tuple[int, bool], ...]:
    """A change of fewer facts, if one fact can serve several conditions (sums in a tree cannot see that)."""
    pos, neg = outcome.rule.support
    turns = [(n, True) for n in members(outcome.false & (pos | neg))]
    turns += [(n, False) for n in members(outcome.true & (pos | neg))]
    turns.sort(key=lambda turn: (outcome.book.bits.person >> turn[0] & 1, turn))
    for size in range(1, min(len(known), SEARCH + 1)):
        for flips in itertools.combinations(turns, size):
            if completion.value(outcome.book.graph, outcome.rule.root, *turned(outcome, flips)) != NOT_MET:
                return flips
    return known


def turned(outcome: Outcome, flips: Iterable[tuple[int, bool]]) -> tuple[int, int]:
    """Known facts of an outcome with some turned round."""
    true, false = outcome.true, outcome.false
    for number, value in flips:
        bit = 1 << number
        true, false = (true | bit, false & ~bit) if value else (true & ~bit, false | bit)
    return true, false
