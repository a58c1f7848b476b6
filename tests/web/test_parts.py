"""What the parts say and never say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import translation

from qorgan.web.components import charts, deadlines

NOW = datetime(2026, 3, 5, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("language", "delta", "words"),
    [
        ("en", timedelta(minutes=-1), "Overdue by 1 minute"),
        ("en", timedelta(days=-2, minutes=-1), "Overdue by 2 days"),
        ("en", timedelta(minutes=89, seconds=59), "89 minutes left"),
        ("en", timedelta(minutes=90), "1 hour left"),
        ("en", timedelta(hours=47, minutes=59), "47 hours left"),
        ("en", timedelta(hours=48), "2 days left"),
        ("kk", timedelta(hours=3), "3 сағат қалды"),
        ("kk", timedelta(days=-2), "Мерзімі 2 күн бұрын өтті"),
        ("ru", timedelta(days=21), "Остался 21 день"),
        ("ru", timedelta(days=3), "Осталось 3 дня"),
        ("ru", timedelta(days=-5), "Просрочено на 5 дней"),
        ("ru", timedelta(days=-2), "Просрочено на 2 дня"),
    ],
)
def test_time_left_is_said_in_words(built: Any, language: str, delta: timedelta, words: str) -> None:
    with translation.override(language):
        assert deadlines.shown(due_at=NOW + delta, now=NOW).text == words


def test_levels_of_a_deadline() -> None:
    """A deadline at this very moment is not over; a met one stays met however late."""
    level = lambda **given: deadlines.shown(now=NOW, **given).level  # noqa: E731
    assert level(due_at=NOW) == "soon"
    assert level(due_at=NOW - timedelta(seconds=1)) == "overdue"
    assert level(due_at=NOW + timedelta(hours=24, seconds=1)) == "later"
    assert level(due_at=None) == "open"
    assert level(due_at=None, urgent=True) == "soon"
    assert level(due_at=NOW - timedelta(minutes=59), urgent=True) == "soon"  # "at once" is not late at once
    assert level(due_at=NOW - timedelta(minutes=61), urgent=True) == "overdue"
    assert level(due_at=NOW - timedelta(days=1), paused=True) == "paused"
    assert level(due_at=NOW - timedelta(days=1), met_at=NOW) == "met"
    assert deadlines.shown(due_at=NOW - timedelta(days=1), met_at=NOW, now=NOW).text == "Done, late"


def test_unknown_is_said_and_zero_and_no_are_kept(show: Any) -> None:
    page = show("{% summary_list rows %}", rows=[{"key": "Citizenship", "value": None}])
    assert "Not known" in page
    assert "Not known" not in show("{% summary_list rows %}", rows=[{"key": "Siblings", "value": 0}])


def test_values_are_escaped_everywhere(show: Any) -> None:
    bad = "<script>alert(1)</script>"
    page = show(
        "{% notice title=bad %}<p>{{ bad }}</p>{% end_notice %}{% summary_list rows title=bad %}"
        "{% data_table columns table bad %}{% task_list tasks %}{% timeline entries %}{% sealed_value bad value=bad %}"
        "{% next_step title=bad owner=bad blocked=bad %}{{ bad }}{% end_next_step %}{% status_tag bad %}"
        "{% bar_chart bad bad points %}{% line_chart bad bad points %}{% tabs tabs bad %}{% filter_chips chips bad %}"
        "{% preview_panel receiver=bad %}{{ bad }}{% end_preview_panel %}"
        "{% version_conflict rows saved_by=bad saved_at=now version=bad %}",
        bad=bad,
        now=NOW,
        rows=[{"key": bad, "value": bad, "note": bad, "label": bad, "saved": bad, "typed": bad}],
        columns=[bad],
        table=[[bad]],
        tasks=[{"title": bad, "href": bad, "due_at": NOW, "hint": bad, "number": bad}],
        entries=[{"sentence": bad, "happened_at": NOW, "by": bad, "note": bad}],
        points=[(bad, 1), (bad, None)],
        tabs=[{"text": bad, "href": bad}],
        chips=[{"text": bad, "href": bad}],
    )
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") > 30


def test_a_sealed_value_is_absent_until_it_was_opened(show: Any) -> None:
    shut = show(
        "{% sealed_value 'Name' action='/open/' purposes=purposes field='child.names' %}",
        purposes=[("care", "Care")],
    )
    assert 'action="/open/"' in shut
    assert 'name="purpose"' in shut
    assert 'value="child.names"' in shut
    barred = show("{% sealed_value 'Name' why_not='Ask the owner.' %}")
    assert "<form" not in barred
    assert "Ask the owner." in barred
    opened = show("{% sealed_value 'Name' action='/open/' value='Aigul Sample' %}")
    assert "Aigul Sample" in opened
    assert "<form" not in opened


def test_a_blocked_step_has_no_button(show: Any) -> None:
    source = "{% next_step title='Refer' href='/go/' button='Start' blocked=why %}{% end_next_step %}"
    assert "/go/" in show(source, why="")
    blocked = show(source, why="No consent")
    assert "/go/" not in blocked
    assert "No consent" in blocked


def test_an_unknown_grade_never_looks_better_than_it_is(show: Any) -> None:
    assert "not checked" in show("{% grade_badge grade %}", grade="splendid")


def test_the_token_stays_when_a_form_comes_back(show: Any) -> None:
    """One token a form; the posted one is shown again; rubbish is not."""
    factory = RequestFactory()
    sent = "0198c0de-0000-7000-8000-000000000001"
    assert sent in show("{% once_token %}", request=factory.post("/", {"once": sent}))
    assert "<b>" not in show("{% once_token %}", request=factory.post("/", {"once": "<b>"}))
    fresh = [show("{% once_token %}", request=factory.get("/")) for _ in range(2)]
    assert fresh[0] != fresh[1]


def test_a_conflict_marks_what_differs_and_carries_the_newest_version(show: Any) -> None:
    page = show(
        "{% version_conflict rows saved_by='Officer B' saved_at=now version=7 %}",
        now=NOW,
        rows=[
            {"label": "Region", "saved": "one", "typed": "two"},
            {"label": "Sex", "saved": "f", "typed": "f"},
        ],
    )
    assert page.count("q-differs") == 1
    assert 'name="version" value="7"' in page
    assert "two" in page


class Unhappy(forms.Form):
    """Errors of both kinds."""

    name = forms.CharField(label="Case number")
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, label="Which kind?")

    def clean(self) -> None:
        """Always refuse."""
        raise ValidationError("This referral has ended.", code="REF-03")


def test_the_summary_gives_codes_and_leads_to_boxes_that_exist(show: Any) -> None:
    form = Unhappy({"kind": "b"})
    page = show("{% error_summary form %}{{ form }}", form=form)
    assert "This referral has ended." in page
    assert "REF-03" in page
    assert "Case number: Answer this question." in page
    assert "FORM-01" in page
    assert "FORM-03" in page
    for target in ("id_name", "id_kind_0"):
        assert f'href="#{target}"' in page
        assert f'id="{target}"' in page
    assert "Which kind? Choose one of the answers offered" in page
    assert show("{% error_summary form %}", form=Unhappy()).strip() == ""


def test_held_back_numbers_are_never_zero(show: Any) -> None:
    page = show("{% bar_chart 'T' 'D' rows %}", rows=[("A", 0), ("B", None)])
    assert page.count("held back") == 2  # in the drawing and in the table
    assert page.count("q-bar--hidden") == 1
    drawn = charts.line_chart([("1", 1), ("2", 2), ("3", None), ("4", 4), ("5", 5)])
    assert len(drawn["pieces"]) == 2
    assert drawn["dots"][2].y is None


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (3, 4), (5, 6), (12, 20), (25, 40), (100, 100), (101, 200)]
)
def test_the_axis_ends_at_a_round_number_above_all(highest: float, top: float) -> None:
    assert charts.nice_top(highest) == top
