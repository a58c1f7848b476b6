"""Every refusal of the acts on a child: ages, consent, what is never shared, stops; and a search that is too short."""

from __future__ import annotations

from uuid import uuid4

import pytest

import cast
from cases.test_actions import Scene, refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.children import actions, queries
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
    given = {
        "basis": "assent",
        "read_in": "kk",
        "purpose": "legal_aid",
        "fields": ["child.age"],
        "given_at": NOW,
    }
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
        ("CHD-10", {"read_in": ""}),
        ("CHD-10", {"basis": "consent", "read_in": "no such language"}),
        ("CHD-11", {"basis": "guardian"}),
        ("CHD-04", {"fields": ["report.narrative"]}),
        ("CHD-04", {"fields": ["child.age", "no.such.field"]}),
    ],
)
def test_consents_that_cannot_be(scene, code, changes):
    assert refused(consent, scene, **changes) == code


def test_a_line_of_the_ledger_sent_twice_is_one(scene):
    token = uuid4()
    assert consent(scene, form_token=token) == consent(scene, form_token=token)
    assert consent(scene, form_token=uuid4()) != consent(scene, form_token=uuid4())
    with acting(scene.keeper, now=NOW):
        assert Consent.objects.filter(recipient=scene.shelter).count() == 3


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


def test_a_guardian_consents_once_it_is_written_that_no_parent_is_part_of_the_harm(scene):
    assert refused(consent, scene, basis="guardian") == "CHD-11"
    change(scene, conflict_of_interest=False)
    assert consent(scene, basis="guardian").basis == "guardian"


def test_not_sure_about_the_parents_still_leaves_another_basis(scene):
    assert consent(scene, basis="best_interests", read_in="", reasons="Invented reasons.").pk
    assert consent(scene, basis="legal_duty", read_in="", provision="Invented article").pk


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


@pytest.mark.parametrize(
    "typed", ["Айгерім", "Aigerim", "Ойдантуған Бала", "АЙГЕРІМОВА-2012", "a" * 30, "—", "12;34", "<b>1</b>"]
)
def test_a_name_is_not_taken_for_a_code(scene, typed):
    assert refused(change, scene, code=typed) == "CHD-08"


def test_a_code_is_sealed_found_in_any_case_and_only_behind_the_wall(scene):
    change(scene, code="senim-014 ")
    stranger = cast.seen(cast.officer(cast.body("Other", Agency.Kind.GUARDIANSHIP), "guardianship"))
    with acting(scene.keeper, now=NOW):
        child = scene.child()
        assert b"SENIM" not in bytes(child.sealed_code)
        for words in ("SENIM-014", "senim-014", "Senim - 014"):
            hits = queries.search(scene.keeper, names=words, birth_year=None)
            assert [(hit.case_id, hit.name) for hit in hits] == [(child.case_id, "SENIM-014")]
        assert queries.search(scene.keeper, names="SENIM-015", birth_year=None) == []
    with acting(stranger, now=NOW):
        assert queries.search(stranger, names="SENIM-014", birth_year=None) == []


def test_the_page_of_the_child_opens_the_code_only_for_a_purpose(scene, client):
    change(scene, code="SENIM-014")
    from access.probing import client_of

    browser = client_of(scene.keeper.officer)
    assert "SENIM-014" not in browser.get(f"/cases/{scene.opened.id}/child/").content.decode()
    browser.post(f"/cases/{scene.opened.id}/purpose/", {"purpose": "protection", "field": "child.names"})
    assert "SENIM-014" in browser.get(f"/cases/{scene.opened.id}/child/").content.decode()


def test_one_word_that_could_be_a_code_is_searched(scene):
    assert SearchForm({"names": "SENIM-014"}).is_valid()
    assert not SearchForm({"names": "Әсел"}).is_valid()
