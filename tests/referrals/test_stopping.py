"""A stopped consent ends what rests on it at once: access, the referral, and with a task for its sender."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

import cast
from cases.test_actions import Scene, refused
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import queries as case_queries
from qorgan.cases.models import Case
from qorgan.children import actions as children
from qorgan.children.models import Consent, ConsentWithdrawal
from qorgan.deadlines import queries as clocks
from qorgan.journal.models import Entry
from qorgan.referrals import actions, presenting, queries
from qorgan.referrals.codes import STOPPED
from qorgan.referrals.models import Referral
from referrals.test_actions import LATER, agreed, fresh, refer

pytestmark = pytest.mark.django_db
NOW = cast.NOW
AFTER = LATER + dt.timedelta(minutes=10)


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
    made.helper = cast.seen(cast.officer(made.shelter, "ngo_worker"), LATER)
    made.consent = agreed(made, made.shelter)
    made.referral = refer(made, made.shelter, made.consent)
    return made


def accept(scene):
    actions.accept(referral=fresh(scene.helper, scene.referral), by=scene.helper, now=LATER)


def stop(scene, **changes):
    with acting(scene.keeper, now=LATER):
        consent = Consent.objects.select_related("child").get(pk=scene.consent.pk)
    given = {"consent": consent, "by_parent": False, "withdrawn_at": LATER, "by": scene.keeper, "now": LATER}
    return children.withdraw_consent(**(given | changes))


def opens(scene):
    later = cast.seen(scene.helper.officer, AFTER)
    with acting(later, now=AFTER):
        seen = Case.objects.filter(pk=scene.opened.id).exists()
        try:
            case_queries.find(later, scene.opened.id)
        except Refused:
            assert not seen
            return False
        assert seen
        return True


def test_an_accepted_referral_opens_nothing_after_the_stop(scene):
    accept(scene)
    assert opens(scene)
    stop(scene)
    assert not opens(scene)
    back = fresh(scene.keeper, scene.referral)
    assert (back.state, back.reason, back.ended_at) == (Referral.State.RETURNED, STOPPED, LATER)


def test_the_sender_gets_a_task_and_the_journal_says_what_happened(scene):
    accept(scene)
    stop(scene)
    keeper = cast.seen(scene.keeper.officer, AFTER)
    with acting(keeper, now=AFTER):
        owed = [clock.rule for clock in clocks.tasks(keeper) if clock.subject_id == scene.referral.id]
        kinds = set(Entry.objects.filter(case_id=scene.opened.id).values_list("kind", flat=True))
    assert owed == [actions.CAME_BACK]
    assert {"children.consent_stopped", "referrals.stopped"} <= kinds


def test_the_receiver_is_told_on_its_list_and_on_the_page_and_later_no_more(scene):
    accept(scene)
    stop(scene)
    later = cast.seen(scene.helper.officer, AFTER)
    with acting(later, now=AFTER):
        listed = queries.lists(later)["stopped"]
        shown = queries.page(later, scene.referral.id)
    assert [referral.id for referral in listed] == [scene.referral.id]
    assert presenting.listed(listed)[0]["status"]["text"] == str(presenting.REASONS[STOPPED])
    with translation.override("en"):
        assert "call the body that sent it" in presenting.stopped_text(shown)
    assert shown.note is None
    assert not shown.may_open_case
    much_later = cast.seen(scene.helper.officer, AFTER + dt.timedelta(days=30))
    with acting(much_later, now=much_later.now):
        assert queries.lists(much_later)["stopped"] == []


def test_a_waiting_referral_comes_back_too_and_others_go_on(scene):
    other = refer(scene, scene.shelter)
    stop(scene)
    assert fresh(scene.keeper, scene.referral).state == Referral.State.RETURNED
    assert fresh(scene.keeper, other).state == Referral.State.SENT
    given = {"by": scene.helper, "now": AFTER}
    assert refused(actions.accept, referral=fresh(scene.helper, scene.referral), **given) == "REF-03"
    actions.accept(referral=fresh(scene.helper, other), **given)


def test_a_body_on_paper_is_to_be_called(scene):
    paper = cast.body("Paper", Agency.Kind.SHELTER, services=("safe_accommodation",), has_account=False)
    scene.consent = agreed(scene, paper)
    scene.referral = refer(scene, paper, scene.consent)
    stop(scene)
    keeper = cast.seen(scene.keeper.officer, AFTER)
    with acting(keeper, now=AFTER), translation.override("en"):
        assert "call them" in presenting.stopped_text(queries.page(keeper, scene.referral.id))


def test_consent_that_ran_out_opens_nothing(scene):
    ends = NOW + dt.timedelta(minutes=5)
    scene.referral = refer(scene, scene.shelter, agreed(scene, scene.shelter, expires_at=ends))
    given = {"referral": fresh(scene.helper, scene.referral), "by": scene.helper, "now": LATER}
    assert refused(actions.accept, **given) == "REF-01"


def test_only_the_body_that_keeps_the_case_stops_and_not_in_the_future(scene):
    accept(scene)
    with pytest.raises(Refused):
        stop(scene, by=cast.seen(scene.helper.officer, AFTER), now=AFTER)
    assert refused(stop, scene, withdrawn_at=AFTER) == "CHD-09"
    assert opens(scene)


def test_a_parents_stop_waits_while_a_conflict_is_recorded(scene):
    accept(scene)

    def change(conflict, at):
        child = scene.child()
        facts = {"conflict_of_interest": conflict}
        children.change(child=child, version=child.version, facts=facts, by=scene.keeper, now=at)

    change(True, LATER)
    assert not stop(scene, by_parent=True).effective
    assert opens(scene)
    change(None, LATER)  # "not sure" is not "no"
    assert opens(scene)
    with acting(scene.keeper, now=LATER):
        assert not ConsentWithdrawal.objects.get().effective
    change(False, LATER)
    assert not opens(scene)
    assert fresh(scene.keeper, scene.referral).reason == STOPPED


def test_the_keeper_finds_the_ledger_and_stops_from_it(scene):
    accept(scene)
    client = Client()
    client.force_login(scene.keeper.officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    sheet = reverse("cases:stop_consent", args=[scene.opened.id, scene.consent.id])
    ledger = client.get(reverse("cases:child", args=[scene.opened.id])).content.decode()
    assert sheet in ledger
    assert client.get(sheet).status_code == 200
    assert client.post(sheet, {}).status_code == 200  # who stops it is asked
    assert opens(scene)
    assert client.post(sheet, {"who": "unknown"}).status_code == 302
    with acting(scene.keeper, now=AFTER):
        assert ConsentWithdrawal.objects.get().effective
    assert sheet not in client.get(reverse("cases:child", args=[scene.opened.id])).content.decode()
    assert "CHD-05" in client.post(sheet, {"who": "child"}).content.decode()


def test_a_receiver_sees_no_ledger(scene):
    accept(scene)
    client = Client()
    client.force_login(scene.helper.officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert "/consents/" not in client.get(reverse("cases:child", args=[scene.opened.id])).content.decode()
    sheet = reverse("cases:stop_consent", args=[scene.opened.id, scene.consent.id])
    assert client.get(sheet).status_code == 404
