"""Who could answer a decision, and how those made before read."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.urls import reverse

import cast
from access.probing import client_of
from cases.deciding.scene import (
    NOW,
    STUCK,
    named,
    no,
    titles,
)
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.deciding import queries as deciding_queries

pytestmark = pytest.mark.django_db


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
