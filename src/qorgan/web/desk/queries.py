"""What the desk shows, composed from the rooms below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from qorgan.agencies import keyset
from qorgan.agencies.access import Viewer, require
from qorgan.agencies.models import Officer
from qorgan.agencies.telling import Teller
from qorgan.cases import queries as cases
from qorgan.cases import queries_deciding, queries_transferring
from qorgan.cases.models import StatusDecision, Transfer
from qorgan.config.database import APP, separate_connection
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock
from qorgan.journal import queries as journal
from qorgan.journal.actions import record
from qorgan.journal.models import Checkpoint
from qorgan.journal.verify import Result, verify
from qorgan.journal.witness import configured_witness
from qorgan.keyring.provider import key_provider


@dataclass(frozen=True)
class Today:
    """My tasks today."""

    danger: list[Clock]
    tasks: list[Clock]
    undated: list[Clock]
    waiting_second: list[StatusDecision]
    offered: list[Transfer]
    next_after: str


@dataclass(frozen=True)
class Late:
    """Who is late where."""

    tasks: list[Clock]
    next_after: str


def today(viewer: Viewer, after: str = "") -> Today:
    """Tasks by deadline; the first page begins with danger and ends with what has no day and waits for a second."""
    rows = clocks.tasks(viewer, after=keyset.read(after))
    shown, following = _cut(rows)
    first = not after
    return Today(
        danger=clocks.danger(viewer) if first else [],
        tasks=shown,
        undated=clocks.undated(viewer) if first else [],
        waiting_second=queries_deciding.waiting(viewer) if first else [],
        offered=queries_transferring.offered(viewer) if first else [],
        next_after=following,
    )


def late(viewer: Viewer, after: str = "") -> Late:
    """Late duties everywhere, for coordination."""
    shown, following = _cut(clocks.late_everywhere(viewer, after=keyset.read(after)))
    return Late(shown, following)


def _cut(rows: list[Clock]) -> tuple[list[Clock], str]:
    if len(rows) <= clocks.PAGE:
        return rows, ""
    shown = rows[: clocks.PAGE]
    last = shown[-1]
    return shown, keyset.write(last.due_at, last.id) if last.due_at else ""


@dataclass(frozen=True)
class Accesses:
    """Who looked at what, when and why, without identities."""

    lines: list[Line]
    older: str
    checkpoint: Checkpoint | None


@dataclass(frozen=True)
class Line:
    """One opening: what the timeline shows, whose it was, and the number of the file if it is one."""

    told: dict[str, Any]
    officer: Officer | None
    file: UUID | None
    number: str


def accesses(viewer: Viewer, *, officer: str = "", file: str = "", after: str = "") -> Accesses:
    """For the data-protection officer: readings of all files, of one officer or of one file, youngest first."""
    require(viewer, "journal:accesses")
    found = journal.accesses(actor=_uuid(officer), file=_uuid(file), cursor=after)
    teller = Teller.of(found.entries)
    files = [entry.case_id or entry.report_id for entry in found.entries]
    numbers = cases.file_numbers(viewer, {each for each in files if each})
    lines = [
        Line(told, teller.officers.get(entry.actor_id), each, numbers.get(each, ""))
        for told, entry, each in zip(teller.lines(found.entries), found.entries, files, strict=True)
    ]
    return Accesses(lines, found.older, Checkpoint.objects.order_by("-size").first())


def verify_journal(viewer: Viewer) -> Result:
    """Recompute the whole journal and compare it with what was signed and witnessed; itself journalled.

    On a second connection outside this transaction, which may read all entries and nothing of a child.
    """
    require(viewer, "journal:verify")
    trusted = [key_provider().signer().public_key().public_bytes_raw()]
    with separate_connection(APP) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('qorgan.duty', 'journal', false)")
        result = verify(connection.connection, trusted=trusted, witness=configured_witness())
    record(
        kind="journal.verified",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        detail={"sound": result.sound},
        happened_at=viewer.now,
        now=viewer.now,
    )
    return result


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
