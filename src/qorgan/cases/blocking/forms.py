"""What is asked when an officer or body is named as involved, and when that is reviewed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.models import AccessBlock, Agency, Officer
from qorgan.cases.blocking.rules import ProceduralAct
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
    act_issuer = fields.OneOfField(
        label=_("Is there a procedural act against them?"),
        choices=[("none", _("No, or I do not have it")), *AccessBlock.Issuer.choices],
        initial="none",
        unsure=False,
        help_text=_("With its number and day access ends at once. It is reviewed within 72 hours."),
    )
    act_number = forms.CharField(label=_("Number of the act"), max_length=40, required=False)
    act_on = fields.DayField(label=_("Day of the act"), required=False)

    def __init__(
        self,
        *args: Any,
        today: dt.date,
        bodies: list[tuple[Agency, list[Officer]]],
        others: list[Officer],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields.not_after(self, "act_on", today)
        self.bodies = {str(body.id): body for body, _people in bodies}
        self.officers = {str(o.id): o for _body, people in bodies for o in people}
        listed = [(body.name, [(str(o.id), o.name) for o in people]) for body, people in bodies]
        whole = [(str(body.id), body.name) for body, _people in bodies]
        fields.offer(self, "who", [("", _("Choose")), (_("A whole body"), whole), *listed])
        elsewhere: dict[str, list[tuple[str, str]]] = {}
        for officer in others:
            if str(officer.id) not in self.officers:
                elsewhere.setdefault(officer.agency.name, []).append((str(officer.id), officer.name))
        self.keepers = {str(officer.id): officer for officer in others} | self.officers
        choices = [("", _("Nobody needs to take over")), *listed, *elsewhere.items()]
        fields.offer(self, "replacement", choices)

    def clean(self) -> dict[str, Any]:
        """An act that is there has a number and a day; a number or a day belongs to an act."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("act_issuer") in AccessBlock.Issuer.values:
            if not cleaned.get("act_number"):
                self.add_error("act_number", _("Enter the number of the act."))
            if not cleaned.get("act_on") and "act_on" not in self.errors:
                self.add_error("act_on", _("Enter the day of the act."))
        elif cleaned.get("act_number") or cleaned.get("act_on"):
            self.add_error("act_issuer", _("Say whose act it is, or take away its number and its day."))
        return cleaned

    def named(self) -> dict[str, Any]:
        """What the act takes."""
        who, issuer = self.cleaned_data["who"], self.cleaned_data["act_issuer"]
        return {
            "officer": self.officers.get(who),
            "agency": self.bodies.get(who),
            "replacement": self.keepers.get(self.cleaned_data["replacement"]),
            "ground": self.cleaned_data["ground"],
            "procedural": ProceduralAct(issuer, self.cleaned_data["act_number"], self.cleaned_data["act_on"])
            if issuer in AccessBlock.Issuer.values
            else None,
        }


class BlockReviewForm(forms.Form):
    """Does the access stay closed?"""

    outcome = fields.OneOfField(
        label=_("What do you decide?"),
        choices=[("uphold", _("Access stays closed")), ("lift", _("Access opens again"))],
        unsure=False,
    )
