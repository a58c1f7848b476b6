"""Verdicts on the invented country: parts, exceptions, dates, presumption, later milder law, several victims."""

from __future__ import annotations

import mini
import pytest

from qorgan.law.qualify import qualify

BASE = {"jurisdiction": "XX", "act_date": "2023-05-01", "victim": {"age": 10}, "acts": ["sale"], "means": [],
        "purposes": [], "circumstances": []}  # fmt: skip


def ask(corpus, everything=True, **changes):
    return qualify({**BASE, **changes}, corpus=corpus, lang="en", everything=everything)


def verdicts(answer) -> dict[str, str]:
    return {each["provision"]: each["verdict"] for each in answer["findings"]}


def finding(answer, identifier):
    return next(each for each in answer["findings"] if each["provision"] == identifier)


def codes(answer) -> list[str]:
    return [each["code"] for each in answer["warnings"]]


def test_sale_of_a_child_is_met_and_the_adult_article_is_not(invented):
    got = verdicts(ask(invented))
    assert got["xx.1.1"] == "met"
    assert got["xx.1.2"] == "not_met"
    assert got["xx.2"] == "not_met"


def test_gating_part_needs_base_and_a_clause(invented):
    assert verdicts(ask(invented, circumstances=["group"]))["xx.1.2"] == "met"
    assert verdicts(ask(invented, circumstances=["organised_group"]))["xx.1.2"] == "met"
    assert verdicts(ask(invented, acts=[], circumstances=["group"]))["xx.1.2"] == "not_met"
    assert verdicts(ask(invented, circumstances="unknown"))["xx.1.2"] == "open"
    part = finding(ask(invented, circumstances=["organised_group"]), "xx.1.2")
    assert {a["code"]: a["verdict"] for a in part["aggravations"]} == {
        "group": "met", "two": "not_met", "known": "not_met"
    }  # fmt: skip
    assert part["sanction"] == {"min_years": 9, "max_years": 12, "life": False}


def test_aggravations_that_only_raise_the_band_do_not_decide(invented):
    for circumstances, expected in (([], "not_met"), (["cross_border"], "met"), ({"kin": False}, "open")):
        found = finding(ask(invented, acts=["transfer"], circumstances=circumstances), "xx.3")
        assert found["verdict"] == "met"
        assert [a["verdict"] for a in found["aggravations"]] == [expected]


def test_exception_unknown_leaves_the_verdict_open(invented):
    assert verdicts(ask(invented, acts=["transfer"], circumstances="unknown"))["xx.3"] == "open"
    assert verdicts(ask(invented, acts=["transfer"], circumstances=["kin"]))["xx.3"] == "not_met"


def test_hidden_means_leave_a_child_case_open_until_coercion_is_judged(invented):
    recruited = {"acts": ["recruitment"], "purposes": ["prostitution"]}
    found = finding(ask(invented, **recruited), "xx.1.1")
    assert found["verdict"] == "open"
    assert [m["code"] for m in found["missing"]] == ["assessment.coercive"]
    assert verdicts(ask(invented, **recruited, means=["force"]))["xx.1.1"] == "met"
    assert verdicts(ask(invented, **recruited, facts={"assessment.coercive": True}))["xx.1.1"] == "met"
    assert verdicts(ask(invented, **recruited, facts={"assessment.coercive": False}))["xx.1.1"] == "not_met"


@pytest.mark.parametrize("victim", [{}, {"age": "unknown"}, {"age": [16, 20]}, {"minor": "contested"}])
def test_doubtful_age_is_a_child(invented, victim):
    answer = ask(invented, victim=victim)
    child = finding(answer, "xx.1.1")
    assert child["verdict"] == "met"
    assert child["by_presumption"] is True
    assert "presumption" in [r["code"] for r in child["reasons"]]
    assert {r["value"] for r in child["reasons"] if r["code"] == "age"} == {"presumed"}
    assert verdicts(answer)["xx.2"] == "open"
    assert "LAW-65" in codes(answer)


def test_known_child_is_no_presumption(invented):
    assert finding(ask(invented), "xx.1.1")["by_presumption"] is False
    assert finding(ask(invented, victim={"age": [16, 17]}), "xx.1.1")["by_presumption"] is False


def test_adult_by_interval(invented):
    got = verdicts(ask(invented, victim={"age": [18, 30]}))
    assert got["xx.1.1"] == "not_met"
    assert got["xx.2"] == "met"


def test_later_milder_law_applies_to_an_earlier_act(invented):
    answer = ask(invented, act_date="2018-01-01", facts={"act.hiding": True})
    found = finding(answer, "xx.4.v2010")
    assert found["sanction"]["max_years"] == 4
    assert found["lenient_later"] == "xx.4"
    assert "LAW-67" in codes(answer)


def test_later_law_that_lifts_the_offence_ends_it():
    law = [each for each in mini.LAW if each["id"] not in ("xx.4", "xx.4.v2010")]
    law += [
        mini.provision("xx.4.v2010", norm="xx.4", valid={"from": "2010-01-01", "to": "2019-12-31"},
                       elements=[mini.element("hide", "act.hiding")]),
        mini.provision("xx.4", valid={"from": "2020-01-01", "to": None},
                       elements=[mini.element("hide", {"all": ["act.hiding", "means.force"]})]),
    ]  # fmt: skip
    answer = ask(mini.corpus(law), act_date="2018-01-01", facts={"act.hiding": True})
    assert verdicts(answer)["xx.4"] == "not_met"
    assert "LAW-67" in codes(answer)


