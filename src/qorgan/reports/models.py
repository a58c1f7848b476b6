"""A report of a possible child victim, its drafts and its first assessment."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.models import Agency, Officer, Region
from qorgan.keyring.fields import SealedField
from qorgan.keyring.models import WrappedKey
from qorgan.vault import new_id


class Report(models.Model):
    """What one body tells another. Facts are four-state codes; everything in words is sealed."""

    class State(models.TextChoices):
        SENT = "sent", _("waiting for first assessment")
        ASSESSED = "assessed", _("assessed")
        CASE = "case", _("case opened")
        NO_CASE = "no_case", _("no case for now")

    class Danger(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("not sure")

    class Channel(models.TextChoices):
        DESK = "desk", _("officer")
        FILE = "file", _("file")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)  # R-2026-000123
    key = models.ForeignKey(WrappedKey, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.DESK)
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    danger = models.CharField(max_length=8, choices=Danger.choices)
    children_count = models.PositiveSmallIntegerField(null=True)  # empty = not known
    cases_opened = models.PositiveSmallIntegerField(default=0, db_default=0)  # also those given away since
    facts = models.JSONField(default=dict)  # {"acts": {code: true|false|unknown|contested}, ...}
    learned_at = models.DateTimeField()  # when the reporter learned of it: clocks run from here
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    sealed_narrative = SealedField(code="report.narrative")
    sealed_child = SealedField(code="report.child")  # {"description", "where_now", "safe_contact", ...}
    form_token = models.UUIDField(unique=True)  # a double submit is one report
    source_id = models.CharField(max_length=80, blank=True)  # id in an intake file
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["to_agency", "-sent_at", "-id"], name="reports_inbox"),
            models.Index(fields=["from_agency", "-sent_at", "-id"], name="reports_sent"),
        ]


class Draft(models.Model):
    """A form somebody has not finished: sealed, seen by its writer only, kept 28 days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=32)
    subject_id = models.UUIDField(null=True)
    key = models.ForeignKey(WrappedKey, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    sealed_content = SealedField(code="draft")
    saved_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["officer", "form"], name="reports_draft_officer")]


class FirstAssessment(models.Model):
    """The first look: answers to indicator questions and to the first-24-hours questions. They never decide.

    Append-only: a second look is a second row, and the newest is the answer.
    """

    class Outcome(models.TextChoices):
        OPEN_CASE = "open_case", _("open a case")
        NO_CASE = "no_case", _("no case for now, with reasons")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="assessments")
    answers = models.JSONField(default=dict)  # indicator id -> yes|no|unknown
    safety = models.JSONField(default=dict)  # question code -> yes|no|unknown
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    sealed_reasons = SealedField(code="report.narrative")
    assessed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["report", "-assessed_at"], name="reports_assessment")]


class PassedOn(models.Model):
    """A report went on to another body before there was a case. Append-only: who has it now says the report."""

    class Reason(models.TextChoices):
        NO_CASES = "no_cases", _("our body opens no cases")
        COMPETENCE = "competence", _("the other body answers for this child by law")
        ELSEWHERE = "elsewhere", _("the child is in another region")
        MISTAKE = "came_by_mistake", _("the report came to us by mistake")
        CONFLICT = "conflict_here", _("conflict of interest here")
        NOBODY = "nobody_free", _("nobody here can take it on now")

    id = models.UUIDField(primary_key=True, editable=False)  # the token of the sheet: a double submit is one
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="passings")
    number = models.CharField(max_length=20)  # of the report, for who passed it on and sees it no more
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    sealed_words = SealedField(code="report.narrative")  # what the next body should know
    passed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    passed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["report", "passed_at"], name="reports_passed")]
