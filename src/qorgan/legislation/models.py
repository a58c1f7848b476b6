"""What a lawyer decided on a provision in a case. What the machine computes is never stored as an answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.models import Agency, Officer
from qorgan.cases.models import Case
from qorgan.keyring.fields import SealedField
from qorgan.vault import new_id


class Opinion(models.Model):
    """One decision of a person on one provision. Append-only: a change of mind is a new row, both stay."""

    class Verdict(models.TextChoices):
        MET = "met", _("the elements are present")
        NOT_MET = "not_met", _("the elements are not present")
        OPEN = "open", _("cannot be said yet")

    class Computed(models.TextChoices):
        MET = "met", _("elements present")
        NOT_MET = "not_met", _("elements not present")
        OPEN = "open", _("still open")
        NONE = "none", _("not computed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinions")
    provision = models.CharField(max_length=64)  # id of the law collection, one wording
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    computed = models.CharField(max_length=8, choices=Computed.choices)  # what stood beside it that day
    sealed_reasons = SealedField(code="law.reasons")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    form_token = models.UUIDField(unique=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "-at"], name="legislation_opinion_newest")]
