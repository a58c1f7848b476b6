"""The living style guide: every part, with plainly invented values. Only in DEBUG or the demonstration."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import fields


class SheetExample(forms.Form):
    """One of each kind of question."""

    alone = fields.YesNoUnsureField(label=_("Is the child alone now?"))
    place = fields.OneOfField(
        label=_("Where is the child tonight?"),
        choices=[("shelter", _("Safe accommodation")), ("relatives", _("With relatives"))],
        hints={"shelter": _("The address stays sealed.")},
        help_text=_("If you are not sure, say so. Someone will help you find out."),
    )
    needs = fields.AnyOfField(
        label=_("What does the child need today?"),
        choices=[
            ("doctor", _("A doctor")),
            ("interpreter", _("An interpreter")),
            ("food", _("Food and sleep")),
        ],
        none=True,
        required=False,
    )
    born = fields.PartialDateField(label=_("Date of birth"), help_text=_("For example, 14 3 2011"))
    seen = fields.MomentField(label=_("When was the child seen?"), required=False)
    story = fields.NarrativeField(label=_("What happened?"), limit=600)
    short = forms.CharField(label=_("Your own reference"), max_length=10, required=False)
    region = forms.ChoiceField(
        label=_("Region"), choices=[("kz-1", _("Region one")), ("kz-2", _("Region two"))]
    )
    read = forms.BooleanField(label=_("I have read this aloud to the child"))
    file = fields.GuardedFileField(label=_("A document"), required=False)


class QuestionExample(forms.Form):
    """One question a page."""

    danger = fields.YesNoUnsureField(
        label=_("Is the child in danger now?"), help_text=_("If yes, call 102 first. This page will wait.")
    )


class FilterExample(forms.Form):
    """Filters of a list."""

    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), ("open", _("Open"))], required=False)
    number = forms.CharField(label=_("Case number"), max_length=20, required=False)


LAYOUTS = {
    "parts": "qorgan/styleguide/parts.html",
    "list": "qorgan/styleguide/list.html",
    "case": "qorgan/styleguide/case.html",
    "form": "qorgan/styleguide/form.html",
    "errors": "qorgan/styleguide/form.html",
    "question": "qorgan/styleguide/question.html",
    "confirmation": "qorgan/styleguide/confirmation.html",
}


def styleguide(request: HttpRequest, layout: str = "parts") -> HttpResponse:
    """One layout of the guide; 404 on an instance that is neither a demonstration nor being debugged."""
    if layout not in LAYOUTS or not (settings.DEBUG or getattr(settings, "DEMO", False)):
        raise Http404
    return render(request, LAYOUTS[layout], {"layout": layout, "layouts": list(LAYOUTS), **examples(layout)})


def examples(layout: str) -> dict[str, Any]:
    """Values for every part, all around one moment."""
    now = timezone.now()
    due = {
        "late": now - timedelta(days=2, minutes=5),
        "soon": now + timedelta(hours=3, minutes=5),
        "later": now + timedelta(days=5, minutes=5),
    }
    wrong = {
        "born_day": "31",
        "born_month": "2",
        "born_year": "2011",
        "needs": ["doctor", "unknown"],
        "story": "…" * 700,
    }
    return {
        "now": now,
        "due": due,
        "chips": [{"text": _("Open"), "href": "?"}],
        "clear_href": "?",
        "next_href": "?after=1",
        "previous_href": "?before=1",
        "filter_form": FilterExample(),
        "form": QuestionExample()
        if layout == "question"
        else SheetExample(wrong if layout == "errors" else None),
        "conflict": _conflict(now) if layout == "errors" else None,
        "step": 1,
        "steps": 6,
        "back_href": "?",
        "cancel_href": "?",
        "draft_saved_at": now,
        "number": "KZ-26-0042",
        "bar": {"number": "KZ-26-0042", "facts": _facts(), "actions": [{"text": _("Print"), "href": "?"}]},
        "case_tabs": _tabs(),
        "tasks": _tasks(due),
        "clocks": _clocks(due, now),
        "entries": _entries(now),
        "rows": _rows(),
        "purposes": [("care", _("To care for the child")), ("court", _("For a court"))],
        "bars": [
            (_("Region one"), 12),
            (_("Region two, with a name that needs two lines"), 5),
            (_("Region three"), None),
        ],
        "points": [("2021", 4), ("2022", 7), ("2023", None), ("2024", 9), ("2025", 25)],
        "chart_columns": [_("Region"), _("Cases")],
        "columns": [_("Case number"), _("State"), _("Deadline"), _("Body")],
        "table": [
            [
                {"text": "KZ-26-0042", "href": "?"},
                {"text": _("Open"), "tone": "active"},
                {"chip": {"due_at": due["late"]}},
                _("Body A"),
            ],
            [
                {"text": "KZ-26-0043", "href": "?"},
                {"text": _("Waiting"), "tone": "waiting"},
                {"chip": {"due_at": due["later"]}},
                None,
            ],
        ],
        "swatches": ("next", "blocked", "night"),
    }


def _conflict(now: Any) -> dict[str, Any]:
    rows = [
        {"label": _("Region"), "saved": _("Region one"), "typed": _("Region two")},
        {"label": _("Your own reference"), "saved": "7/26", "typed": "7/26"},
    ]
    return {"rows": rows, "saved_by": _("Officer B (invented)"), "saved_at": now, "version": 4}


def _facts() -> list[dict[str, Any]]:
    return [
        {"text": _("Open"), "tone": "active"},
        {"text": _("Child, age in doubt"), "tone": "waiting"},
        {"text": _("No safe contact"), "tone": "urgent"},
    ]


def _tabs() -> list[dict[str, Any]]:
    return [
        {"text": _("Overview"), "href": "?", "current": True},
        {"text": _("Child"), "href": "?"},
        {"text": _("Decisions"), "href": "?", "count": 1},
        {"text": _("Referrals"), "href": "?", "count": 2},
        {"text": _("Documents"), "href": "?"},
        {"text": _("Journal"), "href": "?"},
    ]


def _tasks(due: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "title": _("Find a safe place for tonight"),
            "href": "?",
            "due_at": None,
            "urgent": True,
            "number": "KZ-26-0044",
        },
        {
            "title": _("Accept or refuse a referral"),
            "href": "?",
            "due_at": due["late"],
            "number": "KZ-26-0042",
            "hint": _("Asked by Body A"),
            "status": {"text": _("Waiting"), "tone": "waiting"},
        },
        {"title": _("Decide on status"), "href": "?", "due_at": due["soon"], "number": "KZ-26-0043"},
        {
            "title": _("Write the plan of services"),
            "href": "?",
            "due_at": due["later"],
            "number": "KZ-26-0040",
        },
    ]


def _clocks(due: dict[str, Any], now: Any) -> list[dict[str, Any]]:
    source = _("Invented order No. 1, paragraph 5")
    return [
        {
            "name": _("Accept or refuse a referral"),
            "due_at": due["late"],
            "who": _("Body A"),
            "source": source,
            "grade": "demo",
        },
        {
            "name": _("First contact with the child"),
            "due_at": due["soon"],
            "who": _("Body B"),
            "source": source,
            "grade": "verified",
        },
        {
            "name": _("First assessment"),
            "due_at": due["later"],
            "met_at": now,
            "source": source,
            "grade": "secondary",
        },
        {
            "name": _("Report to the guardianship body"),
            "due_at": None,
            "source": source,
            "grade": "background",
        },
    ]


def _entries(now: Any) -> list[dict[str, Any]]:
    return [
        {
            "sentence": _("Body A accepted the referral."),
            "happened_at": now - timedelta(hours=2),
            "entered_at": now - timedelta(hours=1),
            "by": _("Officer A (invented)"),
        },
        {
            "sentence": _("The case was opened."),
            "happened_at": now - timedelta(days=1),
            "by": _("Officer B (invented)"),
        },
    ]


def _rows() -> list[dict[str, Any]]:
    return [
        {"key": _("Languages"), "value": _("Kazakh"), "href": "?"},
        {"key": _("Citizenship"), "value": None, "href": "?"},
        {
            "key": _("Time limit"),
            "value": _("72 hours"),
            "grade": "demo",
            "note": _("Invented order No. 1, paragraph 5"),
        },
    ]
