"""What an upload asks."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.purposes import PURPOSES
from qorgan.web.components import fields


class UploadForm(forms.Form):
    """A document for a case, after the warning about images."""

    file = fields.GuardedFileField(label=_("Document"))
    may_show_abuse = forms.BooleanField(
        label=_("This may show abuse of a child"),
        required=False,
        help_text=_(
            "Then nobody opens it here: no preview, no copy. Keep the device, and tell the specialist police."
        ),
    )


class PurposeForm(forms.Form):
    """What a document is opened for."""

    purpose = forms.ChoiceField(
        label=_("What do you need it for?"), choices=[("", _("Choose a purpose")), *PURPOSES.items()]
    )
