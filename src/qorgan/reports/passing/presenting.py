"""Passing a report on, in words: what will happen, before it does, and what has happened."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qorgan.agencies.access import Viewer
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import rule
from qorgan.reports.models import PassedOn, Report
from qorgan.reports.queries import Passing

Row = dict[str, Any]


def mark(passing: dict[str, Any]) -> str:
    """A keyed hash of receiver, reason and words: another answer has another mark, and is shown again."""
    text = json.dumps([str(passing["to_agency"].id), passing["reason"], passing["words"]])
    return salted_hmac("qorgan.reports.passing", text, algorithm="sha256").hexdigest()


def preview(report: Report, clocks: Iterable[Clock], passing: dict[str, Any], viewer: Viewer) -> list[Row]:
    """What happens when it is passed on: to that body, here, and for who sent the report."""
    body = passing["to_agency"]
    sender = report.from_agency
    rows = [
        {"key": _("They read"), "value": _read(report)},
        {"key": _("Your message to them"), "value": passing["words"] or _("no message")},
        {"key": _("They must do"), "value": "; ".join(_duty(each) for each in clocks) or _duty_words(report)},
        {"key": _("Your body"), "value": _here(report, viewer)},
    ]
    if sender.id not in (viewer.agency_id, body.id):
        told = _("%(body)s reads that it was passed on, to whom and why; not your message") % {
            "body": sender.name
        }
        rows.append({"key": _("Who sent it"), "value": told})
    if body.phone:
        rows.append({"key": _("Their telephone"), "value": body.phone})
    return [row | {"value": capfirst(row["value"])} for row in rows]


def _read(report: Report) -> str:
    if report.state == Report.State.ASSESSED:
        return _("the whole report, its documents and the answers of the assessment")
    return _("the whole report and its documents")


def _duty(clock: Clock) -> str:
    """One duty and its day, which stays as it was."""
    if clock.due_at is None:
        return str(rule(clock.rule).title())
    return _("%(duty)s, by %(day)s; the time does not begin anew") % {
        "duty": rule(clock.rule).title(),
        "day": date_format(localtime(clock.due_at), "DATETIME_FORMAT"),
    }


def _duty_words(report: Report) -> str:
    return _("open a case") if report.state == Report.State.ASSESSED else _("make the first assessment")


def _here(report: Report, viewer: Viewer) -> str:
    if report.from_agency_id == viewer.agency_id:
        return _("goes on seeing what it sent and who has it now; its duties here end")
    return _("sees this report no more; its duties here end")


def rows(passings: Iterable[Passing]) -> list[Row]:
    """Each time the report went on: when, from whom to whom, why, and the words where one may see them."""
    return [
        {"told": _told(each.row), "reason": each.row.get_reason_display(), "words": each.words}
        for each in passings
    ]


def _told(row: PassedOn) -> str:
    return _("%(day)s: %(officer)s (%(before)s) passed the report on to %(after)s.") % {
        "day": date_format(localtime(row.passed_at), "DATETIME_FORMAT"),
        "officer": row.passed_by.name,
        "before": row.from_agency.name,
        "after": row.to_agency.name,
    }
