"""Reading and writing flat files and JSON as streams: a million rows never stand in memory together."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from qorgan.standards.errors import StandardError


@dataclass(frozen=True)
class Source:
    """An opened input. `kind`: csv, json (a list), object (one JSON object) or lines; `header` for CSV."""

    kind: str
    header: tuple[str, ...]
    items: Iterator[Any]


@contextmanager
def opened(path: str) -> Iterator[Source]:
    """Open a file and say what it is by its content. Raises STD-01 or STD-02."""
    try:
        handle = Path(path).open(encoding="utf-8-sig", newline="")  # noqa: SIM115 - closed below
    except OSError as error:
        raise StandardError("STD-01", place=path, detail=error.strerror or "") from error
    with handle:
        try:
            yield _source(handle)
        except UnicodeDecodeError as error:
            raise StandardError("STD-01", place=path, detail="UTF-8") from error
        except csv.Error as error:
            raise StandardError("STD-02", place=path, detail=str(error)) from error


def _source(handle: TextIO) -> Source:
    start = handle.read(4096).lstrip()
    handle.seek(0)
    if start[:1] not in {"{", "["}:
        first_line = handle.readline()
        handle.seek(0)
        reader = csv.reader(handle, delimiter=next((mark for mark in ",;\t" if mark in first_line), ","))
        header = tuple(cell.strip() for cell in next(reader, []))
        if not any(header):
            raise StandardError("STD-02", place="row 1", detail="0")
        return Source("csv", header, (row for row in reader if row))
    first = _first_line(handle)
    if isinstance(first, dict):
        return Source("lines", (), _lines(handle))
    loaded = _load(handle.read(), 1)
    if isinstance(loaded, dict):
        return Source("object", (), iter([loaded]))
    return Source("json", (), iter(loaded))


def _first_line(handle: TextIO) -> Any:
    """The first line when it is a JSON object by itself and more follow, else None."""
    line = ""
    while not line.strip():
        line = handle.readline()
    more = handle.read(1)
    handle.seek(0)
    try:
        return json.loads(line) if more else None
    except (ValueError, RecursionError):
        return None


def _lines(handle: TextIO) -> Iterator[Any]:
    for number, line in enumerate(handle, start=1):
        if line.strip():
            yield _load(line, number)


def _load(content: str, line: int) -> Any:
    try:
        return json.loads(content, parse_float=_finite, parse_constant=_finite)
    except json.JSONDecodeError as error:
        raise StandardError("STD-02", place=f"line {line + error.lineno - 1}", detail=error.msg) from error
    except RecursionError as error:
        raise StandardError("STD-02", place=f"line {line}", detail="nested too deeply") from error
    except ValueError as error:
        raise StandardError("STD-02", place=f"line {line}", detail=str(error).split(";")[0]) from error


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is not a number")
    return number


class Sink:
    """Writes records as CSV, JSON lines, one JSON list or one JSON object."""

    def __init__(self, handle: TextIO, kind: str, columns: Sequence[str] = ()) -> None:
        self.handle, self.kind, self.written = handle, kind, 0
        self.table: Any = None
        if kind == "csv":
            self.table = csv.writer(handle, lineterminator="\n")
            self.table.writerow(columns)
        self.columns = tuple(columns)

    def text(self, line: str) -> None:
        """Write one record that is already JSON text."""
        if self.kind == "json":
            self.handle.write(("[\n" if self.written == 0 else ",\n") + line)
        else:
            self.handle.write(line + "\n")
        self.written += 1

    def record(self, record: dict[str, Any]) -> None:
        """Write one record."""
        if self.table is not None:
            self.table.writerow([record.get(column, "") for column in self.columns])
            self.written += 1
        else:
            self.text(json.dumps(record, ensure_ascii=False))

    def close(self) -> None:
        """Finish a JSON list."""
        if self.kind == "json":
            self.handle.write("\n]\n" if self.written else "[]\n")


def sink_kind(path: str | None, source: str, target: str, *, as_json: bool = False) -> str:
    """How to write: by the ending of the file name, else CSV for flat formats and JSON lines for the profile."""
    ending = Path(path).suffix.lower() if path else ""
    if ending == ".csv" and target != "profile":
        return "csv"
    if ending == ".json":
        return "object" if source == "object" else "json"
    if ending in {".jsonl", ".ndjson"} or target == "profile" or as_json:
        return "lines"
    return "csv" if target == "ctdc" or source == "csv" or not ending else "lines"


def records(source: Source) -> Iterator[tuple[int, Any]]:
    """Numbered records (from 1): CSV rows as mappings, JSON as it is. Raises STD-11 lazily, per row."""
    for number, item in enumerate(source.items, start=1):
        if source.kind != "csv":
            yield number, item
        elif len(item) != len(source.header):
            allowed = len(source.header)
            yield number, StandardError("STD-11", place=f"row {number + 1}", value=len(item), allowed=allowed)
        else:
            yield number, dict(zip(source.header, item, strict=True))


def union(columns: Iterable[str], first: Sequence[str]) -> list[str]:
    """`first`, then every other column in the order met."""
    found = dict.fromkeys(first)
    found.update(dict.fromkeys(columns))
    return list(found)
