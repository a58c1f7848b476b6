"""`qorgan law …` from the outside: JSON shapes, exit codes, lists with bad records, languages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from qorgan.law.cli import main

CHILD_SOLD = {"id": "c1", "jurisdiction": "KZ", "act_date": "2025-03-01", "victim": {"age": 0},
              "acts": ["sale", "transfer"], "means": [], "purposes": ["illegal_adoption"],
              "circumstances": {"remuneration": True}}  # fmt: skip


@pytest.fixture
def law(capsys, tmp_path):
    def call(*args, content=None, name="case.yaml"):
        args = list(args)
        if content is not None:
            path = tmp_path / name
            path.write_text(
                content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8"
            )
            args = [str(path) if a == "FILE" else a for a in args]
        code = main(["law", *args])
        out = capsys.readouterr()
        return code, out.out, out.err

    return call


def test_one_case_is_one_object_with_the_keys_of_the_contract(law):
    code, out, err = law("qualify", "FILE", "--json", "--lang", "en", content=CHILD_SOLD)
    assert (code, err) == (0, "")
    answer = json.loads(out)
    assert {"id", "jurisdiction", "findings", "yardsticks", "ask", "warnings"} <= set(answer)
    found = next(f for f in answer["findings"] if f["provision"] == "kz.cc2014.135.1")
    assert {"provision", "instrument", "article", "part", "family", "verdict", "exact", "by_presumption", "victim",
            "aggravations", "sanction", "missing", "reasons", "grade", "source"} <= set(found)  # fmt: skip
    assert (found["article"], found["part"], found["verdict"]) == ("135", "1", "met")
    assert set(found["sanction"]) == {"min_years", "max_years", "life"}
    for reason in found["reasons"]:
        assert {"code", "text", "fact", "value", "source"} <= set(reason)
    for question in answer["ask"]:
        assert {"code", "text", "settles"} <= set(question)


def test_list_gives_json_lines_and_good_records_survive_bad_ones(law):
    cases = [CHILD_SOLD, {**CHILD_SOLD, "id": "c2", "acts": ["sale", "transfer", "recieve", "recruitmnt"]},
             {**CHILD_SOLD, "id": "c3"}, "nonsense"]  # fmt: skip
    code, out, _ = law("qualify", "FILE", "--json", "--lang", "en", content=cases)
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert [line["id"] for line in lines] == ["c1", "c2", "c3", None]
    wrong = lines[1]["error"]
    assert (wrong["code"], wrong["place"]) == ("LAW-07", "acts[2]")
    assert wrong["message"]
    assert "findings" in lines[2]
    assert lines[3]["error"]["code"] == "LAW-02"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("a: [", "LAW-01"),
        ("just words", "LAW-02"),
        ("jurisdiction: KZ\nactz: []", "LAW-03"),
        ("acts: [sale]", "LAW-17"),
    ],
)
def test_bad_single_case_exits_2_with_a_coded_object(law, content, code):
    status, out, err = law("qualify", "FILE", "--json", content=content)
    assert status == 2
    assert (json.loads(out).get("error") or {})["code"] == code
    status, out, err = law("qualify", "FILE", content=content)
    assert status == 2
    assert code in err


def test_missing_file_and_bad_arguments_exit_2(law):
    assert law("qualify", "no-such-file.yaml")[0] == 2
    assert law("qualify")[0] == 2
    assert law("frobnicate")[0] == 2
    assert "LAW-16" in law("qualify", "x", "--lang", "de")[2]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_each_language_gives_its_own_words_and_the_same_verdicts(law, lang):
    _, out, _ = law("qualify", "FILE", "--json", "--lang", lang, content=CHILD_SOLD)
    _, other, _ = law("qualify", "FILE", "--json", "--lang", "en", content=CHILD_SOLD)
    here, there = json.loads(out), json.loads(other)
    assert [(f["provision"], f["verdict"]) for f in here["findings"]] == [
        (f["provision"], f["verdict"]) for f in there["findings"]
    ]
    if lang != "en":
        assert here["findings"][0]["reasons"][0]["text"] != there["findings"][0]["reasons"][0]["text"]
    status, text, _ = law("qualify", "FILE", "--lang", lang, content=CHILD_SOLD)
    assert status == 0
    assert "kz.cc2014.135.1" in text


def test_all_lists_the_rest_and_on_moves_the_date(law):
    few = json.loads(law("qualify", "FILE", "--json", content=CHILD_SOLD)[1])
    every = json.loads(law("qualify", "FILE", "--json", "--all", content=CHILD_SOLD)[1])
    assert len(every["findings"]) > len(few["findings"])
    assert {f["verdict"] for f in few["findings"]} <= {"met", "open"}
    assert "not_met" in {f["verdict"] for f in every["findings"]}
    older = json.loads(law("qualify", "FILE", "--json", "--on", "2016-05-01", content=CHILD_SOLD)[1])
    assert "kz.cc2014.135.1.v2015" in {f["provision"] for f in older["findings"]}


def test_json_input_and_jurisdiction_option(law):
    code, out, _ = law(
        "qualify", "FILE", "--json", "--jurisdiction", "RU", content=json.dumps(CHILD_SOLD), name="c.json"
    )
    assert code == 0
    assert json.loads(out)["jurisdiction"] == "RU"


def test_list_show_check_demo(law):
    assert law("list", "--json")[0] == 0
    rows = [json.loads(line) for line in law("list", "codes", "--json")[1].splitlines()]
    assert sum(row["input"] for row in rows) == 61
    shown = json.loads(law("show", "kz.cc2014.135.1", "--json")[1])
    assert shown["id"] == "kz.cc2014.135.1"
    on = json.loads(law("show", "kz.cc2014.135.1", "--on", "2016-05-01", "--json")[1])
    assert on["id"] == "kz.cc2014.135.1.v2015"
    code, _, err = law("show", "kz.cc2014.135.11")
    assert code == 2
    assert "LAW-13" in err
    assert law("show", "act.sale", "--json")[0] == 0
    assert law("demo", "--lang", "kk")[0] == 0


def test_reform_from_a_file(law, tmp_path):
    cases = tmp_path / "cases.yaml"
    cases.write_text(yaml.safe_dump([CHILD_SOLD]), encoding="utf-8")
    patch = {"id": "mine", "jurisdiction": "KZ", "status": "proposal", "baseline_date": "2026-01-01",
             "title": {"kk": "а", "ru": "а", "en": "a"},
             "changes": [{"op": "add_element", "provision": "kz.cc2014.135.1", "element": {
                 "id": "means", "role": "means", "text": {"kk": "а", "ru": "а", "en": "a"},
                 "when": {"any": ["means.coercion", "means.deception"]}}}]}  # fmt: skip
    code, out, _ = law("reform", "FILE", "--cases", str(cases), "--json", content=patch)
    answer = json.loads(out)
    assert code == 0
    assert {"patch", "status", "baseline_date", "can_run", "matrix", "moved", "yardsticks"} <= set(answer)
    assert answer["matrix"]["met"]["not_met"] == 1
    assert answer["moved"] == [{"id": "c1", "from": "met", "to": "not_met", "provision": "kz.cc2014.135.1"}]


def test_cold_start_loads_neither_numpy_nor_django(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text(yaml.safe_dump(CHILD_SOLD), encoding="utf-8")
    program = (
        "import sys; from qorgan.law.cli import main; code = main(['law', 'qualify', sys.argv[1], '--json']);"
        "heavy = {'numpy', 'django', 'qorgan.linkage', 'qorgan.vault'} & set(sys.modules); assert not heavy, heavy;"
        "raise SystemExit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_own_fault_is_1_and_does_not_print_the_input(law, monkeypatch, capsys):
    from qorgan.law import commands

    def broken(_options):
        raise RuntimeError("a name that must not leak")

    monkeypatch.setattr(commands, "run_demo", broken)
    code, out, err = law("demo")
    assert code == 1
    assert "name" not in out + err


def test_package_stands_alone():
    """Importing the law library brings no other qorgan library and no clock, network or database."""
    folder = Path(__file__).parents[2] / "src/qorgan/law"
    banned = ("django", "psycopg", "socket", "urllib", "requests", "time", "qorgan.linkage", "qorgan.vault",
              "qorgan.estimation", "qorgan.standards", "qorgan.disclosure")  # fmt: skip
    for path in folder.glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]):
                assert words[1].split(".")[0] not in banned, (path.name, line)
                assert not words[1].startswith(banned), (path.name, line)
        text = path.read_text(encoding="utf-8")
        assert ".today()" not in text
        assert ".now()" not in text


def test_a_day_that_does_not_exist_is_the_fault_of_its_case_alone(law, tmp_path):
    file = tmp_path / "cases.yaml"
    file.write_text(
        "- {id: bad, jurisdiction: KZ, act_date: 2025-13-01, acts: [sale]}\n"
        "- {id: 2025-01-01, jurisdiction: KZ, act_date: 2025-03-01, victim: {age: 1}, acts: [sale]}\n",
        encoding="utf-8",
    )
    code, out, _err = law("qualify", str(file), "--json")
    assert code == 2
    bad, good = (json.loads(line) for line in out.splitlines())
    assert (bad["id"], bad["error"]["code"], bad["error"]["place"]) == ("bad", "LAW-06", "act_date")
    assert good["id"] == "2025-01-01"
    assert "kz.cc2014.135.1" in {each["provision"] for each in good["findings"]}
