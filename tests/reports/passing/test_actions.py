"""A report goes on to another body before there is a case: its duties and their start go with it."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import override

import cast
from cases.test_actions import refused
from qorgan.agencies import queries as directory
from qorgan.agencies.access import File, Refused
from qorgan.agencies.granting import give
from qorgan.agencies.models import AccessBlock, AccessGrant, Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.deadlines import actions as clock_acts
from qorgan.deadlines import queries as duties
from qorgan.deadlines.models import Clock
from qorgan.documents.models import Document
from qorgan.journal.models import Entry
from qorgan.keyring.models import WrappedKey
from qorgan.reports import actions, queries
from qorgan.reports.models import FirstAssessment, PassedOn, Report
from qorgan.reports.passing import presenting as presenting_passing
from qorgan.web.desk import presenting as desk
from qorgan.web.desk import queries as desk_queries

pytestmark = pytest.mark.django_db
NOW = cast.NOW
LATER = NOW + dt.timedelta(minutes=20)
WORDS = "Invented words for the next body."
YES = {"danger_now": "yes"}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


class Scene:
    """A report at a police body that opens no cases, and a child-rights office that does."""

    def __init__(self, *, sender=None, **facts):
        self.police = cast.body("Police", Agency.Kind.POLICE, takes_reports=True)
        self.rights = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.investigator = cast.officer(self.police, "investigator")
        self.keeper = cast.officer(self.rights, "guardianship")
        self.nurse = sender or cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker")
        facts = cast.report_facts(self.police, **facts)
        self.report_id = actions.send(**facts, by=cast.seen(self.nurse), now=NOW).id
        self.token = cast.token()

    def report(self, officer=None, now=NOW):
        viewer = cast.seen(officer or self.investigator, now)
        with acting(viewer, now=now):
            return queries.find(viewer, self.report_id)

    def page(self, officer, purpose="", now=LATER):
        viewer = cast.seen(officer, now)
        with acting(viewer, now=now):
            return queries.page(viewer, self.report_id, purpose=purpose)

    def assess(self, officer=None, outcome="open_case", now=NOW, **given):
        given = {"answers": {"UN-001": "yes"}, "safety": {}, "reasons": "Invented reasons."} | given
        by = cast.seen(officer or self.investigator, now)
        report = self.report(officer, now)
        return actions.assess(report=report, outcome=outcome, **given, by=by, now=now)

    def pass_on(self, officer=None, to=None, now=LATER, **given):
        officer = officer or self.investigator
        given = {"reason": "no_cases", "words": WORDS, "form_token": self.token} | given
        report = given.pop("report", None) or self.report(officer, now)
        return actions.pass_on(
            report=report, to_agency=to or self.rights, **given, by=cast.seen(officer, now), now=now
        )

    def clocks(self, officer, now=LATER, **what):
        with acting(cast.seen(officer, now), now=now):
            return list(Clock.objects.filter(report_id=self.report_id, **what))


def test_the_other_body_has_it_with_the_assessment_and_its_old_start():
    scene = Scene()
    scene.pass_on()
    (clock,) = scene.clocks(scene.keeper, state="running")
    assert (clock.rule, clock.agency_id, clock.officer_id) == (
        "dl.demo.assessment.first",
        scene.rights.id,
        None,
    )
    assert (clock.started_at, clock.due_at) == (NOW, NOW + dt.timedelta(hours=24))
    with acting(cast.seen(scene.keeper, LATER), now=LATER):
        assert [each.id for each in duties.tasks(cast.seen(scene.keeper, LATER))] == [clock.id]
    with acting(cast.seen(scene.investigator, LATER), now=LATER):
        assert duties.tasks(cast.seen(scene.investigator, LATER)) == []
    assert scene.page(scene.keeper).may_assess
    scene.assess(scene.keeper, now=LATER)


def test_once_assessed_the_case_is_owed_from_the_assessment():
    scene = Scene()
    took = NOW + dt.timedelta(minutes=5)
    scene.assess(now=took)
    scene.pass_on()
    (clock,) = scene.clocks(scene.keeper, state="running")
    assert (clock.rule, clock.started_at, clock.agency_id) == ("dl.demo.case.open", took, scene.rights.id)
    shown = scene.page(scene.keeper, purpose="assessment")
    assert shown.may_open_case
    assert shown.assessment.answers == {"UN-001": "yes"}
    assert shown.reasons.value == "Invented reasons."
    assert shown.narrative.value.startswith("Invented: a child")
    case = cases.open_case(
        report=scene.report(scene.keeper, LATER),
        **cast.case_facts(),
        by=cast.seen(scene.keeper, LATER),
        now=LATER,
    )
    assert case.agency_id == scene.rights.id
    assert scene.clocks(scene.keeper, state="running") == []
    with acting(cast.seen(scene.keeper, LATER), now=LATER):
        owner = AccessGrant.objects.get(report_id=scene.report_id, agency=scene.rights, level="owner")
    assert owner.officer_id == scene.keeper.id  # nobody had taken it: who opened the case has


@pytest.mark.parametrize(
    ("danger", "safety", "rule"),
    [
        ("yes", None, "dl.demo.assessment.first.danger"),
        ("yes", {}, "dl.demo.case.open.danger"),
        ("unknown", {"danger_now": "yes"}, "dl.demo.case.open.danger"),
        ("yes", {"danger_now": "no"}, "dl.demo.case.open"),
    ],
)
def test_danger_stays_danger(danger, safety, rule):
    scene = Scene(danger=danger)
    if safety is not None:
        scene.assess(safety=safety)
    scene.pass_on()
    (clock,) = scene.clocks(scene.keeper, state="running")
    assert (clock.rule, clock.started_at) == (rule, NOW)
    with acting(cast.seen(scene.keeper, LATER), now=LATER):
        assert bool(duties.danger(cast.seen(scene.keeper, LATER))) is rule.endswith("danger")


def test_what_was_late_stays_visible_as_missed_and_is_late_at_once_for_the_next_body():
    scene = Scene(danger="yes")
    late = NOW + dt.timedelta(hours=5)
    clock_acts.escalate_late(now=late)
    scene.pass_on(now=late)
    states = {each.agency_id: each.state for each in scene.clocks(scene.keeper, late)}
    assert states == {scene.police.id: "missed", scene.rights.id: "running"}
    coordinator = cast.officer(cast.body("Centre", Agency.Kind.OMBUDSMAN), "coordinator")
    viewer = cast.seen(coordinator, late)
    with acting(viewer, now=late):
        rows = desk.late_rows(desk_queries.late(viewer), viewer)
    assert sorted(row[2] for row in rows) == ["Police", "Rights"]
    assert "not done in time; the report went to another body" in [row[3] for row in rows]


def test_what_was_in_time_falls_away_for_the_body_that_passed_it_on():
    scene = Scene()
    scene.pass_on()
    (before,) = scene.clocks(scene.investigator)
    assert (before.agency_id, before.state, before.stopped_at) == (scene.police.id, "cancelled", LATER)


def test_a_report_assessed_before_there_was_such_a_duty_has_it_with_the_next_body():
    scene = Scene()
    scene.assess()
    with acting(cast.seen(scene.investigator), now=NOW):
        Clock.objects.filter(report_id=scene.report_id).update(state="cancelled", stopped_at=NOW)
    scene.pass_on()
    (clock,) = scene.clocks(scene.keeper, state="running")
    assert (clock.rule, clock.started_at) == ("dl.demo.case.open", NOW)


def test_the_body_before_sees_nothing_any_more_behind_every_check():
    scene = Scene()
    scene.assess()
    actions.attach(
        report=scene.report(),
        name="invented.txt",
        content=b"Invented.",
        may_show_abuse=False,
        by=cast.seen(scene.investigator),
        now=NOW,
    )
    scene.pass_on()
    with pytest.raises(Refused):
        scene.page(scene.investigator)
    colleague = cast.seen(cast.officer(scene.police, "investigator"), LATER)
    rows = {
        "reports": Report.objects.filter(pk=scene.report_id),
        "assessments": FirstAssessment.objects.filter(report_id=scene.report_id),
        "keys": WrappedKey.objects.filter(report_id=scene.report_id),
        "documents": Document.objects.filter(report_id=scene.report_id),
        "passings": PassedOn.objects.filter(report_id=scene.report_id),
        "journal": Entry.objects.filter(report_id=scene.report_id).exclude(kind="documents.added"),
    }
    with acting(colleague, now=LATER):
        assert {name for name, found in rows.items() if found.exists()} == set()
        assert queries.inbox(colleague) == []
    with acting(cast.seen(scene.keeper, LATER), now=LATER):
        assert {name for name, found in rows.items() if not found.exists()} == set()
    with acting(
        cast.seen(scene.investigator, LATER), now=LATER
    ):  # of who passed it on: the own act, and no word
        assert PassedOn.objects.get().number
        assert not rows["keys"].exists()
        assert not rows["reports"].exists()
        assert not rows["assessments"].exists()
        assert not rows["documents"].exists()


def test_only_the_body_that_has_the_report_writes_a_passing_on_into_the_database_and_as_itself():
    scene = Scene()
    colleague = cast.officer(scene.police, "investigator")
    for writer, from_agency, passed_by in [
        (scene.keeper, scene.rights, scene.keeper),  # does not have it
        (scene.nurse, scene.nurse.agency, scene.nurse),  # sent it, and reads it still
        (scene.investigator, scene.rights, scene.investigator),
        (scene.investigator, scene.police, colleague),
    ]:
        row = PassedOn(
            id=cast.token(),
            report_id=scene.report_id,
            number="R",
            from_agency=from_agency,
            to_agency=scene.rights,
            reason="no_cases",
            passed_by=passed_by,
            passed_at=NOW,
        )
        with (
            acting(cast.seen(writer), now=NOW),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)


def test_who_sent_it_sees_who_has_it_now_and_why_and_not_the_words():
    scene = Scene()
    scene.pass_on()
    shown = scene.page(scene.nurse, purpose="assessment")
    assert shown.report.to_agency.id == scene.rights.id
    (told,) = presenting_passing.rows(shown.passings)
    assert "Police" in told["told"]
    assert "Rights" in told["told"]
    assert told["reason"] == "our body opens no cases"
    assert told["words"] is None
    (told,) = presenting_passing.rows(scene.page(scene.keeper, purpose="assessment").passings)
    assert told["words"].value == WORDS
    (told,) = presenting_passing.rows(scene.page(scene.keeper).passings)
    assert (told["words"].closed, told["words"].value) == (True, None)


def test_a_body_that_told_itself_goes_on_seeing_what_it_sent():
    scene = Scene()
    own = actions.send(**cast.report_facts(scene.police), by=cast.seen(scene.investigator), now=NOW)
    scene.report_id = own.id
    scene.assess()
    scene.pass_on()
    shown = scene.page(scene.investigator)
    assert not shown.may_assess
    assert not shown.may_pass_on
    assert shown.assessment is None
    assert shown.passings[0].words is None


def test_it_can_go_on_again_and_back_to_who_sent_it():
    scene = Scene(
        sender=cast.officer(cast.body("Office", Agency.Kind.GUARDIANSHIP, takes_reports=True), "supervisor")
    )
    scene.pass_on()
    back = {"to": scene.nurse.agency, "reason": "elsewhere", "now": LATER + dt.timedelta(minutes=1)}
    scene.pass_on(scene.keeper, **back, form_token=cast.token())
    with pytest.raises(Refused):
        scene.page(scene.keeper, now=back["now"])
    shown = scene.page(scene.nurse, now=back["now"])
    assert shown.may_assess
    assert [each.row.reason for each in shown.passings] == ["no_cases", "elsewhere"]
    (clock,) = scene.clocks(scene.nurse, state="running")
    assert (clock.agency_id, clock.started_at) == (scene.nurse.agency_id, NOW)


def test_a_body_that_cannot_receive_it_is_refused_gently():
    scene = Scene()
    closed = cast.body("Closed", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    cast.officer(closed, "guardianship")
    Agency.objects.filter(pk=closed.pk).update(active_until=NOW)
    no_reports = cast.body("Shelter", Agency.Kind.SHELTER)
    cast.officer(no_reports, "ngo_worker")
    other_police = cast.body("Other police", Agency.Kind.POLICE, takes_reports=True)
    cast.officer(other_police, "supervisor")
    empty = cast.body("Empty", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    cast.officer(empty, "psychologist")
    for body in (closed, no_reports, other_police, empty, scene.police):
        assert refused(scene.pass_on, to=body) == "REP-07"
    viewer = cast.seen(scene.investigator)
    with acting(viewer, now=NOW):
        assert queries.receiving(viewer, scene.report()) == [scene.rights]
    assert refused(scene.pass_on, reason="because") == "REP-10"


def test_not_once_there_is_a_case_and_not_after_a_no():
    scene = Scene()
    scene.assess(outcome="no_case")
    assert refused(scene.pass_on) == "REP-09"
    scene.assess()
    scene.pass_on()
    report = scene.report(scene.keeper, LATER)
    given = {"by": cast.seen(scene.keeper, LATER), "now": LATER}
    cases.open_case(report=report, **cast.case_facts(), **given)
    other = cast.body("Other", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    cast.officer(other, "guardianship")
    assert refused(scene.pass_on, scene.keeper, to=other, form_token=cast.token()) == "REP-08"
    assert not scene.page(scene.keeper).may_pass_on


def test_the_same_sheet_twice_is_one_passing_on():
    scene = Scene()
    report = scene.report()
    first = scene.pass_on(report=report)
    assert scene.pass_on(report=report).id == first.id
    with pytest.raises(Refused):  # another sheet finds nothing to pass on
        scene.pass_on(report=report, form_token=cast.token())
    assert len(scene.clocks(scene.keeper, state="running")) == 1
    with acting(cast.seen(scene.keeper, LATER), now=LATER):
        assert PassedOn.objects.count() == 1
        assert Entry.objects.filter(kind="reports.passed_on").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_one_moment_are_one_passing_on():
    scene = Scene()
    report = scene.report()

    def click(_number):
        try:
            return scene.pass_on(report=report).id
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        assert set(hands.map(click, range(4))) == {scene.token}
    assert len(scene.clocks(scene.keeper, state="running")) == 1


def test_who_opens_a_case_from_an_old_page_after_it_went_on_is_refused():
    scene = Scene()
    other = cast.body("Other", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    cast.officer(other, "guardianship")
    scene.assess()
    scene.pass_on()
    old_page = scene.report(scene.keeper, LATER)
    scene.pass_on(scene.keeper, to=other, form_token=cast.token())
    by = {"by": cast.seen(scene.keeper, LATER), "now": LATER}
    with pytest.raises(Refused):
        cases.open_case(report=old_page, **cast.case_facts(), **by)
    with pytest.raises(Refused):
        actions.take(report=old_page, **by)
    answers = {"answers": {}, "safety": {}, "outcome": "no_case", "reasons": "Invented."}
    with pytest.raises(Refused):
        actions.assess(report=old_page, **answers, **by)


def test_who_is_named_or_may_not_assess_passes_nothing_on():
    scene = Scene()
    report = scene.report()
    inspector = cast.officer(scene.police, "juvenile_inspector")
    for officer in (inspector, scene.nurse, scene.keeper):
        with pytest.raises(Refused):
            scene.pass_on(officer, report=report)
    case_id = cast.token()
    boss = cast.officer(scene.rights, "supervisor")
    with acting(cast.seen(boss), now=NOW):
        give(File(case_id=case_id), agency_id=scene.rights.id, level="owner", valid_from=NOW)
        AccessBlock.objects.create(
            case_id=case_id,
            report_id=report.id,
            officer=scene.investigator,
            state="provisional",
            asked_by=scene.keeper,
            asked_at=NOW,
            confirmed_by=boss,
            confirmed_at=NOW,
        )
    with pytest.raises(Refused):
        scene.pass_on(report=report)
    assert scene.clocks(scene.keeper) == []


def test_where_nobody_opens_cases_passing_on_is_the_next_step():
    scene = Scene()
    assert not scene.page(scene.investigator).must_pass_on  # the assessment comes first
    assert scene.page(scene.investigator).may_pass_on
    scene.assess(safety=YES)
    assert scene.page(scene.investigator).must_pass_on
    viewer = cast.seen(scene.investigator, LATER)
    with acting(viewer, now=LATER):
        assert not directory.opens_cases(viewer)
        (task,) = desk.danger(desk_queries.today(viewer))
    assert task["title"] == "The child needs help now: pass the report on to a body that opens cases"
    scene.pass_on()
    shown = scene.page(scene.keeper)
    assert (shown.may_open_case, shown.may_pass_on, shown.must_pass_on) == (True, True, False)
    viewer = cast.seen(scene.keeper, LATER)
    with acting(viewer, now=LATER):
        (task,) = desk.danger(desk_queries.today(viewer))
    assert task["title"] == "The child needs help now, open a case"


def test_a_supervisor_of_a_police_body_is_led_to_pass_it_on_too():
    scene = Scene()
    scene.assess()
    boss = cast.officer(scene.police, "supervisor")
    assert scene.page(boss).must_pass_on
