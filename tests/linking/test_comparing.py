"""The same child in two cases: found across scripts by who keeps both, by nobody else, and noted."""

from __future__ import annotations

import linking_scene
import pytest
from django.test import Client
from django.urls import reverse
from linking_scene import CYRILLIC, LATIN, OTHER_DAY, STRANGER, opened

import cast
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.children.models import ChildName
from qorgan.journal.models import Entry
from qorgan.linking import comparing

pytestmark = pytest.mark.django_db
NOW = cast.NOW


def compared(viewer, case):
    with acting(viewer, now=NOW):
        return comparing.compare(viewer, case.id)


@pytest.fixture
def keeper():
    rights = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    return cast.seen(cast.officer(rights, "guardianship"))


@pytest.fixture
def neighbour():
    shelter = cast.body("Shelter", Agency.Kind.SHELTER, takes_reports=True)
    return cast.seen(cast.officer(shelter, "ngo_worker"))


def test_the_same_child_is_found_across_scripts_with_both_spellings(keeper):
    first, second = opened(keeper, CYRILLIC), opened(keeper, LATIN)
    opened(keeper, STRANGER, birth=OTHER_DAY)
    answer = compared(keeper, second)
    assert [one.case_id for one in answer.candidates] == [first.id]
    score = answer.candidates[0].found.score
    assert score.band in ("likely", "possible")
    surname = next(step for step in score.waterfall if step.field == "surname")
    assert (surname.a, surname.b) == (LATIN["surname"], CYRILLIC["surname"])


def test_another_bodys_child_is_never_in_the_answer(keeper, neighbour):
    mine = opened(keeper, LATIN)
    theirs = opened(neighbour, CYRILLIC)
    assert compared(keeper, mine).candidates == []
    assert compared(neighbour, theirs).candidates == []


def test_known_elsewhere_or_not_the_answer_is_the_same(keeper, neighbour):
    mine = opened(keeper, LATIN)
    before = compared(keeper, mine)
    opened(neighbour, CYRILLIC)
    assert compared(keeper, mine) == before


def test_an_officer_limited_to_own_cases_finds_no_colleagues_case(keeper):
    worker = cast.seen(cast.officer(keeper.officer.agency, "social_worker"))
    opened(keeper, CYRILLIC)
    own = opened(worker, LATIN)
    assert compared(worker, own).candidates == []
    assert len(compared(keeper, own).candidates) == 1


def test_only_who_keeps_the_case_asks(keeper, neighbour):
    mine = opened(keeper, LATIN)
    with pytest.raises(Refused):
        compared(neighbour, mine)
    with pytest.raises(Refused):
        compared(cast.seen(cast.officer(keeper.officer.agency, "psychologist")), mine)


def test_a_child_without_identity_stays_out(keeper):
    nameless = opened(keeper, birth=None)
    opened(keeper, CYRILLIC)
    answer = compared(keeper, nameless)
    assert (answer.comparable, answer.candidates) == (False, [])


def test_a_withdrawn_spelling_is_not_compared(keeper):
    first, second = opened(keeper, CYRILLIC), opened(keeper, LATIN)
    with acting(keeper, now=NOW):
        ChildName.objects.filter(case_id=first.id).update(withdrawn_at=NOW)
    assert compared(keeper, second).candidates == []


def test_too_many_alike_is_said(keeper, monkeypatch):
    monkeypatch.setattr(comparing, "READ", 1)
    mine = opened(keeper, LATIN)
    opened(keeper, CYRILLIC)
    assert compared(keeper, mine).whole
    opened(keeper, CYRILLIC)
    assert not compared(keeper, mine).whole


def test_each_case_shown_has_it_in_its_journal(keeper):
    first, second = opened(keeper, CYRILLIC), opened(keeper, LATIN)
    compared(keeper, second)
    with acting(keeper, now=NOW):
        noted = Entry.objects.filter(kind="children.compared").values_list("case_id", flat=True)
        assert sorted(noted) == sorted([first.id, second.id])


def test_the_page_asks_first_and_then_shows_both_spellings(keeper):
    opened(keeper, CYRILLIC)
    mine = opened(keeper, LATIN)
    client = Client()
    client.force_login(keeper.officer)
    address = reverse("linking:compare", args=[mine.id])
    asked = client.get(address)
    assert asked.status_code == 200
    assert LATIN["surname"] not in client.post(address).content.decode()  # no legal basis is stated
    linking_scene.lawful()
    assert LATIN["surname"] not in asked.content.decode()
    answered = client.post(address).content.decode()
    assert LATIN["surname"] in answered
    assert CYRILLIC["surname"] in answered
