"""A cell is called safe only with points of the attacker's system to show for it, whatever part they were found in."""

from __future__ import annotations

import numpy as np
import pytest
from attacker import ranges, state_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.disclosure import reach
from qorgan.disclosure.audit import System, build_system
from qorgan.disclosure.cells import Cells
from qorgan.disclosure.parts import split
from qorgan.disclosure.programs import Program
from qorgan.disclosure.proofs import Proofs
from qorgan.disclosure.reach import search
from qorgan.disclosure.relations import covers
from qorgan.disclosure.squeeze import squeeze
from qorgan.disclosure.suppression import protect_jointly

SETS = [
    [("a", "b", "c"), ("a", "b"), ("b", "c")],
    [("a", "b", "c"), ("a", "c"), ("b",), ("c", "d")],
    [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d")],
    [("a", "b", "c", "d"), ("a", "b"), ("c", "d"), ("a", "c")],
]
WIDTH = 10
SAMPLE = 12
"""Cells of a random system that are asked by exact programs."""


def numbered(tables: list[Cells], wanted: np.ndarray) -> np.ndarray:
    """Numbers over all published tables of those of `wanted` (cells of all tables,) bool that are published."""
    asked = np.concatenate([np.full(len(cells.true), cells.asked) for cells in tables])
    return np.flatnonzero(wanted[asked])


def random_some(numbers: np.ndarray) -> np.ndarray:
    """At most SAMPLE of `numbers`."""
    return np.random.default_rng(len(numbers)).permutation(numbers)[:SAMPLE]


@st.composite
def states(draw: st.DrawFn) -> list[Cells]:
    """Small systems of tables with and without noise, some large counts hidden as well."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    shape = draw(st.tuples(*[st.integers(2, 4)] * 2, *[st.integers(2, 3)] * 2))
    level = draw(st.sampled_from([1.0, 4.0, 15.0]))
    counts = random.poisson(level * random.exponential(size=shape))
    tables = state_of(counts, draw(st.sampled_from(SETS)), WIDTH + 1, random if draw(st.booleans()) else None)
    for cells in tables:
        cells.hidden |= random.random(len(cells.true)) < draw(st.sampled_from([0.0, 0.2]))
    return tables


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search by parts, which otherwise only large systems see."""
    monkeypatch.setattr(reach, "LARGE", 10)
    monkeypatch.setattr(reach, "PARTS", (12, 20, 40))
    monkeypatch.setattr(reach, "SINGLE_LIMIT", 4)


def claims_hold(tables: list[Cells], proofs: Proofs) -> None:
    """Every change in `proofs` lies within what two exact programs a cell allow over the published tables."""
    truth = np.concatenate([cells.true for cells in tables])
    asked = np.concatenate([np.full(len(cells.true), cells.asked) for cells in tables])
    moved = np.flatnonzero(asked & (proofs.up - proofs.down > 0))
    moved = random_some(moved)
    found = ranges(tables, np.cumsum(asked)[moved] - 1)
    for at, (least, most) in zip(moved, found, strict=True):
        assert truth[at] + proofs.down[at] >= least - 1e-5
        assert truth[at] + proofs.up[at] <= most + 1e-5


@given(tables=states())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_claim_passes_the_exact_range(small_parts: None, tables: list[Cells]) -> None:
    proofs = Proofs.none(tables)
    system = build_system(tables, covers(tables), WIDTH + 1, WIDTH, proofs)
    search(system, WIDTH, proofs)
    claims_hold(tables, proofs)


@given(tables=states(), seed=st.integers(0, 1000))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_proofs_stay_true_after_more_hiding(small_parts: None, tables: list[Cells], seed: int) -> None:
    proofs, relations = Proofs.none(tables), covers(tables)
    search(build_system(tables, relations, WIDTH + 1, WIDTH, proofs), WIDTH, proofs)
    for cells in tables:
        cells.hidden |= np.random.default_rng(seed).random(len(cells.true)) < 0.3
    claims_hold(tables, proofs)
    system = build_system(tables, relations, WIDTH + 1, WIDTH, proofs)
    down, up = proofs.reached(system.table, system.cell)
    assert (system.truth + down >= system.low - 1e-9).all()
    assert (system.truth + up <= system.high + 1e-9).all()
    search(system, WIDTH, proofs)
    claims_hold(tables, proofs)


@given(tables=states())
@settings(max_examples=25, deadline=None)
def test_the_published_tables_of_small_systems_isolate_no_one(tables: list[Cells]) -> None:
    """Also where every count of a margin is shown with noise: such an equation binds the counts as well."""
    protect_jointly(tables, covers(tables), WIDTH + 1)
    hidden = np.concatenate([cells.hidden & ~cells.known for cells in tables])
    found = ranges(tables, random_some(numbered(tables, hidden)))
    assert all(most - least >= WIDTH - 1e-5 for least, most in found)


@given(tables=states())
@settings(max_examples=25, deadline=None)
def test_what_arithmetic_calls_too_narrow_is_so(tables: list[Cells]) -> None:
    """No point that the search finds lies outside the outer limits."""
    proofs = Proofs.none(tables)
    system = build_system(tables, covers(tables), WIDTH + 1, WIDTH, proofs)
    found = search(system, WIDTH, proofs)
    low, high = squeeze(system.matrix, system.low - system.truth, system.high - system.truth)
    assert (found.low >= low - 1e-5).all()
    assert (found.high <= high + 1e-5).all()
    assert not (found.doomed & ~found.weak()).any()


def test_parts_ask_each_cell_once_and_keep_to_their_size() -> None:
    place = np.indices((12, 9, 5)).reshape(3, -1)
    place = np.concatenate([place, np.where(np.arange(3)[:, None] == 0, place[:, ::45], -1)], axis=1)
    random = np.random.default_rng(3)
    weak = random.permutation(place.shape[1])[:200]
    parts = list(split(place, np.arange(place.shape[1]), weak, 60, random))
    assert sorted(one for _, some in parts for one in some.tolist()) == sorted(weak.tolist())
    assert all(len(variables) <= 60 and np.isin(some, variables).all() for variables, some in parts)


def test_an_answer_of_the_solver_that_is_no_point_is_thrown_away() -> None:
    system = _row([5, 6, 40])
    least, most = system.low - system.truth, system.high - system.truth
    program = Program(system.matrix, least, most)
    assert program.certified(None) is None
    assert program.certified(np.ones(len(least))) is None
    swap = program.lowest(np.array([1.0, 0.0]))
    assert swap is not None
    assert swap.tolist() == [-5.0, 5.0]


def _row(counts: list[int]) -> System:
    tables = state_of(np.array(counts), [("a",), ()], 11, None)
    return build_system(tables, covers(tables), 11, 10, Proofs.none(tables))


@pytest.mark.parametrize("noisy", [False, True])
def test_six_tables_that_share_margins_are_protected_together(noisy: bool) -> None:
    """About 4,000 cells, cut into parts; a sample of the hidden ones is asked over all that is published."""
    random = np.random.default_rng(7)
    weight = [random.permutation(1 / np.arange(1, n + 1) ** 0.9) for n in (8, 3, 7, 24)]
    counts = random.poisson(
        30_000
        * np.multiply.outer(np.multiply.outer(*weight[:2]), np.multiply.outer(*weight[2:]))
        / np.prod([part.sum() for part in weight])
        * random.gamma(2, 0.5, size=(8, 3, 7, 24))
    )
    sets = [("a", "b", "c"), ("a", "b"), ("d", "b"), ("d", "c"), ("a", "d"), ("a", "d", "c")]
    tables = state_of(counts, sets, WIDTH + 1, random if noisy else None)
    start = [cells.hidden.sum() for cells in tables]
    protect_jointly(tables, covers(tables), WIDTH + 1)
    hidden = numbered(tables, np.concatenate([cells.hidden for cells in tables]))
    assert len(hidden) > 500
    assert sum(cells.hidden.sum() for cells in tables) < 1.3 * sum(start)
    for least, most in ranges(tables, random.choice(hidden, 8, replace=False)):
        assert most - least >= WIDTH - 1e-5
