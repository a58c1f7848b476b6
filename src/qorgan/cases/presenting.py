"""From what a query found to what the pages of a case show, in words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.purposes import PURPOSES
from qorgan.agencies.reading import Sealed
from qorgan.agencies.routes import Request
from qorgan.agencies.sentences import HIDDEN
from qorgan.agencies.telling import Teller
from qorgan.cases import queries
from qorgan.cases.beside import notices
from qorgan.cases.codes import OUTCOMES, PLATFORMS, REOPEN, STAGES_OF_EXPLOITATION, Labels
from qorgan.cases.models import Case, Event, Place, StatusDecision
from qorgan.cases.queries import CasePage
from qorgan.cases.steps import STEPS, asked
from qorgan.children.codes import CITIZENSHIPS, LANGUAGES, NEEDS
from qorgan.children.models import Child, ChildName
from qorgan.children.search import birth_text
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import rule
from qorgan.journal import queries as journal
from qorgan.journal import sentences
from qorgan.reports import queries as report_queries
from qorgan.reports.presenting import clock_rows, fact_rows
from qorgan.web.components.fields import PartialDate

Row = dict[str, Any]
TONES = {"presumed": "waiting", "reasonable": "active", "conclusive": "done", "negative": "quiet"}
# acts after which a sheet somebody else has open is no longer the newest
KINDS_SHOWN = ("done", "looked")
CHANGES = frozenset({"cases.changed", "cases.event_changed", "children.changed"})
# which page of the case shows which sealed field
PAGES = {
    "child": "cases:child",
    "event": "cases:event",
    "decisions": "cases:decisions",
    "services": "referrals:of_case",
    "documents": "desk:documents",
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
    facts = []
    if shown.look.shows("decisions.status"):
        facts.append({"text": case.get_status_display(), "tone": TONES[case.status]})
    facts.append({"text": case.get_state_display(), "tone": "active" if case.state == "open" else "quiet"})
    return {
        "shown": shown,
        "case": case,
        "may": shown.may,
        "bar": {"number": case.number, "facts": facts, "actions": actions(shown)},
        "case_tabs": tabs(shown, current),
        "clocks": clocks(shown),
        "keeps": keeps(shown),
        "step": step(shown),
        "calm": calm(shown),
        "owed": owed(shown),
        "purposes": list(PURPOSES.items()),
        "open_href": reverse("cases:open_sealed", args=[case.id]),
    }


def keeps(shown: CasePage) -> bool:
    """Does the viewer's body keep this case? Everybody else sees only what was listed for them."""
    return shown.look.decision.level == "owner"


def actions(shown: CasePage) -> list[Row]:
    """Buttons of the bar: what may be done from every page of the case."""
    if "linking:review" not in shown.may:
        return []
    return [
        {"text": _("Other files of this child"), "href": reverse("linking:of_case", args=[shown.case.id])}
    ]


def clocks(shown: CasePage) -> dict[str, list[Row]]:
    """Duties that run, and those done; for a body that does not keep the case only its own."""
    own = shown.look.viewer.agency_id
    listed = [clock for clock in shown.clocks if keeps(shown) or clock.agency_id == own]
    rows = clock_rows(listed)
    return {
        "running": [row for row in rows if not row["met_at"]],
        "done": [row for row in rows if row["met_at"]],
    }


def owed(shown: CasePage) -> list[Row]:
    """What a body that does not keep the case has promised, with the page where it is done."""
    if keeps(shown):
        return []
    own = shown.look.viewer.agency_id
    pages = {"referral": "referrals:of_case"}
    return [
        {
            "title": rule(clock.rule).title(),
            "href": reverse(pages.get(clock.subject_kind, "cases:decisions"), args=[shown.case.id]),
        }
        for clock in shown.clocks
        if clock.agency_id == own and clock.state == Clock.State.RUNNING
    ]


def tabs(shown: CasePage, current: str) -> list[Row]:
    """The pages of the case this viewer may open."""
    entries = [
        ("show", "cases:show", _("Overview"), True),
        ("child", "cases:child", _("Child"), True),
        ("event", "cases:event", _("What happened"), shown.look.shows("event.facts")),
        ("decisions", "cases:decisions", _("Decisions"), shown.look.shows("decisions.status")),
        ("law", "legislation:case", _("Law"), "law:view" in shown.may and shown.look.shows("event.facts")),
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
        "owner": shown.case.owner.name if keeps(shown) else "",  # whoever else may take it: the reader
        "button": _("Begin"),
    }


