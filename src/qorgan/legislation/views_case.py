"""The Law tab of a case and the sheet on which a lawyer decides."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import purposes, sheets
from qorgan.agencies.access import File, require
from qorgan.agencies.routes import Request, page
from qorgan.cases import queries as cases
from qorgan.legislation import actions, codes, engine, forms, presenting, presenting_case, queries
from qorgan.reports import drafting


@page("law:view")
def show(request: Request, case_id: UUID) -> HttpResponse:
    """Provisions engaged on the facts recorded, what to ask next, and what people decided."""
    shown = cases.page(
        request.viewer, case_id, purpose=purposes.given(request.session, case_id), verb="law:view"
    )
    context = presenting_case.context(
        shown,
        queries.opinions(shown),
        may_decide="law:opinion" in shown.may and shown.look.shows("event.facts"),
    )
    return render(request, "legislation/case.html", context)


@sensitive_post_parameters()
@page("law:opinion", methods=("GET", "POST"))
def opinion(request: Request, case_id: UUID, provision: str) -> HttpResponse:
    """Decide on one provision; the computed verdict stands beside the sheet."""
    require(request.viewer, "law:opinion", File(case_id=case_id))
    if not engine.is_offence(provision):
        raise Http404
    shown = cases.page(request.viewer, case_id, verb="law:opinion")
    computed = presenting_case.computed_now(shown, provision)
    form, kept = drafting.opened(
        request,
        drafting.name("opinion", provision),
        lambda typed: forms.OpinionForm(typed),
        case_id,
    )
    if kept is not None:
        return kept
    if request.method == "POST" and form.is_valid():
        made = sheets.try_act(
            form,
            lambda: actions.record_opinion(
                case=shown.case,
                provision=provision,
                computed=computed,
                form_token=sheets.once(request),
                by=request.viewer,
                now=request.now,
                **form.cleaned_data,
            ),
        )
        if made is not None:
            drafting.discard(request, drafting.name("opinion", provision), case_id)
            return redirect("legislation:case", case_id=case_id)
    found = engine.provision(provision)
    assert found is not None
    context = {
        "form": form,
        "case": shown.case,
        "name": found.name(engine.language()),
        "wording": presenting.wording(found, None),
        "computed": codes.VERDICTS.get(computed) or _("not computed"),
        "tone": codes.VERDICT_TONES.get(computed, "quiet"),
        "submit_text": _("Record the decision"),
        "back_href": reverse("legislation:case", args=[case_id]),
    }
    return render(request, "legislation/opinion.html", context)
