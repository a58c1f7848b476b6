"""The directory: which body gives which help, when, and how to reach it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from qorgan.agencies import queries
from qorgan.agencies.forms import DirectoryFilter
from qorgan.agencies.models import Agency
from qorgan.agencies.routes import Request, page
from qorgan.agencies.services import SERVICES


@page("directory:view")
def index(request: Request) -> HttpResponse:
    """Bodies that work now."""
    form = DirectoryFilter(request.GET)
    found = queries.directory(request.viewer, **form.chosen())
    context = {"bodies": found, "filter_form": form, "clear_href": reverse("directory:index")}
    return render(request, "agencies/index.html", context)


@page("directory:view")
def show(request: Request, agency_id: UUID) -> HttpResponse:
    """One body."""
    agency = get_object_or_404(Agency.objects.select_related("region"), pk=agency_id)
    offers = [
        SERVICES[offer.service] for offer in agency.offers.filter(active=True) if offer.service in SERVICES
    ]
    return render(request, "agencies/show.html", {"agency": agency, "offers": offers})
