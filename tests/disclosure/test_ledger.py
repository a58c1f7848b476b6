"""The ledger remembers every release, shows every change to itself, and binds the next release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from invented import people, published, true_counts, write

from qorgan.disclosure.cli import main


def run(source: Path, out: Path, key: Path, ledger: Path, *tables: str) -> int:
    args = ["disclose", str(source), "--person-id", "pid", "--key-file", str(key), "--out", str(out)]
    for table in tables:
        args += ["--table", table]
    return main(
        [*args, "--ledger", str(ledger), "--approved-by", "B. Omarova (invented)", "--date", "2026-03-01"]
    )


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(tmp_path / "r.csv", people(1500, 2, regions=4))


def test_true_counts_cannot_be_read_from_the_ledger(tmp_path: Path, source: Path, key_file: Path) -> None:
    ledger = tmp_path / "l.jsonl"
    assert run(source, tmp_path / "o", key_file, ledger, "sex,exploitation") == 0
    entry = json.loads(ledger.read_text("utf-8"))
    assert entry["approval"]["by"] == "B. Omarova (invented)"
    truth = true_counts(people(1500, 2, regions=4), ["sex", "exploitation"])
    for *codes, _, masked in entry["tables"][0]["cells"]:
        assert masked > 10_000
        assert masked != truth.get(tuple(codes))
    assert ledger.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["count", "drop", "swap", "text"])
def test_a_changed_ledger_is_refused(
    tmp_path: Path, source: Path, key_file: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = tmp_path / "l.jsonl"
    for _ in range(3):
        assert run(source, tmp_path / "o", key_file, ledger, "sex,exploitation") == 0
    lines = ledger.read_text("utf-8").splitlines()
    if damage == "count":
        entry = json.loads(lines[1])
        entry["tables"][0]["cells"][0][-2] = 999
        lines[1] = json.dumps(entry)
    elif damage == "drop":
        del lines[0]
    elif damage == "swap":
        lines[0], lines[1] = lines[1], lines[0]
    else:
        lines[2] = lines[2][:-20]
    ledger.write_text("\n".join(lines) + "\n", "utf-8")
    capsys.readouterr()
    assert run(source, tmp_path / "p", key_file, ledger, "sex,exploitation") == 2
    assert "DIS-14" in capsys.readouterr().err
    assert not (tmp_path / "p").exists()


def test_another_key_is_refused(tmp_path: Path, source: Path, key_file: Path) -> None:
    ledger = tmp_path / "l.jsonl"
    assert run(source, tmp_path / "o", key_file, ledger, "sex,exploitation") == 0
    key_file.write_bytes(b"another key of thirty-two bytes!")
    assert run(source, tmp_path / "o", key_file, ledger, "sex,exploitation") == 2


def test_a_ledger_needs_a_key(tmp_path: Path, source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["disclose", str(source), "--person-id", "pid", "--table", "sex", "--out", str(tmp_path / "o")]
    assert main([*args, "--ledger", str(tmp_path / "l")]) == 2
    assert "DIS-18" in capsys.readouterr().err


def test_the_same_data_give_the_same_release(tmp_path: Path, source: Path, key_file: Path) -> None:
    ledger = tmp_path / "l.jsonl"
    assert run(source, tmp_path / "a", key_file, ledger, "sex,exploitation", "sex") == 0
    assert run(source, tmp_path / "b", key_file, ledger, "sex", "sex,exploitation") == 0
    name = "sex-exploitation.csv"
    assert published(tmp_path / "a" / name) == published(tmp_path / "b" / name)


def test_one_child_changes_nothing(tmp_path: Path, key_file: Path) -> None:
    rows = people(1500, 2, regions=4)
    ledger = tmp_path / "l.jsonl"
    source = write(tmp_path / "r.csv", rows)
    assert run(source, tmp_path / "a", key_file, ledger, "sex,exploitation") == 0
    base = published(tmp_path / "a" / "sex-exploitation.csv")
    for turn in range(10):
        rows.append([f"N{turn}", "2020", "F", "9-13", "sexual", "R0"])
        write(source, rows)
        assert run(source, tmp_path / "b", key_file, ledger, "sex,exploitation") == 0
        assert published(tmp_path / "b" / "sex-exploitation.csv") == base


def test_a_later_table_does_not_open_an_earlier_one(tmp_path: Path, key_file: Path) -> None:
    """First a margin, then the finer table: the finer one is protected as if both came in one run."""
    rows = people(700, 21, regions=3)
    source = write(tmp_path / "r.csv", rows)
    ledger = tmp_path / "l.jsonl"
    assert run(source, tmp_path / "a", key_file, ledger, "sex", "exploitation") == 0
    assert run(source, tmp_path / "b", key_file, ledger, "sex,exploitation") == 0
    fine = published(tmp_path / "b" / "sex-exploitation.csv")
    for axis, name in ((0, "sex"), (1, "exploitation")):
        for (code,), count in published(tmp_path / "a" / f"{name}.csv").items():
            hidden = [n for codes, n in fine.items() if codes[axis] == code and n is None]
            assert count is None or len(hidden) != 1


def test_an_old_table_that_is_not_repeated_refuses_nothing(tmp_path: Path, key_file: Path) -> None:
    rows = people(3000, 5, regions=4)
    source = write(tmp_path / "r.csv", rows[:800])
    ledger = tmp_path / "l.jsonl"
    assert run(source, tmp_path / "a", key_file, ledger, "sex") == 0
    write(source, rows)
    assert run(source, tmp_path / "b", key_file, ledger, "exploitation") == 0
    assert None not in published(tmp_path / "b" / "exploitation.csv").values()
