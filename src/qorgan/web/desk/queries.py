"""What the desk shows, composed from the rooms below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from qorgan.agencies import keyset
from qorgan.agencies import queries as directory
from qorgan.agencies.access import Viewer, require
from qorgan.agencies.models import Officer
from qorgan.agencies.telling import Teller
from qorgan.cases import queries as cases
from qorgan.cases.deciding import queries as deciding_queries
from qorgan.cases.models import StatusDecision, Transfer
from qorgan.cases.transferring import queries as transferring_queries
from qorgan.config.database import APP, separate_connection
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock
from qorgan.journal import queries as journal
from qorgan.journal.actions import record
from qorgan.journal.findings import Result
from qorgan.journal.models import Checkpoint
from qorgan.journal.verify import verify
from qorgan.journal.witness import configured_witness
from qorgan.keyring.provider import key_provider
from qorgan.reports.queries import OPENING


@dataclass(frozen=True)
class Today:
    """My tasks today."""

    danger: list[Clock]
    tasks: list[Clock]
    undated: list[Clock]
    waiting_second: list[StatusDecision]
    offered: list[Transfer]
    opens_cases: bool  # else whoever waits for a case here must be passed on
    following: dict[str, str]  # lists that go on, each with where its next page begins
    behind: bool  # is what is late not marked as such, so that nobody watches the clocks?


@dataclass(frozen=True)
class Late:
    """Who is late where."""

    tasks: list[Clock]
    next_after: str
    behind: bool


# the lists of the page: who is asked, and by which moment they go on
LISTS: dict[str, tuple[Callable[..., list[Any]], str]] = {
    "danger": (clocks.danger, "due_at"),
    "tasks": (clocks.tasks, "due_at"),
    "undated": (clocks.undated, "started_at"),
    "waiting_second": (deciding_queries.waiting, "decided_at"),
    "offered": (transferring_queries.offered, "asked_at"),
}


def today(viewer: Viewer, after: str = "", only: str = "") -> Today:
    """All lists of the day from their beginning, or `only` one of them from `after` on: none is cut off."""
    one = only if only in LISTS else "tasks"
    lists: dict[str, list[Any]] = {}
    following = {}
    for name, (ask, moment) in LISTS.items():
        rows = ask(viewer, after=keyset.read(after), limit=clocks.PAGE) if not after or name == one else []
        lists[name], goes_on = keyset.part(rows, clocks.PAGE, moment)
        if goes_on:
            following[name] = goes_on
    waits = any(clock.rule in OPENING for clock in [*lists["danger"], *lists["tasks"]])
    return Today(
        **lists,
        opens_cases=directory.opens_cases(viewer) if waits else True,
        following=following,
        behind=_behind([*lists["danger"], *lists["tasks"]]),
    )


def late(viewer: Viewer, after: str = "") -> Late:
    """Late duties everywhere, for coordination."""
    rows = clocks.late_everywhere(viewer, after=keyset.read(after))
    return Late(*keyset.part(rows, clocks.PAGE, "due_at"), behind=_behind(rows))


def _behind(listed: list[Clock]) -> bool:
    """Has the worker that marks what is late, and brings it back, not come for minutes?"""
    return any(getattr(clock, "unwatched", False) for clock in listed)


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
        Line(
            told,
            teller.officers.get(entry.actor_id) if entry.actor_id else None,
            each,
            numbers.get(each, "") if each else "",
        )
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
