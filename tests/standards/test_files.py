"""Files as people really send them: other separators, damaged JSON, the wrong file, the same name twice."""

from __future__ import annotations

import json

import pytest

from qorgan.standards.cli import main


def run(capsys, *words) -> tuple[int, dict]:
    status = main([*map(str, words), "--json"])
    out, err = capsys.readouterr()
    return status, json.loads((out or err).splitlines()[0])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "STD-02"),
        ("{", "STD-02"),
        ("[" * 100_000, "STD-02"),
        ('{"a":' * 100_000, "STD-02"),
        ('[{"vic_AgeWhenTrafficked": ' + "9" * 5000 + "}]", "STD-02"),
        ('[{"vic_AgeWhenTrafficked": NaN}]', "STD-02"),
        ('[{"vic_AgeWhenTrafficked": 1e400}]', "STD-02"),
        ("prs_Gender\n" + "x" * 200_000 + "\n", "STD-02"),
        ("prs_Gender,prs_Gender\nFeminine,Feminine\n", "STD-22"),
        ("prs_Gendr\nFeminine\n", "STD-03"),
        ("name,city\nInvented,Invented\n", "STD-26"),
    ],
)
def test_a_file_nothing_can_be_done_with(tmp_path, capsys, content, code):
    path = tmp_path / "in"
    path.write_text(content, encoding="utf-8")
    for words in (
        ("convert", "--from", "htcds", "--to", "profile", path, "--out", tmp_path / "out.json"),
        ("validate", path, "--schema", "htcds"),
    ):
        status, told = run(capsys, *words)
        assert (status, told["error"]["code"]) == (2, code)
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("mark", [";", "\t"])
def test_a_semicolon_or_tab_between_columns_is_read(tmp_path, capsys, mark):
    path = tmp_path / "in.csv"
    path.write_text(f"id{mark}prs_Gender\n7{mark}Feminine\n", encoding="utf-8")
    assert run(capsys, "validate", path, "--schema", "htcds") == (0, {"id": "7", "valid": True})


def test_a_json_record_without_any_htcds_field_is_not_valid_htcds(tmp_path, capsys):
    path = tmp_path / "in.json"
    path.write_text('[{"gender": "Woman"}]', encoding="utf-8")
    status, told = run(capsys, "validate", path, "--schema", "htcds")
    assert (status, told["error"]["code"]) == (2, "STD-26")


def test_a_source_is_never_overwritten(tmp_path, capsys):
    path = tmp_path / "in.csv"
    path.write_text("id,prs_Gender\n1,Feminine\n2,Femnine\n", encoding="utf-8")
    before = path.read_text(encoding="utf-8")
    for words in (
        ("convert", "--from", "htcds", "--to", "htcds", path, "--out", path),
        ("validate", path, "--schema", "htcds", "--out", path),
    ):
        status, told = run(capsys, *words)
        assert (status, told["error"]["code"]) == (2, "STD-25")
    assert path.read_text(encoding="utf-8") == before


def test_where_nothing_can_be_written_and_what_is_no_option(tmp_path, capsys):
    path, nowhere = tmp_path / "in.csv", tmp_path / "no" / "where.csv"
    path.write_text("id,prs_Gender\n1,Feminine\n", encoding="utf-8")
    for words, code in (
        (("convert", "--from", "htcds", "--to", "htcds", path, "--out", nowhere), "STD-24"),
        (("validate", path, "--schema", "htcds", "--out", nowhere), "STD-24"),
        (("validate", path, "--shcema", "htcds"), "STD-27"),
    ):
        status, told = run(capsys, *words)
        assert (status, told["error"]["code"]) == (2, code)
