"""What the sheets of a case ask. The child may stay without identity; "not sure" is always an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.agencies import queries as directory
from qorgan.agencies.models import Agency
from qorgan.cases.codes import OUTCOMES, PLATFORMS, REOPEN, STAGES_OF_EXPLOITATION
from qorgan.cases.models import Case, Place
from qorgan.children import known_code
from qorgan.children.codes import CITIZENSHIPS, LANGUAGES, NEEDS
from qorgan.children.models import Child, ChildName
from qorgan.reports.facts import KIND_LABELS, KINDS, STATES, UNKNOWN
from qorgan.web.components import fields
from qorgan.web.components.alphabet import in_order
from qorgan.web.components.fields import PartialDate

LONG = {"rows": 3}


class PlaceForm(forms.Form):
    """Where the child is tonight: on every case, and asked again when it runs out."""

    place_kind = forms.ChoiceField(
        label=_("Where is the child tonight?"),
        choices=[("", _("Choose an answer")), *Place.Kind.choices],  # no real place stands there by itself
    )
    address = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Sealed. Police, prosecutors, courts, border and migration bodies and labour inspectors never see it."
        ),
    )
    adult = forms.CharField(
        label=_("Which adult answers for the child there?"), required=False, max_length=160
    )
    phone = forms.CharField(label=_("Telephone of that adult"), required=False, max_length=40)
    responsible_agency = forms.ChoiceField(label=_("Which body answers for the child there?"), required=False)
    until = fields.MomentField(label=_("Until when?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(agency.id): agency for agency in Agency.objects.filter(active_until=None)}
        named = sorted(
            ((key, agency.name) for key, agency in self.bodies.items()), key=lambda pair: in_order(pair[1])
        )
        fields.offer(self, "responsible_agency", [("", _("None or not known")), *named])

    def place(self) -> dict[str, Any]:
        """As `actions.say_where` takes it."""
        given = self.cleaned_data
        return {
            "kind": given["place_kind"],
            "address": given["address"],
            "adult": given["adult"],
            "phone": given["phone"],
            "responsible_agency": self.bodies.get(given["responsible_agency"]),
            "until": given["until"],
        }


class ChildForm(forms.Form):
    """The child as far as known; nothing is required."""

    surname = forms.CharField(
        label=_("Surname"),
        required=False,
        max_length=120,
        help_text=_("As it is written or said, in any script. Sealed."),
    )
    given = forms.CharField(label=_("Given name"), required=False, max_length=120)
    patronymic = forms.CharField(label=_("Patronymic"), required=False, max_length=120)
    mother = forms.CharField(
        label=_("Mother's name"),
        required=False,
        max_length=160,
        help_text=_("Helps to tell children of one name apart. Sealed."),
    )
    name_kind = fields.OneOfField(
        label=_("Where does this name come from?"),
        choices=ChildName.Kind.choices,
        required=False,
        unsure=False,
    )
    code = forms.CharField(
        label=_("Or a code instead of a name"),
        required=False,
        max_length=known_code.LONGEST,
        help_text=_(
            "Known to a shelter, for instance: letters, digits and dashes, with a digit. Sealed. "
            "A case may live without any identity."
        ),
    )
    birth = fields.PartialDateField(label=_("Date of birth"), required=False)
    birth_to = fields.PartialDateField(
        label=_("Latest possible date of birth, if you know only a span"),
        required=False,
        approximate=False,
        unknown=False,
    )
    age_from = forms.IntegerField(label=_("Age now, at least"), required=False, min_value=0, max_value=25)
    age_to = forms.IntegerField(label=_("Age now, at most"), required=False, min_value=0, max_value=25)
    age_status = fields.OneOfField(
        label=_("How is the age known?"),
        choices=Child.AgeStatus.choices,
        required=False,
        unsure=False,
        help_text=_("In doubt the person is treated as a child."),
    )
    sex = forms.ChoiceField(
        label=_("Girl or boy?"), choices=Child.Sex.choices, required=False, initial="unknown"
    )
    citizenships = fields.AnyOfField(label=_("Citizenship"), choices=CITIZENSHIPS.items(), required=False)
    languages = fields.AnyOfField(
        label=_("Languages the child speaks"), choices=LANGUAGES.items(), required=False
    )
    needs = fields.AnyOfField(
        label=_("What must one know to speak with the child?"), choices=NEEDS.items(), required=False
    )
    needs_note = forms.CharField(
        label=_("More about this"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("Sealed."),
    )
    conflict = fields.YesNoUnsureField(
        label=_("Could a parent or guardian be part of the harm?"),
        required=False,
        help_text=_("If yes, their consent or refusal has no effect."),
    )

    def clean_code(self) -> str:
        return known_code.cleaned(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("birth"), cleaned.get("birth_to")
        if first and last and first.earliest and last.latest and first.earliest > last.latest:
            self.add_error(
                "birth_to",
                forms.ValidationError(_("The latest date must not be before the first."), code="CHD-06"),
            )
        return cleaned

    def facts(self) -> dict[str, Any]:
        """As `children.actions` takes them; what was left empty is not there."""
        given = self.cleaned_data
        facts: dict[str, Any] = {
            "sex": given["sex"] or Child.Sex.UNKNOWN,
            "age_status": given["age_status"] or Child.AgeStatus.PRESUMED,
            "age_from": given["age_from"],
            "age_to": given["age_to"],
            "citizenships": _known(given["citizenships"]),
            "languages": _known(given["languages"]),
            "code": given["code"],
            "conflict_of_interest": {"yes": True, "no": False}.get(given["conflict"]),
        }
        if given["mother"]:
            facts["mother"] = given["mother"]
        if "needs" in given:
            facts["needs"] = _known(given["needs"])
        if given.get("needs_note"):
            facts["needs_note"] = given["needs_note"]
        if birth := birth_of(given["birth"], given["birth_to"]):
            facts["birth"] = birth
        if any(given[part] for part in ("surname", "given", "patronymic")):
            name = {part: given[part] for part in ("surname", "given", "patronymic")}
            facts["names"] = [name | {"kind": given["name_kind"] or ChildName.Kind.USED}]
        return facts


class EventForm(forms.Form):
    """What happened, apart from the person: codes in four states, dates as far as known, places, online."""

    from_date = fields.PartialDateField(label=_("When did it begin?"), required=False, approximate=False)
    to_date = fields.PartialDateField(label=_("When did it end?"), required=False, approximate=False)
    stage = forms.ChoiceField(
        label=_("How far had it gone?"),
        required=False,
        choices=[("", _("Not known")), *STAGES_OF_EXPLOITATION.items()],
    )
    region = forms.ChoiceField(label=_("In which region?"), required=False)
    abroad = fields.AnyOfField(
        label=_("In which other countries?"),
        choices=[c for c in CITIZENSHIPS.items() if c[0] not in ("KZ", "stateless", "other")],
        required=False,
    )
    platform = forms.ChoiceField(
        label=_("If it began online: where?"),
        required=False,
        choices=[("", _("Not online, or not known")), *PLATFORMS.items()],
    )
    narrative = fields.NarrativeField(label=_("In words"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer(self, "region", [("", _("Not known"))] + [(r.code, r.name) for r in directory.regions()])
        for kind, codes in KINDS.items():
            for code, label in codes.items():
                self.fields[f"{kind}.{code}"] = forms.ChoiceField(
                    label=str(label), required=False, choices=[("", _("not asked")), *STATES.items()]
                )

    def groups(self) -> list[dict[str, Any]]:
        """The code questions by kind, what was said first; a kind of which something was said stands open."""
        listed = []
        for kind, codes in KINDS.items():
            questions = [self[f"{kind}.{code}"] for code in codes]
            questions.sort(key=lambda question: not (question.value() or question.errors))
            said = sum(1 for question in questions if question.value())
            wrong = any(question.errors for question in questions)
            listed.append(
                {
                    "title": KIND_LABELS[kind],
                    "questions": questions,
                    "said": said,
                    "open": bool(said) or wrong,
                }
            )
        return listed

    def event(self) -> dict[str, Any]:
        """As `actions` takes it."""
        given = self.cleaned_data
        facts: dict[str, dict[str, str]] = {}
        for kind, codes in KINDS.items():
            said = {code: given[f"{kind}.{code}"] for code in codes if given.get(f"{kind}.{code}")}
            if said:
                facts[kind] = said
        places = [{"country": "KZ", "region": given["region"]}] if given["region"] else []
        places += [{"country": country} for country in given["abroad"] if country != UNKNOWN]
        return {
            "facts": facts,
            "from_date": _written(given["from_date"]),
            "to_date": _written(given["to_date"]),
            "stage": given["stage"],
            "places": places,
            "platform": given["platform"],
        }


class OpenForm(PlaceForm, ChildForm):
    """Opening a case on one sheet: tonight first, then the child, then what happened."""

    summary = fields.NarrativeField(
        label=_("The case in two sentences"), help_text=fields.NAMELESS, required=False, limit=1000, rows=3
    )
    contact_how = forms.CharField(
        label=_("How can the child be reached safely?"), required=False, max_length=400
    )
    contact_never = forms.CharField(
        label=_("What must never be done?"),
        required=False,
        max_length=300,
        help_text=_("For example: never call the home number."),
    )
    without_care = fields.YesNoUnsureField(
        label=_("Is the child without parental care?"),
        help_text=_("“Not sure” starts the duties of the Family Code as well: nothing is lost by it."),
    )
    region = forms.ChoiceField(label=_("Region of the case"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regions = {region.code: region for region in directory.regions()}
        regions = ((r.code, r.name) for r in self.regions.values())
        fields.offer(self, "region", [("", _("As in the report")), *regions])

    def case(self) -> dict[str, Any]:
        """As `actions.open_case` takes it, but for report, event and token."""
        given = self.cleaned_data
        contact = {name: given[f"contact_{name}"] for name in ("how", "never") if given[f"contact_{name}"]}
        return {
            "child": self.facts(),
            "place": self.place(),
            "summary": given["summary"],
            "contact": contact or None,
            "without_care": given["without_care"],
            "region": self.regions.get(given["region"]),
        }


class SummaryForm(forms.Form):
    """Summary, safe contact, region."""

    summary = fields.NarrativeField(
        label=_("The case in two sentences"), help_text=fields.NAMELESS, required=False, limit=1000, rows=3
    )
    contact_how = forms.CharField(
        label=_("How can the child be reached safely?"), required=False, max_length=400
    )
    contact_never = forms.CharField(label=_("What must never be done?"), required=False, max_length=300)

    def changes(self) -> dict[str, Any]:
        """As `actions.change` takes it."""
        given = self.cleaned_data
        contact = {name: given[f"contact_{name}"] for name in ("how", "never") if given[f"contact_{name}"]}
        return {"summary": given["summary"], "contact": contact}


class CloseForm(forms.Form):
    """Closing needs an outcome; in danger also why it is closed all the same."""

    outcome = fields.OneOfField(
        label=_("How does it end for the child?"), choices=OUTCOMES.items(), unsure=False
    )
    despite = fields.NarrativeField(
        label=_("The child is missing or still with those who harm. Why is the case closed all the same?"),
        help_text=fields.NAMELESS,
        required=False,
        limit=1000,
        rows=3,
    )
    note = fields.NarrativeField(
        label=_("More about it"), help_text=fields.NAMELESS, required=False, limit=1000, rows=3
    )

    def __init__(self, *args: Any, in_danger: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not in_danger:
            del self.fields["despite"]


class ReopenForm(forms.Form):
    """Reopening needs a reason."""

    reason = fields.OneOfField(label=_("Why is the case reopened?"), choices=REOPEN.items(), unsure=False)
    note = fields.NarrativeField(
        label=_("More about it"), help_text=fields.NAMELESS, required=False, limit=1000, rows=3
    )


def birth_of(first: PartialDate | None, last: PartialDate | None) -> dict[str, str] | None:
    """A birth date as it is sealed: known, estimated or a span; None when nothing is known."""
    if first is None or first.earliest is None:
        return None
    if last is not None and last.latest is not None:
        return {"kind": "interval", "from": first.earliest.isoformat(), "to": last.latest.isoformat()}
    kind = "known" if first.exact else "estimated"
    return {"kind": kind, "from": str(first), "to": str(first)}


def _known(chosen: list[str]) -> list[str]:
    return [code for code in chosen if code not in (UNKNOWN, "none")]


def _written(value: PartialDate | None) -> str:
    return str(value) if value is not None and value.earliest else ""


def tomorrow_morning(now: dt.datetime) -> dt.datetime:
    """Ten in the morning of the next local day: until when a place holds unless somebody says otherwise."""
    local = timezone.localtime(now) + dt.timedelta(days=1)
    return local.replace(hour=10, minute=0, second=0, microsecond=0)


class FilterForm(forms.Form):
    """Filters of the list of cases."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("open", _("open")), ("closed", _("closed")), ("all", _("all"))],
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    region = forms.ChoiceField(label=_("Region"), required=False)
    number = forms.CharField(label=_("Number"), required=False, max_length=20)
    mine = forms.BooleanField(label=_("Only cases I keep"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.offer(self, "status", [("", _("any")), *Case.Status.choices])
        fields.offer(self, "region", [("", _("any"))] + [(r.code, r.name) for r in directory.regions()])

    def chosen(self) -> dict[str, Any]:
        """As `queries.listed` takes them; what cannot be read is no filter."""
        self.is_valid()
        given = self.cleaned_data
        state = given.get("state") or "open"
        return {
            "state": "" if state == "all" else state,
            "status": given.get("status", ""),
            "region": given.get("region", ""),
            "number": given.get("number", ""),
            "mine": bool(given.get("mine")),
        }
