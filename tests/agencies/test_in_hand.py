"""Nothing of a child stays behind with nobody: not with an ended account or body, not with roles that do nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

import cast
from cases.test_actions import Scene
from qorgan.agencies import actions as directory
from qorgan.agencies.confirming import actions as confirming
from qorgan.agencies.models import Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.referrals import actions as referrals
from qorgan.referrals.packets import actions as packets
from qorgan.reports import actions as reports
from qorgan.reports import queries as report_queries
from referrals.test_actions import fresh, refer

pytestmark = pytest.mark.django_db
NOW = cast.NOW
LATER = NOW + dt.timedelta(hours=1)


def told(call, **given):
    """The words of the refusal AGY-04."""
    with translation.override("en"):
        with pytest.raises(CannotDo) as refused:
            call(now=LATER, **given)
        assert refused.value.code == "AGY-04"
        return str(refused.value)


@pytest.fixture
def admin():
    return cast.seen(cast.officer(cast.body("Centre", Agency.Kind.CENTRAL), "administrator"))


@pytest.fixture
def scene(admin):
    made = Scene()
    kind = Agency.Kind.SHELTER
    made.shelter = cast.body("Shelter", kind, services=("safe_accommodation",), takes_reports=True)
    made.worker = cast.seen(cast.officer(made.shelter, "social_worker"), LATER)
    made.nurse = cast.seen(cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker"))
    return made


def send(scene, **changes):
    return reports.send(**cast.report_facts(scene.shelter, danger="yes", **changes), by=scene.nurse, now=NOW)


def found(viewer, report):
    with acting(viewer, now=LATER):
        return report_queries.find(viewer, report.id)


def assess(scene, report, outcome):
    given = {"answers": {}, "safety": {}, "reasons": "Invented.", "by": scene.worker, "now": LATER}
    return reports.assess(report=found(scene.worker, report), outcome=outcome, **given)


def test_a_report_that_was_taken_holds_the_account(scene, admin):
    ending = {"officer": scene.worker.officer, "by": admin}
    report = send(scene)
    reports.take(report=found(scene.worker, report), by=scene.worker, now=LATER)
    assert "reports without a first assessment" in told(directory.end_officer, **ending)
    assess(scene, report, "open_case")
    assert "reports from which a case is still to be opened" in told(directory.end_officer, **ending)
    opened = cases.open_case(
        report=found(scene.worker, report), **cast.case_facts(), by=scene.worker, now=LATER
    )
    assert "open cases" in told(directory.end_officer, **ending)
    cases.close(case=opened, outcome="adult", by=scene.worker, now=LATER)
    directory.end_officer(**ending, now=LATER)


def test_a_report_that_needs_no_case_for_now_holds_nobody(scene, admin):
    assess(scene, send(scene), "no_case")
    directory.end_officer(officer=scene.worker.officer, by=admin, now=LATER)


def test_the_next_child_of_a_report_holds_the_account(scene, admin):
    report = send(scene, children_count=2)
    assess(scene, report, "open_case")
    case = cases.open_case(
        report=found(scene.worker, report), **cast.case_facts(), by=scene.worker, now=LATER
    )
    cases.close(case=case, outcome="adult", by=scene.worker, now=LATER)
    ending = {"officer": scene.worker.officer, "by": admin}
    assert "a case is still to be opened" in told(directory.end_officer, **ending)
    reports.no_more_cases(report=found(scene.worker, report), by=scene.worker, now=LATER)
    directory.end_officer(**ending, now=LATER)


def test_an_accepted_referral_holds_the_account_until_it_ends(scene, admin):
    referral = refer(scene, scene.shelter)
    referrals.accept(referral=fresh(scene.worker, referral), by=scene.worker, now=LATER)
    ending = {"officer": scene.worker.officer, "by": admin}
    assert told(directory.end_officer, **ending).count("referrals that run") == 1
    given = {"by": scene.worker, "now": LATER}
    referrals.end(referral=fresh(scene.worker, referral), reason="done", **given)
    directory.end_officer(**ending, now=LATER)


def test_what_a_body_without_an_account_took_on_holds_no_officer_of_the_sender(scene, admin):
    paper = cast.body("Paper", Agency.Kind.SHELTER, services=("safe_accommodation",), has_account=False)
    given = {"by": scene.keeper, "now": LATER}
    referral = refer(scene, paper)
    code = packets.print_packet(referral=fresh(scene.keeper, referral), **given)
    packets.confirm_receipt(referral=fresh(scene.keeper, referral), receipt=code, **given)
    assert told(directory.end_officer, officer=scene.keeper.officer, by=admin).count("referrals") == 0
    cases.assign(case=scene.case(), to=scene.second.officer, **given)
    directory.end_officer(officer=scene.keeper.officer, by=admin, now=LATER)
    assert "referrals that run" in told(directory.end_agency, agency=paper, by=admin)


@pytest.mark.parametrize("what", ["report", "referral asked", "referral accepted"])
def test_a_body_is_not_ended_over_what_waits_there(scene, admin, what):
    ending = {"agency": scene.shelter, "by": admin}
    if what == "report":
        send(scene)
        assert "reports without a first assessment" in told(directory.end_agency, **ending)
        return
    referral = refer(scene, scene.shelter)
    if what == "referral accepted":
        referrals.accept(referral=fresh(scene.worker, referral), by=scene.worker, now=LATER)
    assert "referrals that run" in told(directory.end_agency, **ending)


def test_a_body_with_empty_hands_is_ended_and_gets_nothing_more(scene, admin):
    directory.end_agency(agency=scene.shelter, by=admin, now=LATER)
    with pytest.raises(CannotDo) as refused:
        send(scene)
    assert refused.value.code == "REP-01"
    with pytest.raises(CannotDo) as refused:
        refer(scene, scene.shelter)
    assert refused.value.code == "REF-17"


def test_roles_that_what_is_in_hand_needs_are_not_taken_away(scene, admin):
    changed = {"officer": scene.worker.officer, "by": admin}
    referral = refer(scene, scene.shelter)
    referrals.accept(referral=fresh(scene.worker, referral), by=scene.worker, now=LATER)
    assert "referrals that run" in told(directory.set_roles, roles=[], **changed)
    # a role that still waits for its second person does nothing yet
    assert "referrals that run" in told(directory.set_roles, roles=["supervisor"], **changed)
    directory.set_roles(roles=["social_worker", "psychologist"], **changed, now=LATER)
    second = cast.seen(cast.officer(admin.officer.agency, "administrator"))
    confirming.confirm(officer=scene.worker.officer, roles=["psychologist"], by=second, now=LATER)
    later = LATER + dt.timedelta(minutes=1)
    directory.set_roles(
        roles=["psychologist"], **changed, now=later
    )  # a psychologist goes on with a referral


def test_the_only_keeper_of_a_body_does_not_lose_the_role_over_an_open_case(admin):
    keeper = cast.seen(cast.officer(cast.body("Fund", Agency.Kind.NGO), "ngo_worker"))
    case = cases.open_case(report=None, **cast.case_facts(), by=keeper, now=NOW)
    assert "open cases" in told(directory.set_roles, officer=keeper.officer, roles=[], by=admin)
    cases.close(case=case, outcome="adult", by=keeper, now=NOW)
    directory.set_roles(officer=keeper.officer, roles=[], by=admin, now=LATER)
