"""A person decides on a provision: kept beside the computed verdict, sealed, journalled, never changed."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from access import oracle
from access import world as worlds
from legislation.scene import LATER, REASONS, Scene
from qorgan.agencies.access import Refused
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.scope import acting
from qorgan.journal.models import Entry
from qorgan.legislation.models import Opinion

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def test_a_lawyer_decides_and_the_reasons_are_sealed(scene):
    row = scene.decide()
    assert (row.verdict, row.computed, row.by_id) == ("met", "open", scene.lawyer.officer.id)
    assert REASONS.encode() not in bytes(row.sealed_reasons)
    with acting(scene.keeper, now=LATER):
        entry = Entry.objects.get(kind="law.opinion_recorded")
    assert entry.detail == {"provision": "kz.cc2014.135.1", "verdict": "met"}
    assert entry.case_id == scene.case.id
    assert "canary" not in entry.body


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"provision": "kz.cc2014.999"}, "LEG-01"),
        ({"provision": "palermo"}, "LEG-01"),
        ({"reasons": "  "}, "LEG-02"),
        ({"verdict": "guilty"}, "LEG-03"),
    ],
)
def test_what_cannot_be_recorded(scene, changes, code):
    with pytest.raises(CannotDo) as refusal:
        scene.decide(**changes)
    assert refusal.value.code == code


def test_sent_twice_recorded_once(scene):
    token = worlds.cast.token()
    assert scene.decide(form_token=token).id == scene.decide(form_token=token).id
    with acting(scene.lawyer, now=LATER):
        assert Opinion.objects.count() == 1


def test_a_change_of_mind_is_a_second_row(scene):
    scene.decide()
    scene.decide(verdict="not_met")
    with acting(scene.lawyer, now=LATER):
        assert [row.verdict for row in Opinion.objects.order_by("id")] == ["met", "not_met"]


def test_the_database_lets_nobody_change_or_delete_a_decision(scene):
    row = scene.decide()
    for change in ("UPDATE legislation_opinion SET verdict = 'open'", "DELETE FROM legislation_opinion"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            acting(scene.lawyer, now=LATER),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
    with acting(scene.lawyer, now=LATER):
        assert Opinion.objects.get().id == row.id


@pytest.mark.parametrize("role", oracle.ROLES)
def test_only_lawyers_prosecutors_and_investigators_of_the_case_decide(scene, role):
    for relation in ("keeper", "receiver", "stranger"):
        by = scene.world.viewer(role, relation)
        if oracle.allowed(role, "opinion", relation):
            assert scene.decide(by=by).by_id == by.officer.id
        else:
            with pytest.raises(Refused):
                scene.decide(by=by)


def test_the_wall_hides_decisions_from_other_bodies(scene):
    scene.decide()
    stranger = scene.world.viewer("prosecutor", "stranger")
    with acting(stranger, now=LATER):
        assert not Opinion.objects.exists()
    with acting(scene.keeper, now=LATER):
        assert Opinion.objects.count() == 1
