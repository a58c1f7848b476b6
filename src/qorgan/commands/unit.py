"""`qorgan unit new-key|public|open`: for the specialist police unit, on a machine of its own, without any network.

The house seals what may show abuse of a child for this unit; only the private key made here opens it.
"""

from __future__ import annotations

import argparse
import getpass
import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path

from qorgan.vault import VaultError, new_unit_key, public_of, unpack

LANGUAGES = ("kk", "ru", "en")
LONGEST = 64 * 1024 * 1024


def main(argv: Sequence[str]) -> int:
    """Run one of the three; 0, or 2 with a sentence and its code."""
    parser = _parser()
    given = parser.parse_args(list(argv)[1:])
    try:
        return int(given.run(given))
    except VaultError as refusal:
        sys.stderr.write(refusal.text(given.lang) + "\n")
    except OSError as problem:
        sys.stderr.write(f"{problem.strerror}: {problem.filename}\n")
    return 2


def _new_key(given: argparse.Namespace) -> int:
    passphrase = _passphrase(given, twice=True)
    private = new_unit_key(passphrase)
    _write(Path(given.out), private, 0o400)
    sys.stdout.write(public_of(private, passphrase) + "\n")
    return 0


def _public(given: argparse.Namespace) -> int:
    sys.stdout.write(public_of(_private(given), _passphrase(given)) + "\n")
    return 0


def _open(given: argparse.Namespace) -> int:
    """Nothing of the container decides where we write: the name it carries is only told."""
    with open(given.container, "rb") as file:
        container = file.read(LONGEST + 1)
    if len(container) > LONGEST:
        raise VaultError("VAU-02")
    found = unpack(container, _private(given), _passphrase(given))
    _write(Path(given.out), found.content, 0o600)
    name = "".join(sign if sign.isprintable() else "?" for sign in found.name)
    sys.stdout.write(f"container {found.container_id}\nname      {name}\ntype      {found.media_type}\n")
    sys.stdout.write(f"sha256    {found.digest}\n")
    return 0


def _private(given: argparse.Namespace) -> bytes:
    path = Path(given.key)
    if not path.is_file():
        raise VaultError("VAU-10")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise VaultError("VAU-11")
    return path.read_bytes()


def _passphrase(given: argparse.Namespace, *, twice: bool = False) -> bytes:
    if not given.passphrase:
        return b""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n").encode()
    typed = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Again: ") != typed:
        raise VaultError("VAU-17")
    return typed.encode()


def _write(path: Path, content: bytes, mode: int) -> None:
    """Never over another file."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="qorgan unit", description=__doc__)
    acts = parser.add_subparsers(required=True, metavar="new-key|public|open")
    new = acts.add_parser("new-key", help="make the unit's key; prints the public half to be registered")
    new.add_argument("--out", required=True, help="file for the private key; it must not exist yet")
    new.set_defaults(run=_new_key)
    public = acts.add_parser("public", help="print the public half of a key")
    public.add_argument("--key", required=True)
    public.set_defaults(run=_public)
    opened = acts.add_parser("open", help="open a container; prints the SHA-256 that proves the hand-over")
    opened.add_argument("container")
    opened.add_argument("--key", required=True, help="file of the private key")
    opened.add_argument("--out", required=True, help="file for the content; it must not exist yet")
    opened.set_defaults(run=_open)
    for one in (new, public, opened):
        one.add_argument(
            "--passphrase", action="store_true", help="the key has one: asked, or read from stdin"
        )
        one.add_argument("--lang", choices=LANGUAGES, default="en", help="language of what goes wrong")
    return parser
