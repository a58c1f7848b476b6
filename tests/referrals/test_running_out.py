"""A consent with an end: access ends at that moment without anybody, and the worker says so later."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

import cast
from cases.test_actions import Scene, refused
from lifecycles.worker import run_as_worker
from qorgan.agencies.access import Refused
from qorgan.agencies.models import AccessGrant, Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.cases import steps
from qorgan.cases.models import Case
from qorgan.children import actions as children
from qorgan.children.models import Child
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import ENDING
from qorgan.journal.models import Entry
from qorgan.referrals import actions, handing, presenting, queries, stopping
from qorgan.referrals.codes import RAN_OUT
from qorgan.referrals.models import Referral
from qorgan.referrals.packets import actions as packets
from referrals.test_actions import LATER, agreed, fresh, refer

pytestmark = pytest.mark.django_db
NOW = cast.NOW
ENDS = NOW + dt.timedelta(days=3)
BEFORE, AFTER = ENDS - dt.timedelta(seconds=1), ENDS + dt.timedelta(seconds=30)


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
    made.helper = cast.seen(cast.officer(made.shelter, "ngo_worker"), LATER)
    made.consent = agreed(made, made.shelter, expires_at=ENDS)
    made.referral = refer(made, made.shelter, made.consent)
    return made


def accept(scene):
    actions.accept(referral=fresh(scene.helper, scene.referral), by=scene.helper, now=LATER)


def rows(scene, at):
    """What the receiving body sees of the case and the child at this moment, past the application."""
    with acting(cast.seen(scene.helper.officer, at), now=at):
        return Case.objects.count(), Child.objects.count()


def opens(scene, at):
    viewer = cast.seen(scene.helper.officer, at)
    with acting(viewer, now=at):
        try:
            case_queries.find(viewer, scene.opened.id)
        except Refused:
            return False
        return True


def settle(at):
    return stopping.end_run_out(now=at)


def test_access_ends_at_the_moment_although_the_worker_sleeps(scene):
    accept(scene)
    assert rows(scene, BEFORE) == (1, 1)
    assert opens(scene, BEFORE)
    assert rows(scene, AFTER) == (0, 0)
    assert not opens(scene, AFTER)
    assert fresh(scene.keeper, scene.referral).state == Referral.State.ACCEPTED  # nobody has said so yet


def test_the_worker_brings_it_back_with_a_task_and_a_line_in_the_journal(scene):
    accept(scene)
    with acting(scene.keeper, now=BEFORE):
        assert settle(BEFORE) == 0
    with acting(scene.keeper, now=AFTER):
        assert settle(AFTER) == 1
        assert settle(AFTER) == 0
        back = queries.find(scene.keeper, scene.referral.id)[0]
        running = Clock.objects.filter(subject_id=back.id, state=Clock.State.RUNNING)
        assert [(each.rule, each.officer_id) for each in running] == [
            (actions.CAME_BACK, scene.keeper.officer.id)
        ]
        line = Entry.objects.get(case_id=scene.opened.id, kind="referrals.ran_out")
    assert (back.state, back.reason, back.ended_at) == (Referral.State.RETURNED, RAN_OUT, ENDS)
    assert (line.actor_id, line.happened_at) == (None, ENDS)


def test_a_waiting_one_cannot_be_accepted_any_more_and_comes_back(scene):
    late = cast.seen(scene.helper.officer, AFTER)
    given = {"referral": fresh(scene.helper, scene.referral), "by": late, "now": AFTER}
    assert refused(actions.accept, **given) == "REF-01"
    with acting(scene.keeper, now=AFTER):
        assert settle(AFTER) == 1


def test_both_sides_may_still_end_it_in_the_minute_before_the_worker_comes(scene):
    accept(scene)
    late = cast.seen(scene.helper.officer, AFTER)
    back = actions.give_back(
        referral=fresh(scene.helper, scene.referral), reason="more_needed", by=late, now=AFTER
    )
    assert back.state == Referral.State.RETURNED
    with acting(scene.keeper, now=AFTER):
        assert settle(AFTER) == 0


def test_the_body_that_helped_is_told_on_its_list_and_page(scene):
    accept(scene)
    with acting(scene.keeper, now=AFTER):
        settle(AFTER)
    late = cast.seen(scene.helper.officer, AFTER)
    with acting(late, now=AFTER):
        assert [each.id for each in queries.lists(late)["stopped"]] == [scene.referral.id]
        assert queries.page(late, scene.referral.id).note is None


def test_an_end_comes_sooner_and_never_later(scene):
    accept(scene)
    with acting(scene.keeper, now=LATER):
        grant = AccessGrant.objects.filter(pk=scene.referral.grant_id)
        for until in (None, ENDS + dt.timedelta(days=1)):
            with pytest.raises(DatabaseError), transaction.atomic():
                grant.update(valid_until=until)
        grant.update(valid_until=ENDS - dt.timedelta(days=1))
    actions.end(referral=fresh(scene.keeper, scene.referral), reason="done", by=scene.keeper, now=LATER)
    assert rows(scene, LATER + dt.timedelta(minutes=1)) == (0, 0)
    with acting(scene.keeper, now=AFTER), pytest.raises(DatabaseError), transaction.atomic():
        AccessGrant.objects.filter(pk=scene.referral.grant_id).update(valid_until=BEFORE)


def test_a_stop_before_the_end_ends_it_at_once(scene):
    accept(scene)
    stop = {"consent": scene.consent, "by_parent": False, "withdrawn_at": LATER}
    children.withdraw_consent(**stop, by=scene.keeper, now=LATER)
    assert rows(scene, LATER + dt.timedelta(minutes=1)) == (0, 0)


def test_a_case_is_closed_only_after_what_ran_out_has_come_back(scene):
    accept(scene)
    assert refused(cases.close, case=scene.case(), outcome="adult", by=scene.keeper, now=LATER) == "CAS-07"
    late = cast.seen(scene.keeper.officer, AFTER)
    cases.close(case=scene.case(), outcome="adult", by=late, now=AFTER)
    with acting(late, now=AFTER):
        assert Referral.objects.get(pk=scene.referral.pk).reason == RAN_OUT
        assert not Clock.objects.filter(subject_id=scene.referral.id, state=Clock.State.RUNNING).exists()
        assert settle(AFTER) == 0


@pytest.mark.parametrize("ends", [NOW, NOW - dt.timedelta(days=1)])
def test_an_end_that_has_passed_is_refused(scene, ends):
    assert refused(agreed, scene, scene.shelter, expires_at=ends) == "CHD-12"


def test_a_consent_without_an_end_stays(scene):
    other = refer(scene, scene.shelter)
    actions.accept(referral=fresh(scene.helper, other), by=scene.helper, now=LATER)
    with acting(scene.keeper, now=AFTER):
        settle(AFTER)
    assert fresh(scene.keeper, other).state == Referral.State.ACCEPTED
    assert rows(scene, AFTER) == (1, 1)


def test_a_receipt_that_comes_after_the_end_is_not_an_acceptance(scene):
    paper = cast.body("Paper", Agency.Kind.SHELTER, services=("safe_accommodation",), has_account=False)
    referral = refer(scene, paper, agreed(scene, paper, expires_at=ENDS))
    code = packets.print_packet(referral=fresh(scene.keeper, referral), by=scene.keeper, now=LATER)
    given = {"referral": fresh(scene.keeper, referral), "receipt": code}
    late = cast.seen(scene.keeper.officer, AFTER)
    assert refused(packets.confirm_receipt, **given, by=late, now=AFTER) == "REF-01"
    taken = packets.confirm_receipt(**given, by=scene.keeper, now=LATER)
    assert taken.grant.valid_until == ENDS


def test_a_late_receipt_opens_no_longer_than_the_consent(scene):
    paper = cast.body("Paper", Agency.Kind.SHELTER, services=("safe_accommodation",), has_account=False)
    referral = refer(scene, paper, agreed(scene, paper, expires_at=ENDS))
    code = packets.print_packet(referral=fresh(scene.keeper, referral), by=scene.keeper, now=LATER)
    with acting(scene.keeper, now=BEFORE):
        actions.expire_late(now=BEFORE)
    late = cast.seen(scene.keeper.officer, BEFORE)
    taken = packets.confirm_receipt(referral=fresh(scene.keeper, referral), receipt=code, by=late, now=BEFORE)
    assert taken.grant.valid_until == ENDS


# -- in time before ---------------------------------------------------------------------------------------------------

FAR = NOW + dt.timedelta(days=30)


def lasting(scene, ends):
    """A referral to the shelter on a consent until then."""
    return refer(scene, scene.shelter, agreed(scene, scene.shelter, expires_at=ends))


def reminded(scene, referral, at=NOW):
    with acting(cast.seen(scene.keeper.officer, at), now=at):
        clocks = Clock.objects.filter(subject_id=referral.id, rule=ENDING)
        return [(each.state, each.officer_id, each.due_at) for each in clocks.order_by("created_at", "id")]


@pytest.mark.django_db(transaction=True)
def test_who_sent_it_is_told_once_seven_days_before_by_the_worker(scene):
    late = FAR - dt.timedelta(days=9)
    far = lasting(scene, FAR)
    actions.accept(referral=fresh(scene.helper, far), by=scene.helper, now=LATER)
    run_as_worker(late)
    assert reminded(scene, far, late) == []
    soon = FAR - dt.timedelta(days=6)
    run_as_worker(soon)
    run_as_worker(soon)
    assert reminded(scene, far, soon) == [("running", scene.keeper.officer.id, FAR)]
    run_as_worker(FAR + dt.timedelta(seconds=5))
    assert [state for state, *_rest in reminded(scene, far, FAR)] == ["cancelled"]  # now it came back


def test_a_consent_without_an_end_and_one_that_ended_remind_of_nothing(scene):
    with acting(scene.keeper, now=NOW):
        assert stopping.remind_ending(now=NOW) == 1  # the one of three days
        assert stopping.remind_ending(now=NOW) == 0
    endless = refer(scene, scene.shelter, agreed(scene, scene.shelter))
    with acting(scene.keeper, now=NOW):
        assert stopping.remind_ending(now=NOW) == 0
    assert reminded(scene, endless) == []
    assert [state for state, *_rest in reminded(scene, scene.referral)] == ["running"]


@pytest.mark.django_db(transaction=True)
def test_a_referral_for_longer_is_heard_while_it_is_accepted(scene):
    run_as_worker(NOW)
    accept(scene)
    assert [state for state, *_rest in reminded(scene, scene.referral)] == [
        "running"
    ]  # accepting is no answer to it
    lasting(scene, ENDS - dt.timedelta(days=1))
    run_as_worker(LATER)
    assert [state for state, *_rest in reminded(scene, scene.referral)] == ["running"]
    longer = lasting(scene, FAR)
    run_as_worker(LATER)
    assert [state for state, *_rest in reminded(scene, scene.referral)] == ["running"]
    actions.accept(referral=fresh(scene.helper, longer), by=scene.helper, now=LATER)
    run_as_worker(LATER)
    assert [state for state, *_rest in reminded(scene, scene.referral)] == ["cancelled"]
    back = {"referral": fresh(scene.helper, longer), "reason": "more_needed"}
    actions.give_back(**back, by=scene.helper, now=LATER)
    run_as_worker(LATER)
    assert [state for state, *_rest in reminded(scene, scene.referral)] == ["cancelled", "running"]


@pytest.mark.django_db(transaction=True)
def test_who_asked_in_good_time_is_not_reminded(scene):
    accept(scene)
    longer = lasting(scene, FAR)
    actions.accept(referral=fresh(scene.helper, longer), by=scene.helper, now=LATER)
    run_as_worker(LATER)
    assert reminded(scene, scene.referral) == []


@pytest.mark.django_db(transaction=True)
def test_a_reminder_of_a_referral_that_was_refused_falls_away(scene):
    """Who refuses sees nothing of the sender's duties, and cannot end them."""
    run_as_worker(NOW)
    actions.refuse(
        referral=fresh(scene.helper, scene.referral), reason="no_place", by=scene.helper, now=LATER
    )
    run_as_worker(LATER)
    assert [state for state, *_rest in reminded(scene, scene.referral)] == ["cancelled"]


