"""Lists that walk along indexes still show all they showed: what is kept, what was lent, what came back."""

from __future__ import annotations

import datetime as dt

import pytest

import cast
from cases.test_actions import Scene
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import queries as case_queries
from qorgan.deadlines import queries as clocks
from qorgan.journal.models import Entry
from qorgan.referrals import actions, queries
from qorgan.reports import queries as report_queries
from referrals.test_actions import LATER, fresh, refer

pytestmark = pytest.mark.django_db
NOW = cast.NOW


@pytest.fixture
def scene():
    made = Scene()
    made.shelter = cast.body("Shelter", Agency.Kind.SHELTER, services=("safe_accommodation",))
    made.helper = cast.seen(cast.officer(made.shelter, "ngo_worker", "supervisor"), LATER)
    return made


def listed(viewer, **chosen):
    with acting(viewer, now=viewer.now):
        return [case.id for case in case_queries.listed(viewer, **chosen)]


def test_kept_and_lent_cases_stand_in_one_order(scene, monkeypatch):
    def at(minutes):
        return NOW + dt.timedelta(minutes=minutes)

    own = [cases.open_case(report=None, **cast.case_facts(), by=scene.helper, now=at(n)).id for n in (1, 3)]
    assert listed(scene.helper) == own[::-1]
    referral = refer(scene, scene.shelter)
    assert listed(scene.helper) == own[::-1]  # offered, not yet opened
    actions.accept(referral=fresh(scene.helper, referral), by=scene.helper, now=LATER)
    later = cast.seen(scene.helper.officer, LATER + dt.timedelta(minutes=1))
    newest_first = [*own[::-1], scene.opened.id]
    assert listed(later) == newest_first
    monkeypatch.setattr(case_queries, "PAGE", 1)
    with acting(later, now=later.now):
        rows = case_queries.listed(later)
        assert [case.id for case in rows] == newest_first[:2]
        rest = case_queries.listed(later, after=(rows[1].opened_at, rows[1].id))
        assert [case.id for case in rest] == newest_first[2:]


def test_one_who_keeps_only_their_own_sees_no_colleagues_case(scene):
    worker = cast.seen(cast.officer(scene.body, "social_worker"))
    assert listed(worker) == []
    assert listed(worker, mine=True) == []
    cases.assign(case=scene.case(), to=worker.officer, by=scene.keeper, now=NOW)
    assert listed(worker) == [scene.opened.id]


def test_what_came_back_is_a_task_of_its_sender(scene, monkeypatch):
    """Not one line of a list that what waits could push it out of: a duty with a deadline."""
    monkeypatch.setattr(queries, "PAGE", 1)
    back = refer(scene, scene.shelter)
    actions.refuse(referral=fresh(scene.helper, back), reason="no_place", by=scene.helper, now=LATER)
    refer(scene, scene.shelter)
    keeper = cast.seen(scene.keeper.officer, LATER)
    with acting(keeper, now=LATER):
        owed = clocks.tasks(keeper)
        assert [clock.subject_id for clock in owed if clock.rule == actions.CAME_BACK] == [back.id]
    with acting(scene.helper, now=LATER):
        assert not [clock for clock in clocks.tasks(scene.helper) if clock.rule == actions.CAME_BACK]


def test_looking_through_a_list_is_one_entry_with_how_many_were_shown(scene):
    keeper = scene.keeper
    with acting(keeper, now=LATER):
        looks = (
            ("referrals.listed", lambda: (lambda found: found.received + found.sent)(queries.lists(keeper))),
            ("reports.listed", lambda: report_queries.inbox(keeper)),
        )
        for kind, look in looks:
            before = Entry.objects.filter(kind=kind).count()
            shown = look()
            (entry,) = Entry.objects.filter(kind=kind)[before:]
            assert (entry.actor_id, entry.detail["rows"]) == (keeper.officer.id, len(shown))
