"""Opening a document for a purpose: always a download, never shown inside the site; closing one; its receipt."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from qorgan.agencies.purposes import PURPOSES
from qorgan.agencies.routes import Request, page
from qorgan.documents import actions, queries
from qorgan.documents.models import Document


@page("documents:view", methods=("POST",))
def download(request: Request, document_id: UUID) -> HttpResponse:
    """The document as an attachment."""
    purpose = request.POST.get("purpose", "")
    if purpose not in PURPOSES:
        document = queries.find(request.viewer, document_id)
        messages.error(request, _("Choose what you need it for.") + " (GEN-02)")
        return _back(document)
    found = queries.opened(request.viewer, document_id, purpose=purpose)
    return attached(found.content, found.name)


@page("documents:view", methods=("POST",))
def mark_abuse(request: Request, document_id: UUID) -> HttpResponse:
    """ "This may show abuse.\""""
    document = queries.find(request.viewer, document_id)
    if actions.mark_abuse(document=document, by=request.viewer, now=request.now) is None:
        messages.warning(
            request,
            _("It is closed for everybody here. Keep the device as it is and call 102."),
        )
    else:
        messages.success(
            request, _("It is sealed for the specialist police unit, and nobody here can open it any more.")
        )
    return _back(document)


@page("documents:view")
def receipt(request: Request, document_id: UUID) -> HttpResponse:
    """What was sealed for the specialist police unit, by hashes and dates, to be printed."""
    found = queries.receipt(request.viewer, document_id)
    return render(request, "documents/receipt.html", {"receipt": found, "container": found.container})


def attached(content: bytes, name: str) -> HttpResponse:
    """Bytes as an attachment that no browser runs or shows."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _back(document: Document) -> HttpResponseRedirect:
    if document.case_id is None:
        return redirect("reports:documents", report_id=document.report_id)
    return redirect("desk:documents", case_id=document.case_id)
