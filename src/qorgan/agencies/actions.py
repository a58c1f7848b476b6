"""What administrators do with the directory: bodies, officers, roles."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import in_hand, versions
from qorgan.agencies.access import Viewer, require, viewer_of
from qorgan.agencies.acts import act
from qorgan.agencies.models import Agency, Officer, RoleAssignment, ServiceOffer
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.roles import INCOMPATIBLE, NEVER_IN_POLICE, ROLES
from qorgan.agencies.services import SERVICES
from qorgan.journal.actions import record
from qorgan.vault import new_id

AGENCY_FIELDS = (
    "kind",
    "region",
    "phone",
    "hours",
    "has_account",
    "takes_reports",
    "name_kk",
    "name_ru",
    "name_en",
)


@act
def add_agency(
    *,
    facts: dict[str, Any],
    services: list[str],
    form_token: UUID | None = None,
    by: Viewer,
    now: dt.datetime,
) -> Agency:
    """Add a body to the directory with the services it offers. The same `form_token` gives the same body."""
    require(by, "directory:manage")
    if before := versions.sent_before(Agency, form_token):
        return before
    agency = Agency.objects.create(
        id=form_token or new_id(),
        active_from=now,
        **{name: facts[name] for name in AGENCY_FIELDS if name in facts},
    )
    _offer(agency, services)
    _note("directory.agency_added", by, ("agency", agency.id), now=now)
    return agency


@act
def change_agency(
    *, agency: Agency, version: int, facts: dict[str, Any], services: list[str], by: Viewer, now: dt.datetime
) -> Agency:
    """Change a body. Raises GEN-01 when somebody changed it meanwhile."""
    require(by, "directory:manage")
    agency = versions.update(
        agency, version=version, **{name: facts[name] for name in AGENCY_FIELDS if name in facts}
    )
    _offer(agency, services)
    _note("directory.agency_changed", by, ("agency", agency.id), now=now)
    return agency


@act
def end_agency(*, agency: Agency, by: Viewer, now: dt.datetime) -> Agency:
    """A body stops working: its officers can do nothing any more; its history stays.

    Raises AGY-04 while it has a child's case, report or referral in hand.
    """
    require(by, "directory:manage")
    if left := in_hand.of(body=agency.id):
        raise CannotDo(
            "AGY-04",
            _("This body still has in hand: %s. Its officers must finish it or pass it on first.")
            % in_hand.told(left),
        )
    agency = versions.update(agency, version=agency.version, active_until=now)
    _note("directory.agency_ended", by, ("agency", agency.id), now=now)
    return agency


@act
def enrol(
    *,
    agency: Agency,
    login: str,
    name: str,
    password: str,
    language: str,
    roles: list[str],
    by: Viewer,
    now: dt.datetime,
) -> Officer:
    """Make an officer's account. Second factor is enrolled at the first sign-in; roles wait for a second person.

    Raises AGY-01 (sign-in name taken), AGY-02 (roles that cannot go together or in this body), ValidationError
    for a weak password.
    """
    require(by, "directory:manage")
    if Officer.objects.filter(login=login).exists():
        raise CannotDo("AGY-01", _("This sign-in name is taken. Choose another."), "login")
    officer = Officer(login=login, name=name, agency=agency, language=language, created_at=now)
    validate_password(password, officer)
    officer.set_password(password)
    officer.save()
    _set_roles(officer, roles, by=by, now=now)
    _note("directory.officer_enrolled", by, ("officer", officer.id), now=now, detail={"roles": sorted(roles)})
    return officer


@act
def set_roles(*, officer: Officer, roles: list[str], by: Viewer, now: dt.datetime) -> Officer:
    """Say which roles an officer is to hold. What is no longer among them ends at once, what is new waits for a
    second person (see `confirming`). Raises AGY-02, AGY-03, and AGY-04 where the officer could not go on with what is
    still in hand.
    """
    require(by, "directory:manage")
    if officer.id == by.officer.id:
        raise CannotDo("AGY-03", _("Nobody changes their own roles. Ask another administrator."))
    _check_still_done(officer, roles, now=now)
    _set_roles(officer, roles, by=by, now=now)
    _note("directory.roles_set", by, ("officer", officer.id), now=now, detail={"roles": sorted(roles)})
    return officer


@act
def end_officer(*, officer: Officer, by: Viewer, now: dt.datetime) -> Officer:
    """End an account at once. Nothing goes to nobody silently: raises AGY-04 while it has something in hand."""
    require(by, "directory:manage")
    if officer.id == by.officer.id:
        raise CannotDo("AGY-03", _("Nobody ends their own account. Ask another administrator."))
    if left := in_hand.of(officer=officer.id):
        raise CannotDo(
            "AGY-04",
            _("This officer still has in hand: %s. A supervisor must give it to a colleague first.")
            % in_hand.told(left),
        )
    officer = versions.update(officer, version=officer.version, is_active=False)
    _note("directory.officer_ended", by, ("officer", officer.id), now=now)
    return officer


def _check_still_done(officer: Officer, roles: list[str], *, now: dt.datetime) -> None:
    """What ends now ends at once, and what is new only waits: the roles that stay must do what is in hand."""
    held = viewer_of(officer, now=now)
    kept = Viewer(officer, tuple(role for role in held.roles if role in roles), now)
    if left := in_hand.lost(officer, held=held.verbs, kept=kept.verbs):
        raise CannotDo(
            "AGY-04",
            _(
                "With these roles this officer could not go on with: %s. Leave the old role until a supervisor has "
                "given it to a colleague, or until the new role is confirmed."
            )
            % in_hand.told(left),
            "roles",
        )


def _offer(agency: Agency, services: list[str]) -> None:
    for code in SERVICES:
        wanted = code in services
        ServiceOffer.objects.filter(agency=agency, service=code).exclude(active=wanted).update(active=wanted)
        if wanted:
            ServiceOffer.objects.get_or_create(agency=agency, service=code)


def _set_roles(officer: Officer, roles: list[str], *, by: Viewer, now: dt.datetime) -> None:
    check_roles(officer.agency, set(roles))
    live = officer.assignments.filter(Q(valid_until=None) | Q(valid_until__gt=now))
    live.exclude(role__in=roles).update(valid_until=now)
    held = set(live.values_list("role", flat=True))
    for role in sorted(set(roles) - held):
        RoleAssignment.objects.create(
            officer=officer, role=role, valid_from=None, given_by=by.officer, asked_at=now
        )


def check_roles(agency: Agency, roles: set[str]) -> None:
    """May somebody in this body hold these roles together? Raises AGY-02."""
    if unknown := roles - set(ROLES):
        raise CannotDo("AGY-02", _("There is no role “%s”.") % sorted(unknown)[0], "roles")
    if agency.is_enforcement and roles & NEVER_IN_POLICE:
        raise CannotDo("AGY-02", _("This role may not be given in a police, border or court body."), "roles")
    if any(pair <= roles for pair in INCOMPATIBLE):
        raise CannotDo("AGY-02", _("These roles cannot be held by one person."), "roles")


def _note(
    kind: str,
    by: Viewer,
    subject: tuple[str, UUID],
    *,
    now: dt.datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        subject=subject,
        detail=detail,
        happened_at=now,
        now=now,
    )
