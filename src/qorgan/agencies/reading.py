"""How every file is read: judged once, opened field by field, journalled once, before anything leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from qorgan.agencies.access import Decision, File, Standing, Viewer, require
from qorgan.agencies.fields import SEALED
from qorgan.journal.actions import record
from qorgan.keyring.actions import unseal

if TYPE_CHECKING:
    from qorgan.keyring.models import WrappedKey


@dataclass(frozen=True)
class Sealed:
    """A sealed value as a page may show it. `closed`: there is one, and it needs a purpose; `value`: opened."""

    code: str
    closed: bool = False
    value: Any = None


@dataclass
class Look:
    """One officer's look at one file. A field the officer may not see is None: absent, never decrypted."""

    viewer: Viewer
    file: File
    decision: Decision
    purpose: str = ""
    opened: set[str] = field(default_factory=set)

    @property
    def standing(self) -> Standing | None:
        """What the look was judged from, for further verbs on the same file."""
        return self.decision.standing

    def shows(self, code: str) -> bool:
        """May this field be shown at all?"""
        return code in self.decision.fields

    def plain(self, code: str, value: Any) -> Any:
        """A value that is not sealed, or None when the officer may not see it."""
        return value if self.shows(code) else None

    def sealed(
        self, key: WrappedKey, code: str, row_id: UUID, envelope: bytes | None, *, slot: str = ""
    ) -> Sealed | None:
        """A sealed value: None if not allowed or not there, closed without a purpose, else opened and noted.

        `slot` is the name bound into the envelope where one row has two values of the same field code.
        """
        if code not in SEALED:
            raise ValueError(f"{code} is not a sealed field")
        if not self.shows(code) or envelope is None:
            return None
        if not self.purpose:
            return Sealed(code, closed=True)
        self.opened.add(code)
        return Sealed(code, value=unseal(key, code=slot or code, row_id=row_id, envelope=envelope))


def sheet_opened(viewer: Viewer, file: File, *, subject: tuple[str, UUID]) -> None:
    """An empty sheet of a file shows its number: that is a look, noted once, without a word of which sheet."""
    record(
        kind="sheets.opened",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        case=file.case_id,
        report=file.report_id,
        subject=subject,
        happened_at=viewer.now,
        now=viewer.now,
    )


@contextmanager
def reading(
    viewer: Viewer,
    verb: str,
    file: File,
    *,
    kind: str,
    subject: tuple[str, UUID],
    purpose: str = "",
) -> Iterator[Look]:
    """Judge, then let the block read; one journal entry of `kind` names the fields that were opened.

    Raises `access.Refused` when the officer may not; the door journals the refusal.
    """
    look = Look(viewer, file, require(viewer, verb, file), purpose)
    yield look
    record(
        kind=kind,
        by=viewer.officer.id,
        agency=viewer.agency_id,
        case=file.case_id,
        report=file.report_id,
        subject=subject,
        purpose=purpose or None,
        detail={"opened": sorted(look.opened)} if look.opened else None,
        happened_at=viewer.now,
        now=viewer.now,
    )
