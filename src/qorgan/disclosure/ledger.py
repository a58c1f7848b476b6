"""The ledger of releases: what was ever published, who approved it, and what a new release may therefore say.

A file of JSON lines, one release a line, each bound to the one before by its hash. Beside each published number
stands the true one, masked by a keyed pad (HMAC-SHA256 of the release and the cell) that only the key file opens.
Rules for a table published before, with `step` the least number of people a visible change may stand for:
  * a cell may look different from how it looked in an earlier release only if at least `step` people came or
    went on balance since that release; until then the last number (or the suppression) stands;
  * if that number would be wrong by more than 2 * step - 1, the release is refused: wait until more has changed;
  * a code that was not named before is named only when it has clearly more people than were needed then;
  * a cell shown once counts as known in every later audit, also of other tables.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from qorgan.disclosure.cells import Cells
from qorgan.disclosure.errors import DisclosureError

START = "0" * 64
MOST_PEOPLE = 1 << 40
"""A larger count means that another key masked it."""


@dataclass(frozen=True)
class PastTable:
    """A published table: codes of each cell -> count, None if suppressed; and the true counts."""

    columns: tuple[str, ...]
    cells: dict[tuple[str, ...], int | None]
    truth: dict[tuple[str, ...], int]


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

    def named_codes(self) -> dict[str, set[str]]:
        """Column -> codes that were ever named, for columns that were ever published."""
        found: dict[str, set[str]] = {}
        for release in self.releases:
            for table in release:
                for place, name in enumerate(table.columns):
                    found.setdefault(name, set()).update(codes[place] for codes in table.cells)
        return found


def read_ledger(path: Path, key: bytes) -> Ledger:
    """An absent file is an empty ledger. Raises DIS-01, or DIS-14 with the first line that does not fit."""
    ledger = Ledger()
    if not path.exists():
        return ledger
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as fault:
        raise DisclosureError("DIS-01", path.name, file=path.name, why=fault.strerror or "error") from fault
    except UnicodeDecodeError as fault:
        raise DisclosureError("DIS-14", f"{path.name} line 1", line=1) from fault
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            body = {name: value for name, value in entry.items() if name != "hash"}
            if entry["previous"] != ledger.head or entry["hash"] != _hash(body):
                raise ValueError
            ledger.releases.append([_open_table(t, ledger.head, key) for t in entry["tables"]])
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as fault:
            raise DisclosureError("DIS-14", f"{path.name} line {number}", line=number) from fault
        ledger.head = entry["hash"]
    return ledger


def _open_table(table: dict[str, list], head: str, key: bytes) -> PastTable:
    columns = tuple(table["columns"])
    cells = {tuple(row[:-2]): row[-2] for row in table["cells"]}
    truth = {tuple(row[:-2]): row[-1] ^ _pad(key, head, columns, tuple(row[:-2])) for row in table["cells"]}
    if any(count > MOST_PEOPLE for count in truth.values()):
        raise ValueError
    return PastTable(columns, cells, truth)


def _pad(key: bytes, head: str, columns: tuple[str, ...], codes: tuple[str, ...]) -> int:
    """48 bits that hide one true count; used once, since `head` differs for each release."""
    text = json.dumps(["qorgan.disclosure.ledger", head, columns, codes], ensure_ascii=False)
    return int.from_bytes(hmac.digest(key, text.encode(), "sha256")[:6], "big")


def append_release(
    path: Path,
    ledger: Ledger,
    key: bytes,
    tables: list[PastTable],
    parameters: dict[str, object],
    approval: dict[str, str],
) -> None:
    """Add one release. `parameters` (threshold, step) and `approval` (by, date) are kept as given. Raises DIS-16."""
    body: dict[str, object] = {
        "previous": ledger.head,
        "parameters": parameters,
        "approval": approval,
        "tables": [
            {
                "columns": list(t.columns),
                "cells": [
                    [*codes, count, t.truth[codes] ^ _pad(key, ledger.head, t.columns, codes)]
                    for codes, count in t.cells.items()
                ],
            }
            for t in tables
        ],
    }
    entry = {**body, "hash": _hash(body)}
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8"
        ) as handle:
            handle.write(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n")
    except OSError as fault:
        raise DisclosureError("DIS-16", path.name, file=path.name, why=fault.strerror or "error") from fault
    ledger.releases.append(tables)
    ledger.head = str(entry["hash"])


def _hash(body: dict[str, object]) -> str:
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def bind_to_past(
    cells: Cells, codes: dict[str, list[str]], past: list[PastTable], step: int, repeated: bool
) -> None:
    """Apply the rules above to one table, in place. `codes` are the listed codes of each column. A table that is
    not `repeated` now simply looks as it looked last.

    Raises DIS-17 if the old number may neither stand nor change.
    """
    places = {name: {code: at for at, code in enumerate(codes[name])} for name in cells.columns}
    looks: dict[int, list[tuple[int | None, int]]] = {}
    for version in past:
        order = [version.columns.index(name) for name in cells.columns]
        for texts, count in version.cells.items():
            spot = [places[name].get(texts[k], -1) for name, k in zip(cells.columns, order, strict=True)]
            if min(spot) >= 0:
                at = int(np.ravel_multi_index(spot, cells.shape))
                looks.setdefault(at, []).append((count, version.truth[texts]))
    for at, seen in looks.items():
        _settle(cells, at, seen, step, repeated)


def _settle(cells: Cells, at: int, seen: list[tuple[int | None, int]], step: int, repeated: bool) -> None:
    """How one cell may look, given how it looked and how many it truly held, oldest first."""
    now = int(cells.true[at])

    def fits(look: int | None) -> bool:
        return all(look == old or abs(now - truth) >= step for old, truth in seen)

    cells.known[at] = any(old is not None for old, _ in seen)
    fresh = None if cells.hidden[at] else int(cells.shown[at])
    look = fresh if repeated and fits(fresh) else seen[-1][0]
    if repeated and look is not None and abs(look - now) > 2 * step - 1:
        raise DisclosureError("DIS-17", ",".join(cells.columns), table=",".join(cells.columns), step=step)
    if look is None:
        cells.primary[at] = cells.hidden[at] = True
    else:
        cells.shown[at] = look
        cells.primary[at] = cells.hidden[at] = False
