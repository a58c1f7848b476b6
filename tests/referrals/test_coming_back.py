"""What came back is a task until it is settled, and then it is none: no red that nobody can end."""

from __future__ import annotations

import pytest
from django.urls import reverse

import cast
from access.probing import client_of
from cases.test_actions import Scene, refused
from qorgan.agencies.models import AccessGrant, Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.cases import steps
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import CAME_BACK
from qorgan.journal.models import Entry
from qorgan.referrals import actions, queries
from referrals.test_actions import LATER, agreed, fresh, refer

pytestmark = pytest.mark.django_db
WORDS = "Invented: the grandmother takes the child."


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body(
        "Shelter", Agency.Kind.SHELTER, services=("safe_accommodation", "legal_aid"), takes_reports=True
    )
    made.helper = cast.seen(cast.officer(made.shelter, "ngo_worker", "supervisor"), LATER)
    made.late = cast.seen(made.keeper.officer, LATER)
    return made


def came_back(scene, **changes):
    referral = refer(scene, scene.shelter, **changes)
    actions.refuse(referral=fresh(scene.helper, referral), reason="no_place", by=scene.helper, now=LATER)
    return fresh(scene.late, referral)


def owed(scene):
    """Referrals that came back and stand among the sender's tasks."""
    with acting(scene.late, now=LATER):
        return [clock.subject_id for clock in clocks.tasks(scene.late) if clock.rule == CAME_BACK]


def asked(scene):
    """Does the case page say that a referral is on its way?"""
    with acting(scene.late, now=LATER):
        shown = case_queries.page(scene.late, scene.opened.id)
        return steps.asked(shown)


def test_the_case_page_says_on_its_way_only_of_what_is_on_its_way(scene):
    referral = refer(scene, scene.shelter)
    assert asked(scene)
    actions.refuse(referral=fresh(scene.helper, referral), reason="no_place", by=scene.helper, now=LATER)
    assert not asked(scene)


@pytest.mark.parametrize(
    ("reason", "first", "state"),
    [
        ("done", "", "returned"),
        ("moved", "", "returned"),
        ("done", "contact", "ended"),
        ("done", "service", "ended"),
    ],
)
def test_an_end_without_contact_and_service_comes_back(scene, reason, first, state):
    referral = refer(scene, scene.shelter)
    given = {"by": scene.helper, "now": LATER}
    referral = actions.accept(referral=fresh(scene.helper, referral), **given)
    if first == "contact":
        referral = actions.contacted(referral=referral, happened_at=LATER, **given)
    if first == "service":
        told = {"service": "safe_accommodation", "step": "offered", "happened_at": LATER}
        actions.record_service(case=scene.case(), referral=referral, **told, **given)
    client = client_of(scene.helper.officer)
    sheet = client.get(reverse("referrals:answer", args=[referral.id, "end"]))
    assert ("қызмет те жазылмаған" in sheet.content.decode()) == (state == "returned")
    actions.end(referral=referral, reason=reason, **given)
    ended = fresh(scene.late, referral)
    assert (ended.state, ended.reason) == (state, reason)
    assert owed(scene) == ([referral.id] if state == "returned" else [])
    with acting(scene.late, now=LATER):
        assert not AccessGrant.objects.filter(pk=referral.grant_id, valid_until=None).exists()


def test_a_new_referral_for_the_same_service_settles_what_came_back(scene):
    back = came_back(scene)
    other = came_back(scene, service="legal_aid", consent=agreed(scene, scene.shelter, purpose="legal_aid"))
    assert set(owed(scene)) == {back.id, other.id}
    again = actions.send(
        case=scene.case(),
        to_agency=scene.shelter,
        service="safe_accommodation",
        fields=["child.age"],
        urgent=False,
        form_token=cast.token(),
        consent=agreed(scene, scene.shelter),
        by=scene.late,
        now=LATER,
    )
    assert owed(scene) == [other.id]
    found = fresh(scene.late, back)
    assert (found.state, found.settled_at, found.settled_by) == ("refused", LATER, scene.keeper.officer)
    with acting(scene.late, now=LATER):
        assert Clock.objects.get(subject_id=back.id, rule=CAME_BACK).state == "met"
        entry = Entry.objects.get(kind="referrals.settled", subject_id=back.id)
        assert entry.detail == {"how": "sent_again"}
    assert asked(scene)
    assert fresh(scene.late, again).settled_at is None


def test_it_can_be_settled_in_words_once_which_only_the_sender_reads(scene):
    back, given = came_back(scene), {"by": scene.late, "now": LATER}
    assert refused(actions.settle, referral=back, words="  ", **given) == "REF-13"
    waiting = refer(
        scene, scene.shelter, service="legal_aid", consent=agreed(scene, scene.shelter, purpose="legal_aid")
    )
    assert refused(actions.settle, referral=waiting, words=WORDS, **given) == "REF-14"
    actions.settle(referral=back, words=WORDS, **given)
    assert owed(scene) == []
    assert refused(actions.settle, referral=fresh(scene.late, back), words=WORDS, **given) == "REF-14"
    with acting(scene.late, now=LATER):
        shown = queries.page(scene.late, back.id)
        assert shown.settled.closed
        assert not shown.may_settle
        assert queries.page(scene.late, back.id, purpose="referral").settled.value == WORDS
        assert WORDS not in str(list(Entry.objects.values_list("body", flat=True)))
    with acting(scene.helper, now=LATER):
        assert queries.page(scene.helper, back.id, purpose="referral").settled is None


def test_closing_the_case_ends_the_task_and_reopening_brings_it_back(scene):
    back = came_back(scene)
    cases.close(case=scene.case(), outcome="adult", by=scene.late, now=LATER)
    assert owed(scene) == []
    cases.reopen(case=scene.case(), reason="new_facts", by=scene.late, now=LATER)
    assert owed(scene) == [back.id]


def test_the_sheet_keeps_what_was_typed_and_the_body_asked_has_no_such_sheet(scene, settings):
    settings.ALLOWED_HOSTS = ["*"]
    back = came_back(scene)
    sheet = reverse("referrals:settle", args=[back.id])
    keeper, helper = client_of(scene.keeper.officer), client_of(scene.helper.officer)
    assert sheet in keeper.get(reverse("referrals:show", args=[back.id])).content.decode()
    assert helper.get(sheet).status_code == 404
    assert helper.post(sheet, {"words": WORDS}).status_code == 404
    assert keeper.post(sheet, {"words": WORDS}).status_code == 302
    again = keeper.post(sheet, {"words": "Invented second words."}).content.decode()
    assert "REF-14" in again
    assert "Invented second words." in again
    assert sheet not in keeper.get(reverse("referrals:show", args=[back.id])).content.decode()
