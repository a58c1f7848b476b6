"""From what a query found to what the pages of a case show, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qorgan.agencies.access import File, require
from qorgan.agencies.fields import FIELDS
from qorgan.agencies.purposes import PURPOSES
from qorgan.agencies.reading import Sealed
from qorgan.agencies.telling import Teller
from qorgan.cases.codes import PLATFORMS, STAGES_OF_EXPLOITATION
from qorgan.cases.models import Case, Event, Place
from qorgan.cases.queries import CasePage
from qorgan.cases.steps import STEPS
from qorgan.children.codes import CITIZENSHIPS, LANGUAGES, NEEDS
from qorgan.children.models import Child, ChildName
from qorgan.children.search import birth_text
from qorgan.journal import queries as journal
from qorgan.reports.models import Report
from qorgan.reports.presenting import clock_rows, fact_rows
from qorgan.web.components.fields import PartialDate

Row = dict[str, Any]
TONES = {"presumed": "waiting", "reasonable": "active", "conclusive": "done", "negative": "quiet"}
# which page of the case shows which sealed field
PAGES = {
    "child": "cases:child",
    "event": "cases:event",
    "decisions": "cases:decisions",
    "services": "referrals:of_case",
}
STEP_PAGES = {
    "place": "cases:place",
    "second": "cases:decisions",
    "refer": "referrals:new",
    "close": "cases:close",
    "reopen": "cases:reopen",
}


def frame(shown: CasePage, current: str) -> dict[str, Any]:
    """Bar, tabs, clocks and next step: what every page of the case shows. No personal data in bar or title."""
    case = shown.case
    facts = [{"text": case.get_status_display(), "tone": TONES[case.status]}]
    facts.append({"text": case.get_state_display(), "tone": "active" if case.state == "open" else "quiet"})
    return {
        "shown": shown,
        "case": case,
        "may": shown.may,
        "bar": {"number": case.number, "facts": facts, "actions": []},
        "case_tabs": tabs(shown, current),
        "clocks": clock_rows(shown.clocks),
        "step": step(shown),
        "purposes": list(PURPOSES.items()),
        "open_href": reverse("cases:open_sealed", args=[case.id]),
    }


def tabs(shown: CasePage, current: str) -> list[Row]:
    """The pages of the case this viewer may open."""
    entries = [
        ("show", "cases:show", _("Overview"), True),
        ("child", "cases:child", _("Child"), True),
        ("event", "cases:event", _("What happened"), shown.look.shows("event.facts")),
        ("decisions", "cases:decisions", _("Decisions"), shown.look.shows("decisions.status")),
        ("services", "referrals:of_case", _("Referrals and services"), True),
        ("documents", "desk:documents", _("Documents"), "documents:view" in shown.may),
        ("journal", "cases:journal", _("Journal"), "journal:timeline" in shown.may),
    ]
    return [
        {"text": text, "href": reverse(route, args=[shown.case.id]), "current": code == current}
        for code, route, text, allowed in entries
        if allowed
    ]


def step(shown: CasePage) -> Row | None:
    """The next permitted act with the page where it is done."""
    code = shown.next_step
    if not code:
        return None
    args: list[Any] = [shown.case.id]
    route = STEP_PAGES.get(code, "cases:decide")
    if route == "cases:decide":
        args.append(code)
    return {
        "title": STEPS[code],
        "href": reverse(route, args=args),
        "owner": shown.case.owner.name,
        "button": _("Begin"),
    }


def overview(shown: CasePage) -> dict[str, Any]:
    """The first page of the case."""
    return {
        "place_rows": place_rows(shown),
        "address_text": sealed_text(shown.place.address) if shown.place else None,
        "contact_text": sealed_text(shown.contact),
        "keeping_rows": [
            {"key": _("Kept by"), "value": f"{shown.case.owner.name}, {shown.case.agency.name}"},
            {"key": _("Region"), "value": shown.case.region.name if shown.case.region else None},
            {"key": _("Opened"), "value": date_format(localtime(shown.case.opened_at), "DATETIME_FORMAT")},
            *(
                {
                    "key": each.get_act_display().capitalize(),
                    "value": date_format(localtime(each.at), "DATETIME_FORMAT"),
                }
                for each in shown.closures
            ),
        ],
    }


def child(shown: CasePage) -> dict[str, Any]:
    """The page of the child."""
    found = shown.child
    names = found.names if found else []
    return {
        "rows": child_rows(shown),
        "birth_text": sealed_text(found.birth) if found else None,
        "names": [
            {"kind": ChildName.Kind(each.kind).label, "text": sealed_text(each.name)}
            for each in names
            if each.name
        ],
    }


def place_rows(shown: CasePage) -> list[Row]:
    """Where the child is tonight, but for the sealed address."""
    if shown.place is None or shown.place.kind is None:
        return []
    place = shown.place.place
    until = date_format(localtime(place.until), "DATETIME_FORMAT") if place.until else None
    responsible = place.responsible_agency.name if place.responsible_agency else None
    return [
        {"key": _("Where"), "value": place.get_kind_display()},
        {"key": _("Body that answers"), "value": responsible},
        {"key": _("Until"), "value": until},
    ]


def child_rows(shown: CasePage) -> list[Row]:
    """The child, but for sealed fields."""
    child = shown.child
    if child is None:
        return []
    rows: list[Row] = []
    if child.child.code:
        rows.append({"key": _("Code instead of a name"), "value": child.child.code})
    if child.age is not None:
        rows.append({"key": _("Age"), "value": age_text(child.age)})
        rows.append({"key": _("How the age is known"), "value": child.child.get_age_status_display()})
    if child.sex is not None:
        rows.append({"key": _("Sex"), "value": Child.Sex(child.sex).label})
    for codes, labels, key in (
        (child.citizenships, CITIZENSHIPS, _("Citizenship")),
        (child.languages, LANGUAGES, _("Languages")),
        (child.needs, NEEDS, _("To speak with the child")),
    ):
        if codes is not None:
            rows.append(
                {"key": key, "value": ", ".join(str(labels.get(code, code)) for code in codes) or None}
            )
    return rows


def age_text(age: tuple[int | None, int | None, str]) -> str | None:
    """`12`, `12–14`, or None when not known."""
    low, high, _status = age
    if low is None and high is None:
        return None
    if low == high or high is None:
        return str(low)
    return f"{low if low is not None else '?'}–{high}"


def sealed_text(sealed: Sealed | None) -> str | None:
    """An opened sealed value as one text; None while it is closed."""
    if sealed is None or sealed.closed:
        return None
    value = sealed.value
    if isinstance(value, dict) and "given" in value:
        return " ".join(value[part] for part in ("surname", "given", "patronymic") if value.get(part))
    if isinstance(value, dict) and "kind" in value and "from" in value:
        return birth_text(value).replace("/", " … ")
    if isinstance(value, dict):
        return " · ".join(str(part) for part in value.values() if part)
    return str(value)


def events(shown: CasePage) -> list[Row]:
    """Events with their rows."""
    return [
        {
            "event": each.event,
            "rows": event_rows(each.event) + fact_rows(each.event.facts),
            "narrative": each.narrative,
            "others": each.other_cases,
        }
        for each in shown.events
    ]


def event_rows(event: Event) -> list[Row]:
    """When, where, how far, online."""
    span = " – ".join(part for part in (event.from_date, event.to_date) if part)
    places = ", ".join(
        str(CITIZENSHIPS.get(p.get("country", ""), p.get("country", ""))) for p in event.places
    )
    return [
        {"key": _("When"), "value": span or None},
        {"key": _("Countries"), "value": places or None},
        {"key": _("How far it had gone"), "value": STAGES_OF_EXPLOITATION.get(event.stage)},
        {"key": _("Online"), "value": PLATFORMS.get(event.platform)},
    ]


def timeline(request: HttpRequest, case_id: UUID) -> tuple[list[Row], str]:
    """The journal of the case: all of it for its keeper, a receiving body's own acts for that body."""
    decision = require(request.viewer, "journal:timeline", File(case_id=case_id))
    own = None if decision.level == "owner" else frozenset({request.viewer.agency_id})
    found = journal.timeline(
        case=case_id, scope=journal.Scope(agencies=own), cursor=request.GET.get("after", "")
    )
    lines = Teller.of(found.entries).lines(found.entries)
    return lines, f"?after={found.older}" if found.older else ""


