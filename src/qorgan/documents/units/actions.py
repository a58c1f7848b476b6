"""The key of the specialist police unit: one administrator registers its public half, another confirms it.

Acts like those of `actions.py`, apart because they are a life cycle of their own: asked -> confirmed -> ended. One
person alone could register a key of their own and read what nobody here may read.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.utils.translation import gettext_lazy as _

from qorgan.agencies import versions
from qorgan.agencies.access import Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.documents.models import UnitKey
from qorgan.journal.actions import record
from qorgan.vault import VaultError, new_id, read_public


@act
def register(*, agency: Agency, public_text: str, by: Viewer, now: dt.datetime) -> UnitKey:
    """Write down a unit's public key; it is used only when a second administrator has confirmed it.

    Raises DOC-11 (not a police body that works here), DOC-12 (not a public key, or one that was here before).
    """
    require(by, "directory:manage")
    if agency.kind != Agency.Kind.POLICE or not agency.has_account or agency.active_until is not None:
        raise CannotDo(
            "DOC-11", _("Only a police body that works here with accounts can be this unit."), "agency"
        )
    try:
        public = read_public(public_text)
    except VaultError:
        raise CannotDo(
            "DOC-12", _("This is not a public key of a unit. It has 44 letters and signs."), "public"
        ) from None
    versions.one_at_a_time(agency.id)
    if UnitKey.objects.filter(public=public).exists():
        raise CannotDo("DOC-12", _("This key was registered before. The unit must make a new one."), "public")
    key = UnitKey.objects.create(id=new_id(), agency=agency, public=public, asked_by=by.officer, asked_at=now)
    _note("units.key_asked", key, by=by, now=now)
    return key


@act
def confirm(*, key: UnitKey, by: Viewer, now: dt.datetime) -> UnitKey:
    """A second administrator has compared the fingerprint with the unit: the key is in use, the one before it ends.

    Raises DOC-13 (the same person), DOC-14 (it does not wait).
    """
    require(by, "directory:manage")
    if key.asked_by_id == by.officer.id:
        raise CannotDo("DOC-13", _("Another administrator must confirm the key."))
    hit = UnitKey.objects.filter(pk=key.pk, confirmed_at=None, ended_at=None).update(
        confirmed_by=by.officer, confirmed_at=now
    )
    if not hit:
        raise CannotDo("DOC-14", _("This key does not wait for a confirmation."))
    UnitKey.objects.filter(ended_at=None, confirmed_at__isnull=False).exclude(pk=key.pk).update(ended_at=now)
    key.refresh_from_db()
    _note("units.key_confirmed", key, by=by, now=now)
    return key


@act
def end(*, key: UnitKey, by: Viewer, now: dt.datetime) -> UnitKey:
    """Nothing more is sealed with this key; what was sealed stays for the unit. Raises DOC-14 when it has ended."""
    require(by, "directory:manage")
    if not UnitKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=now):
        raise CannotDo("DOC-14", _("This key is not in use any more."))
    key.refresh_from_db()
    _note("units.key_ended", key, by=by, now=now)
    return key


def in_use() -> UnitKey | None:
    """The key with which we seal now, if a unit that works is registered."""
    live = UnitKey.objects.filter(
        confirmed_at__isnull=False, ended_at=None, agency__active_until=None, agency__has_account=True
    )
    return live.select_related("agency").order_by("-confirmed_at").first()


def listed(viewer: Viewer) -> list[UnitKey]:
    """All keys there ever were, for administrators, newest first."""
    require(viewer, "directory:manage")
    return list(
        UnitKey.objects.select_related("agency", "asked_by", "confirmed_by").order_by("-asked_at", "-id")
    )


def fingerprint(key: UnitKey) -> str:
    """What two people compare on the telephone: 32 letters and digits of the SHA-256 of the key, in fours."""
    text = hashlib.sha256(bytes(key.public)).hexdigest()[:32].upper()
    return " ".join(text[n : n + 4] for n in range(0, 32, 4))


def _note(kind: str, key: UnitKey, *, by: Viewer, now: dt.datetime) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        subject=("agency", key.agency_id),
        detail={"unit_key": str(key.id)},
        happened_at=now,
        now=now,
    )
