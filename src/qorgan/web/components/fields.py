"""Form fields of the house. Unknown is a value: every question may be answered "not sure"."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .widgets import UNKNOWN, Checkboxes, DateBoxes, GuardedFile, Narrative, Radios

EARLIEST_YEAR = 1900
CLOCK_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


@dataclass(frozen=True)
class PartialDate:
    """A date as far as it is known: a year, a month of a year, a day; perhaps approximate; perhaps nothing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    approximate: bool = False
    unknown: bool = False

    @property
    def earliest(self) -> date | None:
        """The first day it can be; None when unknown."""
        return date(self.year, self.month or 1, self.day or 1) if self.year else None

    @property
    def latest(self) -> date | None:
        """The last day it can be; None when unknown."""
        if not self.year:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def exact(self) -> date | None:
        """The day itself, when it is fully known and not approximate."""
        return self.earliest if self.day and not self.approximate else None

    def __str__(self) -> str:
        """YYYY, YYYY-MM or YYYY-MM-DD, or `unknown`: the writing the command line takes."""
        if not self.year:
            return UNKNOWN
        return "-".join([f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)])


class _DateBoxesField(forms.MultiValueField, ABC):
    """What dates in boxes share: numbers, ranges, and words for each mistake."""

    default_error_messages = {
        "required": _("Enter the date."),
        "invalid_date": _("This date does not exist. Check the day, the month and the year."),
        "incomplete": _("Enter the day, the month and the year."),
        "future_date": _("This date has not come yet. Enter today or a day before."),
    }

    def __init__(self, widget: DateBoxes, *, not_after: date | None = None, **kwargs: Any) -> None:
        parts = [
            forms.BooleanField(required=False)
            if name in ("approximate", "unknown")
            else forms.CharField(required=False)
            for name in widget.names
        ]
        self.not_after = not_after
        super().__init__(parts, widget=widget, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """Our own reading, since a missing box is not a missing date."""
        boxes = dict(zip(self.widget.names, value or [None] * len(self.widget.names), strict=True))
        cleaned = self.read(
            {name: box.strip() if isinstance(box, str) else box for name, box in boxes.items()}
        )
        self.validate(cleaned)
        return cleaned

    @abstractmethod
    def read(self, boxes: dict[str, Any]) -> Any:
        """The value of the boxes; ValidationError when they make none."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what the boxes say, not how."""
        before = [str(box or "") for box in (self.widget.decompress(initial) if initial else [])]
        return before != [str(box or "") for box in (data or [])]

    def numbers(self, boxes: Mapping[str, Any]) -> tuple[int | None, int | None, int | None]:
        """Year, month and day as numbers; ValidationError `invalid_date` for anything else."""
        read: list[int | None] = []
        for name, low, high in (("year", EARLIEST_YEAR, 2200), ("month", 1, 12), ("day", 1, 31)):
            text = boxes.get(name) or ""
            if text and not (text.isascii() and text.isdigit() and low <= int(text) <= high):
                self.fail("invalid_date")
            read.append(int(text) if text else None)
        return read[0], read[1], read[2]

    def real_day(self, year: int, month: int, day: int) -> date:
        """The day; ValidationError `invalid_date` for 31 February and the like, `future_date` past `not_after`."""
        try:
            found = date(year, month, day)
        except ValueError:
            self.fail("invalid_date")
        if self.not_after and found > self.not_after:
            self.fail("future_date")
        return found

    def fail(self, code: str) -> NoReturn:
        """Raise the named error."""
        raise ValidationError(self.error_messages[code], code=code)


class DayField(_DateBoxesField):
    """A whole date. Gives `datetime.date`, or None when it is optional and empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(DateBoxes(), **kwargs)

    def read(self, boxes: dict[str, Any]) -> date | None:
        """All three boxes or none."""
        year, month, day = self.numbers(boxes)
        if year is month is day is None:
            return self.fail("required") if self.required else None
        if not (year and month and day):
            return self.fail("incomplete")
        return self.real_day(year, month, day)


class MomentField(_DateBoxesField):
    """A date and a time of day in local time. Gives an aware `datetime`, or None when optional and empty."""

    default_error_messages = {
        "invalid_time": _("Enter the time as hours and minutes, for example 14:30."),
        "incomplete": _("Enter the day, the month, the year and the time."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(DateBoxes(time=True), **kwargs)

    def read(self, boxes: dict[str, Any]) -> datetime | None:
        """All four boxes or none."""
        year, month, day = self.numbers(boxes)
        clock = boxes.get("time") or ""
        if not (year or month or day or clock):
            return self.fail("required") if self.required else None
        if not (year and month and day and clock):
            return self.fail("incomplete")
        hours = CLOCK_TIME.fullmatch(clock)
        if hours is None:
            return self.fail("invalid_time")
        moment = datetime.combine(self.real_day(year, month, day), time(int(hours[1]), int(hours[2])))
        return timezone.make_aware(moment)


class PartialDateField(_DateBoxesField):
    """A date as far as it is known. Gives a PartialDate, or None when optional and empty."""

    default_error_messages = {
        "required": _("Enter what is known of the date, or tick that it is not known."),
        "incomplete": _("Enter at least the year. If you enter a day, enter its month too."),
        "contradiction": _("You entered a date and ticked that it is not known. Keep one of the two."),
    }

    def __init__(self, *, approximate: bool = True, unknown: bool = True, **kwargs: Any) -> None:
        super().__init__(DateBoxes(approximate=approximate, unknown=unknown), **kwargs)

    def read(self, boxes: dict[str, Any]) -> PartialDate | None:
        """A year, a month with its year, a day with both; or "not known"; or nothing."""
        year, month, day = self.numbers(boxes)
        empty = year is month is day is None
        if boxes.get("unknown"):
            return PartialDate(unknown=True) if empty else self.fail("contradiction")
        if empty:
            return self.fail("required") if self.required else None
        if year is None or (day and not month):
            return self.fail("incomplete")
        self.real_day(year, month or 1, day or 1)
        return PartialDate(year, month, day, approximate=bool(boxes.get("approximate")))


class OneOfField(forms.ChoiceField):
    """Radios with hints. With `unsure` (the default) the last answer is "Not sure", value `unknown`."""

    def __init__(
        self,
        *,
        choices: Iterable[tuple[str, Any]],
        hints: Mapping[str, Any] | None = None,
        unsure: bool = True,
        **kwargs: Any,
    ) -> None:
        offered = [*choices, *([(UNKNOWN, _("Not sure"))] if unsure else [])]
        super().__init__(choices=offered, widget=Radios(hints=hints), **kwargs)


class YesNoUnsureField(OneOfField):
    """Yes, no, not sure: gives `yes`, `no` or `unknown`, and "" when optional and empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("yes", _("Yes")), ("no", _("No"))], **kwargs)