def test_date_that_straddles_a_change_without_effect_is_met_under_each_wording(invented):
    answer = ask(
        invented, act_date=["2019-06-01", "2020-06-01"], facts={"act.hiding": True}, everything=False
    )
    got = verdicts(answer)
    assert got["xx.4"] == got["xx.4.v2010"] == "met"
    assert finding(answer, "xx.4")["one_of_several_wordings"] is True
    assert "LAW-66" in codes(answer)
    assert finding(answer, "xx.1.1")["verdict"] == "met"
    assert "act_date" not in [q["code"] for q in answer["ask"]]


def test_date_that_straddles_the_start_of_an_offence_is_open_and_asks_for_the_day(invented):
    answer = ask(invented, act_date=["2011-06-01", "2012-06-01"], everything=False)
    found = finding(answer, "xx.6")
    assert found["verdict"] == "open"
    assert found["missing"][0]["code"] == "act_date"
    assert answer["ask"][0]["code"] == "act_date"
    assert "xx.6" in answer["ask"][0]["settles"]
    assert "LAW-66" in codes(answer)


def test_continuing_act_is_judged_by_the_law_at_its_end(invented):
    answer = ask(invented, act_date=["2015-01-01", "2021-06-01"], continuing=True, facts={"act.hiding": True})
    assert verdicts(answer)["xx.4"] == "met"
    assert "xx.4.v2010" not in verdicts(answer)
    assert "LAW-70" in codes(answer)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2009-12-31", None), ("2010-01-01", "met"), ("2019-12-31", "met"), ("2020-01-01", None)],
)
def test_first_and_last_day_of_a_wording(invented, day, expected):
    assert verdicts(ask(invented, act_date=day, facts={"act.hiding": True})).get("xx.4.v2010") == expected


def test_wording_not_known_is_a_warning_where_the_facts_touch_it(invented):
    assert "LAW-61" in codes(ask(invented, act_date="2012-05-01"))
    assert "LAW-61" not in codes(ask(invented, act_date="2012-05-01", acts=[]))
    assert "LAW-61" not in codes(ask(invented, act_date="2016-05-01"))


def test_no_wording_before_a_day_is_a_warning_unless_there_was_none(invented):
    warned = [w["text"] for w in ask(invented, act_date="2011-05-01")["warnings"] if w["code"] == "LAW-63"]
    assert len(warned) == 1
    assert "xx.6" in warned[0]


def test_wording_certain_only_later_is_a_warning(invented):
    assert "LAW-62" in codes(ask(invented, act_date="2021-05-01", facts={"act.hiding": True}))
    assert "LAW-62" not in codes(ask(invented, act_date="2023-05-01", facts={"act.hiding": True}))


def test_unsure_start_of_a_wording_leaves_it_open(invented):
    found = finding(ask(invented, act_date="2017-05-01"), "xx.7")
    assert found["verdict"] == "open"
    assert found["missing"][0]["code"] == "version.xx.7"
    assert verdicts(ask(invented, act_date="2018-01-01"))["xx.7"] == "met"
    assert "xx.7" not in verdicts(ask(invented, act_date="2015-12-31"))


def test_unknown_date_uses_present_law_and_says_so(invented):
    answer = ask(invented, act_date="unknown")
    assert "LAW-60" in codes(answer)
    assert verdicts(answer)["xx.1.1"] == "met"


def test_country_without_law_on_that_day_says_so(invented):
    answer = ask(invented, act_date="1990-01-01")
    assert verdicts(answer) == {}
    assert "LAW-69" in codes(answer)


def test_each_victim_is_judged(invented):
    raw = {**BASE, "victims": [{"age": 3}, {"age": 40}]}
    raw.pop("victim")
    answer = qualify(raw, corpus=invented, lang="en", everything=True)
    got = {(f["victim"], f["provision"]): f["verdict"] for f in answer["findings"]}
    assert got[0, "xx.1.1"] == "met"
    assert got[1, "xx.1.1"] == "not_met"
    assert got[1, "xx.2"] == "met"
    assert got[0, "xx.1.2"] == "met"


def test_on_and_jurisdiction_override_the_file(invented):
    answer = qualify(BASE, corpus=invented, lang="en", on="2016-01-01", jurisdiction="XX", everything=True)
    assert answer["act_date"] == "2016-01-01"


def test_listed_are_met_and_open_ones_with_a_deciding_fact_given_true(invented):
    answer = ask(invented, everything=False, acts={"sale": True}, circumstances="unknown")
    listed = verdicts(answer)
    assert set(listed.values()) <= {"met", "open"}
    assert "xx.1.2" in listed
    assert "xx.4" not in listed  # nothing given speaks for hiding but the age


def test_contested_counts_as_unknown_and_is_reported(invented):
    answer = ask(invented, acts={"sale": "contested"}, everything=True)
    found = finding(answer, "xx.6")
    assert found["verdict"] == "open"
    assert found["missing"] == [{"code": "act.sale", "text": "Not known: act.sale", "contested": True}]
    assert "LAW-64" in codes(answer)


def test_every_overridden_provision_gives_way():
    law = [
        mini.provision("xx.1", elements=[mini.element("sale", "act.sale")], overridden_by=["xx.2"]),
        mini.provision("xx.2", elements=[mini.element("sale", "act.sale"), mini.CHILD]),
    ]
    corpus = mini.corpus(law)
    assert verdicts(ask(corpus)) == {"xx.1": "not_met", "xx.2": "met"}
    assert verdicts(ask(corpus, victim={"age": 30})) == {"xx.1": "met", "xx.2": "not_met"}
    open_ = verdicts(ask(corpus, victim={"age": "unknown"}))
    assert open_["xx.2"] == "met"
    assert open_["xx.1"] == "open"
