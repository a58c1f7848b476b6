"""The profile: its schema is the tables, a child needs no means, absent is unknown."""

from __future__ import annotations

import json
import string

import pytest
from jsonschema import Draft202012Validator

from qorgan.standards import codes, htcds, profile
from qorgan.standards.cli import main
from qorgan.standards.messages import LANGUAGES, TEXTS


def test_shipped_schema_is_what_the_tables_say():
    assert profile.schema() == json.loads(json.dumps(profile.build_schema()))
    Draft202012Validator.check_schema(profile.schema())
    assert profile.VERSION in profile.schema()["$id"]


def test_every_htcds_field_is_in_the_schema():
    held = profile.schema()["properties"]
    found = set()
    for key, repeats in htcds.ENTITIES.values():
        found |= set((held[key]["items"] if repeats else held[key])["properties"])
    assert found == set(htcds.fields())


def test_a_child_case_needs_act_and_purpose_but_no_means():
    record = profile.stamp({"child": {"acts": ["harbouring"], "purposes": ["forced_begging"]}})
    assert profile.problems(record) == []
    assert codes.palermo()["coercion"] == ("means", False)
    assert codes.palermo()["harbouring"] == ("act", True)


@pytest.mark.parametrize(
    ("record", "child"),
    [
        ({}, True),
        ({"victim": {"vic_AgeWhenTrafficked": 12}}, True),
        ({"victim": {"vic_AgeWhenTrafficked": 19}}, True),
        ({"victim": {"vic_AgeWhenTrafficked": 19}, "child": {"age_certainty": "estimated"}}, True),
        ({"victim": {"vic_AgeWhenTrafficked": 19}, "child": {"age_certainty": "documented"}}, False),
        (
            {
                "victim": {"vic_AgeWhenTrafficked": 19},
                "child": {"age_certainty": "documented", "treated_as_child": True},
            },
            True,
        ),
    ],
)
def test_a_doubtful_age_is_a_child(record, child):
    assert profile.is_child(record) is child


@pytest.mark.parametrize(
    ("record", "code", "place", "meant"),
    [
        ({"child": {"guardin": {}}}, "STD-14", "child.guardin", "guardian"),
        ({"child": {"schooling": "atends"}}, "STD-05", "child.schooling", "attends"),
        ({"person": {"prs_Birthdate": "31.05.2010"}}, "STD-06", "person.prs_Birthdate", None),
        ({"victim": {"vic_AgeWhenTrafficked": "14"}}, "STD-16", "victim.vic_AgeWhenTrafficked", None),
        ({"events": [{"hte_Type": "Transitt"}]}, "STD-05", "events[0].hte_Type", "Transit"),
    ],
)
def test_problems_have_code_place_and_hint(record, code, place, meant):
    (error,) = profile.problems(profile.stamp(record))
    assert (error.code, error.place, error.did_you_mean) == (code, place, meant)


def test_version_and_stamp_are_required():
    assert [e.code for e in profile.problems({})] == ["STD-15", "STD-15"]
    assert [e.code for e in profile.problems({"profile_version": "9.0.0"})] == ["STD-17"]
    assert [e.code for e in profile.problems([1])] == ["STD-13"]


def test_bad_files_are_refused_with_codes(tmp_path, capsys):
    broken = tmp_path / "broken.json"
    broken.write_text("[{]", encoding="utf-8")
    latin = tmp_path / "latin.csv"
    latin.write_bytes("id,prs_FirstName\n1,Ж".encode("cp1251"))
    empty = tmp_path / "empty.csv"
    empty.write_text("", encoding="utf-8")
    for path, code in (
        (broken, "STD-02"),
        (latin, "STD-01"),
        (empty, "STD-02"),
        (tmp_path / "none", "STD-01"),
    ):
        assert main(["validate", str(path), "--json"]) == 2
        assert json.loads(capsys.readouterr().out)["error"]["code"] == code
    assert main(["validate", str(empty), "--schema", "profil", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["did_you_mean"] == "profile"
    assert main(["convert", "--from", "htcd", "--to", "profile", str(empty)]) == 2
    assert main(["convert", str(empty)]) == 2


def test_a_refused_file_does_not_destroy_an_older_result(tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    source.write_text("prs_Gendr\nFeminine\n", encoding="utf-8")
    out.write_text("older", encoding="utf-8")
    assert main(["convert", "--from", "htcds", "--to", "profile", str(source), "--out", str(out)]) == 2
    assert out.read_text(encoding="utf-8") == "older"
    assert list(tmp_path.iterdir()) == [source, out] or set(tmp_path.iterdir()) == {source, out}


def test_every_text_stands_in_three_languages_with_the_same_places():
    for code, texts in TEXTS.items():
        places = [{f for _, f, _, _ in string.Formatter().parse(t) if f} for t in texts]
        assert len(texts) == len(LANGUAGES)
        assert all(texts), code
        assert places[0] == places[1] == places[2], code


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("2010", True),
        ("2010-02", True),
        ("2012-02-29", True),
        ("2010-02-30", False),
        ("2010-04-31", False),
        ("2010-13", False),
    ],
)
def test_a_date_has_a_day_its_month_has(typed, good):
    record = profile.stamp({"child": {"registration_date": typed}})
    assert (profile.problems(record) == []) is good
    assert (profile.problems(profile.stamp({"person": {"prs_Birthdate": typed}})) == []) is good


@pytest.mark.parametrize(
    ("typed", "good"),
    [("2024-02-29T23:59Z", True), ("2024-01-02T24:00Z", False), ("2024-99-02T10:00Z", False)],
)
def test_a_moment_is_a_real_hour_of_a_real_day(typed, good):
    record = profile.stamp({"child": {"referrals": [{"sent_at": typed}]}})
    assert (profile.problems(record) == []) is good
