"""What an upload asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.models import Agency
from qorgan.web.components import fields
from qorgan.web.components.alphabet import in_order


class UploadForm(forms.Form):
    """A document for a case, after the warning about images."""

    file = fields.GuardedFileField(label=_("Document"))
    may_show_abuse = forms.BooleanField(
        label=_("This may show abuse of a child"),
        required=False,
        help_text=_(
            "Then nobody opens it here: no preview, no copy. It is sealed for the specialist police unit only. "
            "Keep the device."
        ),
    )


class UnitKeyForm(forms.Form):
    """The public key of the specialist police unit."""

    agency = forms.ChoiceField(label=_("Body"))
    public = forms.CharField(
        label=_("Public key"),
        max_length=100,
        help_text=_(
            "The 44 signs the unit’s own machine printed. Never the private key: it stays with the unit."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        police = Agency.objects.filter(kind=Agency.Kind.POLICE, has_account=True, active_until=None)
        self.bodies = {str(body.id): body for body in police}
        named = sorted(
            ((key, body.name) for key, body in self.bodies.items()), key=lambda pair: in_order(pair[1])
        )
        fields.offer(self, "agency", [("", _("Choose a body")), *named])

    def body(self) -> Agency:
        """The body that was chosen."""
        return self.bodies[self.cleaned_data["agency"]]


class HandOverForm(forms.Form):
    """The proof that the unit has opened its container."""

    digest = forms.CharField(
        label=_("SHA-256 of what was in the container"),
        max_length=100,
        help_text=_("The 64 signs your machine printed when it opened the container."),
    )
