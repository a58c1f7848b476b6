"""Who is looked at when many share something: the rarest in common first, at most 20 of one's own and 60 of others."""

from __future__ import annotations

import pytest
from linking_scene import CYRILLIC, as_linker, keeper, lawful, opened, plant_children

from qorgan.agencies.models import Agency
from qorgan.keyring.actions import search_token
from qorgan.linkage import Asked
from qorgan.linking.matching import _candidates

pytestmark = pytest.mark.django_db(transaction=True)
COMMON, RARE = "made-up key of many", "made-up key of few"


def test_the_rarest_come_first_and_the_rest_is_cut():
    lawful()
    mine, theirs = keeper("Rights of here"), keeper("Shelter of there", Agency.Kind.SHELTER, "ngo_worker")
    case = opened(mine, CYRILLIC)
    common, rare = search_token(COMMON), search_token(RARE)
    plant_children(mine.officer.agency, [common], 60)
    near = plant_children(
        mine.officer.agency, [rare], 3
    )  # planted last: no order but that of the keys helps them
    plant_children(theirs.officer.agency, [common], 120)
    far = plant_children(theirs.officer.agency, [rare], 4)
    with as_linker():
        own, others = _candidates(case.id, Asked([COMMON, RARE], [], []))
    assert (len(own), len(others)) == (20, 60)
    assert own[:3] == near
    assert others[:4] == far


def test_two_common_keys_weigh_more_than_one():
    lawful()
    mine = keeper("Rights of here")
    case = opened(mine, CYRILLIC)
    one, two = search_token(COMMON), search_token(RARE)
    plant_children(mine.officer.agency, [one], 5)
    plant_children(mine.officer.agency, [two], 5)
    both = plant_children(mine.officer.agency, [one, two], 2)
    with as_linker():
        own, others = _candidates(case.id, Asked([COMMON, RARE], [], []))
    assert (own[:2], len(own), others) == (both, 12, [])


def test_a_key_of_a_neighbouring_year_counts_only_beside_another():
    lawful()
    mine = keeper("Rights of here")
    case = opened(mine, CYRILLIC)
    one, two, three = (search_token(key) for key in (COMMON, RARE, "another year"))
    plant_children(mine.officer.agency, [two], 2)
    plain = plant_children(mine.officer.agency, [one], 2)
    both_near = plant_children(mine.officer.agency, [two, three], 1)
    near_too = plant_children(mine.officer.agency, [one, two], 1)
    with as_linker():
        own, _ = _candidates(case.id, Asked([COMMON], [], [RARE, "another year"]))
    assert sorted(own[:2]) == sorted([*both_near, *near_too])
    assert sorted(own[2:]) == sorted(plain)


def test_a_key_of_one_name_and_a_year_says_less():
    lawful()
    mine = keeper("Rights of here")
    case = opened(mine, CYRILLIC)
    year = plant_children(mine.officer.agency, [search_token("a name and a year")], 2)
    names = plant_children(mine.officer.agency, [search_token("two names")], 6)  # commoner, and found later
    with as_linker():
        own, _ = _candidates(case.id, Asked(["two names"], ["a name and a year"], []))
    assert (own[:6], own[6:]) == (names, year)
