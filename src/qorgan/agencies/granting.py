"""Opening and ending access of bodies to files. Only acts of other rooms call this, inside their transactions."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Q

from qorgan.agencies.access import File
from qorgan.agencies.models import AccessGrant


def give(
    file: File,
    *,
    agency_id: UUID,
    level: str,
    officer_id: UUID | None = None,
    fields: list[str] | None = None,
    source_id: UUID | None = None,
    valid_from: dt.datetime | None,
    valid_until: dt.datetime | None = None,
) -> AccessGrant:
    """Give a body access. `valid_from` None: offered; it opens when the body accepts. `valid_until`: no longer than."""
    return AccessGrant.objects.create(
        case_id=file.case_id,
        report_id=file.report_id,
        agency_id=agency_id,
        level=level,
        officer_id=officer_id,
        fields=fields or [],
        source_id=source_id,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def has(file: File, *, agency_id: UUID, level: str) -> bool:
    """Has the body this access to the file, or is it offered?"""
    rows = AccessGrant.objects.filter(case_id=file.case_id, report_id=file.report_id, agency_id=agency_id)
    return rows.filter(level=level, valid_until=None).exists()


def open_offer(grant: AccessGrant, *, officer_id: UUID, now: dt.datetime) -> None:
    """The body accepted: its access begins, and the officer who accepted answers for it."""
    AccessGrant.objects.filter(unended(now), pk=grant.pk).update(valid_from=now, officer_id=officer_id)


def end(grant: AccessGrant, *, now: dt.datetime) -> None:
    """No access from now on; what was seen stays in the journal."""
    AccessGrant.objects.filter(unended(now), pk=grant.pk).update(valid_until=now)


def unended(now: dt.datetime) -> Q:
    """Grants that have not ended, opened or only offered; the end of some is known beforehand."""
    return Q(valid_until=None) | Q(valid_until__gt=now)


def end_of_body(file: File, *, agency_id: UUID, level: str, now: dt.datetime) -> None:
    """The body has this access to the file no more, whichever of its officers had it."""
    AccessGrant.objects.filter(
        case_id=file.case_id, report_id=file.report_id, agency_id=agency_id, level=level, valid_until=None
    ).update(valid_until=now)


def take_up(file: File, *, agency_id: UUID, level: str, officer_id: UUID) -> None:
    """Where nobody in the body had taken the file yet, it is this officer's now."""
    AccessGrant.objects.filter(
        case_id=file.case_id,
        report_id=file.report_id,
        agency_id=agency_id,
        level=level,
        officer=None,
        valid_until=None,
    ).update(officer_id=officer_id)


def pass_to(grant: AccessGrant, *, officer_id: UUID) -> None:
    """This one access becomes another officer's inside the same body; others of the body to the same file stay."""
    AccessGrant.objects.filter(pk=grant.pk).update(officer_id=officer_id)


def hand_over(file: File, *, agency_id: UUID, level: str, officer_id: UUID) -> None:
    """The file becomes another officer's inside the same body."""
    AccessGrant.objects.filter(
        case_id=file.case_id, report_id=file.report_id, agency_id=agency_id, level=level, valid_until=None
    ).update(officer_id=officer_id)
