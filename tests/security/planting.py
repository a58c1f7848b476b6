"""Planting names, phones and addresses through the real acts and pages, and dumping all that is kept of them."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.urls import reverse

import cast
from access import probing
from qorgan.agencies.access import File, Viewer
from qorgan.agencies.models import Agency, Officer
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.cases.deciding import actions as deciding
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.documents import actions as documents
from qorgan.referrals import actions as referrals
from qorgan.reports import actions as reports
from qorgan.reports import queries as report_queries
from security import needles

NOW = cast.NOW
SCHEMAS = ("--schema=public", "--schema=keys")  # both parts of a backup, with what a backup leaves out


class Office:
    """Bodies and officers that write all this down."""

    def __init__(self) -> None:
        kinds = Agency.Kind
        self.rights = cast.body("Rights", kinds.GUARDIANSHIP, takes_reports=True)
        self.shelter = cast.body("Shelter", kinds.SHELTER, services=("safe_accommodation",))
        self.clinic = cast.body("Clinic", kinds.HEALTH)
        self.police = cast.body("Police", kinds.POLICE, takes_reports=True)
        self.investigator = cast.seen(cast.officer(self.police, "investigator"))
        self.keeper = cast.seen(cast.officer(self.rights, "guardianship"))
        self.second = cast.seen(cast.officer(self.rights, "supervisor"))
        self.nurse = cast.seen(cast.officer(self.clinic, "health_worker"))

    def plant(self, who: dict[str, str]) -> Any:
        """One person through every act that takes words; gives the case."""
        said = f"{who['surname']} {who['given']}, {who['phone']}, {who['address']}"
        keeper, nurse = self.keeper, self.nurse
        report = reports.send(
            **cast.report_facts(
                self.police, narrative=said, child={"description": said, "safe_contact": who["phone"]}
            ),
            by=nurse,
            now=NOW,
        )
        reports.save_draft(form="report", content={"narrative": said}, subject_id=uuid4(), by=nurse, now=NOW)
        reports.pass_on(
            report=report,
            to_agency=self.rights,
            reason="no_cases",
            words=said,
            form_token=uuid4(),
            by=self.investigator,
            now=NOW,
        )
        with acting(keeper, now=NOW):
            report = report_queries.find(keeper, report.id)
        reports.assess(
            report=report, answers={}, safety={}, outcome="open_case", reasons=said, by=keeper, now=NOW
        )
        with acting(keeper, now=NOW):
            report = report_queries.find(keeper, report.id)
        facts = cast.case_facts(summary=said, narrative=said, contact={"how": who["phone"]})
        facts["child"] |= {
            "names": [{"kind": "used", "surname": who["surname"], "given": who["given"], "patronymic": ""}],
            "needs_note": said,
            "mother": who["surname"],
        }
        facts["place"] |= {"address": who["address"], "adult": who["surname"], "phone": who["phone"]}
        case = cases.open_case(report=report, **facts, by=keeper, now=NOW)
        decision = deciding.decide(
            case=case,
            stage="reasonable",
            outcome="negative",
            grounds=["other_harm"],
            evidence=["none"],
            reasons=said,
            by=keeper,
            now=NOW,
        )
        deciding.send_back(decision=decision, reasons=said, by=self.second, now=NOW)
        documents.add(
            file=File(case_id=case.id),
            key=case.key,
            name=f"{who['surname']}.txt",
            content=said.encode(),
            may_show_abuse=False,
            by=keeper,
            now=NOW,
        )
        self._refer(case, said)
        return case

    def touch(self) -> None:
        """One small act more."""
        reports.save_draft(form="report", content={}, subject_id=uuid4(), by=self.keeper, now=NOW)

    def _refer(self, case: Any, said: str) -> None:
        keeper = self.keeper
        with acting(keeper, now=NOW):
            child = child_queries.find(keeper, case.id)
        consent = children.record_consent(
            child=child,
            basis="best_interests",
            reasons=said,
            recipient=self.shelter,
            purpose="safe_accommodation",
            fields=["child.names"],
            given_at=NOW,
            by=keeper,
            now=NOW,
        )
        with acting(keeper, now=NOW):
            case = case_queries.find(keeper, case.id)
        referral = referrals.send(
            case=case,
            to_agency=self.shelter,
            service="safe_accommodation",
            fields=["child.names"],
            consent=consent,
            urgent=False,
            note=said,
            form_token=cast.token(),
            by=keeper,
            now=NOW,
        )
        referrals.record_service(
            case=case, service="legal_aid", step="delivered", happened_at=NOW, note=said, by=keeper, now=NOW
        )
        referrals.withdraw(referral=referral, by=keeper, now=NOW)
        with acting(keeper, now=NOW):
            case = case_queries.find(keeper, case.id)
        cases.close(case=case, outcome="safe_family", note=said, by=keeper, now=NOW)

    def browse(self, case: Any, who: dict[str, str]) -> dict[str, bytes]:
        """The same words typed and shown in a browser; gives the answers that may show none of them."""
        client = probing.client_of(self.keeper.officer)
        stranger = probing.client_of(self.nurse.officer)
        said = f"{who['surname']} {who['given']} {who['phone']} {who['address']}"
        place = reverse("cases:show", args=[case.id])
        client.post(reverse("cases:open_sealed", args=[case.id]), {"purpose": "protection", "field": "child"})
        shown = client.get(reverse("cases:child", args=[case.id])).content.decode()
        if who["surname"] not in shown:
            raise AssertionError("the keeper must see the name, or this test looks at nothing")
        client.post(
            reverse("children:search"), {"names": f"{who['surname']} {who['given']}", "birth_year": "2014"}
        )
        client.post(reverse("cases:change", args=[case.id]), {"summary": said, "version": "99"})
        return {
            "forbidden": stranger.get(place).content,
            "forbidden form": stranger.post(
                reverse("cases:change", args=[case.id]), {"summary": said}
            ).content,
            "absent": client.get(f"/cases/{uuid4()}/?q={who['phone']}").content.replace(
                f"?q={who['phone']}".encode(), b""
            ),
            "bad token": _without_token(self.keeper.officer, case, said),
        }


def _without_token(officer: Officer, case: Any, said: str) -> bytes:
    from django.conf import settings
    from django.test import Client

    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = client.post(reverse("cases:change", args=[case.id]), {"summary": said})
    if answer.status_code != 403:
        raise AssertionError(answer.status_code)
    return bytes(answer.content)


def failing(officer: Officer, case: Any, who: dict[str, str]) -> bytes:
    """A page that breaks with the words in its request and in its local variables; gives the error page."""
    from qorgan.cases import actions

    said = f"{who['surname']} {who['phone']} {who['address']}"

    def broken(**given: Any) -> None:
        name, typed = said, given
        raise RuntimeError(f"{name} {len(typed)}")

    kept, actions.change = actions.change, broken
    try:
        answer = probing.client_of(officer).post(
            reverse("cases:change", args=[case.id]) + f"?q={who['phone']}",
            {"summary": said, "how": said, "version": "1"},
        )
    finally:
        actions.change = kept
    if answer.status_code != 500:
        raise AssertionError(f"the page must break, and answered {answer.status_code}")
    return bytes(answer.content)


def dump() -> bytes:
    """Everything in the database as its owner dumps it, both parts, in words: sittings and cache included."""
    from django.conf import settings

    from qorgan.config import binaries, database

    environ = database.program_environment(database.OWNER, os.environ, settings.DATA_DIR)
    done = subprocess.run(
        [binaries.client("pg_dump", tls=False), "--format=plain", "--enable-row-security", *SCHEMAS],
        env=environ,
        capture_output=True,
        check=True,
    )
    return bytes(done.stdout)


def kept_files(*folders: Path) -> list[Path]:
    """All ordinary files below."""
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def people(count: int, seed: int) -> list[dict[str, str]]:
    """That many invented people."""
    dice = random.Random(seed)
    return [needles.person(dice) for _ in range(count)]


def words(planted: list[dict[str, str]]) -> list[str]:
    """All their words."""
    return [who[part] for who in planted for part in ("surname", "given", "phone", "address")]


def later(viewer: Viewer) -> Viewer:
    """The same officer an hour on."""
    return cast.seen(viewer.officer, NOW + dt.timedelta(hours=1))
