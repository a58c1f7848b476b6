"""The directory: every refusal of its acts, and that nobody is ended who still keeps a child's case."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import cast
from access import probing
from qorgan.agencies import actions, purposes
from qorgan.agencies.access import Refused, viewer_of
from qorgan.agencies.confirming import actions as confirming
from qorgan.agencies.models import Agency, Officer
from qorgan.agencies.refusals import CannotDo, Conflict
from qorgan.agencies.roles import NEVER_IN_POLICE
from qorgan.cases import actions as cases

pytestmark = pytest.mark.django_db
NOW = cast.NOW
NEW = {"name": "Invented New", "password": "a long invented phrase 71", "language": "kk"}


@pytest.fixture
def admin():
    return cast.seen(cast.officer(cast.body("Centre", Agency.Kind.CENTRAL), "administrator"))


def code_of(call, **given):
    with pytest.raises(CannotDo) as refused:
        call(now=NOW, **given)
    return refused.value.code


def enrol(admin, agency, roles, login="new-one", **changes):
    return actions.enrol(agency=agency, login=login, roles=roles, by=admin, now=NOW, **{**NEW, **changes})


def test_a_sign_in_name_is_given_once(admin):
    body = cast.body("NGO", Agency.Kind.NGO)
    enrol(admin, body, ["ngo_worker"])
    assert code_of(lambda now: enrol(admin, body, ["ngo_worker"])) == "AGY-01"
    with pytest.raises(ValidationError):
        enrol(admin, body, ["ngo_worker"], login="other", password="short")


@pytest.mark.parametrize(
    "kind", [Agency.Kind.POLICE, Agency.Kind.BORDER, Agency.Kind.PROSECUTION, Agency.Kind.COURT]
)
def test_no_police_body_employs_the_one_who_watches_accesses(admin, kind):
    body = cast.body("Police", kind)
    assert frozenset({"data_protection"}) == NEVER_IN_POLICE
    assert code_of(lambda now: enrol(admin, body, ["data_protection"])) == "AGY-02"
    officer = enrol(admin, body, ["investigator"])
    assert code_of(actions.set_roles, officer=officer, roles=["data_protection"], by=admin) == "AGY-02"


@pytest.mark.parametrize("roles", [["administrator", "social_worker"], ["no_such_role"]])
def test_roles_that_cannot_be(admin, roles):
    assert code_of(lambda now: enrol(admin, cast.body("NGO", Agency.Kind.NGO), roles)) == "AGY-02"


def test_nobody_changes_or_ends_themselves(admin):
    assert code_of(actions.set_roles, officer=admin.officer, roles=["social_worker"], by=admin) == "AGY-03"
    assert code_of(actions.end_officer, officer=admin.officer, by=admin) == "AGY-03"


def test_who_keeps_an_open_case_is_not_ended(admin):
    body = cast.body("Rights", Agency.Kind.GUARDIANSHIP)
    keeper = cast.seen(cast.officer(body, "guardianship"))
    case = cases.open_case(report=None, **cast.case_facts(), by=keeper, now=NOW)
    assert code_of(actions.end_officer, officer=keeper.officer, by=admin) == "AGY-04"
    assert code_of(actions.end_agency, agency=body, by=admin) == "AGY-04"
    cases.close(case=case, outcome="safe_family", by=keeper, now=NOW)
    actions.end_officer(officer=keeper.officer, by=admin, now=NOW)
    assert viewer_of(Officer.objects.get(pk=keeper.officer.pk), now=NOW).roles == ()
    actions.end_agency(agency=body, by=admin, now=NOW)


def test_only_one_change_of_a_version_wins(admin):
    body = cast.body("NGO", Agency.Kind.NGO)
    change = {"agency": body, "facts": {"phone": "1"}, "services": [], "by": admin, "now": NOW}
    actions.change_agency(version=body.version, **change)
    with pytest.raises(Conflict) as lost:
        actions.change_agency(version=1, **change)
    assert lost.value.code == "GEN-01"


def test_a_role_taken_away_is_gone_at_once(admin):
    officer = enrol(admin, cast.body("NGO", Agency.Kind.NGO), ["ngo_worker"])
    second = cast.seen(cast.officer(admin.officer.agency, "administrator"))
    confirming.confirm(officer=officer, roles=["ngo_worker"], by=second, now=NOW)
    assert viewer_of(officer, now=NOW).may("cases:view")
    actions.set_roles(officer=officer, roles=[], by=admin, now=NOW)
    assert not viewer_of(officer, now=NOW).may("cases:view")
    with pytest.raises(Refused):
        cases.open_case(report=None, **cast.case_facts(), by=viewer_of(officer, now=NOW), now=NOW)


def test_a_purpose_that_is_not_on_the_list():
    with pytest.raises(CannotDo) as refused:
        purposes.give({}, admin, "curiosity", own=True)
    assert refused.value.code == "GEN-02"


def test_only_administrators_manage():
    nobody = cast.seen(cast.officer(cast.body("NGO", Agency.Kind.NGO), "supervisor"))
    with pytest.raises(Refused):
        actions.add_agency(facts={}, services=[], by=nobody, now=NOW)


def test_a_body_sent_twice_is_one(admin):
    client = probing.client_of(admin.officer)
    typed = {"kind": Agency.Kind.SHELTER, "region": "KZ-75", "phone": "0-000", "hours": "09:00-18:00"}
    typed |= {"name_kk": "Twice", "name_ru": "Twice", "name_en": "Twice", "has_account": "on"}
    for once in (uuid4(), uuid4()):
        for _each in range(2):
            assert (
                client.post(reverse("directory:add_agency"), typed | {"once": str(once)}).status_code == 302
            )
    assert Agency.objects.filter(name_en="Twice").count() == 2  # two sheets, sent twice each
