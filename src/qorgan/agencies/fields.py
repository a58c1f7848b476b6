"""Codes of what can be seen of a child's file, one by one: a referral lists these, a role is capped by them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# code -> what a person calls it. `sealed` codes are decrypted only after a purpose is given.
FIELDS: dict[str, str | Promise] = {
    "child.names": _("Names of the child"),
    "child.birth": _("Date of birth"),
    "child.age": _("Age and how it is known"),
    "child.sex": _("Sex"),
    "child.citizenships": _("Citizenships"),
    "child.languages": _("Languages"),
    "child.needs": _("Communication and other needs"),
    "place.kind": _("Kind of place where the child is tonight"),
    "place.address": _("Address where the child is tonight"),
    "contact.safe": _("Safe contact"),
    "case.summary": _("Summary of the case"),
    "event.facts": _("What happened, by codes"),
    "event.narrative": _("What happened, in words"),
    "report.narrative": _("The report, in words"),
    "report.child": _("The child as described in the report"),
    "decisions.status": _("Decisions on status"),
    "decisions.reasons": _("Reasons of decisions"),
    "assessment.answers": _("Answers of the first assessment"),
    "referral.note": _("Message of the referral"),
    "services.list": _("Services given"),
    "services.note": _("Notes on services"),
    "documents.files": _("Documents"),
}
SEALED = frozenset(
    {
        "child.names",
        "child.birth",
        "child.needs",
        "place.address",
        "contact.safe",
        "case.summary",
        "event.narrative",
        "report.narrative",
        "report.child",
        "decisions.reasons",
        "referral.note",
        "services.note",
        "documents.files",
    }
)
ALL = frozenset(FIELDS)
# What may be shared in a referral, in the order of the form.
SHAREABLE = [code for code in FIELDS if not code.startswith(("report.", "assessment.", "referral."))]

# Protection and enforcement are apart: these never reach police, prosecution, court, border or labour bodies.
NEVER_ENFORCEMENT = frozenset({"place.address", "services.note", "services.list", "child.needs"})
# Migration bodies see only the notice "do not remove until DATE"; of a file, nothing.
NEVER_MIGRATION = ALL
# Coordination sees numbers and clocks; of a file, nothing.
NEVER_COORDINATION = ALL
