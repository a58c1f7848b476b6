"""Lists of NGOs join as keyed hashes only: who is on two lists is learned, who they are is not."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import re
from collections.abc import Iterable, Mapping

import numpy as np

from qorgan.estimation.errors import EstimationError
from qorgan.estimation.table import MAX_LISTS, CaptureTable, delimiter_of

HASH = re.compile(r"[0-9a-f]{64}")
MIN_KEY_BYTES = 32


def keyed_hash(identity: str, key: bytes) -> str:
    """HMAC-SHA-256 of a normalised identity string, as 64 hexadecimal digits.

    Computed where the list is kept, with a key that the office joining the lists never holds; without the key
    nobody can try out names. Raises EST-09 for a key shorter than 32 bytes.
    """
    if len(key) < MIN_KEY_BYTES:
        raise EstimationError("EST-09", option="key", allowed=f"≥ {MIN_KEY_BYTES} bytes", value=len(key))
    return hmac.new(key, identity.encode(), hashlib.sha256).hexdigest()


def table_from_hashes(lists: Mapping[str, Iterable[str]]) -> CaptureTable:
    """Count capture histories from one set of keyed hashes per list.

    Raises EST-14 for anything that is not a keyed hash (the value itself is never repeated in the message),
    EST-02, EST-10 or EST-12 as `CaptureTable` does.
    """
    names = tuple(lists)
    if len(names) > MAX_LISTS:
        raise EstimationError("EST-10", value=len(names), allowed=MAX_LISTS)
    history: dict[str, int] = {}
    for i, name in enumerate(names):
        for number, value in enumerate(lists[name], start=1):
            if not HASH.fullmatch(value):
                raise EstimationError("EST-14", place=f"{name}, entry {number}")
            history[value] = history.get(value, 0) | 1 << i
    counts = np.bincount(list(history.values()), minlength=2 ** len(names)) if history else np.zeros(0)
    return CaptureTable(names, counts[1:].astype(np.int64))


def parse_hashes(content: str) -> CaptureTable | None:
    """The table of a file with the columns `list,hash`, one row per entry of a list; None for another header.

    Raises EST-14 and EST-15 naming the row, never the value.
    """
    content = content.lstrip("\ufeff")
    rows = csv.reader(io.StringIO(content), delimiter=delimiter_of(content))
    if [cell.strip() for cell in next(rows, [])] != ["list", "hash"]:
        return None
    lists: dict[str, list[str]] = {}
    for number, row in enumerate(rows, start=2):
        if not row:
            continue
        if len(row) != 2:
            raise EstimationError("EST-15", place=f"row {number}", value=len(row), allowed=2)
        name, value = row[0].strip(), row[1].strip()
        if not HASH.fullmatch(value):
            raise EstimationError("EST-14", place=f"row {number}")
        lists.setdefault(name, []).append(value)
    return table_from_hashes(lists)
