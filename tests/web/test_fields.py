"""Answers as people give them: unknown, approximate, half, wrong; nothing typed is lost."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from qorgan.web.components import errors, fields
from qorgan.web.components.fields import PartialDate


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def asked(field: forms.Field, **data: Any) -> tuple[Any, list[str]]:
    """The value of field `x` for the posted data, and the codes of its errors."""
    form = type("Asked", (forms.Form,), {"x": field})(
        data, {"x": data.pop("file")} if "file" in data else None
    )
    form.is_valid()
    return form.cleaned_data.get("x"), [error.code for error in errors.form_errors(form)]


def boxes(day: Any = "", month: Any = "", year: Any = "", **more: Any) -> dict[str, Any]:
    """Posted boxes of a date."""
    return {
        "x_day": day,
        "x_month": month,
        "x_year": year,
        **{f"x_{name}": value for name, value in more.items()},
    }


@pytest.mark.parametrize(
    ("given_boxes", "value"),
    [
        (boxes("5", "3", "2011"), PartialDate(2011, 3, 5)),
        (boxes("", "3", "2011"), PartialDate(2011, 3)),
        (boxes("", "", "2011", approximate="on"), PartialDate(2011, approximate=True)),
        (boxes(unknown="on"), PartialDate(unknown=True)),
        (boxes(" 29 ", "02", "2012"), PartialDate(2012, 2, 29)),
    ],
)
def test_a_date_as_far_as_it_is_known(given_boxes: dict[str, Any], value: PartialDate) -> None:
    assert asked(fields.PartialDateField(), **given_boxes) == (value, [])


@pytest.mark.parametrize(
    ("given_boxes", "code"),
    [
        (boxes(), "FORM-01"),
        (boxes("29", "2", "2011"), "FORM-08"),
        (boxes("", "13", "2011"), "FORM-08"),
        (boxes("x", "3", "2011"), "FORM-08"),
        (boxes("٣", "3", "2011"), "FORM-08"),
        (boxes("5", "", "2011"), "FORM-09"),
        (boxes("5", "3", ""), "FORM-09"),
        (boxes("5", "3", "11"), "FORM-08"),
        (boxes("5", "3", "2011", unknown="on"), "FORM-12"),
        (boxes("6", "3", "2026"), "FORM-10"),
    ],
)
def test_a_date_that_is_none_says_why(given_boxes: dict[str, Any], code: str) -> None:
    assert asked(fields.PartialDateField(not_after=date(2026, 3, 5)), **given_boxes) == (None, [code])


def test_an_empty_optional_date_is_none_and_not_unknown() -> None:
    """Not answered and "not known" are two things."""
    assert asked(fields.PartialDateField(required=False), **boxes()) == (None, [])
    assert asked(fields.DayField(required=False), **boxes()) == (None, [])
    assert asked(fields.DayField(), **boxes("5", "3", "")) == (None, ["FORM-09"])


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)), st.integers(1, 3))
def test_a_partial_date_holds_every_day_it_may_be(day: date, known: int) -> None:
    partial = PartialDate(day.year, day.month if known > 1 else None, day.day if known > 2 else None)
    assert partial.earliest <= day <= partial.latest
    assert day.isoformat().startswith(str(partial))
    assert (partial.exact == day) if known > 2 else partial.exact is None


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)))
def test_every_real_day_is_taken_and_shown_again(day: date) -> None:
    value, codes = asked(fields.DayField(), **boxes(str(day.day), str(day.month), str(day.year)))
    assert (value, codes) == (day, [])
    assert fields.DayField().widget.decompress(day) == [day.day, day.month, day.year]


def test_a_moment_is_local_time() -> None:
    value, codes = asked(fields.MomentField(), **boxes("1", "3", "2024", time="0:30"))
    assert codes == []
    assert isinstance(value, datetime)
    assert timezone.is_aware(value)
    assert timezone.localtime(value).strftime("%d.%m.%Y %H:%M") == "01.03.2024 00:30"
    assert asked(fields.MomentField(), **boxes("1", "3", "2024", time="25:00")) == (None, ["FORM-20"])
    assert asked(fields.MomentField(), **boxes("1", "3", "2024")) == (None, ["FORM-09"])


def test_not_sure_is_an_answer() -> None:
    assert asked(fields.YesNoUnsureField(), x="unknown") == ("unknown", [])
    assert asked(fields.YesNoUnsureField()) == (None, ["FORM-01"])
    assert asked(fields.YesNoUnsureField(), x="perhaps") == (None, ["FORM-03"])


def test_answers_that_exclude_others_stand_alone() -> None:
    make = lambda: fields.AnyOfField(choices=[("a", "A"), ("b", "B")], none=True)  # noqa: E731
    assert asked(make(), x=["a", "b"]) == (["a", "b"], [])
    assert asked(make(), x=["unknown"]) == (["unknown"], [])
    assert asked(make(), x=["a", "none"]) == (None, ["FORM-12"])


def test_too_long_text_is_refused_and_still_there() -> None:
    form = type("Asked", (forms.Form,), {"x": fields.NarrativeField(limit=10)})({"x": "сөз " * 5})
    assert [error.code for error in errors.form_errors(form)] == ["FORM-04"]
    page = str(form)
    assert "сөз сөз сөз сөз сөз" in page
    assert "maxlength=" not in page.replace("data-maxlength", "")  # a browser that cuts would lose words


def test_wrong_boxes_are_shown_again() -> None:
    form = type("Asked", (forms.Form,), {"x": fields.PartialDateField()})(
        boxes("31", "feb", "2011", approximate="on")
    )
    page = str(form)
    for typed in ('value="31"', 'value="feb"', 'value="2011"', "checked"):
        assert typed in page


def test_the_warning_stands_before_the_upload() -> None:
    form = type("Asked", (forms.Form,), {"x": fields.GuardedFileField()})()
    page = str(form)
    assert page.index("Do not send sexual images of a child.") < page.index('type="file"')
    file = SimpleUploadedFile("scan.pdf", b"x" * (1024 * 1024 + 1))
    assert asked(fields.GuardedFileField(megabytes=1), file=file)[1] == ["FORM-14"]


def test_hints_and_errors_are_read_with_their_question() -> None:
    """aria-describedby names elements that are there; a fieldset carries it once."""
    kinds = {
        "one": fields.OneOfField(choices=[("a", "A")], hints={"a": "More"}, help_text="Help", label="One"),
        "when": fields.PartialDateField(label="When", help_text="Help"),
        "text": forms.CharField(label="Text", help_text="Help"),
        "tick": forms.BooleanField(label="Tick", help_text="Help"),
    }
    page = str(type("Asked", (forms.Form,), kinds)({}))
    for named in re.findall(r'aria-describedby="([^"]+)"', page):
        for identity in named.split():
            assert f'id="{identity}"' in page, identity
    assert page.count("id_one_helptext id_one_error") == 1


def test_every_code_is_written_down() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs/pages.md").read_text()
    for code in {errors.UNNAMED, *errors.FORM_CODES.values()}:
        assert f"| {code} |" in text, code
