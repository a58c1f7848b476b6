"""The privacy guarantee, tested: sensitivities by brute force, noise by its distribution, leaks by attack."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from qorgan.disclosure.budget import default_delta, make_plan, rho_for
from qorgan.disclosure.marginals import assemble, cell_variance, count_all, measure
from qorgan.disclosure.noise import Noise, OpenDPNoise, SeededNoise
from qorgan.disclosure.synthesis import Domain, make_rows, synthesize

SIZES = (3, 2, 4, 5)


class Recorder:
    """Adds nothing; keeps what would have been measured."""

    def __init__(self) -> None:
        self.calls: list[tuple[np.ndarray, float, float]] = []

    def add(self, values: np.ndarray, scale: float, reach: float) -> tuple[np.ndarray, float]:
        self.calls.append((values.copy(), scale, reach))
        return values, reach**2 / (2 * scale**2)


def sample(number: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    first, third = random.integers(0, 3, number), random.integers(0, 4, number)
    last = (first + random.integers(0, 3, number)) % 5
    return np.column_stack([first, first % 2, third, last]).astype(np.int32)


@pytest.mark.parametrize("order", [1, 2, 3])
def test_one_person_moves_each_query_by_no_more_than_its_stated_reach(order: int) -> None:
    plan = make_plan(SIZES, order, 0.1)
    data = sample(200, 1)
    base = Recorder()
    measure(count_all([data], SIZES, order)[1], plan, base)
    for person in ([0, 0, 0, 0], [2, 1, 3, 4], [1, 0, 2, 2]):
        other = Recorder()
        measure(count_all([data, np.array([person], dtype=np.int32)], SIZES, order)[1], plan, other)
        spent = 0.0
        for (a, scale, reach), (b, _, _) in zip(base.calls, other.calls, strict=True):
            length = math.sqrt(float(((b - a) ** 2).sum()))
            assert length <= reach * (1 + 1e-12)
            spent += length**2 / (2 * scale**2)
        assert spent <= 0.1 * (1 + 1e-9)
        assert spent == pytest.approx(plan.cost(), rel=1e-9)


def test_without_noise_the_tables_come_back_exactly() -> None:
    data = sample(500, 2)
    _, counts = count_all([data[:100], data[100:]], SIZES, 3)
    measured = measure(counts, make_plan(SIZES, 3, 1.0), Recorder())
    for a in itertools.combinations(range(4), 3):
        assert np.allclose(assemble(measured.part, SIZES, a), counts[a])


@pytest.mark.parametrize("noise", ["opendp", "seeded"])
@pytest.mark.parametrize("scale", [0.7, 12.0, 1500.0])
def test_noise_has_the_stated_mean_and_variance(noise: str, scale: float) -> None:
    source: Noise = OpenDPNoise() if noise == "opendp" else SeededNoise(3, b"x")
    got, _ = source.add(np.zeros(10_000, dtype=np.int64), scale, 1.0)
    ks = np.arange(-int(12 * scale) - 2, int(12 * scale) + 3)
    mass = np.exp(-(ks**2) / (2 * scale**2))
    variance = float((mass * ks**2).sum() / mass.sum())
    assert abs(got.mean()) < 4.5 * math.sqrt(variance / 10_000)
    assert abs(got.var() / variance - 1) < 4.5 * math.sqrt(2 / 10_000) + 0.02


def test_table_error_has_the_variance_the_plan_states() -> None:
    data = sample(300, 4)
    _, counts = count_all([data], SIZES, 2)
    plan = make_plan(SIZES, 2, 0.5)
    errors: dict[tuple[int, ...], list[np.ndarray]] = {(0, 3): [], (1, 2): []}
    for turn in range(400):
        measured = measure(counts, plan, SeededNoise(turn, b""))
        for a in errors:
            errors[a].append(assemble(measured.part, SIZES, a) - counts[a])
    for a, found in errors.items():
        assert np.var(found) == pytest.approx(cell_variance(plan, a), rel=0.12)
        assert abs(np.mean(found)) < 0.3


@pytest.mark.parametrize(("epsilon", "delta"), [(1.0, 1e-6), (4.0, 1e-5)])
def test_rho_gives_no_more_than_epsilon(epsilon: float, delta: float) -> None:
    """Against the conversion of Canonne, Kamath, Steinke (2020, corollary 13), minimised on a grid of orders."""
    rho = rho_for(epsilon, delta)
    alpha = np.linspace(1.01, 300, 200_000)
    least = (rho * alpha + np.log(1 / (alpha * delta)) / (alpha - 1) + np.log1p(-1 / alpha)).min()
    assert least <= epsilon * 1.001
    assert least >= epsilon * 0.98


def test_the_default_delta_does_not_tell_the_number_of_records() -> None:
    assert default_delta(100_000) == default_delta(100_100)
    assert default_delta(100_000) == pytest.approx(1 / (100_000 * math.log(100_000)), rel=0.05)


def test_membership_attack_stays_below_the_bound() -> None:
    """The attacker knows everybody and asks whether one unusual child is in: the most telling number he has is the
    noisy count of the child's combinations. His advantage must stay under (e^eps - 1 + 2 delta) / (e^eps + 1)."""
    epsilon, delta, runs = 1.0, 1e-3, 1500
    data = sample(60, 5)
    child = np.array([[2, 1, 3, 1]], dtype=np.int32)
    plan = make_plan(SIZES, 2, rho_for(epsilon, delta))
    _, out = count_all([data], SIZES, 2)
    _, inside = count_all([data, child], SIZES, 2)
    scores = np.zeros((2, runs))
    for k, counts in enumerate((out, inside)):
        for turn in range(runs):
            measured = measure(counts, plan, SeededNoise(turn, bytes([k])))
            scores[k, turn] = sum(
                float(measured.part[a][tuple(child[0, list(a)])])
                * plan.reach[a] ** 0.5
                / plan.variance[a] ** 0.5
                for a in plan.variance
            )
    cuts = np.quantile(scores, np.linspace(0.02, 0.98, 49))
    advantage = max(float((scores[1] > c).mean() - (scores[0] > c).mean()) for c in cuts)
    bound = (math.exp(epsilon) - 1 + 2 * delta) / (math.exp(epsilon) + 1)
    assert 0.1 < advantage < bound + 4 * math.sqrt(0.5 / runs)


