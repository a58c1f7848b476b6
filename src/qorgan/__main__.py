"""The one command. Each subcommand is imported only when it is called, so `qorgan law` never loads Django."""

from __future__ import annotations

import importlib
import sys

# subcommand -> (module with `main(argv) -> int`, one line of help)
COMMANDS: dict[str, tuple[str, str]] = {
    "law": ("qorgan.law.cli", "qualify facts, compare countries, find gaps, try reforms"),
    "link": ("qorgan.linkage.cli", "find the same child across alphabets and mistakes"),
    "estimate": ("qorgan.estimation.cli", "estimate how many are never seen"),
    "disclose": ("qorgan.disclosure.cli", "tables that cannot betray a child"),
    "synthesize": ("qorgan.disclosure.cli", "synthetic records with a stated privacy budget"),
    "convert": ("qorgan.standards.cli", "between HTCDS, CTDC and the Qorgan profile"),
    "validate": ("qorgan.standards.cli", "check a file against a standard"),
    "demo": ("qorgan.commands.demo", "a small invented country to try everything on"),
    "serve": ("qorgan.commands.serve", "run the site, its worker and, if none is given, its database"),
    "intake": ("qorgan.commands.intake", "take reports from a file"),
    "audit": ("qorgan.commands.audit", "verify the journal, sign a checkpoint"),
    "backup": ("qorgan.commands.backup", "write a backup: database, documents, keys apart"),
    "restore": ("qorgan.commands.restore", "bring a backup back and replay the shred ledger"),
    "unit": (
        "qorgan.commands.unit",
        "for the specialist police unit: make its key, open a container, offline",
    ),
    "manage": ("qorgan.commands.manage", "Django's own commands"),
}


def usage() -> str:
    """The list of subcommands, one a line."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {text}" for name, (_, text) in COMMANDS.items()]
    return "usage: qorgan COMMAND ...\n\n" + "\n".join(lines) + "\n\n`qorgan COMMAND --help` says more.\n"


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; the exit code is 0, 2 for bad input, 1 for our own fault.

    The module gets the subcommand's name as its first argument, since some modules serve two.
    """
    args = list(sys.argv[1:] if argv is None else argv)
    if args and args[0] == "--version":
        from qorgan import __version__

        sys.stdout.write(f"qorgan {__version__}\n")
        return 0
    if not args or args[0] in {"-h", "--help", "help"}:
        sys.stdout.write(usage())
        return 0
    name = args[0]
    if name not in COMMANDS:
        sys.stderr.write(f"qorgan: there is no command {name!r}\n\n{usage()}")
        return 2
    module = importlib.import_module(COMMANDS[name][0])
    return int(module.main(args) or 0)


if __name__ == "__main__":
    raise SystemExit(main())
