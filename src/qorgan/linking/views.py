"""Pages of files of one child: the queue, other files of a case, two files side by side, questions, the basis."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import keyset, sheets
from qorgan.agencies.access import File, require
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import Request, page, step_up
from qorgan.linking import actions, asking, comparing, forms, presenting, queries
from qorgan.linking.models import Joining

STEPS: dict[str, Callable[..., Joining]] = {
    "confirm": actions.confirm,
    "decline": actions.decline,
    "undo": actions.undo,
}


@page("linking:review")
def queue(request: Request) -> HttpResponse:
    """Pairs of files that may be of one child."""
    found = queries.queue(request.viewer, after=keyset.read(request.GET.get("after", "")))
    found, next_href = keyset.cut(request, found, queries.PAGE, "found_at")
    context = {
        "basis": presenting.basis_line(queries.basis()),
        "columns": [_("Cases"), _("How alike"), _("Look closely"), _("Found on")],
        "rows": presenting.queue_rows(found),
        "next_href": next_href,
    }
    return render(request, "linking/queue.html", context)


@page("linking:review")
def of_case(request: Request, case_id: UUID) -> HttpResponse:
    """Other files of this child."""
    shown = queries.files(request.viewer, case_id)
    _opened(request, case_id)
    context = presenting.files(shown, request.viewer) | {"basis": presenting.basis_line(queries.basis())}
    return render(request, "linking/of_case.html", context)


@page("linking:review", methods=("GET", "POST"))
def compare(request: Request, case_id: UUID) -> HttpResponse:
    """Compare now with the cases I keep: asked by POST, so that looking is a decision."""
    require(request.viewer, "linking:review", File(case_id=case_id))
    basis = queries.basis()
    context: dict[str, Any] = {"case_id": case_id, "basis": presenting.basis_line(basis)}
    if request.method == "POST" and basis.in_force:
        answer = comparing.compare(request.viewer, case_id)
        rows = [presenting.compared(one.found) | {"case_id": one.case_id} for one in answer.candidates]
        numbers = queries.numbers_of(request.viewer, [row["case_id"] for row in rows])
        context |= {"answer": answer, "rows": [row | {"number": numbers[row["case_id"]]} for row in rows]}
    else:
        _opened(request, case_id)
    return render(request, "linking/compare.html", context)


@sensitive_post_parameters()
@page("linking:review", methods=("GET", "POST"))
def pair(request: Request, case_id: UUID, other_id: UUID) -> HttpResponse:
    """Two files side by side; a person decides."""
    shown = queries.pair(request.viewer, case_id, other_id)
    context = presenting.pair(shown)
    form = forms.JudgeForm(request.POST or None, reopening=context["reopening"])
    if request.method == "POST" and form.is_valid():
        judged = sheets.try_act(
            form,
            lambda: actions.judge(
                case_id=case_id,
                other_id=other_id,
                **form.cleaned_data,
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if judged is not None:
            messages.success(request, _("Written down."))
            return redirect("linking:of_case", case_id=case_id)
    basis = presenting.basis_line(queries.basis())
    context |= {
        "form": form,
        "basis": basis,
        "may_judge": basis["in_force"] and not context["waits"] and not context["is_joined"],
        "back_href": reverse("linking:of_case", args=[case_id]),
    }
    return render(request, "linking/pair.html", context)


@sensitive_post_parameters()
@page("linking:review", methods=("GET", "POST"))
def joining(request: Request, case_id: UUID, other_id: UUID, act: str) -> HttpResponse:
    """Confirm, decline or undo a joining."""
    for one in (case_id, other_id):
        require(request.viewer, "linking:review", File(case_id=one))
    if act not in STEPS:
        raise Http404
    for one in (case_id, other_id):
        _opened(request, one)
    form = Form(request.POST or None) if act == "confirm" else forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = sheets.try_act(
            form,
            lambda: STEPS[act](
                case_id=case_id, other_id=other_id, **form.cleaned_data, by=request.viewer, now=request.now
            ),
        )
        if done is not None:
            messages.success(request, _JOINING[done.step]())
            return redirect("linking:of_case", case_id=case_id)
    heading, warning, button = _SHEETS[act]()
    return _sheet(
        request, form, heading, warning, button, back=reverse("linking:pair", args=[case_id, other_id])
    )


@sensitive_post_parameters()
@page("linking:review", methods=("GET", "POST"))
def choose(request: Request, case_id: UUID) -> HttpResponse:
    """How this child takes part in comparisons."""
    shown = queries.files(request.viewer, case_id)
    _opened(request, case_id)
    form = forms.ChoiceForm(request.POST or None, initial={"part": shown.part})
    if request.method == "POST" and form.is_valid():
        chosen = sheets.try_act(
            form,
            lambda: actions.choose(
                case_id=case_id,
                **form.cleaned_data,
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if chosen is not None:
            messages.success(request, _("Written down."))
            return redirect("linking:of_case", case_id=case_id)
    warning = _(
        "Hide a child whom somebody may look for under another body's name. What was told before stays told."
    )
    return _sheet(
        request,
        form,
        _("How may this child be compared?"),
        warning,
        _("Save"),
        back=reverse("linking:of_case", args=[case_id]),
    )


@page("linking:review", methods=("GET", "POST"))
def ask(request: Request, hit_id: UUID) -> HttpResponse:
    """Ask the body that keeps the other record."""
    hit = queries.find_hit(request.viewer, hit_id)
    _opened(request, hit.case_id)
    form = Form(request.POST or None)
    if request.method == "POST":
        asked = sheets.press(request, lambda: asking.ask(hit=hit, by=request.viewer, now=request.now))
        if asked is not None:
            messages.success(request, _("Your question is on its way. The answer will stand here."))
        return redirect("linking:of_case", case_id=hit.case_id)
    warning = _(
        "They will see your name, your body and how alike the children are. They will not see this child's name or"
        " number. You learn who they are only if they say yes. Every question is written down and watched."
    )
    return _sheet(
        request,
        form,
        _("Ask the body that keeps the other record"),
        warning,
        _("Ask"),
        back=reverse("linking:of_case", args=[hit.case_id]),
    )


@page("linking:review", methods=("GET", "POST"))
def answer(request: Request, asked_id: UUID) -> HttpResponse:
    """Answer another body's question about a child."""
    asked, case = queries.find_asked(request.viewer, asked_id)
    _opened(request, case.id)
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        replied = sheets.try_act(
            form, lambda: asking.answer(asked=asked, **form.cleaned_data, by=request.viewer, now=request.now)
        )
        if replied is not None:
            messages.success(request, _("Your answer is on its way."))
            return redirect("linking:of_case", case_id=asked.case_id)
    context = {
        "form": form,
        "case": case,
        "about": presenting.about_asked(asked),
        "back_href": reverse("linking:of_case", args=[asked.case_id]),
    }
    return render(request, "linking/answer.html", context)


