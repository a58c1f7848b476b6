"""The session-signing secret: given by the environment, or made once and kept in a 0400 file."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def derive_or_make_secret(environ: Mapping[str, str], data_dir: Path) -> str:
    """Return QORGAN_SECRET_KEY, or the content of `<data>-keys/session.key`, made on first use.

    It signs sessions and forms only; it never encrypts a child's data.
    """
    given = environ.get("QORGAN_SECRET_KEY", "")
    if given:
        return given
    path = data_dir.parent / f"{data_dir.name}-keys" / "session.key"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return _make(path)


def _make(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = secrets.token_urlsafe(64)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:  # another process was quicker
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret)
    return secret
