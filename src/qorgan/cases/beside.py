"""What the rooms above have to say at the top of a case: they register it, this room shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from qorgan.agencies.access import Viewer

LIVE, GIVEN = "live", "given"
Help = Callable[[UUID], str]  # LIVE: a body is asked or helps now; GIVEN: a service was given; "": neither
Notice = Callable[[Viewer, UUID], "dict[str, Any] | None"]  # title and links, or nothing

_NOTICES: list[Notice] = []
_HELP: list[Help] = []


def add_notice(notice: Notice) -> None:
    """Show what `notice` gives for a viewer and an opened case: `{"title", "links": [{"text", "href"}]}`."""
    if notice not in _NOTICES:
        _NOTICES.append(notice)


def notices(viewer: Viewer, case_id: UUID) -> list[dict[str, Any]]:
    """All that the rooms above say of a case the caller has already judged."""
    return [said for notice in _NOTICES if (said := notice(viewer, case_id)) is not None]


def add_help(help_of: Help) -> None:
    """Let `help_of` tell whether a child is helped, so that nobody is led to closing before that."""
    if help_of not in _HELP:
        _HELP.append(help_of)


def helped(case_id: UUID) -> str:
    """LIVE, GIVEN or "": what the rooms above know of help in a case the caller has already judged."""
    said = {help_of(case_id) for help_of in _HELP}
    return next((each for each in (LIVE, GIVEN) if each in said), "")
