"""Where the instance key is kept: a file of this machine, or a command in front of a KMS or HSM."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Sequence
from pathlib import Path

from qorgan.vault.errors import VaultError
from qorgan.vault.keyring import Keyring

LARGEST = 65536  # bytes of a key file; hundreds of generations


class FileKeyProvider(Keyring):
    """The key file: mode 0400 (or 0600), ours or root's, outside the data folder.

    Raises VAU-10 (missing), VAU-11 (others can reach it), VAU-12 (inside the data folder), VAU-13 (damaged).
    There is no fallback: without a sound key the instance does not start.
    """

    def __init__(self, path: Path | str, *, data_folder: Path | str) -> None:
        self.path = Path(path)
        ring = Keyring.parse(read_private(self.path, data_folder=Path(data_folder)))
        super().__init__(ring._wrap_secrets, ring._roots)


class CommandKeyProvider(Keyring):
    """A keyring that rests sealed by a KMS or HSM and is opened once, at start, by a command of the operator.

    `sealed` is the path of the sealed keyring. `command` is a list of words (no shell); it is called with
    one more word, `wrap` or `unwrap`, gets the bytes on stdin, and answers the bytes on stdout with exit
    code 0. What it says on stderr is dropped, as it might hold secrets. The opened key stays in memory, so
    that opening fifty cases does not mean fifty calls. Raises VAU-10, VAU-13, VAU-15.
    """

    def __init__(self, command: Sequence[str], sealed: Path | str, *, timeout: float = 30) -> None:
        try:
            closed = Path(sealed).read_bytes()
        except OSError:
            raise VaultError("VAU-10", str(sealed)) from None
        ring = Keyring.parse(run_key_command(command, "unwrap", closed, timeout=timeout))
        super().__init__(ring._wrap_secrets, ring._roots)


def run_key_command(command: Sequence[str], verb: str, data: bytes, *, timeout: float = 30) -> bytes:
    """Ask the operator's command to `wrap` or `unwrap` some bytes. Raises VAU-15."""
    try:
        done = subprocess.run(  # noqa: S603  (a list of words chosen by the operator, no shell)
            [*command, verb],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise VaultError("VAU-15", verb) from None
    return done.stdout


def read_private(path: Path, *, data_folder: Path) -> bytes:
    """The bytes of a file that must be private. Looks at the opened file, not at its name, so that it
    cannot be exchanged in between. Raises VAU-10, VAU-11, VAU-12."""
    try:
        real = path.resolve(strict=True)
        handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (OSError, RuntimeError):
        raise VaultError("VAU-10", str(path)) from None
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise VaultError("VAU-10", str(path))
        if found.st_mode & 0o177 or found.st_uid not in (os.geteuid(), 0):
            raise VaultError("VAU-11", str(path))
        if real.is_relative_to(data_folder.resolve()):
            raise VaultError("VAU-12", str(path))
        return file.read(LARGEST)


def write_key_file(path: Path, ring: Keyring, *, data_folder: Path, replace: bool = False) -> None:
    """Write a key file whole or not at all, mode 0400. Raises VAU-14 if it exists and `replace` is not given,
    VAU-12 inside the data folder."""
    if path.resolve().is_relative_to(data_folder.resolve()):
        raise VaultError("VAU-12", str(path))
    fresh = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o400)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(ring.dump())
            file.flush()
            os.fsync(handle)
        if replace:
            os.replace(fresh, path)
        else:
            os.link(fresh, path)  # unlike a rename, refuses to overwrite
    except FileExistsError:
        raise VaultError("VAU-14", str(path)) from None
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
