"""Clocks: who owes what by when. No identity in them, so coordinators may see them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from qorgan.agencies.models import Agency, Officer
from qorgan.deadlines.rules import OF_CONSENT
from qorgan.vault import new_id


class Clock(models.Model):
    """One duty on one file, counted from an event by a rule of `law/data/deadlines`.

    `due_at` is empty where the law gives no number. When it passes nothing is decided: protection goes on
    and the clock escalates. A duty that fell away is cancelled; one that its body let pass stays as missed.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        MET = "met"
        CANCELLED = "cancelled"
        MISSED = "missed"  # the time passed, the duty went elsewhere, and nobody had done it

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rule = models.CharField(max_length=60)
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    number = models.CharField(max_length=20)  # of the case or report: all that coordination sees
    subject_kind = models.CharField(max_length=20)  # case, report, referral, decision, block
    subject_id = models.UUIDField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")  # who owes
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()  # when the event happened, not when it was typed
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    stopped_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="deadlines_clock_one_file",
                condition=Q(case_id__isnull=False, report_id__isnull=True)
                | Q(case_id__isnull=True, report_id__isnull=False),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "due_at", "id"], name="deadlines_owed"),
            models.Index(fields=["agency", "state", "rule", "due_at"], name="deadlines_danger"),
            models.Index(fields=["case_id"], name="deadlines_case"),
            models.Index(fields=["report_id"], name="deadlines_report"),
            models.Index(fields=["subject_id"], name="deadlines_subject"),
            models.Index(
                fields=["due_at"],
                name="deadlines_to_escalate",
                condition=Q(state="running", escalated_at=None),
            ),
            models.Index(
                fields=["subject_id"],
                name="deadlines_of_consent",
                condition=Q(state="running", rule__in=OF_CONSENT),
            ),
        ]