@page("linking:basis", methods=("GET", "POST"))
@step_up
def basis(request: Request) -> HttpResponse:
    """State the legal basis of looking for the same child."""
    stated = queries.basis()
    initial = {"in_force": "yes" if stated.in_force else "no", "provision": stated.provision}
    form = forms.BasisForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = sheets.try_act(
            form,
            lambda: actions.state_basis(
                in_force=form.cleaned_data["in_force"] == "yes",
                provision=form.cleaned_data["provision"],
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
            ),
        )
        if done is not None:
            messages.success(request, _("Written down."))
            return redirect("linking:basis")
    context = {"form": form, "basis": presenting.basis_line(stated)}
    return render(request, "linking/basis.html", context)


@page("linking:oversee")
def oversight(request: Request) -> HttpResponse:
    """How often whose acts asked other bodies: probing shows here."""
    context = {
        "columns": [
            _("Officer"),
            _("Children compared with other bodies"),
            _("Of these, somebody was alike"),
            _("Questions asked"),
            _("Answered with no"),
            _("Stopped by the limit"),
        ],
        "rows": presenting.overseen(queries.overseen(request.viewer)),
        "basis": presenting.basis_line(queries.basis()),
    }
    return render(request, "linking/oversight.html", context)


def _opened(request: Request, case_id: UUID) -> None:
    sheet_opened(request.viewer, File(case_id=case_id), subject=("case", case_id))


def _sheet(
    request: Request, form: Form, heading: str, warning: str, submit_text: str, *, back: str
) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "warning": warning, "submit_text": submit_text, "back_href": back
    }  # fmt: skip
    return render(request, "linking/sheet.html", context)


_JOINING: dict[str, Callable[[], str]] = {
    Joining.Step.CONFIRMED: lambda: _("The two files are joined. Both stay as they are."),
    Joining.Step.DECLINED: lambda: _("The files stay apart."),
    Joining.Step.UNDONE: lambda: _("The joining is undone. Both files are as they were."),
}
_SHEETS = {
    "confirm": lambda: (
        _("Confirm: two files of one child"),
        _("Both files stay whole; each will show the number of the other. It can be undone later."),
        _("Confirm"),
    ),
    "decline": lambda: (
        _("Do not join these files"),
        _("The files stay apart, and the pair waits in the list again."),
        _("Do not join"),
    ),
    "undo": lambda: (
        _("Undo the joining"),
        _("The files will not show each other any more. What was decided stays written."),
        _("Undo the joining"),
    ),
}
