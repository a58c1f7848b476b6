"""The search for a child by name and year, sent by POST so that no name stands in an address."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies.routes import Request, address, page
from qorgan.children import queries
from qorgan.children.forms import SearchForm


@sensitive_post_parameters()
@page("children:search", methods=("GET", "POST"))
def search(request: Request) -> HttpResponse:
    """Find a child among the cases I may open."""
    form = SearchForm(request.POST or None)
    hits = None
    if request.method == "POST" and form.is_valid():
        found = queries.search(request.viewer, **form.cleaned_data)
        hits = [
            {"href": address("cases:show", hit.case_id), "name": hit.name, "birth": hit.birth}
            for hit in found
        ]
    return render(request, "children/search.html", {"form": form, "hits": hits, "submit_text": _("Search")})
