"""What pages show of namings: who could be named in a case, what waits for a confirmation or a review."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from qorgan.agencies import queries as directory
from qorgan.agencies.access import File, Refused, Viewer, require
from qorgan.agencies.granting import unended
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency, Officer
from qorgan.agencies.permissions import OWNER
from qorgan.agencies.seen import CASE, named
from qorgan.cases.models import Case

S = AccessBlock.State
PAGE = 50


def parties(viewer: Viewer, case: Case) -> list[tuple[Agency, list[Officer]]]:
    """Bodies that have this case now, each with its officers who work now.

    Who does not keep the case reads of the others only bodies of enforcement: where else the child is helped, and so
    where it may sleep, is not theirs to know.
    """
    level = require(viewer, "blocks:name", File(case_id=case.id)).level
    grants = AccessGrant.objects.filter(unended(viewer.now), case_id=case.id)
    bodies = Agency.objects.filter(id__in=grants.values("agency_id"))
    if level != OWNER:
        known = Q(pk__in=(viewer.agency_id, case.agency_id))
        begun = grants.filter(valid_from__lte=viewer.now)  # what is only offered is not told either
        enforcing = Q(kind__in=Agency.ENFORCEMENT, id__in=begun.values("agency_id"))
        bodies = bodies.filter(known | enforcing)
    return [(body, directory.active_officers(body)) for body in bodies]


def to_confirm(viewer: Viewer) -> list[AccessBlock]:
    """Namings that wait for somebody of another body, oldest first: codes and names of officers, no word of a file."""
    require(viewer, "blocks:confirm")
    return _listed(_foreign(viewer, S.ASKED))


def to_review(viewer: Viewer) -> list[AccessBlock]:
    """Namings in force that wait for somebody outside all bodies concerned, oldest first."""
    require(viewer, "blocks:review")
    return _listed(_foreign(viewer, S.PROVISIONAL).exclude(confirmed_by__agency_id=viewer.agency_id))


def find(viewer: Viewer, block_id: UUID, verb: str) -> AccessBlock:
    """A naming that waits for this viewer. Raises `Refused`, whether it is another's or does not exist."""
    require(viewer, verb)
    state = S.ASKED if verb == "blocks:confirm" else S.PROVISIONAL
    block = _joined(_foreign(viewer, state)).filter(pk=block_id).first()
    if block is None:
        raise Refused("absent")
    return block


def _foreign(viewer: Viewer, state: str) -> QuerySet[AccessBlock]:
    """Namings in this state that the viewer's own body neither asked for nor is named in, nor is the viewer named in
    that case.
    """
    rows = AccessBlock.objects.filter(~Q(named(viewer, CASE, "case_id")), state=state)
    rows = rows.exclude(asked_by__agency_id=viewer.agency_id)
    return rows.exclude(agency_id=viewer.agency_id).exclude(officer__agency_id=viewer.agency_id)


def _joined(rows: QuerySet[AccessBlock]) -> QuerySet[AccessBlock]:
    return rows.select_related(
        "officer__agency", "agency", "replacement", "asked_by__agency", "confirmed_by__agency"
    )


def _listed(rows: QuerySet[AccessBlock]) -> list[AccessBlock]:
    return list(_joined(rows).order_by("asked_at", "id")[:PAGE])
