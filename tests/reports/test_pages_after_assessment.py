"""The pages between a report and its cases, as they are sent."""

from __future__ import annotations

import pytest
from django.test import Client

import cast
from qorgan.agencies.scope import acting
from reports.test_after_assessment import TOLD, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of(settings):
    def sit(officer):
        client = Client()
        client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    settings.ALLOWED_HOSTS = ["*"]
    return sit


def test_the_pages_lead_from_the_report_to_every_case(client_of):
    scene = Scene(child=TOLD, children_count=2)
    scene.assess(safety={"health": "yes"})
    client = client_of(scene.keeper)
    sheet = client.get(f"/cases/open/{scene.report_id}/").content.decode()
    assert "Before you call anyone" in sheet
    assert sheet.count(TOLD["safe_contact"]) >= 2
    case = scene.open()
    page = client.get(f"/reports/{scene.report_id}/").content.decode()
    assert "Children of this report with a case: 1 of 2." in page
    assert "Open a case for the next child" in page
    assert "Does the child need a doctor now?" in page
    assert f"/cases/{case.id}/" in page
    assert f"/reports/{scene.report_id}/" in client.get(f"/cases/{case.id}/").content.decode()
    client.post(f"/reports/{scene.report_id}/no-more/")
    assert scene.running() == []
    assert "Open a case for the next child" not in client.get(f"/reports/{scene.report_id}/").content.decode()


def test_who_sent_the_report_sees_neither_answers_nor_cases(client_of):
    scene = Scene(children_count=2)
    scene.assess(safety={"health": "yes"})
    case = scene.open()
    page = client_of(scene.nurse).get(f"/reports/{scene.report_id}/").content.decode()
    assert "doctor" not in page
    assert str(case.id) not in page
    assert "with a case" not in page


def test_a_second_look_shows_the_first(client_of):
    scene = Scene()
    scene.assess("no_case", safety={"health": "yes"})
    page = client_of(scene.keeper).get(f"/reports/{scene.report_id}/assess/").content.decode()
    assert "The answers of the last assessment stand here." in page
    assert 'value="yes"' in page.split('name="safety_health"')[1].split("checked")[0]


def test_opening_the_first_of_three_says_that_two_wait(client_of):
    scene = Scene(children_count=3)
    scene.assess()
    sheet = {"place_kind": "unknown", "without_care": "unknown", "once": str(cast.token())}
    page = client_of(scene.keeper).post(f"/cases/open/{scene.report_id}/", sheet, follow=True)
    assert "without a case: 2." in page.content.decode()
    with acting(scene.by(), now=cast.NOW):
        assert scene.page().waiting == 2
