"""`qorgan synthesize`: noisy tables and synthetic records with a stated privacy budget."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from qorgan.disclosure.budget import check_budget
from qorgan.disclosure.errors import DisclosureError
from qorgan.disclosure.messages import sentence
from qorgan.disclosure.records import read_codelists, read_header
from qorgan.disclosure.spending import spend
from qorgan.disclosure.synthesis import Synthesis, coded_blocks, make_domain, make_rows, synthesize
from qorgan.disclosure.writing import write_rows

SEPARATOR = ";"
LARGE_EPSILON = 8.0


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--epsilon", type=float, required=True, metavar="E")
    parser.add_argument("--delta", type=float, metavar="D", help="default 1/(n ln n)")
    parser.add_argument("--codelists", type=Path, required=True, metavar="CODES.csv", help="column,code")
    parser.add_argument(
        "--order", type=int, choices=(2, 3), default=2, help="tables of up to so many columns"
    )
    parser.add_argument("--rows", type=int, metavar="N", help="default: the noisy number of people")
    parser.add_argument(
        "--seed", type=int, metavar="S", help="repeatable, for trying out; not for publication"
    )
    parser.add_argument(
        "--ledger", type=Path, metavar="FILE", help="what releases have spent so far; this one is entered"
    )
    parser.add_argument(
        "--lifetime", type=float, metavar="E", help="epsilon of all releases together, for the first of them"
    )
    parser.add_argument("--approved-by", default="", help="who approved the release (for the ledger)")
    parser.add_argument("--date", default="", help="date of the release (for the ledger)")
    parser.add_argument("--out", type=Path, required=True, metavar="SYN.csv")
    parser.add_argument("--tables-out", type=Path, required=True, metavar="TABLES.csv")


def run(args: argparse.Namespace) -> dict[str, object]:
    """Read, protect, write. The report states the budget and the noise, and nothing counted without noise."""
    if args.rows is not None and args.rows < 1:
        raise DisclosureError("DIS-09", "--rows", name="--rows", value=args.rows, why="the least is 1")
    if args.seed is not None and args.seed < 0:
        raise DisclosureError("DIS-09", "--seed", name="--seed", value=args.seed, why="the least is 0")
    if args.lifetime is not None:
        check_budget(args.lifetime, None, "--lifetime")
    if args.ledger and args.seed is not None:
        why = "a repeatable run is not private and never entered as a release"
        raise DisclosureError("DIS-09", "--seed", name="--seed", value=args.seed, why=why)
    places = [args.records, args.codelists, args.out, args.tables_out]
    for place in places[2:]:
        if [other.resolve() for other in places].count(place.resolve()) > 1:
            raise DisclosureError("DIS-20", place.name, file=place.name)
    header = read_header(args.records)
    domain = make_domain(header, read_codelists(args.codelists))
    result = synthesize(
        coded_blocks(args.records, domain),
        domain,
        epsilon=args.epsilon,
        delta=args.delta,
        order=args.order,
        seed=args.seed,
    )
    rows = args.rows if args.rows is not None else max(round(result.total), 1)
    data = make_rows(result, rows, args.seed)
    life = _enter(args, result) if args.ledger else None
    write_rows(args.out, result.domain.columns, _texts(data, result.domain.codes))
    write_rows(args.tables_out, ("columns", "codes", "count"), table_rows(result))
    return {**_report(args, header, result, rows), **({"lifetime": life} if life else {})}


def _enter(args: argparse.Namespace, result: Synthesis) -> dict[str, float]:
    release = {
        "epsilon": result.epsilon,
        "delta": result.delta,
        "rho": result.spent,
        "columns": result.domain.columns,
        "order": args.order,
        "approval": {"by": args.approved_by, "date": args.date},
    }
    return spend(args.ledger, release, args.lifetime)


def _texts(data: np.ndarray, codes: list[list[str]]) -> Iterator[tuple[str, ...]]:
    named = [np.array(c, dtype=object) for c in codes]
    for start in range(0, len(data), 1 << 16):
        part = data[start : start + (1 << 16)]
        yield from zip(*(names[part[:, i]] for i, names in enumerate(named)), strict=True)


def join(texts: tuple[str, ...]) -> str:
    """Names or codes in one cell: joined by `;`, a backslash before `;` and `\\` inside a text."""
    return SEPARATOR.join(t.replace("\\", "\\\\").replace(SEPARATOR, "\\" + SEPARATOR) for t in texts)


def table_rows(result: Synthesis) -> Iterator[tuple[str, str, int]]:
    """Every combination of codes of every table, also those of count 0: what is listed follows from the code
    lists alone."""
    codes = [[join((c,)) for c in column] for column in result.domain.codes]
    names = [join((c,)) for c in result.domain.columns]
    for a, table in result.tables.items():
        label = SEPARATOR.join(names[i] for i in a)
        cells = map(SEPARATOR.join, product(*(codes[i] for i in a)))
        for text, count in zip(cells, table.reshape(-1).tolist(), strict=True):
            yield label, text, count


def _report(args: argparse.Namespace, header: list[str], result: Synthesis, rows: int) -> dict[str, object]:
    left = [name for name in header if name not in result.domain.columns]
    warnings = []
    if args.seed is not None:
        warnings.append(sentence("DIS-34", args.lang))
    elif args.ledger is None:
        warnings.append(sentence("DIS-39", args.lang))
    if left:
        warnings.append(sentence("DIS-35", args.lang, columns=", ".join(left)))
    if result.epsilon > LARGE_EPSILON:
        warnings.append(sentence("DIS-37", args.lang, epsilon=result.epsilon))
    return {
        "epsilon": result.epsilon,
        "delta": result.delta,
        "rho": result.rho,
        "rho_spent": result.spent,
        "neighbours": "one person added or removed",
        "mechanism": "discrete Gaussian (OpenDP)"
        if args.seed is None
        else "discrete Gaussian (seeded, not private)",
        "order": max(len(a) for a in result.tables),
        "noise_deviation": {str(k): round(v, 3) for k, v in result.deviation.items()},
        "columns": result.domain.columns,
        "separator": SEPARATOR,
        "tables": len(result.tables),
        "cells": sum(t.size for t in result.tables.values()),
        "rows": rows,
        "warnings": warnings,
    }
