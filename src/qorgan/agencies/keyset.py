"""A list's next page starts after the last row's (moment, id), which stands in the address."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest

T = TypeVar("T")


def read(text: str) -> tuple[dt.datetime, UUID] | None:
    """`2026-11-23T10:00:00+00:00_<uuid>` as (moment, id); None for anything else: the first page is shown."""
    moment, _, row = text.partition("_")
    try:
        at = dt.datetime.fromisoformat(moment)
        return (at, UUID(row)) if at.tzinfo else None
    except ValueError:
        return None


def write(moment: dt.datetime, row_id: UUID) -> str:
    """The other way round."""
    return f"{moment.isoformat()}_{row_id}"


def part(rows: list[T], size: int, column: str) -> tuple[list[T], str]:
    """The rows of this page and where the next one begins ("" when this is the last)."""
    if len(rows) <= size:
        return rows, ""
    last: Any = rows[size - 1]
    return rows[:size], write(getattr(last, column), last.id)


def cut(request: HttpRequest, rows: list[T], size: int, column: str) -> tuple[list[T], str]:
    """The rows of this page and the address of the next one ("" when this is the last)."""
    shown, after = part(rows, size, column)
    if not after:
        return shown, ""
    query = request.GET.copy()
    query["after"] = after
    return shown, f"?{query.urlencode()}"
