"""What the rooms above have to say beside a report: they register it, this room shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from qorgan.agencies.access import Viewer

Links = Callable[[Viewer, UUID], "list[dict[str, Any]]"]  # [{"text", "href"}], each judged for this viewer

_LINKS: list[Links] = []


def add_links(links: Links) -> None:
    """Show what `links` gives for a viewer and an opened report: the files that came from it."""
    if links not in _LINKS:
        _LINKS.append(links)


def links(viewer: Viewer, report_id: UUID) -> list[dict[str, Any]]:
    """All files of the rooms above that came from a report the caller has already judged."""
    return [link for source in _LINKS for link in source(viewer, report_id)]