def back_to(case: Case, field: str) -> str:
    """The page on which a sealed field stands."""
    room = field.split(".")[0]
    return reverse(PAGES.get(room, "cases:show"), args=[case.id])


def opening(report: Report) -> dict[str, Any]:
    """What a new case's sheet is prefilled with."""
    return {"region": report.region_id or "", "place_kind": Place.Kind.UNKNOWN, "without_care": "unknown"}


def summary_initial(shown: CasePage) -> dict[str, Any]:
    """Summary and contact as they stand, for a viewer who may edit them."""
    contact = shown.contact.value if shown.contact and not shown.contact.closed else {}
    return {
        "summary": sealed_text(shown.summary) or "",
        "contact_how": (contact or {}).get("how", ""),
        "contact_never": (contact or {}).get("never", ""),
    }


def child_initial(shown: CasePage) -> dict[str, Any]:
    """The child's sheet as it stands; names are added, so their fields start empty."""
    if shown.child is None:
        return {}
    child = shown.child.child
    return {
        "code": child.code,
        "sex": child.sex,
        "age_from": child.age_from,
        "age_to": child.age_to,
        "age_status": child.age_status,
        "citizenships": child.citizenships,
        "languages": child.languages,
        "needs": child.needs,
        "needs_note": sealed_text(shown.child.needs_note) or "",
        "conflict": {True: "yes", False: "no", None: "unknown"}[child.conflict_of_interest],
    }


def event_initial(shown: CasePage, event: Event) -> dict[str, Any]:
    """An event's sheet as it stands."""
    narrative = next((each.narrative for each in shown.events if each.event.id == event.id), None)
    regions = [place["region"] for place in event.places if place.get("region")]
    initial: dict[str, Any] = {
        f"{kind}.{code}": state for kind, codes in event.facts.items() for code, state in codes.items()
    }
    return initial | {
        "stage": event.stage,
        "platform": event.platform,
        "region": regions[0] if regions else "",
        "abroad": [place["country"] for place in event.places if place.get("country") != "KZ"],
        "narrative": sealed_text(narrative) or "",
        "from_date": partial_date(event.from_date),
        "to_date": partial_date(event.to_date),
    }


def partial_date(text: str) -> PartialDate | None:
    """`2011`, `2011-03` or `2011-03-09` as the boxes take it."""
    return PartialDate(*(int(part) for part in text.split("-"))) if text else None


def conflict(form: forms.Form, saved: dict[str, Any], version: int, now: dt.datetime) -> Row:
    """Both versions side by side, for a sheet somebody else saved first."""
    rows = [
        {"label": field.label, "saved": saved.get(name, ""), "typed": form.data.get(name, "")}
        for name, field in form.fields.items()
        if name in saved or form.data.get(name)
    ]
    return {"rows": rows, "saved_by": _("a colleague"), "saved_at": now, "version": version}


def field_label(code: str) -> str:
    """What a person calls a field code."""
    return str(FIELDS.get(code, code))
