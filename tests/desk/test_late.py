"""Who is late with what: a duty that the law puts on another kind of body is not laid at the keeper's door."""

from __future__ import annotations

import datetime as dt

import pytest

import cast
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.deadlines.rules import rule
from qorgan.web.desk import presenting, queries

pytestmark = pytest.mark.django_db
LATE = cast.NOW + dt.timedelta(days=60)


@pytest.mark.parametrize(
    ("kind", "role", "named"),
    [(Agency.Kind.GUARDIANSHIP, "guardianship", False), (Agency.Kind.SHELTER, "ngo_worker", True)],
)
def test_the_list_says_whose_duty_it_is(kind, role, named):
    body = cast.body("Invented keepers", kind)
    keeper = cast.seen(cast.officer(body, role))
    cases.open_case(report=None, **cast.case_facts(), by=keeper, now=cast.NOW)
    coordinator = cast.seen(cast.officer(cast.body("Office", Agency.Kind.CENTRAL), "coordinator"), LATE)
    with acting(coordinator, now=LATE):
        rows = {row[1]: row[2] for row in presenting.late_rows(queries.late(coordinator), coordinator)}
    other = str(Agency.Kind.GUARDIANSHIP.label)
    for rule_id in ("dl.kz.place.survey", "dl.kz.place.guardian"):
        whose = rows[rule(rule_id).title()]
        assert whose.startswith(other) == named
        assert "Invented keepers" in whose  # whom to call about the file
    assert rows[rule(cases.REASONABLE).title()] == "Invented keepers"
