"""Pages of reports: list, new, one, first assessment."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import keyset, purposes, sheets
from qorgan.agencies import queries as directory
from qorgan.agencies.access import File
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import Request, page
from qorgan.documents import sharing
from qorgan.documents.forms import UploadForm
from qorgan.reports import actions, beside, drafting, presenting, queries
from qorgan.reports.forms import AssessmentForm, ReportForm, StateFilter
from qorgan.reports.indicators import asked
from qorgan.reports.models import FirstAssessment
from qorgan.reports.passing import presenting as presenting_passing

SHEET, ASSESSMENT = "report", "assessment"  # names of the drafts


@page("reports:view")
def index(request: Request) -> HttpResponse:
    """Reports sent by or to my body, newest first."""
    state = StateFilter(request.GET).chosen()
    rows = queries.inbox(request.viewer, state=state, after=keyset.read(request.GET.get("after", "")))
    rows, next_href = keyset.cut(request, rows, queries.PAGE, "sent_at")
    context = {
        "reports": rows,
        "next_href": next_href,
        "states": presenting.state_tabs(state),
        "may_report": request.viewer.may("reports:send"),
    }
    return render(request, "reports/index.html", context)


@sensitive_post_parameters()
@page("reports:send", methods=("GET", "POST"))
def new(request: Request) -> HttpResponse:
    """Report a possible child victim; the draft is kept, the second click of an impatient hand is the same report."""
    today = localdate(request.now)
    draft = None
    if request.method == "POST":
        form = ReportForm(request.POST, today=today)
        if (kept := drafting.keep(request, form, SHEET)) is not None:
            return kept
        if form.is_valid():
            report = sheets.try_act(
                form,
                lambda: actions.send(
                    **form.facts(), form_token=sheets.once(request), by=request.viewer, now=request.now
                ),
            )
            if report is not None:
                drafting.discard(request, SHEET)
                return redirect("reports:sent", report_id=report.id)
    elif (draft := drafting.found(request, SHEET)) is not None:
        form = sheets.unblamed(ReportForm(draft, today=today))
    else:
        form = ReportForm(today=today, initial={"learned_at": request.now})
    context = {
        "form": form,
        "more": [form[name] for name in ("acts", "means", "purposes")],
        "draft_found": draft is not None,
        "submit_text": _("Send the report"),
    }
    return render(request, "reports/new.html", context)


@page("reports:view")
def sent(request: Request, report_id: UUID) -> HttpResponse:
    """Thanks, the number, and what happens now. The same whether the child is already known or not."""
    report = queries.find(request.viewer, report_id)
    sheet_opened(request.viewer, File(report_id=report_id), subject=("report", report_id))
    number = {"number": report.number, "number_label": _("Number of the report:")}
    may_attach = request.viewer.may("reports:attach") and report.state != "case"
    return render(request, "reports/sent.html", {"report": report, "may_attach": may_attach, **number})


@page("reports:view")
def show(request: Request, report_id: UUID) -> HttpResponse:
    """One report; sealed parts open with a purpose."""
    shown = queries.page(request.viewer, report_id, purpose=purposes.given(request.session, report_id))
    context = {
        "shown": shown,
        "purposes": purposes.PURPOSES.items(),
        "rows": presenting.rows(shown),
        "child_rows": presenting.child_rows(shown),
        "fact_rows": presenting.fact_rows(shown.facts),
        "passings": presenting_passing.rows(shown.passings),
        "clocks": presenting.clock_rows(shown.clocks),
        "needs": presenting.need_rows(shown),
        "answer_rows": presenting.answer_rows(shown),
        "sign_rows": presenting.sign_rows(shown),
        "counted": presenting.counted(shown),
        "links": beside.links(request.viewer, report_id),
    }
    return render(request, "reports/show.html", context)


@page("reports:view", methods=("GET", "POST"))
def documents(request: Request, report_id: UUID) -> HttpResponse:
    """Documents of a report, and adding one before there is a case, after the warning about images."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        report = queries.find(request.viewer, report_id, "reports:attach")
        upload = form.cleaned_data["file"]
        added = sheets.try_act(
            form,
            lambda: actions.attach(
                report=report,
                name=upload.name,
                content=upload.read(),
                may_show_abuse=form.cleaned_data["may_show_abuse"],
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if added is not None:
            messages.success(request, _("The document is added."))
            return redirect("reports:documents", report_id=report_id)
    purpose = purposes.given(request.session, report_id)
    shown = queries.documents(request.viewer, report_id, purpose=purpose)
    context = {
        "shown": shown,
        "documents": shown.listed,
        "may_open": shown.may_open,
        "names_hidden": any(each.name is not None and each.name.closed for each in shown.listed),
        "open_href": reverse("reports:open_sealed", args=[report_id]),
        "purposes": purposes.PURPOSES.items(),
        "form": form,
    }
    return render(request, "reports/documents.html", context)


@page("reports:view", methods=("POST",))
def open_sealed(request: Request, report_id: UUID) -> HttpResponse:
    """Give the purpose; back to the report with its sealed parts open."""
    report = queries.find(request.viewer, report_id)
    own = request.viewer.officer.id in (report.assessor_id, report.sent_by_id)
    purpose = request.POST.get("purpose", "")
    sheets.press(request, lambda: purposes.give(request.session, report_id, purpose, own=own))
    field = request.POST.get("field", "")
    back = "reports:documents" if field == sharing.FILES else "reports:show"
    return redirect(back, report_id=report_id)


@page("reports:assess", methods=("POST",))
def take(request: Request, report_id: UUID) -> HttpResponse:
    """I make the first assessment."""
    report = queries.find(request.viewer, report_id, "reports:assess")
    taken = sheets.press(request, lambda: actions.take(report=report, by=request.viewer, now=request.now))
    return redirect("reports:assess" if taken else "reports:show", report_id=report_id)


@page("cases:open", methods=("POST",))
def no_more(request: Request, report_id: UUID) -> HttpResponse:
    """No further child of this report needs a case."""
    report = queries.find(request.viewer, report_id, "cases:open")
    sheets.press(request, lambda: actions.no_more_cases(report=report, by=request.viewer, now=request.now))
    return redirect("reports:show", report_id=report_id)


@sensitive_post_parameters()
@page("reports:assess", methods=("GET", "POST"))
def assess(request: Request, report_id: UUID) -> HttpResponse:
    """First assessment: the first 24 hours, signs to ask about, and a decision by a person."""
    report = queries.find(request.viewer, report_id, "reports:assess")
    found = asked(frozenset(report.facts.get("purposes", {})))
    draft = drafting.found(request, ASSESSMENT, report_id) if request.method == "GET" else None
    shown = _to_assess(request, report_id) if request.method == "GET" else None
    initial = presenting.said_before(shown) if shown else {}
    form = AssessmentForm(request.POST or draft, indicators=found, initial=initial)
    if draft is not None:
        sheets.unblamed(form)
    if request.method == "POST" and (kept := drafting.keep(request, form, ASSESSMENT, report_id)) is not None:
        return kept
    if request.method == "POST" and form.is_valid():
        made = sheets.try_act(
            form,
            lambda: actions.assess(
                report=report,
                answers=form.answers(),
                safety=form.safety(),
                outcome=form.cleaned_data["outcome"],
                reasons=form.cleaned_data["reasons"],
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if made is not None:
            drafting.discard(request, ASSESSMENT, report_id)
            return redirect(_after(request, made), report_id=report_id)
    shown = shown or _to_assess(request, report_id)
    context = {
        "form": form,
        "shown": shown,
        "said_before": bool(presenting.said_before(shown)),
        "child_rows": presenting.child_rows(shown),
        "passings": presenting_passing.rows(shown.passings),
        "safety_fields": presenting.safety_fields(form),
        "sign_groups": presenting.sign_groups(form),
        "draft_found": draft is not None,
        "submit_text": _("Save the first assessment"),
    }
    return render(request, "reports/assess.html", context)


def _after(request: Request, made: FirstAssessment) -> str:
    """The page of the next step: the case; where nobody opens cases, the body that does; else the report."""
    if made.outcome != FirstAssessment.Outcome.OPEN_CASE:
        return "reports:show"
    if not directory.opens_cases(request.viewer):
        return "reports:pass_on"
    return "cases:open" if request.viewer.may("cases:open") else "reports:show"


def _to_assess(request: Request, report_id: UUID) -> queries.ReportPage:
    return queries.page(request.viewer, report_id, purpose="assessment", verb="reports:assess")
