"""Managing bodies, officers and roles. Whoever manages sees no case; every act asks the second factor again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from qorgan.agencies import actions, presenting, queries, sheets
from qorgan.agencies.forms import AgencyForm, ConfirmForm, EnrolForm, RolesForm
from qorgan.agencies.models import Agency, Officer
from qorgan.agencies.roles import ROLES
from qorgan.agencies.routes import Request, page, step_up


@page("directory:manage")
def index(request: Request) -> HttpResponse:
    """All bodies and officers."""
    people = [
        {"officer": officer, "roles": _titles(officer, begun=True), "waiting": _titles(officer, begun=False)}
        for officer in queries.officers(request.viewer)
    ]
    context = {"bodies": Agency.objects.filter(active_until=None).order_by("name_kk"), "people": people}
    return render(request, "agencies/manage.html", context | {"tasks": presenting.tasks(request.viewer)})


def _titles(officer: Officer, *, begun: bool) -> list[str]:
    """The roles an officer holds, or (not `begun`) those that wait for a second person."""
    rows = [each for each in officer.assignments.all() if each.valid_until is None and each.role in ROLES]
    return [str(ROLES[each.role].title) for each in rows if (each.valid_from is not None) is begun]


@page("directory:manage", methods=("GET", "POST"))
@step_up
def add_agency(request: Request) -> HttpResponse:
    """A new body."""
    form = AgencyForm(request.POST or None)
    return _sheet(
        request,
        form,
        lambda: actions.add_agency(
            facts=form.facts(),
            services=form.cleaned_data["services"],
            form_token=sheets.once(request),
            by=request.viewer,
            now=request.now,
        ),
        _("Add a body"),
    )


@page("directory:manage", methods=("GET", "POST"))
@step_up
def change_agency(request: Request, agency_id: UUID) -> HttpResponse:
    """Change a body."""
    agency = get_object_or_404(Agency, pk=agency_id)
    initial = {name: getattr(agency, name) for name in actions.AGENCY_FIELDS if name != "region"}
    offered = list(agency.offers.filter(active=True).values_list("service", flat=True))
    form = AgencyForm(
        request.POST or None, initial=initial | {"region": agency.region_id or "", "services": offered}
    )
    return _sheet(
        request,
        form,
        lambda: actions.change_agency(
            agency=agency,
            version=sheets.version(request, agency.version),
            facts=form.facts(),
            services=form.cleaned_data["services"],
            by=request.viewer,
            now=request.now,
        ),
        _("Change a body"),
        version=agency.version,
    )


@page("directory:manage", methods=("GET", "POST"))
@step_up
def end_agency(request: Request, agency_id: UUID) -> HttpResponse:
    """A body stops working."""
    agency = get_object_or_404(Agency, pk=agency_id)
    form = ConfirmForm(request.POST or None)
    return _sheet(
        request,
        form,
        lambda: actions.end_agency(agency=agency, by=request.viewer, now=request.now),
        _("End the work of this body: %s") % agency.name,
        warning=_("From now on nobody can send reports or referrals to it. Its past stays written."),
    )


@sensitive_post_parameters()
@page("directory:manage", methods=("GET", "POST"))
@step_up
def enrol(request: Request) -> HttpResponse:
    """A new officer."""
    form = EnrolForm(request.POST or None)
    return _sheet(
        request,
        form,
        lambda: actions.enrol(**form.facts(), by=request.viewer, now=request.now),
        _("Add an officer"),
        warning=_(
            "The roles hold when a second person has confirmed them: a supervisor of that body, or another "
            "administrator. They find it among their tasks."
        ),
    )


@page("directory:manage", methods=("GET", "POST"))
@step_up
def set_roles(request: Request, officer_id: UUID) -> HttpResponse:
    """The roles of an officer, effective at the next request."""
    officer = get_object_or_404(Officer.objects.select_related("agency"), pk=officer_id)
    live = [a.role for a in officer.assignments.filter(valid_until=None)]
    form = RolesForm(request.POST or None, initial={"roles": live})
    return _sheet(
        request,
        form,
        lambda: actions.set_roles(
            officer=officer, roles=form.cleaned_data["roles"], by=request.viewer, now=request.now
        ),
        _("Roles of %s") % officer.name,
        warning=_(
            "What you untick is gone at once. What is new holds when a second person has confirmed it."
        ),
    )


@page("directory:manage", methods=("GET", "POST"))
@step_up
def end_officer(request: Request, officer_id: UUID) -> HttpResponse:
    """End an account."""
    officer = get_object_or_404(Officer, pk=officer_id)
    form = ConfirmForm(request.POST or None)
    return _sheet(
        request,
        form,
        lambda: actions.end_officer(officer=officer, by=request.viewer, now=request.now),
        _("End the account of %s") % officer.name,
        warning=_(
            "The officer is signed out and cannot sign in again. The name stays in the journal. "
            "A supervisor first gives the officer’s cases, reports and referrals to a colleague."
        ),
    )


def _sheet(
    request: Request,
    form: django_forms.Form,
    act: Any,
    heading: str,
    *,
    version: int = 0,
    warning: str = "",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            if sheets.try_act(form, act) is not None:
                return redirect("directory:manage")
        except ValidationError as problem:
            form.add_error(None, problem)
    context = {
        "form": form,
        "heading": heading,
        "version": version,
        "warning": warning,
        "back_href": reverse("directory:manage"),
        "submit_text": heading
        if isinstance(form, ConfirmForm)
        else "",  # what cannot be undone is named again
    }
    return render(request, "agencies/sheet.html", context)
