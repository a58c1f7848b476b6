"""`qorgan link pairs|search|explain|fit|simulate`: linkage of lists, without database or settings."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from qorgan.linkage.record import LinkageError, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qorgan.linkage.weights import Model

Problem = tuple[str | None, LinkageError]  # the record's id, what is wrong with it
COLUMNS = ("rec_id", "surname", "given", "patronymic", "dob", "sex", "region", "mother")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qorgan link", description="The same child across alphabets and mistakes."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    pairs = verbs.add_parser("pairs", help="all pairs of a list that may be one child")
    pairs.add_argument("records", type=Path)
    pairs.add_argument("--min-score", type=float, default=0.02, help="lowest probability written (0.02)")
    search = verbs.add_parser("search", help="the best matches of each query")
    search.add_argument("records", type=Path)
    search.add_argument("--queries", type=Path, required=True)
    search.add_argument("--top", type=int, default=10)
    search.add_argument("--candidates", type=int, default=300, help="most records scored for a query (300)")
    explain = verbs.add_parser("explain", help="why two records have their score")
    explain.add_argument("records", type=Path)
    explain.add_argument("a")
    explain.add_argument("b")
    fit = verbs.add_parser("fit", help="fit weights to a list (no truth needed)")
    fit.add_argument("records", type=Path)
    fit.add_argument("--seed", type=int, default=1)
    simulate = verbs.add_parser("simulate", help="invented children and their records, with the truth")
    simulate.add_argument("--children", type=int, required=True)
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument(
        "--setting", choices=("standard", "tidy", "untidy", "districts"), default="standard"
    )
    simulate.add_argument("--truth", type=Path, help="file for the true pairs: rec_a,rec_b,child")
    for verb in (pairs, search, explain, fit, simulate):
        verb.add_argument("--out", type=Path, help="output file (default: standard output)")
        verb.add_argument("--json", action="store_true", help="JSON instead of CSV or text")
        verb.add_argument(
            "--lang", choices=("kk", "ru", "en"), default="en", help="language of sentences (en)"
        )
    for verb in (pairs, search, explain):
        verb.add_argument("--weights", type=Path, help="weights of `link fit` instead of the shipped ones")
    return parser


@contextmanager
def _output(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    try:
        stream = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise LinkageError("LNK-11", path.name, reason=error.strerror) from error
    with stream:
        yield stream


def read_records(path: Path, id_column: str = "rec_id") -> tuple[list[Record], list[Problem]]:
    """(records, errors) of a CSV file. A row with a bad date stays in, its date unknown; one without id does not.

    Raises LinkageError LNK-04 for a file that cannot be read, has no `id_column`, or names an id twice (LNK-08).
    """
    records: list[Record] = []
    errors: list[Problem] = []
    seen: set[str] = set()
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = _reader(stream)
            if id_column not in (reader.fieldnames or ()):
                raise _missing_column(path, id_column, reader.fieldnames or ())
            for number, row in enumerate(reader, start=2):
                record = _read(row, id_column, number, errors)
                if record is None:
                    continue
                if record.rec_id in seen:
                    errors.append((record.rec_id, LinkageError("LNK-08", f"line {number}")))
                    continue
                seen.add(record.rec_id)
                records.append(record)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise LinkageError("LNK-04", path.name, reason=error) from error
    return records, errors


def _reader(stream: TextIO) -> csv.DictReader[str]:
    """Rows by column name. Spreadsheets of our countries part columns with `;`; names in any case are taken."""
    first = stream.readline()
    stream.seek(0)
    mark = "," if "," in first else next((mark for mark in ";\t" if mark in first), ",")
    reader = csv.DictReader(stream, delimiter=mark)
    reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
    return reader


def _missing_column(path: Path, wanted: str, found: Sequence[str]) -> LinkageError:
    from difflib import get_close_matches

    near = get_close_matches(wanted, found, 1)
    if near:
        return LinkageError("LNK-04", path.name, "near", column=wanted, near=near[0])
    return LinkageError("LNK-04", path.name, "column", column=wanted)


def _read(row: dict[str, str], id_column: str, number: int, errors: list[Problem]) -> Record | None:
    try:
        return Record.from_row(row, id_column)
    except LinkageError as error:
        error.place = f"line {number}, {error.place}"
        errors.append((row.get(id_column) or None, error))
        if error.code != "LNK-01":
            return None
        return Record.from_row({**row, "dob": ""}, id_column)


def _report(errors: Iterable[Problem], lang: str) -> int:
    """Write errors to standard error, one JSON object a line; 2 if there are any."""
    count = 0
    for rec_id, error in errors:
        count += 1
        said = {"id": rec_id, "error": error.as_dict(lang)}
        sys.stderr.write(json.dumps(said, ensure_ascii=False) + "\n")
    return 2 if count else 0


def _model(args: argparse.Namespace) -> Model | None:
    if args.weights is None:
        return None
    from qorgan.linkage.weights import load

    return load(args.weights)


def _write(args: argparse.Namespace, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with _output(args.out) as stream:
        if args.json:
            for row in rows:
                stream.write(json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) + "\n")
            return
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _pairs(args: argparse.Namespace) -> int:
    from qorgan.linkage.batch import link_pairs

    if not 0.0 <= args.min_score <= 1.0:
        raise LinkageError("LNK-09", "--min-score", "probability")
    records, errors = read_records(args.records)
    found = link_pairs(records, min_score=args.min_score, model=_model(args))
    rows = (
        (records[a].rec_id, records[b].rec_id, f"{chance:.6f}" if not args.json else float(chance))
        for a, b, chance in zip(found.a.tolist(), found.b.tolist(), found.probability.tolist(), strict=True)
    )
    _write(args, ("rec_a", "rec_b", "score"), rows)
    return _report(errors, args.lang)


def _search(args: argparse.Namespace) -> int:
    from qorgan.linkage.batch import search

    if args.top < 1 or args.candidates < 1:
        raise LinkageError("LNK-09", "--top")
    records, errors = read_records(args.records)
    queries, more = read_records(args.queries, "query_id")
    found = search(records, queries, top=args.top, candidates=args.candidates, model=_model(args))
    rows = (
        (query.rec_id, place, records[row].rec_id, f"{chance:.6f}" if not args.json else chance)
        for query, hits in zip(queries, found, strict=True)
        for place, (row, chance) in enumerate(hits, start=1)
    )
    _write(args, ("query_id", "rank", "rec_id", "score"), rows)
    return _report([*errors, *more], args.lang)


def _explain(args: argparse.Namespace) -> int:
    from qorgan.linkage.explain import phrase
    from qorgan.linkage.scoring import score

    records, errors = read_records(args.records)
    by_id = {record.rec_id: record for record in records}
    for wanted in (args.a, args.b):
        if wanted not in by_id:
            raise LinkageError("LNK-10", wanted)
    result = score(by_id[args.a], by_id[args.b], model=_model(args))
    with _output(args.out) as stream:
        if args.json:
            steps = [
                {
                    "field": s.field,
                    "level": s.level,
                    "weight": s.weight,
                    "a": s.a,
                    "b": s.b,
                    "text": s.text(args.lang),
                }
                for s in result.waterfall
            ]
            whole = {
                "a": args.a, "b": args.b, "probability": result.probability, "band": result.band,
                "log_odds": result.log_odds, "flags": list(result.flags), "steps": steps,
                "model": result.model_version,
            }  # fmt: skip
            stream.write(json.dumps(whole, ensure_ascii=False) + "\n")
            return _report(errors, args.lang)
        stream.write(f"{phrase(f'band.{result.band}', args.lang)} ({result.probability:.3f})\n")
        stream.writelines(f"{phrase(f'flag.{flag}', args.lang)}\n" for flag in result.flags)
        stream.writelines(f"{step.weight:+7.2f}  {step.text(args.lang)}\n" for step in result.waterfall)
    return _report(errors, args.lang)


def _fit(args: argparse.Namespace) -> int:
    from qorgan.linkage.fitting import fit

    records, errors = read_records(args.records)
    weights = fit(records, seed=args.seed)
    with _output(args.out) as stream:
        stream.write(json.dumps(weights, ensure_ascii=False, indent=1) + "\n")
    return _report(errors, args.lang)


def _simulate(args: argparse.Namespace) -> int:
    from qorgan.linkage.simulate import simulate

    if args.children < 1:
        raise LinkageError("LNK-09", "--children")
    made = simulate(args.children, args.seed, args.setting)
    rows = (
        (r.rec_id, r.surname, r.given, r.patronymic, r.dob, r.sex, r.region, r.mother, script)
        for r, script in zip(made.records, made.script, strict=True)
    )
    _write(args, (*COLUMNS, "script"), rows)
    if args.truth:
        with _output(args.truth) as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(("rec_a", "rec_b", "child"))
            writer.writerows(
                (made.records[a].rec_id, made.records[b].rec_id, made.child[a]) for a, b in made.pairs()
            )
    return 0


_VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "pairs": _pairs,
    "search": _search,
    "explain": _explain,
    "fit": _fit,
    "simulate": _simulate,
}


def main(argv: list[str]) -> int:
    """Run `qorgan link …` (argv[0] is `link`); 0, or 2 when something of the input was bad."""
    try:
        args = _parser().parse_args(argv[1:])
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return _VERBS[args.verb](args)
    except LinkageError as error:
        return _report([(None, error)], args.lang)
