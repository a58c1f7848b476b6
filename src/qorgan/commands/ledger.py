"""The shred ledger outside the database: which keys were destroyed, so that no old backup brings them back.

One JSON object per line: `{"key_id", "reason", "destroyed_at"}`. Ids and codes only; it says nothing of anybody.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from qorgan.config.refusal import Refused

NAME = "shred-ledger.jsonl"
Ledger = dict[UUID, tuple[str, dt.datetime]]


def in_database(connection: Any) -> Ledger:
    """The ledger in a database (Django connection, as owner)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key_id, reason, destroyed_at FROM keyring_shredrecord")
        return {key_id: (reason, at) for key_id, reason, at in cursor.fetchall()}


def in_file(path: Path) -> Ledger:
    """The ledger in a file; a missing file is an empty ledger, a broken line is refused (BAK-08)."""
    found: Ledger = {}
    if not path.exists():
        return found
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            entry = json.loads(line)
            at = dt.datetime.fromisoformat(entry["destroyed_at"])
            found[UUID(entry["key_id"])] = (str(entry["reason"]), at)
        except (ValueError, KeyError, TypeError):
            raise Refused(
                "BAK-08",
                f"line {number} of {path} cannot be read. Repair it from another copy: without it "
                "erased people could come back.",
            ) from None
    return found


def add_to_file(path: Path, ledger: Ledger) -> int:
    """Append what the file does not have yet; on the disk when this returns. Returns how many were new."""
    known = in_file(path)
    fresh = {key_id: entry for key_id, entry in ledger.items() if key_id not in known}
    lines = [
        json.dumps({"key_id": str(key_id), "reason": reason, "destroyed_at": at.isoformat()}) + "\n"
        for key_id, (reason, at) in sorted(fresh.items(), key=lambda item: item[1][1])
    ]
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, "".join(lines).encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    return len(fresh)


def union(ledgers: Iterable[Ledger]) -> Ledger:
    """All entries; the first wins for a key that several have."""
    merged: Ledger = {}
    for ledger in ledgers:
        merged = ledger | merged
    return merged


def replay(connection: Any, ledger: Ledger) -> int:
    """Destroy again, as owner, every key of `ledger` that a restore brought back. Returns how many were there."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM keyring_wrappedkey WHERE id = ANY(%s)", [list(ledger)])
        destroyed = int(cursor.rowcount)
        for key_id, (reason, at) in ledger.items():
            cursor.execute(
                "INSERT INTO keyring_shredrecord (key_id, reason, destroyed_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (key_id) DO NOTHING",
                [key_id, reason, at],
            )
    return destroyed
