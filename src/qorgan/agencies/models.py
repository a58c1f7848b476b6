"""The directory of bodies, their officers and roles, and the two tables every wall stands on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qorgan.vault import new_id


class Named(models.Model):
    """A name in the three languages of the house."""

    name_kk = models.CharField(max_length=160)
    name_ru = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        return getattr(self, f"name_{get_language() or 'kk'}", self.name_kk)

    def __str__(self) -> str:
        return self.name


class Region(Named):
    """A region or city of republican significance (ISO 3166-2:KZ with its KATO code)."""

    code = models.CharField(primary_key=True, max_length=6)
    kato = models.CharField(max_length=9, unique=True)
    kind = models.CharField(max_length=8)

    class Meta:
        ordering: ClassVar = ["code"]


class Agency(Named):
    """A body, with or without accounts. Kinds extend the organisation types of HTCDS (`org-types`)."""

    class Kind(models.TextChoices):
        NGO = "NGO", _("Non-governmental organisation")
        POLICE = "LawEnforcement", _("Police")
        HEALTH = "HealthServiceOrganisation", _("Health organisation")
        CENTRAL = "CentralGovernmentOrganisation", _("Central state body")
        LOCAL = "LocalGovernmentOrganisation", _("Akimat")
        MIGRATION = "ImmigrationService", _("Migration service")
        LEGAL = "LegalService", _("Legal aid")
        SCHOOL = "SchoolOrCollege", _("School or college")
        INTERNATIONAL = "InternationalOrganisation", _("International organisation")
        PROSECUTION = "Prosecution", _("Prosecutor's office")
        COURT = "Court", _("Court")
        GUARDIANSHIP = "GuardianshipAuthority", _("Guardianship and child-rights body")
        COMMISSION = "CommissionOnMinors", _("Commission on minors")
        SHELTER = "ShelterOrCrisisCentre", _("Shelter or crisis centre")
        CONSULAR = "ConsularService", _("Consular service")
        OMBUDSMAN = "Ombudsman", _("Children's ombudsman")
        HELPLINE = "Helpline", _("Helpline")
        BORDER = "BorderService", _("Border service")
        LABOUR = "LabourInspectorate", _("Labour inspectorate")
        FOREIGN = "ForeignCounterpart", _("Counterpart in another state")

    ENFORCEMENT: ClassVar = frozenset({Kind.POLICE, Kind.PROSECUTION, Kind.COURT, Kind.BORDER, Kind.LABOUR})
    MIGRATION_BODIES: ClassVar = frozenset({Kind.MIGRATION})

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=32, choices=Kind.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    hours = models.CharField(max_length=80, blank=True)
    has_account = models.BooleanField(default=True)
    takes_reports = models.BooleanField(default=False)
    active_from = models.DateTimeField()
    active_until = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["name_en", "id"]
        verbose_name_plural = "agencies"

    @property
    def is_enforcement(self) -> bool:
        return self.kind in self.ENFORCEMENT

    @property
    def is_migration(self) -> bool:
        return self.kind in self.MIGRATION_BODIES

    @property
    def may_keep_cases(self) -> bool:
        """May this body keep a child's case? Protection and enforcement are apart."""
        works = self.has_account and self.active_until is None
        return works and not self.is_enforcement and not self.is_migration


