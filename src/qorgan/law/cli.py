"""`qorgan law …`: the outside contract of the library. Results to stdout, messages to stderr."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from .errors import LANGUAGES, LawError

OK, OWN_FAULT, BAD_INPUT = 0, 1, 2


class Parser(argparse.ArgumentParser):
    """Argument errors become coded errors."""

    def error(self, text: str) -> NoReturn:
        raise LawError("LAW-16", "", detail=text)


def parser() -> Parser:
    """The arguments of `qorgan law`."""
    top = Parser(
        prog="qorgan law", description="Law as code: verdicts with reasons, comparison, gaps, reforms."
    )
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.add_argument("--json", action="store_true", help="JSON instead of text")
        made.add_argument("--lang", default="kk", choices=LANGUAGES, help="language of the sentences")
        made.add_argument("--out", help="write the result to this file")
        return made

    one = add("qualify", "which provisions the facts of a case engage")
    one.add_argument("file", help="YAML or JSON: one case or a list; - for stdin")
    one.add_argument("--jurisdiction", help="overrides the file's")
    one.add_argument("--on", metavar="DATE", help="as if the act were on that date")
    one.add_argument("--all", action="store_true", help="also list what is not met")
    two = add("compare", "countries beside a yardstick")
    two.add_argument("countries", nargs="+", metavar="XX")
    two.add_argument("--with", dest="yardstick", default="palermo", metavar="YARDSTICK")
    two.add_argument("--on", metavar="DATE")
    three = add("gaps", "what a country's law lacks against the yardsticks")
    three.add_argument("country", metavar="XX")
    three.add_argument("--with", dest="yardstick", metavar="YARDSTICK")
    three.add_argument("--on", metavar="DATE")
    four = add("reform", "try a reform on cases")
    four.add_argument("patch", metavar="PATCH_ID[,PATCH_ID]|FILE")
    four.add_argument("--cases", metavar="FILE")
    five = add("list", "provisions, yardsticks, reforms, input codes")
    five.add_argument(
        "what",
        nargs="?",
        default="provisions",
        choices=("provisions", "yardsticks", "patches", "codes", "jurisdictions"),
    )
    five.add_argument("--jurisdiction")
    six = add("show", "one provision, yardstick, reform or fact")
    six.add_argument("id")
    six.add_argument("--on", metavar="DATE")
    seven = add("check", "what is wrong with the law data")
    seven.add_argument(
        "--cases", metavar="DIR", help="legal cases, to find elements that none of them covers"
    )
    seven.add_argument(
        "--today", metavar="DATE", help="for expired checks; without it they are not looked at"
    )
    add("demo", "a small invented case, qualified")
    return top


def read(name: str) -> Any:
    """A YAML or JSON file (or stdin); raises LawError LAW-01."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        detail = fault.strerror if isinstance(fault, OSError) and fault.strerror else "UTF-8"
        raise LawError("LAW-01", name if name != "-" else "stdin", detail=detail) from None
    stripped = text.lstrip()
    if stripped.startswith(("{", "[")):
        try:
            return json.loads(text)
        except ValueError:
            pass
    import yaml

    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    # days stay text: one that does not exist is then the fault of its case, not of the whole file
    days = "tag:yaml.org,2002:timestamp"
    plain = {k: [each for each in v if each[0] != days] for k, v in base.yaml_implicit_resolvers.items()}
    loader = type("Typed", (base,), {"yaml_implicit_resolvers": plain})
    try:
        return yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader either way
    except (yaml.YAMLError, ValueError) as fault:
        mark = getattr(fault, "problem_mark", None)
        detail = f"line {mark.line + 1}, column {mark.column + 1}" if mark else str(fault)
        raise LawError("LAW-01", name, detail=detail) from None


def main(argv: list[str] | None = None) -> int:
    """Run `qorgan law …`; returns 0, 2 for bad input, 1 for our own fault."""
    args = list(sys.argv[1:] if argv is None else argv)
    if args and args[0] == "law":
        args = args[1:]
    lang = _language(args)
    try:
        options = parser().parse_args(args)
        from . import commands

        handler: Callable[[argparse.Namespace], tuple[list[str], int]] = getattr(
            commands, f"run_{options.command}"
        )
        lines, code = handler(options)
        _write(lines, options.out)
        return code
    except LawError as fault:
        entry = fault.as_dict(lang)
        if "--json" in args:
            sys.stdout.write(json.dumps({"error": entry}, ensure_ascii=False) + "\n")
        hint = f" ({entry['did_you_mean']}?)" if entry["did_you_mean"] else ""
        place = f" {entry['place']}:" if entry["place"] else ""
        sys.stderr.write(f"{entry['code']}{place} {entry['message']}{hint}\n")
        return BAD_INPUT
    except BrokenPipeError:
        return OK
    except Exception as fault:  # noqa: BLE001 - the last door: say that the fault is ours, without the input
        sys.stderr.write(f"LAW-00 {type(fault).__name__}\n")
        return OWN_FAULT


def _language(args: list[str]) -> str:
    for i, each in enumerate(args):
        if each == "--lang" and i + 1 < len(args) and args[i + 1] in LANGUAGES:
            return args[i + 1]
        if each.startswith("--lang=") and each[7:] in LANGUAGES:
            return each[7:]
    return "kk"


def _write(lines: list[str], out: str | None) -> None:
    text = "".join(f"{line}\n" for line in lines)
    if out:
        Path(out).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
        sys.stdout.flush()
