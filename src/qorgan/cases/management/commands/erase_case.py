"""`qorgan manage --as-owner erase_case NUMBER`: two people erase a closed case for good."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from qorgan.agencies.access import Viewer, viewer_of
from qorgan.agencies.models import Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.cases.codes import ERASING
from qorgan.cases.erasing import erase


class Command(BaseCommand):
    """Asks both for their passwords at the terminal (or reads two lines from standard input)."""

    help = "Erase a closed case for good: two people with their passwords. It cannot be undone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", help="number of the case")
        parser.add_argument("--reason", required=True, choices=sorted(ERASING))
        parser.add_argument("--by", required=True, help="sign-in name of a data-protection officer")
        parser.add_argument(
            "--second", required=True, help="sign-in name of somebody of the body that keeps the case"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by, second = self._person(options["by"]), self._person(options["second"])
        try:
            number = erase(
                number=options["number"],
                reason=options["reason"],
                by=by,
                second=second,
                now=timezone.now(),
            )
        except CannotDo as refusal:
            raise CommandError(f"{refusal.code}: {' '.join(refusal.messages)}") from None
        self.stdout.write(
            f"Erased: {number} keys destroyed. Now run `qorgan backup --ledger-only`, so that no backup "
            "brings it back if this machine is lost; copies of keys end after 35 days."
        )

    @staticmethod
    def _person(login: str) -> Viewer:
        ask = f"Password of {login}: "
        given = getpass.getpass(ask) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        officer = Officer.objects.select_related("agency").filter(login=login, is_active=True).first()
        if officer is None or not officer.check_password(given):
            raise CommandError("CAS-24: sign-in name or password is wrong.")
        return viewer_of(officer, now=timezone.now())
