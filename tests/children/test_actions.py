"""Every refusal of the acts on a child: ages, consent, what is never shared, stops; and a search that is too short."""

from __future__ import annotations

import pytest

import cast
from cases.test_actions import Scene, refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.children import actions
from qorgan.children.forms import SearchForm
from qorgan.children.models import Consent
from qorgan.children.queries import consent_holds

pytestmark = pytest.mark.django_db
NOW = cast.NOW


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER)
    return made


def consent(scene, **changes):
    given = {"basis": "assent", "purpose": "legal_aid", "fields": ["child.age"], "given_at": NOW}
    return actions.record_consent(
        child=scene.child(), recipient=scene.shelter, **(given | changes), by=scene.keeper, now=NOW
    )


def change(scene, **facts):
    child = scene.child()
    return actions.change(child=child, version=child.version, facts=facts, by=scene.keeper, now=NOW)


def test_the_younger_age_comes_first(scene):
    assert refused(change, scene, age_from=15, age_to=11) == "CHD-01"
    assert change(scene, age_from=11, age_to=15).age_to == 15


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("CHD-02", {"basis": "best_interests", "reasons": " "}),
        ("CHD-02", {"basis": "legal_duty"}),
        ("CHD-04", {"fields": ["report.narrative"]}),
        ("CHD-04", {"fields": ["child.age", "no.such.field"]}),
    ],
)
def test_consents_that_cannot_be(scene, code, changes):
    assert refused(consent, scene, **changes) == code


def test_a_parent_in_conflict_neither_consents_nor_stops(scene):
    agreed = consent(scene)
    change(scene, conflict_of_interest=True)
    assert refused(consent, scene, basis="guardian") == "CHD-03"
    with acting(scene.keeper, now=NOW):
        agreed = Consent.objects.select_related("child").get(pk=agreed.pk)
    actions.withdraw_consent(consent=agreed, by_parent=True, withdrawn_at=NOW, by=scene.keeper, now=NOW)
    with acting(scene.keeper, now=NOW):
        stopped = Consent.objects.select_related("withdrawal").get(pk=agreed.pk)
        assert consent_holds(stopped, now=NOW)


def test_a_consent_is_stopped_once(scene):
    agreed = consent(scene)
    stop = {"consent": agreed, "by_parent": False, "withdrawn_at": NOW, "by": scene.keeper, "now": NOW}
    actions.withdraw_consent(**stop)
    assert refused(actions.withdraw_consent, **stop) == "CHD-05"


def test_one_word_finds_too_much():
    form = SearchForm({"names": "Айша"})
    assert not form.is_valid()
    assert [error.code for error in form.non_field_errors().as_data()] == ["CHD-07"]
    assert SearchForm({"names": "Айша", "birth_year": "2014"}).is_valid()
