"""What people do with documents: add one, say that one may show abuse."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import connection

from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.documents import store
from qorgan.documents.checking import clean_picture, kind_of
from qorgan.documents.models import Document
from qorgan.journal.actions import record
from qorgan.keyring.actions import seal, seal_content
from qorgan.keyring.models import WrappedKey
from qorgan.vault import new_id

CODE = "documents.files"


@act
def add(
    *,
    file: File,
    key: WrappedKey,
    name: str,
    content: bytes,
    may_show_abuse: bool,
    by: Viewer,
    now: dt.datetime,
) -> Document:
    """Add a document to a case. The original is sealed and hashed; only the clean copy of a picture is shown.

    `may_show_abuse`: no preview, no re-encoding, nobody opens it here. Raises DOC-01, DOC-02, DOC-03.
    """
    require(by, "documents:add", file)
    media_type = kind_of(name, content)
    document_id = new_id()
    if media_type.startswith("image/") and not may_show_abuse:
        copy = clean_picture(media_type, content)
        store.write(document_id, "copy", seal_content(key, code=CODE, row_id=document_id, content=copy))
    store.write(document_id, "original", seal_content(key, code=CODE, row_id=document_id, content=content))
    digest = hashlib.sha256(content).hexdigest()
    document = Document.objects.create(
        id=document_id,
        case_id=file.case_id,
        report_id=file.report_id,
        key=key,
        sealed_name=seal(key, code="documents.name", row_id=document_id, value=name),
        media_type=media_type,
        size=len(content),
        sealed_hash=seal(key, code="documents.hash", row_id=document_id, value=digest),
        state=Document.State.QUARANTINE if may_show_abuse else Document.State.CLEAN,
        added_by=by.officer,
        agency_id=by.agency_id,
        added_at=now,
    )
    _note("documents.quarantined" if may_show_abuse else "documents.added", document, by=by, now=now)
    return document


@act
def mark_abuse(*, document: Document, by: Viewer, now: dt.datetime) -> Document:
    """The button "this may show abuse": nobody opens it here any more; the clean copy goes after the commit."""
    require(by, "documents:view", File(case_id=document.case_id, report_id=document.report_id))
    Document.objects.filter(pk=document.pk).update(state=Document.State.QUARANTINE)
    document.state = Document.State.QUARANTINE
    _note("documents.quarantined", document, by=by, now=now)
    connection.on_commit(lambda: store.place(document.id, "copy").unlink(missing_ok=True))
    return document


def _note(kind: str, document: Document, *, by: Viewer, now: dt.datetime) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=document.case_id,
        report=document.report_id,
        subject=("document", document.id),
        detail={"size": document.size},
        happened_at=now,
        now=now,
    )
