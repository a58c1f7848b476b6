"""Provisions of one country on one day, compiled into a shared graph of AND and OR nodes over bits.

A node is (is_and, must_be_true, must_be_false, children): for AND all of it must hold, for OR any of it.
Children always stand before their parents, equal subexpressions are one node. Values are strong Kleene:
1 true, 0 false, 2 unknown.
"""

from __future__ import annotations

from .bits import Bits

Node = tuple[bool, int, int, tuple[int, ...]]
TRUE, FALSE = 0, 1
UNKNOWN = 2


class Graph:
    """A growing set of nodes without duplicates. Node 0 is true, node 1 is false."""

    def __init__(self, bits: Bits) -> None:
        self.bits = bits
        self.nodes: list[Node] = [(True, 0, 0, ()), (False, 0, 0, ())]
        self._known: dict[Node, int] = {node: i for i, node in enumerate(self.nodes)}

    def literal(self, code: str, positive: bool = True) -> int:
        """The node of one fact, or of its absence."""
        bit = 1 << self.bits.number(code)
        return self._make(True, bit if positive else 0, 0 if positive else bit, ())

    def join(self, is_and: bool, parts: list[int]) -> int:
        """AND or OR of nodes, flattened; constants vanish."""
        zero, one = (FALSE, TRUE) if is_and else (TRUE, FALSE)
        pos = neg = 0
        kids: set[int] = set()
        for part in parts:
            if part == one:
                continue
            if part == zero:
                return zero
            node_and, node_pos, node_neg, node_kids = self.nodes[part]
            if node_and == is_and or (not node_kids and (node_pos | node_neg).bit_count() == 1):
                pos |= node_pos
                neg |= node_neg
                kids.update(node_kids)
            else:
                kids.add(part)
        if pos & neg:
            return zero
        if not (pos or neg) and len(kids) == 1:
            return next(iter(kids))
        if not (pos or neg or kids):
            return one
        return self._make(is_and, pos, neg, tuple(sorted(kids)))

    def _make(self, is_and: bool, pos: int, neg: int, kids: tuple[int, ...]) -> int:
        if not kids and (pos | neg).bit_count() == 1:
            is_and = True
        node = (is_and, pos, neg, kids)
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = len(self.nodes)
            self.nodes.append(node)
        return found

    def support(self, root: int) -> tuple[int, int]:
        """Masks of the facts below a node that count when true, and when false."""
        pos = neg = 0
        seen, todo = {root}, [root]
        while todo:
            _, node_pos, node_neg, kids = self.nodes[todo.pop()]
            pos |= node_pos
            neg |= node_neg
            for kid in kids:
                if kid not in seen:
                    seen.add(kid)
                    todo.append(kid)
        return pos, neg

    def reachable(self, roots: list[int]) -> list[int]:
        """Nodes below the roots, children first."""
        seen = set(roots)
        todo = list(seen)
        while todo:
            for kid in self.nodes[todo.pop()][3]:
                if kid not in seen:
                    seen.add(kid)
                    todo.append(kid)
        return sorted(seen)

    def value(self, root: int, true: int, false: int, memo: dict[int, int] | None = None) -> int:
        """Kleene value of one node for known-true and known-false facts."""
        if memo is None:
            memo = {}
        found = memo.get(root)
        if found is not None:
            return found
        is_and, pos, neg, kids = self.nodes[root]
        if is_and:
            if pos & false or neg & true:
                result = 0
            else:
                result = 1 if pos & true == pos and neg & false == neg else UNKNOWN
                for kid in kids:
                    each = self.value(kid, true, false, memo)
                    if each == 0:
                        result = 0
                        break
                    if each == UNKNOWN:
                        result = UNKNOWN
        elif pos & true or neg & false:
            result = 1
        else:
            result = 0 if pos & false == pos and neg & true == neg else UNKNOWN
            for kid in kids:
                each = self.value(kid, true, false, memo)
                if each == 1:
                    result = 1
                    break
                if each == UNKNOWN:
                    result = UNKNOWN
        memo[root] = result
        return result


def run(
    steps: list[tuple[int, bool, int, int, tuple[int, ...]]], size: int, true: int, false: int
) -> list[int]:
    """Kleene values of many nodes in one pass. `steps` holds (index, *node), children first."""
    out = [UNKNOWN] * size
    out[TRUE], out[FALSE] = 1, 0
    for index, is_and, pos, neg, kids in steps:
        if is_and:
            if pos & false or neg & true:
                out[index] = 0
                continue
            result = 1 if pos & true == pos and neg & false == neg else 2
            for kid in kids:
                each = out[kid]
                if each == 0:
                    result = 0
                    break
                if each == 2:
                    result = 2
            out[index] = result
        else:
            if pos & true or neg & false:
                out[index] = 1
                continue
            result = 0 if pos & false == pos and neg & true == neg else 2
            for kid in kids:
                each = out[kid]
                if each == 1:
                    result = 1
                    break
                if each == 2:
                    result = 2
            out[index] = result
    return out
