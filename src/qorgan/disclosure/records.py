"""Reading records in chunks: a header and blocks of equally long columns, never the whole text at once."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import numpy as np

from qorgan.disclosure.errors import DisclosureError, nearest

CHUNK = 1 << 16
"""Records held as text at a time."""


@dataclass(frozen=True)
class Block:
    """Some records: number of the first (from 1), and one tuple of texts per column asked for."""

    first: int
    columns: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> int:
        """How many records."""
        return len(self.columns[0]) if self.columns else 0


def read_header(path: Path) -> list[str]:
    """The column names of a CSV file (UTF-8, a byte order mark is forgiven).

    Raises DIS-01 (unreadable), DIS-06 (empty), DIS-07 (name twice or missing).
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            header = next(_reader(handle), None)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise DisclosureError("DIS-01", str(path), file=path.name, why=_why(fault)) from fault
    if not header:
        raise DisclosureError("DIS-06", path.name)
    for name in header:
        if not name.strip() or header.count(name) > 1:
            raise DisclosureError("DIS-07", path.name, column=name)
    return header


def _reader(handle: TextIO) -> Iterator[list[str]]:
    """Rows, columns parted by a comma, or where the first line has none by a semicolon or tab."""
    start = handle.readline()
    handle.seek(0)
    return csv.reader(handle, delimiter=next((mark for mark in ",;\t" if mark in start), ","))


def column_index(header: list[str], name: str) -> int:
    """Position of a column. Raises DIS-02 with a suggestion."""
    if name in header:
        return header.index(name)
    raise DisclosureError(
        "DIS-02", name, did_you_mean=nearest(name, header), column=name, known=", ".join(header)
    )


def read_blocks(path: Path, columns: list[str]) -> Iterator[Block]:
    """The named columns of a CSV file, a block at a time.

    Blank lines are skipped, but in a file of one column a blank line is an empty value.
    Raises DIS-01, DIS-02, DIS-03 (row of another length), DIS-06 (no record).
    """
    header = read_header(path)
    places = [column_index(header, name) for name in columns]
    first = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = _reader(handle)
            next(reader)
            while rows := _take(reader, len(header), first):
                yield Block(first, tuple(tuple([row[place] for row in rows]) for place in places))
                first += len(rows)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise DisclosureError("DIS-01", str(path), file=path.name, why=_why(fault)) from fault
    if first == 1:
        raise DisclosureError("DIS-06", path.name)


def _take(reader: Iterator[list[str]], width: int, first: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in reader:
        if not row:
            if width > 1:
                continue
            row = [""]
        if len(row) != width:
            at = first + len(rows)
            raise DisclosureError("DIS-03", f"row {at}", row=at, found=len(row), wanted=width)
        rows.append(row)
        if len(rows) >= CHUNK:
            break
    return rows


def _why(fault: Exception) -> str:
    if isinstance(fault, UnicodeDecodeError):
        return "not UTF-8"
    if isinstance(fault, OSError):
        return fault.strerror or type(fault).__name__
    return str(fault)


def read_codelists(path: Path) -> dict[str, list[str]]:
    """A code list file `column,code` as column -> codes in file order, each once. Empty is a code.

    Raises DIS-01, DIS-02 (wrong header), DIS-06, DIS-12 (row without two values).
    """
    header = read_header(path)
    for wanted in ("column", "code"):
        column_index(header, wanted)
    try:
        blocks = list(read_blocks(path, ["column", "code"]))
    except DisclosureError as fault:
        if fault.code == "DIS-03":
            raise DisclosureError("DIS-12", f"{path.name} {fault.place}", row=fault.row) from fault
        raise
    lists: dict[str, dict[str, None]] = {}
    for block in blocks:
        for column, code in zip(*block.columns, strict=True):
            lists.setdefault(column, {})[code] = None
    return {column: list(codes) for column, codes in lists.items()}


@dataclass
class Coder:
    """Turns texts of one column into small integers. A fixed list refuses other values, a free one grows."""

    column: str
    codes: dict[str, int] = field(default_factory=dict)
    fixed: bool = False

    def encode(self, texts: tuple[str, ...], first: int) -> np.ndarray:
        """Shape (len(texts),) int32. `first` is the number of the first record. Raises DIS-04."""
        codes = self.codes
        try:
            return np.fromiter(map(codes.__getitem__, texts), dtype=np.int32, count=len(texts))
        except KeyError:
            pass
        for at, text in enumerate(texts):
            if text not in codes:
                if self.fixed:
                    row = first + at
                    raise DisclosureError(
                        "DIS-04",
                        f"row {row}, column {self.column}",
                        row=row,
                        did_you_mean=nearest(text, codes),
                        column=self.column,
                        value=text,
                    )
                codes[text] = len(codes)
        return np.fromiter(map(codes.__getitem__, texts), dtype=np.int32, count=len(texts))

    @property
    def names(self) -> list[str]:
        """Codes by number."""
        return list(self.codes)