def test_same_seed_on_neighbouring_data_does_not_share_its_noise() -> None:
    data = sample(300, 6)
    domain = Domain(list("abcd"), [[str(k) for k in range(n)] for n in SIZES], [False] * 4)
    one = synthesize([data], domain, epsilon=1, seed=1)
    two = synthesize([np.vstack([data, data[:1]])], domain, epsilon=1, seed=1)
    changed = np.concatenate([(one.tables[a] != two.tables[a]).reshape(-1) for a in one.tables])
    assert changed.mean() > 0.3


@pytest.mark.parametrize("order", [2, 3])
def test_tables_agree_with_each_other_and_rows_with_tables(order: int) -> None:
    data = sample(5000, 7)
    domain = Domain(list("abcd"), [[str(k) for k in range(n)] for n in SIZES], [False] * 4)
    result = synthesize([data], domain, epsilon=4, order=order, seed=2)
    for a, table in result.tables.items():
        assert (table >= 0).all()
        for axis, i in enumerate(a):
            rest = tuple(k for k in range(len(a)) if k != axis)
            assert np.abs(table.sum(axis=rest) - result.tables[(i,)]).max() <= 8
    rows = make_rows(result, 5000, 2)
    for (i, j), table in result.pairs.items():
        place = rows[:, i] * SIZES[j] + rows[:, j]
        have = np.bincount(place, minlength=table.size).reshape(table.shape)
        assert np.abs(have - table * 5000 / table.sum()).mean() < 6


def test_a_canary_gives_no_synthetic_twin_more_often_than_chance() -> None:
    """One child with a combination of its own among 400: how often is exactly this record made, with and without?"""
    random = np.random.default_rng(0)
    data = random.integers(0, 5, (400, 3)).astype(np.int32)
    canary = np.full((1, 3), 5, dtype=np.int32)
    domain = Domain(list("abc"), [[str(k) for k in range(6)]] * 3, [False] * 3)
    hits = [0, 0]
    for k, blocks in enumerate(([data], [data, canary])):
        for turn in range(12):
            rows = make_rows(synthesize(blocks, domain, epsilon=1, seed=turn), 400, turn)
            hits[k] += bool((rows == canary).all(axis=1).any())
    assert hits[1] - hits[0] <= 5
