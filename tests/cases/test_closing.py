"""Nobody says "not a victim" alone by closing; a child in danger is not closed away; reopening gives duties back."""

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
from qorgan.cases.deciding import queries as deciding_queries
from qorgan.cases.models import StatusDecision
from qorgan.deadlines.models import Clock
from referrals.test_actions import refer

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(days=3)


@pytest.fixture
def scene():
    return Scene()


def close(scene, **changes):
    given = {"case": scene.case(), "outcome": "adult", "by": scene.keeper, "now": NOW}
    return actions.close(**(given | changes))


def no(scene, stage):
    """A "no" of two people."""
    decision = scene.decide(stage=stage, outcome="negative")
    return deciding.confirm(decision=decision, by=scene.second, now=NOW)


def running(scene, viewer=None):
    """Rule -> (start, officer) of what runs in the case."""
    viewer = viewer or scene.keeper
    with acting(viewer, now=viewer.now):
        rows = Clock.objects.filter(case_id=scene.opened.id, state="running")
        return {row.rule: (row.started_at, row.officer_id) for row in rows}


def test_one_person_does_not_say_no_by_closing(scene):
    assert refused(close, scene, outcome="other_protection") == "CAS-40"
    no(scene, "reasonable")
    assert refused(close, scene, outcome="other_protection") == "CAS-40"  # not the conclusive one
    no(scene, "conclusive")
    close(scene, outcome="other_protection")
    assert scene.case().state == "closed"


def test_a_victim_is_not_closed_as_none(scene):
    scene.decide()
    scene.decide(stage="conclusive")
    assert refused(close, scene, outcome="other_protection") == "CAS-40"


def test_a_no_decided_otherwise_later_closes_nothing(scene):
    no(scene, "reasonable")
    no(scene, "conclusive")
    scene.decide(stage="conclusive")
    assert refused(close, scene, outcome="other_protection") == "CAS-40"


@pytest.mark.parametrize("outcome", ["other_protection", "safe_family", "lost_contact"])
def test_nothing_is_closed_while_a_no_waits_for_its_second_person(scene, outcome):
    decision = scene.decide(outcome="negative")
    assert refused(close, scene, outcome=outcome) == "CAS-41"
    deciding.send_back(decision=decision, reasons="Invented.", by=scene.second, now=NOW)
    assert refused(close, scene, outcome="other_protection") == "CAS-40"
    close(scene, outcome="safe_family")


@pytest.mark.parametrize("outside", [True, False])
def test_nothing_is_closed_while_a_review_is_open(scene, outside):
    reviewer = cast.body("Prosecution", Agency.Kind.PROSECUTION) if outside else scene.body
    cast.officer(reviewer, "supervisor")
    decision = scene.decide()
    given = {"decision": decision, "reasons": "Invented.", "reviewer": reviewer}
    deciding.ask_review(**given, by=scene.keeper, now=NOW)
    assert refused(close, scene) == "CAS-41"


@pytest.mark.parametrize("kind", ["missing", "with_exploiter"])
def test_a_child_in_danger_is_not_closed_as_safe_nor_without_a_word(scene, kind):
    actions.say_where(case=scene.case(), place={"kind": kind}, by=scene.keeper, now=NOW)
    for outcome in ("safe_family", "guardian_family", "institution", "returned"):
        assert refused(close, scene, outcome=outcome, despite="Invented.") == "CAS-42"
    assert refused(close, scene, outcome="lost_contact", note="Invented note.", despite=" ") == "CAS-43"
    close(scene, outcome="lost_contact", note="Invented note.", despite="Invented search.")
    with acting(scene.keeper, now=NOW):
        shown = case_queries.page(scene.keeper, scene.opened.id, purpose="protection")
        assert shown.closing_words.value == "Invented search.\n\nInvented note."
        assert case_queries.page(scene.keeper, scene.opened.id).closing_words.closed


def test_a_missing_child_found_is_closed_as_safe(scene):
    actions.say_where(case=scene.case(), place={"kind": "missing"}, by=scene.keeper, now=NOW)
    later = cast.seen(scene.keeper.officer, LATER)
    actions.say_where(case=scene.case(), place={"kind": "home"}, by=later, now=LATER)
    close(scene, outcome="safe_family", by=later, now=LATER)


def test_closing_stops_the_duties_and_reopening_gives_them_back_from_their_old_start(scene):
    before = running(scene)
    assert {"dl.kz.place.survey", "dl.kz.place.guardian", actions.REASONABLE} <= set(before)
    close(scene)
    assert running(scene) == {}
    actions.assign(case=scene.case(), to=scene.second.officer, by=scene.keeper, now=NOW)
    later = cast.seen(scene.keeper.officer, LATER)
    actions.reopen(case=scene.case(), reason="closed_by_mistake", by=later, now=LATER)
    after = running(scene, later)
    assert after.keys() == before.keys()
    for rule, (started_at, officer_id) in after.items():
        assert started_at == (LATER if rule == actions.PLACE else before[rule][0]), rule
        assert officer_id == (scene.second.officer.id)


def test_what_was_done_before_closing_stays_done(scene):
    from qorgan.deadlines import actions as deadlines

    with acting(scene.keeper, now=NOW):
        clock = Clock.objects.get(case_id=scene.opened.id, rule="dl.kz.place.survey")
    deadlines.fulfil(clock=clock, happened_at=NOW, by=scene.keeper, now=NOW)
    close(scene)
    later = cast.seen(scene.keeper.officer, LATER)
    actions.reopen(case=scene.case(), reason="new_facts", by=later, now=LATER)
    assert "dl.kz.place.survey" not in running(scene, later)


