"""From the first assessment to the case: the child is always somebody's task, and what was answered is seen."""

from __future__ import annotations

import datetime as dt
from importlib.resources import files

import pytest
import yaml
from django.utils.translation import override

import cast
from cases.test_actions import refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import presenting_opening
from qorgan.cases import queries as case_queries
from qorgan.deadlines import actions as clock_acts
from qorgan.deadlines import queries as duties
from qorgan.deadlines.models import Clock
from qorgan.reports import actions, indicators, presenting, queries
from qorgan.web.desk import presenting as desk
from qorgan.web.desk import queries as desk_queries

pytestmark = pytest.mark.django_db
NOW = cast.NOW


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


LATER = NOW + dt.timedelta(hours=3)


class Scene:
    """A report about an invented child, and who assesses it."""

    def __init__(self, **facts):
        self.body = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.nurse = cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker")
        self.keeper = cast.officer(self.body, "guardianship", name="keeper")
        facts = cast.report_facts(self.body, **facts)
        self.report_id = actions.send(**facts, by=cast.seen(self.nurse), now=NOW).id

    def by(self, now=NOW):
        return cast.seen(self.keeper, now)

    def report(self, now=NOW):
        with acting(self.by(now), now=now):
            return queries.find(self.by(now), self.report_id)

    def assess(self, outcome="open_case", now=NOW, **given):
        given = {"answers": {}, "safety": {}, "reasons": "Invented reasons."} | given
        return actions.assess(report=self.report(now), outcome=outcome, **given, by=self.by(now), now=now)

    def open(self, now=NOW):
        return cases.open_case(report=self.report(now), **cast.case_facts(), by=self.by(now), now=now)

    def page(self, officer=None, purpose=""):
        viewer = cast.seen(officer or self.keeper)
        with acting(viewer, now=NOW):
            return queries.page(viewer, self.report_id, purpose=purpose)

    def running(self):
        with acting(self.by(), now=NOW):
            return list(Clock.objects.filter(report_id=self.report_id, state="running"))


def test_between_assessment_and_opening_the_child_is_a_task():
    scene = Scene()
    scene.assess()
    with acting(scene.by(), now=NOW):
        tasks = [(each.rule, each.report_id, each.officer_id) for each in duties.tasks(scene.by())]
    assert tasks == [("dl.demo.case.open", scene.report_id, scene.keeper.id)]
    scene.open()
    assert scene.running() == []


def test_no_case_starts_no_clock():
    scene = Scene()
    scene.assess("no_case")
    assert scene.running() == []


@pytest.mark.parametrize(
    ("danger", "safety", "hours"),
    [
        ("unknown", {"health": "yes"}, 1),
        ("unknown", {"no_place": "yes"}, 1),
        ("unknown", {"safe_now": "no"}, 1),  # asked in the words of before
        ("unknown", {"language": "yes", "danger_now": "unknown"}, 24),
        ("yes", {}, 1),  # nobody has said anything else
        ("yes", {"danger_now": "no"}, 24),
    ],
)
def test_what_cannot_wait_is_due_within_the_hour_and_stands_first(danger, safety, hours):
    scene = Scene(danger=danger)
    scene.assess(safety=safety)
    (clock,) = scene.running()
    assert clock.due_at - NOW == dt.timedelta(hours=hours)
    with acting(scene.by(), now=NOW):
        assert bool(duties.danger(scene.by())) is (hours == 1)


def test_the_decision_on_status_is_due_from_the_assessment_not_from_the_opening():
    scene = Scene()
    scene.assess()
    case = scene.open(now=LATER)
    with acting(scene.by(LATER), now=LATER):
        clock = Clock.objects.get(case_id=case.id, rule=cases.REASONABLE)
    assert clock.started_at == NOW


def clocks_of(case, viewer):
    with acting(viewer, now=viewer.now):
        return {each.rule: each for each in Clock.objects.filter(case_id=case.id)}


LEARNING = (cases.CHILD_RIGHTS, *cases.WITHOUT_CARE)


def test_duties_that_begin_with_learning_run_from_when_the_report_reached_the_body():
    """Learned five days before it was sent, sent at NOW, opened twenty days later."""
    scene = Scene(learned_at=NOW - dt.timedelta(days=5))
    scene.assess(now=NOW + dt.timedelta(days=1))
    late = NOW + dt.timedelta(days=20)
    found = clocks_of(scene.open(now=late), scene.by(late))
    assert {found[each].started_at for each in LEARNING} == {NOW}
    assert {found[each].created_at for each in LEARNING} == {late}
    assert found["dl.kz.place.survey"].due_at < NOW + dt.timedelta(days=8)
    assert found["dl.kz.place.guardian"].due_at < NOW + dt.timedelta(days=35)
    assert found["dl.demo.place.tonight"].started_at == late


def test_what_an_officer_of_the_body_itself_reported_runs_from_when_that_officer_learned_of_it():
    scene = Scene(learned_at=NOW - dt.timedelta(days=5))
    learned = NOW - dt.timedelta(days=2)
    own = actions.send(**cast.report_facts(scene.body, learned_at=learned), by=scene.by(), now=NOW)
    scene.report_id = own.id
    scene.assess()
    found = clocks_of(scene.open(), scene.by())
    assert {found[each].started_at for each in LEARNING} == {learned}


