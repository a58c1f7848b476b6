"""`qorgan convert` and `qorgan validate`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from qorgan.standards import convert as converting
from qorgan.standards import ctdc, files, htcds, profile
from qorgan.standards.errors import StandardError, nearest
from qorgan.standards.messages import LANGUAGES, text

SCHEMAS = ("profile", "htcds")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise StandardError("STD-27", place=self.prog, detail=message)


def _convert_parser() -> _Parser:
    parser = _Parser(prog="qorgan convert", description="Between HTCDS 2.0, CTDC and the Qorgan profile.")
    parser.add_argument("--from", dest="origin", required=True, help="ctdc, htcds or profile")
    parser.add_argument("--to", dest="target", required=True, help="htcds, ctdc or profile")
    parser.add_argument("file", metavar="FILE", help="CSV, JSON or JSON lines")
    parser.add_argument("--out", help="CSV, JSON or JSON lines by its ending; the screen if absent")
    parser.add_argument(
        "--layout", default="2026", help="columns of a CTDC target: 2026 (default), 2024, kanon"
    )
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("--json", action="store_true", help="summary and errors as JSON")
    return parser


def _validate_parser() -> _Parser:
    parser = _Parser(prog="qorgan validate", description="Check a file against the profile or HTCDS 2.0.")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--schema", default="profile", help="profile (default) or htcds")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("--out", help="file for the result instead of the screen")
    parser.add_argument("--json", action="store_true")
    return parser


def main(argv: list[str]) -> int:
    """Run `convert` or `validate`; returns 0, or 2 when the input or some of its records are bad."""
    command, words = argv[0], argv[1:]
    try:
        if command == "convert":
            return _convert(_convert_parser().parse_args(words))
        return _validate(_validate_parser().parse_args(words))
    except StandardError as error:
        _tell(error, _language(words), as_json="--json" in words)
        return 2
    except SystemExit as leaving:  # --help
        return int(leaving.code or 0)


def _language(words: list[str]) -> str:
    joined = " ".join(words).replace("--lang=", "--lang ").split()
    after = joined[joined.index("--lang") + 1 :] if "--lang" in joined else []
    return after[0] if after and after[0] in LANGUAGES else "en"


def _sentence(error: StandardError, language: str) -> str:
    told = error.as_dict(language)
    hint = f" ({told['did_you_mean']}?)" if told["did_you_mean"] else ""
    place = f"{told['place']}: " if told["place"] else ""
    return f"{told['code']} {place}{told['message']}{hint}"


def _tell(error: StandardError, language: str, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"error": error.as_dict(language)}, ensure_ascii=False) + "\n")
    sys.stderr.write(_sentence(error, language) + "\n")


def _choice(value: str, allowed: tuple[str, ...], place: str) -> None:
    if value not in allowed:
        near = nearest(value, allowed)
        raise StandardError("STD-12", place=place, did_you_mean=near, value=value, allowed=", ".join(allowed))


def _convert(options: argparse.Namespace) -> int:
    _choice(options.origin, converting.FROM, "--from")
    _choice(options.target, converting.TO, "--to")
    _choice(options.layout, ctdc.LAYOUTS, "--layout")
    with files.opened(options.file) as source:
        kind = files.sink_kind(options.out, source.kind, options.target, as_json=options.json)
        if options.out is None:
            outcome = converting.convert(
                source, options.origin, options.target, sys.stdout, kind, options.layout
            )
        else:
            outcome = _to_file(source, options, kind)
    _summary(outcome, options)
    return 2 if outcome.errors else 0


def _to_file(source: files.Source, options: argparse.Namespace, kind: str) -> converting.Outcome:
    """Write beside the target first: a refused file never destroys an older result."""
    target = Path(options.out)
    if target.resolve() == Path(options.file).resolve():
        raise StandardError("STD-25", place="--out")
    part = target.with_name(target.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as handle:
            outcome = converting.convert(source, options.origin, options.target, handle, kind, options.layout)
        part.replace(target)
    except OSError as error:
        raise StandardError("STD-24", place=options.out, detail=error.strerror or "") from error
    finally:
        part.unlink(missing_ok=True)
    return outcome


def _summary(outcome: converting.Outcome, options: argparse.Namespace) -> None:
    errors = [{"id": name, "error": error.as_dict(options.lang)} for name, error in outcome.errors]
    remarks = [remark.as_dict(options.lang) for remark in outcome.remarks()]
    if options.json:
        told = {"read": outcome.read, "written": outcome.written, "errors": errors, "warnings": remarks}
        place = sys.stderr if options.out is None else sys.stdout
        place.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    for name, error in outcome.errors:
        sys.stderr.write(f"{name}: {_sentence(error, options.lang)}\n")
    for remark in remarks:
        sys.stderr.write(f"{remark['code']} {remark['text']}\n")


def _validate(options: argparse.Namespace) -> int:
    _choice(options.schema, SCHEMAS, "--schema")
    bad = read = 0
    lines = []
    with files.opened(options.file) as source:
        for name, wrong in _examined(source, options.schema):
            read += 1
            bad += bool(wrong)
            lines += _verdict(name, wrong, options)
        single = source.kind == "object"
    if not options.json:
        lines.append(text("STD-35", options.lang, read=read, written=read - bad, bad=bad))
    content = "".join(line + "\n" for line in lines)
    if options.out:
        _save(options, content)
    else:
        sys.stdout.write(content)
    return 2 if bad or (single and not read) else 0


def _save(options: argparse.Namespace, content: str) -> None:
    if Path(options.out).resolve() == Path(options.file).resolve():
        raise StandardError("STD-25", place="--out")
    try:
        Path(options.out).write_text(content, encoding="utf-8")
    except OSError as error:
        raise StandardError("STD-24", place=options.out, detail=error.strerror or "") from error


def _verdict(name: str, wrong: list[StandardError], options: argparse.Namespace) -> list[str]:
    if not options.json:
        return [f"{name}: {_sentence(error, options.lang)}" for error in wrong]
    told: dict[str, Any] = {"id": name, "valid": not wrong}
    if wrong:
        told["error"] = wrong[0].as_dict(options.lang)
        told["errors"] = [error.as_dict(options.lang) for error in wrong]
    return [json.dumps(told, ensure_ascii=False)]


def _examined(source: files.Source, schema: str) -> Iterator[tuple[str, list[StandardError]]]:
    if schema == "htcds" and source.kind == "csv":
        htcds.check_columns(list(source.header))
    for number, item in files.records(source):
        name = str(number)
        if isinstance(item, StandardError):
            yield name, [item]
            continue
        if isinstance(item, dict):
            name = str(next((item[c] for c in htcds.ID_COLUMNS if item.get(c)), number))
        yield name, profile.problems(item) if schema == "profile" else htcds.problems(item)