class AnyOfField(forms.MultipleChoiceField):
    """Checkboxes with hints; `none` and `unsure` add answers that exclude all others.

    Gives a list of values; ["none"] and ["unknown"] stand alone.
    """

    default_error_messages = {
        "contradiction": _("You ticked an answer that excludes the others. Keep it alone, or untick it."),
    }

    def __init__(
        self,
        *,
        choices: Iterable[tuple[str, Any]],
        hints: Mapping[str, Any] | None = None,
        none: bool = False,
        unsure: bool = True,
        **kwargs: Any,
    ) -> None:
        alone = [
            *([("none", _("None of these"))] if none else []),
            *([(UNKNOWN, _("Not sure"))] if unsure else []),
        ]
        self.alone = tuple(value for value, _label in alone)
        widget = Checkboxes(hints=hints, exclusive=self.alone)
        super().__init__(choices=[*choices, *alone], widget=widget, **kwargs)

    def validate(self, value: list[str]) -> None:
        """Refuse "not sure" together with an answer."""
        super().validate(value)
        if len(value) > 1 and set(value) & set(self.alone):
            raise ValidationError(self.error_messages["contradiction"], code="contradiction")


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any]) -> None:
    """What a question offers, where that is known only with the page."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def not_after(form: forms.BaseForm, name: str, day: date) -> None:
    """The last day a question takes, where that is known only with the page."""
    field = form.fields[name]
    assert isinstance(field, _DateBoxesField)
    field.not_after = day


NAMELESS = _("Do not write names, addresses or telephone numbers here.")  # the hint where reasons are asked


class NarrativeField(forms.CharField):
    """Free text. Its hint asks to name nobody: names belong in their own sealed fields."""

    def __init__(self, *, limit: int = 4000, rows: int = 6, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(
            max_length=limit,
            widget=Narrative(limit=limit, rows=rows),
            help_text=help_text
            or _("Say what happened. Do not write names, addresses or telephone numbers here."),
            **kwargs,
        )


class GuardedFileField(forms.FileField):
    """An upload under the warning about images of abuse. What the file really is, `documents` looks at."""

    default_error_messages = {
        "file_size": _("This file is too large. Send at most %(limit)s megabytes."),
    }

    def __init__(self, *, megabytes: int = 20, **kwargs: Any) -> None:
        self.megabytes = megabytes
        super().__init__(widget=GuardedFile(), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile[Any] | None:
        """Django's checks and the size."""
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if file and (file.size or 0) > self.megabytes * 1024 * 1024:
            raise ValidationError(
                self.error_messages["file_size"], code="file_size", params={"limit": self.megabytes}
            )
        return file
