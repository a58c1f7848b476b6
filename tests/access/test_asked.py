"""What a body may do that is asked about one decision: answer it, and nothing else that a referral would give."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

import cast
from access import oracle, probing
from access import world as worlds
from qorgan.agencies.access import File, Refused
from qorgan.agencies.granting import give
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import queries as case_queries
from qorgan.cases import steps
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.deciding import queries as deciding_queries
from qorgan.cases.models import StatusDecision

pytestmark = pytest.mark.django_db


def keeper_of(world):
    return world.viewer("supervisor", "keeper")


def in_review(world):
    """The decision of this world waits for the review of the body that is asked."""
    keeper = keeper_of(world)
    with acting(keeper, now=keeper.now):
        StatusDecision.objects.filter(pk=world.ids["decision_id"]).update(
            state="review",
            reviewer=world.bodies["asked"],
            review_asked_by=keeper.officer,
        )


def test_only_who_reviews_in_the_body_that_was_asked_opens_the_review_and_sends_it():
    world, wrong, opened = worlds.build(), [], 0
    in_review(world)
    url = reverse("cases:review", args=[world.ids["decision_id"]])
    for role in oracle.ROLES:
        for relation in oracle.RELATIONS:
            client = probing.client_of(world.officers[role, relation])
            expected = relation == "asked" and oracle.can(role, "review")
            opened += expected
            got = (client.get(url).status_code, client.post(url, {}).status_code)
            if got != ((200, 200) if expected else (404, 404)):
                wrong.append((role, relation, got))
    assert wrong == []
    assert opened > 1


def test_who_is_asked_about_one_decision_does_not_answer_another():
    world = worlds.build()
    viewer = world.viewer("supervisor", "asked")
    with acting(viewer, now=viewer.now):
        assert [each.id for each in deciding_queries.waiting(viewer)] == [world.ids["decision_id"]]
    keeper = keeper_of(world)
    with acting(keeper, now=keeper.now):
        other = StatusDecision.objects.get(pk=world.ids["decision_id"])
        other.pk = uuid4()
        other.stage = "conclusive"
        other.save(force_insert=True)
    with acting(viewer, now=viewer.now):
        assert [each.id for each in deciding_queries.waiting(viewer)] == [world.ids["decision_id"]]
    elsewhere = cast.body("Asked elsewhere", Agency.Kind.GUARDIANSHIP)
    with acting(keeper, now=keeper.now):
        give(
            File(case_id=world.case.id),
            agency_id=elsewhere.id,
            level="asked",
            fields=sorted(oracle.ASKED),
            source_id=other.id,
            valid_from=keeper.now,
        )
    with acting(viewer, now=viewer.now):
        assert [each.id for each in deciding_queries.waiting(viewer)] == [world.ids["decision_id"]]
    client = probing.client_of(viewer.officer)
    assert client.get(reverse("cases:second", args=[other.id])).status_code == 404
    page = client.get(reverse("cases:decisions", args=[world.case.id])).content.decode()
    assert reverse("cases:second", args=[world.ids["decision_id"]]) in page
    assert reverse("cases:second", args=[other.id]) not in page
    with pytest.raises(Refused):
        deciding.confirm(decision=other, by=viewer, now=viewer.now)
    with acting(keeper, now=keeper.now):
        StatusDecision.objects.filter(pk=world.ids["decision_id"]).update(state="returned")
    with acting(viewer, now=viewer.now):
        assert steps.next_step(case_queries.page(viewer, world.case.id)) != "second"


def test_a_referral_without_the_reasons_beside_it_offers_no_other_decision_either():
    world = worlds.build()
    viewer, keeper = world.viewer("supervisor", "asked"), keeper_of(world)
    with acting(keeper, now=keeper.now):
        give(
            File(case_id=world.case.id),
            agency_id=viewer.agency_id,
            level="referral",
            fields=["child.age", "decisions.status"],
            valid_from=keeper.now,
        )
        other = StatusDecision.objects.get(pk=world.ids["decision_id"])
        other.pk, other.stage = uuid4(), "conclusive"
        other.save(force_insert=True)
    page = probing.client_of(viewer.officer).get(reverse("cases:decisions", args=[world.case.id]))
    assert reverse("cases:second", args=[world.ids["decision_id"]]) in page.content.decode()
    assert reverse("cases:second", args=[other.id]) not in page.content.decode()


def test_who_is_asked_does_not_decide_on_status():
    world = worlds.build()
    for role in ("guardianship", "supervisor", "investigator"):
        viewer = world.viewer(role, "asked")
        with pytest.raises(Refused):
            deciding.decide(
                case=world.case,
                stage="conclusive",
                outcome="positive",
                grounds=["other_harm"],
                evidence=["none"],
                reasons="Invented.",
                by=viewer,
                now=viewer.now,
            )


def test_who_does_not_keep_the_case_reads_nowhere_which_shelter_helps():
    world = worlds.build()
    url = reverse("cases:involved", args=[world.case.id])
    police, unanswered = (
        cast.body(name, Agency.Kind.POLICE) for name in ("Police helping", "Police not yet")
    )
    keeper = keeper_of(world)
    with acting(keeper, now=keeper.now):
        for body, since in ((police, keeper.now), (unanswered, None)):
            give(File(case_id=world.case.id), agency_id=body.id, level="referral", valid_from=since)
    seen = 0
    for relation in ("asked", "receiver", "receiver_colleague"):
        for role in oracle.ROLES:
            answer = probing.client_of(world.officers[role, relation]).get(url)
            seen += answer.status_code == 200
            if answer.status_code == 200:
                listed = in_the_case(answer)
                assert "Other helper" not in listed, (role, relation)
                assert ("Receiver" in listed) == (relation != "asked"), (role, relation)
                assert [name in listed for name in ("Keeper", "Police helping")] == [True, True]
                assert not [name for name in ("Police not yet", "Offered shelter") if name in listed]
    assert seen > 10
    kept = in_the_case(probing.client_of(world.officers["supervisor", "keeper"]).get(url))
    assert not [name for name in ("Other helper", "Receiver", "Offered shelter") if name not in kept]


def in_the_case(answer):
    """The list of those who could be named; bodies that could take over stand in another, whatever the case."""
    return answer.content.decode().split('name="who"', 1)[1].split("</select>", 1)[0]
