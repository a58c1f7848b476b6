"""What must be true before a naming: who can take over, and when a procedural act is enough.

Only namings in force are looked at: a refusal that depended on one that is merely asked would tell a suspect of it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.access import Viewer, viewer_of
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency, Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.models import Case
from qorgan.cases.queries_transferring import keepers
from qorgan.cases.transferring import can_keep

NEW_KEEPER = _(
    "This body keeps the case. Choose an officer of another body who keeps it from then on: "
    "not of your own, and not of the body of the person who confirms."
)
TAKES_OVER = _("This officer answers for the child. Choose a colleague of the same body who takes over.")
OLDEST_ACT = dt.timedelta(days=3653)  # ten years
# Numbers of acts as courts and prosecutors write them; no word of six letters, so that no name stands in one.
NUMBER = re.compile(r"(?=.*\d)(?!.*[^\W\d_]{6})[\w№/.\- ]{1,40}")
S = AccessBlock.State
IN_FORCE = (S.PROVISIONAL, S.UPHELD)
OWN = {
    Agency.Kind.COURT: AccessBlock.Issuer.COURT,
    Agency.Kind.PROSECUTION: AccessBlock.Issuer.PROSECUTOR,
}


class ProceduralAct(NamedTuple):
    """A decision of a court or a prosecutor about the one who is named."""

    issuer: str
    number: str
    on: dt.date


class Target(NamedTuple):
    """Who is named in which case: one officer or one body."""

    case: Case
    officer: Officer | None
    agency: Agency | None

    @property
    def body_id(self) -> UUID:
        """The body named, or the body of the officer named."""
        return self.agency.id if self.agency is not None else self.officer.agency_id  # type: ignore[union-attr]

    def earlier(self) -> QuerySet[AccessBlock]:
        """Other namings of the same one in the same case."""
        return AccessBlock.objects.filter(case_id=self.case.id, officer=self.officer, agency=self.agency)


def check_act(act: ProceduralAct, target: Target, by: Viewer, now: dt.datetime) -> None:
    """Raises BLK-07 (an act nobody could look up) and BLK-08 (one person with an act is not enough here).

    Not enough: an act of the kind of body one works in; against the body that keeps the case, which would move, or an
    officer of one's own body, whose work one might take; where the same one was named before, so that what a review
    opened is not closed again; where nobody outside could review it.
    """
    today = timezone.localdate(now)
    if not NUMBER.fullmatch(act.number.strip()) or not today - OLDEST_ACT <= act.on <= today:
        raise CannotDo(
            "BLK-07",
            _("Give the number of the act as it stands there, without names, and its day: today or before."),
            "act_number",
        )
    enough = (
        OWN.get(Agency.Kind(by.officer.agency.kind)) != act.issuer
        and target.body_id not in (by.agency_id, target.case.agency_id if target.agency else None)
        and not target.earlier().exclude(state=S.ASKED).exists()
        and reviewing_body({by.agency_id, target.body_id}) is not None
    )
    if not enough:
        raise CannotDo(
            "BLK-08",
            _(
                "Here an act alone is not enough: somebody of another body must confirm. "
                "Choose that you have no act, and tell them about it."
            ),
            "act_issuer",
        )


def check_takes_over(target: Target, replacement: Officer | None, by: Viewer) -> Officer | None:
    """Who takes over, where somebody must. Raises BLK-02 (an officer answers) and BLK-06 (the body keeps the case)."""
    if target.officer is not None:
        if _answers(target.case, target.officer) or replacement is not None:
            _check_replacement(target.case, target.officer, replacement, now=by.now)
        return replacement
    if target.body_id == target.case.agency_id:
        _check_new_keeper(target.case, target.body_id, replacement, by)
        return replacement
    return None  # a body that does not keep the case leaves nothing to take over


def reviewing_body(parties: set[UUID]) -> UUID | None:
    """Who must review: the ombudsman, else a prosecutor's office outside the bodies concerned; None without any."""
    working = Agency.objects.filter(has_account=True, active_until=None).exclude(id__in=parties)
    for kind in (Agency.Kind.OMBUDSMAN, Agency.Kind.PROSECUTION):
        body = working.filter(kind=kind).order_by("id").first()
        if body is not None:
            return body.id
    return None


def _answers(case: Case, officer: Officer) -> bool:
    """Does this officer keep the case, or answer for it in a body it was referred to?"""
    grants = AccessGrant.objects.filter(case_id=case.id, officer=officer, valid_until=None)
    return case.owner_id == officer.id or grants.exists()


def _check_replacement(
    case: Case, officer: Officer, replacement: Officer | None, *, now: dt.datetime
) -> None:
    """A colleague whose roles let them do the work that is left: of the keeper, or of who took a referral."""
    work = "cases:edit" if case.owner_id == officer.id else "referrals:receive"
    good = (
        replacement is not None
        and replacement.agency_id == officer.agency_id
        and replacement.id != officer.id
        and viewer_of(replacement, now=now).may(work)
        and not AccessBlock.objects.filter(case_id=case.id, officer=replacement, state__in=IN_FORCE).exists()
    )
    if not good:
        raise CannotDo("BLK-02", TAKES_OVER, "replacement")


def _check_new_keeper(case: Case, named: UUID, replacement: Officer | None, by: Viewer) -> None:
    """The new keeper is of a body that neither asks nor is named: nobody gets a case by naming who keeps it."""
    good = (
        replacement is not None
        and replacement.is_active
        and replacement.agency_id not in (named, by.agency_id)
        and can_keep(replacement.agency)
        and replacement in keepers()
        and not AccessBlock.objects.filter(
            Q(officer=replacement) | Q(agency_id=replacement.agency_id),
            case_id=case.id,
            state__in=IN_FORCE,
        ).exists()
    )
    if not good:
        raise CannotDo("BLK-06", NEW_KEEPER, "replacement")
