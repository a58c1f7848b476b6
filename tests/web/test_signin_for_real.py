"""Signing in for real: password, forced second factor, one-time codes that work once, limits of a sitting."""

from __future__ import annotations

import time
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from django.test import Client
from django.urls import reverse

import cast
from qorgan.agencies.models import Agency, RoleAssignment

pytestmark = pytest.mark.django_db
PASSWORD = "invented long enough 1"


@pytest.fixture
def real(settings):
    """Not the demonstration."""
    settings.DEMO = False
    settings.LOGIN_URL = "account_login"


@pytest.fixture
def officer(real):
    person = cast.officer(cast.body("Body", Agency.Kind.GUARDIANSHIP, takes_reports=True), "social_worker")
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client: Client, person, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": person.login, "password": password}, follow=False)


def code(secret: str, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


def enrol(client: Client) -> str:
    """Enrol a one-time-code app; returns its secret."""
    from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY

    asked = client.get(reverse("mfa_activate_totp"))  # enrolling asks the password once more
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked["Location"], {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    secret = client.session[SECRET_SESSION_KEY]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.status_code == 302
    return secret


def test_without_a_second_factor_only_enrolment_opens(client, officer):
    assert sign_in(client, officer).status_code == 302
    for route in ("desk:today", "reports:index", "cases:index", "directory:index"):
        answer = client.get(reverse(route))
        assert answer.status_code == 302
        assert answer["Location"] == reverse("mfa_index")


def test_a_one_time_code_opens_the_desk_and_works_once(client, officer):
    sign_in(client, officer)
    secret = enrol(client)
    assert client.get(reverse("desk:today")).status_code == 200
    client.post(reverse("account_logout"))
    assert sign_in(client, officer)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("desk:today")).status_code == 302
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    fresh = code(secret, ahead=1)
    if client.post(reverse("mfa_authenticate"), {"code": fresh}).status_code != 302:
        pytest.fail("a fresh code was refused")
    assert client.get(reverse("desk:today")).status_code == 200
    other = Client()
    sign_in(other, officer)
    assert other.post(reverse("mfa_authenticate"), {"code": fresh}).status_code == 200, (
        "a used code worked again"
    )


def test_the_secret_of_the_app_is_sealed(client, officer):
    sign_in(client, officer)
    secret = enrol(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        assert all(secret not in row[0] for row in cursor.fetchall())


def test_wrong_password_and_unknown_name_say_the_same(client, officer):
    wrong = sign_in(client, officer, "another long enough 1")
    unknown = Client().post(reverse("account_login"), {"login": "nobody-here", "password": PASSWORD})
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()


def test_nobody_signs_up(client, real):
    assert client.get("/accounts/signup/").status_code == 404


def test_an_idle_sitting_ends_and_a_long_one_too(client, officer):
    for key in ("last_seen", "began"):
        sign_in(client, officer)
        if not client.session.get("_auth_user_id"):
            pytest.fail("not signed in")
        client.get(reverse("mfa_index"))
        session = client.session
        session[key] = int(time.time()) - (901 if key == "last_seen" else 12 * 3600 + 1)
        session.save()
        answer = client.get(reverse("mfa_index"))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
        client = Client()


def rest(client: Client, seconds: int) -> None:
    """The officer was away that long."""
    session = client.session
    session["last_seen"] = int(time.time()) - seconds
    session.save()


def test_the_idle_lock_keeps_the_draft_and_returns_to_the_same_page(client, officer):
    sign_in(client, officer)
    secret = enrol(client)
    page = reverse("reports:new")
    typed = {
        "narrative": "Invented: a child sleeps in a garage.",
        "save_draft": "typing",
        "once": str(uuid4()),
    }
    assert client.post(page, typed).status_code == 204
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), string_agg(reports_draft::text, ' ') FROM reports_draft")
        number, text = cursor.fetchone()
    assert number == 1
    assert "garage" not in text  # sealed
    rest(client, 15 * 60 - 5)
    assert client.get(page).status_code == 200
    rest(client, 15 * 60 + 5)
    locked = client.get(page)
    assert locked["Location"] == f"{reverse('account_login')}?next={page}"
    assert client.get(page).status_code == 302  # and stays locked
    client.post(locked["Location"], {"login": officer.login, "password": PASSWORD, "next": page})
    back = client.post(reverse("mfa_authenticate"), {"code": code(secret, ahead=1)})
    assert back["Location"] == page
    assert "sleeps in a garage" in client.get(page).content.decode()


def test_sending_a_sheet_after_the_lock_returns_to_the_sheet_and_to_no_other_host(client, officer):
    for referer, back in (
        ("http://testserver/reports/new/?a=1", "/reports/new/%3Fa%3D1"),
        ("https://elsewhere.example/reports/new/", "/"),
        ("", "/"),
    ):
        client = Client()
        sign_in(client, officer)
        client.get(reverse("mfa_index"))
        rest(client, 15 * 60 + 5)
        answer = client.post(reverse("reports:new"), {"narrative": "x"}, headers={"referer": referer})
        assert answer["Location"] == f"{reverse('account_login')}?next={back}"


def test_a_first_password_typed_for_somebody_never_lies_in_a_sitting(client, officer):
    RoleAssignment.objects.filter(officer=officer).update(role="administrator")
    sign_in(client, officer)
    enrol(client)
    address = reverse("directory:enrol")
    answer = client.post(address, {"login": "new-one", "name": "New", "password": "a first password 1"})
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    kept = str(dict(client.session))
    assert "new-one" in kept  # what was typed is sent again afterwards
    assert "a first password" not in kept.replace("+", " ")


def test_printing_sealed_words_asks_the_factor_again(client, officer):
    sign_in(client, officer)
    enrol(client)
    for route, method in (("referrals:packet", client.get), ("referrals:print_packet", client.post)):
        answer = method(reverse(route, args=[uuid4()]))
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("mfa_reauthenticate")), route


def test_an_ended_account_cannot_go_on(client, officer):
    sign_in(client, officer)
    enrol(client)
    officer.is_active = False
    officer.save()
    assert client.get(reverse("desk:today")).status_code == 302
