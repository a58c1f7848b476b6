"""The next step: help before deciding for good and before closing; a "no" that waits is somebody's dated task."""

from __future__ import annotations

import datetime as dt

import pytest

import cast
from access import probing
from cases.test_actions import NOW, Scene, refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions
from qorgan.cases import queries as case_queries
from qorgan.cases.deciding import actions as deciding
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock
from qorgan.referrals import actions as referrals
from qorgan.web.desk import presenting as desk_words
from qorgan.web.desk import queries as desk
from referrals.test_actions import refer

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER)
    made.helper = cast.seen(cast.officer(made.shelter, "ngo_worker"))
    return made


def step(scene, viewer=None):
    viewer = viewer or scene.keeper
    with acting(viewer, now=NOW):
        return case_queries.page(viewer, scene.opened.id).next_step


def test_help_comes_before_the_conclusive_decision_and_before_closing(scene):
    assert step(scene) == "reasonable"
    scene.decide()
    assert step(scene) == "refer"  # also for who may decide conclusively
    scene.decide(stage="conclusive")
    assert step(scene) == "refer"  # a victim without any help is not closed


def test_while_a_body_is_asked_the_decision_goes_on_and_nobody_is_led_to_close(scene):
    scene.decide()
    referral = refer(scene, scene.shelter)
    assert step(scene) == "conclusive"
    scene.decide(stage="conclusive")
    assert step(scene) == ""
    referral = referrals.accept(referral=referral, by=scene.helper, now=NOW)
    assert step(scene) == ""
    referral = referrals.contacted(referral=referral, happened_at=NOW, by=scene.helper, now=NOW)
    referrals.end(referral=referral, reason="done", by=scene.helper, now=NOW)
    assert step(scene) == "close"


def test_a_body_that_ends_without_having_met_the_child_has_not_helped(scene):
    scene.decide()
    scene.decide(stage="conclusive")
    referral = referrals.accept(referral=refer(scene, scene.shelter), by=scene.helper, now=NOW)
    referrals.end(referral=referral, reason="done", by=scene.helper, now=NOW)
    assert step(scene) == "refer"
    # nor when its sender says so without having heard of a contact
    referral = referrals.accept(referral=refer(scene, scene.shelter), by=scene.helper, now=NOW)
    referrals.end(referral=referral, reason="done", by=scene.keeper, now=NOW)
    assert step(scene) == "refer"


@pytest.mark.parametrize("how", ["refuse", "give_back", "withdraw", "declined"])
def test_help_that_did_not_come_is_looked_for_again(scene, how):
    scene.decide()
    scene.decide(stage="conclusive")
    referral = refer(scene, scene.shelter)
    if how == "withdraw":
        referrals.withdraw(referral=referral, by=scene.keeper, now=NOW)
    elif how == "declined":
        referral = referrals.accept(referral=referral, by=scene.helper, now=NOW)
        referrals.end(referral=referral, reason="child_declined", by=scene.helper, now=NOW)
    else:
        reason = {"refuse": "no_place", "give_back": "more_needed"}[how]
        getattr(referrals, how)(referral=referral, reason=reason, by=scene.helper, now=NOW)
    assert step(scene) == "refer"


def test_a_service_of_the_body_itself_is_help(scene):
    scene.decide()
    scene.decide(stage="conclusive")
    given = {"case": scene.case(), "service": "legal_aid", "happened_at": NOW, "by": scene.keeper, "now": NOW}
    referrals.record_service(step="offered", **given)
    assert step(scene) == "refer"
    referrals.record_service(step="delivered", **given)
    assert step(scene) == "close"


def test_while_a_no_waits_its_decider_is_led_to_help_and_not_to_be_the_second_person(scene):
    both = cast.seen(cast.officer(scene.body, "guardianship"))  # may be the second person of others
    deciding.decide(
        case=scene.case(),
        stage="reasonable",
        outcome="negative",
        grounds=["other_harm"],
        evidence=["none"],
        reasons="Invented.",
        by=both,
        now=NOW,
    )
    assert step(scene, both) == "refer"
    assert step(scene, scene.second) == "second"
    refer(scene, scene.shelter)
    assert step(scene, both) == ""
    shown = probing.client_of(both.officer).get(f"/cases/{scene.opened.id}/").content.decode()
    assert "Жауап берілгенше" in shown or "waits for its second person" in shown


