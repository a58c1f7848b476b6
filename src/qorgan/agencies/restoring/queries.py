"""Whom one may help to a new second factor, what waits for a second colleague, and what the officer is told."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from qorgan.agencies.access import Viewer, require
from qorgan.agencies.models import FactorRestoration, Officer

OPEN = (FactorRestoration.State.ASKED, FactorRestoration.State.CONFIRMED)


def colleagues(viewer: Viewer) -> list[Officer]:
    """Others who work in one's body; for an administrator those of every body."""
    require(viewer, "colleagues:restore")
    rows = Officer.objects.filter(is_active=True, agency__active_until=None).exclude(pk=viewer.officer.id)
    if not viewer.may("directory:manage"):
        rows = rows.filter(agency_id=viewer.agency_id)
    return list(rows.select_related("agency").order_by("agency", "name"))


def colleague(viewer: Viewer, officer_id: UUID) -> Officer | None:
    """One of them."""
    return next((each for each in colleagues(viewer) if each.id == officer_id), None)


def waiting(viewer: Viewer) -> list[FactorRestoration]:
    """What another colleague began and nobody confirmed yet."""
    require(viewer, "colleagues:restore")
    return list(
        FactorRestoration.objects.filter(state=FactorRestoration.State.ASKED, open_until__gt=viewer.now)
        .exclude(Q(asked_by=viewer.officer.id) | Q(officer=viewer.officer.id))
        .select_related("officer__agency", "asked_by__agency")
        .order_by("asked_at")
    )


def untold(viewer: Viewer) -> list[FactorRestoration]:
    """What was done about one's own second factor and not read yet."""
    return list(
        FactorRestoration.objects.filter(officer=viewer.officer.id, told_at=None)
        .exclude(state__in=OPEN, open_until__gt=viewer.now)
        .select_related("asked_by__agency", "confirmed_by__agency")
        .order_by("asked_at")
    )


def enrolling(viewer: Viewer) -> UUID | None:
    """The restoration whose code was given and after which no new factor was set up yet."""
    used = FactorRestoration.objects.filter(officer=viewer.officer.id, state=FactorRestoration.State.USED)
    return used.order_by("-used_at").values_list("id", flat=True).first()
