"""Conversions between HTCDS, CTDC and the profile: everything goes through a profile record."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TextIO

from qorgan.standards import ctdc, ctdc_export, files, htcds, profile
from qorgan.standards.errors import Remark, StandardError

FROM, TO = ("ctdc", "htcds", "profile"), ("htcds", "ctdc", "profile")
REPEATED_ROWS = 50_000  # equal CTDC rows are read once


@dataclass
class Outcome:
    """What a conversion did: counts, the errors of bad records, and remarks."""

    read: int = 0
    written: int = 0
    errors: list[tuple[str, StandardError]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    assumed: Counter[str] = field(default_factory=Counter)
    protected: bool = True

    def remarks(self) -> list[Remark]:
        """Remarks for the person who asked."""
        found = []
        if not self.protected:
            found.append(Remark("STD-30"))
        if self.left_out:
            found.append(Remark("STD-31", {"value": _counted(self.left_out)}))
        if self.assumed:
            found.append(Remark("STD-32", {"value": _counted(self.assumed)}))
        found.append(Remark("STD-35", {"read": self.read, "written": self.written, "bad": len(self.errors)}))
        return found


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} ({number})" for name, number in counter.most_common(12))


def convert(
    source: files.Source, origin: str, target: str, handle: TextIO, kind: str, layout: str
) -> Outcome:
    """Convert every record of an opened file; bad records are reported and the good ones still come out.

    `origin` in FROM, `target` in TO, `kind` as `files.sink_kind`, `layout` of a CTDC target. Raises STD-03,
    STD-04 or STD-22 for a header nothing can be done with.
    """
    outcome = Outcome(protected=target != "ctdc")
    if origin == "ctdc" and target == "profile":
        _fast_ctdc(source, files.Sink(handle, kind), outcome)
        return outcome
    pairs = _profiles(source, origin, outcome)
    if target == "profile":
        sink = files.Sink(handle, kind)
        for record in pairs:
            sink.record(record)
    elif target == "ctdc":
        sink = _write_ctdc(pairs, handle, kind, ctdc.layout(layout), outcome)
    else:
        sink = _write_htcds(pairs, handle, kind, outcome)
    sink.close()
    outcome.written = sink.written
    return outcome


def _profiles(source: files.Source, origin: str, outcome: Outcome) -> Iterator[dict[str, Any]]:
    read = _reader(source, origin)
    for number, item in files.records(source):
        outcome.read += 1
        name = str(number)
        if isinstance(item, Mapping):
            name = str(next((item[c] for c in htcds.ID_COLUMNS if item.get(c)), number))
        try:
            if isinstance(item, StandardError):
                raise item
            if not isinstance(item, dict):
                raise StandardError("STD-13", place=f"record {number}")
            yield read(item)
        except StandardError as error:
            outcome.errors.append((name, error))


def _reader(source: files.Source, origin: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    if origin == "htcds":
        if source.kind == "csv":
            htcds.check_columns(list(source.header))
        return lambda item: profile.stamp(htcds.to_profile(item))
    if origin == "profile":
        return _checked
    reader: dict[tuple[str, ...], ctdc.Reader] = {}

    def read(item: dict[str, Any]) -> dict[str, Any]:
        header = tuple(item)
        if header not in reader:
            reader[header] = ctdc.Reader(header)
        row = ["" if value is None else str(value) for value in item.values()]
        return profile.stamp(reader[header].record(row))

    if source.kind == "csv":
        reader[source.header] = ctdc.Reader(source.header)
    return read


def _checked(item: dict[str, Any]) -> dict[str, Any]:
    wrong = profile.problems(item)
    if wrong:
        raise wrong[0]
    return item


def _fast_ctdc(source: files.Source, sink: files.Sink, outcome: Outcome) -> None:
    """CTDC rows straight to JSON text; equal rows, which are frequent, are worked out once."""
    if source.kind != "csv":
        for record in _profiles(source, "ctdc", outcome):
            sink.record(record)
    else:
        reader = ctdc.Reader(source.header)

        @lru_cache(maxsize=REPEATED_ROWS)
        def line(row: tuple[str, ...]) -> str:
            return json.dumps(profile.stamp(reader.record(row)), ensure_ascii=False)

        for number, row in enumerate(source.items, start=1):
            outcome.read += 1
            try:
                sink.text(line(tuple(row)))
            except StandardError as error:
                outcome.errors.append((str(number), error))
    sink.close()
    outcome.written = sink.written


def _write_ctdc(
    pairs: Iterator[dict[str, Any]], handle: TextIO, kind: str, target: ctdc.Layout, outcome: Outcome
) -> files.Sink:
    sink = files.Sink(handle, kind, target.names)
    for record in pairs:
        for name in ctdc_export.assumed(record):
            outcome.assumed[name] += 1
        if len(record.get("person", {}).get("prs_Citizenship", [])) > 1:
            outcome.left_out["prs_Citizenship[1:]"] += 1
        sink.record(ctdc_export.row(record, target))
    return sink


def _write_htcds(pairs: Iterator[dict[str, Any]], handle: TextIO, kind: str, outcome: Outcome) -> files.Sink:
    if kind != "csv":
        sink = files.Sink(handle, kind)
        for record in pairs:
            sink.record(_flat(record, outcome, typed=True))
        return sink
    # a CSV header must be known before the first row: repeats and own columns are met on the way
    rows = [_flat(record, outcome, typed=False) for record in pairs]
    columns = files.union((column for row in rows for column in row), tuple(htcds.fields()))
    sink = files.Sink(handle, kind, columns)
    for row in rows:
        sink.record(row)
    return sink


def _flat(record: dict[str, Any], outcome: Outcome, *, typed: bool) -> dict[str, Any]:
    for key in ("child", "ctdc"):
        outcome.left_out.update(f"{key}.{name}" for name in record.get(key, {}) if name != "layout")
    flat = htcds.from_profile(record, typed=typed)
    if "id" in record and not any(c in flat for c in htcds.ID_COLUMNS):
        flat["id"] = record["id"]
    return flat
