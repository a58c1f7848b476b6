"""Whoever lets a referral run out was late, and that stays to be seen; what escalates is marked and stands first."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

import cast
from access.probing import client_of
from cases.test_actions import Scene
from lifecycles.worker import run_as_worker
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.deadlines.models import Clock
from qorgan.referrals import actions, presenting, queries
from qorgan.referrals.codes import RAN_OUT
from qorgan.web.desk import presenting as desk_presenting
from qorgan.web.desk import queries as desk
from referrals.test_actions import NOW, agreed, refer

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NOW + dt.timedelta(hours=25)


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
    made.paper = cast.body("Paper", Agency.Kind.SHELTER, has_account=False)
    made.centre = cast.body("Centre", Agency.Kind.CENTRAL)
    made.helper = cast.officer(made.shelter, "ngo_worker")
    made.coordinator = cast.officer(made.centre, "coordinator")
    return made


def told_of(officer, referral, now):
    viewer = cast.seen(officer, now)
    with acting(viewer, now=now), translation.override("en"):
        return presenting.page(queries.page(viewer, referral.id))["clocks"]


def coordination(scene, now):
    viewer = cast.seen(scene.coordinator, now)
    with acting(viewer, now=now), translation.override("en"):
        rows = desk_presenting.late_rows(desk.late(viewer), viewer)
    return [(number, body, late) for number, _duty, body, late in rows if "/" in number]


def test_a_body_that_lets_a_referral_run_out_stays_late_for_all_who_must_know(scene):
    referral = refer(scene, scene.shelter)
    run_as_worker(AFTER)
    for officer in (scene.helper, scene.keeper.officer):
        told = told_of(officer, referral, AFTER)
        assert [row["missed"] for row in told if "Accept" in row["name"]] == [True]
    missed = (referral.number, "Shelter", "not done in time; it went back to the sender")
    assert missed in coordination(scene, AFTER)
    assert missed not in coordination(scene, AFTER + dt.timedelta(days=31))


def test_the_page_says_not_done_in_time(scene, settings):
    settings.ALLOWED_HOSTS = ["*"]
    referral = refer(scene, scene.shelter)
    run_as_worker(AFTER)
    scene.helper.language = "en"
    client = client_of(scene.helper)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Not done in time" in client.get(reverse("referrals:show", args=[referral.id])).content.decode()


def test_a_body_without_an_account_is_not_called_late_for_a_clock_it_never_saw(scene):
    referral = refer(scene, scene.paper)
    run_as_worker(AFTER)
    assert not [row for row in told_of(scene.keeper.officer, referral, AFTER) if row["missed"]]
    assert not [row for row in coordination(scene, AFTER) if row[1] == "Paper"]


def test_what_escalated_stands_under_its_own_heading_before_what_is_only_offered(scene, monkeypatch):
    referral = refer(scene, scene.shelter)
    run_as_worker(AFTER)
    later = AFTER + dt.timedelta(hours=5)
    run_as_worker(later)
    keeper = cast.seen(scene.keeper.officer, later)
    with acting(keeper, now=later), translation.override("en"):
        back = Clock.objects.get(subject_id=referral.id, rule=actions.CAME_BACK)
        assert back.escalated_at == later
        today = desk.today(keeper)
        monkeypatch.setattr(desk_presenting, "_offered", lambda transfer: {"title": transfer})
        object.__setattr__(today, "offered", ["Offered"])
        late, rest = desk_presenting.late(today), desk_presenting.tasks(today)
    assert back.number in {row["number"] for row in late}
    assert rest[0]["title"] == "Offered"
    assert back.number not in {row.get("number") for row in rest}
    client = client_of(scene.keeper.officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/").content.decode()
    assert page.count("Late: coordination sees these too") == 1
    assert page.count("coordination sees it too") == 0  # not once more in every row


def test_what_ran_out_with_its_consent_comes_back_by_the_worker_and_was_nobodys_fault(scene):
    ends = NOW + dt.timedelta(hours=1)
    referral = refer(scene, scene.shelter, agreed(scene, scene.shelter, expires_at=ends))
    assert run_as_worker(AFTER)[0] == 1
    with acting(cast.seen(scene.keeper.officer, AFTER), now=AFTER):
        back = queries.find(cast.seen(scene.keeper.officer, AFTER), referral.id)[0]
    assert (back.reason, back.ended_at) == (RAN_OUT, ends)
    assert "Shelter" not in [body for _number, body, _late in coordination(scene, AFTER)]
