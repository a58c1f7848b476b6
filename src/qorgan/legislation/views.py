"""Pages of the law outside a case: the collection, a country, one rule with its dated wordings."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from qorgan.agencies.routes import page
from qorgan.legislation import engine, presenting

WORD = 60  # characters of a filter


@page("law:read")
def index(request: HttpRequest) -> HttpResponse:
    """What there is to read, compare and try."""
    law = engine.corpus()
    listed = [
        {"code": code, "name": presenting.country_name(code)}
        for code in law.jurisdictions
        if code != engine.HOME
    ]
    listed.sort(key=lambda each: each["name"])
    return render(request, "legislation/index.html", {"home": engine.HOME, "countries": listed})


@page("law:read")
def country(request: HttpRequest, country: str) -> HttpResponse:
    """The rules of one country, by instrument."""
    if not engine.of(country):
        raise Http404
    wanted = request.GET.get("q", "").strip()[:WORD]
    context = {
        "country": country,
        "name": presenting.country_name(country),
        "instruments": presenting.instruments(country, wanted),
        "q": wanted,
        "is_country": country != "INT",
    }
    return render(request, "legislation/country.html", context)


@page("law:read")
def provision(request: HttpRequest, norm: str) -> HttpResponse:
    """One rule through time: every wording, newest first, with what changed."""
    found = engine.wordings(norm)
    if not found:
        raise Http404
    newest = found[-1]
    before, after = engine.lineage(newest.norm)
    shown = [
        presenting.wording(each, found[number - 1] if number else None) for number, each in enumerate(found)
    ]
    context = {
        "name": presenting.part_name(newest),
        "title": newest.title[engine.language()],
        "instrument": newest.instrument_title[engine.language()],
        "country": newest.jurisdiction,
        "country_name": presenting.country_name(newest.jurisdiction),
        "wordings": shown[::-1],
        "before": [presenting.rule(each) for each in before],
        "after": [presenting.rule(each) for each in after],
    }
    return render(request, "legislation/provision.html", context)
