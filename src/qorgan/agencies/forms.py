"""What the directory's sheets ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import queries
from qorgan.agencies.models import Agency, Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.roles import ROLES
from qorgan.agencies.services import SERVICES
from qorgan.web.components import fields


class DirectoryFilter(forms.Form):
    """Filters of the directory."""

    kind = forms.ChoiceField(
        label=_("Kind of body"), required=False, choices=[("", _("any")), *Agency.Kind.choices]
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    service = forms.ChoiceField(label=_("Help"), required=False, choices=[("", _("any")), *SERVICES.items()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer(self, "region", [("", _("any")), *((r.code, r.name) for r in queries.regions())])

    def chosen(self) -> dict[str, str]:
        """As `queries.directory` takes them; what cannot be read is no filter."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("kind", "region", "service")}


class ColleagueForm(forms.Form):
    """Which colleague has a case, a report or a referral from now on."""

    to = forms.ChoiceField()

    def __init__(self, *args: Any, label: Any, colleagues: list[Officer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(officer.id): officer for officer in colleagues}
        named = [(key, officer.name) for key, officer in self.colleagues.items()]
        self.fields["to"].label = label
        fields.offer(self, "to", [("", _("Choose a colleague")), *named])

    def chosen(self) -> Officer:
        """The colleague."""
        return self.colleagues[self.cleaned_data["to"]]


class AgencyForm(forms.Form):
    """A body of the directory."""

    name_kk = forms.CharField(label=_("Name in Kazakh"), max_length=160)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160)
    kind = forms.ChoiceField(label=_("Kind of body"), choices=Agency.Kind.choices)
    region = forms.ChoiceField(label=_("Region"), required=False)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)
    hours = forms.CharField(label=_("Hours"), required=False, max_length=80)
    has_account = forms.BooleanField(label=_("Works here with accounts"), required=False)
    takes_reports = forms.BooleanField(label=_("Takes reports for first assessment"), required=False)
    services = fields.AnyOfField(
        label=_("Help it can give"), choices=SERVICES.items(), required=False, unsure=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = {region.code: region for region in queries.regions()}
        regions = ((r.code, r.name) for r in self.regions.values())
        fields.offer(self, "region", [("", _("whole country")), *regions])

    def facts(self) -> dict[str, Any]:
        """As `actions` take them."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "services"}
        return given | {"region": self.regions.get(given["region"])}


class RolesForm(forms.Form):
    """The roles of an officer, each with its sentence."""

    roles = fields.AnyOfField(
        label=_("What does this officer do?"),
        choices=[(code, role.title) for code, role in ROLES.items()],
        hints={code: role.sentence for code, role in ROLES.items()},
        required=False,
        unsure=False,
    )


class EnrolForm(RolesForm):
    """A new officer's account. The second factor is enrolled at the first sign-in."""

    agency = forms.ChoiceField(label=_("Body"))
    name = forms.CharField(label=_("Name"), max_length=120)
    login = forms.SlugField(label=_("Sign-in name"), max_length=60)
    password = forms.CharField(
        label=_("First password"),
        widget=forms.PasswordInput,
        max_length=200,
        help_text=_("At least 12 characters. The officer changes it."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    field_order = ["agency", "name", "login", "password", "language", "roles"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(a.id): a for a in Agency.objects.filter(has_account=True, active_until=None)}
        named = ((key, a.name) for key, a in self.bodies.items())
        fields.offer(self, "agency", [("", _("Choose a body")), *named])

    def facts(self) -> dict[str, Any]:
        """As `actions.enrol` takes them."""
        return self.cleaned_data | {"agency": self.bodies[self.cleaned_data["agency"]]}


class ConfirmForm(forms.Form):
    """Ending something needs a tick."""

    sure = forms.BooleanField(label=_("Yes, I am sure"))


class SecondPersonForm(forms.Form):
    """The second person knows the officer and the work, or says that it is not so."""

    known = fields.OneOfField(
        label=_("Do you know this person, and is this their work?"),
        choices=[
            ("face", _("Yes. We spoke face to face")),
            ("called", _("Yes. I called on the number I have always known, and know the voice")),
            ("message", _("I only have a message or a letter")),
            ("no", _("No. This person does not work here, or not in these roles")),
        ],
        unsure=False,
    )

    def clean_known(self) -> str:
        """A message is not a person."""
        if self.cleaned_data["known"] == "message":
            raise CannotDo(
                "AGY-12",
                _(
                    "A message can come from anybody. Call your colleague on the number you have always known."
                ),
            )
        return str(self.cleaned_data["known"])


class RecognisedForm(forms.Form):
    """A colleague who lost the second factor was recognised, not just believed."""

    how = fields.OneOfField(
        label=_("How did you recognise your colleague?"),
        choices=[
            ("face", _("We stand face to face")),
            ("called", _("I called back on the number I have always known, and know the voice")),
            ("no", _("By a message, a letter or an unknown number")),
        ],
        unsure=False,
    )

    def clean_how(self) -> str:
        """A message is not a person."""
        if self.cleaned_data["how"] == "no":
            raise CannotDo(
                "AGY-12",
                _(
                    "A message can come from anybody. Call your colleague on the number you have always known."
                ),
            )
        return str(self.cleaned_data["how"])
