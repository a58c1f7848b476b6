"""What the sheets of a referral ask."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.fields import FIELDS, NEVER_ENFORCEMENT, SHAREABLE
from qorgan.agencies.models import Agency
from qorgan.agencies.services import SERVICES
from qorgan.children import ends
from qorgan.children.codes import LANGUAGES
from qorgan.children.models import Consent
from qorgan.referrals.codes import ENDINGS, REFUSALS, RETURNS
from qorgan.referrals.models import Service
from qorgan.referrals.queries import offers
from qorgan.web.components import fields


class ServiceChoiceForm(forms.Form):
    """First page: which help does the child need?"""

    service = fields.OneOfField(
        label=_("Which help does the child need?"), choices=SERVICES.items(), unsure=False
    )


class SendForm(forms.Form):
    """Second page: to whom, on what basis, showing exactly what."""

    to_agency = forms.ChoiceField(label=_("To which body?"))
    urgent = fields.OneOfField(
        label=_("How urgent is it?"),
        choices=[("yes", _("Now: an answer within two hours")), ("no", _("An answer within a day"))],
        unsure=False,
    )
    basis = fields.OneOfField(
        label=_("On what basis is it shown?"),
        choices=Consent.Basis.choices,
        unsure=False,
        hints={
            "assent": _(
                "Explain it in a language the child understands, read it aloud, and ask. The child may say no."
            ),
            "guardian": _(
                "Only when it is written on the child's page that no parent or guardian could be part of the harm."
            ),
            "best_interests": _("Only when asking is impossible or dangerous. Needs reasons."),
            "legal_duty": _("Name the article."),
        },
    )
    basis_reasons = forms.CharField(
        label=_("Reasons, if it is in the best interests of the child"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    provision = forms.CharField(label=_("Article, if it is a duty set by law"), required=False, max_length=60)
    read_in = forms.ChoiceField(label=_("In which language was it explained?"), required=False)
    fields_shown = fields.AnyOfField(
        label=_("What will they see after they accept?"),
        choices=[(code, FIELDS[code]) for code in SHAREABLE],
        unsure=False,
        help_text=_(
            "Tick only what they need for this help. Nothing else will be visible to them."
            " On paper they see it at once."
        ),
    )
    until = fields.DayField(
        label=_("Until which day was it agreed?"),
        required=False,
        help_text=_(
            "If it was agreed for some days only: the last of these days. After it nothing more is shown, and the "
            "referral comes back. Leave it empty if there is no end: until it is stopped."
        ),
    )
    note = forms.CharField(
        label=_("Message to them"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "They can read it only after they have accepted; on paper, at once. Do not write names here."
        ),
    )

    def __init__(self, *args: Any, service: str, own: Agency, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.bodies = {str(agency.id): agency for agency in offers(service) if agency.id != own.id}
        named = (
            (key, agency.name if agency.has_account else _("%s (on paper: no account)") % agency.name)
            for key, agency in self.bodies.items()
        )
        fields.offer(self, "to_agency", [("", _("Choose a body")), *named])
        fields.offer(self, "read_in", [("", _("not explained")), *LANGUAGES.items()])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        body = self.bodies.get(cleaned.get("to_agency", ""))
        never = set(cleaned.get("fields_shown") or []) & NEVER_ENFORCEMENT
        if body is not None and body.is_enforcement and never:
            names = ", ".join(str(FIELDS[code]) for code in sorted(never))
            error = forms.ValidationError(
                _("This body may never see: %(names)s. Untick it."), code="REF-02", params={"names": names}
            )
            self.add_error("fields_shown", error)
        return cleaned

    def clean_until(self) -> dt.datetime | None:
        """The last minute of the day; CHD-12 for a day that has passed."""
        until = ends.end_of(self.cleaned_data["until"])
        ends.check_consent(until, now=self.now)
        return until

    @property
    def ends_soon(self) -> bool:
        """Is the end so near that the sender should read it once more?"""
        return ends.soon(self.cleaned_data["until"], now=self.now)

    def said_beside(self) -> dict[str, Any]:
        """What else of the sheet the receiver sees or is bound by."""
        given = self.cleaned_data
        return {"urgent": given["urgent"] == "yes", "note": given["note"], "until": given["until"]}

    @property
    def body(self) -> Agency:
        """The body chosen."""
        return self.bodies[self.cleaned_data["to_agency"]]


class ReasonForm(forms.Form):
    """A reason from a list."""

    reason = fields.OneOfField(label=_("Why?"), choices=[], unsure=False)

    LISTS = {"refuse": REFUSALS, "give_back": RETURNS, "end": ENDINGS}

    def __init__(self, *args: Any, act: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(code, text) for code, text in self.LISTS[act].items() if code != "withdrawn"]
        fields.offer(self, "reason", reasons)


class SettleForm(forms.Form):
    """How the child is helped without a new referral."""

    words = forms.CharField(
        label=_("How is the child helped now?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sealed: only the body that keeps the case can read it. Do not write names here."),
    )


class ContactForm(forms.Form):
    """When the first contact happened."""

    happened_at = fields.MomentField(label=_("When did you first meet or speak to the child?"))

    def __init__(self, *args: Any, today: dt.date, on_paper: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.not_after(self, "happened_at", today)
        if on_paper:
            self.fields["happened_at"].label = _("When did they first meet or speak to the child?")


class ServiceForm(forms.Form):
    """A service offered, accepted, declined or given."""

    service = forms.ChoiceField(label=_("Which service?"), choices=list(SERVICES.items()))
    step = fields.OneOfField(label=_("What happened?"), choices=Service.Step.choices, unsure=False)
    happened_at = fields.MomentField(label=_("When?"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Do not write names, addresses or telephone numbers here. Sealed. "
            "It never reaches police, prosecutors, courts, border or migration bodies or labour inspectors."
        ),
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.not_after(self, "happened_at", today)


class ReceiptForm(forms.Form):
    """The code on the receipt of a printed packet."""

    receipt = forms.CharField(label=_("Code on the receipt"), max_length=30)
