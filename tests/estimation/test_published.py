"""Figures that others published or computed on the same table."""

from __future__ import annotations

import numpy as np
import pytest

from qorgan.estimation import Options, bootstrap, graphs, hierarchical, loglinear, methods, stepwise

POINTS = Options(bootstrap=0)


@pytest.mark.parametrize(
    ("method", "total"),
    [("main_effects", 12213.995125), ("all_pairs", 10568.706730), ("stepwise", 11417.991092)],
)
def test_points_equal_the_reference(uk, method, total):
    assert methods.run(method, uk, POINTS).total == pytest.approx(total, abs=1e-5)


def test_stepwise_enters_the_pairs_in_the_published_order(uk):
    result = methods.run("stepwise", uk, POINTS)
    assert result.model == "PF:NCA,LA:NG,NG:GP,LA:PF,PF:GP,GO:GP,NG:GO"
    assert result.wald95 == pytest.approx((9977, 13146), abs=1)


def test_bca_repeats_the_selection(uk):
    result = methods.run("stepwise", uk, Options(bootstrap=1000, seed=1))
    assert result.diagnostics["acceleration"] == pytest.approx(-0.012871165, abs=1e-9)
    low, high = result.bca95
    # 9,267 - 14,307 in the reference run; eight seeds of ours spread over 8,900 - 9,530 and 13,980 - 15,370
    assert 8600 < low < 9900
    assert 13500 < high < 16000


def test_bic_over_pairs_on_five_lists(uk5):
    ranking = hierarchical.rank_models(5, uk5.counts.astype(float), 2)
    assert ranking.tried == 1024
    assert ranking.totals[0] == pytest.approx(22991, abs=1)


def test_bic_order_three_has_6084_admissible_models(uk5):
    ranking = hierarchical.rank_models(5, uk5.counts.astype(float), 3)
    assert ranking.bic.size == 6084
    assert ranking.totals[0] == pytest.approx(25311, abs=1)


@pytest.mark.parametrize(("t", "number"), [(3, 9), (4, 113)])
def test_number_of_hierarchical_models(t, number):
    assert len(hierarchical.models(t, 3)) == number


@pytest.mark.parametrize(("t", "number"), [(3, 8), (4, 61), (5, 822)])
def test_number_of_decomposable_graphs(t, number):
    assert len(graphs.decomposable(t)) == number


def test_graph_averaging_equals_the_peer(uk5):
    posterior = graphs.average(uk5, 60_000)
    assert posterior.quantile(0.5) == pytest.approx(22990, rel=2e-3)
    assert posterior.quantile(0.025) == pytest.approx(10387, rel=2e-3)
    assert posterior.quantile(0.975) == pytest.approx(33509, rel=2e-3)
    assert posterior.weights.sum() == pytest.approx(1)
    assert posterior.graph_weights.sum() == pytest.approx(1)


def test_hidden_pairs_do_not_matter_to_the_order_of_lists(uk):
    turned = methods.run("stepwise", _reversed(uk), POINTS)
    assert turned.total == pytest.approx(11417.991092, abs=1e-5)


def _reversed(table):
    from qorgan.estimation.table import project

    return project(table, list(range(table.t))[::-1])


def test_batch_equals_one_by_one(uk):
    plan = loglinear.design(6, 2)
    drawn = bootstrap.resample(uk.counts.astype(float), 12, np.random.default_rng(3))
    together = stepwise.select(plan, drawn).totals(drawn)
    alone = [stepwise.select(plan, row[None]).totals(row[None])[0] for row in drawn]
    assert together == pytest.approx(alone, rel=1e-8)
