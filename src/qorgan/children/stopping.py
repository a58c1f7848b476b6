"""What rests on a consent ends with it: rooms above say how, and it is carried out in the transaction of the act.

A consent ends in two ways. It is **stopped** by a person: what rests on it ends in the same act. Or it **runs out** on
the day that was said when it was given: access needs nobody then, because the grant that rests on it was given no
longer than the consent. What is left is to say so: the referral comes back to its named owner, who asks again or
ends. The worker does that every minute (`referrals.stopping.end_run_out`), and closing the case does it first.

A guardian's consent can also become **doubted**, when it becomes known that a parent or guardian may be part of the
harm, or nobody knows any more. From that moment it counts for nothing new: not for sending, accepting, printing. Help
that is under way is not torn away by that tick: its sender gets a duty, and stops the consent with one press or lets
the child be helped on another basis. If the doubt ends, so does the duty.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from uuid import UUID

from qorgan.agencies.access import Viewer
from qorgan.children.models import Consent

Consequence = Callable[[Consent, Viewer, dt.datetime], None]
Settling = Callable[[Consent, dt.datetime], None]

_CONSEQUENCES: list[Consequence] = []
_RUN_OUT: list[Settling] = []
_DOUBTS: list[Settling] = []


def add_consequence(consequence: Consequence) -> None:
    """Have `consequence` run inside every act by which a consent stops holding."""
    if consequence not in _CONSEQUENCES:
        _CONSEQUENCES.append(consequence)


def add_run_out(settling: Settling) -> None:
    """Have `settling` run for a consent that ran out, before something is decided that needs to know."""
    if settling not in _RUN_OUT:
        _RUN_OUT.append(settling)


def add_doubt(settling: Settling) -> None:
    """Have `settling` run inside the act by which a guardian's consent becomes doubted or counts again."""
    if settling not in _DOUBTS:
        _DOUBTS.append(settling)


def carry_out(consent: Consent, *, by: Viewer, now: dt.datetime) -> None:
    """End all that rests on this consent, as part of the act of the caller."""
    for consequence in _CONSEQUENCES:
        consequence(consent, by, now)


def settle_run_out(case_id: UUID, *, now: dt.datetime) -> None:
    """Say of all consents of a case that ran out what the worker would say within the minute."""
    for consent in Consent.objects.filter(case_id=case_id, expires_at__lte=now).order_by("expires_at", "id"):
        for settling in _RUN_OUT:
            settling(consent, now)


def weigh_guardian(child_id: UUID, *, conflict: bool | None, now: dt.datetime) -> None:
    """Guardians' consents count only where it is written that no parent or guardian is part of the harm.

    Part of the act that writes what is known of a conflict. Not knowing is not "no".
    """
    doubted = conflict is not False
    given = Consent.objects.filter(child_id=child_id, basis=Consent.Basis.GUARDIAN, doubted=not doubted)
    turned = list(given.order_by("given_at", "id"))
    given.update(doubted=doubted)
    for consent in turned:
        consent.doubted = doubted
        for settling in _DOUBTS:
            settling(consent, now)
