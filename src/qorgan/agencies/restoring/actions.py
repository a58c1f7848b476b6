"""A lost second factor: asked by one colleague, confirmed by another, used by the officer after the password.

Each colleague is shown one half of a code, once. Neither can sign in with it, alone or together: it is taken only
where the officer's own password was just right, and it opens nothing but the pages that set up a new factor.
"""

from __future__ import annotations

import datetime as dt
import secrets
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.access import Refused, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.models import FactorRestoration, Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.journal.actions import record

MINUTES = 15
TRIES = 5  # wrong codes, then the halves are worth nothing
A_DAY = 5  # restorations that may be asked for one officer in 24 hours
DIGITS = 8  # of one half: they read the same in every language
OPEN = (FactorRestoration.State.ASKED, FactorRestoration.State.CONFIRMED)


@act
def ask(*, officer: Officer, by: Viewer, now: dt.datetime) -> tuple[FactorRestoration, str]:
    """The first colleague says that the officer lost the second factor; gives the first half, shown once.

    Raises AGY-07 (one is under way), AGY-08 (too many today).
    """
    require(by, "colleagues:restore")
    _colleague(by, officer)
    Officer.objects.select_for_update().get(pk=officer.pk)  # two who ask at once: one after the other
    lapse(officer, now=now)
    if _of(officer).filter(state__in=OPEN).exists():
        raise CannotDo(
            "AGY-07",
            _("A colleague has already begun this. Confirm it, or wait until its 15 minutes are over."),
        )
    if _of(officer).filter(asked_at__gt=now - dt.timedelta(days=1)).count() >= A_DAY:
        raise CannotDo(
            "AGY-08", _("This was asked too often for one officer today. Speak with the administrator.")
        )
    half = _half()
    made = FactorRestoration.objects.create(
        officer=officer,
        agency_id=officer.agency_id,
        asked_by=by.officer,
        asked_at=now,
        open_until=now + dt.timedelta(minutes=MINUTES),
        first_half=make_password(half),
    )
    _note("accounts.restore_asked", officer.id, by, now)
    return made, half


@act
def confirm(*, restoration: FactorRestoration, by: Viewer, now: dt.datetime) -> str:
    """The second colleague confirms; gives the second half, shown once. The 15 minutes begin anew.

    Raises AGY-09 (the same person), AGY-10 (over or confirmed already), AGY-11 (two administrators).
    """
    require(by, "colleagues:restore")
    locked = FactorRestoration.objects.select_for_update().get(pk=restoration.pk)
    _colleague(by, locked.officer)
    if locked.asked_by_id == by.officer.id:
        raise CannotDo("AGY-09", _("You began this yourself. Another colleague must confirm it."))
    if locked.state != FactorRestoration.State.ASKED or locked.open_until <= now:
        raise CannotDo(
            "AGY-10", _("This was confirmed already, or its 15 minutes are over. Begin again if need be.")
        )
    both_outside = locked.agency_id not in (locked.asked_by.agency_id, by.agency_id)
    if both_outside and _has_colleagues(locked):
        raise CannotDo(
            "AGY-11",
            _("One of the two must work in the officer’s own body. Ask a colleague there to confirm."),
        )
    half = _half()
    _change(
        locked,
        state=FactorRestoration.State.CONFIRMED,
        confirmed_by=by.officer,
        confirmed_at=now,
        open_until=now + dt.timedelta(minutes=MINUTES),
        second_half=make_password(half),
    )
    _note("accounts.restore_confirmed", locked.officer_id, by, now)
    return half


