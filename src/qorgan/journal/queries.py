"""What pages show of the journal. Which rows exist for the viewer at all is the database wall's business."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from qorgan.journal.body import micros, moment
from qorgan.journal.models import Entry
from qorgan.journal.sentences import access_kinds

PAGE = 50


@dataclass(frozen=True)
class Scope:
    """What of a case's journal a viewer may read: `agencies` None means acts of every body, else only of
    these; `kinds` None means every kind, else only these; `hidden` kinds are left out in any case."""

    agencies: frozenset[UUID] | None = None
    kinds: frozenset[str] | None = None
    hidden: frozenset[str] = frozenset()

    def condition(self) -> Q:
        """As a filter."""
        chosen = Q()
        if self.agencies is not None:
            chosen &= Q(agency_id__in=self.agencies)
        if self.kinds is not None:
            chosen &= Q(kind__in=self.kinds)
        if self.hidden:
            chosen &= ~Q(kind__in=self.hidden)
        return chosen


@dataclass(frozen=True)
class Page:
    """Entries, youngest first, and where the next page begins ("" when there is none)."""

    entries: Sequence[Entry]
    older: str


def timeline(
    *,
    case: UUID | None = None,
    report: UUID | None = None,
    scope: Scope,
    cursor: str = "",
    limit: int = PAGE,
) -> Page:
    """The journal of a case, of a report, or of a case with the report it came from, by when things
    happened."""
    if case is None and report is None:
        raise ValueError("a case or a report")
    files = Q()
    if case is not None:
        files |= Q(case_id=case)
    if report is not None:
        files |= Q(report_id=report)
    found = Entry.objects.filter(files & scope.condition())
    return _page(found, "happened_at", cursor, limit)


def accesses(
    *,
    actor: UUID | None = None,
    agency: UUID | None = None,
    case: UUID | None = None,
    file: UUID | None = None,
    subject: UUID | None = None,
    purpose: str | None = None,
    kinds: frozenset[str] | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    cursor: str = "",
    limit: int = PAGE,
) -> Page:
    """Who looked at what, when and why, by when it was entered; for the data-protection officer.

    Ids and codes only. `file`: a case or a report, whichever has this id. `kinds`: all that rooms registered as
    accesses unless given. `until` is excluded.
    """
    given = {
        "actor_id": actor,
        "agency_id": agency,
        "case_id": case,
        "subject_id": subject,
        "purpose": purpose,
        "entered_at__gte": since,
        "entered_at__lt": until,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    found = Entry.objects.filter(kind__in=access_kinds() if kinds is None else kinds, **chosen)
    if file is not None:
        found = found.filter(Q(case_id=file) | Q(report_id=file))
    return _page(found, "entered_at", cursor, limit)


def _page(found: Any, column: str, cursor: str, limit: int) -> Page:
    """One keyset page by (time, id), descending: no counting, no skipping of rows."""
    if place := _read_cursor(cursor):
        at, last = place
        found = found.filter(**{f"{column}__lte": at}).exclude(**{column: at, "id__gte": last})
    rows = list(found.order_by(f"-{column}", "-id")[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    key: Callable[[Entry], dt.datetime] = lambda entry: getattr(entry, column)  # noqa: E731
    return Page(rows, _write_cursor(key(rows[-1]), rows[-1].id) if more else "")


def _write_cursor(at: dt.datetime, last: UUID) -> str:
    return base64.urlsafe_b64encode(micros(at).to_bytes(8, "big") + last.bytes).decode()


def _read_cursor(cursor: str) -> tuple[dt.datetime, UUID] | None:
    """Where a page begins; a cursor somebody typed or cut begins at the first page."""
    try:
        raw = base64.urlsafe_b64decode(cursor.encode())
        if len(raw) != 24:
            return None
        return moment(int.from_bytes(raw[:8], "big")), UUID(bytes=raw[8:])
    except (ValueError, binascii.Error, OverflowError):
        return None
