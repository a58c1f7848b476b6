"""Writing a service given to the child: the acts that record one ask who may, check, and write it here."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from qorgan.agencies.access import Viewer
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.services import SERVICES
from qorgan.cases.models import Case
from qorgan.keyring.actions import seal
from qorgan.referrals.models import Referral, Service
from qorgan.vault import new_id


def begun(referral: Referral) -> bool:
    """Did the body asked meet the child, or write down any service under the referral?"""
    return referral.contacted_at is not None or Service.objects.filter(referral=referral).exists()


def write(
    *,
    case: Case,
    agency_id: UUID,
    service: str,
    step: str,
    happened_at: dt.datetime,
    note: str,
    referral: Referral | None,
    form_token: UUID | None,
    by: Viewer,
    now: dt.datetime,
) -> Service:
    """A service of this body, recorded by this officer. Raises REF-06 (unknown), REF-09 (future)."""
    if service not in SERVICES:
        raise CannotDo("REF-06", _("This service is not on the list."), "service")
    if happened_at > now:
        raise CannotDo("REF-09", _("This moment is still to come."), "happened_at")
    row_id = form_token or new_id()
    return Service.objects.create(
        id=row_id,
        case=case,
        referral=referral,
        agency_id=agency_id,
        service=service,
        step=step,
        happened_at=happened_at,
        sealed_note=seal(case.key, code="services.note", row_id=row_id, value=note),
        recorded_by=by.officer,
        recorded_at=now,
    )
