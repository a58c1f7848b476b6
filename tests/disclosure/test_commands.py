"""The two commands from outside: files, columns, codes of errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from invented import HEADER, code_lists, people, published, read, write

from qorgan.disclosure import disclose_command
from qorgan.disclosure.cli import main
from qorgan.disclosure.messages import MESSAGES


def disclose(source: Path, out: Path, *more: str) -> int:
    return main(["disclose", str(source), "--person-id", "pid", "--out", str(out), "--json", *more])


def synthesize(source: Path, codes: Path, out: Path, *more: str) -> int:
    given = [] if "--epsilon" in more else ["--epsilon", "4"]
    paths = [
        "--codelists",
        str(codes),
        "--out",
        str(out / "syn.csv"),
        "--tables-out",
        str(out / "tables.csv"),
    ]
    return main(["synthesize", str(source), *given, *paths, "--json", *more])


def error(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)["error"]


def test_tables_have_codes_count_and_flag(
    tmp_path: Path, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "r.csv", people(900, 1, regions=4))
    more = ["--table", "sex,year", "--table", "region", "--key-file", str(key_file)]
    assert disclose(source, tmp_path / "o", *more) == 0
    report = json.loads(capsys.readouterr().out)
    header, rows = read(tmp_path / "o" / "sex-year.csv")
    assert header == ["sex", "year", "count", "flag"]
    assert {row[0] for row in rows} == {"", "F", "M"}
    assert len(rows) == 12
    assert all((row[3] == "c") == (row[2] == "") and row[3] in {"", "c"} for row in rows)
    assert [t["columns"] for t in report["tables"]] == [["sex", "year"], ["region"]]
    for table in report["tables"]:
        cells = published(tmp_path / "o" / table["file"])
        hidden = sum(n is None for n in cells.values()) / len(cells)
        assert abs(table["primary"] + table["secondary"] - hidden) < 0.011
        assert 0 <= table["perturbed"] <= 1
    assert json.loads((tmp_path / "o" / "report.json").read_text("utf-8")) == report


def test_a_quoted_column_name_with_a_comma_and_kazakh_letters(tmp_path: Path, key_file: Path) -> None:
    rows = [[f"p{k}", "Қыз" if k % 2 else "Ұл", "a, b" if k % 3 else "c"] for k in range(300)]
    source = write(tmp_path / "r.csv", rows, ["pid", "жынысы", "kind, form"])
    more = ["--table", "жынысы", "--table", "kind, form", "--key-file", str(key_file)]
    assert disclose(source, tmp_path / "o", *more) == 0
    assert set(published(tmp_path / "o" / "жынысы.csv")) == {("Қыз",), ("Ұл",)}
    assert set(published(tmp_path / "o" / "kind_form.csv")) == {("a, b",), ("c",)}


@pytest.mark.parametrize("number", [1, 5, 10])
def test_too_few_people_give_empty_tables(tmp_path: Path, key_file: Path, number: int) -> None:
    source = write(tmp_path / "r.csv", people(number, 1))
    assert disclose(source, tmp_path / "o", "--table", "sex,year", "--key-file", str(key_file)) == 0
    assert published(tmp_path / "o" / "sex-year.csv") == {}


@pytest.mark.parametrize(("tables", "told"), [(["sex", "region"], True), (["sex,region"], False)])
def test_long_work_is_announced_before_it_begins(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tables: list[str],
    told: bool,
) -> None:
    said: list[str] = []
    work = disclose_command.protect
    monkeypatch.setattr(disclose_command, "SLOW_CELLS", 5)
    monkeypatch.setattr(
        disclose_command, "protect", lambda *a, **k: said.append(capsys.readouterr().err) or work(*a, **k)
    )
    source = write(tmp_path / "r.csv", people(300, 1))
    words = [word for table in tables for word in ("--table", table)]
    assert disclose(source, tmp_path / "o", *words) == 0
    assert said[0].startswith("DIS-40: ") is told


def test_pooled_years_have_fixed_borders(tmp_path: Path, key_file: Path) -> None:
    source = write(tmp_path / "r.csv", people(900, 1))
    more = ["--table", "year", "--pool", "year=3", "--key-file", str(key_file)]
    assert disclose(source, tmp_path / "o", *more) == 0
    assert set(published(tmp_path / "o" / "year.csv")) == {("2018-2020",), ("2021-2023",)}


def test_code_lists_name_every_code_and_refuse_others(
    tmp_path: Path, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "r.csv", people(900, 1))
    codes = write(tmp_path / "c.csv", [["sex", c] for c in ("F", "M", "X", "")], ["column", "code"])
    more = ["--table", "sex", "--codelists", str(codes), "--key-file", str(key_file)]
    assert disclose(source, tmp_path / "o", *more) == 0
    assert published(tmp_path / "o" / "sex.csv")[("X",)] is None
    capsys.readouterr()
    write(codes, [["sex", c] for c in ("Female", "M", "")], ["column", "code"])
    assert disclose(source, tmp_path / "o", *more) == 2
    assert error(capsys)["code"] == "DIS-04"


@pytest.mark.parametrize(
    ("more", "code", "hint"),
    [
        (["--table", "yaer"], "DIS-02", "year"),
        (["--table", "year,,sex"], "DIS-08", None),
        (["--table", "year,year"], "DIS-08", None),
        ([], "DIS-08", None),
        (["--table", "year", "--threshold", "1"], "DIS-09", None),
        (["--table", "year", "--key-file", "no-such-key"], "DIS-10", None),
        (["--table", "year", "--pool", "year"], "DIS-09", None),
        (["--table", "sex", "--pool", "sex=3"], "DIS-15", None),
        (["--table", "year", "--organisation", "rejion"], "DIS-02", "region"),
    ],
)
def test_bad_input_has_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: str, hint: str | None
) -> None:
    assert disclose(write(tmp_path / "r.csv", people(50, 1)), tmp_path / "o", *more) == 2
    found = error(capsys)
    assert (found["code"], found["did_you_mean"]) == (code, hint)
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "DIS-06"),
        ("pid,year\n", "DIS-06"),
        ("pid,year\n1,2020\n2\n", "DIS-03"),
        ("pid,year\n1,2020\n ,2021\n", "DIS-05"),
        ("pid,pid\n1,2020\n", "DIS-07"),
        ("pid,year\n1,2020\n\ud800", "DIS-01"),
    ],
)
def test_bad_files_have_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, code: str
) -> None:
    source = tmp_path / "r.csv"
    source.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert disclose(source, tmp_path / "o", "--table", "year") == 2
    assert error(capsys)["code"] == code


def test_every_message_is_in_three_languages_with_the_same_places() -> None:
    import string

    for texts in MESSAGES.values():
        assert list(texts) == ["kk", "ru", "en"]
        places = [{f for _, f, _, _ in string.Formatter().parse(t) if f} for t in texts.values()]
        assert places[0] == places[1] == places[2] or places[0] <= places[2]
        assert texts["kk"] != texts["ru"] != texts["en"]


def test_synthetic_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [r[1:] for r in people(800, 1)]
    source = write(tmp_path / "r.csv", rows, HEADER[1:])
    codes = code_lists(rows, HEADER[1:], tmp_path / "c.csv")
    assert synthesize(source, codes, tmp_path, "--rows", "321") == 0
    report = json.loads(capsys.readouterr().out)
    header, made = read(tmp_path / "syn.csv")
    assert header == HEADER[1:]
    assert len(made) == 321
    for k in range(len(header)):
        assert {row[k] for row in made} <= {row[k] for row in rows}
    header, cells = read(tmp_path / "tables.csv")
    assert header == ["columns", "codes", "count"]
    sizes = [len({row[k] for row in rows}) for k in range(5)]
    pairs = sum(sizes[i] * sizes[j] for i in range(5) for j in range(i))
    assert len(cells) == sum(sizes) + pairs
    assert all(int(count) >= 0 for _, _, count in cells)
    assert report["rho_spent"] <= report["rho"]
    assert report["delta"] == pytest.approx(1 / (800 * 6.6846), rel=0.05)


@pytest.mark.parametrize("order", ["2", "3"])
def test_a_seed_repeats_a_run_and_no_seed_does_not(tmp_path: Path, order: str) -> None:
    rows = [r[1:] for r in people(300, 1)]
    source = write(tmp_path / "r.csv", rows, HEADER[1:])
    codes = code_lists(rows, HEADER[1:], tmp_path / "c.csv")
    texts = []
    for more in (["--seed", "5"], ["--seed", "5"], ["--seed", "6"], [], []):
        assert synthesize(source, codes, tmp_path, "--order", order, *more) == 0
        texts.append((tmp_path / "syn.csv").read_text("utf-8") + (tmp_path / "tables.csv").read_text("utf-8"))
    assert texts[0] == texts[1]
    assert len(set(texts)) == 4


def test_a_value_off_the_list_names_row_and_nearest_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path / "r.csv", [["F"], ["M"], [""], ["f "]], ["sex"])
    codes = write(tmp_path / "c.csv", [["sex", "F"], ["sex", "M"]], ["column", "code"])
    assert synthesize(source, codes, tmp_path) == 2
    found = error(capsys)
    assert (found["code"], found["row"], found["did_you_mean"]) == ("DIS-04", 4, "F")
    assert "sex" in found["place"]
    assert not (tmp_path / "syn.csv").exists()


def test_an_unlisted_empty_value_is_counted_and_a_never_used_one_is_not_invented(tmp_path: Path) -> None:
    rows = [["F" if k % 3 else ("M" if k % 2 else ""), "a" if k % 5 else "b"] for k in range(900)]
    source = write(tmp_path / "r.csv", rows, ["sex", "kind"])
    lists = [["sex", "F"], ["sex", "M"], ["kind", "a"], ["kind", "b"]]
    codes = write(tmp_path / "c.csv", lists, ["column", "code"])
    assert synthesize(source, codes, tmp_path, "--seed", "1") == 0
    _, made = read(tmp_path / "syn.csv")
    assert {row[0] for row in made} == {"F", "M", ""}
    assert {row[1] for row in made} == {"a", "b"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--epsilon", "0"], "DIS-09"),
        (["--epsilon", "nan"], "DIS-09"),
        (["--delta", "1"], "DIS-09"),
        (["--rows", "0"], "DIS-09"),
    ],
)
def test_bad_budgets_have_a_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: str
) -> None:
    source = write(tmp_path / "r.csv", [["F"]] * 20, ["sex"])
    codes = write(tmp_path / "c.csv", [["sex", "F"]], ["column", "code"])
    assert synthesize(source, codes, tmp_path, *more) == 2
    assert error(capsys)["code"] == code


def test_a_listed_column_that_the_file_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "r.csv", [["F"]] * 20, ["sex"])
    codes = write(tmp_path / "c.csv", [["sexx", "F"]], ["column", "code"])
    assert synthesize(source, codes, tmp_path) == 2
    assert error(capsys)["did_you_mean"] == "sex"


@pytest.mark.parametrize("number", [1, 2, 7])
def test_very_few_records(tmp_path: Path, number: int) -> None:
    source = write(tmp_path / "r.csv", [["F", "a"]] * number, ["sex", "kind"])
    codes = write(tmp_path / "c.csv", [["sex", "F"], ["sex", "M"], ["kind", "a"]], ["column", "code"])
    assert synthesize(source, codes, tmp_path, "--order", "3", "--epsilon", "1") == 0
    assert len(read(tmp_path / "syn.csv")[1]) >= 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--table", "year", "--threshold", "9" * 20], "DIS-09"),
        (["--table", "year", "--threshold", "x"], "DIS-19"),
        (["--table", "pid,year"], "DIS-08"),
        (["--table", "year", "--pool", "yaer=3"], "DIS-02"),
        (["--table", "year", "--ledger", "{out}/ledger", "--key-file", "{key}"], "DIS-20"),
        (["--table", "year", "--ledger", "{folder}", "--key-file", "{key}"], "DIS-01"),
        (["--table", "year", "--ledger", "{bytes}", "--key-file", "{key}"], "DIS-14"),
        (["--table", "year", "--frobnicate"], "DIS-19"),
    ],
)
def test_slips_on_the_command_line_have_a_code(
    tmp_path: Path, key_file: Path, capsys: pytest.CaptureFixture[str], more: list[str], code: str
) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    names = {"out": tmp_path / "o", "key": key_file, "folder": tmp_path, "bytes": tmp_path / "bytes"}
    source = write(tmp_path / "r.csv", people(50, 1))
    assert disclose(source, tmp_path / "o", *(word.format(**names) for word in more)) == 2
    assert error(capsys)["code"] == code
    assert not (tmp_path / "o").exists()


def test_a_semicolon_between_columns_is_read(tmp_path: Path, key_file: Path) -> None:
    source = write(tmp_path / "r.csv", people(900, 1))
    (tmp_path / "s.csv").write_text(source.read_text("utf-8").replace(",", ";"), "utf-8")
    for name in ("r", "s"):
        more = ["--table", "year,sex", "--key-file", str(key_file)]
        assert disclose(tmp_path / f"{name}.csv", tmp_path / name, *more) == 0
    assert published(tmp_path / "r" / "year-sex.csv") == published(tmp_path / "s" / "year-sex.csv")


def test_a_result_never_overwrites_its_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "r.csv", [["F"]] * 20, ["sex"])
    codes = write(tmp_path / "c.csv", [["sex", "F"]], ["column", "code"])
    same = str(tmp_path / "t.csv")
    for more in (["--out", str(source)], ["--tables-out", str(codes)], ["--out", same, "--tables-out", same]):
        assert synthesize(source, codes, tmp_path, *more) == 2
        assert error(capsys)["code"] == "DIS-20"
    assert synthesize(source, codes, tmp_path, "--seed", "-1") == 2
    assert error(capsys)["code"] == "DIS-09"
