"""What is done when nobody answers a "no" or a review."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

import cast
from access.probing import client_of
from cases.deciding.scene import (
    FACTS,
    NOW,
    REASONS,
    STUCK,
    Small,
    again,
    ask,
    later,
    named,
    no,
    prosecutor,
    referred,
    running,
    sees,
    titles,
)
from cases.test_actions import refused
from qorgan.agencies.access import Refused
from qorgan.agencies.models import AccessGrant, Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.deciding import queries as deciding_queries
from qorgan.cases.deciding import unanswered
from qorgan.cases.deciding import writing as deciding_writing
from qorgan.deadlines.queries import SECOND
from referrals.test_actions import LATER

pytestmark = pytest.mark.django_db

# -- nobody answers a "no" ---------------------------------------------------------------------------------------


def test_a_no_that_nobody_can_answer_stands_in_the_keepers_tasks(small):
    no(small)
    assert STUCK in titles(small.keeper)
    assert STUCK not in titles(small.mate)
    cast.officer(small.body, "supervisor")
    assert STUCK not in titles(small.keeper)


def test_the_only_second_person_said_no_themselves():
    scene = Small()
    scene.keeper = cast.seen(cast.officer(scene.body, "guardianship"))
    no(scene)
    assert STUCK in titles(scene.keeper)


def test_the_sheet_says_beforehand_whether_a_second_person_exists(small):
    page = reverse("cases:decide", args=[small.opened.id, "reasonable"])
    client = client_of(small.keeper.officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "nobody can be the second person now" in client.get(page).content.decode()
    cast.officer(small.body, "supervisor")
    assert "there is somebody who can be the second person" in client.get(page).content.decode()


def test_a_no_that_waits_is_taken_back_and_the_stage_is_due_with_its_old_clock(small):
    before = running(small.keeper, small.opened.id)
    decision = no(small)
    page = reverse("cases:take_back", args=[decision.id])
    client = client_of(small.keeper.officer)
    assert page in client.get(reverse("cases:decisions", args=[small.opened.id])).content.decode()
    assert client_of(small.mate.officer).get(page).status_code == 404
    assert client.post(page, {"reasons": ""}).status_code == 200
    assert client.post(page, {"reasons": "Invented: written too early."}).status_code == 302
    assert again(small.keeper, decision, "cases:edit").state == "withdrawn"
    assert running(small.keeper, decision.id) == []
    assert running(small.keeper, small.opened.id) == before
    assert "Invented: written too early." not in client.get(page).content.decode()
    small.decide()
    assert small.case().status == "reasonable"
    given = {"case": small.case(), "outcome": "adult", "by": small.keeper, "now": NOW}
    actions.close(**given)


def test_who_may_take_a_no_back_and_only_while_it_waits(scene):
    decision = no(scene)
    given = {"now": LATER, "reasons": "Invented."}
    other = referred(scene, Agency.Kind.GUARDIANSHIP, "guardianship", FACTS)
    row = again(scene.keeper, decision)
    with pytest.raises(Refused):
        unanswered.take_back(decision=row, by=other, **given)
    refused_as = refused(unanswered.take_back, decision=row, by=scene.second, now=NOW, reasons=" ")
    assert refused_as == "DEC-02"
    unanswered.take_back(decision=row, by=scene.second, **given)
    row = again(scene.keeper, decision)
    assert refused(unanswered.take_back, decision=row, by=scene.keeper, **given) == "DEC-06"
    assert refused(deciding.confirm, decision=row, by=scene.second, now=LATER) == "DEC-06"
    assert scene.case().status == "presumed"


def test_the_police_take_back_their_own_no(scene):
    police = referred(scene, Agency.Kind.POLICE, "investigator", FACTS)
    given = {"grounds": ["witness"], "evidence": [], "reasons": "Invented."}
    said = deciding.decide(
        case=scene.case(), stage="reasonable", outcome="negative", by=police, now=LATER, **given
    )
    page = reverse("cases:take_back", args=[said.id])
    assert client_of(police.officer).post(page, {"reasons": "Invented."}).status_code == 302
    assert again(scene.keeper, said, "cases:edit").state == "withdrawn"


def test_after_a_transfer_the_new_keeper_sees_the_no_and_is_not_locked(scene):
    from qorgan.cases.transferring import actions as transferring

    decision = no(scene)
    worker = cast.seen(cast.officer(cast.body("Fund", Agency.Kind.NGO), "ngo_worker"), LATER)
    offer = transferring.ask_transfer(
        case=scene.case(),
        to_agency=worker.officer.agency,
        reason="lives_elsewhere",
        by=scene.keeper,
        now=LATER,
    )
    transferring.take_over(transfer=offer, by=worker, now=LATER)
    worker = later(worker)
    assert STUCK in titles(worker)
    page = reverse("cases:take_back", args=[decision.id])
    assert client_of(worker.officer).post(page, {"reasons": "Invented."}).status_code == 302


def test_another_body_is_asked_for_the_second_person_and_sees_the_case_until_it_answers(small):
    decision = no(small)
    rights = cast.body("Rights elsewhere", Agency.Kind.GUARDIANSHIP)
    empty = cast.body("Nobody there", Agency.Kind.GUARDIANSHIP)
    second = cast.seen(cast.officer(rights, "supervisor"), LATER)
    page = reverse("cases:other_body", args=[decision.id])
    client = client_of(small.keeper.officer)
    shown = client.get(page).content.decode()
    assert [str(body.id) in shown for body in (rights, empty, small.body)] == [True, False, False]
    row = again(small.keeper, decision)
    given = {"decision": row, "by": small.keeper, "now": NOW}
    assert refused(unanswered.ask_second, body=empty, **given) == "DEC-11"
    assert client.post(page, {"body": str(rights.id)}).status_code == 302
    assert STUCK not in titles(small.keeper)
    second = cast.seen(second.officer, timezone.now())
    with acting(second, now=second.now):
        assert [each.id for each in deciding_queries.waiting(second)] == [decision.id]
    answered = client_of(second.officer)
    sheet = reverse("cases:second", args=[decision.id])
    assert "Invented reasons." in answered.get(sheet).content.decode()
    assert answered.post(sheet, {"outcome": "agree"}).headers["Location"] == reverse("desk:today")
    assert small.case().status == "negative"
    assert not sees(second, small.opened.id)


# -- nobody answers a review ---------------------------------------------------------------------------------------


def test_a_review_that_nobody_answers_is_taken_back_and_can_be_asked_for_again(scene):
    decision, asked = scene.decide(), prosecutor()
    ask(scene, decision, asked.officer.agency)
    page = reverse("cases:take_back", args=[decision.id])
    assert client_of(scene.keeper.officer).post(page, {"reasons": "Invented."}).status_code == 302
    assert again(scene.keeper, decision, "cases:edit").state == "final"
    assert running(scene.keeper, decision.id) == []
    assert not sees(asked, scene.opened.id)
    ask(scene, decision, asked.officer.agency)
    assert sees(asked, scene.opened.id)


def test_a_review_goes_to_another_body(scene):
    decision, first = scene.decide(), prosecutor()
    other = prosecutor()
    ask(scene, decision, first.officer.agency)
    given = {"by": scene.keeper, "now": LATER}
    row = again(scene.keeper, decision, "cases:edit")
    same = first.officer.agency
    assert refused(unanswered.redirect_review, decision=row, body=same, **given) == "DEC-11"
    page = reverse("cases:other_body", args=[decision.id])
    typed = {"body": str(other.officer.agency_id)}
    assert client_of(scene.keeper.officer).post(page, typed).status_code == 302
    assert running(scene.keeper, decision.id) == [(deciding_writing.REVIEW, other.officer.agency_id)]
    assert [sees(viewer, scene.opened.id) for viewer in (first, other)] == [False, True]
    other = cast.seen(other.officer, timezone.now())
    row = again(other, decision, "decisions:review")
    deciding.review(decision=row, overturn=False, reasons="Invented.", by=other, now=other.now)
    done = again(scene.keeper, decision, "cases:edit")
    assert done.state == "upheld"
    assert refused(unanswered.take_back_review, decision=done, reasons="x", **given) == "DEC-08"


def test_the_keeper_does_not_call_off_a_review_that_another_body_wants(scene):
    decision, asked = scene.decide(), prosecutor()
    lawyer = referred(scene, Agency.Kind.LEGAL, "legal_aid", REASONS)
    row = again(lawyer, decision, "decisions:ask_review")
    deciding.ask_review(
        decision=row, reasons="Invented.", reviewer=asked.officer.agency, by=lawyer, now=LATER
    )
    row = again(scene.keeper, decision)
    given = {"decision": row, "reasons": "Invented.", "now": LATER}
    assert refused(unanswered.take_back_review, by=scene.keeper, **given) == "DEC-12"
    cast.officer(scene.body, "supervisor")  # nor is it moved to the keeper's own body
    moved = {"decision": row, "body": scene.body, "by": scene.keeper, "now": LATER}
    assert refused(unanswered.redirect_review, **moved) == "DEC-11"
    page = reverse("cases:take_back", args=[decision.id])
    shown = reverse("cases:decisions", args=[scene.opened.id])
    assert page not in client_of(scene.keeper.officer).get(shown).content.decode()
    assert page in client_of(lawyer.officer).get(shown).content.decode()
    assert client_of(lawyer.officer).post(page, {"reasons": "Invented."}).status_code == 302


def test_nothing_stays_open_for_a_body_that_was_asked(small):
    """Whatever ends the waiting ends what the body asked could see."""
    decision = no(small)
    rights = cast.body("Rights elsewhere", Agency.Kind.GUARDIANSHIP)
    cast.officer(rights, "supervisor")
    given = {"by": small.keeper, "now": NOW}
    row = unanswered.ask_second(decision=again(small.keeper, decision), body=rights, **given)
    assert [rule for rule, _body in running(small.keeper, decision.id)] == [SECOND]
    unanswered.take_back(decision=row, reasons="Invented.", **given)
    with acting(small.keeper, now=NOW):
        assert not AccessGrant.objects.filter(source_id=decision.id, valid_until=None).exists()


def test_a_no_asked_of_a_body_where_nobody_is_left_stands_in_the_keepers_tasks_again(small):
    decision = no(small)
    rights = cast.body("Rights elsewhere", Agency.Kind.GUARDIANSHIP)
    only = cast.officer(rights, "supervisor")
    given = {"decision": again(small.keeper, decision), "by": small.keeper, "now": NOW}
    unanswered.ask_second(body=rights, **given)
    cast.officer(cast.body("Rights nobody asked", Agency.Kind.GUARDIANSHIP), "supervisor")
    assert STUCK not in titles(small.keeper)
    with transaction.atomic():
        named(small, only)
        assert STUCK in titles(small.keeper)
        transaction.set_rollback(True)
    assert STUCK not in titles(small.keeper)
    named(small, agency=rights)
    assert STUCK in titles(small.keeper)
