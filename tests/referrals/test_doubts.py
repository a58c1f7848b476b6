"""A guardian's consent after it became known that a parent or guardian may be part of the harm."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

import cast
from cases.test_actions import Scene, refused
from lifecycles.worker import run_as_worker
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.children.models import Consent, ConsentWithdrawal
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import DOUBTED
from qorgan.referrals import actions, presenting, queries
from qorgan.referrals.codes import STOPPED
from qorgan.referrals.models import Referral
from qorgan.referrals.packets import actions as packets
from referrals.test_actions import LATER, agreed, fresh, refer

pytestmark = pytest.mark.django_db
AFTER = LATER + dt.timedelta(minutes=10)


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
    made.helper = cast.seen(cast.officer(made.shelter, "ngo_worker"), LATER)
    conflict(made, False)
    made.consent = agreed(made, made.shelter, basis="guardian")
    made.referral = refer(made, made.shelter, made.consent)
    return made


def conflict(scene, known, at=LATER):
    child = scene.child()
    facts = {"conflict_of_interest": known}
    children.change(child=child, version=child.version, facts=facts, by=scene.keeper, now=at)


def accept(scene):
    return actions.accept(referral=fresh(scene.helper, scene.referral), by=scene.helper, now=LATER)


def holds(scene, at=AFTER):
    with acting(scene.keeper, now=at):
        return child_queries.consent_holds(Consent.objects.get(pk=scene.consent.pk), now=at)


def duties(scene, viewer=None):
    viewer = viewer or scene.keeper
    with acting(viewer, now=AFTER):
        found = queries.page(viewer, scene.referral.id)
        return [each.rule for each in found.clocks if each.state == Clock.State.RUNNING], found


@pytest.mark.parametrize("known", [True, None])
def test_it_counts_for_nothing_new_at_once(scene, known):
    assert holds(scene)
    conflict(scene, known)
    assert not holds(scene)
    assert refused(refer, scene, scene.shelter, scene.consent) == "REF-01"
    assert refused(accept, scene) == "REF-01"


def test_paper_is_not_printed_on_it(scene):
    paper = cast.body("Paper", Agency.Kind.SHELTER, services=("safe_accommodation",), has_account=False)
    referral = refer(scene, paper, agreed(scene, paper, basis="guardian"))
    conflict(scene, True)
    given = {"referral": fresh(scene.keeper, referral), "by": scene.keeper, "now": AFTER}
    assert refused(packets.print_packet, **given) == "REF-01"


def test_help_under_way_goes_on_as_a_duty_of_its_sender(scene):
    accept(scene)
    conflict(scene, True)
    conflict(scene, True)
    rules, found = duties(scene)
    assert rules.count(DOUBTED) == 1
    assert str(scene.consent.id) in presenting.doubt_href(found)
    assert fresh(scene.helper, scene.referral).state == Referral.State.ACCEPTED
    rules, found = duties(scene, cast.seen(scene.helper.officer, AFTER))
    assert DOUBTED not in rules  # why is not for the body that helps
    assert presenting.doubt_href(found) == ""


def test_the_duty_ends_with_the_doubt(scene):
    accept(scene)
    conflict(scene, True)
    conflict(scene, False)
    assert holds(scene)
    assert DOUBTED not in duties(scene)[0]


def test_the_childs_own_yes_is_not_doubted(scene):
    other = agreed(scene, scene.shelter)
    conflict(scene, True)
    with acting(scene.keeper, now=AFTER):
        assert child_queries.consent_holds(Consent.objects.get(pk=other.pk), now=AFTER)
        assert [each.pk for each in child_queries.doubted(scene.child())] == [scene.consent.pk]


def test_one_press_stops_them_and_a_second_stops_nothing(scene):
    accept(scene)
    other = refer(scene, scene.shelter, agreed(scene, scene.shelter, basis="guardian"))
    conflict(scene, True)
    client = Client()
    client.force_login(scene.keeper.officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    page, press = (reverse(f"cases:{name}", args=[scene.opened.id]) for name in ("child", "stop_doubted"))
    assert press in client.get(page).content.decode()
    for _ in range(2):
        assert client.post(press).status_code == 302
    assert press not in client.get(page).content.decode()
    with acting(scene.keeper, now=AFTER):
        assert ConsentWithdrawal.objects.filter(effective=True).count() == 2
        assert not Clock.objects.filter(rule=DOUBTED, state=Clock.State.RUNNING).exists()
    assert {fresh(scene.keeper, each).reason for each in (scene.referral, other)} == {STOPPED}
    conflict(scene, False)
    assert not holds(scene, dt.datetime.now(dt.UTC))  # a stop cannot be undone


def test_only_the_body_that_keeps_the_case_stops_them(scene):
    accept(scene)
    conflict(scene, True)
    child, helper = scene.child(), cast.seen(scene.helper.officer, AFTER)
    with pytest.raises(Refused):
        children.stop_doubted(child=child, by=helper, now=AFTER)


def test_everybodys_stop_counts_also_the_guardians_own(scene):
    accept(scene)
    conflict(scene, True)
    with acting(scene.keeper, now=LATER):
        consent = Consent.objects.select_related("child").get(pk=scene.consent.pk)
    stop = {"consent": consent, "by_parent": True, "withdrawn_at": LATER}
    assert children.withdraw_consent(**stop, by=scene.keeper, now=LATER).effective
    assert fresh(scene.keeper, scene.referral).reason == STOPPED


def test_an_end_is_asked_on_the_sheet_shown_before_sending_and_stands_in_the_ledger(scene):
    client = Client()
    client.force_login(scene.keeper.officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    sheet = reverse("referrals:send", args=[scene.opened.id, "safe_accommodation"])
    typed = {
        "to_agency": str(scene.shelter.id),
        "urgent": "no",
        "basis": "assent",
        "read_in": "kk",
        "fields_shown": ["child.age"],
    }

    def on(day):
        return typed | {"until_day": day.day, "until_month": day.month, "until_year": day.year}

    today = dt.datetime.now(dt.UTC).date()
    past = client.post(sheet, on(today - dt.timedelta(days=3))).content.decode()
    assert 'name="confirmed"' not in past
    assert "until" in past
    soon = today + dt.timedelta(days=4)
    preview = client.post(sheet, on(soon))
    assert preview.context["form"].ends_soon
    assert "23:59" in preview.content.decode()
    mark = preview.context["mark"]
    later = client.post(sheet, on(today + dt.timedelta(days=40)) | {"confirmed": mark})
    assert later.context["changed"]  # another end is another preview
    assert not later.context["form"].ends_soon
    assert client.post(sheet, on(soon) | {"confirmed": mark}).status_code == 302
    now = dt.datetime.now(dt.UTC)
    with acting(scene.keeper, now=now):
        sent = Referral.objects.select_related("consent", "grant").get(consent_until__isnull=False)
        assert sent.consent_until == sent.consent.expires_at == sent.grant.valid_until
    ledger = client.get(reverse("cases:child", args=[scene.opened.id])).content.decode()
    assert "23:59" in ledger


@pytest.mark.django_db(transaction=True)
def test_the_duty_falls_away_when_the_body_that_helps_gives_the_child_back(scene):
    """It does not see the sender's duty, and cannot end it: the worker does."""
    accept(scene)
    conflict(scene, True)
    with acting(scene.keeper, now=AFTER):
        running = Clock.objects.filter(rule=DOUBTED, state="running", subject_id=scene.referral.id)
        assert running.count() == 1
    # its own access has ended by then, as when a consent runs out
    helper = cast.seen(scene.helper.officer, AFTER)
    actions.give_back(referral=fresh(helper, scene.referral), reason="more_needed", by=helper, now=AFTER)
    with acting(scene.keeper, now=AFTER):
        Clock.objects.filter(rule=DOUBTED, subject_id=scene.referral.id).update(
            state="running", stopped_at=None
        )
    run_as_worker(AFTER)
    with acting(scene.keeper, now=AFTER):
        assert running.count() == 0
