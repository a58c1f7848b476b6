"""An accepted referral goes to a colleague with its access and its duties, and to nobody who could not go on."""

from __future__ import annotations

import pytest
from django.urls import reverse

import cast
from access.probing import client_of
from cases.test_actions import Scene, refused
from qorgan.agencies import actions as directory
from qorgan.agencies.access import Refused
from qorgan.agencies.models import AccessGrant, Agency
from qorgan.agencies.scope import acting
from qorgan.cases import queries as case_queries
from qorgan.deadlines import queries as clocks
from qorgan.journal.models import Entry
from qorgan.referrals import actions, handing
from referrals.test_actions import LATER, agreed, fresh, refer

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    """A body where only the officer who accepted goes on with a referral, a colleague there, and their supervisor."""
    made = Scene()
    made.centre = cast.body("Centre", Agency.Kind.LOCAL, services=("safe_accommodation", "legal_aid"))
    made.ill, made.colleague = (cast.seen(cast.officer(made.centre, "psychologist"), LATER) for _ in range(2))
    made.boss = cast.seen(cast.officer(made.centre, "supervisor"), LATER)
    made.referral = refer(made, made.centre)
    actions.accept(referral=fresh(made.ill, made.referral), by=made.ill, now=LATER)
    return made


def give(scene, to, by=None):
    by = by or scene.boss
    return handing.assign(referral=fresh(by, scene.referral), to=to.officer, by=by, now=LATER)


def owed(viewer, referral):
    with acting(viewer, now=LATER):
        return [clock.officer_id for clock in clocks.tasks(viewer) if clock.subject_id == referral.id]


def test_the_colleague_goes_on_where_the_first_one_was(scene):
    with pytest.raises(Refused):
        fresh(scene.colleague, scene.referral)
    assert owed(scene.colleague, scene.referral) == []
    give(scene, scene.colleague)
    assert owed(scene.colleague, scene.referral) == [scene.colleague.officer.id]
    assert owed(scene.ill, scene.referral) == []
    with acting(scene.colleague, now=LATER):
        assert case_queries.find(scene.colleague, scene.opened.id)
    with pytest.raises(Refused), acting(scene.ill, now=LATER):
        case_queries.find(scene.ill, scene.opened.id)
    given = {"by": scene.colleague, "now": LATER}
    actions.contacted(referral=fresh(scene.colleague, scene.referral), happened_at=LATER, **given)
    with acting(scene.boss, now=LATER):
        entry = Entry.objects.get(kind="referrals.assigned", subject_id=scene.referral.id)
        assert entry.actor_id == scene.boss.officer.id


def test_the_account_ends_when_the_referral_has_somebody(scene):
    admin = cast.seen(cast.officer(cast.body("Office", Agency.Kind.CENTRAL), "administrator"), LATER)
    ending = {"officer": scene.ill.officer, "by": admin, "now": LATER}
    assert refused(directory.end_officer, **ending) == "AGY-04"
    give(scene, scene.colleague)
    directory.end_officer(**ending)


def test_another_referral_of_the_same_child_stays_with_its_officer(scene):
    consent = agreed(scene, scene.centre, purpose="legal_aid")
    other = refer(scene, scene.centre, consent, service="legal_aid")
    lawyer = cast.seen(cast.officer(scene.centre, "legal_aid"), LATER)
    actions.accept(referral=fresh(lawyer, other), by=lawyer, now=LATER)
    give(scene, scene.colleague)
    with acting(scene.boss, now=LATER):
        grants = AccessGrant.objects.filter(case_id=scene.opened.id, agency_id=scene.centre.id)
        assert {grant.source_id: grant.officer_id for grant in grants} == {
            scene.referral.id: scene.colleague.officer.id,
            other.id: lawyer.officer.id,
        }


def test_who_may_not_be_given_it_and_who_may_not_give_it(scene):
    for to in (scene.keeper, cast.seen(cast.officer(scene.centre, "school_worker"), LATER)):
        assert refused(give, scene, to) == "REF-19"
    away = cast.seen(cast.officer(scene.centre, "psychologist"), LATER)
    away.officer.is_active = False
    assert refused(give, scene, away) == "REF-19"
    for by in (scene.ill, scene.keeper):
        with pytest.raises(Refused):
            give(scene, scene.colleague, by=by)
    actions.end(referral=fresh(scene.ill, scene.referral), reason="done", by=scene.ill, now=LATER)
    with pytest.raises((Refused,)):
        give(scene, scene.colleague)


def test_what_nobody_accepted_is_given_to_nobody(scene):
    waiting = refer(scene, scene.centre)
    given = {"referral": fresh(scene.boss, waiting), "to": scene.colleague.officer}
    assert refused(handing.assign, **given, by=scene.boss, now=LATER) == "REF-18"


def test_the_page_offers_those_who_can_go_on(scene, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client = client_of(scene.boss.officer)
    href = reverse("referrals:assign", args=[scene.referral.id])
    show = reverse("referrals:show", args=[scene.referral.id])
    assert href in client.get(show).content.decode()
    assert href not in client_of(scene.ill.officer).get(show).content.decode()
    clerk = cast.officer(scene.centre, "school_worker")
    page = client.get(href).content.decode()
    assert str(scene.colleague.officer.id) in page
    assert str(clerk.id) not in page
    assert client.post(href, {"to": str(clerk.id)}).status_code == 200
    assert client.post(href, {"to": str(scene.colleague.officer.id)}).status_code == 302
    assert owed(scene.colleague, scene.referral) == [scene.colleague.officer.id]
    assert client_of(scene.ill.officer).get(href).status_code == 404