def test_without_a_report_they_run_from_the_opening():
    scene = Scene()
    case = cases.open_case(report=None, **cast.case_facts(), by=scene.by(), now=NOW)
    assert {clocks_of(case, scene.by())[each].started_at for each in LEARNING} == {NOW}


def test_what_was_done_before_the_case_was_opened_is_written_down_with_its_true_day():
    scene = Scene()
    scene.assess()
    late = NOW + dt.timedelta(days=20)
    survey = clocks_of(scene.open(now=late), scene.by(late))["dl.kz.place.survey"]
    done = {"clock": survey, "by": scene.by(late), "now": late}
    assert refused(clock_acts.fulfil, happened_at=NOW - dt.timedelta(days=1), **done) == "DUE-03"
    clock_acts.fulfil(happened_at=NOW + dt.timedelta(days=2), **done)
    with acting(scene.by(late), now=late):
        survey.refresh_from_db()
    assert (survey.state, survey.stopped_at) == ("met", NOW + dt.timedelta(days=2))
    assert survey.stopped_at < survey.due_at


def test_each_clock_of_an_opening_begins_with_the_event_its_rule_names():
    """When the data change their words, somebody reads the code again."""
    text = files("qorgan.law").joinpath("data/deadlines/kz.yaml").read_text(encoding="utf-8")
    events = {each["id"]: each["from_event"] for each in yaml.safe_load(text)["deadlines"]}
    assert {each: events[each]["en"] for each in (cases.REASONABLE, *LEARNING)} == {
        cases.REASONABLE: "first assessment completed",
        cases.CHILD_RIGHTS: "finding the fact or risk",
        "dl.kz.report.child_without_care.any": "learning that the child has no parental care",
        "dl.kz.place.survey": "information on the child received",
        "dl.kz.place.guardian": "the need became known to the body",
    }


def test_a_report_about_three_children_asks_until_each_has_a_case():
    scene = Scene(children_count=3)
    scene.assess()
    assert presenting.counted(scene.page()) == "Children of this report with a case: 0 of 3."
    scene.open()
    shown = scene.page()
    assert (shown.waiting, shown.asks_for_next) == (2, True)
    assert "1" in presenting.counted(shown)
    assert "3" in presenting.counted(shown)
    assert presenting.counted(scene.page(scene.nurse)) == ""  # who sent it opens no case
    scene.open()
    assert len(scene.running()) == 1
    scene.open()
    assert scene.running() == []
    assert not scene.page().asks_for_next


@pytest.mark.parametrize(
    "told",
    [
        {"children_count": None},
        {"children_count": None, "facts": {"circumstances": {"two_or_more_victims": "true"}}},
        {"children_count": 1, "facts": {"circumstances": {"two_or_more_victims": "true"}}},
        {"children_count": 1, "facts": {"circumstances": {"two_or_more_victims": "contested"}}},
    ],
)
def test_where_nobody_knows_how_many_children_there_are_only_a_person_ends_the_asking(told):
    scene = Scene(**told)
    scene.assess()
    assert "not known" in presenting.counted(scene.page())
    for _each in range(2):
        scene.open()
        shown = scene.page()
        assert (shown.waiting, shown.asks_for_next) == (None, True)
        assert len(scene.running()) == 1
    assert "with a case: 2. How many children there are is not known" in presenting.counted(shown)
    assert "not known" in presenting_opening.others_wait(shown.waiting, shown.report)
    with acting(scene.by(), now=NOW):
        day = desk_queries.today(scene.by())
        (task,) = [
            row for row in desk.danger(day) + desk.tasks(day) if row["number"] == scene.report().number
        ]
        assert "Has every child a case?" in str(task["hint"])
    actions.no_more_cases(report=scene.report(), by=scene.by(), now=NOW)
    assert scene.running() == []
    assert not scene.page().asks_for_next
    assert presenting.counted(scene.page()) == ""


def test_one_child_that_was_counted_ends_the_asking_as_before():
    scene = Scene(facts={"circumstances": {"two_or_more_victims": "unknown"}})
    scene.assess()
    assert presenting.counted(scene.page()) == ""
    scene.open()
    assert scene.running() == []


def test_the_second_child_is_not_described_as_the_first():
    scene = Scene(child=TOLD, children_count=None)
    scene.assess()
    first = presenting_opening.initial(scene.page(purpose="assessment"), NOW)
    assert first["age_from"] == 12
    scene.open()
    second = presenting_opening.initial(scene.page(purpose="assessment"), NOW)
    assert not {"age_from", "sex", "languages"} & {*second}


def test_a_person_may_say_that_no_further_child_needs_a_case():
    scene = Scene(children_count=2)
    scene.assess()
    done = {"by": scene.by(), "now": NOW}
    assert refused(actions.no_more_cases, report=scene.report(), **done) == "REP-06"
    assert len(scene.running()) == 1
    scene.open()
    actions.no_more_cases(report=scene.report(), **done)
    assert scene.running() == []
    assert not scene.page().asks_for_next
    scene.open()  # the door stays open


