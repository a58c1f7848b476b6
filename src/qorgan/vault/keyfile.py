"""The instance key in a file of this machine."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from qorgan.vault.errors import VaultError
from qorgan.vault.keyring import Keyring

LARGEST = 65536  # bytes of a key file; hundreds of generations


class FileKeyProvider(Keyring):
    """A key file of mode 0400 (or 0600), ours or root's, outside the data folder.

    Raises VAU-10 (missing), VAU-11 (others can reach it), VAU-12 (inside the data folder), VAU-13 (damaged).
    There is no fallback: without a sound key the instance does not start.
    """

    def __init__(self, path: Path | str, *, data_dir: Path | str | None = None) -> None:
        self.path = Path(path)
        self._data_dir = None if data_dir is None else Path(data_dir)
        ring = Keyring.parse(_read_private(self.path, self._data_dir))
        super().__init__(ring._wraps, ring._roots)

    @classmethod
    def create(cls, path: Path | str, *, data_dir: Path | str | None = None) -> FileKeyProvider:
        """Make a new key file with fresh keys and open it. Raises VAU-14 if one is there, VAU-12, VAU-10."""
        target = Path(path)
        _refuse_inside(target, None if data_dir is None else Path(data_dir))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(target, Keyring.new(), replace=False)
        return cls(target, data_dir=data_dir)

    def rotate(self) -> FileKeyProvider:
        """Add a wrap generation to the file and open it anew. New data keys use it at once; old ones still
        open, and `needs_rewrap` finds them."""
        return self._replaced(self.with_new_wrap())

    def retire(self, name: str) -> FileKeyProvider:
        """Take an older wrap generation out of the file, after every data key was rewrapped: what is still
        closed under it can never be opened again. Raises VAU-16 (in use), VAU-05 (unknown)."""
        return self._replaced(self.without_wrap(name))

    def _replaced(self, ring: Keyring) -> FileKeyProvider:
        _write(self.path.resolve(), ring, replace=True)
        return FileKeyProvider(self.path, data_dir=self._data_dir)


def _read_private(path: Path, data_dir: Path | None) -> bytes:
    """The bytes of a file that must be private. Judges the opened file, not its name, so that it cannot be
    exchanged in between."""
    try:
        real = path.resolve(strict=True)
        handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, RuntimeError):
        raise VaultError("VAU-10", str(path)) from None
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise VaultError("VAU-10", str(path))
        if found.st_mode & 0o177 or found.st_uid not in (os.geteuid(), 0):
            raise VaultError("VAU-11", str(path))
        _refuse_inside(path, data_dir)
        return os.read(handle, LARGEST)
    finally:
        os.close(handle)


def _refuse_inside(path: Path, data_dir: Path | None) -> None:
    if data_dir is not None and path.resolve().is_relative_to(data_dir.resolve()):
        raise VaultError("VAU-12", str(path))


def _write(path: Path, ring: Keyring, *, replace: bool) -> None:
    """Write a key file whole or not at all, mode 0400, and on the disk before anything relies on it."""
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
