"""What to ask next: the unknown facts whose answer settles most, never one that changes nothing.

A question costs a frightened child something. A fact is asked only if at least one of its answers makes the
verdict on at least one provision definite, given all that is known.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import completion
from .bits import Bits, members
from .verdict import OPEN, Outcome


@dataclass(frozen=True, slots=True)
class Question:
    """One unknown fact, the rules it can settle, and how many stay open on average after the answer."""

    number: int
    settles: tuple[str, ...]
    left_open: float


def with_answer(bits: Bits, number: int, value: bool, true: int, false: int) -> tuple[int, int]:
    """Known facts after one more answer, carried through the family tree."""
    if value:
        return bits.close(true | 1 << number | bits.up(number), false), false
    down = 1 << number
    code = bits.codes[number]
    if code in bits.vocabulary.atoms:
        down |= bits.mask(bits.vocabulary.descendants(code))
    elif code.startswith("victim.under_"):
        down |= bits.mask(f"victim.under_{y}" for y in range(1, int(code.rsplit("_", 1)[1])))
    false |= down
    for union, children in bits.unions.items():
        if children & false == children:
            false |= 1 << union
    return bits.close(true, false), false


def kin(bits: Bits, number: int) -> int:
    """A fact with all facts that an answer to it can settle through the family tree."""
    code = bits.codes[number]
    mask = 1 << number | bits.up(number)
    if code in bits.vocabulary.atoms:
        mask |= bits.mask(bits.vocabulary.descendants(code))
    elif code.startswith("victim.under_"):
        mask |= bits.mask(f"victim.under_{y}" for y in range(1, 31))
    for union, children in bits.unions.items():
        if children & mask:
            mask |= 1 << union | children
    return mask


class _Told:
    """What would be known after one answer, with the values of nodes already worked out by graph."""

    def __init__(self, true: int, false: int) -> None:
        self.true, self.false = true, false
        self.memos: dict[int, dict[int, int]] = {}


@dataclass(frozen=True, slots=True)
class _Open:
    """An open outcome, with what a question to it needs: whether Kleene may be too weak for it, and its kin."""

    outcome: Outcome
    deciding: int
    tangled: bool

    def stays_open(self, told: _Told, unions: int) -> bool:
        """Whether it is still open with more known. A smaller residue cannot become entangled, unless a fact of
        which one child must hold (`unions`) came out true."""
        graph, root = self.outcome.book.graph, self.outcome.rule.root
        memo = told.memos.setdefault(id(graph), {})
        if graph.value(root, told.true, told.false, memo) != OPEN:
            return False
        if not self.tangled and not told.true & ~self.outcome.true & unions:
            return True
        return completion.value(graph, root, told.true, told.false, memo) == OPEN


def _opened(outcome: Outcome) -> _Open:
    graph, root = outcome.book.graph, outcome.rule.root
    pos, neg = completion.residue(graph, root, outcome.true, outcome.false, {})
    tangled = completion.entangled(graph.bits, pos, neg, outcome.true)
    return _Open(outcome, outcome.answer.deciding, tangled)


def questions(outcomes: list[Outcome], bits: Bits) -> list[Question]:
    """Questions for open outcomes, those that leave fewest undetermined first."""
    still = [_opened(each) for each in outcomes if each.value == OPEN and not each.date_open]
    candidates = 0
    for each in still:
        candidates |= each.deciding
    unions = sum(1 << union for union in bits.unions)
    found = []
    for number in members(candidates & ~bits.versions):
        settles: list[str] = []
        left = 0
        family = kin(bits, number)
        answers: dict[tuple[int, int], list[_Told]] = {}
        for each in still:
            if not each.deciding & family:
                left += 2
                continue
            known = (each.outcome.true, each.outcome.false)
            if known not in answers:
                answers[known] = [
                    _Told(*with_answer(bits, number, answer, *known)) for answer in (True, False)
                ]
            undetermined = sum(each.stays_open(told, unions) for told in answers[known])
            left += undetermined
            identifier = each.outcome.rule.provision.id
            if undetermined < 2 and identifier not in settles:
                settles.append(identifier)
        if settles:
            found.append(Question(number, tuple(settles), left / 2))
    return sorted(found, key=lambda q: (q.left_open, -len(q.settles), q.number))
