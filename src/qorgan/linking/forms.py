"""What the sheets of this room ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.linking.models import Choice, Judgement, Verdict, Why
from qorgan.web.components import fields

_LONG = {"rows": 3, "autocomplete": "off"}


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("Why, in a few words"),
        max_length=600,
        widget=forms.Textarea(attrs=_LONG),
        help_text=_("Sealed. Another officer must be able to follow it later."),
    )


class JudgeForm(forms.Form):
    """Same, different, not sure."""

    verdict = fields.OneOfField(label=_("Is it the same child?"), choices=(), unsure=False)
    reason = _reason()

    def __init__(self, *args: Any, reopening: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        v = Judgement.Verdict
        usual = [
            (v.SAME.value, _("Yes, the same child: propose to join the files")),
            (v.DIFFERENT.value, _("No, two different children")),
            (v.UNSURE.value, _("I am not sure yet")),
        ]
        again = [(v.REOPENED.value, _("Look at it again: the earlier “no” may be wrong"))]
        fields.offer(self, "verdict", again if reopening else usual)


class ReasonForm(forms.Form):
    """A reason for declining or undoing."""

    reason = _reason()


class ChoiceForm(forms.Form):
    """How a child takes part in comparisons."""

    part = fields.OneOfField(
        label=_("How may this child be compared?"), choices=Choice.Part.choices, unsure=False
    )
    reason = _reason()


class AnswerForm(forms.Form):
    """The answer to another body."""

    verdict = fields.OneOfField(
        label=_("Is it the same child, and may you speak of it?"),
        choices=[
            (Verdict.YES.value, _("Yes: they learn our body, my name and the case number, and we speak")),
            (Verdict.NO.value, _("No: they learn only the reason, not who we are")),
        ],
        unsure=False,
    )
    why = fields.OneOfField(
        label=_("For a no: why?"), choices=Why.choices, unsure=False, required=False, label_suffix=""
    )


class BasisForm(forms.Form):
    """The legal basis."""

    in_force = fields.OneOfField(
        label=_("Does the law allow looking for the same child in several files?"),
        choices=[("yes", _("Yes, by the law or order named below")), ("no", _("No, not now"))],
        unsure=False,
    )
    provision = forms.CharField(
        label=_("Law or order"),
        required=False,
        label_suffix="",
        max_length=300,
        help_text=_("For instance the article, its date, and the agreement between the bodies."),
    )
