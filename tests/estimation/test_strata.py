"""One model over years: common chances, own dark figures, lists that join later."""

from __future__ import annotations

import numpy as np
import pytest

from qorgan.estimation import CaptureTable, EstimationError, fit_jointly, parse_csv
from qorgan.estimation.cli import main
from qorgan.estimation.simulation import population

CHANCES = [0.3, 0.25, 0.2, 0.15]


def _years(seed: int, sizes: dict[str, int]) -> dict[str, CaptureTable]:
    rng = np.random.default_rng(seed)
    return {year: population(rng, [(size, CHANCES)]) for year, size in sizes.items()}


def test_trend_is_found_with_its_interval():
    joint = fit_jointly(_years(1, {"2021": 1000, "2022": 1400, "2023": 2000}), np.random.default_rng(2))
    assert joint.status == 0
    assert joint.change_interval[0] < 2.0 < joint.change_interval[1]
    for stratum, truth in zip(joint.strata, (1000, 1400, 2000), strict=True):
        assert stratum.low < truth < stratum.high
        assert 0 < stratum.detected_share < 1


def test_small_stratum_borrows_strength_and_is_marked():
    joint = fit_jointly(_years(3, {"2021": 1500, "2022": 90}), np.random.default_rng(2))
    small = joint.strata[1]
    assert small.observed < 100
    assert not small.own
    assert [c.code for c in joint.cautions] == ["EST-41"]
    assert small.total == pytest.approx(90, rel=0.5)


def test_a_list_that_joined_later_does_not_bias_the_early_year():
    tables = _years(5, {"2021": 2000, "2022": 2000})
    early = tables["2021"]
    gone = (early.masks() & 8) != 0
    target = early.masks() & ~np.int64(8)
    counts = np.bincount(target, weights=early.counts, minlength=16)[1:].astype(np.int64)
    assert gone.any()
    tables["2021"] = CaptureTable(early.lists, counts)
    joint = fit_jointly(tables, np.random.default_rng(2))
    assert joint.strata[0].total == pytest.approx(2000, rel=0.15)


def test_strata_must_share_their_lists():
    tables = _years(1, {"a": 500, "b": 500})
    tables["b"] = CaptureTable(("X", "Y", "Z", "W"), tables["b"].counts)
    with pytest.raises(EstimationError) as caught:
        fit_jointly(tables, np.random.default_rng(1))
    assert caught.value.code == "EST-06"
    with pytest.raises(EstimationError):
        fit_jointly({"a": tables["a"]}, np.random.default_rng(1))


def test_stratum_column_on_the_command_line(tmp_path, capsys):
    import json

    rows = ["A,B,C,D,year,n"]
    for year, table in _years(7, {"2021": 900, "2022": 1200}).items():
        for mask, count in zip(table.masks(), table.counts, strict=True):
            bits = ",".join(str(mask >> i & 1) for i in range(4))
            rows.append(f"{bits},{year},{count}")
    path = tmp_path / "years.csv"
    path.write_text("\n".join(rows))
    words = [
        "estimate",
        str(path),
        "--stratum",
        "year",
        "--method",
        "stepwise",
        "--bootstrap",
        "100",
        "--json",
    ]
    assert main([*words, "--checks"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [s["name"] for s in told["strata"]["strata"]] == ["2021", "2022"]
    assert told["lists"] == ["A", "B", "C", "D"]
    assert len(told["checks"]["hide_one_list"]) == 4


def test_a_stratum_of_few_children_gets_no_interval():
    big = parse_csv("A,B,C,n\n1,0,0,80\n0,1,0,90\n0,0,1,70\n1,1,0,20\n1,0,1,15\n0,1,1,18\n1,1,1,5\n")[""]
    few = parse_csv("A,B,C,n\n1,0,0,9\n0,1,0,8\n0,0,1,7\n1,1,0,2\n")[""]
    joint = fit_jointly({"2019": big, "2020": few}, np.random.default_rng(1), 60)
    assert joint.strata[0].low is not None
    assert joint.strata[1].total is not None
    assert (joint.strata[1].low, joint.strata[1].high, joint.change_interval) == (None, None, None)
    assert joint.interval is not None
    assert {c.code for c in joint.cautions} == {"EST-41"}
