"""How the journal tells what is done with a child's identity, consent and holds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.agencies.fields import FIELDS
from qorgan.agencies.telling import Words
from qorgan.children.codes import HOLD_REASONS, LIFT_REASONS
from qorgan.children.models import Consent, Hold

SENTENCES = {
    "children.searched": _("%(actor)s searched for a child by name. Purpose: %(purpose)s. Found: %(hits)s"),
    "children.changed": _("%(actor)s changed what is known of the child: %(fields)s"),
    "children.consented": _(
        "%(actor)s recorded on what basis something may be shown to %(recipient)s: %(basis)s"
    ),
    "children.consent_stopped": _(
        "%(actor)s recorded that a consent was stopped. By a parent or guardian: %(by_parent)s"
    ),
    "children.held": _("%(actor)s placed a hold: %(hold)s. Why: %(hold_reason)s"),
    "children.hold_lifted": _("%(actor)s lifted a hold: %(hold)s. Why: %(lift_reason)s"),
}
ACCESSES = ["children.searched"]
WORDS: Words = {
    "basis": dict(Consent.Basis.choices),
    "hold": dict(Hold.Kind.choices),
    "hold_reason": HOLD_REASONS,
    "lift_reason": LIFT_REASONS,
    "fields": {
        "names": FIELDS["child.names"],
        "birth": FIELDS["child.birth"],
        "sex": FIELDS["child.sex"],
        "age_status": FIELDS["child.age"],
        "age_from": _("Age, at least"),
        "age_to": _("Age, at most"),
        "citizenships": FIELDS["child.citizenships"],
        "languages": FIELDS["child.languages"],
        "needs": FIELDS["child.needs"],
        "needs_note": _("Needs, in words"),
        "conflict_of_interest": _("Conflict of interest of a parent or guardian"),
        "code": _("Code instead of a name"),
        "mother": _("Mother's name"),
    },
}
