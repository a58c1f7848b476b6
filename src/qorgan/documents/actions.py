"""What people do with documents: add one, say that one may show abuse, take those of a report into its case."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import versions
from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.refusals import CannotDo
from qorgan.documents import store
from qorgan.documents.checking import clean_picture, kind_of
from qorgan.documents.handing import actions as handing
from qorgan.documents.models import Container, Document
from qorgan.documents.units import actions as units
from qorgan.journal.actions import record
from qorgan.keyring.actions import seal, seal_content, unseal, unseal_content
from qorgan.keyring.models import WrappedKey
from qorgan.vault import new_id

CODE = "documents.files"
UNSEEN = "application/octet-stream"  # the kind of a file nobody looked into
S = Document.State


@act
def add(
    *,
    file: File,
    key: WrappedKey,
    name: str,
    content: bytes,
    may_show_abuse: bool,
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Document:
    """Add a document to a case, or to a report before there is one. The original is sealed and hashed; only the
    clean copy of a picture is shown.

    `may_show_abuse`: nobody looks into it here, not even at its kind; it is sealed for the specialist police unit at
    once. The same `form_token` gives the same document. Raises DOC-01, DOC-02, DOC-03; DOC-04 when there is no such
    unit.
    """
    require(by, "documents:add" if file.case_id else "reports:attach", file)
    if before := versions.sent_before(Document, form_token):
        return before
    unit_key = units.in_use() if may_show_abuse else None
    if may_show_abuse and unit_key is None:
        raise CannotDo(
            "DOC-04",
            _(
                "This cannot be taken in: no specialist police unit is registered here. Do not copy it and do not "
                "send it to anyone. Keep the device as it is and call 102."
            ),
            "may_show_abuse",
        )
    media_type = UNSEEN if may_show_abuse else kind_of(name, content)
    digest = hashlib.sha256(content).hexdigest()
    row_id = form_token or new_id()
    document = _row(row_id, file, key, name, digest, media_type, len(content), by=by, now=now)
    if unit_key is not None:
        document.state = S.QUARANTINE
        document.save(force_insert=True)
        _note("documents.quarantined", document, by=by, now=now)
        handing.seal_for_unit(document, unit_key, name=name, content=content, by=by, now=now)
        return document
    if media_type.startswith("image/"):
        copy = clean_picture(media_type, content)
        store.write(document.id, "copy", seal_content(key, code=CODE, row_id=document.id, content=copy))
    store.write(document.id, "original", seal_content(key, code=CODE, row_id=document.id, content=content))
    document.save(force_insert=True)
    _note("documents.added", document, by=by, now=now)
    return document


@act
def mark_abuse(*, document: Document, by: Viewer, now: dt.datetime) -> Container | None:
    """The button "this may show abuse": nobody opens it here any more, here and wherever it was copied to.

    With a specialist police unit it is sealed for that unit, and what we could open is destroyed after the commit;
    without one (None) it stays closed until there is one and the button is pressed again.
    """
    require(by, "documents:view", File(case_id=document.case_id, report_id=document.report_id))
    first = document.source_id or document.id
    family = list(Document.objects.filter(Q(pk=first) | Q(source_id=first)).select_related("key"))
    for each in family:
        if each.state == S.CLEAN:
            Document.objects.filter(pk=each.pk).update(state=S.QUARANTINE)
            _note("documents.quarantined", each, by=by, now=now)
    unit_key = units.in_use()
    made = None
    held = [each for each in family if store.place(each.id, "original").exists()]
    sealed = Container.objects.filter(document__in=family).exists()
    if unit_key is not None and held and not sealed:
        source = next((each for each in held if each.id == document.id), held[0])
        name = unseal(source.key, code="documents.name", row_id=source.id, envelope=source.sealed_name)
        envelope = store.read(source.id, "original")
        content = unseal_content(source.key, code=CODE, row_id=source.id, envelope=envelope)
        made = handing.seal_for_unit(source, unit_key, name=name, content=content, by=by, now=now)
    kinds = ("original", "copy") if made or sealed else ("copy",)
    gone = [store.place(each.id, kind) for each in family for kind in kinds]
    for path in gone:
        connection.on_commit(partial(path.unlink, missing_ok=True))
    document.state = S.QUARANTINE
    return made


def follow(
    *, report_id: UUID, case_id: UUID, key: WrappedKey, by: Viewer, now: dt.datetime
) -> list[Document]:
    """Copy the documents of a report into a case that is being opened from it, sealed under the case's own key.

    Copies, since a report with several children becomes several cases, and each key can be destroyed alone.
    """
    made = []
    for row in Document.objects.filter(report_id=report_id).select_related("key", "added_by", "agency"):
        name = unseal(row.key, code="documents.name", row_id=row.id, envelope=row.sealed_name)
        digest = unseal(row.key, code="documents.hash", row_id=row.id, envelope=row.sealed_hash)
        copy = _row(
            new_id(),
            File(case_id=case_id),
            key,
            name,
            digest,
            row.media_type,
            row.size,
            by=by,
            now=row.added_at,
        )
        copy.state, copy.source_id = row.state, row.id
        copy.added_by, copy.agency = row.added_by, row.agency
        copy.save(force_insert=True)
        if row.state == S.CLEAN:
            _copy_content(row, copy)
        made.append(copy)
    if made:
        record(
            kind="documents.followed",
            by=by.officer.id,
            agency=by.agency_id,
            case=case_id,
            subject=("case", case_id),
            detail={"count": len(made)},
            happened_at=now,
            now=now,
        )
    return made


def _copy_content(source: Document, target: Document) -> None:
    for kind in ("original", "copy"):
        if not store.place(source.id, kind).exists():
            continue
        envelope = store.read(source.id, kind)
        content = unseal_content(source.key, code=CODE, row_id=source.id, envelope=envelope)
        store.write(target.id, kind, seal_content(target.key, code=CODE, row_id=target.id, content=content))


def _row(
    row_id: UUID,
    file: File,
    key: WrappedKey,
    name: str,
    digest: str,
    media_type: str,
    size: int,
    *,
    by: Viewer,
    now: dt.datetime,
) -> Document:
    return Document(
        id=row_id,
        case_id=file.case_id,
        report_id=file.report_id,
        key=key,
        sealed_name=seal(key, code="documents.name", row_id=row_id, value=name),
        media_type=media_type,
        size=size,
        sealed_hash=seal(key, code="documents.hash", row_id=row_id, value=digest),
        state=S.CLEAN,
        added_by=by.officer,
        agency_id=by.agency_id,
        added_at=now,
    )


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
