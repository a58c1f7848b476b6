"""Handing over what may show abuse: sealed for the unit -> collected by it -> opened there, and destroyed here.

Acts like those of `actions.py`, apart because they are a life cycle of their own. Collecting may be repeated until
the hand-over is confirmed: a broken download must not destroy evidence, and the container opens for nobody else.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from django.db import connection
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.access import File, Refused, Viewer, is_named, require
from qorgan.agencies.acts import act
from qorgan.agencies.numbers import make_number
from qorgan.agencies.refusals import CannotDo
from qorgan.documents import store
from qorgan.documents.models import Container, Document, UnitKey
from qorgan.journal.actions import record
from qorgan.vault import new_id, pack, proof_of

_DIGEST = re.compile(r"[0-9a-f]{64}")


def seal_for_unit(
    document: Document, unit_key: UnitKey, *, name: str, content: bytes, by: Viewer, now: dt.datetime
) -> Container:
    """Seal the content with the unit's public key, inside the act that takes it in. The house cannot undo it."""
    container_id = new_id()
    sealed = pack(
        bytes(unit_key.public),
        content,
        container_id=container_id,
        name=name,
        media_type=document.media_type,
    )
    store.write(container_id, "container", sealed)
    container = Container.objects.create(
        id=container_id,
        number=make_number("H"),
        document=document,
        case_id=document.case_id,
        report_id=document.report_id,
        unit_id=unit_key.agency_id,
        unit_key=unit_key,
        size=len(sealed),
        sha256=hashlib.sha256(sealed).hexdigest(),
        proof=proof_of(container_id, hashlib.sha256(content).hexdigest()),
        from_agency_id=by.agency_id,
        sealed_at=now,
    )
    _note("documents.sealed_for_unit", container, by=by, now=now)
    return container


@act
def collect(*, container: Container, by: Viewer, now: dt.datetime) -> bytes:
    """The sealed bytes, for an officer of the unit. Raises DOC-05 when it was handed over before."""
    require(by, "documents:collect")
    _of_my_unit(container, by)
    if container.handed_over_at is not None:
        raise CannotDo("DOC-05", _("This container was handed over and destroyed. The receipt remains."))
    sealed = store.read(container.id, "container")
    Container.objects.filter(pk=container.pk, handed_over_at=None).update(
        collected_by=by.officer, collected_at=now
    )
    _note("documents.collected", container, by=by, now=now)
    return sealed


@act
def hand_over(*, container: Container, digest: str, by: Viewer, now: dt.datetime) -> Container:
    """The unit has opened the container: it is destroyed here, and hashes and dates remain as the receipt.

    Raises DOC-05 (handed over before), DOC-06 (not collected), DOC-07 (not the hash of what was inside).
    """
    require(by, "documents:collect")
    _of_my_unit(container, by)
    if container.handed_over_at is not None:
        raise CannotDo("DOC-05", _("This container was handed over and destroyed. The receipt remains."))
    if container.collected_at is None:
        raise CannotDo("DOC-06", _("Download the container first, and open it on your own machine."))
    typed = "".join(digest.split()).lower()
    if not _DIGEST.fullmatch(typed) or proof_of(container.id, typed) != container.proof:
        raise CannotDo(
            "DOC-07",
            _("This is not the hash of what was inside. Copy all 64 signs your machine printed."),
            "digest",
        )
    hit = Container.objects.filter(pk=container.pk, handed_over_at=None).update(
        handed_over_by=by.officer, handed_over_at=now
    )
    if not hit:
        raise CannotDo("DOC-05", _("This container was handed over and destroyed. The receipt remains."))
    container.refresh_from_db()
    _note("documents.handed_over", container, by=by, now=now)
    path = store.place(container.id, "container")
    connection.on_commit(lambda: path.unlink(missing_ok=True))
    return container


def _of_my_unit(container: Container, by: Viewer) -> None:
    """Only the unit for which it was sealed; not an officer named in the file."""
    if container.unit_id != by.agency_id:
        raise Refused("scope")
    if is_named(by, File(case_id=container.case_id, report_id=container.report_id)):
        raise Refused("scope")


def _note(kind: str, container: Container, *, by: Viewer, now: dt.datetime) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=container.case_id,
        report=container.report_id,
        subject=("container", container.id),
        happened_at=now,
        now=now,
    )
