"""Writing releases: only what is published, each file whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qorgan.disclosure.errors import DisclosureError

if TYPE_CHECKING:
    from qorgan.disclosure.release import ProtectedTable


def file_names(tables: list[tuple[str, ...]]) -> list[str]:
    """A file name for each table: its columns joined by a hyphen, made unique."""
    names: list[str] = []
    for columns in tables:
        stem = "-".join(re.sub(r"[^\w]+", "_", name) for name in columns)[:100]
        name, again = f"{stem}.csv", 2
        while name.casefold() in {n.casefold() for n in names}:
            name, again = f"{stem}-{again}.csv", again + 1
        names.append(name)
    return names


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file (UTF-8, lines end in a line feed). Raises DIS-16."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        os.replace(part, path)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise DisclosureError("DIS-16", path.name, file=path.name, why=fault.strerror or "error") from fault


def write_table(path: Path, table: ProtectedTable) -> None:
    """Codes, `count`, `flag`: the flag is `c` and the count empty where the cell is suppressed."""
    rows = (
        (*codes, "" if count is None else count, "c" if count is None else "") for codes, count in table.cells
    )
    write_rows(path, [*table.columns, "count", "flag"], rows)


def write_report(path: Path, report: dict[str, object]) -> None:
    """The report as indented JSON. Raises DIS-16."""
    try:
        path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        raise DisclosureError("DIS-16", path.name, file=path.name, why=fault.strerror or "error") from fault
