"""Verification: everything is computed anew from the rows, and compared with what was signed and witnessed.

What each kind of tampering runs into:

* an altered entry no longer has the hash in its seal (JRN-21), an altered seal breaks the head, the next
  checkpoint and the witness (JRN-25, 26, 29); a deleted entry leaves its seal (JRN-22), a deleted seal a
  gap (JRN-24) or an entry without one (JRN-23); an inserted or moved entry shifts what follows (JRN-24, 26,
  29);
* a cut end is shorter than the last checkpoint or the witness (JRN-26, 28);
* a journal rewritten as a whole, hashes, seals, head and all, cannot sign its checkpoints (JRN-27) and
  differs from the witness, which holds every leaf hash and so names the first entry that was changed
  (JRN-29).

What happened after the last checkpoint is protected by the chain alone: whoever controls the database *and*
stops checkpoints can cut that much off. So sign often: the worker does every minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any, LiteralString
from uuid import UUID

import psycopg

from qorgan.journal.errors import JournalError
from qorgan.journal.merkle import Peaks, leaf_hash
from qorgan.journal.witness import Seen, Witness, statement
from qorgan.vault import VaultError, key_name, verify_signature

MOST_FAULTS = 20
CHUNK = 5_000
TRIGGERS = {
    "journal_entry_seal": "journal_entry",
    "journal_entry_keep": "journal_entry",
    "journal_seal_keep": "journal_seal",
    "journal_checkpoint_keep": "journal_checkpoint",
    "journal_head_keep": "journal_head",
}
ROWS = """
SELECT s.seq, s.entry_id, s.leaf, e.body FROM journal_seal s LEFT JOIN journal_entry e ON e.id = s.entry_id
ORDER BY s.seq"""
UNSEALED = """
SELECT e.id FROM journal_entry e LEFT JOIN journal_seal s ON s.entry_id = e.id WHERE s.entry_id IS NULL
ORDER BY e.entered_at, e.id LIMIT 20"""
UNLIKE_BODY = """
SELECT s.seq, e.id FROM (SELECT *, body::jsonb AS said FROM journal_entry OFFSET 0) e
LEFT JOIN journal_seal s ON s.entry_id = e.id
WHERE (e.id::text, e.kind, e.actor_id::text, e.agency_id::text, e.case_id::text, e.report_id::text,
e.subject_type,
       e.subject_id::text, e.purpose)
  IS DISTINCT FROM (said->>'id', said->>'kind', said->>'actor', said->>'agency', said->>'case',
  said->>'report',
       said->>'subject_type', said->>'subject', said->>'purpose')
  OR e.happened_at IS DISTINCT FROM journal_moment((said->>'happened_at')::bigint)
  OR e.entered_at IS DISTINCT FROM journal_moment((said->>'entered_at')::bigint)
