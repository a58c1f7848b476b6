"""Whether a child is compared, and with whom: legal basis, the keeper, a person's choice, limits against probing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from qorgan.agencies.models import AccessGrant, Agency, Officer
from qorgan.journal.actions import record
from qorgan.linking.models import Basis, Choice, Run

OFFICER_A_DAY = 8  # identities of one officer's acts with which other bodies are asked in 24 hours
CASE_A_MONTH = 3  # different identities of one case with which other bodies are asked in 30 days
NO_ANSWERS = Agency.ENFORCEMENT | Agency.MIGRATION_BODIES


@dataclass(frozen=True)
class Keeping:
    """Who keeps a case now."""

    agency: Agency
    officer_id: UUID | None


def keeper(case_id: UUID, *, now: dt.datetime) -> Keeping | None:
    """The body that keeps a case, and its officer if one is named."""
    grants = AccessGrant.objects.filter(case_id=case_id, level="owner", valid_from__lte=now)
    for grant in grants.select_related("agency").only("officer_id", "valid_until", "agency__kind"):
        if grant.valid_until is None or grant.valid_until > now:
            return Keeping(grant.agency, grant.officer_id)
    return None


def part_of(case_id: UUID) -> str:
    """How the child takes part: the newest choice of a person."""
    row = Choice.objects.filter(case_id=case_id).order_by("-at", "-id").values_list("part", flat=True).first()
    return row or Choice.Part.DEFAULT


def basis_in_force() -> bool:
    """Is there a legal basis now?"""
    row = Basis.objects.order_by("-at", "-id").values_list("in_force", flat=True).first()
    return bool(row)


def reachable(case_id: UUID) -> bool:
    """May other bodies learn that this record exists? Not while anybody is named in the case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT qorgan_match_reachable(%s)", [case_id])
        return bool(cursor.fetchone()[0])


def held(
    case_id: UUID,
    keeping: Keeping,
    officer_id: UUID | None,
    mark: bytes,
    part: str,
    keys: list[str],
    *,
    now: dt.datetime,
) -> str:
    """Why other bodies are not asked; empty when they are.

    Whoever plants invented children to learn which real ones are known here gets few answers, and is seen asking.
    """
    if not keys:
        return Run.Held.NO_IDENTITY
    if keeping.agency.kind in NO_ANSWERS or _of_enforcement(officer_id):
        return Run.Held.KIND
    if part == Choice.Part.BODY:
        return Run.Held.CHOICE
    asked = Run.objects.filter(held=Run.Held.NONE)
    month = asked.filter(case_id=case_id, at__gt=now - dt.timedelta(days=30))
    if len({bytes(each) for each in month.values_list("fingerprint", flat=True)} - {mark}) >= CASE_A_MONTH:
        return Run.Held.CASE
    day = asked.filter(officer_id=officer_id, at__gt=now - dt.timedelta(days=1))
    if officer_id is not None and day.count() >= OFFICER_A_DAY:
        return Run.Held.OFFICER
    return Run.Held.NONE


def _of_enforcement(officer_id: UUID | None) -> bool:
    bodies = Officer.objects.filter(pk=officer_id).values("agency_id")
    return officer_id is not None and Agency.objects.filter(kind__in=NO_ANSWERS, pk__in=bodies).exists()


def note(
    kind: str,
    case_id: UUID,
    agency_id: UUID | None,
    *,
    now: dt.datetime,
    detail: dict[str, object] | None = None,
) -> None:
    """An entry of the linker: no officer did it."""
    record(
        kind=kind, by=None, agency=agency_id, case=case_id, subject=("case", case_id), detail=detail,
        happened_at=now, now=now,
    )  # fmt: skip
