"""What becomes of the referrals that rest on a consent when it is stopped, runs out or is doubted.

Bound to `children.stopping` in `apps.ready`; that file says why it is so.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from qorgan.agencies import granting
from qorgan.agencies.access import Viewer
from qorgan.children.models import Consent
from qorgan.deadlines import actions as deadlines
from qorgan.deadlines.counting import due
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import DOUBTED, ENDING, OF_CONSENT, rule
from qorgan.journal.actions import record
from qorgan.referrals.codes import RAN_OUT, STOPPED
from qorgan.referrals.models import Referral
from qorgan.referrals.writing import WORKER_READS, come_back, come_back_unasked, duty_of_sender
from qorgan.referrals.writing import note as _note


def send_back(consent: Consent, by: Viewer, now: dt.datetime) -> None:
    """Waiting or accepted, each comes back to its named owner with a task, and opens nothing any more.

    Part of the act that stops the consent, which has asked for the right to it.
    """
    live = Referral.objects.filter(consent=consent, state__in=Referral.LIVE).select_related("grant")
    for referral in live.order_by("sent_at", "id"):
        _send_back(referral, by=by, now=now)


def run_out(consent: Consent, now: dt.datetime) -> None:
    """The same when the end of this consent has come: nobody did it, and access ended by itself."""
    for referral in (
        _ended(now).filter(consent=consent).select_for_update(no_key=True)
    ):  # the worker may be at it
        _run_out(referral, now=now)


def end_run_out(*, now: dt.datetime, limit: int = 200) -> int:
    """All referrals whose consent has run out come back to their named owners. Run by the worker every minute."""
    found = list(_ended(now)[:limit].select_for_update(skip_locked=True, no_key=True))
    for referral in found:
        _run_out(referral, now=now)
    return len(found)


def remind_ending(*, now: dt.datetime, limit: int = 200) -> int:
    """Help under a consent that runs out soon is its sender's to ask for anew, until then. Run by the worker.

    Not where the child was asked again already: a referral for the same help that lasts longer was accepted.
    """
    _drop_idle(now=now)
    soon = Referral.objects.filter(
        state__in=Referral.LIVE, consent_until__gt=now, consent_until__lte=due(rule(ENDING), now)
    )
    told = Clock.objects.filter(subject_id=OuterRef("pk"), rule=ENDING, state=Clock.State.RUNNING)
    untold = soon.exclude(Exists(told)).exclude(Exists(_longer())).order_by("consent_until", "id")
    found = list(untold.only(*WORKER_READS)[:limit].select_for_update(skip_locked=True, no_key=True))
    for referral in found:
        duty_of_sender(ENDING, referral, now=now, latest=referral.consent_until)
    return len(found)


def _drop_idle(*, now: dt.datetime) -> None:
    """A duty about the consent of a referral that lives no more falls away, and so does a reminder that was heard.

    Whoever ended the referral may be of another body, which does not see the sender's duties.
    """
    running = Clock.objects.filter(rule__in=OF_CONSENT, state=Clock.State.RUNNING)
    of_clock = Referral.objects.filter(pk=OuterRef("subject_id"))
    ended = ~Exists(of_clock.filter(state__in=Referral.LIVE))
    heard = Q(rule=ENDING) & Exists(of_clock.filter(Exists(_longer())))
    running.filter(ended | heard).update(state=Clock.State.CANCELLED, stopped_at=now)


def _longer() -> QuerySet[Referral]:
    """Referrals for the same help of the same child as the outer one that were accepted and last longer."""
    same = Referral.objects.filter(
        case_id=OuterRef("case_id"), service=OuterRef("service"), state=Referral.State.ACCEPTED
    )
    return same.filter(Q(consent_until=None) | Q(consent_until__gt=OuterRef("consent_until")))


def doubt(consent: Consent, now: dt.datetime) -> None:
    """Help under way on a guardian's consent that is not good any more is its sender's duty, as long as that is so."""
    for referral in Referral.objects.filter(consent=consent, state__in=Referral.LIVE).order_by(
        "sent_at", "id"
    ):
        if not consent.doubted:
            deadlines.cancel(referral.id, now=now, rules=(DOUBTED,))
        elif not deadlines.runs(referral.id, DOUBTED):
            duty_of_sender(DOUBTED, referral, now=now)


def _send_back(referral: Referral, *, by: Viewer, now: dt.datetime) -> None:
    referral = come_back(referral, now=now, state=Referral.State.RETURNED, reason=STOPPED)
    granting.end(referral.grant, now=now)
    _note("referrals.stopped", referral, by=by, now=now)


def _ended(now: dt.datetime) -> QuerySet[Referral]:
    live = Referral.objects.filter(state__in=("sent", "accepted"), consent_until__lte=now)
    return live.order_by("consent_until", "id").only(*WORKER_READS)


def _run_out(referral: Referral, *, now: dt.datetime) -> None:
    """The grant was given no longer than the consent: it has ended already, at the moment that was said."""
    assert referral.consent_until is not None  # it has come
    deadlines.cancel(referral.id, now=referral.consent_until)  # then; reopening the case brings none back
    come_back_unasked(
        referral, now=now, state=Referral.State.RETURNED, reason=RAN_OUT, ended_at=referral.consent_until
    )
    record(
        kind="referrals.ran_out",
        by=None,
        agency=referral.from_agency_id,
        case=referral.case_id,
        subject=("referral", referral.id),
        happened_at=referral.consent_until,
        now=now,
    )
