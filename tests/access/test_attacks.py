"""What somebody who wants in would try: wider referrals, others' tokens and drafts, old sessions, addresses, caches."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

import cast
from access import probing
from access import world as worlds
from cases.test_actions import refused
from qorgan.agencies import actions as directory
from qorgan.agencies.confirming import actions as confirming
from qorgan.agencies.models import Agency, Officer
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.referrals import actions as referrals
from qorgan.reports import actions as reports
from qorgan.reports import queries as report_queries
from qorgan.reports.models import Draft, Report

pytestmark = pytest.mark.django_db
NOW = cast.NOW
MOMENT = {"day": "2", "month": "2", "year": "2026", "time": "10:00"}
LEAKING = ("place.address", "services.note", "child.needs")


@pytest.fixture
def world():
    return worlds.build()


@pytest.fixture
def police():
    """A police body that keeps a case itself: a child in a shelter whose name must not be seen there."""
    body = cast.body("Police", Agency.Kind.POLICE)
    keeper = cast.seen(cast.officer(body, "supervisor"), NOW)
    shelter = cast.body("Canary shelter 3131", Agency.Kind.SHELTER, services=("safe_accommodation",))
    facts = cast.case_facts(
        place={"kind": "shelter", "address": worlds.CANARIES["place.address"], "responsible_agency": shelter}
    )
    facts["child"] |= {"needs": ["pregnant"], "needs_note": worlds.CANARIES["child.needs"]}
    case = cases.open_case(report=None, **facts, by=keeper, now=NOW)
    return keeper, case, shelter


def test_a_police_body_that_keeps_a_case_sees_no_shelter_by_any_page(police):
    keeper, case, shelter = police
    client = probing.client_of(keeper.officer)
    client.post(f"/cases/{case.id}/purpose/", {"purpose": "protection", "field": "child.names"})
    for page in ("", "child/", "child/change/", "change/", "event/", "journal/", "decisions/"):
        shown = client.get(f"/cases/{case.id}/{page}").content.decode()
        for canary in (worlds.CANARIES["place.address"], worlds.CANARIES["child.needs"]):
            assert canary not in shown, page
        if page != "journal/":
            assert shelter.name not in shown, page
    assert "pregnant" not in client.get(f"/cases/{case.id}/child/change/").content.decode()


def test_a_change_by_who_may_not_see_the_needs_does_not_overwrite_them(police):
    keeper, case, _shelter = police
    client = probing.client_of(keeper.officer)
    answer = client.post(f"/cases/{case.id}/child/change/", {"sex": "female", "needs": ["none"]})
    assert answer.status_code == 302
    with acting(keeper, now=NOW):
        child = child_queries.find(keeper, case.id)
    assert (child.sex, child.needs) == ("female", ["pregnant"])
    assert child.sealed_needs is not None


def test_nobody_refers_more_than_they_may_see(police):
    keeper, case, shelter = police
    with acting(keeper, now=NOW):
        child = child_queries.find(keeper, case.id)
        case = case_queries.find(keeper, case.id)
    for field in LEAKING:
        consent = children.record_consent(
            child=child,
            basis="assent",
            read_in="kk",
            recipient=shelter,
            purpose="safe_accommodation",
            fields=[field],
            given_at=NOW,
            by=keeper,
            now=NOW,
        )
        given = {"service": "safe_accommodation", "fields": [field], "consent": consent, "urgent": False}
        given |= {"form_token": cast.token(), "by": keeper, "now": NOW}
        assert refused(referrals.send, case=case, to_agency=shelter, **given) == "REF-02"


def test_a_notice_to_an_enforcement_body_says_nothing_of_needs(world):
    keeper = cast.seen(Officer.objects.get(login="the-keeper"), NOW)
    police = cast.body("Police", Agency.Kind.POLICE)
    with acting(keeper, now=NOW):
        child, case = child_queries.find(keeper, world.case.id), case_queries.find(keeper, world.case.id)
    children.change(child=child, version=child.version, facts={"needs": ["pregnant"]}, by=keeper, now=NOW)
    consent = children.record_consent(
        child=child,
        basis="assent",
        read_in="kk",
        recipient=police,
        purpose="legal_aid",
        fields=["child.age"],
        given_at=NOW,
        by=keeper,
        now=NOW,
    )
    given = {"service": "legal_aid", "fields": ["child.age"], "consent": consent, "urgent": False}
    sent = referrals.send(case=case, to_agency=police, form_token=cast.token(), **given, by=keeper, now=NOW)
    assert sent.notice["needs"] == []


def test_a_receiver_can_neither_pass_on_nor_widen_what_it_got(world):
    client = probing.client_of(Officer.objects.get(login="the-taker"))
    place = reverse("referrals:send", args=[world.case.id, "safe_accommodation"])
    for data in ({}, {"to_agency": world.bodies["stranger"].id, "fields_shown": ["place.address"]}):
        assert client.post(place, data).status_code == 404
    for page in ("change/", "close/", "transfer/", "assign/"):
        assert client.post(f"/cases/{world.case.id}/{page}", {"version": "1"}).status_code == 404


def test_the_token_of_somebody_elses_sheet_finds_and_breaks_nothing(world):
    """Hidden fields are the sender's to choose: the same `once` from two officers is two reports, twice is one."""
    token, body = str(cast.token()), world.bodies["keeper"]
    typed = {"to_agency": str(body.id), "danger": "unknown", "narrative": "Invented words.", "once": token}
    typed |= {"learned_at_0": "2.2.2026", "learned_at_1": "10:00"}
    first, second = (
        probing.client_of(world.officers["health_worker", relation]) for relation in ("sender", "stranger")
    )
    form = first.get("/reports/new/").content.decode()
    for name in ("learned_at_day", "learned_at_month", "learned_at_year", "learned_at_time"):
        if f'name="{name}"' in form:
            parts = {"day": "2", "month": "2", "year": "2026", "time": "10:00"}
            typed[name] = parts[name.removeprefix("learned_at_")]
    answers = [client.post("/reports/new/", typed) for client in (first, first, second)]
    assert [answer.status_code for answer in answers] == [302, 302, 302], answers[0].content.decode()[:2000]
    assert answers[0].url == answers[1].url
    assert answers[2].url != answers[0].url


