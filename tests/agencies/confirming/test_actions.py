"""A role takes two people: who may be the second, and that one person alone lets nobody in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

import cast
from access import oracle, probing
from qorgan.agencies import actions, queries
from qorgan.agencies.access import Refused, viewer_of
from qorgan.agencies.confirming import actions as confirming
from qorgan.agencies.models import Agency, Officer, RoleAssignment
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.roles import ROLES

pytestmark = pytest.mark.django_db
NOW = cast.NOW
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def office():
    return cast.body("Centre", Agency.Kind.CENTRAL)


@pytest.fixture
def admin(office):
    return cast.seen(cast.officer(office, "administrator"))


@pytest.fixture
def other(office):
    return cast.seen(cast.officer(office, "administrator"))


@pytest.fixture
def shelter():
    return cast.body("Shelter", Agency.Kind.SHELTER)


@pytest.fixture
def supervisor(shelter):
    return cast.seen(cast.officer(shelter, "supervisor"))


def enrol(by, body, *roles, login="new-one"):
    return actions.enrol(
        agency=body,
        login=login,
        name="Invented New",
        password="a long invented phrase 71",
        language="kk",
        roles=list(roles),
        by=by,
        now=NOW,
    )


def code_of(act, **given):
    with pytest.raises(CannotDo) as refused:
        act(now=LATER, **given)
    return refused.value.code


def held(officer, now=LATER):
    return viewer_of(Officer.objects.get(pk=officer.pk), now=now).roles


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_role_holds_by_one_person(admin, shelter, role):
    officer = enrol(admin, shelter, role)
    assert held(officer) == ()
    assert code_of(confirming.confirm, officer=officer, roles=[role], by=admin) == "AGY-14"
    assert held(officer) == ()


def test_a_supervisor_of_the_body_confirms(admin, shelter, supervisor):
    officer = enrol(admin, shelter, "ngo_worker")
    confirming.confirm(officer=officer, roles=["ngo_worker"], by=supervisor, now=LATER)
    assert held(officer) == ("ngo_worker",)
    row = officer.assignments.get()
    assert (row.given_by_id, row.confirmed_by_id) == (admin.officer.id, supervisor.officer.id)
    assert held(officer, NOW) == ()  # not from before


def test_another_administrator_confirms_where_there_is_no_supervisor(admin, other, shelter):
    officer = enrol(admin, shelter, "ngo_worker")
    confirming.confirm(officer=officer, roles=["ngo_worker"], by=other, now=LATER)
    assert held(officer) == ("ngo_worker",)


def test_a_supervisor_of_another_body_knows_nobody_there(admin, shelter):
    stranger = cast.seen(cast.officer(cast.body("Rights", Agency.Kind.GUARDIANSHIP), "supervisor"))
    officer = enrol(admin, shelter, "ngo_worker")
    with pytest.raises(Refused):
        confirming.confirm(officer=officer, roles=["ngo_worker"], by=stranger, now=LATER)
    assert queries.waiting_roles(stranger) == []


@pytest.mark.parametrize("role", ["administrator", "data_protection"])
def test_who_lets_in_or_watches_is_confirmed_by_an_administrator(admin, other, shelter, supervisor, role):
    officer = enrol(admin, shelter, role)
    assert queries.waiting_roles(supervisor) == []
    assert code_of(confirming.confirm, officer=officer, roles=[role], by=supervisor) == "AGY-15"
    confirming.confirm(officer=officer, roles=[role], by=other, now=LATER)
    assert held(officer) == (role,)


def test_nobody_confirms_their_own(admin, shelter, supervisor):
    actions.set_roles(officer=supervisor.officer, roles=["supervisor", "duty_officer"], by=admin, now=NOW)
    given = {"officer": supervisor.officer, "roles": ["duty_officer"], "by": supervisor}
    assert code_of(confirming.confirm, **given) == "AGY-14"
    assert held(supervisor.officer) == ("supervisor",)


def test_only_what_was_shown_is_confirmed(admin, other, shelter):
    officer = enrol(admin, shelter, "ngo_worker")
    actions.set_roles(officer=officer, roles=["ngo_worker", "supervisor"], by=admin, now=NOW)
    assert code_of(confirming.confirm, officer=officer, roles=["ngo_worker"], by=other) == "AGY-15"
    assert code_of(confirming.confirm, officer=officer, roles=[], by=other) == "AGY-15"
    assert held(officer) == ()


def test_roles_that_meanwhile_cannot_go_together(admin, other, shelter):
    officer = cast.officer(shelter)
    actions.set_roles(officer=officer, roles=["administrator"], by=admin, now=NOW)
    RoleAssignment.objects.create(officer=officer, role="social_worker", valid_from=cast.EARLIER)
    assert code_of(confirming.confirm, officer=officer, roles=["administrator"], by=other) == "AGY-02"


def test_declined_roles_never_begin(admin, other, shelter, supervisor):
    officer = enrol(admin, shelter, "ngo_worker")
    confirming.decline(officer=officer, roles=["ngo_worker"], by=supervisor, now=LATER)
    assert held(officer) == ()
    assert queries.waiting_roles(other) == []
    assert code_of(confirming.confirm, officer=officer, roles=["ngo_worker"], by=other) == "AGY-15"


def test_what_is_unticked_while_it_waits_is_gone(admin, other, shelter):
    officer = enrol(admin, shelter, "ngo_worker", "supervisor")
    actions.set_roles(officer=officer, roles=["ngo_worker"], by=admin, now=NOW)
    assert [each.codes for each in queries.waiting_roles(other)] == [["ngo_worker"]]


def test_asking_twice_leaves_one_that_waits(admin, other, shelter):
    officer = enrol(admin, shelter, "ngo_worker")
    actions.set_roles(officer=officer, roles=["ngo_worker"], by=admin, now=LATER)
    assert officer.assignments.count() == 1


def test_the_database_refuses_one_person_too(admin, shelter):
    officer = enrol(admin, shelter, "ngo_worker")
    rows = officer.assignments
    for change in (
        {"valid_from": NOW},
        {"valid_from": NOW, "confirmed_by": admin.officer},
        {"valid_from": NOW, "confirmed_by": officer},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_an_account_that_ended_waits_for_nobody(admin, other, shelter):
    officer = enrol(admin, shelter, "ngo_worker")
    actions.end_officer(officer=officer, by=admin, now=NOW)
    assert queries.waiting_roles(other) == []
    assert code_of(confirming.confirm, officer=officer, roles=["ngo_worker"], by=other) == "AGY-15"


def test_by_the_pages(admin, shelter, supervisor):
    officer = enrol(admin, shelter, "ngo_worker")
    newcomer, boss = probing.client_of(officer), probing.client_of(supervisor.officer)
    answer = newcomer.get("/")
    assert answer.status_code == 200
    assert b"desk/today" not in answer.content
    assert answer.templates[0].name == "desk/no_role.html"
    assert newcomer.get("/cases/").status_code == 404
    address = f"/directory/roles/{officer.id}/"
    assert address in boss.get("/").content.decode()
    sheet = boss.get(address).content.decode()
    assert 'name="roles" value="ngo_worker"' in sheet
    message = boss.post(address, {"known": "message", "roles": "ngo_worker"})
    assert "AGY-12" in message.content.decode()
    assert boss.post(address, {"known": "called", "roles": "ngo_worker"}).status_code == 302
    assert newcomer.get("/cases/").status_code == 200
    assert boss.get(address).status_code == 404  # nothing waits any more
    assert probing.client_of(admin.officer).get(address).status_code == 404


def test_no_by_the_page(admin, shelter, supervisor):
    officer = enrol(admin, shelter, "ngo_worker")
    address, boss = f"/directory/roles/{officer.id}/", probing.client_of(supervisor.officer)
    assert boss.post(address, {"known": "no", "roles": "ngo_worker"}).status_code == 302
    assert not officer.assignments.filter(valid_until=None).exists()


def test_the_administrator_sees_what_waits(admin, other, shelter):
    officer = enrol(admin, shelter, "ngo_worker")
    mine = probing.client_of(admin.officer).get("/directory/manage/").content.decode()
    assert f"/directory/roles/{officer.id}/" not in mine  # asked for by this administrator
    theirs = probing.client_of(other.officer).get("/directory/manage/").content.decode()
    assert f"/directory/roles/{officer.id}/" in theirs


@pytest.mark.parametrize("role", sorted(oracle.ROLES))
def test_which_role_may_be_the_second_person(admin, shelter, role):
    """By hand: any other administrator; a supervisor, of the same body only. Nobody else, by page, form or task."""
    officer = enrol(admin, shelter, "ngo_worker")
    elsewhere = cast.body("Elsewhere", Agency.Kind.CENTRAL)
    address, form = f"/directory/roles/{officer.id}/", {"known": "message", "roles": "ngo_worker"}
    for body in (shelter, elsewhere):
        may = role == "administrator" or (role == "supervisor" and body == shelter)
        client = probing.client_of(cast.officer(body, role))
        assert client.get(address).status_code == (200 if may else 404), (role, body)
        assert client.post(address, form).status_code == (200 if may else 404), (role, body)
        assert (address in client.get("/").content.decode()) is may, (role, body)
