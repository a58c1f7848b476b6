"""A report goes to a colleague with its duties, before the first assessment and after it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

import cast
from access.probing import client_of
from cases.test_actions import refused
from qorgan.agencies import actions as directory
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.deadlines import queries as clocks
from qorgan.journal.models import Entry
from qorgan.reports import actions, queries
from qorgan.reports.handing import actions as handing

pytestmark = pytest.mark.django_db
NOW = cast.NOW
LATER = NOW + dt.timedelta(hours=1)


class Desk:
    """A body that takes reports: who took one and fell ill, a colleague, their supervisor; and who sent it."""

    def __init__(self):
        self.body = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
        self.ill, self.colleague = (self.officer("social_worker") for _ in range(2))
        self.boss = self.officer("supervisor")
        self.nurse = cast.seen(cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker"))
        self.sent = actions.send(**cast.report_facts(self.body, danger="yes"), by=self.nurse, now=NOW)
        actions.take(report=self.report(self.ill), by=self.ill, now=LATER)

    def officer(self, *roles):
        return cast.seen(cast.officer(self.body, *roles), LATER)

    def report(self, viewer):
        with acting(viewer, now=LATER):
            return queries.find(viewer, self.sent.id)

    def give(self, to, by=None):
        by = by or self.boss
        return handing.assign(report=self.report(by), to=to.officer, by=by, now=LATER)

    def assess(self, by):
        given = {"answers": {}, "safety": {}, "outcome": "open_case", "reasons": "", "by": by, "now": LATER}
        return actions.assess(report=self.report(by), **given)

    def owed(self, viewer):
        with acting(viewer, now=LATER):
            return [clock.rule for clock in clocks.danger(viewer) if clock.report_id == self.sent.id]


@pytest.fixture
def desk():
    return Desk()


def test_the_colleague_assesses_what_was_taken(desk):
    assert desk.owed(desk.colleague) == []
    with pytest.raises(Refused):
        desk.report(desk.colleague)
    desk.give(desk.colleague)
    assert desk.owed(desk.colleague) == ["dl.demo.assessment.first.danger"]
    assert desk.owed(desk.ill) == []
    with pytest.raises(Refused):
        desk.report(desk.ill)
    desk.assess(desk.colleague)
    with acting(desk.boss, now=LATER):
        assert (
            Entry.objects.get(kind="reports.assigned", report_id=desk.sent.id).actor_id
            == desk.boss.officer.id
        )


def test_the_colleague_opens_the_case_of_what_was_assessed(desk):
    desk.assess(desk.ill)
    desk.give(desk.colleague)
    assert desk.owed(desk.colleague) == ["dl.demo.case.open.danger"]
    opened = cases.open_case(
        report=desk.report(desk.colleague), **cast.case_facts(), by=desk.colleague, now=LATER
    )
    assert opened.owner_id == desk.colleague.officer.id


def test_the_account_ends_when_the_report_has_somebody(desk):
    admin = cast.seen(cast.officer(cast.body("Office", Agency.Kind.CENTRAL), "administrator"), LATER)
    ending = {"officer": desk.ill.officer, "by": admin, "now": LATER}
    assert refused(directory.end_officer, **ending) == "AGY-04"
    desk.give(desk.colleague)
    directory.end_officer(**ending)


def test_who_may_not_be_given_it_and_who_may_not_give_it(desk):
    stranger = cast.seen(cast.officer(cast.body("Other", Agency.Kind.NGO), "ngo_worker"), LATER)
    for to in (stranger, desk.officer("psychologist"), desk.officer()):
        assert refused(desk.give, to) == "REP-11"
    with pytest.raises(Refused):
        desk.give(desk.colleague, by=desk.ill)
    with pytest.raises(Refused):
        desk.give(desk.colleague, by=desk.nurse)
    investigator = desk.officer("investigator")
    desk.give(investigator)  # makes first assessments
    desk.assess(investigator)
    assert refused(desk.give, investigator) == "REP-11"  # and opens no case


def test_the_page_offers_those_who_can_go_on(desk, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client = client_of(desk.boss.officer)
    href = reverse("reports:assign", args=[desk.sent.id])
    show = reverse("reports:show", args=[desk.sent.id])
    assert href in client.get(show).content.decode()
    assert href not in client_of(desk.ill.officer).get(show).content.decode()
    other = desk.officer("psychologist")
    page = client.get(href).content.decode()
    assert str(desk.colleague.officer.id) in page
    assert str(other.officer.id) not in page
    assert client.post(href, {"to": str(desk.colleague.officer.id)}).status_code == 302
    assert desk.owed(desk.colleague) == ["dl.demo.assessment.first.danger"]
    assert client_of(desk.ill.officer).get(href).status_code == 404