def test_nobody_reads_or_overwrites_anothers_draft(world):
    first, second = (world.viewer("social_worker", relation) for relation in ("keeper", "keeper_colleague"))
    reports.save_draft(form="report", content={"narrative": "canary-draft"}, by=first, now=NOW)
    with acting(second, now=NOW):
        assert report_queries.draft(second, "report") is None
        assert not Draft.objects.exists()
    client = probing.client_of(second.officer)
    assert "canary-draft" not in client.get("/reports/new/").content.decode()
    client.post("/reports/new/", {"save_draft": "discard"})
    with acting(first, now=NOW):
        assert report_queries.draft(first, "report") == {"narrative": "canary-draft"}


def test_a_session_that_is_open_loses_what_the_officer_loses(world):
    officer = world.officers[
        "guardianship", "keeper_colleague"
    ]  # whoever keeps the case does not lose the role
    admin = cast.seen(cast.officer(world.bodies["stranger"], "administrator"), NOW)
    client, place = probing.client_of(officer), f"/cases/{world.case.id}/"
    assert client.get(place).status_code == 200
    directory.set_roles(officer=officer, roles=["analyst"], by=admin, now=NOW)
    assert client.get(place).status_code == 404
    later = NOW + dt.timedelta(seconds=1)
    directory.set_roles(officer=officer, roles=["guardianship"], by=admin, now=later)
    assert client.get(place).status_code == 404  # one person alone gives nothing
    second = cast.seen(cast.officer(world.bodies["stranger"], "administrator"), NOW)
    confirming.confirm(officer=officer, roles=["guardianship"], by=second, now=later)
    assert client.get(place).status_code == 200
    Officer.objects.filter(pk=officer.pk).update(agency=world.bodies["stranger"])  # another body
    assert client.get(place).status_code == 404
    Officer.objects.filter(pk=officer.pk).update(agency=world.bodies["keeper"], is_active=False)
    assert client.get(place).status_code == 302


def test_a_purpose_given_once_does_not_outlive_the_right(world):
    officer = Officer.objects.get(login="the-keeper")
    client = probing.client_of(officer)
    client.post(f"/cases/{world.case.id}/purpose/", {"purpose": "protection", "field": "child.names"})
    assert worlds.CANARIES["child.names"] in client.get(f"/cases/{world.case.id}/child/").content.decode()
    Officer.objects.filter(pk=officer.pk).update(agency=world.bodies["sender"])
    answer = client.get(f"/cases/{world.case.id}/child/")
    assert answer.status_code == 404
    assert not any(canary.encode() in answer.content for canary in worlds.CANARIES.values())


