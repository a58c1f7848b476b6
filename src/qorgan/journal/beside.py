"""The witness's leaves, walked beside the journal's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID

from qorgan.journal.errors import JournalError
from qorgan.journal.findings import Fault, Lost, Result
from qorgan.journal.merkle import Peaks
from qorgan.journal.witness import Seen, Witness, statement
from qorgan.vault import VaultError, verify_signature


def is_signed(one: Seen, keys: Mapping[str, bytes], log: UUID) -> bool:
    """Whether a trusted key signed this checkpoint of this log."""
    try:
        verify_signature(keys[one.key], statement(log, one.size, one.root, one.signed_at), one.signature)
    except (KeyError, VaultError):
        return False
    return True


class Beside:
    """One log of the witness. The root over its leaves must be what was signed to it, so that its files
    cannot be bent to fit either.

    `limit`: where a restore ended this log; None for the log that goes on. `signed`: the largest size that
    the database says was signed for it; the witness gets every checkpoint before the database does, so it
    must hold at least as much.
    """

    def __init__(
        self,
        witness: Witness,
        log: UUID,
        *,
        limit: int | None,
        signed: int,
        result: Result,
        keys: Mapping[str, bytes],
    ) -> None:
        self._log, self._limit, self._signed, self._result, self._keys = log, limit, signed, result, keys
        self._held, self._differs = 0, False
        self._leaves = self._read(witness, witness.mark(log))

    def compare(self, leaf: bytes, number: int, entry_id: UUID) -> None:
        """Our leaf of this number beside the witness's. What follows the first difference may be shifted,
        so only the first one tells."""
        if self._limit is not None and number >= self._limit:
            return
        theirs = next(self._leaves, leaf)
        if theirs != leaf and not self._differs:
            self._differs = True
            self._result.add(Fault("JRN-29", number, entry_id))

    def finish(self, size: int) -> None:
        """What the witness saw beyond our end was cut off, or lost in a restore; what was signed it must have
        seen. Reads what remains, so that its checkpoints are checked and counted."""
        beyond = sum(1 for _ in self._leaves)
        if self._limit is not None:
            self._result.restores.append(Lost(self._log, self._limit, max(0, self._held - self._limit)))
        elif beyond:
            self._result.add(Fault("JRN-28", size))
        known = any(fault.code == "JRN-31" for fault in self._result.faults)
        if self._held < self._signed and not known:
            place = f"saw {self._held} entries, {self._signed} were signed"
            self._result.add(Fault("JRN-31", place=place))

    def _read(self, witness: Witness, marks: dict[Path, int]) -> Iterator[bytes]:
        tree = Peaks()
        try:
            for what, value in witness.lines(marks):
                if what == "checkpoint":
                    self._check(value, tree)
                    continue
                first, leaves = value
                if first > tree.size:
                    raise JournalError("JRN-31", f"nothing between {tree.size} and {first}")
                for leaf in leaves[tree.size - first :]:
                    tree.append(leaf)
                    self._held = tree.size
                    yield leaf
        except JournalError as problem:
            self._result.add(Fault(problem.code, place=problem.place))

    def _check(self, one: Seen, tree: Peaks) -> None:
        self._result.witnessed += 1
        if not is_signed(one, self._keys, self._log):
            self._result.add(Fault("JRN-27", place=f"witnessed checkpoint of size {one.size}"))
        elif one.size > tree.size or (one.size == tree.size and one.root != tree.root()):
            raise JournalError("JRN-31", f"its leaves are not those signed at {one.size}")
