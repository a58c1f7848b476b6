"""Holds: placed and lifted by the body that keeps the case, seen at its top, and what they stop."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

import cast
from cases.test_actions import Scene, refused
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.children import actions, queries
from qorgan.children.models import Hold
from qorgan.journal.models import Entry

pytestmark = pytest.mark.django_db
NOW = cast.NOW
TOMORROW = NOW + dt.timedelta(days=1)


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def client(scene):
    made = Client()
    made.force_login(scene.keeper.officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    return made


def place(scene, **changes):
    given = {"kind": "no_closing", "reason": "danger", "until": None, "by": scene.keeper, "now": NOW}
    return actions.place_hold(child=scene.child(), **(given | changes))


def lift(scene, hold, **changes):
    return actions.lift_hold(**({"hold": hold, "reason": "over", "by": scene.keeper, "now": NOW} | changes))


def close(scene, at=NOW):
    keeper = cast.seen(scene.keeper.officer, at)
    return cases.close(case=scene.case(), outcome="adult", by=keeper, now=at)


def test_a_hold_keeps_the_case_open_until_it_is_lifted(scene):
    hold = place(scene)
    assert refused(close, scene) == "CAS-05"
    lifted = lift(scene, hold)
    assert (lifted.lifted_by, lifted.lift_reason) == (scene.keeper.officer, "over")
    close(scene)


def test_a_hold_ends_by_itself_at_its_moment(scene):
    place(scene, until=TOMORROW)
    assert refused(close, scene, TOMORROW - dt.timedelta(seconds=1)) == "CAS-05"
    close(scene, TOMORROW)


def test_other_kinds_do_not_keep_it_open(scene):
    place(scene, kind="no_questioning")
    place(scene, kind="no_removal")
    close(scene)


def test_what_cannot_be(scene):
    assert refused(place, scene, until=NOW) == "CHD-13"
    hold = place(scene)
    assert refused(lift, scene, hold, reason="") == "CHD-15"
    lift(scene, hold)
    assert refused(lift, scene, hold) == "CHD-14"


def test_a_sheet_sent_twice_places_one(scene):
    token = cast.token()
    assert place(scene, form_token=token).pk == place(scene, form_token=token).pk
    with acting(scene.keeper, now=NOW):
        assert Hold.objects.count() == 1


def test_both_stand_in_the_journal_with_why(scene):
    lift(scene, place(scene), reason="protected")
    with acting(scene.keeper, now=NOW):
        said = {each.kind: each.detail for each in Entry.objects.filter(kind__startswith="children.h")}
    assert said == {
        "children.held": {"hold": "no_closing", "hold_reason": "danger"},
        "children.hold_lifted": {"hold": "no_closing", "lift_reason": "protected"},
    }


def test_another_body_neither_places_nor_lifts_nor_sees(scene):
    hold = place(scene)
    stranger = cast.seen(cast.officer(cast.body("Other", Agency.Kind.GUARDIANSHIP), "guardianship"))
    child = scene.child()
    for forbidden in (
        lambda: actions.place_hold(
            child=child, kind="no_closing", reason="danger", until=None, by=stranger, now=NOW
        ),
        lambda: lift(scene, hold, by=stranger),
    ):
        with pytest.raises(Refused):
            forbidden()
    with acting(stranger, now=NOW):
        assert not Hold.objects.exists()
        with pytest.raises(Refused):
            queries.find_hold(stranger, scene.opened.id, hold.id)


def test_it_is_placed_seen_and_lifted_on_pages(scene, client):
    show, sheet, closing = (
        reverse(f"cases:{name}", args=[scene.opened.id]) for name in ("show", "place_hold", "close")
    )
    assert sheet in client.get(show).content.decode()
    assert client.post(sheet, {"kind": "no_closing"}).status_code == 200  # why is asked
    past = {"until_day": "1", "until_month": "2", "until_year": "2020"}
    assert "CHD-13" in client.post(sheet, {"kind": "no_closing", "reason": "danger"} | past).content.decode()
    assert client.post(sheet, {"kind": "no_closing", "reason": "danger"}).status_code == 302
    with acting(scene.keeper, now=NOW):
        hold = Hold.objects.get()
    lifting = reverse("cases:lift_hold", args=[scene.opened.id, hold.id])
    for page in (show, closing):
        said = client.get(page).content.decode()
        assert lifting in said
        assert scene.keeper.officer.name in said
    assert client.get(lifting).status_code == 200
    assert client.post(lifting, {"reason": "over"}).status_code == 302
    assert "CHD-14" in client.post(lifting, {"reason": "over"}).content.decode()
    assert lifting not in client.get(show).content.decode()
