"""Inputs Django does not have: choices with hints and "not sure", dates in boxes, uploads with a warning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

UNKNOWN = "unknown"


class _Hinted(forms.widgets.ChoiceWidget):
    """Adds to each option its hint, and sets the unsure option apart.

    hints: value -> sentence under the option. exclusive: values that unset all others (checkboxes).
    """

    def __init__(
        self, *args: Any, hints: Mapping[str, Any] | None = None, exclusive: tuple[str, ...] = (), **kw: Any
    ):
        super().__init__(*args, **kw)
        self.hints = dict(hints or {})
        self.exclusive = exclusive

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Django's option with `hint`, `exclusive` and `divider` (the word "or" before it)."""
        option = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value))
        option["exclusive"] = str(value) in self.exclusive
        option["divider"] = False
        # the group's fieldset carries these; repeated on each option they would be read again and again
        option["attrs"] = {k: v for k, v in option["attrs"].items() if not k.startswith("aria-")}
        return option

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Django's groups, with the word "or" before the first option that stands apart."""
        groups = super().optgroups(name, value, attrs)
        apart = (option for _name, options, _index in groups for option in options if self._apart(option))
        if first := next(apart, None):
            first["divider"] = True
        return groups

    def _apart(self, option: dict[str, Any]) -> bool:
        return option["exclusive"] or str(option["value"]) == UNKNOWN


class Radios(_Hinted, forms.RadioSelect):
    """One of a few; ten or more belong in a select."""


class Checkboxes(_Hinted, forms.CheckboxSelectMultiple):
    """Any of a few."""


class DateBoxes(forms.MultiWidget):
    """Day, month and year in three boxes; optionally a time, "approximate" and "not known"."""

    template_name = "qorgan/forms/date.html"
    use_fieldset = True

    def __init__(self, *, time: bool = False, approximate: bool = False, unknown: bool = False) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        self.labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        parts: dict[str, forms.Widget | type[forms.Widget]] = {
            "day": forms.TextInput({**number, "maxlength": 2}),
            "month": forms.TextInput({**number, "maxlength": 2}),
            "year": forms.TextInput({**number, "maxlength": 4}),
        }
        if time:
            self.labels["time"] = _("Time, for example 14:30")
            parts["time"] = forms.TextInput({"autocomplete": "off", "maxlength": 5})
        if approximate:
            self.labels["approximate"] = _("This date is approximate")
            parts["approximate"] = forms.CheckboxInput()
        if unknown:
            self.labels["unknown"] = _("The date is not known")
            parts["unknown"] = forms.CheckboxInput()
        self.names = tuple(parts)
        super().__init__(parts)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each part its label, apart from the two boxes of doubt. aria-* stays with the fieldset."""
        context = super().get_context(name, value, attrs)
        for part, key in zip(context["widget"]["subwidgets"], self.names, strict=True):
            part["label"] = self.labels[key]
            part["part"] = key
            part["attrs"].pop("aria-describedby", None)
            part["attrs"].pop("required", None)
        return context

    def decompress(self, value: Any) -> list[Any]:
        """Boxes for a PartialDate, a date, a datetime (shown in local time) or None."""
        if isinstance(value, datetime):
            value = timezone.localtime(value) if timezone.is_aware(value) else value
            boxes = {"day": value.day, "month": value.month, "year": value.year, "time": f"{value:%H:%M}"}
        elif isinstance(value, date):
            boxes = {"day": value.day, "month": value.month, "year": value.year}
        elif value is None:
            boxes = {}
        else:
            boxes = {
                name: getattr(value, name) for name in ("day", "month", "year", "approximate", "unknown")
            }
        return [boxes.get(name) for name in self.names]


class GuardedFile(forms.FileInput):
    """A file, under the warning that images of abuse must not enter."""

    template_name = "qorgan/forms/file.html"


class Narrative(forms.Textarea):
    """Free text that counts its letters."""

    template_name = "qorgan/forms/narrative.html"

    def __init__(self, *, limit: int, rows: int = 6) -> None:
        super().__init__({"rows": rows})
        self.limit = limit

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The limit as data: a browser that cuts text off would lose words; we say it instead."""
        context = super().get_context(name, value, attrs)
        context["widget"]["limit"] = self.limit
        context["widget"]["attrs"].pop("maxlength", None)
        return context
