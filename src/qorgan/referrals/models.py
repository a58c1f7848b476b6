"""Referral body to body, its clocks and its way back; the service given; the packet for a body without account."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.models import AccessGrant, Agency, Officer
from qorgan.cases.models import Case
from qorgan.children.models import Consent
from qorgan.keyring.fields import SealedField
from qorgan.vault import new_id


class Referral(models.Model):
    """One body asks another for a service for a child, and shows it exactly what the form lists.

    Life: sent -> accepted -> (first contact) -> ended; or sent -> refused | returned | expired | withdrawn.
    One whose consent is stopped or runs out is returned, whether it waits or was accepted.
    A refused, returned or expired one comes back to `return_to`, a named officer, and escalates. It is settled when
    the child is referred anew for the same help, when its sender says how else the child is helped, or when the case
    closes.
    """

    class State(models.TextChoices):
        SENT = "sent", _("waiting for acceptance")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        RETURNED = "returned", _("returned")
        EXPIRED = "expired", _("not accepted in time")
        WITHDRAWN = "withdrawn", _("withdrawn by the sender")
        ENDED = "ended", _("ended")

    CAME_BACK: ClassVar = frozenset({State.REFUSED, State.RETURNED, State.EXPIRED})
    LIVE: ClassVar = frozenset({State.SENT, State.ACCEPTED})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    number = models.CharField(max_length=24, unique=True)  # C-2026-000123/2
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    return_to = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=32)
    urgent = models.BooleanField()
    fields = models.JSONField()  # codes shared on acceptance
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    grant = models.OneToOneField(AccessGrant, on_delete=models.PROTECT, related_name="+")
    notice = models.JSONField(default=dict)  # what is seen before acceptance: codes only, no identity
    sealed_note = SealedField(code="referral.note")
    state = models.CharField(max_length=10, choices=State.choices)
    sent_at = models.DateTimeField()
    accept_by = models.DateTimeField()
    consent_until = models.DateTimeField(
        null=True
    )  # when the consent runs out, and the grant; empty: it does not
    answered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=32, blank=True)  # code of refusal, return or ending
    contact_by = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)  # it came back, and its sender knew what to do
    settled_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    sealed_settled = SealedField(code="referral.note", bound="referral.settled")  # how else, in words
    form_token = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["to_agency", "state", "accept_by", "id"], name="referrals_inbox"),
            models.Index(fields=["case", "sent_at"], name="referrals_case"),
            models.Index(fields=["from_agency", "state", "sent_at"], name="referrals_sent"),
            models.Index(fields=["return_to", "state"], name="referrals_return"),
            models.Index(
                fields=["consent_until"],
                name="referrals_run_out",
                condition=Q(state__in=("sent", "accepted"), consent_until__isnull=False),
            ),
        ]


class Packet(models.Model):
    """The one-time printable packet for a body without an account; its receipt comes back on paper."""

    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, primary_key=True, related_name="packet"
    )
    case_id = models.UUIDField()
    receipt_hash = models.CharField(max_length=128)
    printed_at = models.DateTimeField(null=True)
    printed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")


class Service(models.Model):
    """A service given to the child, under a referral or by the keeping body itself. Append-only."""

    class Step(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted by the child")
        DECLINED = "declined", _("declined by the child")
        DELIVERED = "delivered", _("given")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="services")
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, null=True, related_name="services")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=32)
    step = models.CharField(max_length=10, choices=Step.choices)
    happened_at = models.DateTimeField()
    sealed_note = SealedField(code="services.note")
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "-happened_at"], name="referrals_service_newest")]
