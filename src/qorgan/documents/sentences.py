"""How the journal tells what is done with documents. Names and contents of documents never stand in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "documents.added": _("%(actor)s added a document"),
    "documents.opened": _("%(actor)s opened a document. Purpose: %(purpose)s"),
    "documents.quarantined": _("%(actor)s said that a document may show abuse: nobody opens it here"),
}
ACCESSES = ["documents.opened"]
