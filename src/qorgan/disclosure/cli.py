"""`qorgan disclose` and `qorgan synthesize`. Exit 0; 2 for bad input; 1 for our own fault."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from qorgan.disclosure.errors import DisclosureError

LANGUAGES = ("kk", "ru", "en")


def main(argv: list[str]) -> int:
    """Run the command named by argv[0]."""
    from qorgan.disclosure import disclose_command, synthesize_command

    commands: dict[
        str, tuple[Callable[[argparse.ArgumentParser], None], Callable[..., dict[str, object]]]
    ] = {
        "disclose": (disclose_command.add_options, disclose_command.run),
        "synthesize": (synthesize_command.add_options, synthesize_command.run),
    }
    name = argv[0] if argv else ""
    if name not in commands:
        sys.stderr.write("qorgan: disclose or synthesize?\n")
        return 2
    options, run = commands[name]
    parser = argparse.ArgumentParser(prog=f"qorgan {name}", allow_abbrev=False)
    parser.add_argument("records", type=Path, metavar="RECORDS.csv")
    options(parser)
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of messages")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    try:
        args = parser.parse_args(argv[1:])
    except SystemExit as stop:
        return 0 if stop.code in (0, None) else 2
    try:
        report = run(args)
    except DisclosureError as fault:
        sys.stderr.write(_plain(fault, args.lang) + "\n")
        if args.json:
            sys.stdout.write(json.dumps({"error": fault.as_dict(args.lang)}, ensure_ascii=False) + "\n")
        return 2
    for warning in report["warnings"]:  # type: ignore[attr-defined]
        sys.stderr.write(f"{warning['code']}: {warning['text']}\n")
    if args.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    return 0


def _plain(fault: DisclosureError, lang: str) -> str:
    hint = {"kk": "Бәлкім", "ru": "Может быть", "en": "Did you mean"}[lang]
    tail = f" {hint}: {fault.did_you_mean}?" if fault.did_you_mean else ""
    place = f" ({fault.place})" if fault.place else ""
    return f"{fault.code}{place}: {fault.message(lang)}{tail}"
