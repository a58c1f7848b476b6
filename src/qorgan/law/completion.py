"""The exact answer where Kleene says unknown: every completion of up to 16 unknown facts at once.

Each unknown fact is one column of a truth table written as one long integer, so that AND and OR of integers
decide all completions together. Impossible completions (a child without its parent, two facts that exclude
each other) are masked out. All completions true: true. None: false. Else undetermined: the answer of
supervaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .bits import Bits, members
from .program import Graph

LIMIT = 16


@dataclass(frozen=True, slots=True)
class Answer:
    """Value 1, 0 or 2; whether it is exact; mask of the unknown facts on which it depends."""

    value: int
    exact: bool
    deciding: int


@lru_cache(maxsize=LIMIT + 1)
def columns(count: int) -> tuple[int, tuple[int, ...]]:
    """(all ones, one column per variable) of a truth table with 2**count rows."""
    rows = 1 << count
    full = (1 << rows) - 1
    result = []
    for i in range(count):
        block = 1 << i
        unit = ((1 << block) - 1) << block
        width = 2 * block
        while width < rows:
            unit |= unit << width
            width *= 2
        result.append(unit)
    return full, tuple(result)


def residue(graph: Graph, root: int, true: int, false: int, memo: dict[int, int]) -> tuple[int, int]:
    """Masks of the unknown facts that the undecided part below a node still asks for (as true, as false)."""
    known = true | false
    pos = neg = 0
    seen, todo = {root}, [root]
    while todo:
        index = todo.pop()
        if graph.value(index, true, false, memo) != 2:
            continue
        _, node_pos, node_neg, kids = graph.nodes[index]
        pos |= node_pos & ~known
        neg |= node_neg & ~known
        for kid in kids:
            if kid not in seen:
                seen.add(kid)
                todo.append(kid)
    return pos, neg


def entangled(bits: Bits, pos: int, neg: int, true: int) -> bool:
    """Whether Kleene may be too weak: a fact asked both ways, or tied facts asked in opposite ways."""
    if pos & neg or any(true >> union & 1 and kids & (pos | neg) for union, kids in bits.unions.items()):
        return True
    for number in members(pos | neg):
        opposite = neg if pos >> number & 1 else pos
        if bits.up(number) & opposite:
            return True
        if bits.excluding.get(number, 0) & (pos | neg) or bits.unions.get(number, 0) & opposite:
            return True
    return False


def possible(bits: Bits, free: list[int], true: int, false: int) -> int:
    """The truth-table rows that the family tree and exclusions allow (all rows if none would be left)."""
    full, column = columns(len(free))
    place = {number: i for i, number in enumerate(free)}
    mask = sum(1 << number for number in free)
    valid = full
    for number in free:
        own = column[place[number]]
        parents = nearest = bits.up(number) & mask
        for parent in members(parents):
            nearest &= ~bits.up(parent)
        for parent in members(nearest):
            valid &= ~own | column[place[parent]]
        for other in members(bits.excluding.get(number, 0)):
            if other in place:
                valid &= ~(own & column[place[other]])
            elif true >> other & 1:
                valid &= ~own
        children = bits.unions.get(number, 0)
        if children and not children & true and not children & ~false & ~mask:
            some = 0
            for child in members(children & mask):
                some |= column[place[child]]
            valid &= ~own | some
    for union, children in bits.unions.items():
        if true >> union & 1 and not children & true and children & mask and not children & ~false & ~mask:
            some = 0
            for child in members(children & mask):
                some |= column[place[child]]
            valid &= some
    return valid & full or full


def table(graph: Graph, root: int, free: list[int], true: int, false: int, memo: dict[int, int]) -> int:
    """Truth table of a node over the free facts, as one integer."""
    full, column = columns(len(free))
    place = {number: i for i, number in enumerate(free)}
    done: dict[int, int] = {}

    def of(index: int) -> int:
        known = graph.value(index, true, false, memo)
        if known != 2:
            return full if known else 0
        found = done.get(index)
        if found is not None:
            return found
        is_and, pos, neg, kids = graph.nodes[index]
        result = full if is_and else 0
        for number in members(pos & ~true & ~false):
            own = column[place[number]]
            result = result & own if is_and else result | own
        for number in members(neg & ~true & ~false):
            own = full ^ column[place[number]]
            result = result & own if is_and else result | own
        for kid in kids:
            if graph.value(kid, true, false, memo) == 2:
                result = result & of(kid) if is_and else result | of(kid)
        done[index] = result
        return result

    return of(root)


def answer(graph: Graph, root: int, true: int, false: int, memo: dict[int, int] | None = None) -> Answer:
    """Value of a node, exactly if at most LIMIT unknown facts are relevant, and the facts that decide it."""
    memo = {} if memo is None else memo
    value = graph.value(root, true, false, memo)
    if value != 2:
        return Answer(value, True, 0)
    pos, neg = residue(graph, root, true, false, memo)
    free = list(members(pos | neg))
    if len(free) > LIMIT:
        return Answer(2, False, pos | neg)
    rows = table(graph, root, free, true, false, memo)
    valid = possible(graph.bits, free, true, false)
    if rows & valid == valid:
        return Answer(1, True, 0)
    if not rows & valid:
        return Answer(0, True, 0)
    _, column = columns(len(free))
    deciding = 0
    for i, number in enumerate(free):
        step = 1 << i
        low = ~column[i]
        flips = (rows >> step ^ rows) & low & valid & (valid >> step)
        if flips:
            deciding |= 1 << number
    return Answer(2, True, deciding or pos | neg)


def value(graph: Graph, root: int, true: int, false: int, memo: dict[int, int] | None = None) -> int:
    """The value alone; completions are tried only where Kleene may be too weak."""
    memo = {} if memo is None else memo
    found = graph.value(root, true, false, memo)
    if found != 2:
        return found
    pos, neg = residue(graph, root, true, false, memo)
    if not entangled(graph.bits, pos, neg, true) or (pos | neg).bit_count() > LIMIT:
        return 2
    free = list(members(pos | neg))
    rows = table(graph, root, free, true, false, memo)
    valid = possible(graph.bits, free, true, false)
    if rows & valid == valid:
        return 1
    return 2 if rows & valid else 0
