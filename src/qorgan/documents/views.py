"""Opening a document for a purpose: always a download, never shown inside the site."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from qorgan.agencies.purposes import PURPOSES
from qorgan.agencies.routes import page
from qorgan.documents import actions, queries


@page("documents:view", methods=("POST",))
def download(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The document as an attachment."""
    purpose = request.POST.get("purpose", "")
    if purpose not in PURPOSES:
        found = queries.find(request.viewer, document_id)
        messages.error(request, _("Choose what you need it for.") + " (GEN-02)")
        return redirect("desk:documents", case_id=found.case_id)
    found = queries.opened(request.viewer, document_id, purpose=purpose)
    response = HttpResponse(found.content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@page("documents:view", methods=("POST",))
def mark_abuse(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """ "This may show abuse.\""""
    document = queries.find(request.viewer, document_id)
    actions.mark_abuse(document=document, by=request.viewer, now=request.now)
    return redirect("desk:documents", case_id=document.case_id)
