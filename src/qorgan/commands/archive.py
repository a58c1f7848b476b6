"""A backup on disk: files, a signed list of their hashes, and the refusal of anything that differs by one bit."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qorgan.config.refusal import Refused

LIST, SIGNATURE = "manifest.json", "manifest.sig"
CHUNK = 1 << 20


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            found.update(piece)
    return found.hexdigest()


def write(folder: Path, about: dict[str, Any]) -> None:
    """List and sign every file of `folder` with the instance's key; everything is on the disk afterwards."""
    files = {
        name: {"sha256": digest(folder / name), "bytes": (folder / name).stat().st_size}
        for name in sorted(path.name for path in folder.iterdir())
    }
    text = json.dumps({**about, "files": files}, indent=1, sort_keys=True, ensure_ascii=False).encode()
    (folder / LIST).write_bytes(text)
    (folder / SIGNATURE).write_text(_signer().sign(text).hex(), encoding="ascii")
    for path in (*folder.iterdir(), folder):
        path.chmod(0o700 if path.is_dir() else 0o600)
        flush(path)


def flush(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(folder: Path, *, kind: str) -> dict[str, Any]:
    """Return what `folder` says about itself, after checking signature, kind and every file.

    Raises Refused BAK-01 (no backup), BAK-02 (list altered or of another instance), BAK-03 (a file altered,
    missing or added), BAK-04 (another kind of backup).
    """
    from cryptography.exceptions import InvalidSignature

    try:
        text = (folder / LIST).read_bytes()
        signature = (folder / SIGNATURE).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        raise Refused("BAK-01", f"{folder} is not a backup of Qorgan, or its list cannot be read.") from None
    try:
        _signer().public_key().verify(bytes.fromhex(signature), text)
    except (InvalidSignature, ValueError):
        raise Refused(
            "BAK-02",
            f"the list of the backup in {folder} was altered, or another instance made it "
            "(is this its instance key?). It is not restored.",
        ) from None
    about: dict[str, Any] = json.loads(text)
    if about["kind"] != kind:
        raise Refused(
            "BAK-04", f"{folder} holds the other part of a backup. Give each part in its own place."
        )
    _compare(folder, about["files"])
    return about


def not_written(problem: OSError) -> Refused:
    """A disk that is full, a folder that may not be written: what the system says, and what to do."""
    where = problem.filename or "the folder"
    return Refused(
        "BAK-14",
        f"{where} could not be read or written ({problem.strerror}). Nothing was put in place; "
        "make room or allow it, and try again.",
    )


def _signer() -> Any:
    """The instance's signing key; Refused CFG-20 without it."""
    from qorgan.keyring.provider import key_provider
    from qorgan.vault import VaultError

    try:
        return key_provider().signer()
    except VaultError as problem:
        raise Refused("CFG-20", f"the instance key cannot be used: {problem}") from None


def _compare(folder: Path, listed: dict[str, Any]) -> None:
    present = {path.name for path in folder.iterdir()} - {LIST, SIGNATURE}
    for name in sorted(set(listed) - present):
        raise Refused(
            "BAK-03", f"the file {name} is missing from the backup in {folder}. It is not restored."
        )
    for name in sorted(present - set(listed)):
        raise Refused(
            "BAK-03", f"the file {name} does not belong to the backup in {folder}. It is not restored."
        )
    for name, said in listed.items():
        if digest(folder / name) != said["sha256"]:
            raise Refused(
                "BAK-03",
                f"the file {name} of the backup in {folder} is damaged. It is not restored; "
                "take an older one.",
            )


def inside(folder: Path, others: Iterable[Path]) -> bool:
    """Whether `folder` is one of `others` or lies in one."""
    return any(folder.resolve().is_relative_to(other.resolve()) for other in others)
