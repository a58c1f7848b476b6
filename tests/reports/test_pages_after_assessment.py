"""The pages between a report and its cases, as they are sent."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

import cast
from qorgan.agencies.scope import acting
from qorgan.reports.models import FirstAssessment
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


def test_an_assessment_sent_twice_is_one(client_of):
    scene = Scene()
    client, sheet = client_of(scene.keeper), f"/reports/{scene.report_id}/assess/"
    typed = {"outcome": "no_case", "reasons": "Invented: the family moved away.", "once": str(uuid4())}
    assert [client.post(sheet, typed).status_code for _each in range(2)] == [302, 302]
    assert assessments(scene) == 1
    client.post(sheet, typed | {"once": str(uuid4())})  # a second look is a second one
    assert assessments(scene) == 2


def assessments(scene):
    with acting(scene.by(), now=scene.by().now):
        return FirstAssessment.objects.filter(report=scene.report_id).count()


def test_where_nobody_counted_the_children_the_page_asks_on_until_a_person_says_so(client_of):
    scene = Scene(children_count=None)
    scene.assess()
    client, page = client_of(scene.keeper), f"/reports/{scene.report_id}/"
    sheet = client.get(f"/cases/open/{scene.report_id}/").content.decode()
    assert "The time limits of the law run from" in sheet
    scene.open()
    shown = client.get(page).content.decode()
    assert "How many children there are is not known" in shown
    assert "No further case is needed" in shown
    assert "Has every child a case?" in client.get("/").content.decode()
    client.post(f"{page}no-more/")
    assert "No further case is needed" not in client.get(page).content.decode()
