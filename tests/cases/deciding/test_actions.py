"""Who answers a decision on status, what they must have read for it, and what it rests on."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.urls import reverse

import cast
from access.probing import client_of
from cases.deciding.scene import (
    FACTS,
    NOW,
    REASONS,
    again,
    ask,
    later,
    no,
    prosecutor,
    referred,
    running,
    sees,
)
from cases.test_actions import refused
from qorgan.agencies.access import File, Refused, permitted
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.deciding import queries as deciding_queries
from qorgan.cases.models import StatusDecision
from referrals.test_actions import LATER

pytestmark = pytest.mark.django_db

# -- a review is answered by the body that was asked -----------------------------------------------------------


@pytest.mark.parametrize("fields", [["child.age"], FACTS])
def test_a_review_is_not_answered_by_a_body_that_was_not_asked(scene, fields):
    decision = scene.decide()
    boss = referred(scene, Agency.Kind.SHELTER, "supervisor", fields)
    ask(scene, decision, prosecutor().officer.agency)
    for stranger in (boss, later(scene.second)):
        page = reverse("cases:review", args=[decision.id])
        client = client_of(stranger.officer)
        assert client.get(page).status_code == 404
        sent = client.post(page, {"outcome": "overturn", "reasons": "Invented."})
        assert sent.status_code == 404
        with pytest.raises(Refused):
            again(stranger, decision, "decisions:review")
        row = again(scene.keeper, decision, "cases:edit")
        with pytest.raises(Refused):
            deciding.review(decision=row, overturn=True, reasons="Invented.", by=stranger, now=LATER)
        listed = client.get(reverse("cases:decisions", args=[scene.opened.id])).content.decode()
        assert page not in listed
    assert scene.case().status == "reasonable"


def test_the_body_that_was_asked_reads_and_answers(scene):
    decision, asked = scene.decide(), prosecutor()
    ask(scene, decision, asked.officer.agency)
    client, page = client_of(asked.officer), reverse("cases:review", args=[decision.id])
    assert "Invented reasons." in client.get(page).content.decode()
    assert client.post(page, {"outcome": "overturn", "reasons": "Invented."}).status_code == 302
    assert scene.case().status == "presumed"
    assert not sees(asked, scene.opened.id)


def test_a_body_where_nobody_may_review_is_refused_at_once(scene):
    decision = scene.decide()
    empty = cast.body("Empty", Agency.Kind.PROSECUTION)
    cast.officer(empty, "investigator")
    able = prosecutor().officer.agency
    row = again(scene.keeper, decision, "decisions:ask_review")
    given = {"decision": row, "reasons": "Invented.", "by": scene.keeper, "now": NOW}
    assert refused(deciding.ask_review, reviewer=empty, **given) == "DEC-11"
    page = client_of(scene.keeper.officer).get(reverse("cases:ask_review", args=[decision.id]))
    shown = page.content.decode()
    assert str(able.id) in shown
    assert str(empty.id) not in shown


# -- nobody decides on what they may not read ------------------------------------------------------------------


def test_a_second_person_of_another_body_must_have_been_shown_the_reasons(scene):
    decision = no(scene)
    blind = referred(scene, Agency.Kind.GUARDIANSHIP, "guardianship", ["child.age", "decisions.status"])
    with acting(blind, now=LATER):
        assert deciding_queries.waiting(blind) == []
        assert "decisions:second" not in permitted(blind, File(case_id=scene.opened.id))
    client = client_of(blind.officer)
    page = reverse("cases:second", args=[decision.id])
    assert client.get(page).status_code == 404
    assert client.post(page, {"outcome": "agree"}).status_code == 404
    with pytest.raises(Refused):
        deciding.confirm(decision=again(scene.keeper, decision, "cases:edit"), by=blind, now=LATER)
    assert again(scene.keeper, decision, "cases:edit").state == "waiting"


def test_a_second_person_who_was_shown_the_reasons_answers(scene):
    decision = no(scene)
    other = referred(scene, Agency.Kind.GUARDIANSHIP, "guardianship", REASONS)
    with acting(other, now=LATER):
        assert [row.id for row in deciding_queries.waiting(other)] == [decision.id]
    page = reverse("cases:second", args=[decision.id])
    assert client_of(other.officer).post(page, {"outcome": "agree"}).status_code == 302
    assert scene.case().status == "negative"


@pytest.mark.parametrize(("fields", "may"), [(["child.age"], False), (REASONS, False), (FACTS, True)])
def test_the_police_decide_only_on_what_they_were_shown(scene, fields, may):
    police = referred(scene, Agency.Kind.POLICE, "investigator", fields)
    client, page = client_of(police.officer), reverse("cases:decide", args=[scene.opened.id, "reasonable"])
    typed = {"outcome": "negative", "grounds": ["witness"], "evidence": ["none"], "reasons": "Invented no."}
    assert client.get(page).status_code == (200 if may else 404)
    assert client.post(page, typed).status_code == (302 if may else 404)
    shown = client.get(reverse("cases:decisions", args=[scene.opened.id])).content.decode()
    assert (page in shown) is False
    with acting(scene.keeper, now=NOW):
        assert StatusDecision.objects.filter(case_id=scene.opened.id).count() == may
        assert ("decisions:reasonable" in _may(police, scene)) is may
    if not may:
        given = {"stage": "reasonable", "grounds": ["witness"], "evidence": [], "reasons": "Invented."}
        with pytest.raises(Refused):
            deciding.decide(case=scene.case(), outcome="positive", by=police, now=LATER, **given)


def _may(viewer, scene):
    with acting(viewer, now=viewer.now):
        return permitted(viewer, File(case_id=scene.opened.id))


# -- while a conclusive decision holds, the first stage is not decided anew --------------------------------------


@pytest.mark.parametrize(("conclusive", "anew"), [("positive", "negative"), ("negative", "negative")])
def test_the_first_stage_is_not_decided_anew_under_a_conclusive_decision(scene, conclusive, anew):
    scene.decide()
    last = scene.decide(stage="conclusive", outcome=conclusive)
    if conclusive == "negative":
        deciding.confirm(decision=last, by=scene.second, now=NOW)
    assert refused(scene.decide, outcome=anew) == "DEC-10"
    page = client_of(scene.keeper.officer).get(reverse("cases:decisions", args=[scene.opened.id]))
    assert reverse("cases:decide", args=[scene.opened.id, "reasonable"]) not in page.content.decode()
    assert reverse("cases:decide", args=[scene.opened.id, "conclusive"]) in page.content.decode()


def test_a_conclusive_no_that_waits_does_not_open_the_first_stage_under_the_yes_in_force(scene):
    scene.decide()
    scene.decide(stage="conclusive")
    no(scene, stage="conclusive")
    for outcome in ("positive", "negative"):
        assert refused(scene.decide, outcome=outcome) in ("DEC-04", "DEC-10")
    page = client_of(scene.keeper.officer).get(reverse("cases:decisions", args=[scene.opened.id]))
    assert reverse("cases:decide", args=[scene.opened.id, "reasonable"]) not in page.content.decode()
    assert scene.case().status == "conclusive"


def test_a_late_yes_on_reasonable_grounds_does_not_lower_a_conclusive_yes(scene):
    deciding.confirm(decision=no(scene), by=scene.second, now=NOW)
    scene.decide(stage="conclusive")
    assert refused(scene.decide) == "DEC-10"
    assert scene.case().status == "conclusive"
    assert actions.CONCLUSIVE not in [rule for rule, _body in running(scene.keeper, scene.opened.id)]


def test_when_a_review_overturns_the_first_stage_the_no_on_it_falls_too_and_all_can_be_decided(scene):
    """Otherwise a clock would run that nobody could end."""
    first, asked = scene.decide(), prosecutor()
    deciding.confirm(decision=no(scene, "conclusive"), by=scene.second, now=NOW)
    ask(scene, first, asked.officer.agency)
    row = again(asked, first, "decisions:review")
    deciding.review(decision=row, overturn=True, reasons="Invented.", by=asked, now=LATER)
    assert scene.case().status == "presumed"
    given = {"case": scene.case(), "outcome": "other_protection", "by": scene.keeper, "now": LATER}
    assert refused(actions.close, **given) == "CAS-40"
    keeper = later(scene.keeper)
    facts = {"grounds": ["witness"], "evidence": [], "reasons": "Invented.", "by": keeper, "now": keeper.now}
    deciding.decide(case=scene.case(), stage="reasonable", outcome="positive", **facts)
    assert scene.case().status == "reasonable"
    said = deciding.decide(case=scene.case(), stage="conclusive", outcome="negative", **facts)
    deciding.confirm(decision=said, by=later(scene.second), now=keeper.now)
    assert scene.case().status == "negative"
    assert not {rule for rule, _body in running(keeper, scene.opened.id)} & {
        actions.REASONABLE,
        actions.CONCLUSIVE,
    }


def test_a_no_whose_ground_fell_in_a_review_is_not_agreed_to(scene):
    """Neither at once, nor when the first stage was decided anew meanwhile."""
    first, asked = scene.decide(), prosecutor()
    said = no(scene, "conclusive")
    ask(scene, first, asked.officer.agency)
    row = again(asked, first, "decisions:review")
    deciding.review(decision=row, overturn=True, reasons="Invented.", by=asked, now=LATER)
    assert scene.case().status == "presumed"
    second = later(scene.second)
    assert refused(deciding.confirm, decision=said, by=second, now=second.now) == "DEC-13"
    keeper = later(scene.keeper)
    facts = {"grounds": ["witness"], "evidence": [], "reasons": "Invented.", "by": keeper, "now": keeper.now}
    deciding.decide(case=scene.case(), stage="reasonable", outcome="positive", **facts)
    assert refused(deciding.confirm, decision=said, by=second, now=second.now) == "DEC-13"
    assert scene.case().status == "reasonable"
    deciding.send_back(decision=said, reasons="Invented.", by=second, now=second.now)
    deciding.decide(case=scene.case(), stage="conclusive", outcome="positive", **facts)
    assert scene.case().status == "conclusive"


def test_a_conclusive_yes_can_be_decided_otherwise_after_its_first_stage_fell(scene):
    first, asked = scene.decide(), prosecutor()
    scene.decide(stage="conclusive")
    ask(scene, first, asked.officer.agency)
    row = again(asked, first, "decisions:review")
    deciding.review(decision=row, overturn=True, reasons="Invented.", by=asked, now=LATER)
    assert scene.case().status == "conclusive"
    page = client_of(scene.keeper.officer).get(reverse("cases:decisions", args=[scene.opened.id]))
    assert reverse("cases:decide", args=[scene.opened.id, "conclusive"]) in page.content.decode()
    keeper = later(scene.keeper)
    facts = {"grounds": ["witness"], "evidence": [], "reasons": "Invented.", "by": keeper, "now": keeper.now}
    said = deciding.decide(case=scene.case(), stage="conclusive", outcome="negative", **facts)
    deciding.confirm(decision=said, by=later(scene.second), now=keeper.now)
    assert scene.case().status == "negative"


@pytest.mark.django_db(transaction=True)
def test_a_review_waits_while_what_rests_on_it_is_agreed_to(scene, monkeypatch):
    """Else the first stage could fall between the look at it and the agreement."""
    first, asked = scene.decide(), prosecutor()
    said = no(scene, "conclusive")
    ask(scene, first, asked.officer.agency)
    row = again(asked, first, "decisions:review")
    looked, waited = deciding._check_would_hold, []

    def overturn():
        deciding.review(decision=row, overturn=True, reasons="Invented.", by=asked, now=LATER)
        connection.close()

    reviewing = threading.Thread(target=overturn)

    def look(decision):
        looked(decision)
        reviewing.start()
        reviewing.join(timeout=2)
        waited.append(reviewing.is_alive())

    monkeypatch.setattr(deciding, "_check_would_hold", look)
    second = later(scene.second)
    deciding.confirm(decision=said, by=second, now=second.now)
    reviewing.join(timeout=20)
    assert waited == [True]
    assert scene.case().status == "presumed"  # the review came after, and the "no" fell with its ground
