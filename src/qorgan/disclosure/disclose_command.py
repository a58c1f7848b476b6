"""`qorgan disclose`: one protected CSV per table and a report."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from qorgan.disclosure.catalogue import tables_for
from qorgan.disclosure.cells import cells_of
from qorgan.disclosure.errors import DisclosureError
from qorgan.disclosure.frame import Frame, read_frame
from qorgan.disclosure.impossible import read_impossible
from qorgan.disclosure.ledger import append_release, read_ledger
from qorgan.disclosure.messages import sentence
from qorgan.disclosure.personkeys import GOOD_LENGTH, read_key
from qorgan.disclosure.pooling import parse_pool, pool_years
from qorgan.disclosure.records import column_index, read_codelists, read_header
from qorgan.disclosure.release import Release, protect
from qorgan.disclosure.writing import file_names, write_report, write_table

RESERVED = ("count", "flag")
SLOW_CELLS = 100_000
"""Cells of tables that share margins from which one is told beforehand that protecting them takes time."""
CELLS_A_MINUTE = 15_000
"""On one core: 38,000 were measured where six cells in ten are hidden, 10,000 where nearly all are."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--person-id", required=True, metavar="COL", help="column that names the person")
    parser.add_argument(
        "--table", action="append", default=[], metavar="COL,COL", help="a table; may be repeated"
    )
    parser.add_argument("--catalogue", action="store_true", help="the fixed catalogue of public tables")
    parser.add_argument("--threshold", type=int, default=11, help="least people a shown count stands for")
    parser.add_argument(
        "--key-file", type=Path, metavar="K", help="32 or more secret random bytes, kept for ever"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--codelists", type=Path, metavar="CODES.csv", help="fixed codes of columns")
    parser.add_argument(
        "--impossible", type=Path, metavar="FILE", help="combinations of codes that cannot be, shown as 0"
    )
    parser.add_argument("--organisation", metavar="COL", help="who reported: turns on the dominance rule")
    parser.add_argument(
        "--derived", action="append", default=[], metavar="COL", help="follows from other columns"
    )
    parser.add_argument(
        "--pool", action="append", default=[], metavar="COL=N", help="pool years in spans of N"
    )
    parser.add_argument(
        "--exact", action="store_true", help="no noise: totals add up, and more is suppressed"
    )
    parser.add_argument(
        "--ledger", type=Path, metavar="FILE", help="ledger of releases to check against and extend"
    )
    parser.add_argument("--approved-by", default="", help="who approved the release (for the ledger)")
    parser.add_argument("--date", default="", help="date of the release (for the ledger)")


def parse_tables(texts: list[str], header: list[str]) -> list[tuple[str, ...]]:
    """Column names of each --table. Raises DIS-02, DIS-08. The same table twice is one."""
    tables: list[tuple[str, ...]] = []
    for text in texts:
        columns = (text,) if text in header else tuple(part.strip() for part in text.split(","))
        for name in columns:
            if not name:
                raise DisclosureError("DIS-08", text, table=text, why="a column has no name")
            column_index(header, name)
            if name in RESERVED:
                raise DisclosureError(
                    "DIS-08", text, table=text, why=f"{name!r} is the name of a result column"
                )
        if len(set(columns)) < len(columns):
            raise DisclosureError("DIS-08", text, table=text, why="a column stands in it twice")
        if set(columns) not in [set(t) for t in tables]:
            tables.append(columns)
    return tables


def run(args: argparse.Namespace) -> dict[str, object]:
    """Protect and write. The report says what was hidden and how much, never what."""
    header = read_header(args.records)
    tables = parse_tables(args.table, header)
    if args.catalogue:
        tables += [t for t in tables_for(header) if set(t) not in [set(x) for x in tables]]
    if not tables:
        raise DisclosureError("DIS-08", "--table", table="", why="no table was asked for")
    pools = dict(parse_pool(text) for text in args.pool)
    for name in [args.person_id, *args.derived, *pools]:
        column_index(header, name)
    for table in tables:
        if args.person_id in table:
            text = ",".join(table)
            raise DisclosureError("DIS-08", text, table=text, why="the person id is never published")
    if args.ledger and args.out.resolve() in args.ledger.resolve().parents:
        raise DisclosureError("DIS-20", "--ledger", file=args.ledger.name)
    key = read_key(args.key_file) if args.key_file else None
    if args.ledger and key is None:
        raise DisclosureError("DIS-18", "--ledger")
    ledger = read_ledger(args.ledger, key or b"") if args.ledger else None
    columns = list(dict.fromkeys(name for table in tables for name in table))
    if ledger:
        columns += [n for t in ledger.column_sets() if set(t) <= set(header) for n in t if n not in columns]
        columns = list(dict.fromkeys(columns))
    lists = read_codelists(args.codelists) if args.codelists else {}
    frame = read_frame(
        args.records,
        args.person_id,
        columns,
        key=key,
        organisation=args.organisation,
        codelists=lists,
        recode={column: partial(pool_years, width=width) for column, width in pools.items()},
    )
    _forewarn(frame, tables, args.lang)
    release = protect(
        frame,
        tables,
        threshold=args.threshold,
        derived=frozenset(args.derived),
        fixed=frozenset(lists),
        ledger=ledger,
        exact=args.exact,
        impossible=read_impossible(args.impossible, header) if args.impossible else (),
    )
    report = _report(release, frame, args, key)
    if ledger is not None:
        parameters: dict[str, object] = {"threshold": release.threshold, "step": release.step}
        approval = {"by": args.approved_by, "date": args.date}
        append_release(args.ledger, ledger, key or b"", release.past, parameters, approval)
    _write(release, report, args.out)
    return report


def _forewarn(frame: Frame, tables: list[tuple[str, ...]], lang: str) -> None:
    """Say on standard error, before the work, that it will be long."""
    cells = cells_of(frame, tables)
    if len(tables) > 1 and cells >= SLOW_CELLS:
        told = sentence("DIS-40", lang, cells=cells, minutes=-(-cells // CELLS_A_MINUTE))
        sys.stderr.write(f"{told['code']}: {told['text']}\n")
        sys.stderr.flush()


def _report(release: Release, frame: Frame, args: argparse.Namespace, key: bytes | None) -> dict[str, object]:
    warnings = []
    if not frame.own_key:
        warnings.append(sentence("DIS-31", args.lang))
    elif key is not None and len(key) < GOOD_LENGTH:
        warnings.append(sentence("DIS-32", args.lang, length=len(key)))
    if args.ledger is None:
        warnings.append(sentence("DIS-33", args.lang))
    if args.exact:
        warnings.append(sentence("DIS-38", args.lang))
    warnings += [sentence("DIS-36", args.lang, column=name) for name in release.rare]
    names = file_names([table.columns for table in release.tables])
    return {
        "threshold": release.threshold,
        "method": "exact, audited suppression" if args.exact else "cell key, threshold, audited suppression",
        "noise": release.noise,
        "audit": {"passed": True, "least_width": release.threshold - 1},
        "tables": [
            {
                "columns": list(table.columns),
                "file": name,
                "cells": len(table.cells),
                "primary": table.primary,
                "secondary": table.secondary,
                "perturbed": table.perturbed,
            }
            for table, name in zip(release.tables, names, strict=True)
        ],
        "warnings": warnings,
    }


def _write(release: Release, report: dict[str, object], out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise DisclosureError("DIS-16", str(out), file=out.name, why=fault.strerror or "error") from fault
    for table, name in zip(release.tables, file_names([t.columns for t in release.tables]), strict=True):
        write_table(out / name, table)
    write_report(out / "report.json", report)
