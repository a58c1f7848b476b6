"""Who answers a decision on status, what they must have read for it, and what is done when nobody answers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

import cast
from access.probing import client_of
from cases.test_actions import Scene, refused
from qorgan.agencies.access import File, Refused, permitted
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.deciding import queries as deciding_queries
from qorgan.cases.deciding import unanswered
from qorgan.cases.deciding import writing as deciding_writing
from qorgan.cases.models import StatusDecision
from qorgan.deadlines.models import Clock
from qorgan.deadlines.queries import SECOND
from qorgan.referrals import actions as referrals
from qorgan.web.desk import presenting
from qorgan.web.desk import queries as desk
from referrals.test_actions import LATER, agreed, fresh, refer

pytestmark = pytest.mark.django_db
NOW = cast.NOW
REASONS = ["decisions.status", "decisions.reasons"]
FACTS = [*REASONS, "event.facts"]


@pytest.fixture
def scene():
    return Scene()


def referred(scene, kind, role, fields):
    """An officer of another body that the child was referred to and that was shown only these fields."""
    body = cast.body(f"Other {kind}", kind, services=("safe_accommodation",))
    officer = cast.seen(cast.officer(body, role), LATER)
    consent = agreed(scene, body, purpose="legal_aid", fields=fields)
    referral = refer(scene, body, consent, service="legal_aid", fields=fields)
    referrals.accept(referral=fresh(officer, referral), by=officer, now=LATER)
    return officer


def no(scene, stage="reasonable"):
    return scene.decide(stage=stage, outcome="negative")


def again(viewer, decision, verb=""):
    with acting(viewer, now=viewer.now):
        if not verb:
            return deciding_queries.find_to_take_back(viewer, decision.id)
        if verb == "decisions:review":
            return deciding_queries.find_to_review(viewer, decision.id)
        return deciding_queries.find(viewer, decision.id, verb)


def prosecutor():
    body = cast.body("Prosecution", Agency.Kind.PROSECUTION)
    return cast.seen(cast.officer(body, "prosecutor"), LATER)


def ask(scene, decision, body):
    return deciding.ask_review(
        decision=again(scene.keeper, decision, "decisions:ask_review"),
        reasons="Invented.",
        reviewer=body,
        by=scene.keeper,
        now=NOW,
    )


def running(viewer, subject_id):
    with acting(viewer, now=viewer.now):
        clocks = Clock.objects.filter(subject_id=subject_id, state="running")
        return list(clocks.values_list("rule", "agency_id"))


def sees(viewer, case_id):
    """Now, as after what was done on the pages."""
    viewer = cast.seen(viewer.officer, timezone.now())
    with acting(viewer, now=viewer.now):
        return "cases:view" in permitted(viewer, File(case_id=case_id))


def later(viewer):
    return cast.seen(viewer.officer, LATER + dt.timedelta(minutes=1))


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


# -- nobody answers a "no" ---------------------------------------------------------------------------------------


class Small:
    """A body of two social workers: one says no, and nobody can be the second person."""

    def __init__(self):
        self.body = cast.body("Small", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.keeper = cast.seen(cast.officer(self.body, "social_worker"))
        self.mate = cast.seen(cast.officer(self.body, "social_worker"))
        self.opened = actions.open_case(report=None, **cast.case_facts(), by=self.keeper, now=NOW)

    case, decide = Scene.case, Scene.decide


@pytest.fixture
def small():
    return Small()


def titles(viewer):
    with acting(viewer, now=viewer.now), translation.override("en"):
        return [str(row["title"]) for row in presenting.tasks(desk.today(viewer))]


STUCK = "A “no” waits, and nobody in your body can answer: choose a body"


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


def test_who_is_named_as_involved_answers_for_nobody(scene):
    row = no(scene)
    assert deciding_queries.second_possible(scene.keeper, scene.case())
    assert STUCK not in titles(scene.keeper)
    named(scene, scene.second.officer)
    with acting(scene.keeper, now=NOW):
        assert not deciding_queries.second_possible(scene.keeper, scene.case())
    assert STUCK in titles(scene.keeper)
    rights = cast.body("Rights elsewhere", Agency.Kind.GUARDIANSHIP)
    only = cast.officer(rights, "supervisor")
    with acting(scene.keeper, now=NOW):
        assert rights in deciding_queries.bodies(scene.keeper, row)
    named(scene, only)
    with acting(scene.keeper, now=NOW):
        assert rights not in deciding_queries.bodies(scene.keeper, row)


def named(scene, officer):
    """This officer is named as involved in the case, in force."""
    with acting(scene.keeper, now=NOW):
        AccessBlock.objects.create(
            case_id=scene.opened.id,
            officer=officer,
            state="provisional",
            asked_by=scene.keeper.officer,
            asked_at=NOW,
            **cast.BY_ACT,
        )


def test_a_decision_that_was_replaced_does_not_read_as_in_force(scene):
    scene.decide()
    scene.decide(outcome="negative")
    gone = "No longer in force: another decision came after it"

    def told():
        client = client_of(scene.keeper.officer)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        page = client.get(reverse("cases:decisions", args=[scene.opened.id])).content.decode()
        return page.count("In force"), page.count(gone)

    assert told() == (1, 0)  # the second answer still waits
    with acting(scene.second, now=NOW):
        waiting = deciding_queries.waiting(scene.second)
    deciding.confirm(decision=waiting[0], by=scene.second, now=NOW)
    assert told() == (1, 1)


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


def test_a_no_asked_of_a_body_where_nobody_is_left_stands_in_the_keepers_tasks_again(small):
    decision = no(small)
    rights = cast.body("Rights elsewhere", Agency.Kind.GUARDIANSHIP)
    only = cast.officer(rights, "supervisor")
    given = {"decision": again(small.keeper, decision), "by": small.keeper, "now": NOW}
    unanswered.ask_second(body=rights, **given)
    assert STUCK not in titles(small.keeper)
    named(small, only)
    assert STUCK in titles(small.keeper)