ORDER BY s.seq LIMIT 20"""


@dataclass(frozen=True)
class Fault:
    """One thing wrong: a code of `errors.CODES`, the number of the entry in the log and its id, where known.

    `until`: the fault lies somewhere from `seq` to before `until`; None means at `seq` exactly."""

    code: str
    seq: int | None = None
    entry_id: UUID | None = None
    until: int | None = None
    place: str = ""


@dataclass
class Result:
    """What verification found."""

    entries: int = 0
    checkpoints: int = 0
    witnessed: int = 0
    root: bytes = b""
    seconds: float = 0.0
    faults: list[Fault] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def first_bad(self) -> Fault | None:
        """The fault at the earliest place in the log. A fault known only to lie in a stretch gives way to
        one known exactly within it; faults without a place come last."""
        exact = [fault for fault in self.faults if fault.seq is not None and fault.until is None]
        numbers = [fault.seq for fault in exact if fault.seq is not None]
        vague = [
            fault
            for fault in self.faults
            if fault.seq is not None
            and fault.until is not None
            and not any(fault.seq <= number < fault.until for number in numbers)
        ]
        placed = sorted([*exact, *vague], key=lambda fault: (fault.seq, fault.entry_id is None))
        return placed[0] if placed else next(iter(self.faults), None)

    def add(self, fault: Fault) -> None:
        """Keep a fault; of each code only the first few, since one change can disturb all that follows."""
        if sum(known.code == fault.code for known in self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def verify(
    connection: psycopg.Connection[Any],
    *,
    trusted: Iterable[bytes],
    witness: Witness | None,
    clock: Callable[[], float] = time.perf_counter,
) -> Result:
    """Verify the whole journal through a psycopg connection, outside a transaction, whose role may read all
    of it.

    `trusted`: public keys (32 bytes) whose checkpoints count. `witness`: None leaves it out. `clock` only
    measures how long it took. Reads one snapshot, in order, without holding the rows in memory.
    """
    result, begun = Result(), clock()
    keys = {key_name(public): public for public in trusted}
    seen = _beside(connection, result, keys, witness)
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        head = _head(connection, result)
        stated = _stated(connection, result, keys, head[0] if head else None)
        tree = _walk(connection, result, stated, seen)
        _compare_head(result, head, tree)
        _leftovers(connection, result)
        _triggers(connection, result)
    result.seconds = clock() - begun
    return result


# -- the walk along the log --------------------------------------------------------------------------


def _walk(
    connection: psycopg.Connection[Any],
    result: Result,
    stated: Mapping[int, set[bytes]],
    seen: _Beside | None,
) -> Peaks:
    """Hash every entry in order; stop at each size somebody signed."""
    tree, expected, good = Peaks(), 0, 0
    _compare_root(result, tree, stated, good)
    for seq, entry_id, leaf, body in _stream(connection, ROWS):
        if seq != expected:
            result.add(Fault("JRN-24", min(seq, expected), entry_id if seq < expected else None))
        expected = seq + 1
        if body is None:
            result.add(Fault("JRN-22", seq, entry_id))
            computed = leaf
        else:
            computed = leaf_hash(body.encode())
            if computed != leaf:
                result.add(Fault("JRN-21", seq, entry_id))
        if seen is not None:
            seen.compare(computed, tree.size, entry_id)
        tree.append(computed)
        if tree.size in stated and _compare_root(result, tree, stated, good):
            good = tree.size
    result.entries, result.root = tree.size, tree.root()
    if any(size > tree.size for size in stated):
        result.add(Fault("JRN-28", tree.size))
    if seen is not None:
        seen.finish(tree.size)
    return tree


def _compare_root(result: Result, tree: Peaks, stated: Mapping[int, set[bytes]], good: int) -> bool:
    """Whether all that was signed for this size fits; if not, something after the size `good` is bad."""
    fits = stated.get(tree.size, {tree.root()}) == {tree.root()}
    if not fits:
        result.add(Fault("JRN-26", good, until=tree.size))
    return fits


def _head(connection: psycopg.Connection[Any], result: Result) -> tuple[UUID, int, list[bytes]] | None:
    rows = connection.execute("SELECT log, size, peaks FROM journal_head").fetchall()
    if len(rows) != 1:
        result.add(Fault("JRN-25"))
        return None
    return rows[0]


def _compare_head(result: Result, head: tuple[UUID, int, list[bytes]] | None, tree: Peaks) -> None:
    """The head must be what its seals give; if not, the first peak that differs tells the stretch."""
    if head is None or (head[1] == tree.size and head[2] == tree.peaks):
        return
    if head[1] != tree.size:
        result.add(Fault("JRN-25", min(head[1], tree.size)))
        return
    begin = 0
    for width, ours, theirs in zip_longest(_bits(tree.size), tree.peaks, head[2]):
        if ours != theirs:
            result.add(Fault("JRN-25", begin, until=begin + (width or 1)))
            return
        begin += width


def _bits(size: int) -> Iterator[int]:
    return (1 << bit for bit in reversed(range(size.bit_length())) if size >> bit & 1)


# -- checkpoints and the witness -----------------------------------------------------------------------


def _stated(
    connection: psycopg.Connection[Any], result: Result, keys: Mapping[str, bytes], log: UUID | None
) -> dict[int, set[bytes]]:
    """Size -> the roots signed for it, of the database's checkpoints."""
    stated: dict[int, set[bytes]] = {}
    query = "SELECT size, root, signed_at, key, signature FROM journal_checkpoint ORDER BY id"
    for row in connection.execute(query):
        one = Seen(*row)
        result.checkpoints += 1
        if log is not None and _signed(one, keys, log):
            stated.setdefault(one.size, set()).add(one.root)
        else:
            result.add(Fault("JRN-27", place=f"checkpoint of size {one.size}"))
    return stated


