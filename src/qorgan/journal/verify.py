"""Verification: everything is computed anew from the rows, and compared with what was signed and witnessed.

What each kind of tampering runs into:

* an altered entry no longer has the hash in its seal (JRN-21), an altered seal breaks the head, the next
  checkpoint and the witness (JRN-25, 26, 29); a deleted entry leaves its seal (JRN-22), a deleted seal a
  gap (JRN-24) or an entry without one (JRN-23); an inserted or moved entry shifts what follows (JRN-24, 26,
  29);
* a cut end is shorter than the last checkpoint or the witness (JRN-26, 28);
* what was lost in a restore of a backup is listed apart (Result.restores), as the journal itself says that
  there was one; all that the witness saw before it must still be there;
* a journal rewritten as a whole, hashes, seals, head and all, cannot sign its checkpoints (JRN-27) and
  differs from the witness, which holds every leaf hash and so names the first entry that was changed
  (JRN-29).

What happened after the last checkpoint is protected by the chain alone: whoever controls the database *and*
stops checkpoints can cut that much off. So sign often: the worker does every minute.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from qorgan.journal.beside import Beside, is_signed
from qorgan.journal.findings import Fault, Result
from qorgan.journal.merkle import Peaks, leaf_hash
from qorgan.journal.witness import Seen, Witness
from qorgan.vault import key_name

CHUNK = 5_000
GATHERING = (
    "hashjoin",
    "mergejoin",
    "sort",
)  # switched off for the walk: it follows the index, whatever the length
RESTORED = "journal.restored"
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
WHERE (e.id::text, e.kind, e.actor_id::text, e.agency_id::text, e.case_id::text)
  IS DISTINCT FROM (said->>'id', said->>'kind', said->>'actor', said->>'agency', said->>'case')
  OR (e.report_id::text, e.subject_type, e.subject_id::text, e.purpose)
  IS DISTINCT FROM (said->>'report', said->>'subject_type', said->>'subject', said->>'purpose')
  OR e.happened_at IS DISTINCT FROM journal_moment((said->>'happened_at')::bigint)
  OR e.entered_at IS DISTINCT FROM journal_moment((said->>'entered_at')::bigint)
ORDER BY s.seq LIMIT 20"""


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
    logs = _logs(connection)
    besides = _besides(connection, result, keys, witness, logs)
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for costly in GATHERING:
            connection.execute(sql.SQL("SET LOCAL {} = off").format(sql.Identifier(f"enable_{costly}")))
        head = _head(connection, result)
        stated = _stated(connection, result, keys, logs)
        tree = _walk(connection, result, stated, besides)
        _compare_head(result, head, tree)
        connection.execute("RESET enable_hashjoin")
        _leftovers(connection, result)
        _triggers(connection, result)
    result.seconds = clock() - begun
    return result


# -- the walk along the log --------------------------------------------------------------------------


def _walk(
    connection: psycopg.Connection[Any],
    result: Result,
    stated: Mapping[int, set[bytes]],
    besides: Iterable[Beside],
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
            if RESTORED in body and (ended := _ended(body)) and ended[1] != tree.size:
                result.add(Fault("JRN-33", seq, entry_id))
        for beside in besides:
            beside.compare(computed, tree.size, entry_id)
        tree.append(computed)
        if tree.size in stated and _compare_root(result, tree, stated, good):
            good = tree.size
    result.entries, result.root = tree.size, tree.root()
    if any(size > tree.size for size in stated):
        result.add(Fault("JRN-28", tree.size))
    for beside in besides:
        beside.finish(tree.size)
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
    log, size, peaks = rows[0]
    return log, size, peaks


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


def _logs(connection: psycopg.Connection[Any]) -> dict[UUID, int | None]:
    """The logs this journal has been: each with the size at which a restore ended it, the last with None.

    Which restores there were, the journal's own entries say; they are verified on the walk like all
    others."""
    logs: dict[UUID, int | None] = {}
    for (body,) in connection.execute("SELECT body FROM journal_entry WHERE kind = %s", [RESTORED]):
        if ended := _ended(body):
            log, size = ended
            logs[log] = max(size, logs.get(log) or 0)
    for (log,) in connection.execute("SELECT log FROM journal_head"):
        logs[log] = None
    return logs


def _ended(body: str) -> tuple[UUID, int] | None:
    """The log that a restore ended, and its size, if this entry tells of one."""
    try:
        content = json.loads(body)
        if content["kind"] == RESTORED:
            return UUID(content["detail"]["log"]), int(content["detail"]["size"])
    except (ValueError, KeyError, TypeError):
        pass
    return None


def _besides(
    connection: psycopg.Connection[Any],
    result: Result,
    keys: Mapping[str, bytes],
    witness: Witness | None,
    logs: Mapping[UUID, int | None],
) -> list[Beside]:
    """The witness as it is before our snapshot begins, so that it cannot be ahead of it."""
    if witness is None:
        return []
    query = "SELECT log, max(size) FROM journal_checkpoint GROUP BY log"
    signed = dict(connection.execute(query).fetchall())
    for unknown in sorted(witness.logs() - set(logs), key=str):
        result.add(Fault("JRN-31", place=f"it also knows the journal {unknown}"))
    return [
        Beside(witness, log, limit=limit, signed=signed.get(log, 0), result=result, keys=keys)
        for log, limit in logs.items()
    ]


def _stated(
    connection: psycopg.Connection[Any],
    result: Result,
    keys: Mapping[str, bytes],
    logs: Mapping[UUID, int | None],
) -> dict[int, set[bytes]]:
    """Size -> the roots signed for it, of the database's checkpoints."""
    stated: dict[int, set[bytes]] = {}
    query = "SELECT log, size, root, signed_at, key, signature FROM journal_checkpoint ORDER BY id"
    for log, *rest in connection.execute(query):
        one = Seen(*rest)
        result.checkpoints += 1
        if log in logs and is_signed(one, keys, log):
            stated.setdefault(one.size, set()).add(one.root)
        else:
            result.add(Fault("JRN-27", place=f"checkpoint of size {one.size}"))
    return stated


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
