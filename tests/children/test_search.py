"""The search inside the wall: other bodies' children take no place in its answer, and none of them leaves it."""

from __future__ import annotations

import pytest

import cast
from qorgan.agencies.models import AccessBlock, Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.children import search
from qorgan.children.models import Handle, SearchToken
from qorgan.keyring.actions import search_token
from qorgan.linkage import search_keys
from qorgan.vault import new_id

pytestmark = pytest.mark.django_db
NOW = cast.NOW
NAME = {"kind": "used", "surname": "Ойдантуғанов", "given": "Нұрсұлтан", "patronymic": ""}


def opened(by, **birth):
    facts = cast.case_facts()
    facts["child"] |= {"names": [NAME], "birth": birth or {"kind": "known", "from": "2012", "to": "2012"}}
    return cases.open_case(report=None, **facts, by=by, now=NOW)


def keeper_of(name, kind=Agency.Kind.GUARDIANSHIP, role="guardianship"):
    return cast.seen(cast.officer(cast.body(name, kind, takes_reports=True), role))


def found_by(viewer):
    with acting(viewer, now=NOW):
        found = search.handles_of(search_keys(names="Нұрсұлтан Ойдантуғанов", birth_year=2012))
        known = dict(Handle.objects.values_list("handle", "case_id"))
    return [known[handle] for handle in found]


def test_the_function_gives_only_handles_of_ones_own_wall():
    mine, theirs = keeper_of("Mine"), keeper_of("Theirs")
    own, other = opened(mine), opened(theirs)
    assert found_by(mine) == [own.id]
    assert found_by(theirs) == [other.id]
    with acting(None, now=NOW):
        assert search.handles_of(search_keys(names="Нұрсұлтан Ойдантуғанов", birth_year=2012)) == []


def test_other_bodies_children_cannot_crowd_out_ones_own():
    mine = keeper_of("Mine")
    elsewhere = [SearchToken(token=token, handle=new_id()) for token in _tokens() for _ in range(1_100)]
    SearchToken.objects.bulk_create(elsewhere)
    own = opened(mine)
    assert found_by(mine) == [own.id]


def test_who_is_named_in_a_case_does_not_find_its_child():
    mine = keeper_of("Mine")
    case = opened(mine)
    named = cast.seen(cast.officer(mine.officer.agency, "guardianship"))
    assert found_by(named) == [case.id]
    with acting(mine, now=NOW):
        AccessBlock.objects.create(
            case_id=case.id,
            officer=named.officer,
            state="provisional",
            asked_by=mine.officer,
            asked_at=NOW,
            **cast.BY_ACT,
        )
    assert found_by(named) == []
    assert found_by(mine) == [case.id]


def test_most_alike_comes_first():
    mine = keeper_of("Mine")
    near = opened(mine, kind="known", **{"from": "2012", "to": "2012"})
    far = opened(mine, kind="known", **{"from": "2009", "to": "2009"})
    assert found_by(mine) == [near.id, far.id]


def _tokens():
    return [search_token(key) for key in search_keys(names="Нұрсұлтан Ойдантуғанов", birth_year=2012)]