def test_a_reminder_is_no_help_on_its_way(scene):
    with acting(scene.keeper, now=NOW):
        stopping.remind_ending(now=NOW)
        page = case_queries.page(scene.keeper, scene.opened.id)
        assert steps.asked(page)  # the answer that is owed
        Clock.objects.filter(subject_id=scene.referral.id).exclude(rule=ENDING).update(state="cancelled")
        assert not steps.asked(case_queries.page(scene.keeper, scene.opened.id))


def test_the_body_that_helps_gives_the_referral_and_not_the_senders_reminder_to_a_colleague(scene):
    accept(scene)
    with acting(scene.keeper, now=NOW):
        stopping.remind_ending(now=NOW)
    boss = cast.seen(cast.officer(scene.shelter, "supervisor"), LATER)
    colleague = cast.officer(scene.shelter, "ngo_worker")
    handing.assign(referral=fresh(boss, scene.referral), to=colleague, by=boss, now=LATER)
    assert [officer for _state, officer, _due in reminded(scene, scene.referral)] == [scene.keeper.officer.id]


def test_reopening_brings_no_reminder_back_of_what_ran_out(scene):
    accept(scene)
    with acting(scene.keeper, now=NOW):
        stopping.remind_ending(now=NOW)
    late = cast.seen(scene.keeper.officer, AFTER)
    cases.close(case=scene.case(), outcome="adult", by=late, now=AFTER)
    cases.reopen(case=scene.case(), reason="child_asked", by=late, now=AFTER)
    assert [state for state, *_rest in reminded(scene, scene.referral, AFTER)] == ["cancelled"]


def test_only_the_sender_reads_on_the_page_that_the_child_must_be_asked_again(scene):
    with acting(scene.keeper, now=NOW):
        stopping.remind_ending(now=NOW)
    accept(scene)
    anew = reverse("referrals:send", args=[scene.opened.id, "safe_accommodation"])
    for officer, told in ((scene.keeper.officer, True), (scene.helper.officer, False)):
        viewer = cast.seen(officer, LATER)
        with acting(viewer, now=LATER):
            found = queries.page(viewer, scene.referral.id)
            assert (presenting.renew_href(found) == anew) == told
            assert (ENDING in [clock.rule for clock in found.clocks]) == told
