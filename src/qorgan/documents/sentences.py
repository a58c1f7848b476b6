"""How the journal tells what is done with documents. Names and contents of documents never stand in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "documents.added": _("%(actor)s added a document"),
    "documents.opened": _("%(actor)s opened a document. Purpose: %(purpose)s"),
    "documents.quarantined": _("%(actor)s said that a document may show abuse: nobody opens it here"),
    "documents.sealed_for_unit": _(
        "%(actor)s sealed a document that may show abuse for the specialist police unit"
    ),
    "documents.collected": _("%(actor)s collected a sealed container for the specialist police unit"),
    "documents.handed_over": _("%(actor)s confirmed the hand-over: the container was destroyed here"),
    "documents.receipt_printed": _("%(actor)s opened the receipt of a hand-over"),
    "documents.followed": _("Documents of the report were copied into the case: %(count)s"),
    "units.key_asked": _("%(actor)s registered a key of the specialist police unit: %(subject)s"),
    "units.key_confirmed": _("%(actor)s confirmed the key of the specialist police unit: %(subject)s"),
    "units.key_ended": _("%(actor)s ended the use of a key of the specialist police unit: %(subject)s"),
}
ACCESSES = ["documents.opened", "documents.collected", "documents.receipt_printed"]