def test_closed_twice_only_the_last_closing_is_undone(scene):
    close(scene)
    later = cast.seen(scene.keeper.officer, LATER)
    actions.reopen(case=scene.case(), reason="new_facts", by=later, now=LATER)
    scene.decide()
    close(scene, by=later, now=LATER)
    actions.reopen(case=scene.case(), reason="new_facts", by=later, now=LATER)
    with acting(later, now=LATER):
        rules = list(
            Clock.objects.filter(case_id=scene.opened.id, state="running").values_list("rule", flat=True)
        )
    assert len(rules) == len(set(rules))
    assert actions.CONCLUSIVE in rules
    assert actions.REASONABLE not in rules


def test_a_referral_that_came_back_leaves_the_tasks_with_the_case_and_returns_with_it(scene):
    from qorgan.referrals import actions as referrals

    shelter = cast.body("Shelter", Agency.Kind.SHELTER)
    referral = refer(scene, shelter)
    helper = cast.seen(cast.officer(shelter, "ngo_worker"))
    referrals.refuse(referral=referral, reason="no_place", by=helper, now=NOW)
    assert referrals.CAME_BACK in running(scene)
    close(scene)
    assert running(scene) == {}
    actions.reopen(case=scene.case(), reason="new_facts", by=scene.keeper, now=NOW)
    assert referrals.CAME_BACK in running(scene)


def test_a_closed_case_takes_no_decision_and_no_place(scene):
    close(scene)
    assert refused(scene.decide) == "CAS-44"
    given = {"case": scene.case(), "place": {"kind": "home"}, "by": scene.keeper, "now": NOW}
    assert refused(actions.say_where, **given) == "CAS-44"
    assert running(scene) == {}


@pytest.mark.parametrize("stage", ["reasonable", "conclusive"])
def test_an_overturned_decision_is_due_again(scene, stage):
    """Also when another body overturns it: the clock is that of the body which keeps the case."""
    if stage == "conclusive":
        scene.decide()
    decision = overturned(scene, no(scene, stage))
    rule = {"reasonable": actions.REASONABLE, "conclusive": actions.CONCLUSIVE}[stage]
    later = cast.seen(scene.keeper.officer, LATER)
    assert running(scene, later)[rule] == (LATER, scene.keeper.officer.id)
    assert decision.state == StatusDecision.State.OVERTURNED


def test_what_is_overturned_takes_the_older_ones_of_its_stage_with_it(scene):
    scene.decide()
    overturned(scene, no(scene, "reasonable"))
    assert scene.case().status == "presumed"
    assert actions.CONCLUSIVE not in running(scene, cast.seen(scene.keeper.officer, LATER))
    scene.decide()  # the "yes" of before does not stand in the way
    assert scene.case().status == "reasonable"


def test_a_decision_made_meanwhile_survives_the_review_of_the_old_one(scene):
    old = no(scene, "reasonable")
    outside = ask_outside(scene, old)
    scene.decide()
    answer(old, outside)
    assert scene.case().status == "reasonable"


def test_overturned_after_closing_it_is_due_when_the_case_is_reopened(scene):
    old = no(scene, "reasonable")
    close(scene)
    answer(old, ask_outside(scene, old))
    assert running(scene) == {}
    later = cast.seen(scene.keeper.officer, LATER)
    actions.reopen(case=scene.case(), reason="review", by=later, now=LATER)
    assert running(scene, later)[actions.REASONABLE][0] == LATER


def ask_outside(scene, decision):
    """A prosecutor who is asked to review."""
    prosecution = cast.body("Prosecution", Agency.Kind.PROSECUTION)
    prosecutor = cast.officer(prosecution, "prosecutor")
    deciding.ask_review(
        decision=decision, reasons="Invented.", reviewer=prosecution, by=scene.keeper, now=NOW
    )
    return cast.seen(prosecutor, LATER)


def answer(decision, outside):
    with acting(outside, now=LATER):
        found = deciding_queries.find_to_review(outside, decision.id)
    return deciding.review(decision=found, overturn=True, reasons="Invented.", by=outside, now=LATER)


def overturned(scene, decision):
    return answer(decision, ask_outside(scene, decision))


def test_the_page_asks_why_only_of_a_child_in_danger_and_keeps_what_was_typed(scene):
    client, page = probing.client_of(scene.keeper.officer), f"/cases/{scene.opened.id}/close/"
    assert 'name="despite"' not in client.get(page).content.decode()
    actions.say_where(case=scene.case(), place={"kind": "missing"}, by=scene.keeper, now=NOW)
    assert 'name="despite"' in client.get(page).content.decode()
    for outcome, code in (("safe_family", "CAS-42"), ("lost_contact", "CAS-43")):
        answer = client.post(page, {"outcome": outcome, "note": "Invented half a sentence."})
        assert answer.status_code == 200
        assert code in answer.content.decode()
        assert "Invented half a sentence." in answer.content.decode()
    sent = {"outcome": "lost_contact", "despite": "Invented search.", "note": ""}
    assert client.post(page, sent).status_code == 302
    assert scene.case().state == "closed"
    client.post(f"/cases/{scene.opened.id}/purpose/", {"purpose": "protection", "field": "case.summary"})
    assert "Invented search." in client.get(f"/cases/{scene.opened.id}/").content.decode()


def test_the_page_says_what_stands_in_the_way(scene):
    client, page = probing.client_of(scene.keeper.officer), f"/cases/{scene.opened.id}/close/"
    assert "CAS-40" in client.post(page, {"outcome": "other_protection"}).content.decode()
    scene.decide(outcome="negative")
    assert "CAS-41" in client.post(page, {"outcome": "safe_family"}).content.decode()
