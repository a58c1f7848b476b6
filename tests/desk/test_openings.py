"""Who looked at what: every opening names its file, and the list can be narrowed to a file or to an officer."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

import cast
from cases.test_actions import Scene
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import queries as cases

pytestmark = pytest.mark.django_db
WAY = re.compile(r'href="\?((?:file|officer)=[^"]+)">([^<]+)<')


@pytest.fixture
def watcher():
    return cast.seen(cast.officer(cast.body("Centre", Agency.Kind.CENTRAL), "data_protection"))


@pytest.fixture
def scenes():
    """Two bodies, each with a case its keeper has looked at."""
    made = [Scene(), Scene()]
    for scene in made:
        with acting(scene.keeper, now=cast.NOW):
            cases.page(scene.keeper, scene.case().id, purpose="protection")
    return made


def page(viewer, **asked):
    client = Client()
    client.force_login(viewer.officer)
    return client.get(reverse("desk:accesses"), asked).content.decode()


def test_every_opening_names_its_file_and_leads_to_all_of_it(watcher, scenes):
    one, other = scenes
    shown = page(watcher)
    assert one.case().number in shown
    assert other.case().number in shown
    narrowed = page(watcher, file=str(one.case().id))
    assert one.case().number in narrowed
    assert other.case().number not in narrowed
    assert f"officer={one.keeper.officer.id}" in narrowed


def test_the_openings_of_one_officer(watcher, scenes):
    one, other = scenes
    narrowed = page(watcher, officer=str(other.keeper.officer.id))
    assert other.case().number in narrowed
    assert one.case().number not in narrowed
    ways = dict(WAY.findall(narrowed))
    both = next(way for way, text in ways.items() if text == other.case().number)
    assert both == f"officer={other.keeper.officer.id}&amp;file={other.case().id}"


def test_nonsense_in_the_address_shows_everything(watcher, scenes):
    assert scenes[0].case().number in page(watcher, file="x", officer="' OR 1=1", after="%00")


def test_numbers_are_for_who_watches_alone(watcher, scenes):
    one, _ = scenes
    with acting(one.second, now=cast.NOW), pytest.raises(Refused):
        cases.file_numbers(one.second, [one.case().id])
    for viewer, seen in ((one.second, []), (watcher, [one.case().number])):
        case_id = one.case().id
        with acting(viewer, now=cast.NOW), connection.cursor() as cursor:
            cursor.execute("SELECT number FROM qorgan_file_numbers(%s::uuid[])", [[case_id]])
            assert [row[0] for row in cursor.fetchall()] == seen
