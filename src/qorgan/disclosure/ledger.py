"""The ledger of releases: what was ever published, who approved it, and what a new release may therefore say.

A file of JSON lines, one release a line, each bound to the one before by its hash. It holds published numbers
only. Rules for a table published before:
  * a cell's published number changes only when it moves by at least 2 * step - 1, i.e. when at least `step`
    people came or went on balance; otherwise the old number stands;
  * a cell that was hidden is shown only when its count has passed threshold + 2 * step - 1;
  * a cell shown once counts as known in every later audit, also of other tables.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from qorgan.disclosure.cells import Cells
from qorgan.disclosure.errors import DisclosureError

START = "0" * 64


@dataclass(frozen=True)
class PastTable:
    """A published table: codes of each cell -> count, None if suppressed."""

    columns: tuple[str, ...]
    cells: dict[tuple[str, ...], int | None]


@dataclass
class Ledger:
    """All releases so far, oldest first, and the hash that the next one must name."""

    releases: list[list[PastTable]] = field(default_factory=list)
    head: str = START

    def column_sets(self) -> list[tuple[str, ...]]:
        """Columns of every table ever published, each set once."""
        found: dict[frozenset[str], tuple[str, ...]] = {}
        for release in self.releases:
            for table in release:
                found.setdefault(frozenset(table.columns), table.columns)
        return list(found.values())

    def history(self, columns: tuple[str, ...]) -> list[PastTable]:
        """Earlier versions of one table, oldest first."""
        return [t for release in self.releases for t in release if set(t.columns) == set(columns)]


def read_ledger(path: Path) -> Ledger:
    """An absent file is an empty ledger. Raises DIS-14 with the first line that does not fit."""
    ledger = Ledger()
    if not path.exists():
        return ledger
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            entry = json.loads(line)
            body = {key: value for key, value in entry.items() if key != "hash"}
            if entry["previous"] != ledger.head or entry["hash"] != _hash(body):
                raise ValueError
            ledger.releases.append(
                [
                    PastTable(
                        tuple(t["columns"]),
                        {tuple(row[:-1]): row[-1] for row in t["cells"]},
                    )
                    for t in entry["tables"]
                ]
            )
        except (ValueError, KeyError, TypeError) as fault:
            raise DisclosureError("DIS-14", f"{path.name} line {number}", line=number) from fault
        ledger.head = entry["hash"]
    return ledger


def append_release(
    path: Path,
    ledger: Ledger,
    tables: list[PastTable],
    parameters: dict[str, object],
    approval: dict[str, str],
) -> None:
    """Add one release. `parameters` (threshold, step) and `approval` (by, date) are kept as given."""
    body: dict[str, object] = {
        "previous": ledger.head,
        "parameters": parameters,
        "approval": approval,
        "tables": [
            {"columns": t.columns, "cells": [[*codes, n] for codes, n in t.cells.items()]} for t in tables
        ],
    }
    entry = {**body, "hash": _hash(json.loads(json.dumps(body)))}
    with path.open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n")
    ledger.releases.append(tables)
    ledger.head = str(entry["hash"])


def _hash(body: dict[str, object]) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def bind_to_past(
    cells: Cells, codes: dict[str, list[str]], past: list[PastTable], threshold: int, step: int
) -> None:
    """Apply the rules above to one table, in place. `codes` are the listed codes of each column."""
    stay = 2 * step - 1
    places = {name: {code: at for at, code in enumerate(codes[name])} for name in cells.columns}
    for version in past:
        order = [version.columns.index(name) for name in cells.columns]
        for texts, count in version.cells.items():
            spot = [places[name].get(texts[k]) for name, k in zip(cells.columns, order, strict=True)]
            if any(one is None for one in spot):
                continue
            at = int(np.ravel_multi_index([int(one or 0) for one in spot], cells.shape))
            if count is None:
                shut = cells.shown[at] < threshold + stay and not cells.known[at]
                cells.primary[at] |= shut
                cells.hidden[at] |= shut
                continue
            cells.known[at] = True
            if abs(int(cells.shown[at]) - count) < stay:
                cells.shown[at] = count
                cells.primary[at] = cells.hidden[at] = False