class ServiceOffer(models.Model):
    """A service a body can give, by the codes of `agencies.services`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="offers")
    service = models.CharField(max_length=32)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["agency", "service"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agency", "service"], name="agencies_offer_once")
        ]


class OfficerManager(BaseUserManager["Officer"]):
    """Finds officers by sign-in name; makes none (see `agencies.actions.enrol`)."""

    def get_by_natural_key(self, username: str | None) -> Officer:
        return self.get(login=username)


class Officer(AbstractBaseUser):
    """A person who works. Never deleted: an account ends, its name stays in the journal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="officers")
    language = models.CharField(max_length=2, default="kk")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    sittings_ended = models.PositiveIntegerField(default=0)  # each step ends every sitting that is open
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar = []
    objects = OfficerManager()

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """A sitting holds for one password and one count of endings."""
        return salted_hmac(
            "qorgan.agencies.Officer.sitting",
            f"{self.password}:{self.sittings_ended}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    # Django's own permission system is not used: `agencies.access` is the only judge.
    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class RoleAssignment(models.Model):
    """An officer holds a role from a moment until another; roles are data in `agencies.roles`.

    An administrator asks for it, a second person confirms it: until then it begins at no moment and gives nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=32)
    valid_from = models.DateTimeField(null=True)  # empty: waits for a second person
    valid_until = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(
        null=True
    )  # empty: made on the server, not by an administrator of the site
    confirmed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["officer", "role", "valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agencies_role_two_people",
                condition=Q(asked_at=None) | Q(valid_from=None) | Q(confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="agencies_role_not_the_same",
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=models.F("given_by")) & ~Q(confirmed_by=models.F("officer"))),
            ),
        ]


class AccessGrant(models.Model):
    """A body may see one case or one report, at a level, until it ends. Written only by actions.

    The database's row-level security reads this table: no live grant, no row.
    """

    class Level(models.TextChoices):
        OWNER = "owner"  # the body that keeps the case or received the report
        SENDER = "sender"  # the body that sent a report: sees what it sent
        REFERRAL = "referral"  # sees what its referral lists, until it ends
        ASKED = "asked"  # asked for one answer about a decision: sees what that needs, until it has answered

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=Level.choices)
    officer = models.ForeignKey(  # whose own file it is inside the body; empty: not taken yet
        Officer, on_delete=models.PROTECT, null=True, related_name="+"
    )
    fields = models.JSONField(default=list)  # field codes, for levels referral and asked
    source_id = models.UUIDField(null=True)  # the referral, the offer of a case, or the decision asked about
    valid_from = models.DateTimeField(null=True)  # empty: offered, opens with the acceptance
    valid_until = models.DateTimeField(
        null=True
    )  # its end, perhaps still to come: it may come sooner, never later

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agencies_grant_one_file",
                condition=Q(case_id__isnull=False, report_id__isnull=True)
                | Q(case_id__isnull=True, report_id__isnull=False),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_id", "agency"], name="agencies_grant_case"),
            models.Index(fields=["report_id", "agency"], name="agencies_grant_report"),
            models.Index(
                fields=["agency", "level", "case_id"],
                include=["valid_from", "valid_until", "officer", "report_id"],
                name="agencies_grant_agency",
            ),
        ]


class AccessBlock(models.Model):
    """A named person or body loses one case, and is not told why.

    Provisional on one confirmation by another body or on a procedural act; reviewed within 72 hours
    outside both bodies; the replacement is assigned in the same transaction.
    """

    class State(models.TextChoices):
        ASKED = "asked"  # one person named; no effect yet
        PROVISIONAL = "provisional"  # confirmed by a second body, or by a procedural act: in force
        UPHELD = "upheld"
        LIFTED = "lifted"

    IN_FORCE: ClassVar = (State.PROVISIONAL, State.UPHELD)

    class Ground(models.TextChoices):
        """All that those who confirm and review read: they see no word of the file."""

        CHILD = "child", _("the child names this person or body")
        FACTS = "facts", _("facts in the file point to this person or body")
        KIN = "kin", _("close to a person who harmed the child")
        PROCEDURAL = "procedural", _("there is a procedural act")

    class Issuer(models.TextChoices):
        """Whose procedural act puts a naming in force without a second body."""

        COURT = "court", _("an act of a court")
        PROSECUTOR = "prosecutor", _("an act of a prosecutor")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField()
    report_id = models.UUIDField(null=True)  # the report the case came from: lost together with it
    ground = models.CharField(max_length=12, choices=Ground.choices, default=Ground.FACTS)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices)
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    act_issuer = models.CharField(max_length=12, choices=Issuer.choices, default="", blank=True)
    act_number = models.CharField(max_length=60, default="", blank=True)
    act_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    replacement = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="agencies_block_one_target",
                condition=Q(officer__isnull=False, agency__isnull=True)
                | Q(officer__isnull=True, agency__isnull=False),
            ),
            models.CheckConstraint(
                name="agencies_block_two_or_act",
                condition=Q(state="asked")
                | Q(confirmed_by__isnull=False)
                | Q(act_issuer__in=["court", "prosecutor"], act_on__isnull=False) & ~Q(act_number=""),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case_id"], name="agencies_block_case")]


class FactorRestoration(models.Model):
    """A lost second factor comes back by two colleagues: each gets one half of a code, the officer uses both.

    The code opens nothing by itself: it is taken only after the officer's own password, and only to set up a new
    factor.
    """

    class State(models.TextChoices):
        ASKED = "asked"  # one colleague has the first half
        CONFIRMED = "confirmed"  # a second one has the second half
        USED = "used"  # the code was right: old factors are gone, one sitting may set up a new one
        DONE = "done"  # it did
        ENDED = "ended"  # too late, wrong too often, or not needed

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="restorations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    open_until = models.DateTimeField()
    first_half = models.CharField(max_length=128)  # Argon2id with a salt of its own, like a password
    second_half = models.CharField(max_length=128, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # when the officer read that this happened

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["officer"],
                condition=Q(state__in=["asked", "confirmed"]),
                name="agencies_restoration_one_open",
            ),
            models.CheckConstraint(
                name="agencies_restoration_two_people",
                condition=(Q(confirmed_by=None) | ~Q(confirmed_by=models.F("asked_by")))
                & ~Q(asked_by=models.F("officer"))
                & (Q(confirmed_by=None) | ~Q(confirmed_by=models.F("officer"))),
            ),
        ]
