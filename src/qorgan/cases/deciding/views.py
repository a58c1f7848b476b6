"""Pages of decisions on status: what was decided, decide, second person, ask for a review, review."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import purposes, sheets
from qorgan.agencies.access import File, require
from qorgan.agencies.access import decide as judged
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import Request, page
from qorgan.cases import presenting as case_presenting
from qorgan.cases import queries as case_queries
from qorgan.cases.codes import EMPOWERED
from qorgan.cases.deciding import actions, forms, presenting, queries, unanswered
from qorgan.cases.models import StatusDecision
from qorgan.reports import drafting


@page("cases:view")
def index(request: Request, case_id: UUID) -> HttpResponse:
    """Decisions of a case, each with reasons behind a purpose and what may be done with it now."""
    shown = case_queries.page(request.viewer, case_id, purpose=purposes.given(request.session, case_id))
    context = case_presenting.frame(shown, "decisions") | presenting.context(shown, request.viewer)
    return render(request, "cases/decisions.html", context)


@sensitive_post_parameters()
@page("cases:view", methods=("GET", "POST"))
def decide(request: Request, case_id: UUID, stage: str) -> HttpResponse:
    """Decide on status at one stage. A "no" will wait for a second person."""
    if stage not in EMPOWERED:
        raise Http404
    require(request.viewer, EMPOWERED[stage], File(case_id=case_id))
    case = case_queries.find(request.viewer, case_id, EMPOWERED[stage])
    form, kept = drafting.opened(
        request,
        f"decide {stage}",
        lambda typed: forms.DecisionForm(typed),
        case_id,
    )
    if kept is not None:
        return kept
    if request.method == "POST" and form.is_valid():
        made = sheets.try_act(
            form,
            lambda: actions.decide(
                case=case, stage=stage, **form.cleaned_data, by=request.viewer, now=request.now
            ),
        )
        if made is not None:
            drafting.discard(request, f"decide {stage}", case_id)
            return redirect("cases:decisions", case_id=case_id)
    sheet_opened(request.viewer, File(case_id=case_id), subject=("case", case_id))
    context = {
        "form": form,
        "case": case,
        "stage": StatusDecision.Stage(stage),
        "second_possible": queries.second_possible(request.viewer, case),
        "submit_text": _("Decide"),
        "back_href": reverse("cases:decisions", args=[case_id]),
    }
    return render(request, "cases/decide.html", context)


@sensitive_post_parameters()
@page("decisions:second", methods=("GET", "POST"))
def second(request: Request, decision_id: UUID) -> HttpResponse:
    """The second person reads the reasons, then agrees or sends back."""
    decision = queries.find_to_second(request.viewer, decision_id)
    draft = f"second {decision.stage}"
    form, kept = drafting.opened(request, draft, forms.SecondForm, decision.case_id)
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        decision,
        lambda: (
            actions.confirm(decision=decision, by=request.viewer, now=request.now)
            if form.cleaned_data["outcome"] == "agree"
            else actions.send_back(
                decision=decision, reasons=form.cleaned_data["reasons"], by=request.viewer, now=request.now
            )
        ),
        draft=draft,
        heading=_("Read as the second person"),
        warning=_(
            "If you agree, the “no” takes effect at once. If you do not, it has no effect and protection goes on."
        ),
        submit_text=_("Decide"),
        leads=lambda: _decisions_if_seen(request, decision),
    )


@sensitive_post_parameters()
@page("decisions:ask_review", methods=("GET", "POST"))
def ask_review(request: Request, decision_id: UUID) -> HttpResponse:
    """Ask another body to review."""
    decision = queries.find(request.viewer, decision_id, "decisions:ask_review")
    draft = f"ask_review {decision.stage}"
    form, kept = drafting.opened(
        request,
        draft,
        lambda typed: forms.AskReviewForm(typed, bodies=queries.bodies(request.viewer, decision)),
        decision.case_id,
    )
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        decision,
        lambda: actions.ask_review(
            decision=decision,
            reasons=form.cleaned_data["reasons"],
            reviewer=form.bodies[form.cleaned_data["body"]],
            by=request.viewer,
            now=request.now,
        ),
        draft=draft,
        heading=_("Ask for a review"),
        warning=_(
            "The body you choose sees the decision and its reasons until it has answered. Protection goes on meanwhile."
        ),
    )


@sensitive_post_parameters()
@page("decisions:review", methods=("GET", "POST"))
def review(request: Request, decision_id: UUID) -> HttpResponse:
    """Decide a review."""
    decision = queries.find_to_review(request.viewer, decision_id)
    draft = f"review {decision.stage}"
    form, kept = drafting.opened(request, draft, forms.ReviewForm, decision.case_id)
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        decision,
        lambda: actions.review(
            decision=decision,
            overturn=form.cleaned_data["outcome"] == "overturn",
            reasons=form.cleaned_data["reasons"],
            by=request.viewer,
            now=request.now,
        ),
        draft=draft,
        heading=_("Review the decision"),
        warning=_("Your answer takes effect at once. Afterwards your body no longer sees this case."),
        submit_text=_("Decide"),
        leads=lambda: redirect("desk:today"),
    )


@sensitive_post_parameters()
@page("cases:view", methods=("GET", "POST"))
def take_back(request: Request, decision_id: UUID) -> HttpResponse:
    """Take back a "no" that waits for its second person, or a review that waits for its answer."""
    decision = queries.find_to_take_back(request.viewer, decision_id)
    draft = f"take_back {decision.stage}"
    form, kept = drafting.opened(request, draft, forms.ReasonsForm, decision.case_id)
    review = decision.state == StatusDecision.State.REVIEW
    act = unanswered.take_back_review if review else unanswered.take_back
    if kept is not None:
        return kept
    return _sheet(
        request,
        form,
        decision,
        lambda: act(
            decision=decision, reasons=form.cleaned_data["reasons"], by=request.viewer, now=request.now
        ),
        draft=draft,
        heading=_("Take the review back") if review else _("Take the “no” back"),
        warning=_("The decision stays in force. Afterwards you can ask another body for a review.")
        if review
        else _(
            "The “no” never had an effect. If the decision is still open, it is due by the same day as before."
        ),
    )


@page("cases:edit", methods=("GET", "POST"))
def other_body(request: Request, decision_id: UUID) -> HttpResponse:
    """Ask another body to be the second person of a "no", or to review."""
    decision = queries.find(request.viewer, decision_id, "cases:edit")
    form = forms.OtherBodyForm(request.POST or None, bodies=queries.bodies(request.viewer, decision))
    review = decision.state == StatusDecision.State.REVIEW
    act = unanswered.redirect_review if review else unanswered.ask_second
    return _sheet(
        request,
        form,
        decision,
        lambda: act(
            decision=decision,
            body=form.bodies[form.cleaned_data["body"]],
            by=request.viewer,
            now=request.now,
        ),
        heading=_("Ask another body to answer"),
        warning=_(
            "The body you choose sees the decision and its reasons until it has answered. Protection goes on meanwhile."
        ),
        done=_("The other body is asked. It sees the reasons until it has answered."),
    )


def _sheet(
    request: Request,
    form: django_forms.Form,
    decision: StatusDecision,
    act: Callable[[], StatusDecision],
    *,
    draft: str = "",
    heading: str,
    warning: str,
    submit_text: str = "",
    done: str = "",
    leads: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Run the act when the sheet is sent, else show it beside the decision it is about, reasons opened for deciding.

    `leads`: where the officer goes afterwards, if not to the decisions of the case.
    """
    if request.method == "POST" and form.is_valid() and sheets.try_act(form, act) is not None:
        if draft:
            drafting.discard(request, draft, decision.case_id)
        if done:
            messages.success(request, done)
        return leads() if leads else redirect("cases:decisions", case_id=decision.case_id)
    shown = case_queries.page(request.viewer, decision.case_id, purpose="decision")
    about = next((each for each in shown.decisions or [] if each.decision.id == decision.id), None)
    context = {
        "form": form,
        "decision": decision,
        "about": presenting.row(about) if about else None,
        "heading": heading,
        "warning": warning,
        "submit_text": submit_text or heading,
        "back_href": reverse("cases:decisions", args=[decision.case_id]),
    }
    return render(request, "cases/about_decision.html", context)


def _decisions_if_seen(request: Request, decision: StatusDecision) -> HttpResponse:
    """Another body's second person sees the case no longer, once it has answered."""
    if judged(request.viewer, "cases:view", File(case_id=decision.case_id)):
        return redirect("cases:decisions", case_id=decision.case_id)
    return redirect("desk:today")
