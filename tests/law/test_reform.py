"""Reforms: patches carried out, cases before and after, what cannot run says so."""

from __future__ import annotations

import mini
import pytest

from qorgan.law.corpus import Corpus
from qorgan.law.errors import LawError
from qorgan.law.reform import OPERATIONS, affected, apply, reform
from qorgan.law.together import together

SALE = {"id": "sale", "jurisdiction": "XX", "act_date": "2023-05-01", "victim": {"age": 10}, "acts": ["sale"],
        "means": [], "purposes": [], "circumstances": []}  # fmt: skip
LURED = {**SALE, "id": "lured", "means": ["deception"]}
SILENT = {**SALE, "id": "silent", "means": "unknown"}
RECRUITED = {**SALE, "id": "recruited", "acts": ["recruitment"], "purposes": ["prostitution"]}


def test_means_as_an_element_loses_the_child_without_means(invented):
    answer = reform("reform.means", [SALE, LURED, SILENT], corpus=invented, lang="en")
    assert answer["can_run"] is True
    assert answer["matrix"] == {
        "met": {"met": 1, "open": 1, "not_met": 1},
        "open": {"met": 0, "open": 0, "not_met": 0},
        "not_met": {"met": 0, "open": 0, "not_met": 0},
    }
    assert answer["moved"] == [
        {"id": "sale", "from": "met", "to": "not_met", "provision": "xx.1.1"},
        {"id": "silent", "from": "met", "to": "open", "provision": "xx.1.1"},
    ]
    palermo = answer["yardsticks"][0]
    assert palermo["id"] == "palermo"
    assert {"element": "prostitution", "before": "partial", "after": "absent"} in palermo["rows"]


def test_wider_definition_reaches_the_parts_built_on_it(invented):
    answer = reform("reform.open", [RECRUITED], corpus=invented, lang="en")
    assert answer["matrix"]["open"]["met"] == 1
    assert "xx.1.2" in answer["provisions"]
    rows = {r["element"]: (r["before"], r["after"]) for r in answer["yardsticks"][0]["rows"]}
    assert rows == {"prostitution": ("partial", "full"), "days": ("partial", "full")}


def test_reform_leaves_the_law_itself_alone(invented):
    before = [p.id for p in invented.of("XX")]
    changed = apply(invented, invented.patch("reform.means"))
    assert [p.id for p in invented.of("XX")] == before
    assert len(changed.provision("xx.1.1").elements) == len(invented.provision("xx.1.1").elements) + 1
    assert changed.provision("xx.2") is invented.provision("xx.2")


def test_without_known_wording_it_cannot_run(invented):
    answer = reform("reform.lost", [SALE], corpus=invented, lang="ru")
    assert answer["can_run"] is False
    assert answer["matrix"] is None
    assert answer["why"] == "текст"


def test_bad_case_is_reported_and_the_others_are_tried(invented):
    answer = reform("reform.means", [SALE, {"id": "bad", "acts": ["sael"]}], corpus=invented, lang="en")
    assert sum(sum(row.values()) for row in answer["matrix"].values()) == 1
    assert answer["errors"][0]["id"] == "bad"
    assert answer["errors"][0]["error"]["did_you_mean"] == "sale"


def patch(*changes):
    return {"id": "p", "jurisdiction": "XX", "status": "proposal", "title": mini.T, "changes": list(changes)}


CHANGES = {
    "add_element": ({"provision": "xx.6", "element": mini.element("m", "means.force", "means")}, "not_met"),
    "replace_element": ({"provision": "xx.6", "element": mini.element("sale", "act.purchase")}, "not_met"),
    "remove_element": ({"provision": "xx.6", "id": "sale"}, "met"),
    "add_alternative": ({"provision": "xx.6", "id": "age", "when": "victim.adult"}, "met"),
    "add_exception": ({"provision": "xx.6", "exception": mini.clause("x", "act.sale")}, "not_met"),
    "repeal": ({"provision": "xx.6"}, None),
    "set": ({"provision": "xx.6", "field": "sanction", "value": {"max_years": 1}}, "met"),
}


@pytest.mark.parametrize("operation", sorted(CHANGES))
def test_each_operation(invented, operation):
    from qorgan.law.qualify import qualify

    change, expected = CHANGES[operation]
    changed = apply(invented, patch({"op": operation, **change}))
    answer = qualify(SALE, corpus=changed, lang="en", everything=True)
    got = {f["provision"]: f["verdict"] for f in answer["findings"]}
    assert got.get("xx.6") == expected
    if operation == "set":
        assert changed.provision("xx.6").sanction.max_years == 1


