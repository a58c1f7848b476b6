"""The main job in a real browser, from the first report to the closed case, also with five published cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import walking as go
import yaml
from django.utils import timezone

import cast
from qorgan.agencies.scope import acting
from qorgan.cases.models import Case
from qorgan.children.models import Consent
from qorgan.commands import intake as command
from qorgan.referrals.models import Referral, Service
from qorgan.reports import intake

pytestmark = pytest.mark.journey
PUBLISHED = Path(__file__).parents[1] / "data" / "published.yaml"
RECORDS = {record.source_id: record for record in map(intake.read, intake.load(PUBLISHED.read_text("utf-8")))}


@pytest.fixture
def people(live_site: str) -> dict[str, Any]:
    """Bodies and officers of the journey, committed for the served site."""
    found = go.bodies()
    return {**found, **go.officers(found)}


def test_a_child_is_reported_protected_referred_served_and_the_case_closed(
    page: Any, people: dict[str, Any]
) -> None:
    go.be(page, "nurse")
    go.speak(page, "en")
    report_id = report_on_the_sheet(page, people["rights"])
    case_id = from_report_to_closed_case(page, people, report_id, in_words="sleeps behind a bakery")
    look_at_the_journal(page, case_id)
    go.speak(page, "kk")
    assert page.locator(".q-timeline li").count() > 8


@pytest.mark.parametrize("source", sorted(RECORDS))
def test_a_published_case_travels_to_its_end(
    page: Any, people: dict[str, Any], source: str, tmp_path: Path
) -> None:
    record = RECORDS[source]
    report_id = taken_from_a_file(source, people, tmp_path)
    go.be(page, "keeper")
    go.speak(page, "en")
    case_id = from_report_to_closed_case(page, people, report_id, in_words=record.narrative[:40])
    with acting(cast.seen(people["keeper"], timezone.now()), now=timezone.now()):
        event = Case.objects.get(pk=case_id).event_links.get().event
        assert event.facts == record.facts, "what was reported stands in the event, unknown left unknown"
    look_at_the_journal(page, case_id)


def taken_from_a_file(source: str, people: dict[str, Any], folder: Path) -> UUID:
    """`qorgan intake` on a file with this one published record, as an operator runs it."""
    records = [each for each in intake.load(PUBLISHED.read_text("utf-8")) if each["id"] == source]
    file = folder / "records.yaml"
    file.write_text(yaml.safe_dump(records, allow_unicode=True), encoding="utf-8")
    (taken,) = command.run(file, by=people["nurse"].login, to=str(people["rights"].id))
    return UUID(taken["report"])


def report_on_the_sheet(page: Any, receiver: Any) -> UUID:
    """A health worker writes what is known; most stays empty."""
    page.goto("/reports/new/")
    go.choose(page, "danger", "yes")
    page.locator("select[name=to_agency]").select_option(str(receiver.id))
    page.locator("textarea[name=narrative]").fill("Invented: a child sleeps behind a bakery, and is afraid.")
    go.unfold(page)
    go.choose(page, "acts", "harbouring")
    go.choose(page, "purposes", "forced_labour")
    page.locator("input[name=age]").fill("about 12")
    page.locator("textarea[name=description]").fill("Invented grey coat")
    go.send(page)
    go.no_errors(page)
    assert "/sent/" in page.url
    assert receiver.name_en in go.words(page)
    return go.file_id(page)


def from_report_to_closed_case(page: Any, people: dict[str, Any], report_id: UUID, *, in_words: str) -> UUID:
    """Assess, open, decide, refer, accept, meet, serve, end, close; each step in the browser."""
    assess(page, report_id, in_words)
    case_id = open_case(page)
    decide_reasonable_grounds(page, case_id)
    referral_id = refer(page, case_id, people["shelter"])
    accept_and_serve(page, referral_id, case_id)
    close(page, case_id, people["keeper"])
    return case_id


def assess(page: Any, report_id: UUID, in_words: str) -> None:
    """The receiving officer takes the report from the tasks of today and makes the first assessment."""
    go.be(page, "keeper")
    page.locator(f".q-tasks a[href*='{report_id}']").first.click()
    page.wait_for_load_state()
    assert in_words not in go.words(page), "the report in words opens only with a purpose"
    go.step(page)
    assert page.url.endswith("/assess/")
    assert in_words in go.words(page)
    go.choose(page, "safety_danger_now", "unknown")
    go.unfold(page)
    page.locator("input[name^=sign_][value=unknown]").first.check()
    go.choose(page, "outcome", "open_case")
    go.send(page)
    go.no_errors(page)


def open_case(page: Any) -> UUID:
    """Right after the assessment, with a sealed name and the place for tonight."""
    assert "/cases/open/" in page.url
    page.locator("select[name=place_kind]").select_option("hospital")
    page.locator("textarea[name=address]").fill("Invented street 1")
    go.choose(page, "without_care", "unknown")
    go.unfold(page)
    page.locator("input[name=surname]").fill("Ойдантуған")
    page.locator("input[name=given]").fill("Бала")
    page.locator("input[name=age_from]").fill("11")
    page.locator("input[name=age_to]").fill("13")
    go.choose(page, "languages", "uz")
    page.locator("textarea[name=summary]").fill("Invented summary.")
    go.send(page)
    go.no_errors(page)
    case_id = go.file_id(page)
    shown = go.words(page)
    assert "Ойдантуған" not in page.content()
    assert "Invented street 1" not in shown
    assert page.locator("h2, .q-panel__title").filter(has_text="tonight").count()
    return case_id


def decide_reasonable_grounds(page: Any, case_id: UUID) -> None:
    """The next step of the case page leads to the decision."""
    go.step(page)
    assert page.url.endswith(f"{case_id}/decide/reasonable/")
    go.choose(page, "outcome", "positive")
    go.choose(page, "grounds", "place_found")
    go.choose(page, "evidence", "none")
    go.send(page)
    go.no_errors(page)
    assert page.url.endswith(f"{case_id}/decisions/")


def refer(page: Any, case_id: UUID, receiver: Any) -> UUID:
    """Choose the help, the body and exactly what it sees; the preview comes before anything leaves."""
    page.goto(f"/referrals/case/{case_id}/")
    page.locator(f"a[href='/referrals/case/{case_id}/new/']").first.click()
    go.choose(page, "service", "safe_accommodation")
    go.send(page)
    page.locator("select[name=to_agency]").select_option(str(receiver.id))
    go.choose(page, "urgent", "yes")
    go.choose(page, "basis", "assent")
    page.locator("select[name=read_in]").select_option("kk")
    go.choose(page, "fields_shown", "child.age", "child.languages")
    page.locator("textarea[name=note]").fill("Invented message.")
    go.send(page)
    go.no_errors(page)
    preview = page.locator(".q-preview").inner_text()
    assert "11–13" in preview
    assert "Ойдантуған" not in page.content()
    go.send(page)
    go.no_errors(page)
    referral_id = go.file_id(page)
    assert page.url.endswith(f"/referrals/{referral_id}/")
    return referral_id


def accept_and_serve(page: Any, referral_id: UUID, case_id: UUID) -> None:
    """The shelter: accept, see only what was ticked, meet the child, record the service, end."""
    go.be(page, "helper")
    page.locator(f".q-tasks a[href*='{referral_id}']").first.click()
    page.wait_for_load_state()
    assert "Invented message" not in page.content()
    page.locator(f"form[action='/referrals/{referral_id}/accept/'] button").click()
    page.wait_for_load_state()
    page.goto(f"/cases/{case_id}/child/")
    shown = go.words(page)
    assert "11–13" in shown
    assert "Ойдантуған" not in page.content()
    page.goto(f"/referrals/{referral_id}/contact/")
    go.send(page)
    go.no_errors(page)
    page.goto(f"/referrals/case/{case_id}/service/")
    go.choose(page, "step", "delivered")
    go.send(page)
    go.no_errors(page)
    page.goto(f"/referrals/{referral_id}/answer/end/")
    go.choose(page, "reason", "done")
    go.send(page)
    go.no_errors(page)
    assert page.goto(f"/cases/{case_id}/").status == 404, "when the referral ends, so does access"


def close(page: Any, case_id: UUID, keeper: Any) -> None:
    """The keeper closes with an outcome."""
    go.be(page, "keeper")
    page.goto(f"/cases/{case_id}/")
    page.locator(f"a[href='/cases/{case_id}/close/']").first.click()
    go.choose(page, "outcome", "guardian_family")
    go.send(page)
    go.no_errors(page)
    now = timezone.now()
    with acting(cast.seen(keeper, now), now=now):
        assert Case.objects.get(pk=case_id).state == Case.State.CLOSED
        assert Referral.objects.get(case_id=case_id).state == Referral.State.ENDED
        assert Service.objects.filter(case_id=case_id, step="delivered").count() == 1
        assert Consent.objects.get().fields == ["child.age", "child.languages"]


def look_at_the_journal(page: Any, case_id: UUID) -> None:
    """The timeline tells the whole way, youngest first, and never the name."""
    page.goto(f"/cases/{case_id}/journal/")
    told = page.locator(".q-timeline li").all_inner_texts()
    assert len(told) > 8
    assert "Ойдантуған" not in page.content()
    assert "closed" in " ".join(told[:3]).lower()
