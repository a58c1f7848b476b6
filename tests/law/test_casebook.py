"""The legal cases of the book, run together, and mutants of the law that they must notice."""

from __future__ import annotations

from pathlib import Path

import mini
import pytest

from qorgan.law import casebook, mutation
from qorgan.law.casebook import LegalCase

FOLDER = Path(__file__).parent / "cases"
CASES = casebook.read(FOLDER)


def test_all_legal_cases_come_out_as_expected(shipped):
    failures = casebook.run(CASES, shipped)
    told = "\n".join(f"{f.case.place} {f.case.name}: {'; '.join(f.faults)}" for f in failures)
    assert not failures, told


def test_the_book_is_not_empty():
    assert len(CASES) >= 600
    assert {"KZ", "RU"} <= {case.facts.get("jurisdiction") for case in CASES}


def test_quick_verdicts_agree_with_full_ones(shipped):
    """The mutation check judges by a shorter way; it must start from the same verdicts."""
    ready = casebook.expectations(CASES, shipped)
    wanted = {(case.place, key) for case in CASES for key in case.verdicts}
    assert len(ready) >= 0.97 * len(wanted)
    for each in ready:
        assert casebook.holds(each, shipped) == casebook.holds(each, shipped, casebook.library(shipped))


def test_each_element_of_each_kazakh_offence_matters_to_some_case(shipped):
    tried, alive = mutation.survivors(CASES, shipped, ["KZ"])
    assert tried > 300
    assert not alive, f"{len(alive)} of {tried}: " + "; ".join(map(str, alive))


def test_each_element_of_each_yardstick_matters_to_some_case(shipped):
    tried, alive = mutation.survivors(CASES, shipped, ["INT"])
    assert tried > 10
    assert not alive, f"{len(alive)} of {tried}: " + "; ".join(map(str, alive))


SALE = LegalCase("a", "a", {"jurisdiction": "XX", "act_date": "2023-05-01", "victim": {"age": 10}, "acts": ["sale"],
                            "means": [], "purposes": [], "circumstances": []}, {"xx.6": "met"})  # fmt: skip


def test_a_wrong_expectation_is_reported(invented):
    wrong = LegalCase("b", "b", SALE.facts, {"xx.6": "not_met", "xx.66": "met", "yardsticks": {"palermo": "met"},
                                             "ask": ["act.hiding"], "warnings": ["LAW-61"],
                                             "by_presumption": ["xx.6"],
                                             "aggravations": {"xx.1.2": {"group": "met"}}})  # fmt: skip
    assert casebook.run([SALE], invented) == []
    assert len(casebook.run([wrong], invented)[0].faults) == 7
    expected = LegalCase("c", "c", {**SALE.facts, "acts": ["sael"]}, {"error": "LAW-07"})
    assert casebook.run([expected], invented) == []
    assert casebook.run([LegalCase("d", "d", expected.facts, {})], invented)


def test_mutants_survive_where_no_case_looks():
    corpus = mini.corpus([mini.provision("xx.6", elements=[mini.element("sale", "act.sale"), mini.CHILD])])
    tried, alive = mutation.survivors([SALE], corpus, ["XX"])
    assert tried == 4
    assert {str(m) for m in alive} == {"xx.6 elements.sale: dropped", "xx.6 elements.age: dropped"}
    adult = LegalCase("b", "b", {**SALE.facts, "victim": {"age": 30}}, {"xx.6": "not_met"})
    moved = LegalCase("c", "c", {**SALE.facts, "acts": ["transfer"]}, {"xx.6": "not_met"})
    assert mutation.survivors([SALE, adult, moved], corpus, ["XX"])[1] == []


@pytest.mark.parametrize("field", ["case", "facts", "expect"])
def test_incomplete_cases_are_refused(tmp_path, field):
    entry = {"case": "a", "facts": "{}", "expect": "{}"}
    entry.pop(field)
    (tmp_path / "x.yaml").write_text(
        "- " + "\n  ".join(f"{k}: {v}" for k, v in entry.items()), encoding="utf-8"
    )
    with pytest.raises(ValueError, match="LAW-20"):
        casebook.read(tmp_path)
