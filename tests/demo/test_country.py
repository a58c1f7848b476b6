"""The invented country is built by real acts, and every state is there."""

from __future__ import annotations

import datetime as dt

import pytest

import cast
from qorgan.agencies.scope import acting
from qorgan.cases.models import Case
from qorgan.cases.queries import listed
from qorgan.demo import country, stories
from qorgan.referrals.queries import received

pytestmark = pytest.mark.django_db


def test_sixty_cases_in_every_state_are_told():
    now = cast.NOW
    made = country.build(since=now - dt.timedelta(days=400))
    assert (len(made.bodies), len(made.officers)) == (12, 20)
    assert stories.tell(made, now=now) == 60
    supervisor = cast.seen(made.officers["marat"], now)
    with acting(supervisor, now=now):
        mine = Case.objects.all()
        assert {case.status for case in mine} == set(Case.Status.values)
        assert {case.state for case in mine} == set(Case.State.values)
        assert listed(supervisor)
    shelter = cast.seen(made.officers["asel"], now)
    with acting(shelter, now=now):
        assert received(shelter)
