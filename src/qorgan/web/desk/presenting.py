"""From clocks and decisions to the rows of the desk, in words, each with the page where the work is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qorgan.agencies.access import Viewer
from qorgan.agencies.models import Agency
from qorgan.agencies.routes import address
from qorgan.cases.models import StatusDecision, Transfer
from qorgan.deadlines.models import Clock
from qorgan.deadlines.queries import DANGER
from qorgan.deadlines.rules import rule
from qorgan.reports.queries import OPENING
from qorgan.web.desk.queries import Accesses, Late, Line, Today

Row = dict[str, Any]
FIRST_TIME: dict[str, tuple[str | Promise, ...]] = {
    "reports:assess": (
        gettext_lazy("Open the report at the top of the list and read it."),
        gettext_lazy(
            "Make the first assessment: is the child safe tonight? You need not be sure of anything."
        ),
    ),
    "cases:open": (
        gettext_lazy("Open a case. Say where the child is tonight."),
        gettext_lazy("Refer the child to the body that can help. You see exactly what they will see."),
    ),
    "reports:pass_on": (  # where nobody opens cases
        gettext_lazy("Then pass the report on to a body that opens cases."),
    ),
    "referrals:receive": (
        gettext_lazy("Open the referral at the top of the list."),
        gettext_lazy(
            "Say whether you can help. If not, give a reason: the referral goes back to the officer who sent it, and"
            " that officer looks for other help."
        ),
        gettext_lazy("Meet the child, and write down what was done."),
    ),
    "reports:send": (
        gettext_lazy("If the child is in danger now, call 102."),
        gettext_lazy("Press “Report a possible child victim” and write what you know. Leave the rest empty."),
        gettext_lazy("You will get a number. The body you chose goes on from there."),
    ),
    "clocks:overview": (
        gettext_lazy("Open “Late duties” to see which body is late with what."),
        gettext_lazy("Call that body. You see no child here, and you need not."),
    ),
    "journal:accesses": (
        gettext_lazy("Open “Who looked”: it shows who opened which file and for what. You see no child."),
        gettext_lazy("Press “Verify the journal now”. Then you know that nobody has changed it."),
        gettext_lazy("If an opening has no good reason, call the supervisor of that officer."),
    ),
    "directory:manage": (
        gettext_lazy("Open “Bodies and officers”: add a body, then its officers."),
        gettext_lazy("Give each officer only the roles of their work. You see no case."),
    ),
    "blocks:review": (
        gettext_lazy("Open “Namings to review”. Call the person who wrote it before you decide."),
    ),
}
MORE: dict[str, str | Promise] = {
    "danger": gettext_lazy("More children in danger now"),
    "offered": gettext_lazy("More cases offered to your body"),
    "waiting_second": gettext_lazy("More “no” to read as the second person"),
    "undated": gettext_lazy("More to be done without a fixed day"),
}


def danger(today: Today) -> list[Row]:
    """What comes before everything else."""
    return [_task(clock, today) for clock in today.danger]


def late(today: Today) -> list[Row]:
    """Late duties that coordination sees too. Their heading says so, once for all."""
    return [_task(clock, today) | {"status": None} for clock in today.tasks if clock.escalated_at]


def tasks(today: Today) -> list[Row]:
    """What else has a deadline, after what other people wait for."""
    waiting = [_second(decision) for decision in today.waiting_second]
    offered = [_offered(transfer) for transfer in today.offered]
    rest = [_task(clock, today) for clock in today.tasks if not clock.escalated_at]
    return offered + waiting + rest


def others(today: Today) -> list[Row]:
    """Duties to which the law gives no day."""
    return [_task(clock, today) for clock in today.undated]


def more(today: Today) -> dict[str, Row]:
    """The ways on in the lists that are longer than a page, but for the tasks by deadline, which have theirs."""
    return {
        name: {"text": MORE[name], "href": f"?{urlencode({'list': name, 'after': after})}"}
        for name, after in today.following.items()
        if name in MORE
    }


def first_time(viewer: Viewer) -> list[str]:
    """What a first-time user does now, by what the roles allow."""
    mine = {verb for verb in FIRST_TIME if viewer.may(verb)}
    if "cases:open" in mine:
        mine.discard("reports:pass_on")
    lines = [str(line) for verb, lines in FIRST_TIME.items() if verb in mine for line in lines][:5]
    return lines or [_("Your tasks will stand here.")]


def accesses(found: Accesses, asked: Mapping[str, str]) -> Row:
    """The openings as a timeline with ways to all of one officer or of one file; what is asked now, and the rest."""
    asked = {name: value for name, value in asked.items() if value}
    lines = [line.told | {"ways": _ways(line, asked)} for line in found.lines]
    chips = []
    for name, value in asked.items():
        known = {(key, of): text for line in found.lines for key, text, of in _parts(line)}
        named = known.get((name, value), "")
        label = _("Officer") if name == "officer" else _("Case or report")
        rest = {key: kept for key, kept in asked.items() if key != name}
        chips.append({"text": f"{label}: {named or '–'}", "href": f"?{urlencode(rest)}"})
    older = f"?{urlencode(asked | {'after': found.older})}" if found.older else ""
    return {"lines": lines, "chips": chips, "clear_href": "?" if len(chips) > 1 else "", "next_href": older}


def _parts(line: Line) -> list[tuple[str, str, str]]:
    """(name in the address, words, value) of the officer and of the file of an opening."""
    parts = []
    if line.file and line.number:
        parts.append(("file", line.number, str(line.file)))
    if line.officer:
        parts.append(("officer", line.officer.name, str(line.officer.id)))
    return parts


def _ways(line: Line, asked: Mapping[str, str]) -> list[Row]:
    return [
        {"text": text, "href": f"?{urlencode({**asked, name: value})}"}
        for name, text, value in _parts(line)
        if asked.get(name) != value
    ]


def late_rows(late: Late, viewer: Viewer) -> list[list[Any]]:
    """Number, duty, whose it is, days late."""
    return [
        [clock.number, rule(clock.rule).title(), _whose(clock), _days(clock, viewer)] for clock in late.tasks
    ]


def _whose(clock: Clock) -> str:
    """The body that owes it; where the law puts the duty on another kind of body, that one, and who keeps the file."""
    owed = rule(clock.rule)
    if owed.body in ("", clock.agency.kind):
        return str(clock.agency.name)
    return _("%(whose)s (the case is kept by: %(body)s)") % {
        "whose": Agency.Kind(owed.body).label,
        "body": clock.agency.name,
    }


def _days(clock: Clock, viewer: Viewer) -> str:
    if clock.state == Clock.State.MISSED:
        if clock.report_id is not None:
            return _("not done in time; the report went to another body")
        return _("not done in time; it went back to the sender")
    days = (viewer.now - clock.due_at).days if clock.due_at else 0
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("less than a day")


def _title(clock: Clock, today: Today) -> str | Promise:
    """What is to be done; where the body opens no cases, a child waits for a body that does."""
    if clock.rule not in OPENING or today.opens_cases:
        return rule(clock.rule).title()
    if clock.rule in DANGER:
        return _("The child needs help now: pass the report on to a body that opens cases")
    return _("Pass the report on to a body that opens cases")


def _task(clock: Clock, today: Today) -> Row:
    return {
        "title": _title(clock, today),
        "href": _place(clock.subject_kind, clock),
        "due_at": clock.due_at,
        "number": clock.number,
        "hint": _("Has every child a case? Say so on the page of the report, and this task ends.")
        if clock.rule in OPENING and today.opens_cases
        else "",
        "urgent": rule(clock.rule).length == 0,
        "status": {"text": _("coordination sees it too"), "tone": "urgent"} if clock.escalated_at else None,
    }


def _place(kind: str, clock: Clock) -> str:
    if kind == "referral":
        return address("referrals:show", clock.subject_id)
    if kind == "report":
        return address("reports:show", clock.subject_id)
    if kind == "block":
        return reverse("cases:to_review")
    if not clock.rule.startswith("dl.demo."):
        return address("desk:duty", clock.id)  # a duty set by law: it is told to be done
    assert clock.case_id is not None  # what is not of a report is of a case
    return address("cases:show", clock.case_id)


def _offered(transfer: Transfer) -> Row:
    return {
        "title": _("A case is offered to your body"),
        "href": reverse("cases:answer_transfer", args=[transfer.id]),
        "due_at": None,
        "number": transfer.number,
        "hint": transfer.from_agency.name,
        "without_clock": True,
    }


def _second(decision: StatusDecision) -> Row:
    due_at = getattr(decision, "due_at", None)  # none where the "no" is older than the rule
    return {
        "title": _("A “no” waits, and nobody in your body can answer: choose a body")
        if getattr(decision, "stuck", False)
        else _("Read a “no” as the second person"),
        "href": reverse("cases:decisions", args=[decision.case_id]),
        "due_at": due_at,
        "number": decision.case.number,
        "without_clock": due_at is None,
    }