def test_a_child_found_not_to_be_a_victim_is_closed_by_two_decisions(scene):
    decision = scene.decide(outcome="negative")
    deciding.confirm(decision=decision, by=scene.second, now=NOW)
    assert step(scene) == "close"
    reviewer = cast.body("Prosecution", Agency.Kind.PROSECUTION)
    cast.officer(reviewer, "prosecutor")
    deciding.ask_review(decision=decision, reasons="Invented.", reviewer=reviewer, by=scene.keeper, now=NOW)
    assert step(scene) == ""


def test_nothing_is_decided_conclusively_while_the_no_before_it_waits(scene):
    decision = scene.decide(outcome="negative")
    assert refused(scene.decide, stage="conclusive") == "DEC-09"
    assert refused(scene.decide, stage="conclusive", outcome="negative") == "DEC-09"
    shown = probing.client_of(scene.keeper.officer).get(f"/cases/{scene.opened.id}/decisions/")
    assert "/decide/conclusive/" not in shown.content.decode()
    deciding.confirm(decision=decision, by=scene.second, now=NOW)
    scene.decide(stage="conclusive")


@pytest.mark.parametrize("answer", ["confirm", "send_back"])
def test_a_no_that_waits_is_a_dated_task_of_second_persons_and_of_nobody_else(scene, answer):
    worker = cast.seen(cast.officer(scene.body, "social_worker"))
    decision = scene.decide(outcome="negative")
    with acting(scene.second, now=NOW):
        clock = Clock.objects.get(subject_id=decision.id)
        found = desk.today(scene.second)
        assert [row.due_at for row in found.waiting_second] == [clock.due_at]
        rows = [row for row in desk_words.tasks(found) if row["due_at"] == clock.due_at]
        assert [row["without_clock"] for row in rows] == [False]
        assert clock.id not in {row.id for row in found.tasks}  # not twice
    assert NOW + dt.timedelta(days=1) < clock.due_at < NOW + dt.timedelta(days=4)
    for other in (scene.keeper, worker):
        with acting(other, now=NOW):
            found = desk.today(other)
            assert found.waiting_second == []
            assert clock.id not in {row.id for row in [*found.tasks, *found.undated]}
    if answer == "confirm":
        deciding.confirm(decision=decision, by=scene.second, now=NOW)
    else:
        deciding.send_back(decision=decision, reasons="Invented.", by=scene.second, now=NOW)
    with acting(scene.second, now=NOW):
        clock.refresh_from_db()
        assert clock.state == "met"
        assert desk.today(scene.second).waiting_second == []


def test_a_second_person_who_is_late_is_seen_by_coordination_and_nothing_is_decided(scene):
    decision = scene.decide(outcome="negative")
    late = NOW + dt.timedelta(days=20)
    office = cast.body("Office", Agency.Kind.CENTRAL)
    coordinator = cast.seen(cast.officer(office, "coordinator"), late)
    with acting(coordinator, now=late):
        assert clocks.SECOND in {row.rule for row in clocks.late_everywhere(coordinator)}
    with acting(scene.keeper, now=NOW):
        decision.refresh_from_db()
    assert (decision.state, scene.case().status) == ("waiting", "presumed")


def test_the_keeper_is_not_told_that_nothing_waits_while_duties_run(scene):
    scene.decide()
    refer(scene, scene.shelter)
    scene.decide(stage="conclusive")
    client = probing.client_of(scene.keeper.officer)
    client.cookies["language"] = "en"
    shown = client.get(f"/cases/{scene.opened.id}/").content.decode()
    assert "Nothing waits for you here" not in shown
    assert "Қазір сізден ештеңе күтілмейді" not in shown


def test_a_case_without_duties_is_calm(scene):
    actions.close(case=scene.case(), outcome="adult", by=scene.keeper, now=NOW)
    assert step(scene) == "reopen"
