"""A role takes two people: an administrator asks for it, somebody else says that the person and the work are real.

The second person is another administrator, or a supervisor of the officer's own body, who knows who works there.
Nobody lets in a made-up officer, or a second self, alone.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.access import Refused, Viewer, require
from qorgan.agencies.actions import _note, check_roles
from qorgan.agencies.acts import act
from qorgan.agencies.models import Officer, RoleAssignment
from qorgan.agencies.queries import waiting_for
from qorgan.agencies.refusals import CannotDo


@act
def confirm(*, officer: Officer, roles: list[str], by: Viewer, now: dt.datetime) -> Officer:
    """The roles that wait begin now. `roles` (codes): what the second person was shown.

    Raises AGY-02 (roles that cannot go together any more), AGY-14 (the same person), AGY-15 (other roles wait now).
    """
    require(by, "roles:confirm")
    waits = _shown(officer, roles, by=by)
    live = officer.assignments.filter(valid_from__lte=now).exclude(valid_until__lte=now)
    check_roles(officer.agency, {*roles, *live.values_list("role", flat=True)})
    waits.update(valid_from=now, confirmed_by=by.officer)
    _note("directory.roles_confirmed", by, ("officer", officer.id), now=now, detail={"roles": sorted(roles)})
    return officer


@act
def decline(*, officer: Officer, roles: list[str], by: Viewer, now: dt.datetime) -> Officer:
    """The roles that wait never begin. Raises AGY-14, AGY-15."""
    require(by, "roles:confirm")
    waits = _shown(officer, roles, by=by)
    waits.update(valid_until=now)
    _note("directory.roles_declined", by, ("officer", officer.id), now=now, detail={"roles": sorted(roles)})
    return officer


def _shown(officer: Officer, roles: list[str], *, by: Viewer) -> QuerySet[RoleAssignment]:
    """The rows that wait, locked, if this viewer may be the second person and saw all of them."""
    if officer.agency_id != by.agency_id and not by.may("directory:manage"):
        raise Refused("scope")
    waits = RoleAssignment.objects.filter(officer=officer, valid_from=None, valid_until=None)
    found = list(waits.select_for_update())
    if any(by.officer.id in (row.given_by_id, officer.id) for row in found):
        raise CannotDo(
            "AGY-14", _("You asked for this yourself, or it is about you. Somebody else must confirm it.")
        )
    mine = waiting_for(by).filter(officer=officer)
    if not roles or sorted(mine.values_list("role", flat=True)) != sorted(roles):
        raise CannotDo("AGY-15", _("Other roles wait now than you were shown. Look at them again."))
    return waits.filter(role__in=roles)
