"""How the journal tells what is done with a case and with decisions on status."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.agencies.fields import FIELDS
from qorgan.agencies.telling import Words
from qorgan.cases.codes import ERASING, OUTCOMES, REOPEN, TRANSFER_REFUSALS, TRANSFERS
from qorgan.cases.models import StatusDecision

# Where the child is stands in no sentence: not everyone who may read the journal of a case may know it.
SENTENCES = {
    "cases.opened": _("%(actor)s opened the case"),
    "cases.read": _("%(actor)s read the case file. Purpose: %(purpose)s. Opened: %(opened)s"),
    "cases.listed": _("%(actor)s looked through the list of cases. Shown: %(rows)s"),
    "cases.changed": _("%(actor)s changed the case: %(fields)s"),
    "cases.event_changed": _("%(actor)s changed what is known of what happened"),
    "cases.event_joined": _("%(actor)s joined the case to what happened"),
    "cases.placed": _("%(actor)s wrote down where the child is tonight"),
    "cases.place_confirmed": _("%(actor)s confirmed that the child is still in the place written last"),
    "cases.assigned": _("%(actor)s gave the case to another officer: %(to)s"),
    "cases.transfer_asked": _("%(actor)s offered the case to another body: %(to)s. Reason: %(reason)s"),
    "cases.transferred": _("The case went to another body. %(to)s keeps it now"),
    "cases.transfer_refused": _("%(actor)s did not take the case over: %(reason)s"),
    "cases.transfer_withdrawn": _("%(actor)s took the offer of the case back"),
    "cases.offer_read": _("%(actor)s read the notice of the offered case"),
    "cases.closed": _("%(actor)s closed the case: %(reason)s"),
    "cases.reopened": _("%(actor)s reopened the case: %(reason)s"),
    "cases.erased": _("%(actor)s erased the case for good, together with %(to)s. Why: %(reason)s"),
    "decisions.made": _("%(actor)s decided on status (%(stage)s): %(outcome)s"),
    "decisions.confirmed": _("%(actor)s agreed as the second person (%(stage)s): %(outcome)s"),
    "decisions.returned": _(
        "%(actor)s did not agree as the second person (%(stage)s): no decision is in force"
    ),
    "decisions.taken_back": _(
        "%(actor)s took a “no” back (%(stage)s) before a second person answered: it never had an effect"
    ),
    "decisions.second_asked": _(
        "%(actor)s asked another body for the second person of a “no” (%(stage)s): %(to)s"
    ),
    "decisions.review_taken_back": _("%(actor)s took a review back (%(stage)s): the decision stands"),
    "decisions.review_moved": _("%(actor)s asked another body for the review (%(stage)s): %(to)s"),
    "decisions.review_asked": _("%(actor)s asked for a review of a decision (%(stage)s): %(outcome)s"),
    "decisions.upheld": _("%(actor)s reviewed a decision (%(stage)s): it stands"),
    "decisions.overturned": _("%(actor)s reviewed a decision (%(stage)s): it falls"),
}
ACCESSES = ["cases.read", "cases.listed", "cases.offer_read"]
WORDS: Words = {
    "reason": OUTCOMES | REOPEN | TRANSFERS | TRANSFER_REFUSALS | ERASING,
    "stage": dict(StatusDecision.Stage.choices),
    "outcome": dict(StatusDecision.Outcome.choices),
    "fields": {
        "sealed_summary": FIELDS["case.summary"],
        "sealed_contact": FIELDS["contact.safe"],
        "region": _("Region of the case"),
    },
}
