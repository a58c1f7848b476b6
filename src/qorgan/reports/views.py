"""Pages of reports: list, new, one, first assessment."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import keyset, purposes, sheets
from qorgan.agencies.routes import page
from qorgan.reports import actions, presenting, queries
from qorgan.reports.forms import AssessmentForm, ReportForm
from qorgan.reports.indicators import asked
from qorgan.reports.models import Report

FORM = "report"


@page("reports:view")
def index(request: HttpRequest) -> HttpResponse:
    """Reports sent by or to my body, newest first."""
    rows = queries.inbox(
        request.viewer, state=request.GET.get("state", ""), after=keyset.read(request.GET.get("after", ""))
    )
    rows, next_href = keyset.cut(request, rows, queries.PAGE, "sent_at")
    return render(
        request,
        "reports/index.html",
        {"reports": rows, "next_href": next_href, "states": Report.State.choices},
    )


@sensitive_post_parameters()
@page("reports:send", methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Report a possible child victim; the draft is kept, the second click of an impatient hand is the same report."""
    today = localdate(request.now)
    if request.method == "POST":
        form = ReportForm(request.POST, today=today)
        if "save_draft" in request.POST:
            actions.save_draft(form=FORM, content=sheets.typed(form), by=request.viewer, now=request.now)
            messages.success(request, _("The draft is kept. Only you can see it."))
            return redirect("reports:new")
        if form.is_valid():
            report = sheets.try_act(
                form,
                lambda: actions.send(
                    **form.facts(), form_token=sheets.once(request), by=request.viewer, now=request.now
                ),
            )
            if report is not None:
                actions.discard_draft(form=FORM, by=request.viewer, now=request.now)
                return redirect("reports:sent", report_id=report.id)
    else:
        form = ReportForm(_data(queries.draft(request.viewer, FORM)), today=today)
    return render(request, "reports/new.html", {"form": form, "submit_text": _("Send the report")})


@page("reports:view")
def sent(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Thanks, the number, and what happens now. The same whether the child is already known or not."""
    report = queries.find(request.viewer, report_id)
    number = {"number": report.number, "number_label": _("Number of the report:")}
    return render(request, "reports/sent.html", {"report": report, **number})


@page("reports:view")
def show(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report; sealed parts open with a purpose."""
    shown = queries.page(request.viewer, report_id, purpose=purposes.given(request.session, report_id))
    context = {
        "shown": shown,
        "purposes": purposes.PURPOSES.items(),
        "rows": presenting.rows(shown),
        "child_rows": presenting.child_rows(shown),
        "fact_rows": presenting.fact_rows(shown.facts),
        "clocks": presenting.clock_rows(shown.clocks),
    }
    return render(request, "reports/show.html", context)


@page("reports:view", methods=("POST",))
def open_sealed(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Give the purpose; back to the report with its sealed parts open."""
    report = queries.find(request.viewer, report_id)
    own = request.viewer.officer.id in (report.assessor_id, report.sent_by_id)
    purposes.give(request.session, report_id, request.POST.get("purpose", ""), own=own)
    return redirect("reports:show", report_id=report_id)


@page("reports:assess", methods=("POST",))
def take(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """I make the first assessment."""
    report = queries.find(request.viewer, report_id, "reports:assess")
    actions.take(report=report, by=request.viewer, now=request.now)
    return redirect("reports:assess", report_id=report_id)


@sensitive_post_parameters()
@page("reports:assess", methods=("GET", "POST"))
def assess(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """First assessment: the first 24 hours, signs to ask about, and a decision by a person."""
    shown = queries.page(request.viewer, report_id, purpose="assessment")
    found = asked(frozenset(shown.facts.get("purposes", {})))
    form = AssessmentForm(request.POST or None, indicators=found)
    if request.method == "POST" and form.is_valid():
        made = sheets.try_act(
            form,
            lambda: actions.assess(
                report=shown.report,
                answers=form.answers(),
                safety=form.safety(),
                outcome=form.cleaned_data["outcome"],
                reasons=form.cleaned_data["reasons"],
                by=request.viewer,
                now=request.now,
            ),
        )
        if made is not None and made.outcome == "open_case":
            return redirect("cases:open", report_id=report_id)
        if made is not None:
            return redirect("reports:show", report_id=report_id)
    context = {
        "form": form,
        "shown": shown,
        "safety_fields": presenting.safety_fields(form),
        "sign_groups": presenting.sign_groups(form),
    }
    return render(request, "reports/assess.html", context)


def _data(draft: dict | None) -> QueryDict | None:
    """A kept draft as the form reads it."""
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, value in draft.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data
