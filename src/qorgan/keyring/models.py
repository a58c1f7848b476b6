"""Wrapped data keys, in the schema `keys` apart from the main dump, and the ledger of destroyed ones."""

from __future__ import annotations

from django.db import models

from qorgan.vault import new_id


class WrappedKey(models.Model):
    """One key per person, per report and per case, wrapped by the instance key. Deleting the row erases."""

    class Kind(models.TextChoices):
        PERSON = "person"
        REPORT = "report"
        CASE = "case"
        DRAFT = "draft"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    case_id = models.UUIDField(null=True)  # whose wall guards it; for a person's key too
    report_id = models.UUIDField(null=True)
    officer_id = models.UUIDField(null=True)  # drafts: nobody but their writer
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "keyring_wrappedkey"  # moved to schema keys by the migration; found through search_path
        constraints = [
            models.CheckConstraint(
                name="keyring_wrappedkey_one_wall",
                condition=models.Q(case_id__isnull=False, report_id__isnull=True, officer_id__isnull=True)
                | models.Q(case_id__isnull=True, report_id__isnull=False, officer_id__isnull=True)
                | models.Q(case_id__isnull=True, report_id__isnull=True, officer_id__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["case_id"]), models.Index(fields=["report_id"])]


class ShredRecord(models.Model):
    """Which key was destroyed, when and why: replayed at every restore, so that the dead stay erased."""

    key_id = models.UUIDField(primary_key=True)
    reason = models.CharField(max_length=40)
    destroyed_at = models.DateTimeField()
