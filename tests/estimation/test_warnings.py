"""What must be refused or warned about, on populations whose truth is known."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from qorgan.estimation import Options, checks, estimate, hide_one_list, latent, parse_csv, trajectory
from qorgan.estimation.simulation import population

QUICK = Options(bootstrap=100, latent=latent.Settings(chains=4, burn=300, keep=300, thin=1))


def codes(report) -> set[str]:
    return {caution.code for caution in report.cautions}


def test_few_children_are_not_estimable():
    table = parse_csv("A,B,C,n\n1,0,0,20\n0,1,0,18\n0,0,1,15\n1,1,0,6\n1,0,1,4\n0,1,1,5\n1,1,1,2\n")[""]
    report = estimate(table, ["all"], QUICK)
    assert "EST-20" in codes(report)
    assert report.answer is None
    for result in report.results:
        assert result.wald95 is None
        assert result.bca95 is None
        assert result.interval95 is None


def test_thin_data_are_no_error_on_the_command_line(tmp_path, capsys):
    from qorgan.estimation.cli import main

    path = tmp_path / "few.csv"
    path.write_text("A,B,C,n\n1,0,0,20\n0,1,0,18\n0,0,1,15\n1,1,0,6\n1,0,1,4\n0,1,1,5\n1,1,1,2\n")
    assert main(["estimate", str(path), "--method", "stepwise", "--lang", "ru"]) == 0
    shown = capsys.readouterr().out
    assert "оценить нельзя" in shown
    assert "EST-20" in shown


def test_two_lists_are_labelled():
    table = parse_csv("A,B,n\n1,0,150\n0,1,120\n1,1,30\n")[""]
    report = estimate(table, ["all"], QUICK)
    assert "EST-21" in codes(report)
    by_name = {r.method: r for r in report.results}
    assert by_name["lincoln_petersen"].total == pytest.approx(180 * 150 / 30)
    assert by_name["chapman"].total == pytest.approx(181 * 151 / 31 - 1)
    assert by_name["main_effects"].total == pytest.approx(180 * 150 / 30)


def test_data_warnings():
    table = parse_csv("A,B,C,D,n\n1,0,0,0,900\n0,1,0,0,50\n0,0,1,0,40\n0,0,0,1,30\n1,1,0,0,9\n")[""]
    found = {c.code: c.values for c in checks.cautions(table)}
    assert found["EST-26"]["value"] == "A"
    assert found["EST-23"] == {"empty": 5, "pairs": 6}
    assert {c.values["value"] for c in checks.cautions(table) if c.code == "EST-22"} == {"C", "D"}


def test_described_lists():
    table = parse_csv("A,B,C,n\n1,0,0,200\n0,1,0,180\n0,0,1,150\n1,1,0,60\n1,0,1,40\n0,1,1,50\n1,1,1,20\n")[
        ""
    ]
    about = {"A": {"refers_to": ["B"], "age_rule": "identification"}, "B": {"age_rule": "exploitation"}}
    assert [c.code for c in checks.described(table, about)] == ["EST-27", "EST-28"]
    assert checks.described(table, {"A": {"period": "2024"}, "B": {"period": "2024"}}) == []


def test_heterogeneity_is_announced_and_equal_chances_are_not():
    unequal = [(2000, [0.35, 0.3, 0.25, 0.2]), (6000, [0.05, 0.05, 0.04, 0.03])]
    equal = [(3000, [0.2, 0.15, 0.25, 0.1])]
    warned = {"unequal": 0, "equal": 0}
    for seed in range(20):
        rng = np.random.default_rng(seed)
        for name, groups in (("unequal", unequal), ("equal", equal)):
            found = {c.code for c in checks.cautions(population(rng, groups))}
            warned[name] += "EST-29" in found
    assert warned["unequal"] == 20
    assert warned["equal"] <= 4


def test_methods_that_disagree_give_a_range_with_reasons(uk5):
    report = estimate(uk5, ["stepwise", "bic", "dga"], QUICK)
    assert "EST-30" in codes(report)
    low = min(r.shown[0] for r in report.results)
    high = max(r.shown[1] for r in report.results)
    assert (report.answer["low"], report.answer["high"]) == (low, high)
    assert report.as_dict("kk")["answer"]["reasons"]


def test_a_model_the_data_reject_has_no_part_in_the_answer(uk):
    report = estimate(uk, ["main_effects", "stepwise"], QUICK)
    assert "EST-39" in codes(report)
    assert report.answer["methods"] == ["stepwise"]


def test_chains_that_disagree_give_no_number(uk5):
    options = dataclasses.replace(QUICK, latent=latent.Settings(chains=4, burn=200, keep=400, thin=1))
    report = estimate(uk5, ["lcmcr"], options)
    result = report.results[0]
    assert (result.status, result.total, result.interval95) == (3, None, None)
    assert result.diagnostics["reason"] == "chains_disagree"
    assert "EST-31" in codes(report)


def test_latent_classes_find_an_easy_population():
    table = population(np.random.default_rng(2), [(2000, [0.4, 0.35, 0.3, 0.45])])
    draws = latent.sample(
        table, np.random.default_rng(5), latent.Settings(chains=4, burn=1000, keep=2000, thin=5)
    )
    assert draws.rhat < 1.05
    assert draws.quantile(0.01) < 2000 < draws.quantile(0.99)
    assert len(draws.peaks) == 1


def test_split_rhat_and_peaks_see_two_camps():
    rng = np.random.default_rng(1)
    one = rng.normal(1000, 20, size=(4, 1000))
    camps = np.concatenate([one[:2], one[2:] * 3])
    assert latent.split_rhat(one) < 1.01
    assert latent.split_rhat(camps) > 1.5
    assert len(latent.peaks(camps, 500)) == 2
    assert len(latent.peaks(one, 500)) == 1


def test_hidden_list_is_found_when_lists_are_independent():
    table = population(np.random.default_rng(3), [(4000, [0.4, 0.35, 0.3, 0.45])])
    hidden = hide_one_list(table, np.random.default_rng(1))
    assert [h.name for h in hidden] == ["L1", "L2", "L3", "L4"]
    assert sum(bool(h.found) for h in hidden) >= 3


def test_trajectory_levels_off_when_lists_are_independent():
    table = population(np.random.default_rng(4), [(4000, [0.4, 0.35, 0.3, 0.45])])
    path = trajectory(table, np.random.default_rng(1), draws=30)
    assert [step["share"] for step in path] == [0.5, 0.7, 0.9, 1.0]
    assert all(abs(step["median"] - 4000) < 400 for step in path)


def test_sensitivity_multiplies_the_dark_figure():
    assert [row["total"] for row in checks.sensitivity(100, 50.0)] == [112.5, 125.0, 150.0, 200.0, 300.0]


def test_linkage_spread():
    rng = np.random.default_rng(8)
    tables = {"0.8": population(rng, [(3000, [0.3] * 3)]), "0.9": population(rng, [(3000, [0.3] * 3)])}
    rows = checks.across_linkage(tables)
    assert [row["linkage"] for row in rows] == ["0.8", "0.9"]
    assert all(2000 < row["total"] < 4500 for row in rows)


def test_all_methods_are_shown_and_the_fullest_model_does_not_widen_the_answer(uk):
    report = estimate(uk, ["all"], dataclasses.replace(QUICK, bootstrap=40))
    shown = [r.method for r in report.results]
    assert shown == ["main_effects", "all_pairs", "stepwise", "bic", "dga", "lcmcr"]
    assert "all_pairs" not in report.answer["methods"]
    alone = estimate(uk, ["all_pairs"], dataclasses.replace(QUICK, bootstrap=40))
    assert alone.answer["methods"] == ["all_pairs"]
