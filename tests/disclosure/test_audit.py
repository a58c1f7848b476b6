"""The audit finds what linear programming finds, and suppression leaves nothing for it to find."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from qorgan.disclosure.audit import System, build_system
from qorgan.disclosure.cells import Cells
from qorgan.disclosure.proofs import Proofs
from qorgan.disclosure.reach import search
from qorgan.disclosure.relations import closure, covers
from qorgan.disclosure.suppression import protect_jointly


def two_way(counts: np.ndarray) -> list[Cells]:
    """A table with both margins and the total, all exact and shown."""
    made = []
    for columns, values in (
        (("a", "b"), counts),
        (("a",), counts.sum(axis=1)),
        (("b",), counts.sum(axis=0)),
        ((), counts.sum()),
    ):
        flat = np.asarray(values, dtype=np.int64).reshape(-1)
        cells = Cells(columns, np.shape(values), flat, flat.copy(), np.ones(len(flat), dtype=bool), True)
        cells.primary = flat < 11
        cells.hidden = cells.primary.copy()
        made.append(cells)
    return made


def exposed(tables: list[Cells]) -> tuple[System, np.ndarray]:
    """The attacker's system and the numbers of its variables that no proof was found for."""
    proofs = Proofs.none(tables)
    system = build_system(tables, covers(tables), 11, 10, proofs)
    return system, np.flatnonzero(search(system, 10, proofs).weak())


def test_closure_finds_shared_margins_of_tables_nobody_asked_for() -> None:
    sets = {frozenset(t) for t in closure([("a", "b"), ("b", "c"), ("c", "d")])}
    assert sets == {frozenset(s) for s in ("ab", "bc", "cd", "b", "c", "")}


def test_a_single_hidden_cell_in_a_row_is_exposed() -> None:
    tables = two_way(np.array([[40, 5, 30], [25, 60, 33], [20, 41, 22]]))
    system, weak = exposed(tables)
    assert [(int(system.table[k]), int(system.cell[k])) for k in weak] == [(0, 1)]


@pytest.mark.parametrize("seed", range(12))
def test_bounds_agree_with_two_programs_per_cell(seed: int) -> None:
    random = np.random.default_rng(seed)
    tables = two_way(random.poisson(random.choice([3, 9, 25, 60], size=(6, 5))))
    for cells in tables:
        cells.hidden = cells.primary | (random.random(len(cells.true)) < 0.1)
    proofs = Proofs.none(tables)
    system = build_system(tables, covers(tables), 11, 10, proofs)
    found = search(system, 10, proofs)
    low, high = system.truth + found.low, system.truth + found.high
    weak = set(np.flatnonzero(found.weak()).tolist())
    right = system.matrix @ system.truth
    box = np.column_stack([system.low, system.high])
    for k in np.flatnonzero(system.sensitive):
        cost = np.eye(len(system.truth))[k]
        least = linprog(cost, A_eq=system.matrix, b_eq=right, bounds=box).fun
        most = -linprog(-cost, A_eq=system.matrix, b_eq=right, bounds=box).fun
        assert (most - least < 10 - 1e-6) == (int(k) in weak)
        assert low[k] >= least - 1e-6
        assert high[k] <= most + 1e-6


@pytest.mark.parametrize("seed", range(12))
def test_suppression_leaves_no_exposed_cell(seed: int) -> None:
    random = np.random.default_rng(100 + seed)
    tables = two_way(random.poisson(random.choice([3, 9, 25, 60, 200], size=(7, 6))))
    protect_jointly(tables, covers(tables), 11)
    assert not len(exposed(tables)[1])
    assert all((cells.hidden | (cells.true >= 11)).all() for cells in tables)


def test_margins_that_are_all_shown_with_noise_bind_each_other() -> None:
    """The attacker adds up shown intervals too: here the total leaves the first row's count no room at all."""
    tables = two_way(np.array([[5, 40], [60, 70]]))
    cells, rows, columns, total = tables
    cells.low, cells.high = np.array([5, 40, 55, 65]), np.array([5, 50, 75, 85])
    rows.low, rows.high = np.array([45, 130]), np.array([55, 140])
    columns.low, columns.high = columns.true - 20, columns.true + 20
    total.low, total.high = np.array([165]), np.array([175])
    system, weak = exposed(tables)
    assert [(int(system.table[k]), int(system.cell[k])) for k in weak] == [(0, 0)]
