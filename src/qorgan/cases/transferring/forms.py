"""What the sheets of a transfer ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.models import Agency
from qorgan.cases.codes import TRANSFER_REFUSALS, TRANSFERS
from qorgan.web.components import fields


class TransferForm(forms.Form):
    """To whom and why."""

    to_agency = forms.ChoiceField(label=_("Which body should keep the case?"))
    reason = fields.OneOfField(label=_("Why?"), choices=TRANSFERS.items(), unsure=False)

    def __init__(self, *args: Any, bodies: list[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.id): body for body in bodies}
        named = [(key, body.name) for key, body in self.bodies.items()]
        fields.offer(self, "to_agency", [("", _("Choose a body")), *named])


class AnswerForm(forms.Form):
    """Yes, or no with a reason."""

    answer = fields.OneOfField(
        label=_("Will your body keep this case?"),
        choices=[("yes", _("Yes, I keep it from now on")), ("no", _("No"))],
        unsure=False,
    )
    reason = forms.ChoiceField(
        label=_("If not: why?"),
        required=False,
        label_suffix="",
        choices=[("", _("Choose a reason")), *TRANSFER_REFUSALS.items()],
    )
