"""Whole lists: simulation, pairs, search, fitting and the command line."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from qorgan.linkage.batch import candidate_pairs, link_pairs, search
from qorgan.linkage.candidates import index, pairs_of
from qorgan.linkage.cli import main
from qorgan.linkage.fold import fold
from qorgan.linkage.names import _heads
from qorgan.linkage.record import LinkageError, Record
from qorgan.linkage.simulate import SETTINGS, Simulated, script_pairs, simulate


@pytest.fixture(scope="module")
def held_out() -> Simulated:
    """A list of names the weights were not fitted on."""
    return simulate(1500, 77, replace(SETTINGS["standard"], stock="odd"))


def quality(made: Simulated, found: set[tuple[int, int]]) -> tuple[float, float]:
    """(precision, recall) of pairs."""
    truth = set(made.pairs())
    hit = len(truth & found)
    return hit / len(found), hit / len(truth)


def test_simulation_is_repeatable_and_across_scripts() -> None:
    one, two = simulate(300, 5), simulate(300, 5)
    assert one.records == two.records
    assert one.records != simulate(300, 6).records
    assert 0.55 < script_pairs(one, one.pairs()) < 0.75


def test_the_name_stock_is_apart_from_the_lexicon() -> None:
    """Few simulated given names are in the lexicon, so that a good result is not the lexicon's."""
    made = simulate(800, 5)
    known = sum(fold(r.given) in _heads() for r in made.records)
    assert known / len(made.records) < 0.05


def test_pairs_of_a_held_out_list(held_out: Simulated) -> None:
    found = link_pairs(held_out.records)
    likely = found.probability >= 0.5
    pairs = set(zip(found.a[likely].tolist(), found.b[likely].tolist(), strict=True))
    precision, recall = quality(held_out, pairs)
    assert precision > 0.95
    assert recall > 0.93


def test_probabilities_are_calibrated(held_out: Simulated) -> None:
    """Of the pairs given a chance between 10 and 90 per cent, about as many are true as said."""
    found = link_pairs(held_out.records)
    truth = set(held_out.pairs())
    pairs = zip(found.a.tolist(), found.b.tolist(), strict=True)
    label = np.array([pair in truth for pair in pairs])
    middle = (found.probability > 0.1) & (found.probability < 0.9)
    assert abs(float(found.probability[middle].mean()) - float(label[middle].mean())) < 0.12


def test_company_helps(held_out: Simulated) -> None:
    def f1(company: bool) -> float:
        found = link_pairs(held_out.records, company=company)
        likely = found.probability >= 0.5
        pairs = set(zip(found.a[likely].tolist(), found.b[likely].tolist(), strict=True))
        precision, recall = quality(held_out, pairs)
        return 2 * precision * recall / (precision + recall)

    assert f1(True) > f1(False)


def test_candidates_hold_nearly_all_true_pairs(held_out: Simulated) -> None:
    _, a, b = candidate_pairs(held_out.records)
    found = set(zip(a.tolist(), b.tolist(), strict=True))
    truth = set(held_out.pairs())
    assert len(truth & found) / len(truth) >= 0.985
    assert all(one < two for one, two in found)


def test_search_finds_the_child_first(held_out: Simulated) -> None:
    """Every query is a further record of a child of the list."""
    seen: set[int] = set()
    queries, wanted, stored, stored_child = [], [], [], []
    for record, child in zip(held_out.records, held_out.child, strict=True):
        if child in seen and len(queries) < 300 and child not in wanted:
            queries.append(record)
            wanted.append(child)
        else:
            stored.append(record)
            stored_child.append(child)
            seen.add(child)
    found = search(stored, queries)
    first = [
        bool(hits) and stored_child[hits[0][0]] == child for hits, child in zip(found, wanted, strict=True)
    ]
    assert np.mean(first) > 0.95


def test_siblings_are_not_paired() -> None:
    family = [
        Record("1", "Серікова", "Айша", "Нұрланқызы", "2012-03-04", "f", "71", "Гүлнар"),
        Record("2", "Серікова", "Мадина", "Нұрланқызы", "2012-03-04", "f", "71", "Гүлнар"),
        Record("3", "Серіков", "Дамир", "Нұрланұлы", "2014-06-11", "m", "71", "Гүлнар"),
    ]
    found = link_pairs(family, min_score=0.5)
    assert len(found.a) == 0


def test_two_shared_keys_or_a_rare_one() -> None:
    keys = [["nn:a|b", "ny:a|1"], ["nn:a|b", "ny:a|1"], ["nn:a|b"]]
    order = np.zeros(3, np.int32)
    assert len(pairs_of(*index(keys), order, 10)[0]) == 3
    assert [entry.tolist() for entry in pairs_of(*index(keys), order, 10, 2)] == [[0], [1]]


def test_empty_and_tiny_lists() -> None:
    assert len(link_pairs([]).a) == 0
    assert len(link_pairs([Record("1", "Серік", "Айша")]).a) == 0
    assert search([Record("1", "Серік", "Айша")], []) == []


def test_block_window_bounds_the_pairs() -> None:
    keys = [["nn:a|b"]] * 500
    a, _ = pairs_of(*index(keys), np.arange(500, dtype=np.int32), 10)
    assert len(a) == sum(500 - step for step in range(1, 11))


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = main(["link", *argv])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_command_line_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records, truth, pairs = tmp_path / "r.csv", tmp_path / "t.csv", tmp_path / "p.csv"
    assert (
        run(
            capsys,
            "simulate",
            "--children",
            "400",
            "--seed",
            "3",
            "--out",
            str(records),
            "--truth",
            str(truth),
        )[0]
        == 0
    )
    assert run(capsys, "pairs", str(records), "--out", str(pairs))[0] == 0
    with pairs.open(encoding="utf-8") as stream:
        found = list(csv.DictReader(stream))
    assert list(found[0]) == ["rec_a", "rec_b", "score"]
    assert all(0.02 <= float(row["score"]) <= 1 for row in found)
    unordered = {frozenset((row["rec_a"], row["rec_b"])) for row in found}
    assert len(unordered) == len(found)
    with truth.open(encoding="utf-8") as stream:
        true = {frozenset((row["rec_a"], row["rec_b"])) for row in csv.DictReader(stream)}
    assert len(true & unordered) / len(true) > 0.95


