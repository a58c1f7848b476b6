"""The noise of published counts is what the documentation states, and stays with the people."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chisquare

from qorgan.disclosure.personkeys import NOBODY, cell_keys, person_keys
from qorgan.disclosure.perturbation import perturb, spread_of, stated_moments, step_for

RUNS = 10_000


@pytest.mark.parametrize("count", [11, 37, 4096])
@pytest.mark.parametrize("threshold", [5, 11, 20])
def test_change_is_uniform_over_keys_with_stated_mean_and_variance(count: int, threshold: int) -> None:
    step = step_for(threshold)
    cells = np.repeat(np.arange(RUNS), 12)
    keys = person_keys(b"k" * 32, (f"{threshold}-{k}" for k in range(len(cells))))
    change = perturb(np.full(RUNS, count + 100), cell_keys(cells, keys, RUNS), step) - count - 100
    mean, variance = stated_moments(step)
    assert abs(change).max() == spread_of(step)
    assert chisquare(np.bincount(change + spread_of(step), minlength=step)).pvalue > 1e-4
    assert abs(change.mean() - mean) < 4 * np.sqrt(variance / RUNS)
    assert abs(change.var() / variance - 1) < 0.05


def test_keys_are_permanent_secret_and_tied_to_the_person() -> None:
    ids = [f"P{k}" for k in range(500)]
    keys = person_keys(b"a" * 32, ids)
    assert (keys == person_keys(b"a" * 32, ids)).all()
    assert not (keys == person_keys(b"b" * 32, ids)).any()
    assert (keys[::-1] == person_keys(b"a" * 32, ids[::-1])).all()
    assert len(set(keys.tolist())) == 500


def test_same_people_have_the_same_cell_key_in_every_table() -> None:
    keys = person_keys(b"a" * 32, [f"P{k}" for k in range(60)])
    one = cell_keys(np.zeros(60, dtype=np.int64), keys, 1)
    two = cell_keys(np.full(60, 3), keys[::-1], 5)
    assert one[0] == two[3]
    assert (two[[0, 1, 2, 4]] == NOBODY).all()


def test_a_newcomer_seldom_changes_a_published_count() -> None:
    """The sum of keys would redraw the noise nearly always and so mark the newcomer's cells."""
    size, runs = 40, 4000
    keys = person_keys(b"c" * 32, (str(k) for k in range(runs * (size + 1)))).reshape(runs, size + 1)
    before = perturb(np.full(runs, size), keys[:, :size].min(axis=1), 11)
    after = perturb(np.full(runs, size + 1), keys.min(axis=1), 11)
    share = (before != after).mean()
    with np.errstate(over="ignore"):
        summed = perturb(np.full(runs, size), keys[:, :size].sum(axis=1), 11)
        summed_after = perturb(np.full(runs, size + 1), keys.sum(axis=1), 11)
    assert share < 1 / 11 + 1 / (size + 1) + 0.02
    assert (summed != summed_after).mean() > 0.8
