"""`qorgan manage first_administrator`: the first body and the first two administrators of a new instance.

Two, because letting anybody in takes two people. Refused when there are two.
"""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from qorgan.agencies.models import Agency, Officer, RoleAssignment
from qorgan.journal.actions import record

ENOUGH = 2


class Command(BaseCommand):
    """Asks for the password at the terminal (or reads one line from standard input)."""

    help = "Make the first body and its administrator; run twice, for two people. Refused after that."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--login", required=True, help="sign-in name")
        parser.add_argument("--name", required=True, help="name of the administrator")
        parser.add_argument("--body", required=True, help="name of the body (it can be changed later)")

    def handle(self, *args: Any, **options: Any) -> None:
        held = RoleAssignment.objects.filter(
            role="administrator", officer__is_active=True, valid_until=None
        ).exclude(valid_from=None)
        if held.values("officer").distinct().count() >= ENOUGH:
            raise CommandError(
                "AGY-05: there are two administrators already; together they add others on the site."
            )
        officer = Officer(login=options["login"], name=options["name"], created_at=timezone.now())
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, officer)
        except ValidationError as problem:
            raise CommandError("AGY-06: " + " ".join(problem.messages)) from None
        self._make(officer, options["body"], password)
        self.stdout.write("Made. The second factor is enrolled at the first sign-in.")
        if not held.exclude(officer=officer).exists():
            self.stdout.write("Run this once more for a second administrator: letting anybody in takes two.")

    @transaction.atomic
    def _make(self, officer: Officer, body: str, password: str) -> None:
        now = officer.created_at
        names = {f"name_{language}": body for language in ("kk", "ru", "en")}
        same = Agency.objects.filter(active_until=None, **names).first()
        officer.agency = same or Agency.objects.create(kind=Agency.Kind.CENTRAL, active_from=now, **names)
        officer.set_password(password)
        officer.save()
        RoleAssignment.objects.create(officer=officer, role="administrator", valid_from=now)
        subject = ("officer", officer.id)
        record(
            kind="directory.first_administrator",
            by=None,
            agency=officer.agency_id,
            subject=subject,
            happened_at=now,
            now=now,
        )
