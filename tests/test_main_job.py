"""The main job through acts alone: report, assessment, case, decision, referral, acceptance, service, closure."""

from __future__ import annotations

import datetime as dt

import pytest

import cast
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.cases.deciding import actions as deciding
from qorgan.cases.models import Case
from qorgan.children import actions as children
from qorgan.children import queries as child_queries
from qorgan.deadlines.models import Clock
from qorgan.referrals import actions as referrals
from qorgan.referrals import queries as referral_queries
from qorgan.reports import actions as reports
from qorgan.reports import queries as report_queries

pytestmark = pytest.mark.django_db
NOW = cast.NOW


def test_a_report_becomes_a_case_that_is_decided_referred_served_and_closed():
    clinic = cast.body("Clinic", Agency.Kind.HEALTH)
    rights = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
    nurse = cast.seen(cast.officer(clinic, "health_worker"))
    keeper = cast.seen(cast.officer(rights, "guardianship"))
    helper = cast.seen(cast.officer(shelter, "ngo_worker"))

    report = reports.send(**cast.report_facts(rights), by=nurse, now=NOW)
    with acting(keeper, now=NOW):
        assert [r.number for r in report_queries.inbox(keeper)] == [report.number]
        report = report_queries.find(keeper, report.id)
    reports.assess(
        report=report,
        answers={"UN-001": "yes"},
        safety={"alone": "yes"},
        outcome="open_case",
        reasons="",
        by=keeper,
        now=NOW,
    )
    with acting(keeper, now=NOW):
        report = report_queries.find(keeper, report.id)
    case = cases.open_case(report=report, **cast.case_facts(), by=keeper, now=NOW)
    with acting(keeper, now=NOW):
        hits = child_queries.search(keeper, names="Бала Ойдантуған", birth_year=2014)
        assert [hit.case_id for hit in hits] == [case.id]
        shown = case_queries.page(keeper, case.id)
        assert shown.summary.closed
        assert case_queries.page(keeper, case.id, purpose="protection").summary.value == "Invented summary."
        child = child_queries.of_case(case.id)
    with acting(nurse, now=NOW):
        assert not Case.objects.exists()
        with pytest.raises(Refused):
            case_queries.page(nurse, case.id)

    deciding.decide(
        case=case,
        stage="reasonable",
        outcome="positive",
        grounds=["child_account"],
        evidence=["none"],
        reasons="",
        by=keeper,
        now=NOW,
    )
    consent = children.record_consent(
        child=child,
        basis="assent",
        read_in="kk",
        recipient=shelter,
        purpose="safe_accommodation",
        fields=["child.age", "child.languages", "child.needs"],
        given_at=NOW,
        by=keeper,
        now=NOW,
    )
    with acting(keeper, now=NOW):
        case = case_queries.find(keeper, case.id)
    referral = referrals.send(
        case=case,
        to_agency=shelter,
        service="safe_accommodation",
        fields=["child.age", "child.languages"],
        consent=consent,
        urgent=True,
        note="Invented note.",
        form_token=cast.token(),
        by=keeper,
        now=NOW,
    )
    with acting(helper, now=NOW):
        assert [r.number for r in referral_queries.received(helper)] == [referral.number]
        page = referral_queries.page(helper, referral.id)
        assert page.may_answer
        assert page.note is None
        assert not Case.objects.exists()
        referral = page.referral
    referrals.accept(referral=referral, by=helper, now=NOW)
    with acting(helper, now=NOW):
        theirs = case_queries.page(helper, case.id, purpose="service")
        assert theirs.summary is None
        assert theirs.child.languages == ["uz"]
        assert theirs.child.names == []
        referral = referral_queries.find(helper, referral.id)[0]
        helped = case_queries.find(helper, case.id)
    later = NOW + dt.timedelta(hours=3)
    helper_later = cast.seen(helper.officer, later)
    referral = referrals.contacted(referral=referral, happened_at=later, by=helper_later, now=later)
    referrals.record_service(
        case=helped,
        service="safe_accommodation",
        step="delivered",
        happened_at=later,
        referral=referral,
        by=helper_later,
        now=later,
    )
    referrals.end(referral=referral, reason="done", by=helper_later, now=later)
    with acting(helper_later, now=later + dt.timedelta(seconds=1)), pytest.raises(Refused):
        case_queries.page(cast.seen(helper.officer, later + dt.timedelta(seconds=1)), case.id)
    keeper_later = cast.seen(keeper.officer, later)
    with acting(keeper_later, now=later):
        case = case_queries.find(keeper_later, case.id)
    cases.close(case=case, outcome="guardian_family", by=keeper_later, now=later)
    with acting(keeper_later, now=later):
        assert case_queries.find(keeper_later, case.id).state == "closed"
        assert not Clock.objects.filter(case_id=case.id, state="running").exists()
    cases.reopen(
        case=case_queries_find(keeper_later, case.id, later), reason="new_facts", by=keeper_later, now=later
    )


def case_queries_find(viewer, case_id, now):
    with acting(viewer, now=now):
        return case_queries.find(viewer, case_id)
