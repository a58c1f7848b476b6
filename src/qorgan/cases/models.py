"""The protected case: who keeps it, where the child is tonight, what happened, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from qorgan.agencies.models import Agency, Officer, Region
from qorgan.keyring.fields import SealedField
from qorgan.keyring.models import WrappedKey
from qorgan.vault import new_id


class Case(models.Model):
    """One child's case. Never without an owner; the person is in `children`, the event apart."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class Status(models.TextChoices):
        PRESUMED = "presumed", _("possible victim")
        REASONABLE = "reasonable", _("reasonable grounds found")
        CONCLUSIVE = "conclusive", _("identified as a victim")
        NEGATIVE = "negative", _("not found to be a victim")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)  # C-2026-000123
    key = models.ForeignKey(WrappedKey, on_delete=models.PROTECT, db_constraint=False, related_name="+")
    report_id = models.UUIDField(null=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PRESUMED)
    sealed_summary = SealedField(code="case.summary")
    sealed_contact = SealedField(code="contact.safe")  # {"how", "when", "language", "never"}
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    form_token = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agency", "state", "-opened_at", "-id"], name="cases_agency"),
            models.Index(
                fields=["agency", "state", "status", "region", "-opened_at", "-id"], name="cases_filtered"
            ),
            models.Index(fields=["owner", "state", "-opened_at", "-id"], name="cases_owner"),
            models.Index(fields=["-opened_at", "-id"], name="cases_newest"),
            models.Index(fields=["report_id"], name="cases_report"),
        ]


class Event(models.Model):
    """A trafficking event, apart from the person: acts, means, purposes, places, dates, online recruitment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    facts = models.JSONField(
        default=dict
    )  # {"acts": {code: state}, "means": .., "purposes": .., "circumstances": ..}
    from_date = models.CharField(max_length=10, blank=True)  # YYYY, YYYY-MM or YYYY-MM-DD; empty = not known
    to_date = models.CharField(max_length=10, blank=True)
    places = models.JSONField(default=list)  # [{"country": "KZ", "region": "KZ-75"}]
    platform = models.CharField(max_length=40, blank=True)  # of online recruitment, a code
    stage = models.CharField(max_length=20, blank=True)  # attempted, moved, exploited ...
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()


class EventCase(models.Model):
    """Many to many: several children in one event, one child in several. The words are each case's own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="links")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="event_links")
    sealed_narrative = SealedField(code="event.narrative")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "case"], name="cases_event_once")]


class Place(models.Model):
    """Where the child is tonight. Append-only; the newest row is the answer, and it runs out."""

    class Kind(models.TextChoices):
        HOME = "home", _("at home")
        RELATIVES = "relatives", _("with relatives")
        FOSTER = "foster", _("in a foster or guest family")
        SHELTER = "shelter", _("in safe accommodation")
        HOSPITAL = "hospital", _("in hospital")
        INSTITUTION = "institution", _("in a children's institution")
        POLICE = "police", _("at a police station")
        STREET = "street", _("on the street")
        WITH_EXPLOITER = "with_exploiter", _("still with those who harm")
        MISSING = "missing", _("missing")
        OTHER = "other", _("elsewhere")
        UNKNOWN = "unknown", _("not known")

    NOWHERE_KNOWN: ClassVar = frozenset({Kind.UNKNOWN, Kind.MISSING})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="places")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    responsible_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    sealed_address = SealedField(code="place.address")  # {"address", "adult", "phone"}
    from_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "-recorded_at"], name="cases_place_newest")]


