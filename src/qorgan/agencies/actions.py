"""What administrators do with the directory, and what others do when an officer or body is named in a case."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import versions
from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency, Officer, RoleAssignment, ServiceOffer
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.roles import INCOMPATIBLE, NEVER_IN_POLICE, ROLES
from qorgan.agencies.services import SERVICES
from qorgan.journal.actions import record

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
def add_agency(*, facts: dict[str, Any], services: list[str], by: Viewer, now: dt.datetime) -> Agency:
    """Add a body to the directory with the services it offers."""
    require(by, "directory:manage")
    agency = Agency.objects.create(
        active_from=now, **{name: facts[name] for name in AGENCY_FIELDS if name in facts}
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
    """A body stops working: its officers can do nothing from now on; its history stays. Raises AGY-04 with live files."""
    require(by, "directory:manage")
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
    """Make an officer's account. Second factor is enrolled at the first sign-in.

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
    """Give an officer exactly these roles from now on. Effective at the next request. Raises AGY-02, AGY-03."""
    require(by, "directory:manage")
    if officer.id == by.officer.id:
        raise CannotDo("AGY-03", _("Nobody changes their own roles. Ask another administrator."))
    _set_roles(officer, roles, by=by, now=now)
    _note("directory.roles_set", by, ("officer", officer.id), now=now, detail={"roles": sorted(roles)})
    return officer


@act
def end_officer(*, officer: Officer, by: Viewer, now: dt.datetime) -> Officer:
    """End an account at once. Its files go to nobody silently: raises AGY-04 while it keeps cases."""
    require(by, "directory:manage")
    if officer.id == by.officer.id:
        raise CannotDo("AGY-03", _("Nobody ends their own account. Ask another administrator."))
    officer = versions.update(officer, version=officer.version, is_active=False)
    _note("directory.officer_ended", by, ("officer", officer.id), now=now)
    return officer


@act
def name_as_involved(
    *,
    case_id: UUID,
    officer: Officer | None = None,
    agency: Agency | None = None,
    replacement: Officer | None = None,
    by: Viewer,
    now: dt.datetime,
) -> AccessBlock:
    """Say that an officer or body is named in this case. No effect until a second body confirms.

    Raises BLK-01 (oneself), BLK-02 (the keeper of the case without a replacement).
    """
    require(by, "blocks:name", File(case_id=case_id))
    if officer is not None and officer.id == by.officer.id:
        raise CannotDo("BLK-01", _("You cannot name yourself. Speak to your supervisor."))
    keeps = (
        officer is not None
        and AccessGrant.objects.filter(
            case_id=case_id, level="owner", officer=officer, valid_until=None
        ).exists()
    )
    if keeps and (replacement is None or replacement.agency_id != officer.agency_id):
        raise CannotDo("BLK-02", _("This officer keeps the case. Name who takes it over."), "replacement")
    block = AccessBlock.objects.create(
        case_id=case_id,
        officer=officer,
        agency=agency,
        replacement=replacement,
        state=AccessBlock.State.ASKED,
        asked_by=by.officer,
        asked_at=now,
    )
    _note("blocks.asked", by, ("block", block.id), now=now, case=case_id)
    return block


@act
def confirm_block(*, block: AccessBlock, by: Viewer, now: dt.datetime) -> AccessBlock:
    """A person of another body confirms: access ends now, provisionally, and the replacement takes over.

    Raises BLK-03 (same body as the one who asked, or as the one named), BLK-04 (not waiting).
    """
    require(by, "blocks:confirm")
    if block.state != AccessBlock.State.ASKED:
        raise CannotDo("BLK-04", _("This naming does not wait for a confirmation."))
    if by.agency_id in {block.asked_by.agency_id, *_bodies_named(block)}:
        raise CannotDo("BLK-03", _("Somebody of another body must confirm."))
    hit = AccessBlock.objects.filter(pk=block.pk, state=AccessBlock.State.ASKED).update(
        state=AccessBlock.State.PROVISIONAL, confirmed_by=by.officer, confirmed_at=now
    )
    if not hit:
        raise CannotDo("BLK-04", _("This naming does not wait for a confirmation."))
    block.refresh_from_db()
    _note("blocks.confirmed", by, ("block", block.id), now=now, case=block.case_id)
    return block


@act
def review_block(*, block: AccessBlock, uphold: bool, by: Viewer, now: dt.datetime) -> AccessBlock:
    """Review within 72 hours outside both bodies: uphold or lift. Raises BLK-03, BLK-04."""
    require(by, "blocks:review")
    if block.state != AccessBlock.State.PROVISIONAL:
        raise CannotDo("BLK-04", _("This naming does not wait for a review."))
    parties = {block.asked_by.agency_id, block.confirmed_by.agency_id, *_bodies_named(block)}
    if by.agency_id in parties:
        raise CannotDo("BLK-03", _("Somebody outside the bodies concerned must review."))
    AccessBlock.objects.filter(pk=block.pk, state=AccessBlock.State.PROVISIONAL).update(
        state=AccessBlock.State.UPHELD if uphold else AccessBlock.State.LIFTED,
        reviewed_by=by.officer,
        reviewed_at=now,
    )
    block.refresh_from_db()
    _note("blocks.reviewed", by, ("block", block.id), now=now, case=block.case_id, detail={"upheld": uphold})
    return block


def _bodies_named(block: AccessBlock) -> set[UUID]:
    if block.agency_id is not None:
        return {block.agency_id}
    return {block.officer.agency_id} if block.officer is not None else set()


def _offer(agency: Agency, services: list[str]) -> None:
    for code in SERVICES:
        wanted = code in services
        ServiceOffer.objects.filter(agency=agency, service=code).exclude(active=wanted).update(active=wanted)
        if wanted:
            ServiceOffer.objects.get_or_create(agency=agency, service=code)


def _set_roles(officer: Officer, roles: list[str], *, by: Viewer, now: dt.datetime) -> None:
    _check_roles(officer.agency, set(roles))
    live = officer.assignments.filter(Q(valid_until=None) | Q(valid_until__gt=now))
    live.exclude(role__in=roles).update(valid_until=now)
    held = set(live.values_list("role", flat=True))
    for role in sorted(set(roles) - held):
        RoleAssignment.objects.create(officer=officer, role=role, valid_from=now, given_by=by.officer)


def _check_roles(agency: Agency, roles: set[str]) -> None:
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
    case: UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=case,
        subject=subject,
        detail=detail,
        happened_at=now,
        now=now,
    )
