"""Sealed files of a case or report. The name, the type and the content are all inside envelopes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qorgan.agencies.models import Agency, Officer
from qorgan.keyring.fields import SealedField
from qorgan.keyring.models import WrappedKey
from qorgan.vault import new_id


class Document(models.Model):
    """A file somebody added. The sealed original lies in the documents folder under its id, never its name."""

    class State(models.TextChoices):
        CLEAN = "clean"  # checked, shown as a re-encoded copy or a download
        QUARANTINE = "quarantine"  # may show abuse, or could not be checked: never previewed

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    key = models.ForeignKey(WrappedKey, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    sealed_name = SealedField(code="documents.files")
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sealed_hash = SealedField(code="documents.files")  # SHA-256 of the original
    state = models.CharField(max_length=10, choices=State.choices)
    added_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="documents_one_file",
                condition=Q(case_id__isnull=False, report_id__isnull=True)
                | Q(case_id__isnull=True, report_id__isnull=False),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_id"], name="documents_case"),
            models.Index(fields=["report_id"], name="documents_report"),
        ]
