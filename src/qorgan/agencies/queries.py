"""What pages show of the directory: bodies, services, officers, roles; and who asks to be named."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet

from qorgan.agencies.access import Viewer, require
from qorgan.agencies.models import Agency, Officer, Region, RoleAssignment
from qorgan.agencies.roles import CONFIRMED_OUTSIDE, ROLES, Role

DEMONSTRATION = "Qorgan: demonstration, no real persons"

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"


@dataclass(frozen=True)
class CastMember:
    """An invented officer with roles in words."""

    officer: Officer
    roles: list[Role]


def directory(viewer: Viewer, *, kind: str = "", region: str = "", service: str = "") -> list[Agency]:
    """Bodies that work now, by name in the reader's language."""
    require(viewer, "directory:view")
    rows = Agency.objects.filter(active_until=None).select_related("region").prefetch_related("offers")
    if kind:
        rows = rows.filter(kind=kind)
    if region:
        rows = rows.filter(region_id=region)
    if service:
        rows = rows.filter(offers__service=service, offers__active=True)
    return sorted(rows.distinct(), key=lambda agency: spelled(agency.name))


def receivers() -> QuerySet[Agency]:
    """Bodies that take reports here."""
    rows = Agency.objects.filter(takes_reports=True, has_account=True, active_until=None)
    return rows.select_related("region")


def holding(verb: str) -> QuerySet[Officer]:
    """Officers anywhere whose roles give this right now; a role that waits for its second person gives none."""
    giving = [code for code, role in ROLES.items() if verb in role.verbs]
    return Officer.objects.filter(
        is_active=True,
        agency__has_account=True,
        agency__active_until=None,
        assignments__role__in=giving,
        assignments__valid_from__isnull=False,
        assignments__valid_until=None,
    )


def case_openers() -> list[Agency]:
    """Bodies that take reports here and where somebody can open a case from them."""
    rows = receivers().filter(officers__in=holding("cases:open")).distinct()
    return [body for body in rows if body.may_keep_cases]


def opens_cases(viewer: Viewer) -> bool:
    """Can the viewer, or anybody else in the viewer's body, open a case from a report?"""
    body = viewer.officer.agency
    if not body.may_keep_cases:
        return False
    return viewer.may("cases:open") or holding("cases:open").filter(agency=body).exists()


def colleagues(viewer: Viewer, verb: str) -> list[Officer]:
    """Officers of the viewer's body to whom work that needs `verb` can be given, the viewer among them."""
    return list(holding(verb).filter(agency_id=viewer.agency_id).distinct().order_by("name", "id"))


def spelled(name: str) -> list[int]:
    """Sorts names as a Kazakh or Russian reader looks for them: Ақтау before Алматы, not after Атырау."""
    return [2000 + ALPHABET.index(sign) if sign in ALPHABET else ord(sign) for sign in name.casefold()]


def regions() -> list[Region]:
    """All regions, by name in the reader's language."""
    return sorted(Region.objects.all(), key=lambda region: spelled(region.name))


def officers(viewer: Viewer) -> list[Officer]:
    """All officers, for the administrator."""
    require(viewer, "directory:manage")
    return list(
        Officer.objects.select_related("agency").prefetch_related("assignments").order_by("agency", "name")
    )


def waiting_for(viewer: Viewer) -> QuerySet[RoleAssignment]:
    """Roles that wait for a second person whom this viewer can be."""
    rows = RoleAssignment.objects.filter(
        valid_from=None,
        valid_until=None,
        officer__is_active=True,
        officer__agency__active_until=None,
    )
    if not viewer.may("roles:confirm"):
        return rows.none()
    if not viewer.may("directory:manage"):
        rows = rows.filter(officer__agency=viewer.agency_id).exclude(role__in=CONFIRMED_OUTSIDE)
    return rows.exclude(officer=viewer.officer.id).exclude(given_by=viewer.officer.id)


@dataclass(frozen=True)
class Waiting:
    """An officer whose roles wait for a second person, and who asked for them."""

    officer: Officer
    roles: list[Role]
    asked_by: Officer | None

    @property
    def codes(self) -> list[str]:
        return [role.code for role in self.roles]


def waiting_roles(viewer: Viewer) -> list[Waiting]:
    """Officers for whose roles this viewer can be the second person, longest waiting first."""
    rows = waiting_for(viewer).select_related("officer__agency", "given_by").order_by("asked_at")
    found: dict[Officer, list[RoleAssignment]] = {}
    for row in rows:
        if row.role in ROLES:
            found.setdefault(row.officer, []).append(row)
    return [
        Waiting(officer, [ROLES[row.role] for row in of], of[-1].given_by) for officer, of in found.items()
    ]


def is_demonstration() -> bool:
    """Is this database marked as a demonstration? The mark is a database comment only the owner can write."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        return bool(cursor.fetchone()[0] == DEMONSTRATION)


def demo_cast(*, now: dt.datetime) -> list[tuple[Agency, list[CastMember]]]:
    """The invented officers of a demonstration, by body."""
    if not is_demonstration():
        return []
    cast: dict[Agency, list[CastMember]] = {}
    people = (
        Officer.objects.filter(is_active=True)
        .select_related("agency__region")
        .prefetch_related("assignments")
    )
    for officer in people.order_by("agency__name_en", "name"):
        begun = [a for a in officer.assignments.all() if a.valid_from is not None and a.valid_from <= now]
        live = [a.role for a in begun if a.valid_until is None or a.valid_until > now]
        cast.setdefault(officer.agency, []).append(CastMember(officer, [ROLES[role] for role in live]))
    return list(cast.items())


def active_officers(agency: Agency) -> list[Officer]:
    """Officers of a body who work now."""
    return list(agency.officers.filter(Q(is_active=True)).order_by("name"))