class StatusDecision(models.Model):
    """A decision on status, in two stages. A negative one needs reasons and a second person; time never says no."""

    class Stage(models.TextChoices):
        REASONABLE = "reasonable", _("reasonable grounds")
        CONCLUSIVE = "conclusive", _("conclusive")

    class Outcome(models.TextChoices):
        POSITIVE = "positive", _("yes")
        NEGATIVE = "negative", _("no")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a second person")
        FINAL = "final", _("in force")
        RETURNED = "returned", _("returned by the second person")
        WITHDRAWN = "withdrawn", _("taken back before anybody answered")
        REVIEW = "review", _("in force, under review")
        UPHELD = "upheld", _("upheld after review")
        OVERTURNED = "overturned", _("overturned after review")

    IN_FORCE: ClassVar = (State.FINAL, State.REVIEW, State.UPHELD)

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    grounds = models.JSONField()  # codes
    evidence = models.JSONField()  # codes
    sealed_reasons = SealedField(code="decisions.reasons")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    second_person = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    review_asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    review_asked_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")  # body asked
    reviewed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    sealed_request = SealedField(code="decisions.request")  # why a review was asked for
    sealed_review = SealedField(code="decisions.review")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case", "decided_at"], name="cases_decision"),
            models.Index(fields=["state", "decided_at"], name="cases_decision_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="cases_negative_needs_second",
                condition=~Q(outcome="negative", state__in=["final", "upheld"])
                | Q(second_person__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_review_is_asked_of_a_body",
                condition=~Q(state="review") | Q(reviewer__isnull=False),
            ),
        ]

    @classmethod
    def holding(cls, decisions: Iterable[StatusDecision]) -> dict[str, StatusDecision]:
        """Stage -> the decision that holds there: the newest in force. What waits for a second person is not in force.

        Pass all of a case's decisions: one overturned by a review takes the older ones of its stage with it, and with
        the first stage falls a conclusive "no" that was said before: the child is a possible victim again.
        """
        listed = sorted(decisions, key=lambda each: (each.decided_at, each.id))
        found: dict[str, StatusDecision] = {}
        for each in listed:
            if each.state == cls.State.OVERTURNED:
                found.pop(each.stage, None)
            elif each.state in cls.IN_FORCE:
                found[each.stage] = each
        if cls._fell_with_the_first(found, listed):
            del found[cls.Stage.CONCLUSIVE]
        return found

    @classmethod
    def waiting(cls, decisions: Iterable[StatusDecision]) -> set[str]:
        """The stages in which a "no" waits for its second person."""
        return {each.stage for each in decisions if each.state == cls.State.WAITING}

    @classmethod
    def _fell_with_the_first(cls, found: dict[str, StatusDecision], listed: list[StatusDecision]) -> bool:
        """Is there a conclusive "no", and did a review overturn after it the first stage that held then?"""
        first, last = found.get(cls.Stage.REASONABLE), found.get(cls.Stage.CONCLUSIVE)
        if last is None or last.outcome != cls.Outcome.NEGATIVE:
            return False
        fell = [
            each.reviewed_at
            for each in listed
            if each.stage == cls.Stage.REASONABLE and each.state == cls.State.OVERTURNED and each.reviewed_at
        ]
        return any(
            moment >= last.decided_at and (first is None or first.decided_at >= moment) for moment in fell
        )


class Closure(models.Model):
    """Closing with an outcome, or reopening with a reason. Append-only; the newest row is the answer."""

    class Act(models.TextChoices):
        CLOSED = "closed", pgettext_lazy("what was done", "closed")
        REOPENED = "reopened", pgettext_lazy("what was done", "reopened")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closures")
    act = models.CharField(max_length=8, choices=Act.choices)
    reason = models.CharField(max_length=32)  # a code of cases.codes
    sealed_note = SealedField(code="case.summary")
    by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "-at"], name="cases_closure_newest")]


class Transfer(models.Model):
    """The offer of a case to another body, and its answer. Seen by both bodies; the notice names nobody."""

    class State(models.TextChoices):
        ASKED = "asked", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transfers")
    number = models.CharField(max_length=20)  # of the case: who is asked does not see the case itself
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=32)  # a code of cases.codes
    notice = models.JSONField(default=dict)  # codes only, no identity
    state = models.CharField(max_length=10, choices=State.choices)
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["to_agency", "state", "asked_at"], name="cases_transfer_inbox")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="asked"), name="cases_transfer_one_at_a_time"
            )
        ]
