"""What the search and the stop of a consent ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.children import known_code
from qorgan.children.codes import HOLD_REASONS, LIFT_REASONS
from qorgan.children.models import Hold
from qorgan.web.components import fields


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


class StopForm(forms.Form):
    """Who stops a consent. Not knowing who does not keep it going."""

    who = fields.OneOfField(
        label=_("Who stops it?"),
        choices=[
            ("child", _("The child or young person")),
            ("parent", _("A parent, guardian or legal representative")),
            ("officer", _("We do: it should not go on")),
        ],
        hints={
            "parent": _(
                "Could this parent or guardian be part of the harm? Then write that on the child's page first: "
                "their stop has no effect."
            )
        },
    )

    @property
    def by_parent(self) -> bool:
        """As `children.actions.withdraw_consent` takes it."""
        return bool(self.cleaned_data["who"] == "parent")


class HoldForm(forms.Form):
    """What is to wait, why, and until when."""

    kind = fields.OneOfField(
        label=_("Which hold?"),
        choices=Hold.Kind.choices,
        unsure=False,
        hints={
            "no_closing": _("Nobody can close the case here while it holds."),
            "no_removal": _(
                "Stands at the top of the case. Tell the bodies that could do it: they do not look here."
            ),
            "no_questioning": _("Stands at the top of the case. Tell the bodies that could do it as well."),
        },
    )
    reason = fields.OneOfField(label=_("Why?"), choices=HOLD_REASONS.items(), unsure=False)
    until = fields.DayField(
        label=_("Until which day?"),
        required=False,
        help_text=_(
            "It holds to the end of that day. Leave it empty if you do not know: until somebody lifts it."
        ),
    )


class LiftForm(forms.Form):
    """Why a hold is lifted."""

    reason = fields.OneOfField(label=_("Why is it lifted?"), choices=LIFT_REASONS.items(), unsure=False)
