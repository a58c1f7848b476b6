"""A child as a person: sealed identity, keyed search tokens, the consent ledger, holds."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.models import Agency, Officer
from qorgan.keyring.fields import SealedField
from qorgan.keyring.models import WrappedKey
from qorgan.vault import new_id


class Child(models.Model):
    """One child in one case. The same child in two cases stays two rows; linkage joins them by edges.

    Everything that names is sealed under the person's own key; what is in the clear is what clocks and
    protected statistics need. A case may live for ever without identity.
    """

    class AgeStatus(models.TextChoices):
        DECLARED = "declared", _("as the child says")
        DOCUMENTED = "documented", _("by a document")
        PRESUMED = "presumed", _("presumed a child until shown otherwise")
        ASSESSED = "assessed", _("assessed by specialists")

    class Sex(models.TextChoices):
        FEMALE = "female", _("girl")
        MALE = "male", _("boy")
        OTHER = "other", _("other")
        UNKNOWN = "unknown", _("not known")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField(unique=True)
    key = models.ForeignKey(WrappedKey, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    # "known to NGO X as ...": instead of an identity
    sealed_code = SealedField(code="child.names", bound="child.code")
    sex = models.CharField(max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    age_status = models.CharField(max_length=10, choices=AgeStatus.choices, default=AgeStatus.PRESUMED)
    age_from = models.PositiveSmallIntegerField(null=True)  # full years at opening; empty = not known
    age_to = models.PositiveSmallIntegerField(null=True)
    citizenships = models.JSONField(default=list)  # ISO 3166-1 alpha-2, "stateless"; empty = not known
    languages = models.JSONField(default=list)  # ISO 639
    needs = models.JSONField(default=list)  # codes of children.codes.NEEDS
    sealed_birth = SealedField(code="child.birth")  # {"kind": known|estimated|interval, "from": .., "to": ..}
    sealed_needs = SealedField(code="child.needs")
    sealed_mother = SealedField(
        code="child.mother"
    )  # her name as the child or a paper says it; seen like names
    conflict_of_interest = models.BooleanField(null=True)  # of the parents; empty = not known
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()


class ChildName(models.Model):
    """One spelling of one name of the child, in whatever script it was met."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("in a document")
        USED = "used", _("what the child is called")
        ALIAS = "alias", _("another name")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="names")
    case_id = models.UUIDField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sealed_name = SealedField(code="child.names")  # {"surname", "given", "patronymic"}
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["child"], name="children_name_child")]


class SearchToken(models.Model):
    """A keyed hash of at least two attributes of a child, and the opaque handle it leads to.

    The application may write here and never read: only the function `qorgan_search_handles`, owned by the
    role qorgan_search, turns tokens into handles.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    token = models.BinaryField(max_length=16)
    handle = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "handle"], name="children_token_once")
        ]


class Handle(models.Model):
    """From an opaque handle to a child, behind the wall of the case."""

    handle = models.UUIDField(primary_key=True, default=new_id, editable=False)
    child = models.OneToOneField(Child, on_delete=models.PROTECT, related_name="handle")
    case_id = models.UUIDField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case_id"], name="children_handle_case"),
            models.Index(
                fields=["handle"], include=["case_id"], name="children_handle_found"
            ),  # for the search
        ]


class Consent(models.Model):
    """One line of the ledger, append-only: who agreed to what being shown to whom, why and until when.

    `referrals` asks it before every send and every open. One with an end opens nothing after it: the grant that rests
    on it is given no longer. A guardian's counts only while it is written that no parent or guardian is part of the
    harm: else it is `doubted`, the one thing of a line that changes.
    """

    class Basis(models.TextChoices):
        CHILD_ASSENT = "assent", _("the child agrees (assent)")
        CHILD_CONSENT = "consent", _("the young person consents")
        GUARDIAN = "guardian", _("the guardian or legal representative consents")
        BEST_INTERESTS = "best_interests", _("best interests of the child, with reasons")
        LEGAL_DUTY = "legal_duty", _("duty set by law")

    FROM_THE_CHILD: ClassVar = frozenset({Basis.CHILD_ASSENT, Basis.CHILD_CONSENT})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField()
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="consents")
    basis = models.CharField(max_length=16, choices=Basis.choices)
    recipient = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=32)  # a service code
    fields = models.JSONField()  # field codes
    provision = models.CharField(max_length=60, blank=True)  # for a legal duty
    sealed_reasons = SealedField(code="case.summary")
    read_in = models.CharField(max_length=8, blank=True)  # language in which it was read aloud
    text_version = models.CharField(max_length=16, blank=True)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # empty: until it is stopped
    doubted = models.BooleanField(default=False, db_default=False)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_id", "recipient"], name="children_consent_case")]


class ConsentWithdrawal(models.Model):
    """A stop: from this moment nothing more is sent or opened under the consent. Append-only."""

    consent = models.OneToOneField(
        Consent, on_delete=models.PROTECT, primary_key=True, related_name="withdrawal"
    )
    case_id = models.UUIDField()
    by_parent = models.BooleanField(default=False)
    effective = models.BooleanField()  # False: a parent's, while a conflict of interest is recorded
    withdrawn_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")


class Hold(models.Model):
    """ "Do not do this before that": how a reflection period or a doubt stops other bodies' steps."""

    class Kind(models.TextChoices):
        NO_REMOVAL = "no_removal", _("do not remove from the country")
        NO_QUESTIONING = "no_questioning", _("do not question")
        NO_CLOSING = "no_closing", _("do not close the case")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField()
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reason = models.CharField(max_length=32)  # a code of children.codes.HOLD_REASONS
    placed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    lift_reason = models.CharField(max_length=32, blank=True, default="", db_default="")  # of LIFT_REASONS

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_id"], name="children_hold_case")]
