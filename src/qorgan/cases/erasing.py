"""Erasing a closed case for good: its keys are destroyed, and with them every sealed word, file and search token.

Done on the server as the owner of the database (`qorgan manage erase_case`), by two people with their passwords: no
page can do it, so no stolen sitting can. What stays: the number, dates, codes and the journal, which name nobody.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.access import Viewer
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.models import Case, StatusDecision
from qorgan.children.models import Child, Handle, Hold, SearchToken
from qorgan.documents import store
from qorgan.documents.models import Document
from qorgan.journal.actions import record
from qorgan.keyring.actions import destroy
from qorgan.keyring.models import WrappedKey
from qorgan.reports.models import Draft


@transaction.atomic
def erase(*, number: str, reason: str, by: Viewer, second: Viewer, now: dt.datetime) -> int:
    """Destroy all keys of the case `number`; how many. Both have just shown who they are.

    Raises CAS-20 (no such case), CAS-21 (not these two), CAS-22 (open, or erased already), CAS-23 (a hold),
    CAS-46 (a review is not answered).
    """
    case = Case.objects.select_for_update(of=("self",)).filter(number=number).first()
    if case is None:
        raise CannotDo("CAS-20", _("There is no case with this number."))
    if not (by.may("journal:verify") and second.may("cases:close") and second.agency_id == case.agency_id):
        raise CannotDo(
            "CAS-21",
            _(
                "Two people erase: a data-protection officer, and somebody of the body that keeps the case "
                "who may close it."
            ),
        )
    keys = WrappedKey.objects.filter(
        Q(case_id=case.id) | Q(report_id=case.report_id, report_id__isnull=False)
    )
    if case.state != Case.State.CLOSED or not keys.exists():
        raise CannotDo("CAS-22", _("Only a closed case is erased, and only once. Close it first."))
    live = Hold.objects.filter(case_id=case.id, lifted_at=None).filter(Q(until=None) | Q(until__gt=now))
    if live.exists():
        raise CannotDo("CAS-23", _("A hold is in force on this case. It must end or be lifted first."))
    if case.decisions.filter(state=StatusDecision.State.REVIEW).exists():
        raise CannotDo(
            "CAS-46",
            _("A review of a decision in this case is not answered yet. Erase the case after the answer."),
        )
    erased = [destroy(key, reason=reason, now=now) for key in keys]
    _forget(case)
    record(
        kind="cases.erased",
        by=by.officer.id,
        agency=by.agency_id,
        case=case.id,
        subject=("case", case.id),
        detail={"reason": reason, "to": str(second.officer.id)},
        happened_at=now,
        now=now,
    )
    return len(erased)


def _forget(case: Case) -> None:
    """What a key does not guard: search tokens, drafts about it, sealed files."""
    child = Child.objects.filter(case_id=case.id).first()
    if child is not None:
        handles = Handle.objects.filter(child=child)
        SearchToken.objects.filter(handle__in=list(handles.values_list("handle", flat=True))).delete()
        handles.delete()
    files = [case.id, *([case.report_id] if case.report_id else [])]
    Draft.objects.filter(subject_id__in=files).delete()
    rows = Document.objects.filter(Q(case_id=case.id) | Q(report_id=case.report_id, report_id__isnull=False))
    for document_id in rows.values_list("id", flat=True):
        transaction.on_commit(partial(store.remove, document_id))
