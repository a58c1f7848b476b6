"""What the pages of law ask: countries and a day, a reform and cases, a decision with reasons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.legislation import engine, presenting
from qorgan.legislation.models import Opinion
from qorgan.legislation.pasted import LONGEST, read
from qorgan.web.components import fields
from qorgan.web.components.alphabet import in_order

DEFAULT_COUNTRIES = ["KZ", "RU", "UZ", "KG"]
MOST = 8


class CompareForm(forms.Form):
    """Yardstick, countries and day: all of it stands in the address."""

    yardstick = forms.ChoiceField(label=_("Measured against"), required=False, label_suffix="")
    country = forms.MultipleChoiceField(
        label=_("Countries"),
        required=False,
        label_suffix="",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("At most eight."),
    )
    on = forms.DateField(
        label=_("Law on this day"),
        required=False,
        label_suffix="",
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"inputmode": "numeric"}),
        help_text=_("Like 2026-04-01. Empty: the latest law in the collection."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        law, lang = engine.corpus(), engine.language()
        fields.offer(self, "yardstick", [(each.id, each.title[lang]) for each in engine.measures()])
        named = [(code, presenting.country_name(code)) for code in law.jurisdictions]
        fields.offer(self, "country", sorted(named, key=lambda pair: in_order(pair[1])))

    def clean_country(self) -> list[str]:
        """The chosen countries, or the neighbours."""
        chosen = self.cleaned_data["country"] or DEFAULT_COUNTRIES
        if len(chosen) > MOST:
            raise forms.ValidationError(_("Choose at most eight countries."), code="LEG-04")
        return list(chosen)

    def clean_yardstick(self) -> str:
        """The chosen yardstick, or the first."""
        return self.cleaned_data["yardstick"] or engine.corpus().yardsticks()[0].id


class BenchForm(forms.Form):
    """Reforms and cases. Pasted cases are read and forgotten: never real ones."""

    reform = fields.AnyOfField(
        label=_("Reforms"), choices=(), unsure=False, help_text=_("Several are tried together, as one law.")
    )
    case = fields.AnyOfField(label=_("Published cases"), choices=(), required=False, unsure=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lang = engine.language()
        runs = [each for each in engine.patches() if each.get("can_run", True) and each.get("changes")]
        fields.offer(self, "reform", [(each["id"], each["title"][lang]) for each in runs])
        fields.offer(self, "case", [(each["code"], each["title"][lang]) for each in engine.published()])

    def clean_reform(self) -> tuple[str, ...]:
        """The chosen reforms, refused where two of them cannot stand together."""
        chosen = tuple(dict.fromkeys(self.cleaned_data["reform"]))
        if engine.clash(chosen):
            raise forms.ValidationError(
                _("Two of these reforms change the same text. Try them one at a time."), code="LEG-08"
            )
        return chosen


class PasteForm(BenchForm):
    """The same with cases of one's own."""

    pasted = forms.CharField(
        label=_("Invented cases, as YAML"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_(
            "Never facts of a real child: this page is for trying laws. What you paste is not kept and not journalled."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="own_%s", **kwargs)  # it stands beside the other form

    def clean_pasted(self) -> list[Any]:
        """The cases, as the library takes them."""
        return read(self.cleaned_data["pasted"])


class OpinionForm(forms.Form):
    """A decision of a person on one provision."""

    verdict = fields.OneOfField(label=_("What do you decide?"), choices=Opinion.Verdict.choices, unsure=False)
    reasons = fields.NarrativeField(label=_("Your reasons"), limit=4000)
