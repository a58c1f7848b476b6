"""How the journal tells what is done with reports and drafts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.agencies.telling import Words
from qorgan.reports.models import FirstAssessment, PassedOn

SENTENCES = {
    "reports.sent": _("%(actor)s sent a report"),
    "reports.taken": _("%(actor)s took on the first assessment of the report"),
    "reports.assigned": _("%(actor)s gave the report to another officer: %(to)s"),
    "reports.assessed": _("%(actor)s made the first assessment: %(outcome)s"),
    "reports.passed_on": _("%(actor)s passed the report on to another body: %(to)s. Reason: %(reason)s"),
    "reports.no_more_cases": _(
        "%(actor)s noted that no further child of the report needs a case. Cases opened: %(opened)s"
    ),
    "reports.read": _("%(actor)s read the report. Purpose: %(purpose)s. Opened: %(opened)s"),
    "reports.listed": _("%(actor)s looked through the list of reports. Shown: %(rows)s"),
    "drafts.saved": _("%(actor)s kept a draft"),
    "drafts.discarded": _("%(actor)s threw a draft away"),
}
ACCESSES = ["reports.read", "reports.listed"]
WORDS: Words = {
    "outcome": dict(FirstAssessment.Outcome.choices),
    "reason": dict(PassedOn.Reason.choices),
}
