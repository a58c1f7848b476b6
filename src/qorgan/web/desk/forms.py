"""What the desk's sheets ask."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qorgan.web.components import fields


class DutyForm(forms.Form):
    """When a duty was done."""

    happened_at = fields.MomentField(label=_("When was it done?"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.not_after(self, "happened_at", today)
