"""What a body may do that is asked about one decision: answer it, and nothing else that a referral would give."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from access import oracle, probing
from access import world as worlds
from qorgan.agencies.access import Refused
from qorgan.agencies.scope import acting
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
    with pytest.raises(Refused):
        deciding.confirm(decision=other, by=viewer, now=viewer.now)


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