def calm(shown: CasePage) -> Row:
    """What is said where no next step waits for this viewer: true also while others or duties are awaited."""
    if not keeps(shown):
        return {"title": _("Nothing waits for you here"), "lines": []}
    waits = any(each.decision.state == StatusDecision.State.WAITING for each in shown.decisions or [])
    runs = any(clock.state == Clock.State.RUNNING for clock in shown.clocks)
    lines = []
    if waits:
        lines.append(_("A “no” waits for its second person. Until that answer the child stays protected."))
    if asked(shown):
        lines.append(
            _(
                "A referral is on its way: see “Referrals and services”. "
                "Refer again only if the child needs other help."
            )
        )
    title = (
        _("No next step now. Duties still run: see them on this page")
        if runs
        else _("Nothing waits for you here")
    )
    return {"title": title, "lines": lines}


def overview(shown: CasePage) -> dict[str, Any]:
    """The first page of the case."""
    return {
        "notices": notices(shown.look.viewer, shown.case.id),
        "place_rows": place_rows(shown),
        "may_confirm_place": may_confirm_place(shown),
        "address_text": sealed_text(shown.place.address) if shown.place else None,
        "contact_text": sealed_text(shown.contact),
        "keeping_rows": keeping_rows(shown),
        "closing_text": sealed_text(shown.closing_words),
        "report": report_queries.number_of(shown.look.viewer, shown.case.report_id),
    }


def links_of_report(viewer: Viewer, report_id: UUID) -> list[Row]:
    """The cases that came from a report, for the page of the report."""
    return [
        {"text": number, "href": reverse("cases:show", args=[case_id])}
        for case_id, number in queries.of_report(viewer, report_id)
    ]


def may_confirm_place(shown: CasePage) -> bool:
    """Is there a known place this viewer sees and may confirm with one press?"""
    found, open_now = shown.place, shown.case.state == Case.State.OPEN
    known = found is not None and found.kind is not None and found.kind not in Place.NOWHERE_KNOWN
    return known and open_now and "cases:place" in shown.may


def keeping_rows(shown: CasePage) -> list[Row]:
    """Whom to call about this case; for its keeper also when it was opened, closed and reopened."""
    case = shown.case
    rows: list[Row] = [
        {"key": _("Kept by"), "value": f"{case.owner.name}, {case.agency.name}"},
        {"key": _("Region"), "value": case.region.name if case.region else None},
    ]
    if not keeps(shown):
        return rows
    rows.append({"key": _("Opened"), "value": date_format(localtime(case.opened_at), "DATETIME_FORMAT")})
    for each in shown.closures:
        reason = OUTCOMES.get(each.reason) or REOPEN.get(each.reason) or ""
        when = date_format(localtime(each.at), "DATETIME_FORMAT")
        rows.append(
            {"key": each.get_act_display().capitalize(), "value": f"{when}, {each.by.name}: {reason}"}
        )
    return rows


def child(shown: CasePage) -> dict[str, Any]:
    """The page of the child."""
    found = shown.child
    names = found.names if found else []
    code = (
        [{"kind": _("Code instead of a name"), "text": sealed_text(found.code)}]
        if found and found.code
        else []
    )
    return {
        "rows": child_rows(shown),
        "mother_text": sealed_text(found.mother) if found else None,
        "birth_text": sealed_text(found.birth) if found else None,
        "names": [
            {"kind": ChildName.Kind(each.kind).label, "text": sealed_text(each.name)}
            for each in names
            if each.name
        ]
        + code,
    }


def place_rows(shown: CasePage, *, with_address: bool = True) -> list[Row]:
    """Where the child is tonight, but for the sealed address.

    Who does not get the address of a shelter does not get the name of the body that runs it either.
    """
    if shown.place is None or shown.place.kind is None:
        return []
    place = shown.place.place
    until = date_format(localtime(place.until), "DATETIME_FORMAT") if place.until else None
    secret = shown.place.secret and not with_address
    responsible = shown.place.responsible.name if shown.place.responsible and not secret else None
    return [
        {"key": _("Where"), "value": capfirst(place.get_kind_display())},
        {"key": _("Body that answers"), "value": responsible},
        {"key": _("Until"), "value": until},
    ]


def child_rows(shown: CasePage) -> list[Row]:
    """The child, but for sealed fields."""
    child = shown.child
    if child is None:
        return []
    rows: list[Row] = []
    if child.age is not None:
        rows.append({"key": _("Age"), "value": age_text(child.age)})
        rows.append(
            {"key": _("How the age is known"), "value": capfirst(child.child.get_age_status_display())}
        )
    if child.sex is not None:
        rows.append({"key": _("Sex"), "value": sex_text(child.sex)})
    for codes, labels, key in (
        (child.citizenships, CITIZENSHIPS, _("Citizenship")),
        (child.languages, LANGUAGES, _("Languages")),
        (child.needs, NEEDS, _("To speak with the child")),
    ):
        if codes is not None:
            said = ", ".join(str(labels.get(code, code)) for code in codes)
            rows.append({"key": key, "value": capfirst(said) or None})
    return rows


