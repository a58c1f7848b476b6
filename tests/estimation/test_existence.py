"""Existence and identifiability: the fit's own certificate against the linear program, and known cases."""

from __future__ import annotations

import numpy as np
import pytest

from qorgan.estimation import Options, existence, loglinear, methods, parse_csv

POINTS = Options(bootstrap=0)


def _table(*rows: str):
    return parse_csv("A,B,C,n\n" + "\n".join(rows))[""]


FULL = ("1,0,0,60", "0,1,0,50", "0,0,1,40", "1,1,0,12", "1,0,1,9", "0,1,1,7", "1,1,1,3")


def test_three_lists_all_pairs_has_the_closed_form():
    result = methods.run("all_pairs", _table(*FULL), POINTS)
    dark = (60 * 50 * 40 * 3) / (12 * 9 * 7)
    assert result.status == 0
    assert result.total == pytest.approx(181 + dark, rel=1e-9)


def test_three_lists_one_pair_has_the_closed_form():
    # A:B free, C independent of both together: Lincoln-Petersen of "A or B" against C
    result = methods.run("fixed", _table(*FULL), Options(bootstrap=0, model="A:B"))
    either, c, both = 60 + 50 + 12 + 9 + 7 + 3, 40 + 9 + 7 + 3, 9 + 7 + 3
    assert result.total == pytest.approx(either * c / both, rel=1e-9)


def test_no_overlap_with_any_list_means_no_estimate():
    result = methods.run("main_effects", _table("1,0,0,60", "0,1,0,50", "0,0,1,40"), POINTS)
    assert (result.status, result.total) == (1, None)


def test_all_pairs_without_any_triple_is_not_identifiable_or_has_no_estimate():
    rows = [row for row in FULL if not row.startswith("1,1,1")]
    result = methods.run("all_pairs", _table(*rows), POINTS)
    assert result.status == 1
    assert result.total is None


def test_zero_overlap_drops_histories_instead_of_a_large_negative_number():
    rows = ["1,0,0,60", "0,1,0,50", "0,0,1,40", "1,0,1,9", "0,1,1,7"]
    result = methods.run("fixed", _table(*rows), Options(bootstrap=0, model="A:B"))
    # A and B never meet: five histories remain, log-linear with three lists and no A:B cell
    assert result.status == 0
    either, c, both = 60 + 50 + 9 + 7, 40 + 9 + 7, 9 + 7
    assert result.total == pytest.approx(either * c / both, rel=1e-8)


def test_all_pairs_with_two_empty_overlaps_is_not_identifiable():
    rows = ["1,0,0,60", "0,1,0,50", "0,0,1,40", "1,1,0,12"]
    result = methods.run("all_pairs", _table(*rows), POINTS)
    # histories left: A, B, C, AB for intercept, A, B, C, A:B: fewer rows than terms
    assert result.status == 2
    assert result.total is None


def test_the_link_of_all_lists_is_never_identifiable():
    result = methods.run("fixed", _table(*FULL), Options(bootstrap=0, model="A:B:C"))
    assert result.status in (2, 3)
    assert result.total is None


@pytest.mark.parametrize("seed", range(4))
def test_certificate_never_contradicts_the_linear_program(seed):
    rng = np.random.default_rng(seed)
    plan = loglinear.design(4, 2)
    seen = {0: 0, 1: 0}
    for _ in range(250):
        counts = rng.poisson(rng.random(15) * rng.choice([0.2, 1.0, 4.0]))[None].astype(float)
        cols = np.concatenate([np.ones(5, bool), rng.random(6) < 0.5])[None]
        rows, finite = loglinear.dropped(plan, counts, cols)
        if counts.sum() == 0 or not finite[:, :5].all():
            continue
        exact = existence.status(plan, counts[0], rows[0], finite[0])
        if not existence.is_identifiable(4, 2, rows[0].tobytes(), finite[0].tobytes()):
            continue
        fits = loglinear.fit(plan, counts, rows, finite)
        assert bool(loglinear.certified(plan, counts, rows, finite, fits)[0]) <= (exact == 0)
        seen[exact] += 1
    assert min(seen.values()) > 20


def test_existence_depends_on_the_support_only(uk):
    plan = loglinear.design(6, 2)
    counts = uk.counts.astype(float)
    rows, cols = np.ones(63, bool), np.ones(22, bool)
    rows1, cols1 = loglinear.dropped(plan, counts[None], cols[None])
    answer = existence.status(plan, counts, rows1[0], cols1[0])
    assert answer == existence.status(plan, counts * 7 + (counts > 0), rows1[0], cols1[0])
    assert rows.all()


@pytest.mark.parametrize("method", ["main_effects", "stepwise", "bic"])
def test_an_empty_list_changes_nothing(method):
    without = methods.run(method, _table(*FULL), POINTS)
    rows = "\n".join(
        row.replace(",", ",", 1).rsplit(",", 1)[0] + ",0," + row.rsplit(",", 1)[1] for row in FULL
    )
    with_empty = methods.run(method, parse_csv("A,B,C,D,n\n" + rows)[""], POINTS)
    assert with_empty.status == 0
    assert with_empty.total == pytest.approx(without.total, rel=1e-7)
