"""What the search asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.children import known_code


class SearchForm(forms.Form):
    """Names in any script and order, and the year of birth."""

    names = forms.CharField(
        label=_("Name, or the code instead of a name"),
        max_length=200,
        help_text=_("In any script and order: Әсел, Асель, Assel find each other."),
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth, as far as known"),
        required=False,
        min_value=1990,
        max_value=2100,
        help_text=_("The years before and after are searched too. Without a year, write at least two names."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if known_code.keys(cleaned.get("names", "")):
            return cleaned
        if cleaned.get("names") and not cleaned.get("birth_year") and len(cleaned["names"].split()) < 2:
            raise forms.ValidationError(
                _("Add the year of birth or a second name: one word alone finds too much."), code="CHD-07"
            )
        return cleaned
