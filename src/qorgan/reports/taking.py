"""A record of a file becomes a report once: known again by its sender's body and its id, and by what it says."""

from __future__ import annotations

import datetime as dt

from qorgan.agencies.access import Viewer, require
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.keyring.actions import unseal
from qorgan.keyring.models import WrappedKey
from qorgan.reports import actions
from qorgan.reports.intake import BadRecord, Record, token, token_of_before
from qorgan.reports.models import Report


def take(*, record: Record, to_agency: Agency, by: Viewer, now: dt.datetime) -> Report:
    """Send the record as a report; taken before by this body, it is that report and nothing is sent.

    Raises BadRecord INT-11 (taken before with other content), INT-12 (taken before, and it lies with another body),
    and what `actions.send` raises.
    """
    with acting(by, now=now):
        require(by, "reports:send")
        report = _of_before(record, by) or actions.send(
            to_agency=to_agency,
            danger="unknown",
            narrative=record.narrative,
            child=record.child,
            facts=record.facts,
            learned_at=now,
            children_count=record.children_count,
            form_token=token(record.source_id, by.agency_id),
            channel="file",
            source_id=record.source_id,
            by=by,
            now=now,
        )
        if not _says_the_same(report, record):
            raise BadRecord(
                "INT-11",
                "id",
                f"This id was taken before as report {report.number}, with other content. Nothing was sent or "
                "changed. Another child needs another id; a correction goes to that body, with the number.",
            )
        if report.to_agency_id != to_agency.id:
            raise BadRecord(
                "INT-12",
                "id",
                f"This id was taken before as report {report.number}, which lies with another body. Nothing was sent.",
            )
        return report


def _of_before(record: Record, by: Viewer) -> Report | None:
    """Taken when ids were not yet counted for each body; what another body took then is not this record."""
    rows = Report.objects.filter(form_token=token_of_before(record.source_id), from_agency_id=by.agency_id)
    return rows.first()


def _says_the_same(report: Report, record: Record) -> bool:
    """Opened to compare, shown to nobody. No digest is kept beside it: that would outlive the key that erases it.

    Where the key is destroyed, only what is not sealed can be compared.
    """
    if (report.facts, report.children_count) != (record.facts, record.children_count):
        return False
    key = WrappedKey.objects.filter(pk=report.key_id).first()
    if key is None:
        return True
    narrative = unseal(key, code="report.narrative", row_id=report.id, envelope=report.sealed_narrative)
    child = unseal(key, code="report.child", row_id=report.id, envelope=report.sealed_child)
    return (narrative or "", child or {}) == (record.narrative, record.child)
