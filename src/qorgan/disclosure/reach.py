"""The search for proofs that hidden cells are safe: small parts of the system first, all of it last.

A cell counts as safe only when two points of the attacker's system were found that lie `width` apart in it. What
is not proved within the limits counts as unsafe, so that more is hidden, never less.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from qorgan.disclosure.audit import System
from qorgan.disclosure.parts import split
from qorgan.disclosure.programs import LARGE, SLACK, Program, Reached
from qorgan.disclosure.proofs import Proofs
from qorgan.disclosure.squeeze import squeeze

PARTS = (1_500, 1_500, 1_500, 6_000)
"""Variables of a part of a large system, turn by turn: it is cut anew each time, and otherwise."""
SHAKES = 3
"""Times chance picks a direction in vain before the cells of a part are given up."""
SINGLE_LIMIT = 150
"""Cells asked singly over a whole system per audit; what is not asked counts as unsafe."""
SINGLE_LIMIT_IF_LARGE = 10
"""Cells of a large system asked singly over all of it: two programs each, of seconds to a minute."""
SEED = 20_201
"""Only the order of the search depends on chance; one seed, so that a run can be repeated."""


class Search:
    """One audit. `low` <= 0 <= `high` (variables,): changes against the truth proved reachable so far.

    `doomed` (variables,) bool: sensitive and too narrow by simple arithmetic, whatever one searches.
    """

    def __init__(self, system: System, width: float, proofs: Proofs) -> None:
        self.system, self.width = system, width
        self.low, self.high = proofs.reached(system.table, system.cell)
        self.random = np.random.default_rng(SEED)
        self._columns = system.matrix.tocsc()
        self._least, self._most = system.low - system.truth, system.high - system.truth
        loose = np.diff(self._columns.indptr) == 0
        self.low[loose], self.high[loose] = self._least[loose], self._most[loose]
        outer_low, outer_high = squeeze(system.matrix, self._least, self._most)
        self.doomed = self.weak() & (outer_high - outer_low < width - SLACK)

    def weak(self) -> np.ndarray:
        """Whether a sensitive variable lacks a proof; (variables,) bool."""
        return np.asarray(self.system.sensitive & (self.high - self.low < self.width - SLACK))

    def open(self) -> np.ndarray:
        """Whether it lacks one and might still get one; (variables,) bool."""
        return np.asarray(self.weak() & ~self.doomed)

    def together(self, variables: np.ndarray, weak: np.ndarray, shakes: int = SHAKES) -> None:
        """Look for proofs of the cells `weak` at once, all outside `variables` held at the truth; both numbers."""
        reached = self._start(variables)
        reached.widen(np.isin(variables, weak), self.width, self.random, shakes)
        self.low[variables], self.high[variables] = reached.low, reached.high

    def singly(self, one: int, variables: np.ndarray) -> None:
        """Both ends of the range of one variable while all outside `variables` is held at the truth."""
        reached = self._start(variables)
        aim = (variables == one).astype(float)
        reached.learn(reached.program.lowest(aim))
        reached.learn(reached.program.lowest(-aim))
        self.low[variables], self.high[variables] = reached.low, reached.high

    def _start(self, variables: np.ndarray) -> Reached:
        matrix = self._columns[:, variables].tocsr()
        program = Program(matrix[np.diff(matrix.indptr) > 0], self._least[variables], self._most[variables])
        return Reached(program, self.low[variables], self.high[variables])


def search(system: System, width: float, proofs: Proofs, *, hasty: bool = False) -> Search:
    """Prove as many sensitive cells safe as can be, starting from what `proofs` knows, and note it there.

    With `hasty` nothing is searched while a cell is doomed: more must be hidden anyway, which helps others too.
    """
    found = Search(system, width, proofs)
    if hasty and found.doomed.any():
        return found
    component = _components(system.matrix)
    rest = np.flatnonzero(np.isin(component, np.unique(component[found.open()])))
    if len(rest) > LARGE:
        _by_parts(found, rest)
    elif len(rest):
        found.together(rest, np.flatnonzero(found.open()))
    _singly(found, rest)
    proofs.keep(system.table, system.cell, found.low, found.high)
    return found


def _by_parts(found: Search, rest: np.ndarray) -> None:
    for turn, limit in enumerate(PARTS):
        inside, shakes = (rest, SHAKES) if turn > 1 else (_own(found, rest), turn)
        weak = np.flatnonzero(found.open())
        for variables, some in split(found.system.place, inside, weak, limit, found.random):
            found.together(variables, some, shakes)


def _own(found: Search, rest: np.ndarray) -> np.ndarray:
    """The variables whose tables have no other columns than those with open cells: fewer, and often enough."""
    has = found.system.place >= 0
    foreign = ~has[:, found.open()].any(axis=1)
    return rest[~has[foreign][:, rest].any(axis=0)]


def _singly(found: Search, rest: np.ndarray) -> None:
    limit = SINGLE_LIMIT if len(rest) <= LARGE else SINGLE_LIMIT_IF_LARGE
    for one in np.flatnonzero(found.open())[:limit].tolist():
        if found.open()[one]:
            found.singly(one, rest)


def _components(matrix: sparse.csr_matrix) -> np.ndarray:
    both = sparse.bmat([[None, matrix], [matrix.T, None]], format="csr")
    _, label = sparse.csgraph.connected_components(both, directed=False)
    return np.asarray(label[matrix.shape[0] :])
