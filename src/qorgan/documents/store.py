"""Sealed contents on disk: one file per document, named by its id, written so that a crash leaves all or nothing."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings


def place(document_id: UUID, kind: str) -> Path:
    """Where the sealed `original` or `copy` of a document, or a `container`, lies."""
    return Path(settings.DOCUMENTS_DIR) / relative(document_id, kind)


def relative(document_id: UUID, kind: str) -> Path:
    """The same, from the folder of documents (or of a backup of it)."""
    name = document_id.hex
    return Path(name[-2:]) / f"{name}.{kind}"


def write(document_id: UUID, kind: str, sealed: bytes) -> None:
    """Write sealed bytes durably."""
    target = place(document_id, kind)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = target.with_suffix(".part")
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)


def read(document_id: UUID, kind: str) -> bytes:
    """Sealed bytes. Raises FileNotFoundError when there are none of this kind."""
    return place(document_id, kind).read_bytes()


def remove(document_id: UUID) -> None:
    """Remove what an undone act had written."""
    for kind in ("original", "copy", "container"):
        place(document_id, kind).unlink(missing_ok=True)
