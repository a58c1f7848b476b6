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

from qorgan.agencies import queries as directory
from qorgan.agencies.access import Viewer, viewer_of
from qorgan.agencies.granting import unended
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency, Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.models import Case
from qorgan.cases.transferring.queries import keepers

NEW_KEEPER = _(
    "This body keeps the case. Choose an officer of another body who keeps it from then on: "
    "not of your own, and not of the body of the person who confirms."
)
TAKES_OVER = _("This officer answers for the child. Choose a colleague of the same body who takes over.")
OLDEST_ACT = dt.timedelta(days=3653)  # ten years
# Numbers of acts as courts and prosecutors write them; no word of six letters, so that no name stands in one.
NUMBER = re.compile(r"(?=.*\d)(?!.*[^\W\d_]{6})[\w№/.,()\-\u2010-\u2013\u00a0 ]{1,40}")
WORK = ("cases:edit", "referrals:receive")  # of who keeps a case, and of who took a referral
S = AccessBlock.State
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
        if self.agency is not None:
            return self.agency.id
        assert self.officer is not None  # one of the two is named
        return self.officer.agency_id

    def earlier(self, by: Viewer) -> QuerySet[AccessBlock]:
        """Namings that were in force in this case against the same body or somebody of it, or by the same person."""
        rows = AccessBlock.objects.filter(case_id=self.case.id).exclude(state=S.ASKED)
        same = Q(agency_id=self.body_id) | Q(officer__agency_id=self.body_id)
        return rows.filter(same | Q(asked_by=by.officer, confirmed_by=None) & ~Q(state=S.UPHELD))


def check_act(act: ProceduralAct, target: Target, by: Viewer, now: dt.datetime) -> None:
    """Raises BLK-07 (an act nobody could look up) and BLK-08 (one person with an act is not enough here).

    Not enough: an act of the kind of body one works in; against a whole body, or an officer of one's own body, whose
    work one might take; where that body or somebody of it was named before, so that what a review opened is not closed
    again; a second act of the same person before the first was upheld; where nobody outside could review it.
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
        and target.officer is not None
        and target.body_id != by.agency_id
        and not target.earlier(by).exists()
        and reviewing_body(target.case.id, {by.agency_id, target.body_id}) is not None
    )
    if not enough:
        raise CannotDo(
            "BLK-08",
            _(
                "Here an act alone is not enough: somebody of another body must confirm. "
                "Choose “No, or I do not have it”, empty the number and the day, and tell that person about the act."
            ),
            "act_issuer",
        )


def check_takes_over(target: Target, replacement: Officer | None, by: Viewer) -> Officer | None:
    """Who takes over, where somebody must. Raises BLK-02 (an officer answers) and BLK-06 (the body keeps the case)."""
    if target.officer is not None:
        if _answers(target.case, target.officer, now=by.now) or replacement is not None:
            _check_replacement(target.case, target.officer, replacement, now=by.now)
        return replacement
    if target.body_id == target.case.agency_id:
        _check_new_keeper(target.case, target.body_id, replacement, by)
        return replacement
    return None  # a body that does not keep the case leaves nothing to take over


def reviewing_body(case_id: UUID, parties: set[UUID]) -> UUID | None:
    """Who must review: the ombudsman, else a prosecutor's office outside the bodies concerned; None without any.

    A body counts when somebody there may review now, and it is not itself named in this case.
    """
    named = AccessBlock.objects.filter(case_id=case_id, state__in=AccessBlock.IN_FORCE).exclude(agency=None)
    people = (
        directory.holding("blocks:review")
        .exclude(agency_id__in=parties)
        .exclude(agency_id__in=named.values("agency_id"))
    )
    for kind in (Agency.Kind.OMBUDSMAN, Agency.Kind.PROSECUTION):
        body = people.filter(agency__kind=kind).order_by("agency_id").values_list("agency_id", flat=True)
        if found := body.first():
            return UUID(str(found))
    return None


def _answers(case: Case, officer: Officer, *, now: dt.datetime) -> bool:
    """Does this officer keep the case, or answer for it in a body it was referred to?"""
    grants = AccessGrant.objects.filter(unended(now), case_id=case.id, officer=officer)
    return case.owner_id == officer.id or grants.exists()


def _check_replacement(
    case: Case, officer: Officer, replacement: Officer | None, *, now: dt.datetime
) -> None:
    """A colleague whose roles let them do the work that is left: of the keeper, or of who took a referral."""
    work = WORK[0] if case.owner_id == officer.id else WORK[1]
    good = (
        replacement is not None
        and replacement.agency_id == officer.agency_id
        and replacement.id != officer.id
        and viewer_of(replacement, now=now).may(work)
        and not AccessBlock.objects.filter(
            case_id=case.id, officer=replacement, state__in=AccessBlock.IN_FORCE
        ).exists()
    )
    if not good:
        raise CannotDo("BLK-02", TAKES_OVER, "replacement")


def _check_new_keeper(case: Case, named: UUID, replacement: Officer | None, by: Viewer) -> None:
    """The new keeper is of a body that neither asks nor is named: nobody gets a case by naming who keeps it."""
    good = (
        replacement is not None
        and replacement.is_active
        and replacement.agency_id not in (named, by.agency_id)
        and replacement.agency.may_keep_cases
        and replacement in keepers()
        and not AccessBlock.objects.filter(
            Q(officer=replacement) | Q(agency_id=replacement.agency_id),
            case_id=case.id,
            state__in=AccessBlock.IN_FORCE,
        ).exists()
    )
    if not good:
        raise CannotDo("BLK-06", NEW_KEEPER, "replacement")
