"""The sheet on which a case is opened: what the report knows stands in it or beside it, unknown stays unknown."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import override

from qorgan.cases.forms import tomorrow_morning
from qorgan.cases.models import Place
from qorgan.children.codes import LANGUAGES
from qorgan.reports import presenting as report_presenting
from qorgan.reports import queries as report_queries
from qorgan.reports.models import Report
from qorgan.reports.queries import ReportPage

Row = dict[str, Any]
UNSAID = ("", "unknown", None)


def initial(told: ReportPage, now: dt.datetime) -> dict[str, Any]:
    """What a new case's sheet is prefilled with. Age, sex and languages only for the one child a report is about."""
    report, child = told.report, _child(told)
    sheet: dict[str, Any] = {
        "region": report.region_id or "",
        "place_kind": Place.Kind.UNKNOWN,
        "without_care": "unknown",
        "until": tomorrow_morning(now),
        "contact_how": child.get("safe_contact", ""),
    }
    if report_queries.several(report) or report.cases_opened:
        return sheet
    if age := re.fullmatch(r"\s*(\d{1,2})\s*", str(child.get("age", ""))):
        sheet |= {"age_from": int(age[1]), "age_to": int(age[1])}
    if child.get("sex") in ("female", "male"):
        sheet["sex"] = child["sex"]
    if codes := languages(str(child.get("languages", ""))):
        sheet["languages"] = codes
    return sheet


def languages(told: str) -> list[str]:
    """Languages written plainly, in a language of the pages; where a part cannot be read, none is guessed."""
    names: dict[str, str] = {}
    for language in ("kk", "ru", "en"):
        with override(language):
            names |= {str(words).casefold(): code for code, words in LANGUAGES.items()}
    said = [part.strip().casefold() for part in re.split(r"[,;/]", told) if part.strip()]
    return [names[part] for part in said] if all(part in names for part in said) else []


def beside(told: ReportPage) -> dict[str, Any]:
    """What the report says, to read while one writes; above all how to reach the child without harm."""
    child = _child(told)
    return {
        "safe_contact": child.get("safe_contact", ""),
        "needs": report_presenting.need_rows(told),
        "told_rows": [
            row for row in report_presenting.child_rows(told) if row["value"] != child.get("safe_contact")
        ],
        "told_narrative": told.narrative.value if told.narrative else "",
        "counted": report_presenting.counted(told),
        "known_at": report_queries.known_at(told.report),
    }


def others_wait(waiting: int | None, report: Report) -> str:
    """Said after a case of a report about several children, or about nobody knows how many."""
    said = {"number": report.number, "waiting": waiting}
    if waiting is None:
        return (
            _(
                "How many children report %(number)s is about is not known. Go back to the report: open a case for the "
                "next child, or say there that no further case is needed."
            )
            % said
        )
    return (
        _(
            "Children of report %(number)s without a case: %(waiting)s. Go back to the report to open the next one."
        )
        % said
    )


def groups(form: forms.Form) -> dict[str, Any]:
    """The sheet in parts that can be taken in at a glance; a part in which something stands is open."""
    parts = (
        (_("Name, as far as known"), ("surname", "given", "patronymic", "name_kind", "mother", "code")),
        (
            _("Age, sex and date of birth"),
            ("age_from", "age_to", "age_status", "sex", "birth", "birth_to"),
        ),
        (
            _("Languages, citizenship and what the child needs"),
            ("languages", "citizenships", "needs", "needs_note"),
        ),
    )
    child: list[dict[str, Any]] = []
    for title, names in parts:
        listed = [form[name] for name in names]
        if form.is_bound:
            said = any(field.errors or _stands(field.data) for field in listed)
        else:
            said = any(form.initial.get(name) not in UNSAID for name in names)
        child.append({"title": title, "fields": listed, "open": said or not child})
    tonight = ("place_kind", "address", "adult", "phone", "responsible_agency", "until")
    case = ("summary", "contact_how", "contact_never", "region")
    return {
        "tonight": [form[name] for name in tonight],
        "child": child,
        "case": [form[name] for name in case],
    }


def _child(told: ReportPage) -> dict[str, Any]:
    """The child as the report describes it; empty where the viewer may not see it or nothing was said."""
    return (told.child.value if told.child is not None else None) or {}


def _stands(data: Any) -> bool:
    """Was anything typed into a field, also into one of its boxes?"""
    return any(data) if isinstance(data, list) else bool(data)
