"""The comparison of a child with those in other cases: asked by POST, so that looking is a decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qorgan.agencies.access import File, require
from qorgan.agencies.reading import sheet_opened
from qorgan.agencies.routes import page
from qorgan.children import linking_queries
from qorgan.children.linking_queries import Candidate
from qorgan.linkage.explain import LANGUAGES

TONES = {"likely": "active", "possible": "waiting"}


@page("linking:review", methods=("GET", "POST"))
def compare(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Could this child have another file among the cases I keep?"""
    require(request.viewer, "linking:review", File(case_id=case_id))
    context: dict[str, Any] = {"case_id": case_id}
    if request.method == "POST":
        answer = linking_queries.compare(request.viewer, case_id)
        rows = [_shown(one) for one in answer.candidates]
        context |= {"answer": answer, "rows": rows, "columns": [_("What was compared"), _("What this says")]}
    else:
        sheet_opened(request.viewer, File(case_id=case_id), subject=("case", case_id))
    return render(request, "children/compare.html", context)


def _shown(one: Candidate) -> dict[str, Any]:
    score = one.found.score
    code = (get_language() or "kk")[:2]
    language = code if code in LANGUAGES else "kk"
    words = {"likely": _("likely the same child"), "possible": _("possibly the same child")}
    return {
        "case_id": one.case_id,
        "band": words[score.band],
        "tone": TONES[score.band],
        "flags": [flag for flag in score.flags if flag in ("twin", "sibling", "made_older")],
        "steps": [
            [step.text(language), _effect(step.weight)]
            for step in score.waterfall
            if step.field != "prior" and step.level != "missing"
        ],
        "model": score.model_version,
    }


def _effect(weight: float) -> str:
    if abs(weight) < 0.05:
        return _("says nothing")
    strong = abs(weight) >= 3.0
    if weight > 0:
        return _("speaks strongly for the same child") if strong else _("speaks for the same child")
    return _("speaks strongly against") if strong else _("speaks against")
