"""The one act of this room: a person decides on a provision in a case."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.agencies.access import File, Viewer, require
from qorgan.agencies.acts import act
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.models import Case
from qorgan.journal.actions import record
from qorgan.keyring.actions import seal
from qorgan.legislation import engine
from qorgan.legislation.models import Opinion
from qorgan.vault import new_id


@act
def record_opinion(
    *,
    case: Case,
    provision: str,
    verdict: str,
    computed: str,
    reasons: str,
    form_token: UUID,
    by: Viewer,
    now: dt.datetime,
) -> Opinion:
    """Record what a person decided on a provision, beside what was computed then. Nothing is overwritten.

    `provision` is the id of one wording of an offence; `computed` a code of `Opinion.Computed`. Raises LEG-01
    (no such offence in the collection), LEG-02 (no reasons), LEG-03 (no verdict of the list).
    """
    require(by, "law:opinion", File(case_id=case.id))
    if not engine.is_offence(provision):
        raise CannotDo(
            "LEG-01", _("This provision is not in the collection of law. Choose one from the list.")
        )
    if verdict not in Opinion.Verdict.values:
        raise CannotDo("LEG-03", _("Choose what you decide."), "verdict")
    if not reasons.strip():
        raise CannotDo(
            "LEG-02", _("Write your reasons: another lawyer must be able to follow them."), "reasons"
        )
    earlier = Opinion.objects.filter(form_token=form_token, case=case).first()
    if earlier is not None:
        return earlier
    row_id = new_id()
    opinion = Opinion.objects.create(
        id=row_id,
        case=case,
        provision=provision,
        verdict=verdict,
        computed=computed if computed in Opinion.Computed.values else Opinion.Computed.NONE,
        sealed_reasons=seal(case.key, code="law.reasons", row_id=row_id, value=reasons.strip()),
        agency_id=by.agency_id,
        by=by.officer,
        at=now,
        form_token=form_token,
    )
    record(
        kind="law.opinion_recorded",
        by=by.officer.id,
        agency=by.agency_id,
        case=case.id,
        subject=("opinion", row_id),
        detail={"provision": provision, "verdict": verdict},
        happened_at=now,
        now=now,
    )
    return opinion
