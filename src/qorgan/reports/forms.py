"""What the report sheet and the first assessment ask, and in which words. Saving is `actions`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import queries as directory
from qorgan.agencies.models import Agency
from qorgan.reports.facts import ACTS, CIRCUMSTANCES, MEANS, PURPOSES, TRUE
from qorgan.reports.indicators import SAFETY, Indicator
from qorgan.reports.models import FirstAssessment, PassedOn, Report
from qorgan.web.components import fields

KINDS = {"acts": ACTS, "means": MEANS, "purposes": PURPOSES, "circumstances": CIRCUMSTANCES}


class ReportForm(forms.Form):
    """A possible child victim, told by an officer who has met one for the first time. Nearly all may stay empty."""

    danger = fields.YesNoUnsureField(label=_("Is the child in danger right now?"))
    narrative = fields.NarrativeField(label=_("What did you see or hear?"))
    learned_at = fields.MomentField(label=_("When did you learn of it?"))
    region = forms.ChoiceField(label=_("In which region is the child?"), required=False)
    to_agency = forms.ChoiceField(
        label=_("Who should look at this first?"),
        help_text=_(
            "This body will make the first assessment. Not sure which one? Choose a child-rights office near the "
            "child: it can pass the report on."
        ),
    )
    acts = fields.AnyOfField(label=_("What was done?"), choices=ACTS.items(), required=False)
    means = fields.AnyOfField(label=_("How?"), choices=MEANS.items(), required=False)
    purposes = fields.AnyOfField(
        label=_("What for, as far as you can tell?"), choices=PURPOSES.items(), required=False
    )
    children_count = forms.IntegerField(
        label=_("How many children?"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("Leave empty if not known."),
    )
    age = forms.CharField(
        label=_("How old, as far as you know?"),
        required=False,
        max_length=40,
        help_text=_("A number, or for example “about 12”. In doubt we treat the person as a child."),
    )
    sex = fields.OneOfField(
        label=_("Girl or boy?"), choices=[("female", _("Girl")), ("male", _("Boy"))], required=False
    )
    languages = forms.CharField(
        label=_("Which languages does the child speak?"), required=False, max_length=80
    )
    description = forms.CharField(
        label=_("How can the child be recognised?"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Clothes, school, anything that helps. This is sealed. You may write a name here if it is needed."
        ),
    )
    where_now = forms.CharField(
        label=_("Where is the child now?"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("This is sealed."),
    )
    safe_contact = forms.CharField(
        label=_("How can the child or the family be reached safely?"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Say also when not to call, and who must not notice. This is sealed."),
    )

    SEALED = ("description", "where_now", "safe_contact", "age", "sex", "languages")

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receivers = {str(agency.id): agency for agency in directory.receivers()}
        self.regions = {region.code: region for region in directory.regions()}
        fields.offer(self, "to_agency", bodies_to_choose(self.receivers))
        regions = ((r.code, r.name) for r in self.regions.values())
        fields.offer(self, "region", [("", _("Not known")), *regions])
        fields.not_after(self, "learned_at", today)

    def facts(self) -> dict[str, Any]:
        """The cleaned answers as `actions.send` takes them."""
        given = self.cleaned_data
        return {
            "to_agency": self.receivers[given["to_agency"]],
            "region": self.regions.get(given["region"]),
            "danger": given["danger"],
            "learned_at": given["learned_at"],
            "narrative": given["narrative"],
            "children_count": given["children_count"],
            "child": {name: given[name] for name in self.SEALED if given[name]},
            "facts": ticked(given, ("acts", "means", "purposes")),
        }


class StateFilter(forms.Form):
    """Which reports the list shows."""

    state = forms.ChoiceField(required=False, choices=[("", ""), *Report.State.choices])

    def chosen(self) -> str:
        """The state, "" for all; what cannot be read is no filter."""
        self.is_valid()
        return str(self.cleaned_data.get("state", ""))


class AssessmentForm(forms.Form):
    """Questions prompted by indicators, the first 24 hours, and the person's own decision."""

    outcome = fields.OneOfField(
        label=_("What do you decide?"),
        choices=FirstAssessment.Outcome.choices,
        hints={"no_case": _("Nothing is closed for ever: the report can be looked at again at any time.")},
        unsure=False,
    )
    reasons = fields.NarrativeField(
        label=_("Why?"), help_text=fields.NAMELESS, required=False, limit=2000, rows=4
    )

    def __init__(self, *args: Any, indicators: list[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        for code, label in SAFETY.items():
            self.fields[f"safety_{code}"] = fields.YesNoUnsureField(label=label, required=False)
        for each in indicators:
            self.fields[f"sign_{each.id}"] = fields.YesNoUnsureField(label=each.text, required=False)

    def answers(self) -> dict[str, str]:
        """Indicator id -> yes, no or unknown; unanswered ones are not there."""
        return self._given("sign_")

    def safety(self) -> dict[str, str]:
        """First-24-hours question -> yes, no or unknown."""
        return self._given("safety_")

    def _given(self, prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): value
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix) and value
        }


class PassOnForm(forms.Form):
    """To which body the report goes, why, and what that body should know."""

    to_agency = forms.ChoiceField(
        label=_("Which body should have the report?"),
        help_text=_("These bodies take reports and open cases. Those near the child stand first."),
    )
    reason = fields.OneOfField(
        label=_("Why do you pass it on?"), choices=PassedOn.Reason.choices, unsure=False
    )
    words = fields.NarrativeField(
        label=_("What should they know?"), help_text=fields.NAMELESS, required=False, limit=2000, rows=4
    )

    def __init__(self, *args: Any, bodies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.id): body for body in bodies}
        fields.offer(self, "to_agency", bodies_to_choose(self.bodies))

    def passing(self) -> dict[str, Any]:
        """The cleaned answers as `actions.pass_on` takes them."""
        return self.cleaned_data | {"to_agency": self.bodies[self.cleaned_data["to_agency"]]}


def bodies_to_choose(bodies: dict[str, Agency]) -> list[tuple[str, Any]]:
    """Bodies by name, with the region they work in."""
    return [("", _("Choose a body"))] + [
        (key, f"{body.name} ({body.region.name})" if body.region else body.name)
        for key, body in bodies.items()
    ]


def ticked(given: dict[str, Any], kinds: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Ticked codes are true; what was not ticked stays unknown, never false."""
    return {
        kind: {code: TRUE for code in given[kind] if code != "unknown"}
        for kind in kinds
        if [code for code in given[kind] if code != "unknown"]
    }
