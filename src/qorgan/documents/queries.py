"""What pages show of documents."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from qorgan.agencies.access import File, Refused, Viewer, refuse_unseen, require
from qorgan.agencies.permissions import LISTED
from qorgan.agencies.reading import Look, Sealed
from qorgan.documents import sharing, store
from qorgan.documents.models import Container, Document
from qorgan.journal.actions import record
from qorgan.keyring.actions import unseal, unseal_content

PEOPLE = ("unit", "from_agency", "collected_by", "handed_over_by")
PAGE = 50


@dataclass(frozen=True)
class DocumentShown:
    """One document of a list. `container`: what may show abuse, sealed for the specialist police unit."""

    document: Document
    name: Sealed | None
    container: Container | None


@dataclass(frozen=True)
class Receipt:
    """What remains of a hand-over: number, hashes, dates. `digest` of the content only for the bodies of the file."""

    container: Container
    digest: str


@dataclass(frozen=True)
class Opened:
    """A document's content, on its way to the officer who gave a purpose."""

    name: str
    media_type: str
    content: bytes


def of_file(look: Look) -> list[DocumentShown]:
    """Documents of the file this look opened, newest first; under a referral those of `documents.sharing`.

    Who may not see documents sees of a report only that the own body's are there, without their names.
    """
    rows = Document.objects.filter(case_id=look.file.case_id, report_id=look.file.report_id)
    rows = rows.filter(sharing.seen_by(look.viewer, look.decision))
    if not look.shows(sharing.FILES):
        if look.file.case_id is not None:
            return []
        rows = rows.filter(agency_id=look.viewer.agency_id)
    listed = list(rows.select_related("key", "added_by", "agency").order_by("-added_at", "-id"))
    sealed = _containers(listed)
    return [
        DocumentShown(
            row,
            look.sealed(row.key, sharing.FILES, row.id, row.sealed_name, slot="documents.name"),
            sealed.get(row.id) or sealed.get(row.source_id),
        )
        for row in listed
    ]


def _containers(rows: list[Document]) -> dict[UUID | None, Container]:
    """Containers by the document they were made of; a copy in a case has that of the report's document."""
    closed = [row for row in rows if row.state == Document.State.QUARANTINE]
    if not closed:
        return {}
    ids = {row.id for row in closed} | {row.source_id for row in closed if row.source_id}
    return {
        each.document_id: each
        for each in Container.objects.filter(document_id__in=ids).select_related(*PEOPLE)
    }


def find(viewer: Viewer, document_id: UUID) -> Document:
    """A document of a file the viewer may open documents of. Raises `Refused`."""
    row = Document.objects.select_related("key").filter(pk=document_id).first()
    if row is None:
        refuse_unseen(viewer, "documents:view")
    decision = require(viewer, "documents:view", File(case_id=row.case_id, report_id=row.report_id))
    if "documents.files" not in decision.fields:
        raise Refused("field")
    if decision.level in LISTED and not Document.objects.filter(sharing.seen_by(viewer, decision), pk=row.pk):
        raise Refused("scope")
    return row


def receipt(viewer: Viewer, document_id: UUID) -> Receipt:
    """The receipt for the bodies of the file, with the hash of the content. Journalled. Raises `Refused`."""
    row = find(viewer, document_id)
    container = _containers([row]).get(row.id) or _containers([row]).get(row.source_id)
    if container is None:
        raise Refused("absent")
    digest = unseal(row.key, code="documents.hash", row_id=row.id, envelope=row.sealed_hash)
    record(
        kind="documents.receipt_printed",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        case=row.case_id,
        report=row.report_id,
        subject=("document", row.id),
        happened_at=viewer.now,
        now=viewer.now,
    )
    return Receipt(container, digest)


def for_unit(viewer: Viewer) -> list[Container]:
    """Containers sealed for the viewer's body, those that wait first. It sees nothing else of the files."""
    require(viewer, "documents:collect")
    rows = Container.objects.filter(unit_id=viewer.agency_id).select_related(*PEOPLE)
    return list(rows.order_by(F("handed_over_at").desc(nulls_first=True), "sealed_at", "id")[:PAGE])


def find_for_unit(viewer: Viewer, container_id: UUID) -> Container:
    """One of them. Raises `Refused`, whether it is another unit's or does not exist."""
    require(viewer, "documents:collect")
    rows = Container.objects.filter(unit_id=viewer.agency_id).select_related(*PEOPLE)
    container = rows.filter(pk=container_id).first()
    if container is None:
        raise Refused("absent")
    return container


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
