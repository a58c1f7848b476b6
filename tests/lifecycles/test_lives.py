"""Referral, case, decisions, consent and access together: any order of acts, no illegal state."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import cast
from cases.test_actions import Scene
from lifecycles import machines
from lifecycles.reports_machine import Reports
from lifecycles.worker import run_as_worker
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.config.database import WORKER, separate_connection
from qorgan.deadlines.models import Clock
from qorgan.referrals.models import Referral
from referrals.test_actions import refer

pytestmark = pytest.mark.django_db(transaction=True)
FULL = os.environ.get("QORGAN_FAULTS") == "full"
STEPS = 50
RUNS = 290 if FULL else 10


def test_no_order_of_acts_makes_an_illegal_state():
    machines.TALLY.update(acts=0, runs=0)
    run_state_machine_as_test(
        machines.Lives,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate] if not FULL else [Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(f"steps tried: {machines.TALLY}")  # noqa: T201 (shown by the full run)
    assert machines.TALLY["acts"] >= (10_000 if FULL else 100)


def test_a_report_is_always_somebodys_whatever_is_done_in_whatever_order():
    run_state_machine_as_test(
        Reports,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate] if not FULL else [Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_worker_brings_back_and_escalates_and_decides_nothing():
    scene = Scene()
    referral = refer(scene, cast.body("Shelter", Agency.Kind.SHELTER))
    later = cast.NOW + dt.timedelta(days=60)
    back, escalated = run_as_worker(later)
    assert (back, run_as_worker(later)) == (1, (0, 0))
    assert escalated >= 2
    with acting(scene.keeper, now=later):
        found = Referral.objects.select_related("grant").get(pk=referral.pk)
        assert (found.state, found.return_to_id) == ("expired", scene.keeper.officer.id)
        assert found.grant.valid_until == later
        clock = Clock.objects.get(subject_id=referral.id, state="running")
        assert clock.officer_id == scene.keeper.officer.id
    assert (scene.case().status, scene.case().state) == ("presumed", "open")


@pytest.mark.parametrize(
    "query",
    [
        "UPDATE cases_case SET status = 'negative'",
        "UPDATE cases_case SET state = 'closed'",
        "UPDATE cases_statusdecision SET state = 'final'",
        "SELECT sealed_note FROM referrals_referral",
        "INSERT INTO agencies_accessgrant (id) VALUES (gen_random_uuid())",
    ],
)
def test_the_worker_cannot_decide_even_if_it_wanted(query):
    refused = pytest.raises(DatabaseError, match="permission denied")
    with separate_connection(WORKER) as other, other.cursor() as cursor, refused:
        cursor.execute(query)


def test_a_no_of_one_person_is_refused_by_the_database_itself():
    scene = Scene()
    decision = scene.decide(outcome="negative")
    change = "UPDATE cases_statusdecision SET state = 'final' WHERE id = %s"
    with acting(scene.keeper, now=cast.NOW), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(change, [decision.id])
