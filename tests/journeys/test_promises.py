"""What the pages promise: exact previews, nothing typed lost, one record a sending, purposes asked, one print."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as live
from django.test import Client
from django.utils import timezone

import cast
from qorgan.agencies.scope import acting
from qorgan.cases.models import Case, StatusDecision
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.children.models import Consent
from qorgan.journal.models import Entry
from qorgan.referrals.models import Packet, Referral
from qorgan.reports.models import Draft, Report

pytestmark = pytest.mark.django_db
MARK = re.compile(r'name="confirmed" value="([0-9a-f]{64})"')


def seen(world: Any, officer: Any) -> Any:
    """The database as this officer may see it now."""
    now = timezone.now()
    return acting(cast.seen(officer, now), now=now)


def text(answer: Any) -> str:
    """The main part of a page."""
    return str(answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0])


# -- referral: what is sent is what was shown -----------------------------------------------------------------


def referral_sheet(world: Any, **changes: Any) -> dict[str, Any]:
    sheet = {
        "to_agency": str(world.shelter.id),
        "urgent": "no",
        "basis": "assent",
        "read_in": "kk",
        "fields_shown": ["child.names", "child.age", "place.kind"],
        "note": "Invented: ring twice.",
        "once": str(uuid4()),
    }
    return sheet | changes


def test_nothing_is_sent_before_the_preview_and_then_exactly_what_it_showed(world: Any, sits: Any) -> None:
    keeper = sits(world.keeper)
    url = f"/referrals/case/{world.case.id}/new/safe_accommodation/"
    sheet = referral_sheet(world)
    before = _referrals(world)
    shown = keeper.post(url, sheet)
    preview = text(shown).split("q-preview", 1)[1].split("</section>", 1)[0]
    for expected in ("Ойдантуған Бала", "11–13", "In hospital", "Invented: ring twice.", "Invented shelter"):
        assert expected in preview
    assert "Invented street 1" not in preview
    assert "Invented summary" not in preview
    assert _referrals(world) == before
    sent = keeper.post(url, sheet | {"confirmed": MARK.search(text(shown))[1]})
    assert sent.status_code == 302
    with seen(world, world.keeper):
        referral = Referral.objects.latest("sent_at", "id")
        assert referral.fields == ["child.age", "child.names", "place.kind"]
        assert sorted(Consent.objects.get(pk=referral.consent_id).fields) == referral.fields


@pytest.mark.parametrize(
    "change",
    [
        {"fields_shown": ["child.names", "child.age", "place.kind", "case.summary"]},
        {"fields_shown": ["child.age"]},
        {"note": "Another message."},
        {"urgent": "yes"},
        {"confirmed": "0" * 64},
        {"confirmed": "1"},
        {"confirmed": "ы"},
    ],
    ids=str,
)
def test_what_changed_after_the_preview_is_shown_again_and_not_sent(
    world: Any, sits: Any, change: Any
) -> None:
    keeper = sits(world.keeper)
    url = f"/referrals/case/{world.case.id}/new/safe_accommodation/"
    sheet = referral_sheet(world)
    mark = MARK.search(text(keeper.post(url, sheet)))[1]
    before = _referrals(world)
    again = keeper.post(url, sheet | {"confirmed": mark} | change)
    assert again.status_code == 200
    assert "Nothing was sent" in text(again)
    assert _referrals(world) == before
    assert keeper.post(url, sheet | change | {"confirmed": MARK.search(text(again))[1]}).status_code == 302


def test_a_preview_falls_when_the_child_s_file_changed_meanwhile(world: Any, sits: Any) -> None:
    keeper = sits(world.keeper)
    url = f"/referrals/case/{world.case.id}/new/safe_accommodation/"
    sheet = referral_sheet(world)
    mark = MARK.search(text(keeper.post(url, sheet)))[1]
    with seen(world, world.keeper):
        child = child_queries.of_case(world.case.id)
    name = {"kind": "papers", "surname": "Басқа", "given": "Ат", "patronymic": ""}
    children.change(
        child=child,
        version=child.version,
        facts={"names": [name]},
        by=world.by(world.keeper),
        now=world.at,
    )
    again = keeper.post(url, sheet | {"confirmed": mark})
    assert "Nothing was sent" in text(again)
    assert "Басқа Ат" in text(again)


def test_the_receiver_sees_what_the_preview_showed_and_nothing_else(world: Any, sits: Any) -> None:
    helper = sits(world.helper)  # world.accepted lists age and languages only
    base = f"/cases/{world.case.id}"
    pages = ""
    for path in ("/", "/child/", "/event/", "/decisions/", "/documents/"):
        helper.post(f"{base}/purpose/", {"purpose": "service", "field": "child.names"})
        pages += text(helper.get(base + path))
    assert "11–13" in pages
    hidden = ("Ойдантуған", "Invented street", "Invented summary", "Invented narrative", "invented.txt")
    assert [word for word in hidden if word in pages] == []
    assert "possible victim" not in pages.lower()
    assert "reasonable grounds" not in pages.lower()


def _referrals(world: Any) -> int:
    with seen(world, world.keeper):
        return Referral.objects.count()


def test_a_referral_sent_twice_is_one(world: Any, sits: Any) -> None:
    keeper = sits(world.keeper)
    url = f"/referrals/case/{world.case.id}/new/safe_accommodation/"
    sheet = referral_sheet(world)
    sheet["confirmed"] = MARK.search(text(keeper.post(url, sheet)))[1]
    before = _referrals(world)
    first, second = keeper.post(url, sheet), keeper.post(url, sheet)
    assert first.url == second.url
    assert _referrals(world) == before + 1


# -- nothing typed is lost ------------------------------------------------------------------------------------


def report_sheet(world: Any, **changes: Any) -> dict[str, Any]:
    sheet = {
        "danger": "unknown",
        "to_agency": str(world.rights.id),
        "narrative": "Invented: typed at night.",
        "learned_at_day": "1",
        "learned_at_month": "11",
        "learned_at_year": "2025",
        "learned_at_time": "02:15",
        "acts": ["harbouring", "transfer"],
        "description": "Invented red scarf",
        "once": str(uuid4()),
    }
    return sheet | changes


def test_a_report_and_a_case_sent_twice_are_one(world: Any, sits: Any) -> None:
    nurse, sheet = sits(world.nurse), report_sheet(world)
    with seen(world, world.nurse):
        before = Report.objects.count()
    assert nurse.post("/reports/new/", sheet).url == nurse.post("/reports/new/", sheet).url
    with seen(world, world.nurse):
        assert Report.objects.count() == before + 1
    keeper, url = sits(world.keeper), f"/cases/open/{world.assessed.id}/"
    sheet = {"place_kind": "unknown", "without_care": "unknown", "sex": "unknown", "once": str(uuid4())}
    with seen(world, world.keeper):
        before = Case.objects.count()
    assert keeper.post(url, sheet).url == keeper.post(url, sheet).url
    with seen(world, world.keeper):
        assert Case.objects.count() == before + 1


def test_a_draft_is_kept_found_again_by_its_writer_only_and_gone_when_sent(world: Any, sits: Any) -> None:
    nurse = sits(world.nurse)
    typed = report_sheet(world, to_agency="", learned_at_year="20")
    assert nurse.post("/reports/new/", typed | {"save_draft": "typing"}).status_code == 204
    again = text(sits(world.nurse).get("/reports/new/"))
    for expected in ("typed at night", "Invented red scarf", 'value="02:15"', "Go on where you stopped"):
        assert expected in again
    assert again.count("checked") == 3
    assert "govuk-error-message" not in again, "a draft is not blamed for what is still missing"
    assert "typed at night" not in text(sits(world.keeper).get("/reports/new/"))
    assert nurse.post("/reports/new/", report_sheet(world)).status_code == 302
    assert "typed at night" not in text(nurse.get("/reports/new/"))
    nurse.post("/reports/new/", typed | {"save_draft": "1"})
    nurse.post("/reports/new/", {"save_draft": "discard"})
    assert "typed at night" not in text(nurse.get("/reports/new/"))
    with seen(world, world.nurse):
        assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("path", "field"),
    [("/reports/{new_report}/assess/", "reasons"), ("/cases/open/{assessed}/", "summary")],
)
def test_long_sheets_of_a_file_keep_drafts_too(world: Any, sits: Any, path: str, field: str) -> None:
    url = path.format(new_report=world.new_report.id, assessed=world.assessed.id)
    keeper = sits(world.keeper)
    keeper.post(url, {field: "Invented half a sentence", "save_draft": "typing"})
    assert "Invented half a sentence" in text(sits(world.keeper).get(url))
    assert "Invented half a sentence" not in text(sits(world.second).get(url))


def test_the_idle_lock_ends_the_sitting_and_the_draft_waits(world: Any, sits: Any) -> None:
    nurse = sits(world.nurse)
    nurse.get("/reports/new/")
    nurse.post("/reports/new/", report_sheet(world) | {"save_draft": "typing"})
    session = nurse.session
    session["last_seen"] -= live.IDLE_SECONDS + 1
    session.save()
    locked = nurse.post("/reports/new/", report_sheet(world))
    assert locked.status_code == 302
    assert locked.url.startswith("/demo/?next=")
    assert nurse.get("/reports/new/").status_code == 302, "signed out"
    assert "typed at night" in text(sits(world.nurse).get("/reports/new/"))


def test_the_one_who_saves_second_keeps_the_text_sees_both_versions_and_decides(
    world: Any, sits: Any
) -> None:
    url = f"/cases/{world.case.id}/change/"
    first, second = sits(world.keeper), sits(world.second)
    version = re.search(r'name="version" value="(\d+)"', text(second.get(url)))[1]
    assert first.post(url, {"summary": "Invented: saved first.", "version": version}).status_code == 302
    late = second.post(url, {"summary": "Invented: typed second.", "version": version})
    assert late.status_code == 409
    shown = text(late)
    assert shown.count("Invented: typed second.") == 2  # beside the other version, and still in its box
    assert "Invented: saved first." in shown
    assert f"Invented {world.keeper.login}" in shown, "who saved first"
    newest = re.search(r'name="version" value="(\d+)"', shown)[1]
    assert int(newest) == int(version) + 1
    assert second.post(url, {"summary": "Invented: both.", "version": newest}).status_code == 302
    first.post(f"/cases/{world.case.id}/purpose/", {"purpose": "protection", "field": "case.summary"})
    assert "Invented: both." in text(first.get(f"/cases/{world.case.id}/"))


@pytest.mark.parametrize("sheet", ["child", "event"])
def test_child_and_event_have_the_same_care(world: Any, sits: Any, sheet: str) -> None:
    paths = {"child": "child/change/", "event": f"event/{world.event.id}/change/"}
    url = f"/cases/{world.case.id}/{paths[sheet]}"
    field, words = {"child": ("sex", ("boy", "girl")), "event": ("acts.harbouring", ("yes", "no"))}[sheet]
    values = {"child": ("male", "female"), "event": ("contested", "false")}[sheet]
    version = re.search(r'name="version" value="(\d+)"', text(sits(world.keeper).get(url)))[1]
    assert (
        sits(world.keeper).post(url, {field: values[0], "version": version, "languages": "uz"}).status_code
        == 302
    )
    late = sits(world.second).post(url, {field: values[1], "version": version, "languages": "uz"})
    assert late.status_code == 409
    assert words[1] in text(late).split("q-versions", 1)[1].split("</table>", 1)[0]


def test_switching_the_language_stays_on_the_page(world: Any, sits: Any) -> None:
    keeper = sits(world.keeper)
    url = f"/cases/{world.case.id}/journal/?show=done"
    assert 'name="next" value="/cases/' in keeper.get(url).content.decode()
    assert keeper.post("/language/", {"language": "kk", "next": url}).url == url
    assert '<html lang="kk"' in keeper.get(url).content.decode()
    assert keeper.post("/language/", {"language": "ru", "next": "https://elsewhere.example/"}).url == "/"


# -- purposes ---------------------------------------------------------------------------------------------------


def test_one_s_own_file_asks_once_a_sitting_another_s_each_time(world: Any, sits: Any) -> None:
    url = f"/cases/{world.case.id}/"
    own, other = sits(world.keeper), sits(world.second)
    for client in (own, other):
        assert "Invented summary" not in text(client.get(url))
        assert client.post(f"{url}purpose/", {"purpose": "protection", "field": "case.summary"}).url == url
        assert "Invented summary" in text(client.get(url))
    assert "Invented summary" in text(own.get(url))
    assert "Invented summary" not in text(other.get(url))
    assert "Invented summary" not in text(sits(world.keeper).get(url)), "a new sitting asks again"
    with seen(world, world.keeper):
        told = Entry.objects.filter(case_id=world.case.id, kind="cases.read", purpose="protection")
        assert "case.summary" in told.latest("entered_at").detail["opened"]


def test_a_purpose_that_is_not_on_the_list_opens_nothing_and_says_so(world: Any, sits: Any) -> None:
    keeper, url = sits(world.keeper), f"/cases/{world.case.id}/"
    keeper.post(f"{url}purpose/", {"purpose": "curiosity", "field": "case.summary"})
    shown = text(keeper.get(url))
    assert "GEN-02" in shown
    assert "Invented summary" not in shown


def test_a_document_opens_for_a_purpose_only_and_never_after_it_may_show_abuse(world: Any, sits: Any) -> None:
    keeper, base = sits(world.keeper), f"/documents/{world.document.id}"
    assert keeper.post(f"{base}/open/", {"purpose": ""}).status_code == 302
    assert "GEN-02" in text(keeper.get(f"/cases/{world.case.id}/documents/"))
    opened = keeper.post(f"{base}/open/", {"purpose": "legal"})
    assert opened.content == b"Invented."
    assert opened["Content-Disposition"].startswith("attachment")
    keeper.post(f"{base}/may-show-abuse/")
    assert keeper.post(f"{base}/open/", {"purpose": "legal"}).status_code == 404


# -- decisions, packet, journal ---------------------------------------------------------------------------------


def test_a_no_waits_for_a_second_person_and_a_review_ends_the_reviewer_s_access(
    world: Any, sits: Any
) -> None:
    second = sits(world.second)
    url = f"/cases/decisions/{world.waiting.id}/second/"
    assert f"/cases/{world.other_case.id}/decisions/" in text(second.get("/"))
    assert "Invented reasons." in text(second.get(url))
    assert "DEC-02" in text(second.post(url, {"outcome": "send_back", "reasons": ""}))
    assert second.post(url, {"outcome": "agree"}).status_code == 302
    prosecutor = sits(world.prosecutor)
    review = f"/cases/decisions/{world.in_review.id}/review/"
    assert "Invented doubt." in text(prosecutor.get(review))
    assert prosecutor.post(review, {"outcome": "uphold", "reasons": "Invented."}).status_code == 302
    with seen(world, world.keeper):
        states = dict(StatusDecision.objects.values_list("id", "state"))
    assert states[world.waiting.id] == StatusDecision.State.FINAL
    assert states[world.in_review.id] == StatusDecision.State.UPHELD
    assert Client().get(review).status_code == 302
    assert prosecutor.get(review).status_code == 404


def test_the_packet_is_shown_once_and_its_receipt_comes_back(world: Any, sits: Any) -> None:
    keeper, url = sits(world.keeper), f"/referrals/{world.on_paper.id}/packet/"
    printed = text(keeper.post(f"{url}print/"))
    code = re.search(r"Q-[A-Z0-9]{4}-[A-Z0-9]{4}", printed)[0]
    assert "11–13" in printed
    assert "Invented message." in printed
    assert "REF-11" in text(keeper.post(f"{url}print/"))
    assert code not in text(keeper.get(url))
    wrong = text(keeper.post(f"{url}receipt/", {"receipt": "Q-0000-0000"}))
    assert "REF-12" in wrong
    assert 'value="Q-0000-0000"' in wrong
    assert keeper.post(f"{url}receipt/", {"receipt": code.lower()}).status_code == 302
    with seen(world, world.keeper):
        assert Packet.objects.get(referral=world.on_paper).confirmed_at
        assert Referral.objects.get(pk=world.on_paper.id).state == "accepted"


def test_the_journal_page_tells_deeds_and_looks_apart(world: Any, sits: Any) -> None:
    keeper, url = sits(world.keeper), f"/cases/{world.case.id}/journal/"
    keeper.get(f"/cases/{world.case.id}/")
    count = {
        show: text(keeper.get(f"{url}?show={show}")).count("moj-timeline__item")
        for show in ("", "done", "looked")
    }
    assert 0 < count["done"] < count[""]
    assert 0 < count["looked"] < count[""]


def test_the_list_of_reports_by_state(world: Any, sits: Any) -> None:
    keeper = sits(world.keeper)
    waiting, assessed = text(keeper.get("/reports/?state=sent")), text(keeper.get("/reports/?state=assessed"))
    assert world.new_report.number in waiting
    assert world.new_report.number not in assessed
    assert world.assessed.number in assessed


def test_filters_of_cases_are_chips_that_come_off_one_by_one(world: Any, sits: Any) -> None:
    keeper = sits(world.keeper)
    found = text(keeper.get(f"/cases/?number={world.case.number.lower()}&status=reasonable"))
    assert world.case.number in found
    assert world.other_case.number not in found
    chips = found.split("q-chips", 1)[1].split("</ul>", 1)[0]
    assert 'href="?number=' in chips
    assert 'href="?status=reasonable"' in chips


def test_acts_of_one_button_say_why_not(world: Any, sits: Any) -> None:
    helper, url = sits(world.helper), f"/referrals/{world.offered.id}/"
    helper.post(f"{url}accept/")
    helper.post(f"{url}accept/")
    assert "REF-03" in text(helper.get(url))
