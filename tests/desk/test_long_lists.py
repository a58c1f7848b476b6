"""My tasks hides nothing: every list of the page that is longer than a page goes on."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.urls import reverse

import cast
from access.probing import client_of
from cases.test_actions import Scene
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.transferring import actions as transferring
from qorgan.deadlines import queries as clocks
from qorgan.deadlines.models import Clock
from qorgan.reports import actions as reports

pytestmark = pytest.mark.django_db
NOW = cast.NOW
NOBODY = UUID(int=0)


@pytest.fixture(autouse=True)
def short_pages(monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(clocks, "PAGE", 2)


def walked(officer, part, way, kind=""):
    """Numbers of one list of the page, page after page, as somebody sees them who follows the ways on.

    `kind`: an address of the rows meant, with nobody's id.
    """
    wanted = re.compile(kind.replace(str(NOBODY), "[0-9a-f-]{36}") + ("$" if kind else ""))
    client, address, seen = client_of(officer), "/", []
    for _page in range(9):
        answer = client.get(address)
        assert answer.status_code == 200
        seen += [row["number"] for row in answer.context[part] if wanted.match(row["href"])]
        if way not in answer.context["more"]:
            return seen
        href = answer.context["more"][way]["href"]
        assert href.replace("&", "&amp;") in answer.content.decode()
        address = f"/{href}"
    raise AssertionError("the list never ends")


def test_every_child_in_danger_is_shown():
    body = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    nurse = cast.seen(cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker"))
    sent = [reports.send(**cast.report_facts(body, danger="yes"), by=nurse, now=NOW) for _ in range(5)]
    found = walked(cast.officer(body, "supervisor"), "danger", "danger")
    assert sorted(found) == sorted(report.number for report in sent)


@pytest.fixture
def many():
    """A body with five cases, its scene."""
    scene = Scene()
    scene.cases = [scene.case()]
    for _ in range(4):
        opened = cases.open_case(report=None, **cast.case_facts(), by=scene.keeper, now=NOW)
        scene.cases.append(opened)
    return scene


def test_every_no_that_waits_is_shown(many):
    for case in many.cases:
        given = {"grounds": ["witness"], "evidence": ["none"], "reasons": "Invented.", "stage": "reasonable"}
        deciding.decide(case=case, outcome="negative", **given, by=many.keeper, now=NOW)
    found = walked(many.second.officer, "tasks", "waiting_second", reverse("cases:decisions", args=[NOBODY]))
    assert sorted(found) == sorted(case.number for case in many.cases)


def test_every_duty_without_a_day_is_shown(many):
    with acting(many.keeper, now=NOW):
        Clock.objects.filter(rule="dl.kz.place.survey").update(due_at=None)
    found = walked(many.keeper.officer, "other_tasks", "undated")
    assert sorted(found) == sorted(case.number for case in many.cases)


def test_every_case_that_is_offered_is_shown(many):
    other = cast.body("Other", Agency.Kind.GUARDIANSHIP)
    taker = cast.officer(other, "guardianship")
    for case in many.cases:
        transferring.ask_transfer(
            case=case, to_agency=other, reason="lives_elsewhere", by=many.keeper, now=NOW
        )
    found = walked(taker, "tasks", "offered")
    assert sorted(found) == sorted(case.number for case in many.cases)