def test_an_old_session_is_worth_nothing_after_signing_out(world):
    client = probing.client_of(Officer.objects.get(login="the-keeper"))
    stolen = client.cookies.output(header="").strip()
    place = f"/cases/{world.case.id}/"
    client.post("/accounts/logout/")
    answer = client.get(place, headers={"cookie": stolen.split(";")[0]})
    assert answer.status_code == 302
    assert client.get(place).status_code == 302


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_no_door_leads_to_another_site(world, client, evil):
    officer = probing.client_of(Officer.objects.get(login="the-keeper"))
    answers = [officer.post("/language/", {"language": "ru", "next": evil})]
    answers += [client.get(door, {"next": evil}) for door in ("/accounts/login/", "/accounts/logout/")]
    for answer in answers:
        goes = answer.get("Location", "/")
        assert goes.startswith("/"), goes
        assert not goes.startswith(("//", "/\\")), goes
        assert f'href="{evil}"' not in answer.content.decode()


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "a b"])
def test_another_host_is_not_answered(world, settings, host):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]  # the test runner adds its own
    client = probing.client_of(Officer.objects.get(login="the-keeper"))
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


def test_nothing_of_a_file_stays_in_a_browser_or_leaves_with_a_link(world):
    client = probing.client_of(Officer.objects.get(login="the-keeper"))
    ids = world.ids
    places = [
        "/",
        "/cases/",
        f"/cases/{ids['case_id']}/",
        f"/reports/{ids['report_id']}/",
        "/cases/x/",
        "/nowhere/",
    ]
    for place in places:
        answer = client.get(place)
        assert answer["Cache-Control"] == "no-store", place
        assert "ETag" not in answer, place
        assert "Last-Modified" not in answer, place
        assert answer["Referrer-Policy"] == "same-origin", place
        again = client.get(
            place, headers={"if-none-match": "*", "if-modified-since": "Mon, 01 Jan 2035 00:00:00 GMT"}
        )
        assert again.status_code == answer.status_code, place
    with transaction.atomic():
        sealed = client.post(f"/documents/{ids['document_id']}/open/", {"purpose": "protection"})
        assert sealed.status_code == 404  # the quarantined one opens for nobody
        assert sealed["Cache-Control"] == "no-store"


def test_an_error_page_repeats_nothing_that_was_typed(world):
    client = probing.client_of(Officer.objects.get(login="the-keeper"))
    for place in (
        "/cases/canary-typed-1/",
        f"/cases/{cast.token()}/?q=canary-typed-2",
        "/<b>canary-typed-3</b>/",
    ):
        answer = client.get(place, headers={"referer": "https://evil.example/canary-typed-4"})
        assert answer.status_code == 404
        main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
        assert "canary-typed" not in main


def test_methods_that_no_page_answers_show_nothing(world):
    client = probing.client_of(world.officers["social_worker", "stranger"])
    place = f"/cases/{world.case.id}/"
    for method in ("put", "patch", "delete", "options", "trace"):
        answer = getattr(client, method)(place)
        assert answer.status_code == 405
        assert answer.content == b""
    assert client.head(place).status_code == 404
    assert Report.objects.count() == 0


def test_an_impatient_hand_makes_one_place_one_service_and_one_document(world):
    from qorgan.cases.models import Place
    from qorgan.documents.models import Document
    from qorgan.referrals.models import Service

    keeper = cast.seen(Officer.objects.get(login="the-keeper"), NOW)
    client, base, token = probing.client_of(keeper.officer), f"/cases/{world.case.id}", str(cast.token())
    service = {"service": "psychological", "step": "delivered", "once": token}
    service |= {f"happened_at_{part}": value for part, value in MOMENT.items()}

    def counted():
        with acting(keeper, now=NOW):
            return Place.objects.count(), Service.objects.count(), Document.objects.count()

    before = counted()
    for _ in range(2):
        file = SimpleUploadedFile("a.txt", b"Invented.")
        answers = [
            client.post(f"{base}/place/", {"place_kind": "hospital", "once": token}),
            client.post(reverse("referrals:record_service", args=[world.case.id]), service),
            client.post(f"{base}/documents/", {"file": file, "once": token}),
        ]
        assert [answer.status_code for answer in answers] == [302, 302, 302]
    assert counted() == tuple(number + 1 for number in before)
