"""What later runs do with what earlier ones kept, and how little a match asks of the database."""

from __future__ import annotations

import datetime as dt

import linking_scene as scene
import pytest
from django.db import connection
from linking_scene import CYRILLIC, DAY, LATIN, NOW, OTHER_DAY, STRANGER, keeper, lawful, opened, run

from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.children import actions as children
from qorgan.children.models import Child
from qorgan.journal.models import Entry
from qorgan.linking import matching
from qorgan.linking.models import Hit, Likeness

pytestmark = pytest.mark.django_db(transaction=True)
MOST_STATEMENTS = (
    9  # scope, standing, own names, candidates, their names, what is known, journal, what is new; one spare
)


@pytest.fixture
def mine():
    lawful()
    return keeper()


def renamed(viewer, case, name, birth, now):
    """The child of this case has this name and birth date now, and no other."""
    with acting(viewer, now=now):
        child = Child.objects.select_related("key").get(case_id=case.id)
        child.names.update(withdrawn_at=now)
    children.change(
        child=child, version=child.version, facts={"names": [name], "birth": birth}, by=viewer, now=now
    )


def rows(viewer, model):
    with acting(viewer, now=NOW):
        return list(model.objects.values_list("id", "band"))


def test_a_hit_is_kept_changed_and_told_once(mine):
    theirs = keeper("Shelter", Agency.Kind.SHELTER, "ngo_worker")
    case, other = opened(mine, LATIN), opened(theirs, CYRILLIC)
    run(case, mine)
    ((first, band),) = rows(mine, Hit)
    assert band != "new"
    for hour, name, birth, expected in ((1, STRANGER, OTHER_DAY, "new"), (3, LATIN, DAY, band)):
        now = NOW + dt.timedelta(hours=hour)
        renamed(mine, case, name, birth, now)
        run(case, mine, now=now)
        assert rows(mine, Hit) == [(first, expected)]
    with acting(theirs, now=NOW + dt.timedelta(hours=4)):
        assert Entry.objects.filter(case_id=other.id, kind="linking.was_hit").count() == 1


def test_a_likeness_comes_back_in_the_same_row(mine):
    case, _other = opened(mine, LATIN), opened(mine, CYRILLIC)
    run(case, mine)
    ((first, band),) = rows(mine, Likeness)
    for hour, name, birth, expected in ((1, STRANGER, OTHER_DAY, "new"), (3, LATIN, DAY, band)):
        now = NOW + dt.timedelta(hours=hour)
        renamed(mine, case, name, birth, now)
        run(case, mine, now=now)
        assert rows(mine, Likeness) == [(first, expected)]


def test_hits_stay_when_other_bodies_are_not_asked(mine, monkeypatch):
    theirs = keeper("Shelter", Agency.Kind.SHELTER, "ngo_worker")
    case = opened(mine, LATIN)
    opened(theirs, CYRILLIC)
    run(case, mine)
    before = rows(mine, Hit)
    monkeypatch.setattr(matching.rules, "OFFICER_A_DAY", 0)
    now = NOW + dt.timedelta(hours=1)
    renamed(mine, case, STRANGER, OTHER_DAY, now)
    assert run(case, mine, now=now).held == "officer"
    assert rows(mine, Hit) == before


@pytest.mark.parametrize("alike", [0, 1, 4])
def test_a_match_asks_as_often_whatever_it_finds(mine, alike):
    theirs = keeper("Shelter", Agency.Kind.SHELTER, "ngo_worker")
    case = opened(mine, LATIN)
    for viewer in (mine, theirs):
        for _ in range(alike):
            opened(viewer, CYRILLIC)
    asked: list[str] = []

    def listen(execute, sql, params, many, context):
        asked.append(sql)
        return execute(sql, params, many, context)

    with scene.as_linker(), connection.execute_wrapper(listen):
        found = matching.match(case_id=case.id, officer_id=mine.officer.id, now=NOW)
    assert (found.found, found.hits) == (alike, alike)
    assert len(asked) <= MOST_STATEMENTS
