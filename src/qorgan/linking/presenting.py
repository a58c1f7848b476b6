"""From what was found and decided to what pages show, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qorgan.agencies.access import Viewer
from qorgan.linkage import Ranked
from qorgan.linkage.explain import LANGUAGES, Step, phrase
from qorgan.linking import queries
from qorgan.linking.models import Asked, Band, Basis, Choice, Joining, Judgement, Run, Verdict
from qorgan.linking.queries import Files, Found, PairShown, Waiting

Row = dict[str, Any]
TONES = {"likely": "active", "possible": "waiting", "new": "quiet"}
VERDICTS = {"same": "done", "different": "quiet", "unsure": "waiting", "reopened": "waiting"}


def band(code: str) -> str:
    """A band in words."""
    return str(Band(code).label)


def compared(found: Ranked) -> Row:
    """Every step of a score, with both spellings."""
    score = found.score
    code = (get_language() or "kk")[:2]
    language = code if code in LANGUAGES else "kk"
    return {
        "band": band(score.band) if score.band != "new" else _("not alike"),
        "tone": TONES[score.band],
        "flags": [flag for flag in score.flags if flag in ("twin", "sibling", "made_older")],
        "steps": [
            _step(step, language)
            for step in score.waterfall
            if step.field != "prior" and step.level != "missing"
        ],
        "model": score.model_version,
    }


def basis_line(basis: Basis) -> Row:
    """The legal basis, as every page of this room says it."""
    return {
        "in_force": basis.in_force,
        "provision": basis.provision,
        "by": basis.by.name if basis.in_force else "",
        "at": date_format(localtime(basis.at), "DATE_FORMAT") if basis.in_force else "",
    }


def queue_rows(waiting: list[Waiting]) -> list[list[Any]]:
    """One row a pair: both numbers, how alike, since when."""
    return [
        [
            {
                "text": f"{each.numbers[0]} – {each.numbers[1]}",
                "href": reverse("linking:pair", args=[each.row.low_case_id, each.row.high_case_id]),
            },
            {"text": band(each.row.band), "tone": TONES[each.row.band]},
            note_of(each.row.flags) or "–",
            date_format(localtime(each.row.found_at), "DATE_FORMAT"),
        ]
        for each in waiting
    ]


def note_of(flags: list[str]) -> str:
    """What to look at closely."""
    if "twin" in flags or "sibling" in flags:
        return _("perhaps a brother, a sister or a twin")
    return _("birth years differ a little") if "made_older" in flags else ""


def tasks(viewer: Viewer) -> list[Row]:
    """What of this room waits on the desk: questions of others, second persons, pairs to look at."""
    if not viewer.may("linking:review"):
        return []
    asked = [
        _task(
            _("Another body asks about a child"),
            reverse("linking:answer", args=[row.id]),
            number,
            urgent=True,
        )
        for row, number in queries.questions(viewer)
    ]
    second = [
        _task(
            _("Confirm as the second person: two files of one child"),
            reverse("linking:pair", args=row.both()),
            number,
        )
        for row, number in queries.to_confirm(viewer)
    ]
    alike = [
        _task(
            _("Two files may be of one child"), reverse("linking:pair", args=each.row.both()), each.numbers[0]
        )
        for each in queries.queue(viewer)[:5]
    ]
    return asked + second + alike


def joined_notice(viewer: Viewer, case_id: UUID) -> Row | None:
    """At the top of a case: the other files of the same child, for who may see both."""
    others = queries.joined(viewer, case_id)
    if not others:
        return None
    return {
        "title": _("The same child also has another file"),
        "links": [{"text": case.number, "href": reverse("cases:show", args=[case.id])} for case in others],
    }


def files(shown: Files, viewer: Viewer) -> Row:
    """The page of other files of one child."""
    everyone = sorted([shown.case, *shown.joined], key=lambda case: (case.opened_at, case.number))
    return {
        "case": shown.case,
        "part": Choice.Part(shown.part).label,
        "run_text": run_text(shown.run),
        "joined": [
            {"case": case, "href": reverse("linking:pair", args=[shown.case.id, case.id])}
            for case in shown.joined
        ],
        "common": everyone[0].number,
        "alike": [
            {
                "number": case.number,
                "href": reverse("linking:pair", args=[shown.case.id, case.id]),
                "band": band(row.band),
                "tone": TONES[row.band],
                "note": note_of(row.flags),
            }
            for row, case in shown.alike
        ],
        "judged": [
            {
                "number": case.number,
                "href": reverse("linking:pair", args=[shown.case.id, case.id]),
                "verdict": row.get_verdict_display(),
                "tone": VERDICTS[row.verdict],
                "by": row.by.name,
            }
            for row, case in shown.judged
        ],
        "found": [_found(each) for each in shown.found],
        "asked": [
            {"text": _question(each), "href": reverse("linking:answer", args=[each.id])}
            for each in shown.asked
        ],
    }


def run_text(run: Run | None) -> str:
    """What became of the comparison with other bodies, in a sentence."""
    if run is None:
        return _(
            "Not compared yet. This is done in the background, some minutes after a name is written down."
        )
    if run.held == Run.Held.NONE:
        if run.hits:
            return _("Compared with children of other bodies: somebody is alike.")
        return _("Compared with children of other bodies: nobody is alike.")
    return {
        Run.Held.NO_IDENTITY: _("No name is known, or a name alone: other bodies were not asked."),
        Run.Held.CHOICE: _("Other bodies are not asked, as chosen below."),
        Run.Held.OFFICER: _("Many children were compared today. Other bodies are asked tomorrow, by itself."),
        Run.Held.CASE: _(
            "The names of this child were changed often. Other bodies are asked again after 30 days."
        ),
        Run.Held.KIND: _("A body of this kind gets no answers about children of other bodies."),
    }[Run.Held(run.held)]


def about_asked(asked: Asked) -> list[Row]:
    """Who asks, and how alike the children are."""
    note = note_of(asked.flags)
    rows = [
        (_("Who asks"), f"{asked.officer.name}, {asked.agency.name}"),
        (_("Telephone of the body"), asked.agency.phone),
        (_("How alike"), band(asked.band)),
        *([(_("Look closely"), note)] if note else []),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def pair(shown: PairShown) -> Row:
    """Both files side by side."""
    joining = shown.joining
    return {
        "one": shown.cases[0],
        "two": shown.cases[1],
        "compared": compared(shown.found) if shown.found else None,
        "judgements": [
            {
                "verdict": row.get_verdict_display(),
                "tone": VERDICTS[row.verdict],
                "by": row.by.name,
                "at": row.at,
                "reason": reason,
                "model": row.model,
            }
            for row, reason in shown.judgements
        ],
        "joining": joining,
        "step": joining.get_step_display() if joining else "",
        "waits": joining is not None and joining.step == Joining.Step.PROPOSED,
        "is_joined": joining is not None and joining.step == Joining.Step.CONFIRMED,
        "may_confirm": shown.may_confirm,
        "reopening": bool(shown.judgements) and shown.judgements[0][0].verdict == Judgement.Verdict.DIFFERENT,
    }


def overseen(rows: list[Row]) -> list[list[Any]]:
    """The table of the data-protection officer."""
    return [
        [
            f"{row['officer'].name}, {row['officer'].agency.name}",
            str(row["crossed"]),
            str(row["hits_of"]),
            str(row["questions"]),
            str(row["refused"]),
            {"text": str(row["limited"]), "tone": "urgent"} if row["limited"] else "0",
        ]
        for row in rows
    ]


def _found(each: Found) -> Row:
    said: Row = {
        "band": band(each.hit.band),
        "tone": TONES[each.hit.band],
        "note": note_of(each.hit.flags),
        "ask_href": "" if each.question else reverse("linking:ask", args=[each.hit.id]),
        "text": "",
        "refer": False,
    }
    if each.question and each.answer is None:
        when = date_format(localtime(each.question.at), "DATE_FORMAT")
        said["text"] = _("Asked on %(when)s. No answer yet.") % {"when": when}
    elif each.answer and each.answer.verdict == Verdict.YES:
        who = {
            "officer": each.answer.officer.name,
            "body": each.answer.agency.name,
            "number": each.answer.number,
        }
        said["text"] = _("Yes: speak with %(officer)s, %(body)s, about case %(number)s.") % who
        said["refer"] = True
    elif each.answer:
        said["text"] = _("The answer is no: %(why)s.") % {"why": each.answer.get_why_display()}
    return said


def _question(asked: Asked) -> str:
    return _("%(body)s asks whether its child is this one") % {"body": asked.agency.name}


def _task(title: str, href: str, number: str, *, urgent: bool = False) -> Row:
    row: Row = {"title": title, "href": href, "due_at": None, "number": number, "without_clock": True}
    if urgent:
        row["status"] = {"text": _("waits for an answer"), "tone": "waiting"}
    return row


def _step(step: Step, language: str) -> Row:
    """One row: how it came out, what stands in the two files, why the letters mean the same, what it weighs."""
    a, b = _spelled(step.a), _spelled(step.b)
    both = [] if step.field == "sex" or not (a and b) else [a] if a == b else [a, b]
    return {
        "said": step.said(language),
        "spellings": both,
        "unvowelled": phrase("regime.no_vowels", language) if step.regime == "no_vowels" else "",
        "letters": step.reasons(),
        "effect": _effect(step.weight),
    }


def _spelled(value: str) -> str:
    """A whole birth date as the language writes it, anything else as it stands."""
    try:
        return str(date_format(dt.date.fromisoformat(value), "DATE_FORMAT"))
    except ValueError:
        return value


def _effect(weight: float) -> str:
    if abs(weight) < 0.05:
        return _("says nothing")
    strong = abs(weight) >= 3.0
    if weight > 0:
        return _("speaks strongly for the same child") if strong else _("speaks for the same child")
    return _("speaks strongly against") if strong else _("speaks against")
