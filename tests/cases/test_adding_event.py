"""A second event of the same child: written on its own sheet, once, and never empty."""

from __future__ import annotations

import pytest

import cast
from access import probing
from cases.test_actions import NOW, Scene, refused
from qorgan.agencies.scope import acting
from qorgan.cases import actions
from qorgan.cases import queries as case_queries
from qorgan.journal.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def events(scene):
    with acting(scene.keeper, now=NOW):
        return case_queries.page(scene.keeper, scene.opened.id, purpose="protection").events


def test_from_the_page_of_what_happened_to_a_second_event(scene):
    client, base = probing.client_of(scene.keeper.officer), f"/cases/{scene.opened.id}/event/"
    assert f"{base}add/" in client.get(base).content.decode()
    sheet = client.get(f"{base}add/")
    assert sheet.status_code == 200
    assert "Invented narrative." not in sheet.content.decode()  # a sheet of its own
    typed = {"acts.transfer": "true", "narrative": "Invented second narrative.", "once": str(cast.token())}
    for _twice in range(2):
        assert client.post(f"{base}add/", typed).status_code == 302
    first, second = events(scene)
    assert first.narrative.value == "Invented narrative."
    assert (second.narrative.value, second.facts) == (
        "Invented second narrative.",
        {"acts": {"transfer": "true"}},
    )
    with acting(scene.keeper, now=NOW):
        assert Entry.objects.filter(kind="cases.event_joined").count() == 1


def test_an_empty_sheet_is_no_event(scene):
    client, page = probing.client_of(scene.keeper.officer), f"/cases/{scene.opened.id}/event/add/"
    answer = client.post(page, {"narrative": " "})
    assert answer.status_code == 200
    assert "CAS-45" in answer.content.decode()
    nothing = {"facts": {}, "places": [], "from_date": "", "to_date": "", "stage": "", "platform": ""}
    given = {"case": scene.case(), "event": nothing, "by": scene.keeper, "now": NOW}
    assert refused(actions.add_event, **given) == "CAS-45"
    assert len(events(scene)) == 1
