"""From what a query found to the rows a page shows, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qorgan.deadlines.counting import unsure_of
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import rule
from qorgan.reports import queries
from qorgan.reports.facts import STATES, spoken
from qorgan.reports.forms import AssessmentForm
from qorgan.reports.indicators import (
    ACUTE,
    ANSWERS,
    ASKED_BEFORE,
    GROUPS,
    SAFETY,
    in_todays_questions,
    indicators,
    needs,
)
from qorgan.reports.models import Report
from qorgan.reports.queries import ReportPage

Row = dict[str, Any]


def state_tabs(current: str) -> list[Row]:
    """All reports, then those in one state."""
    listed = [("", _("all")), *Report.State.choices]
    return [
        {
            "text": str(text).capitalize(),
            "href": reverse("reports:index") + (f"?state={state}" if state else ""),
            "current": state == current,
        }
        for state, text in listed
    ]


def rows(shown: ReportPage) -> list[Row]:
    """Who, when, where."""
    report = shown.report
    return [
        {"key": _("State"), "value": capfirst(report.get_state_display())},
        {"key": _("From"), "value": f"{report.from_agency.name}, {report.sent_by.name}"},
        {"key": _("To"), "value": report.to_agency.name},
        {
            "key": _("First assessment by"),
            "value": report.assessor.name if report.assessor else capfirst(_("nobody yet")),
        },
        {"key": _("Learned of it"), "value": date_format(localtime(report.learned_at), "DATETIME_FORMAT")},
        {"key": _("Sent"), "value": date_format(localtime(report.sent_at), "DATETIME_FORMAT")},
        {"key": _("Region"), "value": report.region.name if report.region else None},
        {"key": _("Children"), "value": report.children_count},
    ]


def child_rows(shown: ReportPage) -> list[Row]:
    """The sealed description once it was opened; empty before."""
    if shown.child is None or shown.child.value is None:
        return []
    labels = {
        "description": _("How to recognise the child"),
        "age": _("Age as told"),
        "sex": _("Sex as told"),
        "languages": _("Languages as told"),
        "where_now": _("Where the child is now"),
        "safe_contact": _("Safe contact"),
        "citizenship": _("Citizenship as told"),
        "country": _("Country where it happened, as told"),
        "source": _("Source"),
    }
    sexes = {"female": _("girl"), "male": _("boy"), "unknown": _("not known")}
    return [
        {"key": labels[name], "value": capfirst(sexes.get(value, value)) if name == "sex" else value}
        for name, value in shown.child.value.items()
        if name in labels
    ]


def fact_rows(facts: dict[str, Any]) -> list[Row]:
    """What happened by codes: a row a kind; whatever is not plainly yes carries its state in words."""
    return [
        {
            "key": kind,
            "value": capfirst(
                ", ".join(
                    words if state == "true" else f"{words} ({STATES[state]})" for words, state in codes
                )
            ),
        }
        for kind, codes in spoken(facts)
        if codes
    ]


def need_rows(shown: ReportPage) -> list[str]:
    """What the first assessment says must be done, those that cannot wait first; each is a question answered "yes"."""
    if shown.assessment is None:
        return []
    return [str(SAFETY[code]) for code in needs(shown.assessment.safety)]


def answer_rows(shown: ReportPage) -> list[Row]:
    """All answers of the first assessment: what must be done, what nobody knows, what need not worry; in this order.

    A question that cannot wait and was not answered stands there without an answer. An old answer keeps its question.
    """
    if shown.assessment is None:
        return []
    said = shown.assessment.safety
    today, urgent = in_todays_questions(said), needs(said)
    calm = [code for code in SAFETY if today.get(code) == "no"]
    open_ones = [code for code in SAFETY if code not in (*urgent, *calm) and (code in today or code in ACUTE)]
    asked_then = {now: (question, code) for code, (question, now) in ASKED_BEFORE.items() if code in said}
    rows = []
    for code in (*urgent, *open_ones, *calm):
        question, kept = (SAFETY[code], code) if code in said else asked_then.get(code, (SAFETY[code], code))
        rows.append({"key": question, "value": _answer(said.get(kept))})
    return rows


def _answer(given: str | None) -> str | None:
    return capfirst(str(ANSWERS.get(given, given))) if given else None


def sign_rows(shown: ReportPage) -> list[Row]:
    """The signs that were answered, "yes" first: they prompt and never decide."""
    if shown.assessment is None:
        return []
    order = ("yes", "unknown", "no")
    texts = {each.id: each.text for each in indicators()}
    said = [(texts[code], given) for code, given in shown.assessment.answers.items() if code in texts]
    said.sort(key=lambda pair: order.index(pair[1]) if pair[1] in order else len(order))
    return [{"key": text, "value": _answer(given)} for text, given in said]


def said_before(shown: ReportPage) -> dict[str, str]:
    """What the last look answered, as the sheet of the next one takes it; the decision is made anew."""
    if shown.assessment is None:
        return {}
    safety = in_todays_questions(shown.assessment.safety)
    signs = shown.assessment.answers
    return {f"safety_{code}": answer for code, answer in safety.items()} | {
        f"sign_{code}": answer for code, answer in signs.items()
    }


def counted(shown: ReportPage) -> str:
    """“1 of 3 children have a case”, for who opens cases; "" where the report is about one child.

    Nobody knows how many: said so, until somebody says that no further case is needed.
    """
    report, children = shown.report, queries.counted(shown.report)
    if not shown.may_open_case or children == 1:
        return ""
    said = {"opened": report.cases_opened, "children": children}
    if children is None:
        if report.state == Report.State.CASE and not shown.asks_for_next:
            return ""
        return (
            _(
                "Children of this report with a case: %(opened)s. How many children there are is not known: when no "
                "further child needs a case, say so on the page of the report."
            )
            % said
        )
    return _("Children of this report with a case: %(opened)s of %(children)s.") % said


def clock_rows(clocks: Iterable[Clock], *, missed: bool = False) -> list[Row]:
    """Clocks as the panel takes them: the duty, its day, its source and how well that is known.

    What fell away is not shown; what was `missed` only where it is asked for.
    """
    hidden = {Clock.State.CANCELLED} if missed else {Clock.State.CANCELLED, Clock.State.MISSED}
    return [
        {
            "name": rule(clock.rule).title(),
            "due_at": clock.due_at,
            "met_at": clock.stopped_at if clock.state != Clock.State.RUNNING else None,
            "missed": clock.state == Clock.State.MISSED,
            "urgent": rule(clock.rule).length == 0,
            "who": rule(clock.rule).owner(),
            "source": rule(clock.rule).source(),
            "grade": rule(clock.rule).grade,
            "unsure_of": unsure_of(rule(clock.rule), clock.started_at, clock.due_at)
            if clock.state == Clock.State.RUNNING
            else None,
        }
        for clock in clocks
        if clock.state not in hidden
    ]


def safety_fields(form: AssessmentForm) -> list[Any]:
    """The first-24-hours questions of the sheet."""
    return [form[f"safety_{code}"] for code in SAFETY]


def sign_groups(form: AssessmentForm) -> list[Row]:
    """Signs by list with source and grade, a sign of another grade with its own.

    A list in which something was answered stands open.
    """
    groups = []
    for (code, source), listed in groupby(form.indicators, key=lambda each: (each.group, each.source)):
        found = list(listed)
        grade = Counter(each.grade for each in found).most_common(1)[0][0]
        signs: list[Row] = [
            {"field": form[f"sign_{each.id}"], "grade": each.grade if each.grade != grade else ""}
            for each in found
        ]
        groups.append(
            {
                "title": GROUPS[code],
                "source": source,
                "grade": grade,
                "signs": signs,
                "open": any(sign["field"].value() or sign["field"].errors for sign in signs),
            }
        )
    return groups
