"""CTDC files: the three published sets of columns in and out, any other refused, grouped flags never split."""

from __future__ import annotations

import csv
import json
import random

import pytest

from qorgan.standards import StandardError, ctdc, ctdc_export, profile
from qorgan.standards.cli import main

VALUES = {
    "yearOfRegistration": ["2015", "2022", ""],
    "ageBroad": ["0--8", "9--17", "48+", ""],
    "traffickMonths": [*ctdc.MONTH_BANDS, ""],
    "Datasource": ["Case Management", "Hotline"],
    "majorityStatus": ["Minor", "Adult", ""],
    "RecruiterRelationship": ["Family/Relative", ""],
}


def invented_row(rng: random.Random, layout: ctdc.Layout) -> dict[str, str]:
    kanon = layout.key == "kanon"
    row = {}
    for name, own in zip(layout.names, layout.own, strict=True):
        if own in layout.flags:
            row[name] = rng.choice(["1", "0", "-99"] if kanon else ["1", "", ""])
        elif own in {"citizenship", "CountryOfExploitation"}:
            row[name] = rng.choice(["KZ", "UZ", "00"] if kanon else ["KAZ", "UZB", ""])
        elif own == "gender":
            row[name] = rng.choice(["Female", "Male"] if kanon else ["Man", "Woman", ctdc.TRANS, ""])
        else:
            row[name] = rng.choice(VALUES.get(own, [""])) or ("-99" if kanon else "")
    return row


@pytest.mark.parametrize("key", ctdc.LAYOUTS)
def test_number_of_columns(key):
    assert len(ctdc.layout(key).names) == (63 if key == "kanon" else 27)


def test_six_names_changed_between_the_files():
    changed = set(ctdc.layout("2024").names) ^ set(ctdc.layout("2026").names)
    assert len(changed) == 12
    assert ctdc.layout("2024").own == ctdc.layout("2026").own


@pytest.mark.parametrize("key", ctdc.LAYOUTS)
def test_rows_survive_the_profile(key):
    layout, rng = ctdc.layout(key), random.Random(5)
    reader = ctdc.Reader(layout.names)
    for _ in range(300):
        row = invented_row(rng, layout)
        record = profile.stamp(reader.record(list(row.values())))
        assert profile.problems(record) == []
        assert ctdc_export.row(record, layout) == row


def test_grouped_flags_are_never_split():
    layout = ctdc.layout("2026")
    row = dict.fromkeys(layout.names, "") | {
        "meansThreats": "1",
        "isForcedLabour": "1",
        "isOtherExploit": "1",
    }
    record = ctdc.Reader(layout.names).record(list(row.values()))
    assert "victim" not in record
    assert record["ctdc"]["flags"] == ["meansThreats", "isForcedLabour", "isOtherExploit"]


def test_htcds_codes_set_the_group_they_belong_to():
    record = {
        "person": {"prs_Gender": "NonConforming", "prs_Citizenship": ["UZ"], "prs_Birthdate": "2010"},
        "victim": {
            "vic_MethodsOfControl": ["TakesEarnings", "UsesChildren", "RestrictsMovement"],
            "vic_TypeOfExploitation": ["ForcedBegging", "Surrogacy"],
            "vic_ForcedLabourIndustry": "A_AgricultureForestryAndFishing",
            "vic_RelationshipToTrafficker": "Familial",
        },
        "events": [
            {"hte_Type": "Transit", "hte_Country": "KG"},
            {"hte_Type": "Exploitation", "hte_Country": "KZ"},
        ],
        "referrals": [{"cas_IncomingReferralDate": "2024-03-02"}],
        "child": {"exploitation_months": 14, "recruiter_relations": ["friend"]},
    }
    row = ctdc_export.row(record, ctdc.layout("2026"))
    assert {name for name, cell in row.items() if cell == "1"} == {
        "meansDebtBondageEarnings", "meansThreats", "meansDenyBasicNeeds", "isForcedLabour", "isOtherExploit",
        "recruiterRelationFamily", "recruiterRelationFriend",
    }  # fmt: skip
    assert (row["gender"], row["citizenship"], row["CountryOfExploitation"]) == (ctdc.TRANS, "UZB", "KAZ")
    assert (row["ageBroad"], row["traffickMonths"], row["yearOfRegistration"]) == (
        "9--17",
        "13--24 (1-2 yrs)",
        "2024",
    )


