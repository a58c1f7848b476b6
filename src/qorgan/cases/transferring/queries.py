"""What pages show of a case that is offered to another body."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Q

from qorgan.agencies import queries as directory
from qorgan.agencies.access import File, Refused, Viewer, require
from qorgan.agencies.models import Agency, Officer
from qorgan.cases.models import Case, Transfer
from qorgan.journal.actions import record

PAGE = 25


def offered(
    viewer: Viewer, *, after: tuple[dt.datetime, UUID] | None = None, limit: int = PAGE
) -> list[Transfer]:
    """Cases offered to the viewer's body that wait for an answer, oldest first: codes, no word of the file.

    One row more than `limit` may come back: it says that there is a next page.
    """
    if not viewer.may("cases:take_over"):
        return []
    rows = Transfer.objects.filter(to_agency_id=viewer.agency_id, state=Transfer.State.ASKED)
    if after:
        rows = rows.filter(Q(asked_at__gt=after[0]) | Q(asked_at=after[0], id__gt=after[1]))
    return list(rows.select_related("from_agency", "asked_by").order_by("asked_at", "id")[: limit + 1])


def find_offer(viewer: Viewer, transfer_id: UUID) -> Transfer:
    """One of them, journalled as a look. Raises `Refused`, whether it is another body's or does not exist."""
    require(viewer, "cases:take_over")
    rows = Transfer.objects.filter(to_agency_id=viewer.agency_id).select_related("from_agency", "asked_by")
    transfer = rows.filter(pk=transfer_id).first()
    if transfer is None:
        raise Refused("absent")
    return transfer


def note_offer_read(viewer: Viewer, transfer: Transfer) -> None:
    """The notice of an offer was read: that is a look at the case."""
    record(
        kind="cases.offer_read",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        case=transfer.case_id,
        subject=("case", transfer.case_id),
        happened_at=viewer.now,
        now=viewer.now,
    )


def waiting(viewer: Viewer, case_id: UUID) -> Transfer | None:
    """The offer of a case that waits for an answer, for its keeper."""
    require(viewer, "cases:transfer", File(case_id=case_id))
    rows = Transfer.objects.filter(case_id=case_id, state=Transfer.State.ASKED)
    return rows.select_related("to_agency", "asked_by").first()


def possible_bodies(case: Case) -> list[Agency]:
    """Bodies that could keep this case: those that work for children here, in its region first."""
    rows = Agency.objects.filter(has_account=True, active_until=None).exclude(pk=case.agency_id)
    rows = rows.filter(officers__in=keepers()).distinct()
    fit = [body for body in rows if body.may_keep_cases]
    return sorted(fit, key=lambda body: (body.region_id != case.region_id, body.name.casefold()))


def keepers() -> list[Officer]:
    """Officers anywhere who may keep a case, by body and name; a role that waits for its second person is none."""
    rows = directory.holding("cases:take_over")
    return list(rows.select_related("agency").distinct().order_by("agency", "name", "id"))
