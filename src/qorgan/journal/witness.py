"""The witness: copies of checkpoints and leaf hashes in a folder elsewhere, to which lines are only ever
added.

The folder should lie on another machine or on storage that cannot be rewritten: whoever can rewrite the
database must not be able to rewrite this. It serves one instance. One folder per log (a restore begins a new
one), one file per month, one JSON object per line::

    {"leaves": [first number, BASE64 of the hashes one after another]}
    {"checkpoint": {"size", "root", "signed_at", "key", "signature"}}       root and signature in hexadecimal

Nothing in it says anything about anybody.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import datetime as dt
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from qorgan.journal.body import micros, moment
from qorgan.journal.errors import JournalError
from qorgan.journal.merkle import HASH_BYTES
from qorgan.journal.models import Checkpoint, Seal

CHUNK = 10_000  # leaves per line
RESUMED = b'{"resumed": true}\n'  # follows a line that a crash cut


def statement(log: UUID, size: int, root: bytes, signed_at: dt.datetime) -> bytes:
    """The bytes a checkpoint's signature is over."""
    return f"qorgan-checkpoint 1\n{log}\n{size}\n{root.hex()}\n{micros(signed_at)}\n".encode()


@dataclass(frozen=True)
class Seen:
    """A checkpoint as the witness holds it."""

    size: int
    root: bytes
    signed_at: dt.datetime
    key: str
    signature: bytes


class Witness:
    """An append-only folder."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)

    def take(self, log: UUID, made: Checkpoint) -> None:
        """Add the leaves not seen yet and the checkpoint; on the disk when this returns. Raises JRN-06."""
        place = self.folder / str(log)
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            guard = os.open(place / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(guard, fcntl.LOCK_EX)
                lines = [*_leaf_lines(self.leaves_held(log), made.size), _checkpoint_line(made)]
                _append(self._file(place, made.signed_at), "".join(f"{line}\n" for line in lines))
            finally:
                os.close(guard)
        except OSError as problem:
            raise JournalError("JRN-06", type(problem).__name__) from None

    def logs(self) -> set[UUID]:
        """The logs it knows."""
        found = set()
        for place in self.folder.glob("*/"):
            with contextlib.suppress(ValueError):
                found.add(UUID(place.name))
        return found

    def mark(self, log: UUID) -> dict[Path, int]:
        """The files of a log and their sizes in bytes now, in order: what is added later lies beyond."""
        return {path: path.stat().st_size for path in sorted((self.folder / str(log)).glob("*.jsonl"))}

    def lines(self, marks: dict[Path, int]) -> Iterator[tuple[str, Any]]:
        """All that lay before the marks: ("leaves", (first, [hash, …])) and ("checkpoint", Seen).

        A line still being written, or cut by a crash when the next one says so, is passed over. Raises JRN-31
        with file and line for anything else that cannot be read."""
        for path, end in marks.items():
            unreadable = 0
            with path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    end -= len(line)
                    if end < 0 or not line.endswith(b"\n") or (unreadable and line != RESUMED):
                        break
                    try:
                        parsed = None if line == RESUMED else _parse(line)
                        unreadable = 0
                    except (ValueError, KeyError, TypeError, OverflowError, binascii.Error):
                        unreadable = number
                    else:
                        if parsed is not None:
                            yield parsed
            if unreadable:
                raise JournalError("JRN-31", f"{path.name}:{unreadable}")

    def leaves_held(self, log: UUID) -> int:
        """How many leaves it holds, without a gap, from the first, as far as it can be read."""
        marks = self.mark(log)
        if marks and (last := _last_line(next(reversed(marks)))) and last[0] == "checkpoint":
            return int(last[1].size)
        held = 0
        with contextlib.suppress(
            JournalError
        ):  # verification speaks of it; new checkpoints must still be taken
            for what, value in self.lines(marks):
                if what == "leaves" and value[0] <= held:
                    held = max(held, value[0] + len(value[1]))
        return held

    def _file(self, place: Path, at: dt.datetime) -> Path:
        """This month's file, but never one before the youngest: a clock set back must not disorder them."""
        youngest = max((path.name for path in place.glob("*.jsonl")), default="")
        return place / max(youngest, f"{at.astimezone(dt.UTC):%Y-%m}.jsonl")


def configured_witness() -> Witness:
    """The witness of the settings (QORGAN_WITNESS)."""
    return Witness(settings.WITNESS_DIR)


def _leaf_lines(first: int, size: int) -> Iterator[str]:
    while first < size:
        until = min(first + CHUNK, size)
        found = (
            Seal.objects.filter(seq__gte=first, seq__lt=until).order_by("seq").values_list("leaf", flat=True)
        )
        joined = b"".join(map(bytes, found))
        yield json.dumps({"leaves": [first, base64.b64encode(joined).decode()]})
        first = until


def _checkpoint_line(made: Checkpoint) -> str:
    content = {
        "size": made.size,
        "root": bytes(made.root).hex(),
        "signed_at": micros(made.signed_at),
        "key": made.key,
        "signature": bytes(made.signature).hex(),
    }
    return json.dumps({"checkpoint": content})


def _append(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        if _is_cut(path):
            file.write("\n" + RESUMED.decode())
        file.write(text)
        file.flush()
        os.fsync(handle)


def _is_cut(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def _last_line(path: Path) -> tuple[str, Any] | None:
    """The last line if it is short and whole (a checkpoint is), else nothing."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 1024))
        last = file.read().splitlines(keepends=True)[-1:]
    try:
        return _parse(last[0])
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, binascii.Error):
        return None


def _parse(line: bytes) -> tuple[str, Any]:
    content = json.loads(line.decode("ascii"))
    if "leaves" in content:
        first, text = content["leaves"]
        joined = base64.b64decode(text, validate=True)
        if not isinstance(first, int) or first < 0 or len(joined) % HASH_BYTES:
            raise ValueError("leaves")
        hashes = [joined[at : at + HASH_BYTES] for at in range(0, len(joined), HASH_BYTES)]
        return "leaves", (first, hashes)
    one = content["checkpoint"]
    root, signature = bytes.fromhex(one["root"]), bytes.fromhex(one["signature"])
    return "checkpoint", Seen(int(one["size"]), root, moment(one["signed_at"]), str(one["key"]), signature)
