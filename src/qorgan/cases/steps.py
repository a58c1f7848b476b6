"""The next permitted act on a case, in the order in which a child needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.cases.models import Case, Place, StatusDecision

if TYPE_CHECKING:
    from qorgan.cases.queries import CasePage

STEPS: dict[str, str | Promise] = {
    "place": _("Say where the child is tonight"),
    "reasonable": _("Decide whether there are reasonable grounds"),
    "second": _("Read the “no” as the second person"),
    "refer": _("Refer the child to a service"),
    "conclusive": _("Decide conclusively on status"),
    "close": _("Close the case with an outcome"),
    "reopen": _("Reopen if anything is new"),
}


def next_step(page: CasePage) -> str:
    """The first step that waits and that this viewer may take; "" when none."""
    case, may = page.case, page.may
    if case.state == Case.State.CLOSED:
        return "reopen" if "cases:reopen" in may else ""
    waits = {
        d.decision.stage for d in page.decisions or [] if d.decision.state == StatusDecision.State.WAITING
    }
    unplaced = page.place is None or page.place.overdue or page.place.place.kind in Place.NOWHERE_KNOWN
    if unplaced and "cases:place" in may:
        return "place"
    if waits:
        return "second" if "decisions:second" in may else ""
    if case.status == Case.Status.PRESUMED and "decisions:reasonable" in may:
        return "reasonable"
    if case.status == Case.Status.REASONABLE and "decisions:conclusive" in may:
        return "conclusive"
    if case.status in (Case.Status.REASONABLE, Case.Status.PRESUMED) and "referrals:send" in may:
        return "refer"
    return "close" if "cases:close" in may else ""
