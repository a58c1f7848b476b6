"""Decisions of people as a look may show them."""

from __future__ import annotations

import pytest

from legislation.scene import LATER, REASONS, Scene
from qorgan.agencies.scope import acting
from qorgan.cases import queries as cases
from qorgan.legislation import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def shown_to(scene, viewer, purpose=""):
    with acting(viewer, now=LATER):
        return queries.opinions(cases.page(viewer, scene.case.id, purpose=purpose, verb="law:view"))


def test_newest_first_closed_without_a_purpose_open_with_one(scene):
    scene.decide()
    second = scene.decide(verdict="open")
    found = shown_to(scene, scene.keeper)
    assert found[0].opinion.id == second.id
    assert all(each.reasons.closed for each in found)
    assert [each.reasons.value for each in shown_to(scene, scene.keeper, "decision")] == [REASONS, REASONS]


def test_reasons_are_absent_where_reasons_were_not_shared(scene):
    scene.decide()
    receiver = scene.world.viewer("ngo_worker", "receiver")  # the referral shared no reasons
    assert [each.reasons for each in shown_to(scene, receiver, "decision")] == [None]


def test_nothing_for_who_may_not_see_what_happened(scene):
    scene.decide()
    registrar = scene.world.viewer("civil_registry", "keeper")
    assert shown_to(scene, registrar) == []