def _signed(one: Seen, keys: Mapping[str, bytes], log: UUID) -> bool:
    try:
        verify_signature(keys[one.key], statement(log, one.size, one.root, one.signed_at), one.signature)
    except (KeyError, VaultError):
        return False
    return True


def _beside(
    connection: psycopg.Connection[Any], result: Result, keys: Mapping[str, bytes], witness: Witness | None
) -> _Beside | None:
    """The witness as it is before our snapshot begins, so that it cannot be ahead of it; it gets every
    checkpoint before the database does, so it cannot be behind either."""
    row = connection.execute(
        "SELECT log, (SELECT max(size) FROM journal_checkpoint) FROM journal_head"
    ).fetchone()
    if witness is None or row is None:
        return None
    return _Beside(witness, row[0], row[1] or 0, result, keys)


class _Beside:
    """The witness's leaves, walked beside ours. The root over them must be what was signed to it, so that
    its files cannot be bent to fit either."""

    def __init__(
        self, witness: Witness, log: UUID, signed: int, result: Result, keys: Mapping[str, bytes]
    ) -> None:
        self._result, self._signed_size, self._held, self._differs = result, signed, 0, False
        self._leaves = self._read(witness, witness.mark(log), log, keys)

    def _read(
        self, witness: Witness, marks: dict[Path, int], log: UUID, keys: Mapping[str, bytes]
    ) -> Iterator[bytes]:
        tree = Peaks()
        try:
            for what, value in witness.lines(marks):
                if what == "checkpoint":
                    self._check(value, tree, log, keys)
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

    def _check(self, one: Seen, tree: Peaks, log: UUID, keys: Mapping[str, bytes]) -> None:
        self._result.witnessed += 1
        if not _signed(one, keys, log):
            self._result.add(Fault("JRN-27", place=f"witnessed checkpoint of size {one.size}"))
        elif one.size > tree.size or (one.size == tree.size and one.root != tree.root()):
            raise JournalError("JRN-31", f"its leaves are not those signed at {one.size}")

    def compare(self, leaf: bytes, number: int, entry_id: UUID) -> None:
        """Our leaf of this number beside the witness's. What follows the first difference may be shifted,
        so only the first one tells."""
        theirs = next(self._leaves, leaf)
        if theirs != leaf and not self._differs:
            self._differs = True
            self._result.add(Fault("JRN-29", number, entry_id))

    def finish(self, size: int) -> None:
        """What the witness saw beyond our end was cut off; what was signed it must have seen."""
        if next(self._leaves, None) is not None:
            self._result.add(Fault("JRN-28", size))
        for _ in self._leaves:
            pass  # its remaining checkpoints are still to be checked and counted
        if self._held < self._signed_size and not any(
            fault.code == "JRN-31" for fault in self._result.faults
        ):
            place = f"saw {self._held} entries, {self._signed_size} were signed"
            self._result.add(Fault("JRN-31", place=place))


# -- what the walk does not meet -------------------------------------------------------------------------


def _leftovers(connection: psycopg.Connection[Any], result: Result) -> None:
    for (entry_id,) in connection.execute(UNSEALED):
        result.add(Fault("JRN-23", None, entry_id))
    try:
        with connection.transaction():
            unlike = connection.execute(UNLIKE_BODY).fetchall()
    except psycopg.DataError:  # a text that is no JSON any more: its hash has been found wrong already
        result.add(Fault("JRN-32"))
        return
    for seq, entry_id in unlike:
        result.add(Fault("JRN-32", seq, entry_id))


def _triggers(connection: psycopg.Connection[Any], result: Result) -> None:
    rows = connection.execute(
        "SELECT tgname::text, tgrelid::regclass::text FROM pg_trigger"
        " WHERE tgenabled IN ('O', 'A') AND NOT tgisinternal"
    )
    found = set(rows)
    for name, table in TRIGGERS.items():
        if (name, table) not in found:
            result.add(Fault("JRN-30", place=name))


def _stream(
    connection: psycopg.Connection[Any], query: LiteralString
) -> Iterator[tuple[int, UUID, bytes, str | None]]:
    """Rows through a cursor of the server, so that memory stays small whatever the size of the log."""
    with connection.cursor("journal_verify", binary=True) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
