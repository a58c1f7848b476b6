"""What a typed case means: lists are complete, missing is unknown, age wins, contradictions are errors."""

from __future__ import annotations

import pytest

from qorgan.law.errors import LawError
from qorgan.law.facts import Reader


def read(corpus, **raw):
    return Reader(corpus).case({"jurisdiction": "XX", **raw})


def state(corpus, case, code: str, victim: int = 0) -> str:
    number = Reader(corpus).bits.number(code)
    facts = case.victims[victim]
    if facts.contested >> number & 1:
        assert not (facts.true | facts.false) >> number & 1
        return "contested"
    return "true" if facts.true >> number & 1 else "false" if facts.false >> number & 1 else "unknown"


def error(corpus, **raw) -> LawError:
    with pytest.raises(LawError) as caught:
        read(corpus, **raw)
    return caught.value


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("means.coercion", "true"),
        ("means.force", "unknown"),
        ("means.threat", "unknown"),
        ("means.deception", "false"),
    ],
)
def test_list_is_complete_but_children_of_a_listed_parent_stay_unknown(invented, code, expected):
    assert state(invented, read(invented, means=["coercion"]), code) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("means.coercion", "true"), ("means.force", "true"), ("means.threat", "false")]
)
def test_ancestors_of_a_listed_code_are_true(invented, code, expected):
    assert state(invented, read(invented, means=["force"]), code) == expected


def test_empty_list_means_none_and_missing_means_unknown(invented):
    assert state(invented, read(invented, means=[]), "means.force") == "false"
    assert state(invented, read(invented), "means.force") == "unknown"
    assert state(invented, read(invented, means="unknown"), "means.force") == "unknown"


def test_complete_list_closes_a_union_and_what_was_left_unsaid(invented):
    case = read(invented, acts=["transfer"], purposes=["begging"])
    assert state(invented, case, "act.deal") == "false"
    assert state(invented, case, "purpose.unsaid") == "false"
    assert state(invented, case, "act.hiding") == "unknown"
    assert state(invented, read(invented, acts=["sale"]), "act.deal") == "true"


def test_mapping_leaves_absent_entries_unknown(invented):
    case = read(
        invented, acts={"sale": True, "transfer": "unknown", "recruitment": "contested", "purchase": False}
    )
    assert [state(invented, case, f"act.{c}") for c in ("sale", "transfer", "recruitment", "purchase", "deal")] == [
        "true", "unknown", "contested", "false", "true",
    ]  # fmt: skip
    assert state(invented, case, "act.hiding") == "unknown"


def test_facts_by_full_or_bare_name(invented):
    assert state(invented, read(invented, facts={"act.hiding": True}), "act.hiding") == "true"
    assert state(invented, read(invented, facts={"hiding": "no"}), "act.hiding") == "false"


@pytest.mark.parametrize(
    ("age", "under_14", "under_18"),
    [(14, "false", "true"), (13.9, "true", "true"), ([14, 17], "false", "true"), ([10, 15], "unknown", "true"),
     ([16, 20], "false", "unknown"), (18, "false", "false"), ("unknown", "unknown", "unknown"), (0, "true", "true"),
     ([18, "unknown"], "false", "false"), (["unknown", 17], "unknown", "true")],
)  # fmt: skip
def test_age_as_an_interval(invented, age, under_14, under_18):
    case = read(invented, victim={"age": age})
    assert state(invented, case, "victim.under_14") == under_14
    assert state(invented, case, "victim.under_18") == under_18


def test_minor_alone_and_minor_narrowing_an_age(invented):
    assert state(invented, read(invented, victim={"minor": True}), "victim.under_18") == "true"
    assert state(invented, read(invented, victim={"minor": True}), "victim.under_14") == "unknown"
    assert state(invented, read(invented, victim={"minor": True}), "victim.under_21") == "true"
    assert state(invented, read(invented, victim={"minor": False}), "victim.under_14") == "false"
    assert (
        state(invented, read(invented, victim={"age": [16, 20], "minor": True}), "victim.under_18") == "true"
    )
    assert (
        state(invented, read(invented, victim={"age": 12, "minor": "unknown"}), "victim.under_18") == "true"
    )
    assert (
        state(invented, read(invented, victim={"age": 12, "minor": "contested"}), "victim.under_18") == "true"
    )


@pytest.mark.parametrize(
    "victim", [{"age": 14, "minor": False}, {"age": 18, "minor": True}, {"age": [3, 9], "minor": False}]
)
def test_age_and_minor_that_contradict_are_an_error(invented, victim):
    assert error(invented, victim=victim).code == "LAW-08"


