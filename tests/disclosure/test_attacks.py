"""Attacks on what the commands publish, written from the attacker's side: only published files are read."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from invented import HEADER, people, published, true_counts, write
from scipy.optimize import linprog

from qorgan.disclosure.cli import main

TABLES = ["year,sex,age_band", "year,sex", "year", "region,exploitation", "region,sex", "exploitation,sex"]


def disclose(source: Path, out: Path, key: Path, tables: list[str], *more: str) -> dict[str, dict]:
    args = ["disclose", str(source), "--person-id", "pid", "--key-file", str(key), "--out", str(out), *more]
    for table in tables:
        args += ["--table", table]
    assert main(args) == 0
    return {table: published(out / (table.replace(",", "-") + ".csv")) for table in tables}


def reconstruct(tables: dict[str, dict], spread: int) -> dict[tuple[str, tuple], tuple[float, float]]:
    """Bounds of every hidden cell by linear programming over all published tables and their shared margins."""
    number = {
        (name, codes): k for k, (name, codes) in enumerate((n, c) for n, t in tables.items() for c in t)
    }
    box = []
    for name, codes in number:
        count = tables[name][codes]
        box.append((0, None) if count is None else (max(count - spread, 11), count + spread))
    rows = []
    for one, two in itertools.combinations(tables, 2):
        shared = [c for c in one.split(",") if c in two.split(",")]
        sums: dict[tuple, dict[int, int]] = {}
        for sign, name in ((1, one), (-1, two)):
            places = [name.split(",").index(c) for c in shared]
            for codes in tables[name]:
                line = sums.setdefault(tuple(codes[p] for p in places), {})
                line[number[(name, codes)]] = sign
        rows += list(sums.values())
    matrix = np.zeros((len(rows), len(number)))
    for at, line in enumerate(rows):
        for k, sign in line.items():
            matrix[at, k] = sign
    found = {}
    for (name, codes), k in number.items():
        if tables[name][codes] is None:
            cost = np.zeros(len(number))
            cost[k] = 1
            ends = [linprog(s * cost, A_eq=matrix, b_eq=np.zeros(len(rows)), bounds=box) for s in (1, -1)]
            assert ends[0].status == 0, "the published tables contradict each other"
            found[(name, codes)] = (ends[0].fun, np.inf if ends[1].status == 3 else -ends[1].fun)
    return found


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("exact", [False, True])
def test_linear_programming_isolates_no_one(tmp_path: Path, key_file: Path, seed: int, exact: bool) -> None:
    rows = people(900, seed, regions=4)
    source = write(tmp_path / "r.csv", rows)
    tables = disclose(source, tmp_path / "o", key_file, TABLES, *(["--exact"] if exact else []))
    found = reconstruct(tables, 0 if exact else 5)
    assert len(found) > 20
    caught = [cell for cell, (low, high) in found.items() if high - low < 10 - 1e-6]
    assert caught == []


def test_a_margin_never_stands_over_one_hidden_cell(tmp_path: Path, key_file: Path) -> None:
    rows = people(2000, 5, regions=4)
    tables = disclose(
        write(tmp_path / "r.csv", rows), tmp_path / "o", key_file, ["sex,age_band", "sex", "age_band"]
    )
    for axis, margin in ((0, "sex"), (1, "age_band")):
        for code, count in tables[margin].items():
            hidden = [c for c, n in tables["sex,age_band"].items() if c[axis] == code[0] and n is None]
            assert count is None or len(hidden) != 1


def test_fifty_releases_differ_nowhere_by_fewer_than_eleven(tmp_path: Path, key_file: Path) -> None:
    """Each release adds a few people. No pair of releases, in no cell, may show a change that fewer than eleven
    people made."""
    rows = people(4000, 9, regions=4)
    random = np.random.default_rng(0)
    size, seen, truths, refused = 300, [], [], 0
    tables = ["year,sex", "exploitation"]
    more = ("--ledger", str(tmp_path / "ledger.jsonl"))
    while len(seen) < 50:
        size += int(random.integers(1, 60))
        write(tmp_path / "r.csv", rows[:size])
        try:
            seen.append(disclose(tmp_path / "r.csv", tmp_path / "o", key_file, tables, *more))
        except AssertionError:
            refused += 1
            continue
        truths.append({t: true_counts(rows[:size], t.split(",")) for t in tables})
    assert refused > 0
    moved = 0
    for (one, true_one), (two, true_two) in itertools.combinations(zip(seen, truths, strict=True), 2):
        for table in one:
            for codes in one[table].keys() & two[table].keys():
                if one[table][codes] != two[table][codes]:
                    moved += 1
                    assert abs(true_one[table].get(codes, 0) - true_two[table].get(codes, 0)) >= 11
    assert moved > 100


def test_one_child_more_is_not_found_by_comparing_two_runs(tmp_path: Path, key_file: Path) -> None:
    """Without a ledger: how often does the newcomer's own cell change, and is a change ever of one child?"""
    rows = people(1500, 11, regions=4)
    base = disclose(write(tmp_path / "a.csv", rows), tmp_path / "a", key_file, ["sex,exploitation"])
    changed = 0
    for turn in range(40):
        child = [f"N{turn}", "2020", "F", "9-13", ["sexual", "labour"][turn % 2], "R0"]
        after = disclose(
            write(tmp_path / "b.csv", [*rows, child]), tmp_path / "b", key_file, ["sex,exploitation"]
        )
        for codes, count in base["sex,exploitation"].items():
            now = after["sex,exploitation"][codes]
            if codes != ("F", child[4]):
                assert now == count
            elif now != count:
                changed += 1
    assert changed <= 10


