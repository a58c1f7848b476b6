"""Bad tables are refused with a code, a place and, where it helps, what was meant."""

from __future__ import annotations

import json

import numpy as np
import pytest

from qorgan.estimation import EstimationError, keyed_hash, merge, parse_csv, table_from_hashes
from qorgan.estimation.cli import main
from qorgan.estimation.messages import LANGUAGES, TEXTS


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "EST-02"),
        ("A,n\n1,3", "EST-02"),
        ("A,B,n\n1,0,3.5", "EST-03"),
        ("A,B,n\n1,0,<5", "EST-03"),
        ("A,B,n\n1,0,-2", "EST-03"),
        ("A,B,n\n1,x,3", "EST-04"),
        ("A,B,n\n0,0,3", "EST-05"),
        ("A,A,n\n1,0,3", "EST-11"),
        ("A,,n\n1,0,3", "EST-11"),
        ("A,B,n\n1,0,0", "EST-12"),
        ("A,B,n", "EST-12"),
        ("A,B,n\n1,0", "EST-15"),
        (",".join(f"L{i}" for i in range(11)) + ",n\n", "EST-10"),
    ],
)
def test_refused(content, code):
    with pytest.raises(EstimationError) as caught:
        parse_csv(content)
    assert caught.value.code == code


def test_equal_histories_are_added_and_absent_ones_are_zero():
    table = parse_csv("\ufeffA,B,C,n\n1,0,0,3\n1,0,0,4\n0,1,1,2\n0,0,0,0\n")[""]
    assert table.counts.tolist() == [7, 0, 0, 0, 0, 2, 0]
    assert table.n == 9


def test_merging_lists_keeps_everybody(uk):
    joined = merge(uk, ["PF", "NCA"], "PFNCA")
    assert joined.n == 2744
    assert joined.marginal(1 << joined.lists.index("PFNCA")) == 1102 + 102 - (31 + 3 + 1)


def test_hashes_join_and_names_never_do():
    key = bytes(range(32))
    a, b, c = (keyed_hash(f"invented {i}", key) for i in range(3))
    table = table_from_hashes({"X": [a, b], "Y": [b, c, c]})
    assert table.counts.tolist() == [1, 1, 1]
    with pytest.raises(EstimationError) as caught:
        table_from_hashes({"X": [a], "Y": ["Invented Name"]})
    assert caught.value.code == "EST-14"
    assert "Invented" not in str(caught.value)
    with pytest.raises(EstimationError):
        keyed_hash("x", b"short")


def test_every_text_stands_in_three_languages_with_the_same_places():
    import string

    for code, texts in TEXTS.items():
        places = [{f for _, f, _, _ in string.Formatter().parse(t) if f} for t in texts]
        assert len(texts) == len(LANGUAGES)
        assert all(texts), code
        assert places[0] == places[1] == places[2], code


