"""What pages show of documents."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from qorgan.agencies.access import File, Refused, Viewer, refuse_unseen, require
from qorgan.agencies.reading import Look, Sealed
from qorgan.documents import store
from qorgan.documents.models import Document
from qorgan.journal.actions import record
from qorgan.keyring.actions import unseal, unseal_content


@dataclass(frozen=True)
class DocumentShown:
    """One document of a list."""

    document: Document
    name: Sealed | None


@dataclass(frozen=True)
class Opened:
    """A document's content, on its way to the officer who gave a purpose."""

    name: str
    media_type: str
    content: bytes


def of_case(look: Look, case_id: UUID) -> list[DocumentShown]:
    """Documents of a case this look opened, newest first."""
    if not look.shows("documents.files"):
        return []
    rows = (
        Document.objects.filter(case_id=case_id)
        .select_related("key", "added_by", "agency")
        .order_by("-added_at", "-id")
    )
    return [
        DocumentShown(
            row, look.sealed(row.key, "documents.files", row.id, row.sealed_name, slot="documents.name")
        )
        for row in rows
    ]


def find(viewer: Viewer, document_id: UUID) -> Document:
    """A document of a file the viewer may open documents of. Raises `Refused`."""
    row = Document.objects.select_related("key").filter(pk=document_id).first()
    if row is None:
        refuse_unseen(viewer, "documents:view")
    decision = require(viewer, "documents:view", File(case_id=row.case_id, report_id=row.report_id))
    if "documents.files" not in decision.fields:
        raise Refused("field")
    return row


def opened(viewer: Viewer, document_id: UUID, *, purpose: str) -> Opened:
    """The clean copy of a picture, else the document itself, for a purpose. Quarantined ones open for nobody here."""
    row = find(viewer, document_id)
    if row.state == Document.State.QUARANTINE or not purpose:
        raise Refused("quarantine" if purpose else "purpose")
    kind = "copy" if row.media_type.startswith("image/") else "original"
    content = unseal_content(
        row.key, code="documents.files", row_id=row.id, envelope=store.read(row.id, kind)
    )
    record(
        kind="documents.opened",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        case=row.case_id,
        report=row.report_id,
        subject=("document", row.id),
        purpose=purpose,
        happened_at=viewer.now,
        now=viewer.now,
    )
    name = unseal(row.key, code="documents.name", row_id=row.id, envelope=row.sealed_name)
    return Opened(name, row.media_type, content)
