"""What must be true before a case is closed, and what a closed case no longer takes."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from qorgan.agencies import versions
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.models import Case, Place, StatusDecision
from qorgan.children import queries as children

# the child is in danger now: no outcome that says the child is safe fits
IN_DANGER = (Place.Kind.MISSING, Place.Kind.WITH_EXPLOITER)
FITS_DANGER = ("lost_contact", "died", "adult")
NOT_A_VICTIM = "other_protection"


def check_open(case: Case) -> None:
    """Wait for whoever works on this case, then refuse when it is closed. Raises CAS-44."""
    versions.one_at_a_time(case.id)
    if Case.objects.filter(pk=case.id, state=Case.State.CLOSED).exists():
        raise CannotDo("CAS-44", _("This case is closed. Reopen it first."))


def check_holds(case: Case, *, now: dt.datetime) -> None:
    """Nobody has said "do not close this case yet". Raises CAS-05 with who said so and where it is lifted."""
    for hold in children.no_closing(case.id, now=now):
        who = {"officer": hold.placed_by.name, "body": hold.placed_by.agency.name}
        raise CannotDo(
            "CAS-05",
            _(
                "A hold says: do not close this case yet. Placed by %(officer)s, %(body)s. "
                "Lift it at the top of the case page first, if its reason is over."
            )
            % who,
        )


def check_decisions(case: Case, outcome: str) -> None:
    """No open question on status, and nobody says "not a victim" alone. The caller holds the case.

    Raises CAS-41 (a second person or a review has not answered), CAS-40 (that outcome needs a conclusive "no").
    """
    decisions = list(case.decisions.all())
    if any(each.state in (StatusDecision.State.WAITING, StatusDecision.State.REVIEW) for each in decisions):
        raise CannotDo(
            "CAS-41",
            _(
                "A decision on status waits for its second person or its review. "
                "Close the case after that answer. See “Decisions”."
            ),
        )
    last = StatusDecision.holding(decisions).get(StatusDecision.Stage.CONCLUSIVE)
    status = Case.objects.values_list("status", flat=True).get(pk=case.id)
    denied = last is not None and last.outcome == StatusDecision.Outcome.NEGATIVE
    if outcome == NOT_A_VICTIM and not (denied and status == Case.Status.NEGATIVE):
        raise CannotDo(
            "CAS-40",
            _(
                "This outcome needs a conclusive “no” in force, with a second person. "
                "Take that decision first, or choose another outcome."
            ),
            "outcome",
        )


def check_danger(case: Case, outcome: str, despite: str) -> None:
    """A missing child, or one still with those who harm, is not closed as safe, and not without a word.

    Raises CAS-42 (the outcome does not fit where the child is), CAS-43 (no reason in words).
    """
    if not in_danger(case):
        return
    if outcome not in FITS_DANGER:
        raise CannotDo(
            "CAS-42",
            _(
                "The last answer says that the child is missing or still with those who harm. "
                "This outcome does not fit. First write down where the child is tonight."
            ),
            "outcome",
        )
    if not despite.strip():
        raise CannotDo("CAS-43", _("Write in words why the case is closed all the same."), "despite")


def in_danger(case: Case) -> bool:
    """Was the child, by the last answer, missing or still with those who harm?"""
    last = case.places.order_by("-recorded_at", "-id").values_list("kind", flat=True).first()
    return last in IN_DANGER
