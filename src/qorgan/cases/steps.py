"""The next permitted act on a case, in the order in which a child needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qorgan.cases import beside
from qorgan.cases.deciding.rules import waits_for
from qorgan.cases.models import Case, Place, StatusDecision
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import CAME_BACK, OF_CONSENT

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
    """The first step that waits and that this viewer may take; "" when none.

    Help comes before the decision and before closing: it does not wait for what a body thinks of the child's status.
    """
    case, may = page.case, page.may
    if case.state == Case.State.CLOSED:
        return "reopen" if "cases:reopen" in may else ""
    unplaced = page.place is None or page.place.overdue or page.place.place.kind in Place.NOWHERE_KNOWN
    if unplaced and "cases:place" in may:
        return "place"
    if _second_of(page):
        return "second"
    waits = StatusDecision.State.WAITING in _states(page)
    if case.status == Case.Status.PRESUMED and not waits and "decisions:reasonable" in may:
        return "reasonable"
    refers = case.status != Case.Status.NEGATIVE and "referrals:send" in may
    help_so_far = _help(page) if refers or "cases:close" in may else ""
    if refers and not help_so_far:
        return "refer"
    if waits:
        return ""
    if case.status == Case.Status.REASONABLE and "decisions:conclusive" in may:
        return "conclusive"
    decided = case.status in (Case.Status.CONCLUSIVE, Case.Status.NEGATIVE)
    closes = decided and help_so_far != beside.LIVE and StatusDecision.State.REVIEW not in _states(page)
    return "close" if closes and "cases:close" in may else ""


def asked(page: CasePage) -> bool:
    """Does another body owe an answer or a first contact, so that a second referral should be a decision?

    One that came back is owed by the body that keeps the case: nobody is on the way to the child.
    """
    running = (clock for clock in page.clocks if clock.state == Clock.State.RUNNING)
    owed = (clock for clock in running if clock.rule not in (CAME_BACK, *OF_CONSENT))
    return any(clock.subject_kind == "referral" for clock in owed)


def _help(page: CasePage) -> str:
    """What is known of help; the clocks, which the page has, may say it already."""
    return beside.LIVE if asked(page) else beside.helped(page.case.id)


def _states(page: CasePage) -> set[str]:
    """The states of all decisions on status that this viewer sees."""
    return {each.decision.state for each in page.decisions or []}


def _second_of(page: CasePage) -> bool:
    """Does a "no" of somebody else wait for this viewer?"""
    look = page.look
    return any(waits_for(each.decision, look.viewer, look.standing) for each in page.decisions or [])
