"""What pages show of clocks: an officer's tasks, a file's clocks, who is late where."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Exists, F, Q, QuerySet

from qorgan.agencies.access import File, Viewer, refuse_unseen, require
from qorgan.agencies.roles import AGENCY
from qorgan.deadlines.models import Clock

PAGE = 25
BEHIND = dt.timedelta(minutes=5)  # the worker comes every minute
MISSED_SHOWN = dt.timedelta(days=30)  # how long coordination still sees what a body let pass
# duties of a child who is in danger now: they stand before everything else, however late the rest is
DANGER = (
    "dl.demo.assessment.first.danger",
    "dl.demo.case.open.danger",
    "dl.demo.referral.accept.urgent",
)
# owed by whoever may be the second person of a "no": those see it with the decision (`cases.deciding.queries`)
SECOND = "dl.demo.status.second"


def tasks(viewer: Viewer, *, after: tuple[dt.datetime, UUID] | None = None, limit: int = PAGE) -> list[Clock]:
    """Running duties with a deadline, most urgent first: the officer's own and untaken ones.

    Not among them: those of `danger`, and those of second persons. Officers with body-wide scope see all of their
    body's. Keyset page: `after` is (due_at, id) of the last row. One row more than `limit` may come back: it says that
    there is a next page.
    """
    rows = own(viewer).filter(due_at__isnull=False).exclude(rule__in=(*DANGER, SECOND))
    rows = rows.annotate(unwatched=_unwatched(own(viewer), now=viewer.now))
    if after:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], id__gt=after[1]))
    return list(rows.order_by("due_at", "id")[: limit + 1])


def danger(
    viewer: Viewer, *, after: tuple[dt.datetime, UUID] | None = None, limit: int = PAGE
) -> list[Clock]:
    """Running duties of children in danger now, by deadline; `tasks` has all others. Pages as there."""
    rows = own(viewer).filter(rule__in=DANGER).annotate(unwatched=_unwatched(own(viewer), now=viewer.now))
    if after:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], id__gt=after[1]))
    return list(rows.order_by("due_at", "id")[: limit + 1])


def undated(
    viewer: Viewer, *, after: tuple[dt.datetime, UUID] | None = None, limit: int = PAGE
) -> list[Clock]:
    """Running duties to which the law gives no number, oldest first. Pages as `tasks`, by (started_at, id)."""
    rows = own(viewer).filter(due_at=None)
    if after:
        rows = rows.filter(Q(started_at__gt=after[0]) | Q(started_at=after[0], id__gt=after[1]))
    return list(rows.order_by("started_at", "id")[: limit + 1])


def own(viewer: Viewer) -> QuerySet[Clock]:
    """Running clocks this officer answers for."""
    require(viewer, "tasks:view")
    rows = Clock.objects.filter(agency_id=viewer.agency_id, state=Clock.State.RUNNING)
    if viewer.scope_of("tasks:view") != AGENCY:
        rows = rows.filter(Q(officer_id=viewer.officer.id) | Q(officer_id=None))
    return rows


def find(viewer: Viewer, clock_id: UUID) -> Clock:
    """A duty of a case the viewer may change. Raises `Refused`."""
    row = Clock.objects.filter(pk=clock_id).select_related("agency").first()
    if row is None:
        refuse_unseen(viewer, "cases:edit")
    require(viewer, "cases:edit", File(case_id=row.case_id, report_id=row.report_id))
    return row


def of_file(*, case_id: UUID | None = None, report_id: UUID | None = None) -> list[Clock]:
    """Clocks of a file the caller has already judged: running first, by deadline."""
    rows = Clock.objects.filter(case_id=case_id, report_id=report_id)
    return list(rows.order_by(F("stopped_at").asc(nulls_first=True), F("due_at").asc(nulls_last=True), "id"))


def late_everywhere(
    viewer: Viewer, *, after: tuple[dt.datetime, UUID] | None = None, limit: int = PAGE
) -> list[Clock]:
    """For coordination: late clocks of all bodies with number, duty, days late and body. Never a child.

    What a body let pass until it went elsewhere stands here for 30 days more.
    """
    require(viewer, "clocks:overview")
    missed = Q(state=Clock.State.MISSED, stopped_at__gt=viewer.now - MISSED_SHOWN)
    rows = Clock.objects.filter(Q(state=Clock.State.RUNNING) | missed, due_at__lt=viewer.now)
    rows = rows.select_related("agency").annotate(unwatched=_unwatched(Clock.objects.all(), now=viewer.now))
    if after:
        rows = rows.filter(Q(due_at__gt=after[0]) | Q(due_at=after[0], id__gt=after[1]))
    return list(rows.order_by("due_at", "id")[: limit + 1])


def _unwatched(rows: QuerySet[Clock], *, now: dt.datetime) -> Exists:
    """Is one of these late for minutes and not marked as such, so that the worker has not come?

    Told by each row of a list, so that the list is one question. A duty that was late when it began is not meant.
    """
    limit = now - BEHIND
    late = rows.filter(state=Clock.State.RUNNING, escalated_at=None, due_at__lt=limit)
    return Exists(late.filter(created_at__lt=limit))
