"""Rules that hide a cell for what it says itself."""

from __future__ import annotations

from pathlib import Path

from invented import published, write

from qorgan.disclosure.cli import main
from qorgan.disclosure.frame import frame_of
from qorgan.disclosure.release import protect

HEAD = ["pid", "region", "kind", "body"]


def run(
    tmp_path: Path, key_file: Path, rows: list[list[str]], *more: str
) -> dict[tuple[str, ...], int | None]:
    source = write(tmp_path / "r.csv", rows, HEAD)
    args = [
        "disclose",
        str(source),
        "--person-id",
        "pid",
        "--table",
        "region,kind",
        "--key-file",
        str(key_file),
    ]
    assert main([*args, "--out", str(tmp_path / "o"), *more]) == 0
    return published(tmp_path / "o" / "region-kind.csv")


def rows_of(spec: dict[tuple[str, str], int], bodies: int = 5) -> list[list[str]]:
    out: list[list[str]] = []
    for (region, kind), number in spec.items():
        out += [[f"{region}{kind}{k}", region, kind, f"B{k % bodies}"] for k in range(number)]
    return out


MIXED = {("A", "x"): 80, ("A", "y"): 70, ("B", "x"): 60, ("B", "y"): 90}


def test_a_group_that_all_shares_one_attribute_is_hidden(tmp_path: Path, key_file: Path) -> None:
    cells = run(tmp_path, key_file, rows_of({**MIXED, ("C", "x"): 120}))
    assert cells[("C", "x")] is None
    assert cells[("C", "y")] is None
    assert cells[("A", "x")] is not None


def test_a_derived_column_betrays_nothing(tmp_path: Path, key_file: Path) -> None:
    cells = run(
        tmp_path, key_file, rows_of({**MIXED, ("C", "x"): 120}), "--derived", "kind", "--derived", "region"
    )
    assert cells[("C", "x")] is not None


def test_small_and_empty_cells_look_alike(tmp_path: Path, key_file: Path) -> None:
    cells = run(
        tmp_path, key_file, rows_of({**MIXED, ("C", "x"): 60, ("C", "y"): 3, ("A", "z"): 40, ("B", "z"): 2})
    )
    assert cells[("C", "y")] is None
    assert cells[("C", "z")] is None
    assert cells[("B", "z")] is None


def test_one_organisation_must_not_read_its_own_cell(tmp_path: Path, key_file: Path) -> None:
    rows = rows_of(MIXED)
    for row in rows:
        if row[1:3] == ["A", "x"]:
            row[3] = "B0" if int(row[0][2:]) >= 10 else row[3]
    assert run(tmp_path, key_file, rows)[("A", "x")] is not None
    cells = run(tmp_path, key_file, rows, "--organisation", "body")
    assert cells[("A", "x")] is None
    assert cells[("B", "x")] is not None


def test_fewer_than_three_organisations_hide_a_cell(tmp_path: Path, key_file: Path) -> None:
    cells = run(tmp_path, key_file, rows_of(MIXED, bodies=2), "--organisation", "body")
    assert set(cells.values()) == {None}


def test_nothing_below_the_threshold_is_ever_shown(tmp_path: Path, key_file: Path) -> None:
    spec = {(f"G{k:02d}", kind): k if kind == "x" else 50 for k in range(1, 30) for kind in "xy"}
    cells = run(tmp_path, key_file, rows_of(spec))
    for (region, kind), count in cells.items():
        if count is not None:
            assert spec[(region, kind)] >= 11
            assert count >= 11
    assert sum(count is not None for count in cells.values()) > 30


def test_records_in_memory_give_the_same_table_as_a_file(tmp_path: Path, key_file: Path) -> None:
    rows = rows_of({**MIXED, ("C", "x"): 30, ("C", "y"): 14})
    columns = {"region": [r[1] for r in rows], "kind": [r[2] for r in rows]}
    frame = frame_of([r[0] for r in rows], columns, key=key_file.read_bytes())
    table = protect(frame, [("region", "kind")]).tables[0]
    assert dict(table.cells) == run(tmp_path, key_file, rows)
