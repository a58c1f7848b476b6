"""Every refusal of the acts on a report."""

from __future__ import annotations

import datetime as dt

import pytest

import cast
from cases.test_actions import refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.reports import actions, queries

pytestmark = pytest.mark.django_db
NOW = cast.NOW


@pytest.fixture
def body():
    return cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)


@pytest.fixture
def nurse():
    return cast.seen(cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker"))


def test_a_body_that_takes_no_reports(nurse):
    for other in (
        cast.body("Shelter", Agency.Kind.SHELTER),
        cast.body("Paper", Agency.Kind.GUARDIANSHIP, takes_reports=True, has_account=False),
    ):
        assert refused(actions.send, **cast.report_facts(other), by=nurse, now=NOW) == "REP-01"


def test_nobody_learns_of_anything_tomorrow(nurse, body):
    facts = cast.report_facts(body, learned_at=NOW + dt.timedelta(seconds=1))
    assert refused(actions.send, **facts, by=nurse, now=NOW) == "REP-02"


def test_no_case_needs_reasons_and_an_assessment_stands(nurse, body):
    report = actions.send(**cast.report_facts(body), by=nurse, now=NOW)
    keeper = cast.seen(cast.officer(body, "guardianship"))

    def assess(outcome, reasons=""):
        with acting(keeper, now=NOW):
            found = queries.find(keeper, report.id)
        return actions.assess(
            report=found, answers={}, safety={}, outcome=outcome, reasons=reasons, by=keeper, now=NOW
        )

    assert refused(assess, "no_case", "  ") == "REP-04"
    assess("no_case", "Invented reasons.")
    assess("open_case")  # "no case" can be undone
    assert refused(assess, "open_case") == "REP-03"


def test_a_draft_that_saves_itself_is_noted_once_a_sitting():
    from access.probing import noted

    writer = cast.seen(cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker"))
    with noted() as kinds:
        for minute in (0, 1, 14, 28, 42):  # typing goes on, with a pause for tea
            now = NOW + dt.timedelta(minutes=minute)
            actions.save_draft(form="report", content={"a": str(minute)}, by=writer, now=now)
        assert kinds == ["drafts.saved"]
        later = now + dt.timedelta(minutes=16)
        actions.save_draft(form="report", content={"a": "b"}, by=writer, now=later)
    assert kinds == ["drafts.saved"] * 2
