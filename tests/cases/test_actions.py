"""Every refusal of the acts on a case and of decisions on status; a failing journal undoes the whole act."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse

import cast
from access.probing import client_of
from qorgan.agencies import queries as directory
from qorgan.agencies.models import AccessGrant, Agency, Officer, RoleAssignment
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.scope import acting
from qorgan.cases import actions
from qorgan.cases import queries as case_queries
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.deciding import queries as deciding_queries
from qorgan.cases.models import Case, StatusDecision
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.deadlines.models import Clock
from qorgan.reports import actions as reports
from qorgan.reports import queries as report_queries

pytestmark = pytest.mark.django_db
NOW = cast.NOW


class Scene:
    """A body with a keeper and colleagues, and one open case."""

    def __init__(self):
        self.body = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.keeper = cast.seen(cast.officer(self.body, "guardianship", "supervisor"))
        self.second = cast.seen(cast.officer(self.body, "supervisor"))
        self.opened = actions.open_case(report=None, **cast.case_facts(), by=self.keeper, now=NOW)

    def case(self):
        with acting(self.keeper, now=NOW):
            return case_queries.find(self.keeper, self.opened.id)

    def child(self):
        with acting(self.keeper, now=NOW):
            return child_queries.find(self.keeper, self.opened.id)

    def decide(self, **changes):
        given = {
            "case": self.case(),
            "stage": "reasonable",
            "outcome": "positive",
            "grounds": ["witness"],
            "evidence": ["none"],
            "reasons": "Invented reasons.",
        }
        return deciding.decide(**(given | changes), by=self.keeper, now=NOW)


@pytest.fixture
def scene():
    return Scene()


def refused(call, *args, **given):
    with pytest.raises(CannotDo) as found:
        call(*args, **given)
    return found.value.code


def test_a_report_is_assessed_before_a_case_is_opened(scene):
    reports.send(**cast.report_facts(scene.body), by=scene.keeper, now=NOW)
    with acting(scene.keeper, now=NOW):
        report = report_queries.find(scene.keeper, report_queries.inbox(scene.keeper)[0].id)
    code = refused(actions.open_case, report=report, **cast.case_facts(), by=scene.keeper, now=NOW)
    assert code == "CAS-01"
    with acting(scene.keeper, now=NOW):
        assert Case.objects.count() == 1


def test_a_code_that_is_not_ours(scene):
    event = {"facts": {"acts": {"teleporting": "true"}}}
    given = {"case": scene.case(), "event": event, "by": scene.keeper, "now": NOW}
    assert refused(actions.add_event, **given) == "CAS-02"


def test_a_case_goes_only_to_a_colleague(scene):
    stranger = cast.officer(cast.body("Other", Agency.Kind.NGO), "ngo_worker")
    given = {"case": scene.case(), "by": scene.keeper, "now": NOW}
    assert refused(actions.assign, to=stranger, **given) == "CAS-03"
    moved = actions.assign(to=scene.second.officer, **given)
    assert moved.owner_id == scene.second.officer.id
    with acting(scene.second, now=NOW):
        running = Clock.objects.filter(case_id=moved.id, state="running")
        assert {clock.officer_id for clock in running} == {scene.second.officer.id}


def test_closing_and_reopening(scene):
    given = {"by": scene.keeper, "now": NOW}
    assert refused(actions.reopen, case=scene.case(), reason="new_facts", **given) == "CAS-06"
    hold = children.place_hold(
        child=scene.child(), kind="no_closing", reason="reflection", until=None, **given
    )
    assert refused(actions.close, case=scene.case(), outcome="adult", **given) == "CAS-05"
    children.lift_hold(hold=hold, reason="over", **given)
    actions.close(case=scene.case(), outcome="adult", **given)
    assert refused(actions.close, case=scene.case(), outcome="adult", **given) == "CAS-04"


def test_a_case_with_a_live_referral_is_not_closed(scene):
    from referrals.test_actions import refer

    refer(scene, cast.body("Shelter", Agency.Kind.SHELTER))
    given = {"case": scene.case(), "outcome": "adult", "by": scene.keeper, "now": NOW}
    assert refused(actions.close, **given) == "CAS-07"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("DEC-01", {"grounds": []}),
        ("DEC-02", {"outcome": "negative", "reasons": "  "}),
        ("DEC-03", {"stage": "conclusive"}),
    ],
)
def test_decisions_that_cannot_be(scene, code, changes):
    assert refused(scene.decide, **changes) == code


def test_the_same_decision_is_not_made_twice(scene):
    scene.decide()
    assert refused(scene.decide) == "DEC-04"


def test_the_newest_decision_of_a_stage_holds_however_the_rows_lie(scene):
    first = scene.decide()
    second = scene.decide(outcome="negative")
    deciding.confirm(decision=second, by=scene.second, now=NOW)
    with acting(scene.keeper, now=NOW):
        first = deciding_queries.find(scene.keeper, first.id, "decisions:ask_review")
    asked = {"reasons": "Invented.", "reviewer": scene.body, "by": scene.keeper, "now": NOW}
    assert refused(deciding.ask_review, decision=first, **asked) == "DEC-07"  # a newer one holds
    with acting(scene.keeper, now=NOW):
        StatusDecision.objects.filter(pk=first.id).update(version=7)  # now its row lies behind the newer one
    assert refused(scene.decide, outcome="negative") == "DEC-04"
    scene.decide()


def test_a_no_needs_a_second_person_and_then_a_review_of_others(scene):
    decision = scene.decide(outcome="negative")
    assert scene.case().status == "presumed"
    given = {"decision": decision, "now": NOW}
    assert refused(deciding.confirm, by=scene.keeper, **given) == "DEC-05"
    assert refused(deciding.send_back, by=scene.keeper, reasons="", **given) == "DEC-05"
    assert refused(deciding.review, by=scene.second, overturn=True, reasons="x", **given) == "DEC-08"
    deciding.confirm(by=scene.second, **given)
    assert scene.case().status == "negative"
    with acting(scene.keeper, now=NOW):
        decision = deciding_queries.find(scene.keeper, decision.id, "decisions:second")
    given = {"decision": decision, "now": NOW}
    assert refused(deciding.confirm, by=scene.second, **given) == "DEC-06"
    asked = {"reasons": "Invented.", "reviewer": scene.body, "by": scene.keeper}
    assert refused(deciding.ask_review, **asked, **given) == "DEC-11"  # all who work there have taken part
    outside = cast.seen(cast.officer(scene.body, "supervisor"))
    deciding.ask_review(**asked, **given)
    with acting(scene.keeper, now=NOW):
        given["decision"] = deciding_queries.find(scene.keeper, decision.id, "decisions:second")
    assert refused(deciding.ask_review, **asked, **given) == "DEC-07"
    assert refused(deciding.review, by=scene.second, overturn=True, reasons="Invented.", **given) == "DEC-05"
    assert refused(deciding.review, by=outside, overturn=True, reasons=" ", **given) == "DEC-02"
    deciding.review(by=outside, overturn=True, reasons="Invented.", **given)
    assert scene.case().status == "presumed"


def test_a_decision_sent_back_has_no_effect(scene):
    decision = scene.decide(outcome="negative")
    deciding.send_back(decision=decision, reasons="Invented.", by=scene.second, now=NOW)
    assert scene.case().status == "presumed"


@pytest.mark.parametrize("act", ["open", "change", "place", "decide", "close"])
def test_when_the_journal_fails_the_whole_act_fails(scene, act, monkeypatch):
    case = scene.case()
    untouched = (case.version, case.state, bytes(case.sealed_summary))

    def broken(bodies):
        connection.cursor().execute("INSERT INTO journal_entry (body) VALUES ('not a body')")

    monkeypatch.setattr("qorgan.journal.actions.write", broken)
    later = NOW + dt.timedelta(minutes=1)
    given = {"by": scene.keeper, "now": later}
    acts = {
        "open": lambda: actions.open_case(report=None, **cast.case_facts(), **given),
        "change": lambda: actions.change(case=case, version=case.version, summary="Other.", **given),
        "place": lambda: actions.say_where(case=case, place={"kind": "street"}, **given),
        "decide": lambda: scene.decide(),
        "close": lambda: actions.close(case=case, outcome="adult", **given),
    }
    with acting(scene.keeper, now=NOW):
        before = (Case.objects.count(), case.places.count(), StatusDecision.objects.count())
    with pytest.raises(DatabaseError):
        acts[act]()
    monkeypatch.undo()
    with acting(scene.keeper, now=NOW):
        assert (Case.objects.count(), case.places.count(), StatusDecision.objects.count()) == before
    after = scene.case()
    assert (after.version, after.state, bytes(after.sealed_summary)) == untouched


@pytest.mark.parametrize("role", ["data_protection", "psychologist", "school_worker", "administrator"])
def test_a_case_is_not_given_to_a_colleague_who_may_not_keep_it(scene, role):
    colleague = cast.officer(scene.body, role)
    given = {"case": scene.case(), "by": scene.keeper, "now": NOW}
    assert refused(actions.assign, to=colleague, **given) == "CAS-03"
    waiting = cast.officer(scene.body)
    RoleAssignment.objects.create(officer=waiting, role="social_worker", valid_from=None)
    assert refused(actions.assign, to=waiting, **given) == "CAS-03"
    worker = cast.officer(scene.body, "social_worker")
    with acting(scene.keeper, now=NOW):
        listed = directory.colleagues(scene.keeper, "cases:edit")
    assert {officer.id for officer in listed} == {scene.keeper.officer.id, scene.second.officer.id, worker.id}
    page = client_of(scene.keeper.officer).get(reverse("cases:assign", args=[scene.opened.id])).content
    assert str(worker.id).encode() in page
    assert str(colleague.id).encode() not in page
    actions.assign(to=worker, **given)


@pytest.mark.parametrize("why", ["account", "role"])
def test_who_reopens_keeps_the_case_where_the_old_keeper_cannot(scene, why):
    actions.close(case=scene.case(), outcome="adult", by=scene.keeper, now=NOW)
    if why == "account":
        Officer.objects.filter(pk=scene.keeper.officer.pk).update(is_active=False)
    else:
        scene.keeper.officer.assignments.update(valid_until=NOW)
    with acting(scene.second, now=NOW):
        case = case_queries.find(scene.second, scene.opened.id)
    actions.reopen(case=case, reason="new_facts", by=scene.second, now=NOW)
    with acting(scene.second, now=NOW):
        assert case_queries.find(scene.second, case.id).owner_id == scene.second.officer.id
        running = Clock.objects.filter(case_id=case.id, state="running")
        assert {clock.officer_id for clock in running} == {scene.second.officer.id}
        grants = AccessGrant.objects.filter(case_id=case.id, valid_until=None)
        assert {grant.officer_id for grant in grants} == {scene.second.officer.id}


def test_reopening_leaves_the_case_with_a_keeper_who_still_works(scene):
    actions.close(case=scene.case(), outcome="adult", by=scene.keeper, now=NOW)
    actions.reopen(case=scene.case(), reason="new_facts", by=scene.second, now=NOW)
    assert scene.case().owner_id == scene.keeper.officer.id