def sex_text(sex: str) -> str | None:
    """`Girl`, `Boy`, or None when not known."""
    return capfirst(str(Child.Sex(sex).label)) if sex != Child.Sex.UNKNOWN else None


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
        {"key": _("How far it had gone"), "value": _capital(STAGES_OF_EXPLOITATION, event.stage)},
        {"key": _("Online"), "value": _capital(PLATFORMS, event.platform)},
    ]


def _capital(words: Labels, code: str) -> str | None:
    return capfirst(str(words[code])) if code in words else None


def journal_tabs(request: Request, case_id: UUID) -> list[Row]:
    """All entries, only what was done, only who looked."""
    shown = request.GET.get("show", "")
    current = shown if shown in KINDS_SHOWN else ""
    entries = (("", _("Everything")), ("done", _("What was done")), ("looked", _("Who looked")))
    return [
        {
            "text": text,
            "href": reverse("cases:journal", args=[case_id]) + (f"?show={code}" if code else ""),
            "current": code == current,
        }
        for code, text in entries
    ]


def timeline(request: Request, case_id: UUID) -> tuple[list[Row], str]:
    """The journal of the case: all but namings for its keeper, a receiving body's own acts for that body."""
    decision = require(request.viewer, "journal:timeline", File(case_id=case_id))
    own = None if decision.level == "owner" else frozenset({request.viewer.agency_id})
    found = journal.timeline(
        case=case_id,
        scope=journal.Scope(agencies=own, hidden=HIDDEN, kinds=_kinds(request.GET.get("show", ""))),
        cursor=request.GET.get("after", ""),
    )
    lines = Teller.of(found.entries).lines(found.entries)
    query = request.GET.copy()
    query["after"] = found.older
    return lines, f"?{query.urlencode()}" if found.older else ""


def _kinds(shown: str) -> frozenset[str] | None:
    looks = sentences.access_kinds()
    return {"looked": looks, "done": frozenset(sentences.registered()) - looks}.get(shown)


def back_to(case: Case, field: str) -> str:
    """The page on which a sealed field stands."""
    room = field.split(".")[0]
    return reverse(PAGES.get(room, "cases:show"), args=[case.id])


def chips(request: Request, form: forms.Form) -> list[Row]:
    """The filters in force, each with the address of the list without it."""
    listed = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if not value:
            continue
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("after", None)
        words = dict(getattr(field, "choices", ())).get(value, value)
        text = str(field.label) if value is True else f"{field.label}: {words}"
        listed.append({"text": text, "href": f"?{query.urlencode()}"})
    return listed


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
        "code": sealed_text(shown.child.code) or "",
        "sex": child.sex,
        "age_from": child.age_from,
        "age_to": child.age_to,
        "age_status": child.age_status,
        "citizenships": child.citizenships,
        "languages": child.languages,
        "needs": shown.child.needs or [],
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
    if not text:
        return None
    parts = (int(part) for part in text.split("-"))
    return PartialDate(next(parts), next(parts, None), next(parts, None))


def conflict(form: forms.Form, saved: dict[str, Any], version: int, case: Case) -> Row:
    """Both versions side by side where they differ, who saved first and when."""
    rows = []
    for name in form.fields:
        stands = spoken(form, name, saved.get(name))
        typed = spoken(form, name, form.cleaned_data.get(name))
        if stands != typed:
            rows.append({"label": form.fields[name].label, "saved": stands, "typed": typed})
    last = journal.timeline(case=case.id, scope=journal.Scope(kinds=CHANGES), limit=1).entries
    people = Teller.of(last).officers
    by = people[last[0].actor_id].name if last and last[0].actor_id in people else _("a colleague")
    return {
        "rows": rows,
        "saved_by": by,
        "saved_at": last[0].entered_at if last else case.opened_at,
        "version": version,
    }


def spoken(form: forms.Form, name: str, value: Any) -> str:
    """A value of a sheet as a person reads it: words for codes, a date as far as known."""
    choices = {str(code): str(words) for code, words in getattr(form.fields[name], "choices", ())}
    if value in (None, "", []):
        return choices.get("", "")
    if isinstance(value, list):
        return ", ".join(choices.get(str(each), str(each)) for each in sorted(value))
    return choices.get(str(value), str(value))