@pytest.mark.parametrize(
    ("raw", "code", "place", "meant"),
    [
        ({"acts": ["transfer", "sael"]}, "LAW-07", "acts[1]", "sale"),
        ({"acts": ["act.sale"]}, "LAW-07", "acts[0]", None),
        ({"means": {"forse": True}}, "LAW-07", "means.forse", "force"),
        ({"act": ["sale"]}, "LAW-03", "act", "acts"),
        ({"victim": {"agee": 3}}, "LAW-03", "victim.agee", "age"),
        ({"victims": [{"age": 3}, {"mnor": True}]}, "LAW-03", "victims[1].mnor", "minor"),
        ({"acts": "sale"}, "LAW-04", "acts", None),
        ({"acts": {"sale": "maybe"}}, "LAW-05", "acts.sale", None),
        ({"acts": {"sale": 1}}, "LAW-05", "acts.sale", None),
        ({"act_date": "2016-13"}, "LAW-06", "act_date", None),
        ({"act_date": "2016-02-30"}, "LAW-06", "act_date", None),
        ({"act_date": ["2016", "2015"]}, "LAW-15", "act_date", None),
        ({"victim": {"age": -1}}, "LAW-10", "victim.age", None),
        ({"victim": {"age": [9, 3]}}, "LAW-15", "victim.age", None),
        ({"victim": {"age": "old"}}, "LAW-10", "victim.age", None),
        ({"victim": {"age": True}}, "LAW-10", "victim.age", None),
        ({"victim": {}, "victims": [{}]}, "LAW-12", "victims", None),
        ({"facts": {"act.hidng": True}}, "LAW-07", "facts.act.hidng", "act.hiding"),
        ({"means": {"coercion": False, "force": True}}, "LAW-11", "means.coercion", None),
        ({"jurisdiction": "xx"}, "LAW-09", "jurisdiction", "XX"),
        ({"jurisdiction": None}, "LAW-17", "jurisdiction", None),
        ({"victims": [{"age": 3}, {"age": 4}], "circumstances": {"two_or_more_victims": False}}, "LAW-24",
         "circumstances.two_or_more_victims", None),
    ],
)  # fmt: skip
def test_bad_input_gets_a_code_a_place_and_a_word(invented, raw, code, place, meant):
    wrong = error(invented, **raw)
    assert (wrong.code, wrong.place) == (code, place)
    if meant:
        assert wrong.suggestion == meant
    for lang in ("kk", "ru", "en"):
        assert wrong.as_dict(lang)["message"]


def test_a_case_must_be_a_mapping(invented):
    with pytest.raises(LawError, match="LAW-02"):
        Reader(invented).case(["sale"])


def test_several_victims_make_two_or_more_true(invented):
    case = read(invented, victims=[{"age": 3}, {"age": 30}], circumstances=[])
    assert len(case.victims) == 2
    assert state(invented, case, "circumstance.two_or_more_victims", 1) == "true"
    assert state(invented, case, "victim.under_18", 0) == "true"
    assert state(invented, case, "victim.under_18", 1) == "false"


def test_impossible_facts_are_false(invented):
    assert state(invented, read(invented, victim={"age": 0}), "circumstance.pregnant_victim") == "false"
    assert state(invented, read(invented, victim={"age": 15}), "circumstance.pregnant_victim") == "unknown"


@pytest.mark.parametrize(
    ("citizenship", "foreigner", "stateless"),
    [("XX", "false", "false"), ("UZ", "true", "false"), (["XX", "UZ"], "false", "false"),
     ("stateless", "false", "true"), ("unknown", "unknown", "unknown")],
)  # fmt: skip
def test_citizenship(invented, citizenship, foreigner, stateless):
    case = read(invented, victim={"citizenship": citizenship})
    assert state(invented, case, "victim.foreigner") == foreigner
    assert state(invented, case, "victim.stateless") == stateless


def test_a_contested_fact_counts_as_unknown_so_its_kin_may_settle_it(invented):
    """Sources disagree about coercion in general, nobody disputes the threat: then there was coercion."""
    bits = Reader(invented).bits
    victim = read(invented, means={"coercion": "contested", "threat": True}).victims[0]
    assert victim.true >> bits.number("means.coercion") & 1
    assert victim.contested >> bits.number("means.coercion") & 1
    below = read(invented, means={"coercion": False, "threat": "contested"}).victims[0]
    assert below.false >> bits.number("means.threat") & 1


def test_a_fact_given_by_name_settles_what_the_list_calls_contested(invented):
    told = read(invented, means={"coercion": "contested"}, facts={"means.coercion": True})
    assert state(invented, told, "means.coercion") == "true"
