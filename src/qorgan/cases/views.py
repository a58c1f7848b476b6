"""Pages of a case. Load, one call, page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import keyset, purposes, sheets
from qorgan.agencies import queries as directory
from qorgan.agencies.access import File, require
from qorgan.agencies.forms import ColleagueForm
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.refusals import Conflict
from qorgan.agencies.routes import Request, page
from qorgan.cases import (
    actions,
    closing_rules,
    forms,
    presenting,
    presenting_listing,
    presenting_opening,
    queries,
)
from qorgan.cases.consents import presenting as presenting_consents
from qorgan.cases.holds import presenting as presenting_holds
from qorgan.cases.models import Case
from qorgan.cases.queries import CasePage
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.reports import drafting
from qorgan.reports import queries as report_queries

OPENING = "open_case"  # name of the draft


@page("cases:view")
def index(request: Request) -> HttpResponse:
    """Cases I may see, newest first, with filters."""
    form = forms.FilterForm(request.GET)
    chosen = form.chosen()
    rows = queries.listed(request.viewer, **chosen, after=keyset.read(request.GET.get("after", "")))
    rows, next_href = keyset.cut(request, rows, queries.PAGE, "opened_at")
    context = {
        "rows": presenting_listing.rows(rows),
        "next_href": next_href,
        "filter_form": form,
        "filters_open": any(value for name, value in chosen.items() if name != "state"),
        "chips": presenting.chips(request, form),
        "clear_href": reverse("cases:index"),
    }
    return render(request, "cases/index.html", context)


@sensitive_post_parameters()
@page("cases:open", methods=("GET", "POST"))
def open_case(request: Request, report_id: UUID) -> HttpResponse:
    """Open a case for one child of a report. What was ticked in the report goes into the event."""
    report = report_queries.find(request.viewer, report_id, "cases:open")
    draft = drafting.found(request, OPENING, report_id) if request.method == "GET" else None
    told = _told(request, report_id) if request.method == "GET" else None
    initial = presenting_opening.initial(told, request.now) if told else {}
    form = forms.OpenForm(request.POST or draft, initial=initial)
    if draft is not None:
        sheets.unblamed(form)
    if request.method == "POST" and (kept := drafting.keep(request, form, OPENING, report_id)) is not None:
        return kept
    if request.method == "POST" and form.is_valid():
        case = sheets.try_act(
            form,
            lambda: actions.open_case(
                report=report,
                **form.case(),
                event=queries.event_of_report(request.viewer, report_id) or {"facts": report.facts},
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if case is not None:
            drafting.discard(request, OPENING, report_id)
            messages.success(request, _("The case is open. You keep it."))
            if report_queries.still_opening(report):
                waiting = report_queries.waiting(report)
                messages.warning(request, presenting_opening.others_wait(waiting, report))
            return redirect("cases:show", case_id=case.id)
    told = told or _told(request, report_id)
    context = {
        "form": form,
        "report": report,
        "groups": presenting_opening.groups(form),
        **presenting_opening.beside(told),
        "draft_found": draft is not None,
        "submit_text": _("Open the case"),
    }
    return render(request, "cases/open.html", context)


@page("cases:view")
def show(request: Request, case_id: UUID) -> HttpResponse:
    """The case page: where the child is tonight, clocks, the next permitted act, who keeps it."""
    shown = _load(request, case_id)
    context = presenting.frame(shown, "show") | presenting.overview(shown)
    context["holds"] = presenting_holds.notices(shown)
    return render(request, "cases/show.html", context)


@page("cases:view")
def child(request: Request, case_id: UUID) -> HttpResponse:
    """The child."""
    shown = _load(request, case_id)
    context = presenting.frame(shown, "child") | presenting.child(shown)
    context["ledger"] = presenting_consents.ledger(shown)
    context["to_stop"] = presenting_consents.to_stop(context["ledger"])
    return render(request, "cases/child.html", context)


@page("cases:view")
def event(request: Request, case_id: UUID) -> HttpResponse:
    """What happened."""
    shown = _load(request, case_id)
    return render(
        request, "cases/event.html", presenting.frame(shown, "event") | {"events": presenting.events(shown)}
    )


@page("journal:timeline")
def journal(request: Request, case_id: UUID) -> HttpResponse:
    """The journal of the case as a timeline in sentences."""
    entries, next_href = presenting.timeline(request, case_id)
    shown = _load(request, case_id)
    context = presenting.frame(shown, "journal") | {
        "entries": entries,
        "next_href": next_href,
        "journal_tabs": presenting.journal_tabs(request, case_id),
    }
    return render(request, "cases/journal.html", context)


@page("children:identity", methods=("POST",))
def open_sealed(request: Request, case_id: UUID) -> HttpResponse:
    """Give the purpose; back to where the sealed field stands, now open."""
    case = queries.find(request.viewer, case_id, "children:identity")
    own = case.owner_id == request.viewer.officer.id
    purpose = request.POST.get("purpose", "")
    sheets.press(request, lambda: purposes.give(request.session, case_id, purpose, own=own))
    return redirect(presenting.back_to(case, request.POST.get("field", "")))


@sensitive_post_parameters()
@page("cases:place", methods=("GET", "POST"))
def say_where(request: Request, case_id: UUID) -> HttpResponse:
    """Say where the child is tonight."""
    case = queries.find(request.viewer, case_id, "cases:place")
    form, kept = drafting.opened(
        request,
        "place",
        lambda typed: forms.PlaceForm(typed, initial={"until": forms.tomorrow_morning(request.now)}),
        case_id,
    )
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        case,
        lambda: actions.say_where(
            case=case,
            place=form.place(),
            form_token=sheets.once(request),
            by=request.viewer,
            now=request.now,
        ),
        heading=_("Where is the child tonight?"),
        draft="place",
        warning=_(
            "What you write here becomes the answer. An address left empty then counts as not known. "
            "The earlier answer stays stored, but no page shows it; the journal says who wrote and when, not where."
        ),
    )


@page("cases:place", methods=("POST",))
def confirm_place(request: Request, case_id: UUID, place_id: UUID) -> HttpResponse:
    """Still there, nothing changed."""
    case = queries.find(request.viewer, case_id, "cases:place")
    place = queries.find_place(request.viewer, case_id, place_id)
    done = sheets.press(
        request,
        lambda: actions.confirm_place(
            case=case, place=place, form_token=sheets.once(request), by=request.viewer, now=request.now
        ),
    )
    if done is not None:
        messages.success(request, _("Written down: the child is still there. You will be asked again."))
    return redirect("cases:show", case_id=case_id)


@sensitive_post_parameters()
@page("cases:edit", methods=("GET", "POST"))
def change(request: Request, case_id: UUID) -> HttpResponse:
    """Summary and safe contact. If somebody saved first, both versions stand side by side."""
    shown = _to_change(request, case_id)
    case = shown.case if shown else queries.find(request.viewer, case_id, "cases:edit")
    form, kept = drafting.opened(
        request,
        "change",
        lambda typed: forms.SummaryForm(typed, initial=presenting.summary_initial(shown) if shown else None),
        case_id,
    )
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        case,
        lambda: actions.change(
            case=case,
            version=sheets.version(request, case.version),
            **form.changes(),
            by=request.viewer,
            now=request.now,
        ),
        heading=_("Summary and safe contact"),
        draft="change",
        shown=shown,
        saved=presenting.summary_initial,
    )


@sensitive_post_parameters()
@page("cases:edit", methods=("GET", "POST"))
def change_child(request: Request, case_id: UUID) -> HttpResponse:
    """What is known of the child."""
    shown = _to_change(request, case_id)
    case = shown.case if shown else queries.find(request.viewer, case_id, "cases:edit")
    found = child_queries.find(request.viewer, case_id, "cases:edit")
    form, kept = drafting.opened(
        request,
        "change_child",
        lambda typed: forms.ChildForm(typed, initial=presenting.child_initial(shown) if shown else None),
        case_id,
    )
    if kept is not None:
        return kept
    if "child.needs" not in require(request.viewer, "cases:edit", File(case_id=case_id)).fields:
        del form.fields["needs"], form.fields["needs_note"]  # what may not be seen is not overwritten either
    return _sheet(
        request,
        form,
        case,
        lambda: children.change(
            child=found,
            version=sheets.version(request, found.version),
            facts=form.facts(),
            by=request.viewer,
            now=request.now,
        ),
        heading=_("The child"),
        draft="change_child",
        version=found.version,
        back="cases:child",
        shown=shown,
        saved=presenting.child_initial,
    )


@sensitive_post_parameters()
@page("cases:edit", methods=("GET", "POST"))
def change_event(request: Request, case_id: UUID, event_id: UUID) -> HttpResponse:
    """What is known of an event."""
    found = queries.find_event(request.viewer, case_id, event_id)
    shown = _to_change(request, case_id)
    case = shown.case if shown else queries.find(request.viewer, case_id, "cases:edit")
    form, kept = drafting.opened(
        request,
        drafting.name("event", str(event_id)),
        lambda typed: forms.EventForm(
            typed, initial=presenting.event_initial(shown, found) if shown else None
        ),
        case_id,
    )
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        case,
        lambda: actions.change_event(
            case=case,
            event=found,
            version=sheets.version(request, found.version),
            facts=form.event(),
            narrative=form.cleaned_data["narrative"],
            by=request.viewer,
            now=request.now,
        ),
        heading=_("What happened"),
        draft=drafting.name("event", str(event_id)),
        version=found.version,
        back="cases:event",
        template="cases/change_event.html",
        shown=shown,
        saved=lambda now: presenting.event_initial(now, found),
    )


@sensitive_post_parameters()
@page("cases:edit", methods=("GET", "POST"))
def add_event(request: Request, case_id: UUID) -> HttpResponse:
    """Another event of the same child, on a sheet of its own; the first stays as it is."""
    case = queries.find(request.viewer, case_id, "cases:edit")
    form, kept = drafting.opened(request, "add_event", lambda typed: forms.EventForm(typed), case_id)
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        case,
        lambda: actions.add_event(
            case=case,
            event=form.event(),
            narrative=form.cleaned_data["narrative"],
            form_token=sheets.once(request),
            by=request.viewer,
            now=request.now,
        ),
        heading=_("Another event"),
        draft="add_event",
        back="cases:event",
        template="cases/change_event.html",
        warning=_("For something else that happened to this child. What is written down already stays."),
    )


@page("cases:assign", methods=("GET", "POST"))
def assign(request: Request, case_id: UUID) -> HttpResponse:
    """Give the case to a colleague."""
    case = queries.find(request.viewer, case_id, "cases:assign")
    form = ColleagueForm(
        request.POST or None,
        label=_("Who keeps the case from now on?"),
        colleagues=directory.colleagues(request.viewer, "cases:edit"),
    )
    return _sheet(
        request,
        form,
        case,
        lambda: actions.assign(case=case, to=form.chosen(), by=request.viewer, now=request.now),
        heading=_("Give the case to a colleague"),
        submit_text=_("Give the case"),
        warning=_("From then on your colleague keeps the case and gets all its duties."),
    )


@sensitive_post_parameters()
@page("cases:close", methods=("GET", "POST"))
def close(request: Request, case_id: UUID) -> HttpResponse:
    """Close with an outcome."""
    case = queries.find(request.viewer, case_id, "cases:close")
    in_danger = closing_rules.in_danger(case)
    holds = child_queries.no_closing(case_id, now=request.now)
    form, kept = drafting.opened(
        request,
        "close",
        lambda typed: forms.CloseForm(typed, in_danger=in_danger),
        case_id,
    )
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        case,
        lambda: actions.close(case=case, **form.cleaned_data, by=request.viewer, now=request.now),
        heading=_("Close the case"),
        template="cases/close.html",
        more={"holds": [presenting_holds.notice(each) for each in holds]},
        draft="close",
        submit_text=_("Close the case"),
        warning=_(
            "The duties of this case leave the tasks. Nothing is deleted. If you reopen the case, its duties run on "
            "from their old start."
        ),
    )


@sensitive_post_parameters()
@page("cases:reopen", methods=("GET", "POST"))
def reopen(request: Request, case_id: UUID) -> HttpResponse:
    """Reopen with a reason."""
    case = queries.find(request.viewer, case_id, "cases:reopen")
    form, kept = drafting.opened(
        request,
        "reopen",
        lambda typed: forms.ReopenForm(typed),
        case_id,
    )
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        case,
        lambda: actions.reopen(case=case, **form.cleaned_data, by=request.viewer, now=request.now),
        heading=_("Reopen the case"),
        draft="reopen",
        submit_text=_("Reopen the case"),
        warning=_(
            "The case is open again at once, with the duties that closing stopped. You will be asked where the "
            "child is tonight."
        ),
    )


def _told(request: Request, report_id: UUID) -> report_queries.ReportPage:
    """The report with its sealed parts open, beside the sheet on which its case is opened."""
    return report_queries.page(request.viewer, report_id, purpose="assessment", verb="cases:open")


def _load(request: Request, case_id: UUID) -> CasePage:
    return queries.page(request.viewer, case_id, purpose=purposes.given(request.session, case_id))


def _to_change(request: Request, case_id: UUID) -> CasePage | None:
    """The file with its sealed parts open, for the sheet that changes them. Sent, it is opened only if needed."""
    if request.method == "POST":
        return None
    return queries.page(request.viewer, case_id, purpose="protection", verb="cases:edit")


def _sheet(
    request: Request,
    form: django_forms.Form,
    case: Case,
    act: Any,
    *,
    heading: str,
    submit_text: str = "",
    version: int | None = None,
    back: str = "cases:show",
    template: str = "cases/sheet.html",
    warning: str = "",
    shown: CasePage | None = None,
    saved: Callable[[CasePage], dict[str, Any]] | None = None,
    draft: str = "",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """A sheet of this case: on success back to its page; if somebody saved first, both versions are shown.

    `shown`: the file as the sheet opened it; `saved`: what of it stands in the sheet; `draft`: name of its draft,
    which goes when the sheet was sent; `more`: what else its template shows.
    """
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            if sheets.try_act(form, act) is not None:
                if draft:
                    drafting.discard(request, draft, case.id)
                return redirect(back, case_id=case.id)
        except Conflict:
            if saved is not None:
                shown = queries.page(request.viewer, case.id, purpose="protection", verb="cases:edit")
            newest = saved(shown) if saved and shown else {}
            conflict = presenting.conflict(form, newest, version or case.version, case)
    if shown is None:
        sheet_opened(request.viewer, File(case_id=case.id), subject=("case", case.id))
    context = {
        "form": form,
        "case": case,
        "heading": heading,
        "warning": warning,
        "submit_text": submit_text,
        "back_href": reverse(back, args=[case.id]),
        "version": sheets.stands_on(form, version or case.version),
        "conflict": conflict,
        "plain_fields": [form[name] for name in form.fields if "." not in name and name != "narrative"],
        **(more or {}),
    }
    return render(request, template, context, status=409 if conflict else 200)
