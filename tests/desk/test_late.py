"""Who is late with what: a duty that the law puts on another kind of body is not laid at the keeper's door."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings
from django.urls import reverse

import cast
from access.probing import client_of
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock
from qorgan.deadlines.rules import rule
from qorgan.web.desk import presenting, queries

pytestmark = pytest.mark.django_db
LATE = cast.NOW + dt.timedelta(days=60)


@pytest.mark.parametrize(
    ("kind", "role", "named"),
    [(Agency.Kind.GUARDIANSHIP, "guardianship", False), (Agency.Kind.SHELTER, "ngo_worker", True)],
)
def test_the_list_says_whose_duty_it_is(kind, role, named):
    body = cast.body("Invented keepers", kind)
    keeper = cast.seen(cast.officer(body, role))
    cases.open_case(report=None, **cast.case_facts(), by=keeper, now=cast.NOW)
    coordinator = cast.seen(cast.officer(cast.body("Office", Agency.Kind.CENTRAL), "coordinator"), LATE)
    with acting(coordinator, now=LATE):
        rows = {row[1]: row[2] for row in presenting.late_rows(queries.late(coordinator), coordinator)}
    other = str(Agency.Kind.GUARDIANSHIP.label)
    for rule_id in ("dl.kz.place.survey", "dl.kz.place.guardian"):
        whose = rows[rule(rule_id).title()]
        assert whose.startswith(other) == named
        assert "Invented keepers" in whose  # whom to call about the file
    assert rows[rule(cases.REASONABLE).title()] == "Invented keepers"


def test_pages_say_when_nobody_watches_the_clocks():
    """What is late for minutes and not marked was seen by no worker: then nothing comes back by itself either."""
    keeper = cast.seen(cast.officer(cast.body("Invented keepers", Agency.Kind.GUARDIANSHIP), "guardianship"))
    cases.open_case(report=None, **cast.case_facts(), by=keeper, now=cast.NOW)
    coordinator = cast.officer(cast.body("Office", Agency.Kind.CENTRAL), "coordinator")
    with acting(keeper, now=cast.NOW):
        due = Clock.objects.exclude(due_at=None).order_by("due_at")[0].due_at
    told = []
    for minutes in (4, 6):
        at = due + dt.timedelta(minutes=minutes)
        for officer, ask in ((keeper.officer, queries.today), (coordinator, queries.late)):
            viewer = cast.seen(officer, at)
            with acting(viewer, now=at):
                told.append(ask(viewer).behind)
    assert told == [False, False, True, True]
    assert pages_say(keeper.officer, coordinator) == [True, True]  # today, long after the day of this case
    with acting(keeper, now=at):
        Clock.objects.update(escalated_at=at)
    assert pages_say(keeper.officer, coordinator) == [False, False]


def test_one_duty_nobody_marked_is_noticed_behind_a_page_of_marked_ones(monkeypatch):
    keeper = cast.seen(cast.officer(cast.body("Invented keepers", Agency.Kind.GUARDIANSHIP), "guardianship"))
    for _ in range(2):
        cases.open_case(report=None, **cast.case_facts(), by=keeper, now=cast.NOW)
    coordinator = cast.officer(cast.body("Office", Agency.Kind.CENTRAL), "coordinator")
    monkeypatch.setattr(clocks, "PAGE", 2)
    with acting(keeper, now=LATE):
        late = Clock.objects.exclude(due_at=None).order_by("due_at", "id")
        assert late.count() > 5
        Clock.objects.exclude(pk=late.last().pk).update(escalated_at=LATE)
    assert pages_say(keeper.officer, coordinator) == [True, True]


def test_a_duty_that_was_late_when_it_began_is_no_sign_of_a_worker_that_fails():
    keeper = cast.seen(cast.officer(cast.body("Invented keepers", Agency.Kind.GUARDIANSHIP), "guardianship"))
    cases.open_case(report=None, **cast.case_facts(), by=keeper, now=cast.NOW)
    now = LATE
    with acting(keeper, now=now):
        Clock.objects.update(created_at=now)
    viewer = cast.seen(keeper.officer, now)
    with acting(viewer, now=now):
        assert not queries.today(viewer).behind


def pages_say(officer, coordinator):
    """Do the officer's tasks and the list of late duties say that nobody watches?"""
    told = []
    for person, page in ((officer, "/"), (coordinator, reverse("desk:late"))):
        client = client_of(person)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        told.append("The reminders are behind" in client.get(page).content.decode())
    return told