def test_repeating_a_run_gives_no_second_draw(tmp_path: Path, key_file: Path) -> None:
    rows = people(800, 3)
    source = write(tmp_path / "r.csv", rows)
    first = disclose(source, tmp_path / "a", key_file, TABLES)
    write(source, rows[::-1])
    assert disclose(source, tmp_path / "b", key_file, TABLES) == first
    args = ["disclose", str(source), "--person-id", "pid", "--table", "year,sex", "--out"]
    assert main([*args, str(tmp_path / "c")]) == 0
    assert main([*args, str(tmp_path / "d")]) == 0
    assert published(tmp_path / "c" / "year-sex.csv") == published(tmp_path / "d" / "year-sex.csv")


def test_a_canary_child_appears_nowhere(tmp_path: Path, key_file: Path) -> None:
    rows = [*people(1200, 4), ["CANARY-ID", "2031", "F", "9-13", "surrogacy", "Zyryanka"]]
    source = write(tmp_path / "r.csv", rows)
    tables = ["year,sex", "exploitation", "region,exploitation", "region"]
    disclose(source, tmp_path / "o", key_file, tables)
    for path in (tmp_path / "o").iterdir():
        text = path.read_text("utf-8")
        for word in ("CANARY", "2031", "surrogacy", "Zyryanka"):
            assert word not in text


def test_nothing_unprotected_is_in_the_folder(tmp_path: Path, key_file: Path) -> None:
    rows = people(700, 6)
    disclose(write(tmp_path / "r.csv", rows), tmp_path / "o", key_file, TABLES)
    names = {path.name for path in (tmp_path / "o").iterdir()}
    assert names == {t.replace(",", "-") + ".csv" for t in TABLES} | {"report.json"}
    whole = "".join(path.read_text("utf-8") for path in (tmp_path / "o").iterdir())
    assert "P00" not in whole
    assert key_file.read_bytes().hex() not in whole
    for table in TABLES:
        cells = published(tmp_path / "o" / (table.replace(",", "-") + ".csv"))
        truth = true_counts(rows, table.split(","))
        shown = [(count, truth[codes]) for codes, count in cells.items() if count is not None]
        assert sum(a == b for a, b in shown) <= 0.4 * len(shown) + 2
    assert HEADER[0] not in whole


@pytest.mark.parametrize("width", [1, 3])
def test_a_person_with_several_rows_counts_once_per_cell(tmp_path: Path, key_file: Path, width: int) -> None:
    rows = people(600, 8)
    source = write(tmp_path / "r.csv", rows)
    single = disclose(source, tmp_path / "a", key_file, ["sex,exploitation", "sex"])
    write(source, [row for row in rows for _ in range(width)])
    assert disclose(source, tmp_path / "b", key_file, ["sex,exploitation", "sex"]) == single
