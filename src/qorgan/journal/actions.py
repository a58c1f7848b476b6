"""Writing the journal: an entry in the transaction of its act, and now and then a signed checkpoint."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from qorgan.journal.body import compose
from qorgan.journal.merkle import Peaks
from qorgan.journal.models import Checkpoint, Entry
from qorgan.journal.witness import Witness, configured_witness, statement
from qorgan.vault import key_name, new_id

CHECKPOINT_LOCK = 0x6A6F75726E  # advisory lock "journ": one signer at a time


def record(
    *,
    kind: str,
    by: UUID | None,
    agency: UUID | None,
    case: UUID | None = None,
    report: UUID | None = None,
    subject: tuple[str, UUID] | None = None,
    purpose: str | None = None,
    detail: Mapping[str, Any] | None = None,
    happened_at: dt.datetime,
    now: dt.datetime,
    entry_id: UUID | None = None,
) -> Entry:
    """Write one entry into the current transaction; it is sealed when that commits and lost if it does not.

    `kind` is `room.what_happened`; `by` is None for the clock and for anonymous people. `detail` holds
    codes, ids, numbers, booleans and times only (JRN-01). For an act whose exact time must not be kept,
    give rounded times and an `entry_id` from `new_id(blur_seconds=…)`. Raises JournalError; a failing
    insert fails the act.

    The row is not read back: a body may write about what it may not see.
    """
    entry_id = entry_id or new_id()
    body = compose(
        entry_id=entry_id,
        kind=kind,
        by=by,
        agency=agency,
        case=case,
        report=report,
        subject=subject,
        purpose=purpose,
        detail=detail,
        happened_at=happened_at,
        now=now,
    )
    write([body])
    return Entry(
        id=entry_id,
        body=body,
        kind=kind,
        actor_id=by,
        agency_id=agency,
        case_id=case,
        report_id=report,
        subject_type=subject[0] if subject else None,
        subject_id=subject[1] if subject else None,
        purpose=purpose,
        happened_at=happened_at,
        entered_at=now,
    )


def write(bodies: Sequence[str]) -> None:
    """Write composed texts (`body.compose`) into the current transaction, as many as there are: for loaders.

    In one statement, since COPY is closed to tables with row-level security; a few thousand at a time is best.
    """
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO journal_entry (body) SELECT unnest(%s::text[])", [list(bodies)])


def checkpoint(*, now: dt.datetime, signer: Ed25519PrivateKey, witness: Witness | None = None) -> Checkpoint:
    """Sign the size and root of what is committed, hand it to the witness, then keep it here too.

    The witness also gets the hashes of all leaves it has not seen, so that it alone can name a bad entry later.
    `witness` is the configured one unless given. Raises JRN-06 when it cannot be written: then there is no
    checkpoint, and the next one brings it everything.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHECKPOINT_LOCK])
        cursor.execute("SELECT log, size, peaks FROM journal_head")
        log, size, peaks = cursor.fetchone()
        root = Peaks(size, peaks).root()
        made = Checkpoint(
            log=log,
            size=size,
            root=root,
            signed_at=now,
            key=key_name(signer.public_key().public_bytes_raw()),
            signature=signer.sign(statement(log, size, root, now)),
        )
        (witness or configured_witness()).take(log, made)
        cursor.execute(
            "INSERT INTO journal_checkpoint (log, size, root, signed_at, key, signature)"
            " VALUES (%s, %s, %s, %s, %s, %s) RETURNING id",
            [log, size, root, now, made.key, bytes(made.signature)],
        )
        made.id = cursor.fetchone()[0]
    return made


def begin_anew(*, now: dt.datetime) -> Entry:
    """Say in the journal that it was restored from a backup, and go on as a log of a new name. As owner, once,
    right after a restore and before anybody else writes.

    What was written after the backup is gone from here but known to the witness. Under the old name the journal
    would seem cut, and its next entries would seem rewritten, for ever; under the new one verification compares
    everything up to the restore with the old log's witness, and says how much was lost.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT log, size FROM journal_head FOR UPDATE")
        log, size = cursor.fetchone()
        cursor.execute("UPDATE journal_head SET log = gen_random_uuid()")
        detail = {"log": log, "size": size}
        return record(kind="journal.restored", by=None, agency=None, detail=detail, happened_at=now, now=now)
