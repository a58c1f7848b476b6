"""A referral has two sides: who keeps the case, and the body asked. For every other body it is not there."""

from __future__ import annotations

import pytest
from django.urls import reverse

import cast
from access.probing import client_of
from cases.test_actions import Scene
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.referrals import actions, queries
from qorgan.referrals.models import Referral, Service
from referrals.test_actions import LATER, agreed, fresh, refer
from security.walling import checks_off

pytestmark = pytest.mark.django_db
SECRETS = ("Hidden house", "Come to the green door", "The aunt takes her")
READERS = [
    (Agency.Kind.POLICE, "investigator"),
    (Agency.Kind.POLICE, "juvenile_inspector"),
    (Agency.Kind.HEALTH, "health_worker"),
    (Agency.Kind.COURT, "court_clerk"),
]


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Hidden house", Agency.Kind.SHELTER, services=("safe_accommodation",))
    made.helper = cast.seen(cast.officer(made.shelter, "ngo_worker"), LATER)
    made.late = cast.seen(made.keeper.officer, LATER)
    made.theirs = refer(made, made.shelter, note="Come to the green door")
    return made


def reader(scene, kind=Agency.Kind.POLICE, role="investigator"):
    """Somebody of another body, who was shown the age of the child and nothing else."""
    body = cast.body("Reader", kind)
    viewer = cast.seen(cast.officer(body, role), LATER)
    consent = agreed(scene, body, purpose="legal_aid")
    own = refer(scene, body, consent, service="legal_aid", note="Ask her age")
    actions.accept(referral=fresh(viewer, own), by=viewer, now=LATER)
    return viewer


def settled(scene):
    """Refused by the shelter, and settled in words."""
    actions.refuse(referral=fresh(scene.helper, scene.theirs), reason="no_place", by=scene.helper, now=LATER)
    words = {"words": "The aunt takes her", "by": scene.late, "now": LATER}
    actions.settle(referral=fresh(scene.late, scene.theirs), **words)


@pytest.mark.parametrize(("kind", "role"), READERS)
@pytest.mark.parametrize("after", ["accepted", "settled"])
def test_nobody_reads_the_referral_to_another_body(scene, kind, role, after):
    if after == "settled":
        settled(scene)
    else:
        actions.accept(referral=fresh(scene.helper, scene.theirs), by=scene.helper, now=LATER)
    client = client_of(reader(scene, kind, role).officer)
    shown = client.get(reverse("referrals:show", args=[scene.theirs.id]))
    purpose = {"field": "referral.note", "purpose": "protection"}
    opened = client.post(reverse("referrals:open_sealed", args=[scene.theirs.id]), purpose, follow=True)
    assert (shown.status_code, opened.status_code) == (404, 404)
    for page in ("cases:show", "referrals:of_case", "cases:journal", "cases:child"):
        text = client.get(reverse(page, args=[scene.opened.id])).content.decode()
        assert [secret for secret in (*SECRETS, str(scene.theirs.id)) if secret in text] == [], page


def test_a_packet_of_a_body_without_an_account_is_not_there_either(scene):
    paper = cast.body("Hidden house", Agency.Kind.SHELTER, has_account=False)
    referral = refer(scene, paper, note="Come to the green door")
    client = client_of(
        reader(scene, Agency.Kind.NGO, "ngo_worker").officer
    )  # who may refer children of its own
    for page in ("show", "packet", "settle", "told_refused", "told_contact", "told_service"):
        answer = client.get(reverse(f"referrals:{page}", args=[referral.id]))
        assert answer.status_code == 404, page
        assert "Hidden house" not in answer.content.decode()


def test_the_sender_and_the_body_asked_read_on(scene):
    actions.accept(referral=fresh(scene.helper, scene.theirs), by=scene.helper, now=LATER)
    for viewer, side in ((scene.late, "sender"), (scene.helper, "receiver")):
        with acting(viewer, now=LATER):
            shown = queries.page(viewer, scene.theirs.id, purpose="protection")
            assert (shown.side, shown.note.value) == (side, "Come to the green door")


def test_a_body_that_helps_already_reads_a_second_message_when_it_accepts(scene):
    actions.accept(referral=fresh(scene.helper, scene.theirs), by=scene.helper, now=LATER)
    consent = agreed(scene, scene.shelter, purpose="legal_aid")
    second = refer(scene, scene.shelter, consent, service="legal_aid", note="For a lawyer only")
    with acting(scene.helper, now=LATER):
        assert queries.page(scene.helper, second.id, purpose="protection").note is None
    actions.accept(referral=fresh(scene.helper, second), by=scene.helper, now=LATER)
    with acting(scene.helper, now=LATER):
        assert queries.page(scene.helper, second.id, purpose="protection").note.value == "For a lawyer only"


def test_the_judge_refuses_where_the_wall_is_not_asked(scene, monkeypatch):
    """Two walls: this is the one of the application, with the row before it."""
    police = reader(scene)
    row = fresh(scene.late, scene.theirs)
    rows = type("Rows", (), {"filter": lambda self, **_: self, "first": lambda self: row})()
    monkeypatch.setattr(Referral.objects, "select_related", lambda *_: rows)
    with acting(police, now=LATER), pytest.raises(Refused) as refusal:
        queries.find(police, scene.theirs.id)
    assert refusal.value.why == "scope"


def test_without_the_judge_the_database_shows_a_body_its_own_alone(scene):
    actions.accept(referral=fresh(scene.helper, scene.theirs), by=scene.helper, now=LATER)
    given = {"step": "delivered", "happened_at": LATER, "now": LATER, "note": "At the green door"}
    for by in (scene.helper, scene.late):
        actions.record_service(case=scene.case(), service="psychological", by=by, **given)
    police = reader(scene)
    seen = {}
    with checks_off():
        for name, viewer in (("keeper", scene.late), ("shelter", scene.helper), ("police", police)):
            with acting(viewer, now=LATER):
                referrals = Referral.objects.values_list("to_agency__name_en", flat=True)
                services = Service.objects.values_list("agency_id", flat=True)
                seen[name] = (sorted(referrals), len(services))
                assert name == "keeper" or set(services) <= {viewer.agency_id}
    assert seen == {
        "keeper": (["Hidden house", "Reader"], 2),
        "shelter": (["Hidden house"], 1),
        "police": (["Reader"], 0),
    }
