"""Sealed files of a case or report. The name, the type and the content are all inside envelopes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from qorgan.agencies.models import AccessGrant, Agency, Officer
from qorgan.keyring.fields import SealedField
from qorgan.keyring.models import WrappedKey
from qorgan.vault import new_id


class UnitKey(models.Model):
    """The public key of the specialist police unit, confirmed by a second administrator. See `documents.units`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    public = models.BinaryField(max_length=32, unique=True)  # X25519; the private half never was here
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="documents_unit_key_two_people",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False) & ~Q(confirmed_by=F("asked_by"))
                ),
            )
        ]


class Document(models.Model):
    """A file somebody added. The sealed original lies in the documents folder under its id, never its name.

    What may show abuse has no original: it lies in a container only the specialist police unit opens.
    """

    class State(models.TextChoices):
        CLEAN = "clean"  # checked, shown as a re-encoded copy or a download
        QUARANTINE = "quarantine"  # may show abuse, or could not be checked: never previewed

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    key = models.ForeignKey(WrappedKey, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    sealed_name = SealedField(code="documents.files", bound="documents.name")
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sealed_hash = SealedField(code="documents.files", bound="documents.hash")  # SHA-256 of the original
    state = models.CharField(max_length=10, choices=State.choices)
    added_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    source_id = models.UUIDField(null=True)  # the document of the report it was copied from into the case

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


class Shared(models.Model):
    """A document that a referral opens to the body asked; written when it is sent. See `documents.sharing`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grant = models.ForeignKey(AccessGrant, on_delete=models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["grant", "document"], name="documents_shared_once")
        ]
        indexes: ClassVar = [models.Index(fields=["case_id"], name="documents_shared_case")]


class Container(models.Model):
    """What may show abuse, sealed for the specialist police unit until it has taken it over; then only hashes remain.

    Seen by the bodies of the file and by the unit, which sees nothing else of the file.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)  # H-7K2M-4QXA, on the receipt
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="container")
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    unit = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit_key = models.ForeignKey(UnitKey, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveIntegerField()  # of the container
    sha256 = models.CharField(max_length=64)  # of the container
    proof = models.CharField(max_length=64)  # that the unit has opened it: see `vault.proof_of`
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
    collected_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    collected_at = models.DateTimeField(null=True)
    handed_over_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    handed_over_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="documents_container_one_file",
                condition=Q(case_id__isnull=False, report_id__isnull=True)
                | Q(case_id__isnull=True, report_id__isnull=False),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "handed_over_at"], name="documents_container_unit"),
            models.Index(fields=["case_id"], name="documents_container_case"),
            models.Index(fields=["report_id"], name="documents_container_report"),
        ]
