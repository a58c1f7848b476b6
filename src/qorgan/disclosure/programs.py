"""Linear programs over a part of the attacker's system, everything outside the part held at the truth.

A point that satisfies the equations of a part while the rest stays at the truth satisfies the whole system. So
whatever value a cell takes in a part, it can take in the whole: small programs prove reach, never the lack of it.
Unknowns are changes against the truth, in people: the equations are `matrix @ change = 0`, and no change at all
is always possible.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

LARGE = 5_000
"""Variables from which a linear program is solved by the interior-point method: on large systems of tables it is
about eight times as fast as the simplex method."""
SLACK = 1e-6
"""People by which a point may miss an equation, and a range its width."""


@dataclass(frozen=True)
class Program:
    """`matrix` (equations, variables) sparse; `low` <= 0 <= `high` (variables,): how far each count may change."""

    matrix: sparse.csr_matrix
    low: np.ndarray
    high: np.ndarray

    def lowest(self, weight: np.ndarray, high: np.ndarray | None = None) -> np.ndarray | None:
        """The change (variables,) that makes `weight @ change` least; None if none was found.

        `high` (variables,), between 0 and `self.high`: no variable may rise above it.
        """
        box = np.column_stack([self.low, self.high if high is None else high])
        none = np.zeros(self.matrix.shape[0])
        found = linprog(weight, A_eq=self.matrix, b_eq=none, bounds=box, method=_method(len(box)))
        return self.certified(found.x)

    def lift(self, aims: np.ndarray, floor: np.ndarray, width: float) -> np.ndarray | None:
        """Raise as many of `aims` as possible to `floor + width`, none of them further: that would help nobody.

        `aims` (aims,) variable numbers, `floor` (variables,) above -width there. The weights are uneven so that one
        corner wins.
        """
        weight, high = np.zeros(len(self.low)), self.high.copy()
        weight[aims] = -1 - 0.2 * ((np.arange(len(aims)) * 0.6180339887) % 1)
        high[aims] = np.minimum(high[aims], floor[aims] + width)
        return self.lowest(weight, high)

    def certified(self, change: np.ndarray | None) -> np.ndarray | None:
        """The change, put inside its bounds, if it then solves the equations, whatever the solver claims."""
        if change is None:
            return None
        inside = np.clip(change, self.low, self.high)
        miss = self.matrix @ inside
        return inside if not len(miss) or float(np.abs(miss).max()) <= SLACK else None


def _method(variables: int) -> str:
    return "highs-ipm" if variables > LARGE else "highs"


@dataclass
class Reached:
    """`low` <= 0 <= `high` (variables,): changes that points of `program` were seen to take. Grows in place."""

    program: Program
    low: np.ndarray
    high: np.ndarray

    def learn(self, change: np.ndarray | None) -> None:
        """Note the values a point takes."""
        if change is not None:
            np.minimum(self.low, change, out=self.low)
            np.maximum(self.high, change, out=self.high)

    def widen(self, want: np.ndarray, width: float, random: np.random.Generator, shakes: int) -> None:
        """Take the variables of `want` (variables,) bool together until all span `width` or nothing helps.

        First all are lowered, then as many as possible lifted, again and again; where that stalls because some
        stand in each other's way, they are pulled in directions that chance picks, `shakes` times in vain at most.
        """
        stalled = 0
        lower = True
        while len(left := self.narrow(want, width)) and stalled < 2 + shakes:
            pull = np.zeros(len(self.low))
            if stalled > 1:
                pull[left] = random.exponential(size=len(left)) * random.choice((-1.0, 1.0), len(left))
                self.learn(self.program.lowest(pull))
                self.learn(self.program.lowest(-pull))
            elif lower:
                pull[left] = 1.0
                self.learn(self.program.lowest(pull))
            else:
                self.learn(self.program.lift(left, self.low, width))
            lower = len(self.narrow(want, width)) == len(left)
            stalled = stalled + 1 if lower else 0

    def narrow(self, want: np.ndarray, width: float) -> np.ndarray:
        """Numbers of the variables of `want` whose reached values span less than `width`."""
        return np.flatnonzero(want & (self.high - self.low < width - SLACK))