def test_cli_names_the_code_and_suggests(tmp_path, uk_csv, capsys):
    path = tmp_path / "uk.csv"
    path.write_text(uk_csv)
    assert main(["estimate", str(path), "--method", "stepwize", "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["did_you_mean"]) == ("EST-08", "stepwise")
    assert (
        main(["estimate", str(path), "--method", "fixed", "--model", "LA:PFF", "--json", "--lang", "kk"]) == 2
    )
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["did_you_mean"]) == ("EST-06", "PF")
    assert "тізім" in error["message"]
    for words in (
        [str(tmp_path / "none.csv")],
        [str(path), "--p", "2"],
        [str(path), "--p", "x"],
        [str(path), "--max-order", "4"],
        [str(path), "--method", "fixed"],
        [str(path), "--stratum", "year"],
        [str(path), "--bootstrap", "-1"],
    ):
        assert main(["estimate", *words]) == 2


def test_json_keys_are_the_contract(tmp_path, uk_csv, capsys):
    path = tmp_path / "uk.csv"
    path.write_text(uk_csv)
    words = ["estimate", str(path), "--method", "stepwise", "--bootstrap", "60", "--seed", "4", "--json"]
    assert main(words) == 0
    first = capsys.readouterr().out
    assert main(words) == 0
    assert capsys.readouterr().out == first
    told = json.loads(first)
    assert {"n_observed", "lists", "results", "warnings"} <= set(told)
    assert set(told["results"][0]) == {
        "method", "model", "total", "wald95", "bca95", "bic", "n_models", "median", "interval95", "status",
        "diagnostics",
    }  # fmt: skip
    assert all(set(w) == {"code", "text"} for w in told["warnings"])
    assert told["results"][0]["total"] == pytest.approx(11417.991092, abs=1e-5)


def test_points_only(tmp_path, uk_csv, capsys):
    path = tmp_path / "uk.csv"
    path.write_text(uk_csv)
    assert main(["estimate", str(path), "--method", "bic", "--bootstrap", "0", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)["results"][0]
    assert result["bca95"] is None
    assert np.isfinite(result["total"])


def test_readable_output_in_each_language(tmp_path, uk_csv, capsys):
    path = tmp_path / "uk.csv"
    path.write_text(uk_csv)
    out = tmp_path / "result.txt"
    for language in LANGUAGES:
        words = ["estimate", str(path), "--method", "stepwise", "--bootstrap", "0", "--lang", language]
        assert main([*words, "--out", str(out)]) == 0
        assert "11,418" in out.read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""


def test_a_semicolon_or_tab_between_columns_is_read(uk_csv):
    plain = parse_csv(uk_csv)[""]
    for mark in (";", "\t"):
        assert (parse_csv(uk_csv.replace(",", mark))[""].counts == plain.counts).all()


@pytest.mark.parametrize("count", ["10000000001", "9" * 30])
def test_a_count_beyond_all_people_is_a_slip(count):
    with pytest.raises(EstimationError) as caught:
        parse_csv(f"A,B,n\n1,0,{count}\n")
    assert (caught.value.code, caught.value.place) == ("EST-09", "row 2, last column")


def test_the_command_line_reads_keyed_hashes_and_refuses_names(tmp_path, capsys):
    key = bytes(range(32))
    entries = [("X", range(60)), ("Y", range(40, 100)), ("Z", range(20, 120, 2))]
    lines = [f"{name},{keyed_hash(f'invented {i}', key)}" for name, people in entries for i in people]
    path = tmp_path / "hashes.csv"
    path.write_text("list,hash\n" + "\n".join(lines) + "\n")
    words = ["estimate", str(path), "--method", "main_effects", "--bootstrap", "0", "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["n_observed"], told["lists"]) == (110, ["X", "Y", "Z"])
    path.write_text("list,hash\n" + lines[0] + "\nNGO,Invented Name\n")
    assert main(words) == 2
    out, err = capsys.readouterr()
    error = json.loads(out)["error"]
    assert (error["code"], error["place"]) == ("EST-14", "row 3")
    assert "Invented" not in out + err


def test_the_same_people_linked_otherwise_stand_beside_the_estimate(tmp_path, uk_csv, capsys):
    path, loose = tmp_path / "uk.csv", tmp_path / "loose.csv"
    path.write_text(uk_csv)
    loose.write_text(
        uk_csv.replace("0,0,1,1,0,0,69", "0,0,1,1,0,0,139").replace("0,0,0,1,0,0,695", "0,0,0,1,0,0,625")
    )
    words = ["estimate", str(path), "--method", "stepwise", "--bootstrap", "0", "--json"]
    assert main([*words, "--linkage", f"0.5={loose}"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["linkage"] for row in told["linkage"]] == ["", "0.5"]
    assert told["linkage"][0]["total"] == pytest.approx(11417.991092, abs=1e-5)
    assert told["linkage"][1]["total"] != pytest.approx(11417.991092, abs=1)
    assert "EST-42" in {w["code"] for w in told["warnings"]}
    assert main([*words, "--linkage", str(loose)]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "EST-09"
    assert main([*words[:-1], "--linkage", f"0.5={loose}"]) == 0
    assert "0.5" in capsys.readouterr().out


def test_where_nothing_can_be_written_and_what_is_no_option(tmp_path, uk_csv, capsys):
    path = tmp_path / "uk.csv"
    path.write_text(uk_csv)
    words = ["estimate", str(path), "--method", "main_effects", "--bootstrap", "0", "--json"]
    for more, code in ((["--out", str(tmp_path / "no" / "where")], "EST-19"), (["--sede", "1"], "EST-18")):
        assert main([*words, *more]) == 2
        assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_an_empty_stratum_is_named(tmp_path, capsys):
    path = tmp_path / "years.csv"
    path.write_text("year,A,B,n\n2019,1,0,50\n2019,1,1,9\n2020,1,0,0\n")
    assert main(["estimate", str(path), "--stratum", "year", "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["place"]) == ("EST-12", "year = 2020")


@pytest.mark.parametrize(("refers", "status"), [('"NGO"', 0), ('["NGO"]', 0), ("5", 2), ("[null]", 2)])
def test_a_list_that_refers_to_another(tmp_path, capsys, refers, status):
    path, about = tmp_path / "t.csv", tmp_path / "about.json"
    path.write_text("A,NGO,n\n1,0,80\n0,1,70\n1,1,20\n")
    about.write_text(f'{{"A": {{"refers_to": {refers}}}}}')
    words = ["estimate", str(path), "--method", "main_effects", "--bootstrap", "0", "--json"]
    assert main([*words, "--describe", str(about)]) == status
    told = json.loads(capsys.readouterr().out)
    if status:
        assert told["error"]["code"] == "EST-17"
    else:
        assert "A → NGO" in next(w["text"] for w in told["warnings"] if w["code"] == "EST-27")