@act
def use(*, halves: tuple[str, str], by: Viewer, now: dt.datetime) -> FactorRestoration | None:
    """The officer, whose password was just right, gives both halves in any order; None when they do not fit.

    Then old factors are gone, every other sitting ends, and the sitting that gave the code may set up a new factor.
    A wrong code is counted and kept: it is an answer, not an error that undoes itself.
    """
    require(by, "tasks:view")
    lapse(by.officer, now=now)
    found = _of(by.officer).select_for_update().filter(state=FactorRestoration.State.CONFIRMED).first()
    if found is None or not _fits(found, halves):
        if found is not None:
            tries = found.wrong_tries + 1
            ended = {"state": FactorRestoration.State.ENDED, **_FORGOTTEN} if tries >= TRIES else {}
            _change(found, wrong_tries=tries, **ended)
        _note("accounts.restore_wrong", by.officer.id, by, now)
        return None
    _of(by.officer).filter(state=FactorRestoration.State.USED).update(state=FactorRestoration.State.ENDED)
    _change(found, state=FactorRestoration.State.USED, used_at=now, **_FORGOTTEN)
    Authenticator.objects.filter(user=by.officer).delete()
    Officer.objects.filter(pk=by.officer.pk).update(sittings_ended=F("sittings_ended") + 1)
    by.officer.refresh_from_db(fields=["sittings_ended"])
    _note("accounts.restore_used", by.officer.id, by, now)
    return found


@act
def enrolled(*, by: Viewer, now: dt.datetime) -> None:
    """A second factor was set up; a restoration under way is thereby done."""
    require(by, "tasks:view")
    _of(by.officer).filter(state=FactorRestoration.State.USED).update(state=FactorRestoration.State.DONE)
    _note("accounts.factor_enrolled", by.officer.id, by, now)


@act
def stop(*, by: Viewer, now: dt.datetime) -> None:
    """The officer signed in with the second factor, so it is not lost: what colleagues began ends."""
    require(by, "tasks:view")
    begun = _of(by.officer).filter(state__in=OPEN)
    if begun.update(state=FactorRestoration.State.ENDED, **_FORGOTTEN):
        _note("accounts.restore_stopped", by.officer.id, by, now)


@act
def read(*, by: Viewer, now: dt.datetime) -> None:
    """The officer read what was done about the second factor."""
    require(by, "tasks:view")
    _of(by.officer).filter(told_at=None).exclude(state__in=OPEN).update(told_at=now)
    _note("accounts.restore_read", by.officer.id, by, now)


_FORGOTTEN = {"first_half": "", "second_half": ""}


def _of(officer: Officer) -> QuerySet[FactorRestoration]:
    return FactorRestoration.objects.filter(officer=officer)


def lapse(officer: Officer, *, now: dt.datetime) -> None:
    """What is past its minutes is over, and its halves are forgotten."""
    late = _of(officer).filter(state__in=OPEN, open_until__lte=now)
    late.update(state=FactorRestoration.State.ENDED, **_FORGOTTEN)


def _colleague(by: Viewer, officer: Officer) -> None:
    """Somebody else, of the same body or an administrator, for an account that works."""
    if by.officer.id == officer.id or not officer.is_active:
        raise Refused("scope")
    if by.agency_id != officer.agency_id and not by.may("directory:manage"):
        raise Refused("scope")


def _has_colleagues(restoration: FactorRestoration) -> bool:
    """Does anybody else work in the officer's body? Only where nobody does may two administrators act."""
    others = Officer.objects.filter(agency_id=restoration.agency_id, is_active=True)
    return others.exclude(pk=restoration.officer_id).exists()


def _half() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def _fits(found: FactorRestoration, halves: tuple[str, str]) -> bool:
    """Both halves, in either order; every hash is worked out, so that the time tells nothing."""
    checks = [
        (check_password(one, found.first_half), check_password(other, found.second_half))
        for one, other in (halves, halves[::-1])
    ]
    return any(first and second for first, second in checks)


def _change(row: FactorRestoration, **changes: object) -> None:
    FactorRestoration.objects.filter(pk=row.pk).update(**changes)
    for name, value in changes.items():
        setattr(row, name, value)


def _note(kind: str, officer_id: UUID, by: Viewer, now: dt.datetime) -> None:
    record(
        kind=kind,
        by=by.officer.id,
        agency=by.agency_id,
        subject=("officer", officer_id),
        happened_at=now,
        now=now,
    )
