"""Pages that compare: the matrix of countries, one cell of it, gaps, recommendations, the reform bench."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies.routes import Request, page
from qorgan.legislation import engine, forms, presenting, presenting_compare


@page("law:read")
def compare(request: Request) -> HttpResponse:
    """Countries × elements against a yardstick; all of the question stands in the address."""
    form = forms.CompareForm(request.GET if request.GET else {"country": forms.DEFAULT_COUNTRIES})
    context = {"form": form, "filters_open": not form.is_valid()}
    if form.is_valid():
        asked = form.cleaned_data
        context["matrix"] = presenting_compare.matrix(asked["country"], asked["yardstick"], asked["on"])
    return render(request, "legislation/compare.html", context)


@page("law:read")
def cell(request: Request) -> HttpResponse:
    """Both passages behind one cell; only the panel when htmx asks."""
    yardstick, country = request.GET.get("yardstick", "palermo"), request.GET.get("country", engine.HOME)
    measures = {each.id: each for each in engine.measures()}
    if yardstick not in measures:
        raise Http404
    row = request.GET.get("row") or measures[yardstick].rows[0]["id"]
    try:
        on = dt.date.fromisoformat(request.GET["on"]) if request.GET.get("on") else None
    except ValueError:
        raise Http404 from None
    found = presenting_compare.passages(yardstick, row, country, on)
    if found is None:
        raise Http404
    context = {
        "passages": found,
        "back_href": presenting_compare.address(
            "compare",
            yardstick=yardstick,
            country=list(dict.fromkeys([engine.HOME, country])),
            on=on and on.isoformat(),
        ),
    }
    template = "legislation/passages.html" if request.htmx else "legislation/cell.html"
    return render(request, template, context)


@page("law:read")
def gaps(request: Request, country: str) -> HttpResponse:
    """What a country's law lacks, and what would mend it."""
    if country not in engine.corpus().jurisdictions:
        raise Http404
    context = {
        "country": country,
        "name": presenting.country_name(country),
        "groups": presenting_compare.gap_groups(country),
        "home": country == engine.HOME,
    }
    return render(request, "legislation/gaps.html", context)


@page("law:read")
def recommendations(request: Request) -> HttpResponse:
    """What the paper recommended and what became of it."""
    return render(request, "legislation/recommendations.html", {"rows": presenting_compare.recommendations()})


@sensitive_post_parameters()
@page("law:read", methods=("GET", "POST"))
def bench(request: Request) -> HttpResponse:
    """Try a reform on published cases (in the address) or on pasted ones (sent, read and forgotten)."""
    if request.method == "POST":
        return _pasted(request)
    chosen = "reform" in request.GET or "case" in request.GET
    form = forms.BenchForm(request.GET if chosen else None, initial={"case": _all()})
    context: dict[str, Any] = {
        "form": form,
        "paste": forms.PasteForm(initial={"reform": request.GET.getlist("reform")}),
    }
    if chosen and form.is_valid():
        codes = [code for code in form.cleaned_data["case"] if code in _all()] or _all()
        answer = engine.reform(form.cleaned_data["reform"], tuple(codes))
        form = forms.BenchForm({"reform": form.cleaned_data["reform"], "case": codes})
        context |= {"tried": presenting_compare.tried(answer), "form": form}
    return render(request, "legislation/bench.html", context)


def _pasted(request: Request) -> HttpResponse:
    paste = forms.PasteForm(request.POST)
    context = {"form": forms.BenchForm(initial={"case": _all()}), "paste": paste, "pasting": True}
    if paste.is_valid():
        asked = paste.cleaned_data
        codes = tuple(code for code in asked["case"] if code in _all())
        answer = engine.reform(asked["reform"], codes, asked["pasted"])
        context["tried"] = presenting_compare.tried(answer)
    return render(request, "legislation/bench.html", context)


def _all() -> list[str]:
    return [each["code"] for each in engine.published()]
