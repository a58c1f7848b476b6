"""One child in several files: what the machine found, what people decided, what bodies asked each other.

A pair of cases is always kept with the smaller id first. The machine's rows are written by the linker alone (the
role qorgan_linker); people's rows are append-only, and the newest of a pair (`nth`) is the one in force. No table
of this room knows a parent, a suspect or any person but the child of a case.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.models import Agency, Officer
from qorgan.keyring.fields import SealedField
from qorgan.vault import new_id


class Band(models.TextChoices):
    """How alike two children are, as the machine sees it."""

    LIKELY = "likely", _("likely the same child")
    POSSIBLE = "possible", _("possibly the same child")
    NEW = "new", _("no longer alike")


class Basis(models.Model):
    """The legal basis of looking for the same child, apart from tracing. Append-only: the newest row holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    in_force = models.BooleanField()
    provision = models.CharField(max_length=300, blank=True)  # the norm, in words
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Choice(models.Model):
    """A person's choice for one child: take part or not. Append-only: the newest row holds."""

    class Part(models.TextChoices):
        DEFAULT = "default", _("as usual: with a name, compared everywhere; without one, nowhere")
        IN = "in", _("compare also without a name, by birth date and mother's name")
        BODY = "body", _("compare only with cases we keep; hidden from other bodies")
        OUT = "out", _("compare nowhere")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField()
    part = models.CharField(max_length=8, choices=Part.choices)
    sealed_reason = SealedField(code="linking.reason")  # under the child's key
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_id", "-at", "-id"], name="linking_choice_newest")]


class Run(models.Model):
    """One run of the machine for one case. Written by the linker; no word of a child."""

    class Held(models.TextChoices):
        """Why other bodies were not asked."""

        NONE = "", _("asked")
        NO_IDENTITY = "no_identity", _("no name is known")
        CHOICE = "choice", _("the case takes no part with other bodies")
        OFFICER = "officer", _("too many by one officer in a day")
        CASE = "case", _("the child's identity was changed too often")
        KIND = "kind", _("this kind of body gets no answers from others")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")  # whose act
    fingerprint = models.BinaryField()  # keyed hash of case and identity: has it changed since?
    held = models.CharField(max_length=12, choices=Held.choices, blank=True)
    found = models.PositiveSmallIntegerField()  # alike in the same body
    hits = models.PositiveSmallIntegerField()  # alike in other bodies
    model = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case_id", "-at"], name="linking_run_case"),
            models.Index(fields=["officer", "-at"], name="linking_run_officer"),
        ]


class Pair(models.Model):
    """Two cases, the smaller id first; behind the wall of both."""

    low_case_id = models.UUIDField()
    high_case_id = models.UUIDField()

    class Meta:
        abstract = True

    def both(self) -> tuple[UUID, UUID]:
        """The two cases."""
        return self.low_case_id, self.high_case_id

    def other(self, case_id: UUID) -> UUID:
        """The case that is not this one."""
        return self.high_case_id if self.low_case_id == case_id else self.low_case_id


class Likeness(Pair):
    """Two cases one body keeps, as alike as the machine last saw them. Written by the linker."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    band = models.CharField(max_length=8, choices=Band.choices)
    flags = models.JSONField(default=list)  # sibling, twin, made_older
    model = models.CharField(max_length=40)  # version of the weights
    found_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["low_case_id", "high_case_id"], name="linking_likeness_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["high_case_id"], name="linking_likeness_high"),
            models.Index(fields=["-found_at", "-id"], name="linking_likeness_newest"),
        ]


class Judgement(Pair):
    """What a person decided on two cases. "Different" binds every later run until a person reopens it."""

    class Verdict(models.TextChoices):
        SAME = "same", _("the same child")
        DIFFERENT = "different", _("two different children")
        UNSURE = "unsure", _("not sure yet")
        REOPENED = "reopened", _("looked at again")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    nth = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    band = models.CharField(max_length=8, blank=True)  # what the machine said then; empty: nothing to compare
    model = models.CharField(max_length=40, blank=True)
    sealed_reason = SealedField(code="linking.reason")  # under the key of the child of the first case
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["low_case_id", "high_case_id", "nth"], name="linking_judgement_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["high_case_id"], name="linking_judgement_high")]


class Joining(Pair):
    """Two files said to be one child's: proposed by one officer, confirmed by another, undone by a later row.

    Nothing of either file changes. A trigger keeps the order of the steps and the two persons.
    """

    class Step(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CONFIRMED = "confirmed", _("confirmed: joined")
        DECLINED = "declined", _("not confirmed")
        UNDONE = "undone", _("undone")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    nth = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=10, choices=Step.choices)
    bridge = models.BooleanField(default=False)  # joins groups whose other members do not resemble each other
    sealed_reason = SealedField(code="linking.reason")
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["low_case_id", "high_case_id", "nth"], name="linking_joining_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["high_case_id"], name="linking_joining_high")]


class Hit(models.Model):
    """Another body keeps a case of a child who is alike: all that the asking side is told. Written by the linker."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField()
    band = models.CharField(max_length=8, choices=Band.choices)
    flags = models.JSONField(default=list)
    model = models.CharField(max_length=40)
    found_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_id"], name="linking_hit_case")]


class HitTarget(models.Model):
    """Whose record the hit is: for the linker alone, closed to everybody who signs in."""

    hit = models.OneToOneField(Hit, on_delete=models.PROTECT, primary_key=True, related_name="+")
    case_id = models.UUIDField()  # the case that asks
    other_case_id = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_id", "other_case_id"], name="linking_target_once")
        ]


class Question(models.Model):
    """A request to the unknown keeper of the other record. One a hit; carried over by the linker."""

    hit = models.OneToOneField(Hit, on_delete=models.PROTECT, primary_key=True, related_name="question")
    case_id = models.UUIDField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["by", "-at"], name="linking_question_by")]


class Asked(models.Model):
    """The question as it reached the other body: who asks, about which of its cases. Written by the linker."""

    id = models.UUIDField(primary_key=True, editable=False)  # the hit
    case_id = models.UUIDField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # that asks
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")  # who asks
    band = models.CharField(max_length=8, choices=Band.choices)
    flags = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_id"], name="linking_asked_case")]


class Verdict(models.TextChoices):
    """The answer of the other body."""

    YES = "yes", _("yes: let us speak")
    NO = "no", _("no")


class Why(models.TextChoices):
    """Why not."""

    NOT_SAME = "not_same", _("it is another child")
    DANGER = "danger", _("it would endanger the child")
    LAW = "law", _("the law does not allow it")
    OTHER = "other", _("another reason")


class Reply(models.Model):
    """What the asked officer answered, once. Carried back by the linker."""

    asked = models.OneToOneField(Asked, on_delete=models.PROTECT, primary_key=True, related_name="reply")
    case_id = models.UUIDField()
    verdict = models.CharField(max_length=4, choices=Verdict.choices)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    number = models.CharField(max_length=20, blank=True)  # of the answering body's case, only with a yes
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Answer(models.Model):
    """The reply as it came back. With a no, neither body nor officer nor number is in it. Written by the linker."""

    question = models.OneToOneField(
        Question, on_delete=models.PROTECT, primary_key=True, related_name="answer"
    )
    case_id = models.UUIDField()
    verdict = models.CharField(max_length=4, choices=Verdict.choices)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    number = models.CharField(max_length=20, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
