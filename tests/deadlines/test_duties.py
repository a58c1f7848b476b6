"""Duties set by law are told to be done; steps end by their own acts."""

from __future__ import annotations

import datetime as dt

import pytest

import cast
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.deadlines import actions, queries
from qorgan.deadlines.models import Clock
from qorgan.reports import actions as reports
from qorgan.reports.writing import ASSESS_DANGER

pytestmark = pytest.mark.django_db
NOW = cast.NOW


@pytest.fixture
def keeper():
    return cast.seen(
        cast.officer(cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True), "guardianship")
    )


@pytest.fixture
def case(keeper):
    return cases.open_case(report=None, **cast.case_facts(), by=keeper, now=NOW)


def clock_of(case, keeper, rule) -> Clock:
    with acting(keeper, now=NOW):
        return Clock.objects.get(case_id=case.id, rule=rule)


def test_unknown_care_starts_the_duties_of_the_family_code(keeper, case):
    with acting(keeper, now=NOW):
        rules = set(Clock.objects.filter(case_id=case.id).values_list("rule", flat=True))
    assert {"dl.kz.report.child_without_care.any", "dl.kz.place.survey", "dl.kz.place.guardian"} <= rules


def test_a_child_with_care_starts_none_of_them(keeper):
    cared = cases.open_case(report=None, without_care="no", **cast.case_facts(), by=keeper, now=NOW)
    with acting(keeper, now=NOW):
        assert not Clock.objects.filter(case_id=cared.id, rule="dl.kz.place.guardian").exists()


def test_a_duty_done_leaves_the_tasks_and_keeps_its_moment(keeper, case):
    clock = clock_of(case, keeper, "dl.kz.place.survey")
    later = NOW + dt.timedelta(days=1)
    officer = cast.seen(keeper.officer, later)
    actions.fulfil(clock=clock, happened_at=NOW + dt.timedelta(hours=3), by=officer, now=later)
    with acting(officer, now=later):
        clock.refresh_from_db()
        assert clock.stopped_at == NOW + dt.timedelta(hours=3)
        assert clock.id not in {each.id for each in queries.tasks(officer)}


def test_a_child_in_danger_comes_before_every_other_duty(keeper, case):
    """However late the rest is: the officer sees it apart and first, and only once."""
    danger = reports.send(**cast.report_facts(keeper.officer.agency, danger="yes"), by=keeper, now=NOW)
    with acting(keeper, now=NOW):
        first = queries.danger(keeper)
        assert [(each.rule, each.report_id) for each in first] == [(ASSESS_DANGER, danger.id)]
        assert first[0].id not in {each.id for each in queries.tasks(keeper)}


@pytest.mark.parametrize(
    ("rule", "hours", "code"),
    [
        ("dl.demo.status.reasonable_grounds", 0, "DUE-01"),
        ("dl.kz.place.survey", 1, "DUE-03"),
        ("dl.kz.place.survey", -24, "DUE-03"),
    ],
)
def test_what_cannot_be_told_to_be_done(keeper, case, rule, hours, code):
    clock = clock_of(case, keeper, rule)
    with pytest.raises(CannotDo) as refused:
        actions.fulfil(clock=clock, happened_at=NOW + dt.timedelta(hours=hours), by=keeper, now=NOW)
    assert refused.value.code == code


def test_a_duty_is_done_once(keeper, case):
    clock = clock_of(case, keeper, "dl.kz.place.survey")
    actions.fulfil(clock=clock, happened_at=NOW, by=keeper, now=NOW)
    with pytest.raises(CannotDo) as refused:
        actions.fulfil(clock=clock, happened_at=NOW, by=keeper, now=NOW)
    assert refused.value.code == "DUE-02"


def test_a_stranger_cannot_say_so(keeper, case):
    clock = clock_of(case, keeper, "dl.kz.place.survey")
    stranger = cast.seen(cast.officer(cast.body("Other", Agency.Kind.GUARDIANSHIP), "guardianship"))
    with pytest.raises(Refused):
        actions.fulfil(clock=clock, happened_at=NOW, by=stranger, now=NOW)
    with acting(stranger, now=NOW), pytest.raises(Refused):
        queries.find(stranger, clock.id)


def test_escalation_marks_once_and_decides_nothing(keeper, case):
    late = NOW + dt.timedelta(days=40)
    officer = cast.seen(keeper.officer, late)
    with acting(officer, now=late):
        assert actions.escalate_late(now=late) > 0
        assert actions.escalate_late(now=late) == 0
        case.refresh_from_db()
        assert (case.status, case.state) == ("presumed", "open")
