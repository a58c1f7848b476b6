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
        help_text=_(
            "For an officer who answers for the child: a colleague of the same body. "
            "For the body that keeps the case: an officer of another body, not yours."
        ),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        bodies: list[tuple[Agency, list[Officer]]],
        others: list[Officer],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.id): body for body, _people in bodies}
        self.officers = {str(o.id): o for _body, people in bodies for o in people}
        listed = [(body.name, [(str(o.id), o.name) for o in people]) for body, people in bodies]
        whole = [(str(body.id), body.name) for body, _people in bodies]
        self.fields["who"].choices = [("", _("Choose")), (_("A whole body"), whole), *listed]
        elsewhere: dict[str, list[tuple[str, str]]] = {}
        for officer in others:
            if str(officer.id) not in self.officers:
                elsewhere.setdefault(officer.agency.name, []).append((str(officer.id), officer.name))
        self.keepers = {str(officer.id): officer for officer in others} | self.officers
        choices = [("", _("Nobody needs to take over")), *listed, *elsewhere.items()]
        self.fields["replacement"].choices = choices

    def named(self) -> dict[str, Any]:
        """What the act takes."""
        who = self.cleaned_data["who"]
        return {
            "officer": self.officers.get(who),
            "agency": self.bodies.get(who),
            "replacement": self.keepers.get(self.cleaned_data["replacement"]),
            "ground": self.cleaned_data["ground"],
        }


class BlockReviewForm(forms.Form):
    """Does the access stay closed?"""

    outcome = fields.OneOfField(
        label=_("What do you decide?"),
        choices=[("uphold", _("Access stays closed")), ("lift", _("Access opens again"))],
        unsure=False,
    )