def test_every_yes_means_that_something_must_be_done():
    assert indicators.needs(dict.fromkeys(indicators.SAFETY, "yes")) == [
        *indicators.ACUTE,
        *(code for code in indicators.SAFETY if code not in indicators.ACUTE),
    ]
    assert indicators.needs(dict.fromkeys(indicators.SAFETY, "no")) == []
    assert indicators.needs(dict.fromkeys(indicators.SAFETY, "unknown")) == []


def test_answers_kept_in_the_words_of_before_keep_their_meaning():
    kept = {"safe_now": "yes", "place": "no", "guardian": "unknown", "health": "no"}
    assert indicators.in_todays_questions(kept) == {
        "danger_now": "no",
        "no_place": "yes",
        "no_guardian": "unknown",
        "health": "no",
    }
    assert not {*indicators.ASKED_BEFORE} & {*indicators.SAFETY}  # no code is turned round


def test_the_report_shows_what_the_assessment_found_urgent_needs_first():
    scene = Scene()
    safety = {"others": "yes", "health": "yes", "language": "no", "alone": "unknown", "place": "no"}
    scene.assess(safety=safety, answers={"UN-001": "no", "UN-003": "yes"})
    shown = scene.page()
    questions = indicators.SAFETY
    assert presenting.need_rows(shown) == [
        str(questions["health"]),
        str(questions["no_place"]),
        str(questions["others"]),
    ]
    rows = [(str(row["key"]), row["value"]) for row in presenting.answer_rows(shown)]
    assert rows[:3] == [
        (str(questions["health"]), "Yes"),
        (str(indicators.ASKED_BEFORE["place"][0]), "No"),  # the question that was asked, and its answer
        (str(questions["others"]), "Yes"),
    ]
    assert (str(questions["danger_now"]), None) in rows  # not answered: said so, not left out
    assert [row["value"] for row in presenting.sign_rows(shown)] == ["Yes", "No"]
    assert presenting.answer_rows(scene.page(scene.nurse)) == []  # only who may see the answers


def test_a_second_look_begins_with_the_answers_of_the_first():
    scene = Scene()
    scene.assess("no_case", safety={"health": "yes", "place": "no"}, answers={"UN-001": "unknown"})
    assert presenting.said_before(scene.page()) == {
        "safety_health": "yes",
        "safety_no_place": "yes",
        "sign_UN-001": "unknown",
    }


def test_report_and_case_lead_to_each_other_for_who_may_see_both():
    scene = Scene()
    scene.assess()
    case = scene.open()
    with acting(scene.by(), now=NOW):
        assert case_queries.of_report(scene.by(), scene.report_id) == [(case.id, case.number)]
        assert queries.number_of(scene.by(), case.report_id)["id"] == scene.report_id
    nurse = cast.seen(scene.nurse)
    with acting(nurse, now=NOW):  # who sent the report sees it, and not the case
        assert queries.number_of(nurse, scene.report_id)
        assert case_queries.of_report(nurse, scene.report_id) == []
    stranger = cast.seen(cast.officer(cast.body("Other", Agency.Kind.NGO), "ngo_worker"))
    with acting(stranger, now=NOW):
        assert queries.number_of(stranger, scene.report_id) is None
        assert case_queries.of_report(stranger, scene.report_id) == []


TOLD = {
    "age": "12",
    "sex": "female",
    "languages": "Kazakh, узбекский",
    "safe_contact": "Invented: never call home",
}


def test_the_opening_sheet_begins_with_what_the_report_knows():
    scene = Scene(child=TOLD)
    scene.assess(safety={"health": "yes"})
    told = scene.page(purpose="assessment")
    sheet = presenting_opening.initial(told, NOW)
    assert (sheet["age_from"], sheet["age_to"], sheet["sex"]) == (12, 12, "female")
    assert sheet["languages"] == ["kk", "uz"]
    assert sheet["contact_how"] == TOLD["safe_contact"]
    shown = presenting_opening.beside(told)
    assert shown["safe_contact"] == TOLD["safe_contact"]
    assert shown["needs"] == [str(indicators.SAFETY["health"])]


def test_what_is_not_plain_is_shown_and_not_guessed():
    scene = Scene(
        child=TOLD | {"age": "about 12", "sex": "unknown", "languages": "Kazakh and a little Russian"}
    )
    scene.assess()
    sheet = presenting_opening.initial(scene.page(purpose="assessment"), NOW)
    assert not {"age_from", "age_to", "sex", "languages"} & {*sheet}


def test_of_several_children_no_age_is_put_into_the_sheet():
    scene = Scene(child=TOLD, children_count=2)
    scene.assess()
    sheet = presenting_opening.initial(scene.page(purpose="assessment"), NOW)
    assert not {"age_from", "sex", "languages"} & {*sheet}
    assert sheet["contact_how"] == TOLD["safe_contact"]
