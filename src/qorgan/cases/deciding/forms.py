"""What the sheets of a decision ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.models import Agency
from qorgan.cases.codes import EVIDENCE, GROUNDS
from qorgan.cases.models import StatusDecision
from qorgan.web.components import fields

CAN_ANSWER = _("Here stand the bodies where somebody can answer now.")


class DecisionForm(forms.Form):
    """A decision on status: answer, grounds, evidence, reasons."""

    outcome = fields.OneOfField(
        label=_("Your decision"), choices=StatusDecision.Outcome.choices, unsure=False
    )
    grounds = fields.AnyOfField(label=_("On what grounds?"), choices=GROUNDS.items(), unsure=False)
    evidence = fields.AnyOfField(
        label=_("What is there as evidence?"), choices=EVIDENCE.items(), required=False, unsure=False
    )
    reasons = fields.NarrativeField(label=_("Reasons"), help_text=fields.NAMELESS, required=False, limit=4000)


class ReasonsForm(forms.Form):
    """Reasons for taking back, or for asking for a review."""

    reasons = fields.NarrativeField(label=_("Reasons"), help_text=fields.NAMELESS, limit=4000)


class AskReviewForm(ReasonsForm):
    """Which body shall review, and why."""

    body = forms.ChoiceField(label=_("Which body shall review?"), help_text=CAN_ANSWER)

    def __init__(self, *args: Any, bodies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = _choose_body(self, bodies)


class OtherBodyForm(forms.Form):
    """Which other body shall answer."""

    body = forms.ChoiceField(label=_("Which body shall answer?"), help_text=CAN_ANSWER)

    def __init__(self, *args: Any, bodies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = _choose_body(self, bodies)


class ReviewForm(ReasonsForm):
    """The outcome of a review."""

    outcome = fields.OneOfField(
        label=_("Outcome of the review"),
        choices=[("uphold", _("The decision stands")), ("overturn", _("The decision falls"))],
        unsure=False,
    )


class SecondForm(forms.Form):
    """The second person's answer to a "no"."""

    outcome = fields.OneOfField(
        label=_("Having read the reasons, you"),
        choices=[
            ("agree", _("agree: the answer is no")),
            ("send_back", _("do not agree: the decision has no effect")),
        ],
        unsure=False,
    )
    reasons = fields.NarrativeField(
        label=_("Why not? (if you do not agree)"), help_text=fields.NAMELESS, required=False, limit=2000
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") == "send_back" and not cleaned.get("reasons", "").strip():
            self.add_error("reasons", forms.ValidationError(_("Give reasons in words."), code="DEC-02"))
        return cleaned


def _choose_body(form: forms.Form, bodies: list[Agency]) -> dict[str, Agency]:
    """The bodies of a form that asks for one, by what comes back."""
    found = {str(body.id): body for body in bodies}
    choices = [("", _("Choose a body")), *((key, body.name) for key, body in found.items())]
    fields.offer(form, "body", choices)
    return found
