"""Giving a case to another body: asked with a reason, accepted by a person of the other body, moved at once.

Acts like those of `actions.py`, apart because they are a life cycle of their own: asked -> accepted | refused |
withdrawn. Until it is accepted nothing changes; then access, owner, clocks and referrals move in one transaction, so
that there is no moment without an owner. The history stays with the case.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from qorgan.agencies import granting, versions
from qorgan.agencies.access import File, Refused, Viewer, is_named, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency
from qorgan.agencies.permissions import LISTED
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.codes import TRANSFER_REFUSALS, TRANSFERS
from qorgan.cases.models import Case, Transfer
from qorgan.children.queries import notice_of
from qorgan.deadlines import actions as deadlines
from qorgan.journal.actions import record
from qorgan.vault import new_id

S = Transfer.State


@act
def ask_transfer(*, case: Case, to_agency: Agency, reason: str, by: Viewer, now: dt.datetime) -> Transfer:
    """Offer the case to another body. Raises CAS-08 (a body that cannot keep it), CAS-09 (offered already, or closed),
    CAS-10 (no reason)."""
    require(by, "cases:transfer", File(case_id=case.id))
    versions.one_at_a_time(case.id)
    if not to_agency.may_keep_cases or to_agency.id == case.agency_id or _is_named(case, to_agency):
        raise CannotDo("CAS-08", _("This body cannot keep a case here. Choose another."), "to_agency")
    if case.state != Case.State.OPEN or Transfer.objects.filter(case=case, state=S.ASKED).exists():
        raise CannotDo("CAS-09", _("The case is closed, or is already offered to a body. Look at its page."))
    if reason not in TRANSFERS:
        raise CannotDo("CAS-10", _("Choose a reason."), "reason")
    row_id = new_id()
    for file in _files(case):
        granting.give(file, agency_id=to_agency.id, level="owner", source_id=row_id, valid_from=None)
    transfer = Transfer.objects.create(
        id=row_id,
        case=case,
        number=case.number,
        from_agency_id=case.agency_id,
        to_agency=to_agency,
        reason=reason,
        notice=notice_of(case.id) | {"region": case.region_id or ""},
        state=S.ASKED,
        asked_by=by.officer,
        asked_at=now,
    )
    _note(
        "cases.transfer_asked", transfer, by=by, now=now, detail={"to": str(to_agency.id), "reason": reason}
    )
    return transfer


@act
def take_over(*, transfer: Transfer, by: Viewer, now: dt.datetime) -> Case:
    """The other body accepts, and who accepts keeps the case from now on. Raises CAS-11 (answered or withdrawn),
    CAS-09 (closed meanwhile)."""
    versions.one_at_a_time(transfer.case_id)  # a naming may be moving the case at this moment
    _receiver(transfer, by)
    _answer(transfer, S.ACCEPTED, "", by=by, now=now)
    for grant in AccessGrant.objects.filter(source_id=transfer.id, agency_id=by.agency_id, valid_until=None):
        granting.open_offer(grant, officer_id=by.officer.id, now=now)
    case = Case.objects.select_related("key", "agency", "owner", "region").filter(pk=transfer.case_id).first()
    if case is None or is_named(by, File(case_id=transfer.case_id)):
        raise Refused("absent")
    if case.state != Case.State.OPEN:
        raise CannotDo("CAS-09", _("The case is closed, or is already offered to a body. Look at its page."))
    before = case.agency_id
    ending = AccessGrant.objects.filter(granting.unended(now), case_id=case.id)
    ending.filter(agency_id=before).update(valid_until=now)
    ending.filter(agency_id=by.agency_id, level__in=LISTED).update(valid_until=now)
    case = versions.update(case, version=case.version, agency_id=by.agency_id, owner=by.officer)
    deadlines.move_case(case.id, from_agency=before, to_agency=by.agency_id, to=by.officer.id)
    _note("cases.transferred", transfer, by=by, now=now, detail={"to": str(by.officer.id)})
    return case


@act
def refuse_transfer(*, transfer: Transfer, reason: str, by: Viewer, now: dt.datetime) -> Transfer:
    """The other body says no, with a reason; the case stays where it is. Raises CAS-10, CAS-11."""
    _receiver(transfer, by)
    if reason not in TRANSFER_REFUSALS:
        raise CannotDo("CAS-10", _("Choose a reason."), "reason")
    _fall_away(transfer, S.REFUSED, reason, by=by, now=now)
    _note("cases.transfer_refused", transfer, by=by, now=now, detail={"reason": reason})
    return transfer


@act
def withdraw_transfer(*, transfer: Transfer, by: Viewer, now: dt.datetime) -> Transfer:
    """The body that keeps the case takes the offer back. Raises CAS-11."""
    require(by, "cases:transfer", File(case_id=transfer.case_id))
    _fall_away(transfer, S.WITHDRAWN, "", by=by, now=now)
    _note("cases.transfer_withdrawn", transfer, by=by, now=now)
    return transfer


def _files(case: Case) -> list[File]:
    """The case, and the report it came from: who keeps the case goes on reading it."""
    files = [File(case_id=case.id)]
    return [*files, File(report_id=case.report_id)] if case.report_id else files


def _is_named(case: Case, agency: Agency) -> bool:
    named = AccessBlock.objects.filter(case_id=case.id, agency=agency)
    return named.filter(state__in=AccessBlock.IN_FORCE).exists()


def _receiver(transfer: Transfer, by: Viewer) -> None:
    """Only the body asked answers; not an officer named in the case."""
    require(by, "cases:take_over")
    if transfer.to_agency_id != by.agency_id or is_named(by, File(case_id=transfer.case_id)):
        raise Refused("scope")


def _answer(transfer: Transfer, state: str, reason: str, *, by: Viewer, now: dt.datetime) -> None:
    hit = Transfer.objects.filter(pk=transfer.pk, state=S.ASKED).update(
        state=state, answered_by=by.officer, answered_at=now, answer_reason=reason
    )
    if not hit:
        raise CannotDo("CAS-11", _("This offer was answered or taken back."))
    transfer.refresh_from_db()


def _fall_away(transfer: Transfer, state: str, reason: str, *, by: Viewer, now: dt.datetime) -> None:
    _answer(transfer, state, reason, by=by, now=now)
    AccessGrant.objects.filter(source_id=transfer.id, valid_until=None).update(valid_until=now)


def _note(
    kind: str, transfer: Transfer, *, by: Viewer, now: dt.datetime, detail: dict[str, Any] | None = None
) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        case=transfer.case_id,
        subject=("case", transfer.case_id),
        detail=detail,
        happened_at=now,
        now=now,
    )
