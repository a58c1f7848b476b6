"""Errors of forms as the pages show them: a sentence, a stable code, a link to the place.

A room raises `ValidationError(_("…"), code="REF-03")`; its code is shown as it is. Django's own checks
(required, too long …) have names, not codes; FORM_CODES gives each a stable one. All of them: docs/pages.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

HOUSE_CODE = re.compile(r"[A-Z]{2,5}-\d{2}")

# Django's name of the check -> our stable code
FORM_CODES = {
    "required": "FORM-01",
    "invalid": "FORM-02",
    "invalid_choice": "FORM-03",
    "max_length": "FORM-04",
    "min_length": "FORM-05",
    "max_value": "FORM-06",
    "min_value": "FORM-07",
    "invalid_date": "FORM-08",
    "incomplete": "FORM-09",
    "future_date": "FORM-10",
    "invalid_time": "FORM-20",
    "invalid_list": "FORM-11",
    "contradiction": "FORM-12",
    "file_type": "FORM-13",
    "file_size": "FORM-14",
    "empty": "FORM-15",
    "unique": "FORM-16",
    "null_characters_not_allowed": "FORM-17",
    "step_size": "FORM-18",
    "max_digits": "FORM-19",
    "max_decimal_places": "FORM-19",
    "max_whole_digits": "FORM-19",
}
UNNAMED = "FORM-00"


@dataclass(frozen=True)
class ShownError:
    """One error on a page: `target` is the id of the input it is about, empty for the whole form."""

    message: str
    code: str
    target: str = ""
    label: str = ""

    @property
    def sentence(self) -> str:
        """The message as the summary says it: a general one names its question first."""
        if not self.label or not self.code.startswith("FORM-"):
            return self.message
        return f"{self.label}{'' if self.label[-1] in '?:.' else ':'} {self.message}"


def house_code(error: ValidationError) -> str:
    """The stable code of one error."""
    code = error.code or ""
    return code if HOUSE_CODE.fullmatch(code) else FORM_CODES.get(code, UNNAMED)


def field_errors(field: BoundField) -> list[ShownError]:
    """The errors of one field, in order."""
    return [_shown(error, first_input_id(field), str(field.label)) for error in field.errors.as_data()]


def form_errors(*shown: forms.BaseForm | forms.BaseFormSet[Any]) -> list[ShownError]:
    """All errors of forms and formsets: those of the whole form first, then by field in page order."""
    found: list[ShownError] = []
    for form in shown:
        if isinstance(form, forms.BaseFormSet):
            found += [_shown(error, target="") for error in form.non_form_errors().as_data()]
            found += form_errors(*form.forms)
            continue
        found += [_shown(error, target="") for error in form.non_field_errors().as_data()]
        for field in form:
            found += field_errors(field)
    return found


def first_input_id(field: BoundField) -> str:
    """The id an error links to: of the field, or of the first box of a group."""
    widget = field.field.widget
    grouped = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget)
    if not field.auto_id:
        return ""
    return f"{field.auto_id}_0" if grouped else field.id_for_label or field.auto_id


def _shown(error: Any, target: str, label: str = "") -> ShownError:
    """One ValidationError as the page shows it."""
    return ShownError(" ".join(error.messages), house_code(error), target, label)