def test_command_line_search_and_explain(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records, queries = tmp_path / "r.csv", tmp_path / "q.csv"
    head = "surname,given,patronymic,dob,sex,region,mother,ignored\n"
    records.write_text(
        "rec_id,"
        + head
        + "a,Серікова,Айша,Нұрланқызы,2012-03-04,f,71,Гүлнар,x\nb,Касымов,Ерлан,,2009,m,19,,x\n",
        "utf-8",
    )
    queries.write_text("query_id," + head + "q,Serikova,Aisha,,04.03.2012,f,,,x\n", "utf-8")
    code, out, _ = run(capsys, "search", str(records), "--queries", str(queries))
    assert code == 0
    rows = list(csv.DictReader(out.splitlines()))
    assert list(rows[0]) == ["query_id", "rank", "rec_id", "score"]
    assert (rows[0]["query_id"], rows[0]["rank"], rows[0]["rec_id"]) == ("q", "1", "a")
    for lang in ("kk", "ru", "en"):
        code, out, _ = run(capsys, "explain", str(records), "a", "b", "--lang", lang, "--json")
        assert code == 0
        assert len(json.loads(out)["steps"]) >= 9


def test_bad_rows_do_not_stop_the_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        "rec_id,surname,given,dob\na,Серік,Айша,2012-03-04\nb,Serik,Aisha,04.03.2012\n,Серік,Айша,2012\n"
        "c,Серік,Айша,soon\na,Серік,Айша,2012\n",
        "utf-8",
    )
    code, out, err = run(capsys, "pairs", str(path))
    assert code == 2
    assert any(line.startswith("a,b,") for line in out.splitlines())
    codes = [json.loads(line)["error"]["code"] for line in err.splitlines()]
    assert codes == ["LNK-03", "LNK-01", "LNK-08"]
    assert "Серік" not in err, "errors name lines, never people"


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("pairs", "missing.csv"), "LNK-04"),
        (("explain", "{file}", "a", "nobody"), "LNK-10"),
        (("pairs", "{file}", "--min-score", "7"), "LNK-09"),
        (("fit", "{file}"), "LNK-06"),
        (("pairs", "{file}", "--out", "{file}/x.csv"), "LNK-11"),
        (("pairs", "{file}", "--min-score", "nan"), "LNK-09"),
        (("pairs", "{file}", "--weights", "{file}"), "LNK-05"),
    ],
)
def test_errors_have_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], code: str
) -> None:
    path = tmp_path / "r.csv"
    path.write_text("rec_id,surname\na,Серік\n", "utf-8")
    status, _, err = run(capsys, *(part.replace("{file}", str(path)) for part in argv))
    assert status == 2
    assert json.loads(err.splitlines()[0])["error"]["code"] == code


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffrec_id,surname,given,dob\r\n1,Серік,Айша,2012-03-04\r\n2,Serik,Aisha,04.03.2012\r\n",
        "Rec_ID;Surname;Given;DOB\n1;Серік;Айша;2012-03-04\n2;Serik;Aisha;04.03.2012\n",
        "rec_id\tsurname\tgiven\tdob\n1\tСерік\tАйша\t2012-03-04\n2\tSerik\tAisha\t04.03.2012\n",
        'dob,given,surname,rec_id,sex\n2012-03-04,"Айша ""А""",Серік,1,unknown\n04.03.2012,Aisha,Serik,2,?\n',
    ],
)
def test_tables_as_spreadsheets_write_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(text.encode("utf-8"))
    code, out, err = run(capsys, "pairs", str(path))
    assert (code, err) == (0, "")
    assert out.splitlines()[1].startswith("1,2,")


@pytest.mark.parametrize(
    "text",
    ["rec_id,surname\n", "rec_id\n1\n2\n", "rec_id,surname,given\n1,,\n2,,\n", "rec_id,surname\n1,Серік\n"],
)
def test_lists_without_pairs(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    path = tmp_path / "r.csv"
    path.write_text(text, "utf-8")
    assert run(capsys, "pairs", str(path), "--min-score", "0") == (0, "rec_a,rec_b,score\n", "")


@pytest.mark.parametrize("content", [b"", "rec_id,surname\n1,Серік\n".encode("cp1251")])
def test_a_file_that_is_no_table(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(content)
    status, out, err = run(capsys, "pairs", str(path))
    assert (status, out) == (2, "")
    assert json.loads(err)["error"]["code"] == "LNK-04"


def test_a_wrong_column_is_guessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.csv"
    path.write_text("record_id,surname\na,Серік\n", "utf-8")
    _, _, err = run(capsys, "pairs", str(path))
    assert "Did you mean record_id?" in err


def test_fit_is_repeatable_and_usable() -> None:
    from qorgan.linkage.fitting import fit
    from qorgan.linkage.weights import from_dict

    records = simulate(400, 9).records
    one, two = fit(records, rounds=2), fit(records, rounds=2)
    assert one == two
    model = from_dict(one)
    assert len(link_pairs(records, model=model).a) > 0


def test_fit_needs_a_list() -> None:
    from qorgan.linkage.fitting import fit

    with pytest.raises(LinkageError) as caught:
        fit([Record("1")])
    assert caught.value.code == "LNK-06"
