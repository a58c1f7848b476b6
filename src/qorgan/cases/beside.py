"""What the rooms above have to say at the top of a case: they register it, this room shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from qorgan.agencies.access import Viewer

Notice = Callable[[Viewer, UUID], "dict[str, Any] | None"]  # title and links, or nothing

_NOTICES: list[Notice] = []


def add_notice(notice: Notice) -> None:
    """Show what `notice` gives for a viewer and an opened case: `{"title", "links": [{"text", "href"}]}`."""
    if notice not in _NOTICES:
        _NOTICES.append(notice)


def notices(viewer: Viewer, case_id: UUID) -> list[dict[str, Any]]:
    """All that the rooms above say of a case the caller has already judged."""
    return [said for notice in _NOTICES if (said := notice(viewer, case_id)) is not None]
