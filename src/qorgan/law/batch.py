"""Many cases at once: known-true and known-false bit planes, 64 cases to a word, one numpy call per node input.

A plane is an array of uint64; bit i of word w is case 64*w + i. Facts and results are pairs of planes (T, F);
AND is T1&T2 and F1|F2, OR the dual, NOT swaps the pair. A case in neither plane is unknown; contested facts
are kept out of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .bits import Bits, members
from .lawbook import Lawbook, Rule
from .program import FALSE, TRUE, Graph

Plane = npt.NDArray[np.uint64]
States = npt.NDArray[np.int8]
WORD = 64
BLOCK = 4096
MAX_SPLIT = 6
NO, YES, UNKNOWN, CONTESTED = 0, 1, 2, 3


def pack(column: npt.NDArray[np.bool_]) -> Plane:
    """A column of booleans as a plane, padded with zeros to whole words."""
    packed = np.packbits(column, bitorder="little")
    padded = np.zeros(-(-column.size // WORD) * 8, dtype=np.uint8)
    padded[: packed.size] = packed
    return padded.view(np.uint64)


def unpack(plane: Plane, count: int) -> npt.NDArray[np.bool_]:
    """The first `count` cases of a plane as booleans."""
    return np.unpackbits(plane.view(np.uint8), bitorder="little", count=count).view(np.bool_)


@dataclass
class Facts:
    """Planes of the facts of many cases by atom number; an atom that is not there is unknown everywhere."""

    count: int
    true: dict[int, Plane]
    false: dict[int, Plane]

    @property
    def words(self) -> int:
        """Words in a plane."""
        return -(-self.count // WORD)


def facts(book: Lawbook, columns: dict[str, States], count: int) -> Facts:
    """Columns of states (0 false, 1 true, 2 unknown, 3 contested) by atom code, packed."""
    true, false = {}, {}
    for code, column in columns.items():
        number = book.bits.number(code)
        true[number] = pack(column == YES)
        false[number] = pack(column == NO)
    return Facts(count, true, false)


@dataclass
class Verdicts:
    """Planes of the results, one row per rule: met and not met; a case in neither is open."""

    count: int
    met: npt.NDArray[np.uint64]
    not_met: npt.NDArray[np.uint64]

    def states(self, row: int) -> States:
        """Verdicts of one rule as 1 met, 0 not met, 2 open."""
        result = np.full(self.count, UNKNOWN, dtype=np.int8)
        result[unpack(self.met[row], self.count)] = YES
        result[unpack(self.not_met[row], self.count)] = NO
        return result

    def counts(self) -> npt.NDArray[np.int64]:
        """met, open, not met per rule."""
        met = np.bitwise_count(self.met).sum(axis=1, dtype=np.int64)
        failed = np.bitwise_count(self.not_met).sum(axis=1, dtype=np.int64)
        return np.stack([met, self.count - met - failed, failed], axis=1)


class Batch:
    """Rules compiled to a straight list of plane operations. Rules may come from several law books on one graph."""

    def __init__(self, graph: Graph, rules: list[Rule]) -> None:
        self.graph = graph
        self.rules = rules
        self.roots = [rule.root for rule in rules]
        self.order = [i for i in graph.reachable(self.roots) if i > FALSE]
        self.split = [_entangled(graph.bits, *graph.support(root)) for root in self.roots]

    def evaluate(self, data: Facts) -> Verdicts:
        """Verdicts of all rules on all cases. Facts asked both ways, and facts of one family asked in opposite
        ways, are decided case by case (true and false), so that the answer is exact for up to MAX_SPLIT such
        facts of a rule; above that it is strong Kleene. The planes must obey the family tree.
        """
        met = np.empty((len(self.roots), data.words), dtype=np.uint64)
        failed = np.empty_like(met)
        self._sweep(data, self.order, [(row, root) for row, root in enumerate(self.roots)], met, failed)
        for row, both in enumerate(self.split):
            if 0 < len(both) <= MAX_SPLIT:
                self._refine(data, row, both, met, failed)
        _mask_tail(met, failed, data.count)
        return Verdicts(data.count, met, failed)

    def _refine(self, data: Facts, row: int, both: list[int], met: Plane, failed: Plane) -> None:
        """True under every completion of the facts asked both ways, or false under every one."""
        order = [i for i in self.graph.reachable([self.roots[row]]) if i > FALSE]
        all_true = np.full((1, data.words), ~np.uint64(0))
        all_false = all_true.copy()
        empty = np.zeros(data.words, dtype=np.uint64)
        one, other = np.empty_like(all_true), np.empty_like(all_true)
        for choice in range(1 << len(both)):
            if not _possible(self.graph.bits, both, choice):
                continue
            true, false = dict(data.true), dict(data.false)
            for place, number in enumerate(both):
                t, f = data.true.get(number, empty), data.false.get(number, empty)
                if choice >> place & 1:
                    true[number], false[number] = ~f, f
                else:
                    true[number], false[number] = t, ~t
            self._sweep(Facts(data.count, true, false), order, [(0, self.roots[row])], one, other)
            all_true &= one
            all_false &= other
        met[row], failed[row] = all_true[0], all_false[0]

    def _sweep(
        self, data: Facts, order: list[int], wanted: list[tuple[int, int]], met: Plane, failed: Plane
    ) -> None:
        uses = self._last_use(order, [root for _, root in wanted])
        nodes = self.graph.nodes
        for start in range(0, data.words, BLOCK):
            stop = min(start + BLOCK, data.words)
            width = stop - start
            blank = np.zeros(width, dtype=np.uint64)
            full = ~blank
            made: dict[int, tuple[Plane, Plane]] = {TRUE: (full, blank), FALSE: (blank, full)}
            spare: list[tuple[Plane, Plane]] = []
            for index in order:
                is_and, pos, neg, kids = nodes[index]
                inputs = [
                    (_cut(data.true, n, start, stop, blank), _cut(data.false, n, start, stop, blank))
                    for n in members(pos)
                ]
                inputs += [
                    (_cut(data.false, n, start, stop, blank), _cut(data.true, n, start, stop, blank))
                    for n in members(neg)
                ]
                inputs += [made[kid] for kid in kids]
                if len(inputs) == 1:
                    made[index] = inputs[0]
                    continue
                out_true, out_false = spare.pop() if spare else (np.empty_like(blank), np.empty_like(blank))
                on_true, on_false = (
                    (np.bitwise_and, np.bitwise_or) if is_and else (np.bitwise_or, np.bitwise_and)
                )
                on_true(inputs[0][0], inputs[1][0], out=out_true)
                on_false(inputs[0][1], inputs[1][1], out=out_false)
                for each_true, each_false in inputs[2:]:
                    on_true(out_true, each_true, out=out_true)
                    on_false(out_false, each_false, out=out_false)
                made[index] = (out_true, out_false)
                spare += [made[done] for done in uses.get(index, ())]
            for row, root in wanted:
                met[row, start:stop], failed[row, start:stop] = made[root]

    def _last_use(self, order: list[int], roots: list[int]) -> dict[int, list[int]]:
        """Nodes whose buffers are free after a node is made (nodes with buffers of their own, not results)."""
        last: dict[int, int] = {}
        kept = set(roots)
        shared: set[int] = set()
        for index in order:
            _, pos, neg, kids = self.graph.nodes[index]
            alone = len(kids) + (pos | neg).bit_count() == 1
            for kid in kids:
                last[kid] = index
                if alone:
                    shared.add(kid)
            if alone:
                shared.add(index)
        uses: dict[int, list[int]] = {}
        for kid, index in last.items():
            if kid > FALSE and kid not in kept and kid not in shared:
                uses.setdefault(index, []).append(kid)
        return uses


def _entangled(bits: Bits, pos: int, neg: int) -> list[int]:
    """Facts for which Kleene may be too weak in a rule: asked both ways, or tied to one asked the other way."""
    both, asked = pos & neg, pos | neg
    tied = both
    for number in members(asked):
        opposite = (neg if pos >> number & 1 else 0) | (pos if neg >> number & 1 else 0)
        near = bits.up(number) & opposite | bits.excluding.get(number, 0) & asked
        near |= bits.unions.get(number, 0) & opposite
        if near:
            tied |= near | 1 << number
    return list(members(tied if tied.bit_count() <= MAX_SPLIT else both))


def _possible(bits: Bits, facts: list[int], choice: int) -> bool:
    """Whether the family tree and exclusions allow these facts to be so together."""
    true = sum(1 << number for place, number in enumerate(facts) if choice >> place & 1)
    false = sum(1 << number for number in facts) & ~true
    for number in members(true):
        children = bits.unions.get(number, 0)
        if (
            bits.up(number) & false
            or bits.excluding.get(number, 0) & true
            or (children and not children & ~false)
        ):
            return False
    return True


def _cut(planes: dict[int, Plane], number: int, start: int, stop: int, blank: Plane) -> Plane:
    plane = planes.get(number)
    return blank if plane is None else plane[start:stop]


def _mask_tail(met: Plane, failed: Plane, count: int) -> None:
    rest = count % WORD
    if rest:
        keep = np.uint64((1 << rest) - 1)
        met[:, -1] &= keep
        failed[:, -1] &= keep


def transitions(before: Verdicts, after: Verdicts, row: int) -> npt.NDArray[np.int64]:
    """3 × 3 counts (met, open, not met) of one rule before and after a reform."""
    planes = []
    for each in (before, after):
        open_ = ~(each.met[row] | each.not_met[row])
        planes.append((each.met[row], open_, each.not_met[row]))
    result = np.zeros((3, 3), dtype=np.int64)
    for i, old in enumerate(planes[0]):
        for j, new in enumerate(planes[1]):
            result[i, j] = int(np.bitwise_count(old & new).sum(dtype=np.int64))
    spill = -(-before.count // WORD) * WORD - before.count
    result[1, 1] -= spill
    return result
