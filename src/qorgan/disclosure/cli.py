"""`qorgan disclose` and `qorgan synthesize`. Exit 0; 2 for bad input; 1 for our own fault."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from qorgan.disclosure.errors import DisclosureError

LANGUAGES = ("kk", "ru", "en")

# each is loaded only when it is called: linear programming takes longer to load than small tables to make
COMMANDS = {
    "disclose": "qorgan.disclosure.disclose_command",
    "synthesize": "qorgan.disclosure.synthesize_command",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise DisclosureError("DIS-19", detail=message)


def main(argv: list[str]) -> int:
    """Run the command named by argv[0]."""
    name = argv[0] if argv else ""
    if name not in COMMANDS:
        sys.stderr.write("qorgan: disclose or synthesize?\n")
        return 2
    command: Any = importlib.import_module(COMMANDS[name])
    parser = _Parser(prog=f"qorgan {name}", allow_abbrev=False)
    parser.add_argument("records", type=Path, metavar="RECORDS.csv")
    command.add_options(parser)
    parser.add_argument("--lang", choices=LANGUAGES, default="en", help="language of messages")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    words = argv[1:]
    lang = next((w for before, w in zip(["", *words], words, strict=False) if before == "--lang"), "en")
    try:
        args = parser.parse_args(words)
        report: dict[str, Any] = command.run(args)
    except DisclosureError as fault:
        lang = lang if lang in LANGUAGES else "en"
        sys.stderr.write(_plain(fault, lang) + "\n")
        if "--json" in words:
            sys.stdout.write(json.dumps({"error": fault.as_dict(lang)}, ensure_ascii=False) + "\n")
        return 2
    except SystemExit as stop:  # --help
        return 0 if stop.code in (0, None) else 2
    for warning in report["warnings"]:
        sys.stderr.write(f"{warning['code']}: {warning['text']}\n")
    if args.json:
        sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    return 0


def _plain(fault: DisclosureError, lang: str) -> str:
    hint = {"kk": "Бәлкім", "ru": "Может быть", "en": "Did you mean"}[lang]
    tail = f" {hint}: {fault.did_you_mean}?" if fault.did_you_mean else ""
    place = f" ({fault.place})" if fault.place else ""
    return f"{fault.code}{place}: {fault.message(lang)}{tail}"
