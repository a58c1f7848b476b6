"""What is asked when an officer or body is named as involved, and when that is reviewed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.models import AccessBlock, Agency, Officer
from qorgan.web.components import fields


class NameForm(forms.Form):
    """Who is involved, why, and who takes over."""

    who = forms.ChoiceField(label=_("Who is involved?"))
    ground = fields.OneOfField(
        label=_("Why do you think so?"), choices=AccessBlock.Ground.choices, unsure=False
    )
    replacement = forms.ChoiceField(
        label=_("Who takes the child over?"),
        help_text=_("A colleague of the same body. Needed when the officer you name answers for the child."),
        required=False,
    )

    def __init__(self, *args: Any, bodies: list[tuple[Agency, list[Officer]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.id): body for body, _people in bodies}
        self.officers = {str(o.id): o for _body, people in bodies for o in people}
        listed = [(body.name, [(str(o.id), o.name) for o in people]) for body, people in bodies]
        whole = [(str(body.id), body.name) for body, _people in bodies]
        self.fields["who"].choices = [("", _("Choose")), (_("A whole body"), whole), *listed]
        self.fields["replacement"].choices = [("", _("Nobody needs to take over")), *listed]

    def named(self) -> dict[str, Any]:
        """What the act takes."""
        who = self.cleaned_data["who"]
        return {
            "officer": self.officers.get(who),
            "agency": self.bodies.get(who),
            "replacement": self.officers.get(self.cleaned_data["replacement"]),
            "ground": self.cleaned_data["ground"],
        }


class BlockReviewForm(forms.Form):
    """Does the access stay closed?"""

    outcome = fields.OneOfField(
        label=_("What do you decide?"),
        choices=[("uphold", _("Access stays closed")), ("lift", _("Access opens again"))],
        unsure=False,
    )
