"""HTCDS 2.0: 84 fields, 25 lists, and a way through the profile that loses nothing."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.standards import StandardError, codes, htcds, profile
from qorgan.standards.cli import main


def test_84_fields_and_25_lists():
    assert len(htcds.fields()) == 84
    lists = {row["code_list"] for row in codes.rows("htcds_codelists")}
    assert len(lists) == 25
    assert len(codes.rows("htcds_codelists")) == 232
    assert sum(field.core for field in htcds.fields().values()) == 40
    for field in htcds.fields().values():
        if field.kind == "code":
            assert codes.code_list(field.code_list)


def test_the_two_missing_control_codes_are_added_and_marked():
    control = codes.code_list("MethodsOfControl")
    assert len(control) == 18
    assert [code for code, about in control.items() if about.added] == ["RestrictsMovement", "UsesChildren"]


def test_full_record_survives_the_profile(full):
    record = profile.stamp(htcds.to_profile(full))
    assert profile.problems(record) == []
    assert htcds.from_profile(record, typed=False) == full
    assert htcds.from_profile(json.loads(json.dumps(record)), typed=False) == full


def test_what_was_typed_comes_back_as_typed():
    flat = {
        "record_id": "A-7",
        "prs_Birthdate": "31.05.2010",
        "prs_Citizenship": "KAZ | UZ",
        "prs_Gender": "Not Specified/Unknown",
        "prs_NumberOfChildren": "02",
        "con_Consent": "Yes",
        "hte_City": "Invented",
        "hte_City#2": "Other invented",
        "vic_MethodsOfControl": "RestrictsMovement",
        "vic_RecruitmentWebsitesAndApps": "Telegram;SomeNewApp",
        "our_own_column": "kept",
    }
    record = profile.stamp(htcds.to_profile(flat))
    assert record["person"] == {
        "prs_Birthdate": "2010-05-31",
        "prs_Gender": "NonSpecifiedUnknown",
        "prs_NumberOfChildren": 2,
        "prs_Citizenship": ["KZ", "UZ"],
    }
    assert record["consents"] == [{"con_Consent": True}]
    assert profile.problems(record) == []
    assert htcds.from_profile(record, typed=False) == flat


def test_a_changed_value_is_not_overwritten_by_what_was_typed():
    record = htcds.to_profile({"prs_Birthdate": "31.05.2010"})
    record["person"]["prs_Birthdate"] = "2011-05-31"
    assert htcds.from_profile(record, typed=False) == {"prs_Birthdate": "2011-05-31"}


def test_json_types_and_repeats_survive():
    flat = {
        "vic_AgeWhenTrafficked": 14,
        "con_Consent": False,
        "prs_Deceased": "no",
        "prs_Citizenship": ["KZ"],
        "cas_ReferredOrganisation": ["Invented shelter", "Invented clinic"],
        "cas_OutgoingReferralDate": "2024-01-02",
        "hte_Latitude": 51.1,
    }
    record = profile.stamp(htcds.to_profile(flat))
    assert len(record["referrals"]) == 2
    assert htcds.from_profile(record, typed=True) == flat


@pytest.mark.parametrize(
    ("column", "value", "code", "meant"),
    [
        ("prs_Gendr", "Feminine", "STD-03", "prs_Gender"),
        ("prs_Gender", "Femnine", "STD-05", "Feminine"),
        ("prs_Gender#2", "Feminine", "STD-03", "prs_Gender"),
        ("prs_Birthdate", "2010-13-01", "STD-06", None),
        ("vic_AgeWhenTrafficked", "fourteen", "STD-07", None),
        ("con_Consent", "perhaps", "STD-08", None),
        ("prs_Citizenship", "Kazakhstan", "STD-09", "KZ"),
        ("prs_PrimaryLanguage", "Kazakh!", "STD-10", None),
        ("vic_TypeOfExploitation", "SexualExploitation;Beging", "STD-05", "ForcedBegging"),
        ("prs_FirstName", {"a": 1}, "STD-16", None),
    ],
)
def test_bad_values_are_named(column, value, code, meant):
    with pytest.raises(StandardError) as caught:
        htcds.to_profile({column: value})
    assert caught.value.code == code
    assert caught.value.did_you_mean == meant


def test_round_trip_on_the_command_line(tmp_path, full, capsys):
    source, middle, back = tmp_path / "in.csv", tmp_path / "p.jsonl", tmp_path / "back.csv"
    second = dict.fromkeys(full, "") | {"prs_Gender": "Masculine"}
    with source.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(full))
        writer.writeheader()
        writer.writerows([full, second])
    assert main(["convert", "--from", "htcds", "--to", "profile", str(source), "--out", str(middle)]) == 0
    assert main(["validate", str(middle), "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["valid"] for line in lines] == [True, True]
    assert main(["convert", "--from", "profile", "--to", "htcds", str(middle), "--out", str(back)]) == 0
    with back.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert rows == [full, second]


@pytest.mark.parametrize("ending", [".json", ".jsonl"])
def test_round_trip_of_json(tmp_path, ending):
    source, middle, back = tmp_path / "in.json", tmp_path / f"p{ending}", tmp_path / f"b{ending}"
    records = [{"id": "1", "vic_AgeWhenTrafficked": 12}, {"id": "2", "prs_Citizenship": ["KZ", "KG"]}]
    source.write_text(json.dumps(records), encoding="utf-8")
    assert main(["convert", "--from", "htcds", "--to", "profile", str(source), "--out", str(middle)]) == 0
    assert main(["convert", "--from", "profile", "--to", "htcds", str(middle), "--out", str(back)]) == 0
    text = back.read_text(encoding="utf-8")
    found = json.loads(text) if ending == ".json" else [json.loads(line) for line in text.splitlines()]
    assert found == records


def test_one_object_stays_one_object(tmp_path):
    source, middle = tmp_path / "one.json", tmp_path / "p.json"
    source.write_text(json.dumps({"id": "1", "vic_AgeWhenTrafficked": 12}, indent=2), encoding="utf-8")
    assert main(["convert", "--from", "htcds", "--to", "profile", str(source), "--out", str(middle)]) == 0
    assert json.loads(middle.read_text(encoding="utf-8"))["victim"] == {"vic_AgeWhenTrafficked": 12}


def test_good_records_come_out_beside_bad_ones(tmp_path, capsys):
    source, out = tmp_path / "in.csv", tmp_path / "out.jsonl"
    source.write_text("id,prs_Gender\n1,Feminine\n2,Femnine\n3,Masculine\n4\n", encoding="utf-8")
    words = [
        "convert",
        "--from",
        "htcds",
        "--to",
        "profile",
        str(source),
        "--out",
        str(out),
        "--json",
        "--lang",
        "kk",
    ]
    assert main(words) == 2
    told = json.loads(capsys.readouterr().out)
    assert [e["id"] for e in told["errors"]] == ["2", "4"]
    assert told["errors"][0]["error"]["did_you_mean"] == "Feminine"
    assert "тізімінде" in told["errors"][0]["error"]["message"]
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


def test_validate_htcds_names_every_error_of_a_record(tmp_path, capsys):
    source = tmp_path / "in.csv"
    source.write_text("id,prs_Gender,prs_Birthdate\n1,Femnine,later\n", encoding="utf-8")
    assert main(["validate", str(source), "--schema", "htcds", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)
    assert [e["code"] for e in told["errors"]] == ["STD-05", "STD-06"]
    assert told["error"]["place"] == "prs_Gender"


_VALUES = {
    "text": st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1),
    "date": st.dates().map(str),
    "number": st.one_of(st.integers(0, 120).map(str), st.floats(-180, 180, allow_nan=False).map(str)),
    "checkbox": st.sampled_from(["true", "false", "Yes", "no", "1", "0", "TRUE"]),
    "country": st.sampled_from(["KZ", "KAZ", "uz", "RU"]),
    "language": st.sampled_from(["kaz", "rus", "UZB"]),
}


@st.composite
def flat_records(draw):
    record = {}
    for name in draw(st.lists(st.sampled_from(list(htcds.fields())), unique=True, max_size=12)):
        field = htcds.fields()[name]
        value = _VALUES.get(field.kind)
        if field.kind == "code":
            known = codes.code_list(field.code_list)
            value = st.sampled_from([*known, *(c.label for c in known.values())])
        assert value is not None
        column = name
        if htcds.ENTITIES[field.entity][1] and draw(st.booleans()):
            column = f"{name}#{draw(st.integers(2, 4))}"
        if field.multi:
            record[column] = draw(st.lists(value, min_size=1, max_size=3).map(";".join))
        else:
            record[column] = draw(value)
    return record


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(flat_records())
def test_any_record_survives(record):
    made = profile.stamp(htcds.to_profile(record))
    assert profile.problems(made) == []
    assert htcds.from_profile(json.loads(json.dumps(made)), typed=False) == record


@pytest.mark.parametrize("typed", ["2010-02-30", "30.02.2010", "2010-13", "31.04.2011"])
def test_a_day_that_never_was_is_no_date(typed):
    with pytest.raises(StandardError) as caught:
        htcds.to_profile({"prs_Birthdate": typed})
    assert caught.value.code == "STD-06"


def test_a_repeat_far_beyond_any_case_is_refused():
    with pytest.raises(StandardError) as caught:
        htcds.to_profile({"hte_City#99999999": "Invented"})
    assert caught.value.code == "STD-03"
