"""What pages show of cases, always through the viewer's scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from qorgan.agencies.access import (
    File,
    Refused,
    Standing,
    Viewer,
    permitted,
    require,
    visible,
)
from qorgan.agencies.models import Agency, ServiceOffer
from qorgan.agencies.permissions import LISTED
from qorgan.agencies.reading import Look, Sealed, reading
from qorgan.cases.models import Case, Closure, Event, EventCase, Place, StatusDecision
from qorgan.children import queries as children
from qorgan.children.queries import ChildShown
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock
from qorgan.journal.actions import record

PAGE = 25


@dataclass(frozen=True)
class PlaceShown:
    """Where the child is tonight, as this look may show it."""

    kind: str | None
    address: Sealed | None
    responsible: Agency | None
    secret: bool  # the name of that body tells where the child is: it goes only with the address
    place: Place
    overdue: bool


@dataclass(frozen=True)
class EventShown:
    """One event of the case."""

    event: Event
    facts: dict[str, Any] | None
    narrative: Sealed | None
    other_cases: int


@dataclass(frozen=True)
class DecisionShown:
    """One decision on status."""

    decision: StatusDecision
    reasons: Sealed | None
    request: Sealed | None
    review: Sealed | None


@dataclass(frozen=True)
class CasePage:
    """A case as this viewer may see it, with what the viewer may do next."""

    case: Case
    look: Look
    summary: Sealed | None
    contact: Sealed | None
    child: ChildShown | None
    place: PlaceShown | None
    events: list[EventShown]
    decisions: list[DecisionShown] | None
    closures: list[Closure]
    closing_words: Sealed | None
    clocks: list[Clock]
    may: frozenset[str]

    @property
    def next_step(self) -> str:
        """Code of the next permitted act, or "" when nothing waits for this viewer. See `cases.steps`."""
        from qorgan.cases.steps import next_step

        return next_step(self)


def listed(
    viewer: Viewer,
    *,
    state: str = "open",
    status: str = "",
    region: str = "",
    mine: bool = False,
    number: str = "",
    after: tuple[dt.datetime, UUID] | None = None,
) -> list[Case]:
    """Cases this viewer may see, newest first; one more than a page says there is a next one.

    What the body keeps and what others opened to it are two walks along two indexes: together in one question
    they would have the database look at every case of the body before it shows the newest.
    """
    if not viewer.may("cases:view"):
        raise Refused("role")
    rows = Case.objects.order_by("-opened_at", "-id")
    chosen = {"state": state, "status": status, "region_id": region, "number": number.strip().upper()}
    rows = rows.filter(**{name: value for name, value in chosen.items() if value})
    if mine:
        rows = rows.filter(owner=viewer.officer)
    if after:
        rows = rows.filter(Q(opened_at__lt=after[0]) | Q(opened_at=after[0], id__lt=after[1]))
    kept = rows.filter(visible(viewer, "cases:view", case="id", walking=True), agency_id=viewer.agency_id)
    opened = visible(viewer, "cases:view", case="id", levels=LISTED)
    lent = rows.filter(opened).exclude(agency_id=viewer.agency_id)
    newest = kept.values("id")[: PAGE + 1].union(lent.values("id")[: PAGE + 1], all=True)
    found = list(
        Case.objects.filter(id__in=newest)
        .select_related("owner", "agency", "region")
        .defer("sealed_summary", "sealed_contact")
        .order_by("-opened_at", "-id")[: PAGE + 1]
    )
    record(
        kind="cases.listed",
        by=viewer.officer.id,
        agency=viewer.agency_id,
        detail={"rows": len(found)},
        happened_at=viewer.now,
        now=viewer.now,
    )
    return found


def find(
    viewer: Viewer, case_id: UUID, verb: str = "cases:view", *, standing: Standing | None = None
) -> Case:
    """The case, or `Refused`, whether it does not exist or may not be seen."""
    require(viewer, verb, File(case_id=case_id), standing=standing)
    case = Case.objects.select_related("key", "agency", "owner", "region").filter(pk=case_id).first()
    if case is None:
        raise Refused("absent")
    return case


def page(viewer: Viewer, case_id: UUID, *, purpose: str = "", verb: str = "cases:view") -> CasePage:
    """The whole case page. Sealed parts stay closed without a purpose. Journalled as one reading.

    A page that opens sealed parts for an act (changing, deciding) asks for the right to that act as `verb`.
    """
    with reading(
        viewer,
        verb,
        File(case_id=case_id),
        kind="cases.read",
        subject=("case", case_id),
        purpose=purpose,
    ) as look:
        case = find(viewer, case_id, standing=look.standing)
        child = children.of_case(case_id)
        closures = list(case.closures.select_related("by").order_by("-at"))
        return CasePage(
            case=case,
            look=look,
            summary=look.sealed(case.key, "case.summary", case.id, case.sealed_summary),
            contact=look.sealed(case.key, "contact.safe", case.id, case.sealed_contact),
            child=children.shown(look, child) if child else None,
            place=_place(look, case),
            events=_events(look, case),
            decisions=_decisions(look, case) if look.shows("decisions.status") else None,
            closures=closures,
            closing_words=_closing_words(look, case, closures),
            clocks=clocks.of_file(case_id=case_id),
            may=permitted(viewer, look.file, standing=look.standing),
        )


def find_event(viewer: Viewer, case_id: UUID, event_id: UUID) -> Event:
    """An event of a case that the viewer may change. Raises `Refused`."""
    require(viewer, "cases:edit", File(case_id=case_id))
    link = EventCase.objects.filter(case_id=case_id, event_id=event_id).select_related("event").first()
    if link is None:
        raise Refused("absent")
    return link.event


def find_place(viewer: Viewer, case_id: UUID, place_id: UUID) -> Place:
    """One answer to "where is the child tonight" of a case on which the viewer may give one. Raises `Refused`."""
    require(viewer, "cases:place", File(case_id=case_id))
    place = Place.objects.select_related("responsible_agency").filter(pk=place_id, case_id=case_id).first()
    if place is None:
        raise Refused("absent")
    return place


def event_of_report(viewer: Viewer, report_id: UUID) -> Event | None:
    """The event of a case already opened from this report: the next child of the report joins it."""
    case = (
        Case.objects.filter(visible(viewer, "cases:edit", case="id"), report_id=report_id)
        .order_by("opened_at")
        .first()
    )
    link = case.event_links.select_related("event").first() if case else None
    return link.event if link else None


def of_report(viewer: Viewer, report_id: UUID) -> list[tuple[UUID, str]]:
    """(id, number) of the cases that came from this report and that the viewer may see, oldest first."""
    rows = Case.objects.filter(visible(viewer, "cases:view", case="id"), report_id=report_id)
    return list(rows.order_by("opened_at", "id").values_list("id", "number"))


def _place(look: Look, case: Case) -> PlaceShown | None:
    rows = case.places.select_related("responsible_agency").annotate(gives_shelter=_gives_shelter())
    place = rows.order_by("-recorded_at", "-id").first()
    if place is None:
        return None
    body = place.responsible_agency
    secret = place.kind == Place.Kind.SHELTER or place.gives_shelter
    secret = secret or (body is not None and body.kind == Agency.Kind.SHELTER)
    named = look.shows("place.address") or not secret
    return PlaceShown(
        kind=look.plain("place.kind", place.kind),
        address=look.sealed(case.key, "place.address", place.id, place.sealed_address),
        responsible=body if named and look.shows("place.kind") else None,
        secret=secret,
        place=place,
        overdue=place.until is not None and place.until < look.viewer.now,
    )


def _closing_words(look: Look, case: Case, closures: list[Closure]) -> Sealed | None:
    """What was written at the last closing or reopening, for the body that keeps the case."""
    if not closures or look.decision.level != "owner":
        return None
    return look.sealed(case.key, "case.summary", closures[0].id, closures[0].sealed_note)


def _gives_shelter() -> Exists:
    """Does the body that answers there offer safe accommodation? Then its name is as good as the address."""
    offers = ServiceOffer.objects.filter(agency=OuterRef("responsible_agency"), service="safe_accommodation")
    return Exists(offers)


def _events(look: Look, case: Case) -> list[EventShown]:
    if not look.shows("event.facts"):
        return []
    links = case.event_links.select_related("event").order_by("event__created_at")
    return [
        EventShown(
            event=link.event,
            facts=link.event.facts,
            narrative=look.sealed(case.key, "event.narrative", link.id, link.sealed_narrative),
            other_cases=link.others,
        )
        for link in links.annotate(others=_others(case))
    ]


def _others(case: Case) -> Coalesce:
    """How many further cases an event has, counted in the query of the events themselves."""
    same = EventCase.objects.filter(event_id=OuterRef("event_id")).exclude(case=case).order_by()
    return Coalesce(Subquery(same.values("event_id").annotate(count=Count("pk")).values("count")), 0)


def _decisions(look: Look, case: Case) -> list[DecisionShown]:
    rows = case.decisions.select_related(
        "decided_by", "second_person", "agency", "review_asked_by", "reviewer", "reviewed_by"
    )
    return [
        DecisionShown(
            decision=row,
            reasons=look.sealed(case.key, "decisions.reasons", row.id, row.sealed_reasons),
            request=look.sealed(
                case.key, "decisions.reasons", row.id, row.sealed_request, slot="decisions.request"
            ),
            review=look.sealed(
                case.key, "decisions.reasons", row.id, row.sealed_review, slot="decisions.review"
            ),
        )
        for row in rows.order_by("decided_at", "id")
    ]


def file_numbers(viewer: Viewer, files: Iterable[UUID]) -> dict[UUID, str]:
    """The numbers of cases and reports, for who watches the openings and sees none of them. Raises `Refused`."""
    require(viewer, "journal:accesses")
    with connection.cursor() as cursor:
        cursor.execute("SELECT file, number FROM qorgan_file_numbers(%s::uuid[])", [list(files)])
        return dict(cursor.fetchall())