@pytest.mark.parametrize(
    ("birth", "day", "band"),
    [
        ("2015-06-01", "2024-05-31", "0--8"),
        ("2015-06-01", "2024-06-01", "9--17"),
        ("2015", "2024", None),
        ("2010", "2024", "9--17"),
        ("2006-05", "2024-05-15", None),
        (None, "2024", None),
    ],
)
def test_age_band_only_when_certain(birth, day, band):
    assert ctdc_export.age_band(birth, day) == band


def test_old_file_to_new_layout():
    layout = ctdc.layout("kanon")
    row = dict.fromkeys(layout.names, "-99") | {
        "meansOfControlThreats": "1", "isForcedMilitary": "1", "typeOfLabourHospitality": "1", "citizenship": "KZ",
        "gender": "Female", "isSexualExploit": "0",
    }  # fmt: skip
    record = ctdc.Reader(layout.names).record(list(row.values()))
    new = ctdc_export.row(record, ctdc.layout("2026"))
    assert {name for name, cell in new.items() if cell == "1"} == {
        "meansThreats", "isOtherExploit", "sectorOfLabourHospitality",
    }  # fmt: skip
    assert (new["gender"], new["citizenship"], new["isSexualExploit"]) == ("Woman", "KAZ", "")


def test_known_sets_in_any_order_and_no_other():
    names = list(ctdc.layout("2024").names)
    assert ctdc.recognise(names[::-1]).key == "2024"
    without = [n for n in ctdc.layout("kanon").names if n != "isSlaveryAndPractices"]
    assert ctdc.recognise(without).key == "kanon"
    mixed = [*names[:-1], "sectorOfSexPornography"]
    for wrong in (names[:-1], [*names, "extra"], mixed, [*names, names[0]], ["gender"]):
        with pytest.raises(StandardError) as caught:
            ctdc.recognise(wrong)
        assert caught.value.code == "STD-04"


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("meansThreats", "0", "STD-23"),
        ("meansThreats", "yes", "STD-23"),
        ("ageBroad", "10-17", "STD-05"),
        ("citizenship", "Kazakhstan", "STD-09"),
        ("yearOfRegistration", "20222", "STD-07"),
        ("traffickMonths", "7", "STD-05"),
    ],
)
def test_cells_off_their_list(column, cell, code):
    layout = ctdc.layout("2026")
    row = dict.fromkeys(layout.names, "") | {column: cell}
    with pytest.raises(StandardError) as caught:
        ctdc.Reader(layout.names).record(list(row.values()))
    assert (caught.value.code, caught.value.place) == (code, column)


@pytest.mark.parametrize("key", ctdc.LAYOUTS)
def test_file_through_the_command_line(tmp_path, capsys, key):
    layout, rng = ctdc.layout(key), random.Random(9)
    rows = [invented_row(rng, layout) for _ in range(50)]
    source, middle, back = tmp_path / "in.csv", tmp_path / "p.jsonl", tmp_path / "back.csv"
    with source.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, list(layout.names))
        writer.writeheader()
        writer.writerows(rows)
    assert main(["convert", "--from", "ctdc", "--to", "profile", str(source), "--out", str(middle)]) == 0
    assert main(["validate", str(middle)]) == 0
    words = ["convert", "--from", "profile", "--to", "ctdc", str(middle), "--out", str(back), "--layout", key]
    assert main(words) == 0
    assert "STD-30" in capsys.readouterr().err
    with back.open(newline="", encoding="utf-8") as handle:
        assert list(csv.DictReader(handle)) == rows
    assert (
        main(["convert", "--from", "ctdc", "--to", "htcds", str(source), "--out", str(tmp_path / "h.csv")])
        == 0
    )
    assert "STD-31" in capsys.readouterr().err


def test_bad_row_is_reported_with_its_number(tmp_path, capsys):
    names = ctdc.layout("2026").names
    good = ",".join("" for _ in names)
    source = tmp_path / "in.csv"
    source.write_text(",".join(names) + f"\n2020{good}\n20x{good}\n1,2\n", encoding="utf-8")
    out = tmp_path / "o.jsonl"
    words = ["convert", "--from", "ctdc", "--to", "profile", str(source), "--out", str(out), "--json"]
    assert main(words) == 2
    told = json.loads(capsys.readouterr().out)
    assert [(e["id"], e["error"]["code"]) for e in told["errors"]] == [("2", "STD-07"), ("3", "STD-11")]
    assert (told["read"], told["written"]) == (3, 1)