def test_operations_on_clauses_exceptions_expressions_and_whole_provisions(invented):
    changed = apply(invented, patch(
        {"op": "remove_clause", "provision": "xx.1.2", "id": "two"},
        {"op": "add_clause", "provision": "xx.1.2", "clause": mini.clause("night", "circumstance.kin")},
        {"op": "remove_exception", "provision": "xx.3", "id": "kin"},
        {"op": "replace_expression", "provision": "xx.def", "slot": "purpose", "when": "purpose.begging"},
        {"op": "add_provision", "value": mini.provision("xx.9", elements=[mini.CHILD])},
    ))  # fmt: skip
    assert [c.id for c in changed.provision("xx.1.2").clauses] == ["group", "known", "night"]
    assert changed.provision("xx.3").exceptions == ()
    assert changed.provision("xx.def").expressions["purpose"] == ("atom", "purpose.begging")
    assert changed.provision("xx.9").jurisdiction == "XX"
    assert set(OPERATIONS) == set(CHANGES) | {
        "remove_clause", "add_clause", "remove_exception", "replace_expression", "add_provision"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [({"op": "abolish", "provision": "xx.6"}, "LAW-20"), ({"op": "repeal", "provision": "xx.66"}, "LAW-13"),
     ({"op": "remove_element", "provision": "xx.6", "id": "zz"}, "LAW-20"),
     ({"op": "set", "provision": "xx.6", "field": "id", "value": 1}, "LAW-20"),
     ({"op": "add_alternative", "provision": "xx.def", "slot": "zz", "when": "act.sale"}, "LAW-20")],
)  # fmt: skip
def test_faulty_patches_are_refused(invented, change, code):
    with pytest.raises(LawError) as caught:
        apply(invented, patch(change))
    assert caught.value.code == code


def test_unknown_patch_gets_a_suggestion(invented):
    with pytest.raises(LawError) as caught:
        reform("reform.mean", corpus=invented)
    assert (caught.value.code, caught.value.suggestion) == ("LAW-18", "reform.means")


def test_affected_follows_bases_and_definitions(invented):
    touched = affected(invented, "XX", patch({"op": "replace_expression", "provision": "xx.def"}))
    assert {"xx.def", "xx.1.1", "xx.1.2", "xx.5"} <= touched
    assert "xx.3" not in touched


TWO = ("reform.3c.means_in_135_conforming", "reform.10.criminal_definition_completion")
CHILDREN = [
    {"id": "beg", "jurisdiction": "KZ", "victim": {"age": 12}, "acts": ["recruitment"], "means": [],
     "purposes": ["begging"], "circumstances": []},
    {"id": "organs", "jurisdiction": "KZ", "victim": {"age": 12}, "acts": ["recruitment"], "means": [],
     "purposes": ["organ_removal"], "circumstances": []},
]  # fmt: skip


def test_two_reforms_together_reach_what_each_reaches(shipped):
    """Begging without coercion needs the one, organ removal the other."""
    wanted = {"kz.cc2014.135.1"}
    moved = {}
    for name, chosen in {"one": TWO[:1], "other": TWO[1:], "both": TWO}.items():
        answer = reform(together(shipped, chosen), CHILDREN, corpus=shipped, lang="en")
        moved[name] = {
            each["id"] for each in answer["changed"] if each["provision"] in wanted and each["to"] == "met"
        }
    assert moved == {"one": {"beg"}, "other": {"organs"}, "both": {"beg", "organs"}}


def test_together_says_all_titles_the_worst_grade_and_the_latest_day(shipped):
    one, other = (shipped.patch(each) for each in TWO)
    both = together(shipped, [*TWO, TWO[0]])
    assert both["id"] == ",".join(TWO)
    assert both["title"]["kk"] == f"{one['title']['kk']}; {other['title']['kk']}"
    assert len(both["changes"]) == len(one["changes"]) + len(other["changes"])
    assert together(shipped, TWO[:1]) == one


def test_a_reform_that_cannot_run_keeps_the_others_from_running(shipped):
    answer = reform(together(shipped, [TWO[0], "reform.4.begging"]), CHILDREN, corpus=shipped, lang="en")
    assert not answer["can_run"]
    assert answer["why"].strip()


def test_reforms_that_write_the_same_place_are_refused(invented):
    raw = {**invented.raw, "patches/more.yaml": {"patches": [
        patch({"op": "set", "provision": "xx.6", "field": "sanction", "value": {"max_years": years}})
        | {"id": f"reform.{years}", "title": mini.T, "status": "proposal"}
        for years in (3, 5)
    ]}}  # fmt: skip
    with pytest.raises(LawError) as caught:
        together(Corpus(raw), ["reform.3", "reform.5"])
    assert caught.value.code == "LAW-25"
