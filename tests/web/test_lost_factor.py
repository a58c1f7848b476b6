"""The whole way of a lost second factor through the pages, and those who would use it to get in."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from test_signin_for_real import PASSWORD, code, enrol, sign_in

import cast
from qorgan.agencies.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    """Three officers of one body with passwords and codes; name -> (officer, client, secret)."""
    settings.DEMO = False
    settings.LOGIN_URL = "account_login"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # many sign-ins, here only
    body = cast.body("Body", Agency.Kind.GUARDIANSHIP)
    people = {}
    for name in ("lost", "one", "two"):
        officer = cast.officer(body, "social_worker", name=name)
        officer.set_password(PASSWORD)
        officer.save()
        client = Client()
        sign_in(client, officer)
        people[name] = (officer, client, enrol(client))
    return people


def again(client: Client, address: str, secret: str) -> None:
    """The step asks one's own factor again; one code, which was not used yet, opens it for five minutes."""
    asked = client.get(address)
    if asked.status_code == 302:
        assert asked["Location"].startswith(reverse("mfa_reauthenticate")), asked["Location"]
        assert client.post(asked["Location"], {"code": code(secret, ahead=1)})["Location"] == address


def half(person, address: str) -> str:
    """Begin or confirm, and read the half that is shown."""
    _officer, client, secret = person
    again(client, address, secret)
    answer = client.post(address, {"how": "face"})
    assert answer.status_code == 200
    found = re.search(r"govuk-heading-xl\">(\d{4}) (\d{4})<", answer.content.decode())
    assert found, "no half is shown"
    return found[1] + found[2]


def waiting(client: Client) -> str:
    page = client.get(reverse("directory:colleagues")).content.decode()
    return re.search(r'href="(/[^"]*colleagues/confirm/[^"]+)"', page)[1]


def halves(office) -> dict[str, str]:
    first = half(office["one"], reverse("directory:ask_restoring", args=[office["lost"][0].id]))
    return {"one": first, "other": half(office["two"], waiting(office["two"][1]))}


def at_second_step(officer) -> Client:
    client = Client()
    assert sign_in(client, officer)["Location"] == reverse("mfa_authenticate")
    return client


def test_the_officer_is_back_within_minutes_with_a_new_factor(office):
    officer, old_sitting, _secret = office["lost"]
    assert old_sitting.get(reverse("desk:today")).status_code == 200
    given = halves(office)
    client = at_second_step(officer)
    assert reverse("mfa_lost") in client.get(reverse("mfa_authenticate")).content.decode()
    answer = client.post(reverse("mfa_lost"), given)
    assert answer["Location"] == reverse("mfa_index")
    assert not Authenticator.objects.filter(user=officer).exists()
    for route in ("desk:today", "cases:index", "directory:index"):  # enrolling, and nothing else
        assert client.get(reverse(route))["Location"] == reverse("mfa_index")
    assert old_sitting.get(reverse("desk:today")).status_code == 302  # every other sitting ended
    enrol(client)
    assert client.get(reverse("desk:today")).status_code == 200
    assert old_sitting.get(reverse("desk:today")).status_code == 302


def test_the_officer_reads_about_it_at_the_next_sign_in(office):
    officer, _sitting, secret = office["lost"]
    halves(office)
    client = at_second_step(officer)
    client.post(reverse("mfa_authenticate"), {"code": code(secret, ahead=1)})  # it was not lost at all
    asked = client.get(reverse("cases:index"))
    assert asked["Location"] == f"{reverse('account_news')}?next=%2Fcases%2F"
    told = client.get(asked["Location"]).content.decode()
    assert "Invented one" in told
    assert "Invented two" in told
    assert client.post(reverse("account_news"), {"next": "/cases/"})["Location"] == "/cases/"
    assert client.get(reverse("cases:index")).status_code == 200


def test_signing_in_with_the_factor_makes_the_code_worthless(office):
    officer, _sitting, secret = office["lost"]
    given = halves(office)
    with_factor = at_second_step(officer)
    assert with_factor.post(reverse("mfa_authenticate"), {"code": code(secret, ahead=1)}).status_code == 302
    thief = at_second_step(officer)
    assert thief.post(reverse("mfa_lost"), given).status_code == 200
    assert Authenticator.objects.filter(user=officer).exists()


def test_two_corrupt_colleagues_without_the_password_reach_nothing(office):
    given = halves(office)
    for client in (Client(), office["one"][1]):  # not signed in, and signed in as somebody else
        answer = client.post(reverse("mfa_lost"), given)
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))
    wrong = Client()
    sign_in(wrong, office["lost"][0], "a guess that is long enough")
    assert wrong.post(reverse("mfa_lost"), given)["Location"].startswith(reverse("account_login"))
    assert Authenticator.objects.filter(user=office["lost"][0]).exists()


def test_a_thief_with_the_password_does_not_slip_in_while_the_officer_enrols(office):
    officer = office["lost"][0]
    client = at_second_step(officer)
    client.post(reverse("mfa_lost"), halves(office))
    thief = Client()
    sign_in(thief, officer)
    for route in (
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "desk:today",
        "account_change_password",
    ):
        assert thief.get(reverse(route))["Location"] == reverse("mfa_lost"), route
        assert thief.post(reverse(route))["Location"] == reverse("mfa_lost"), route
    assert thief.get(reverse("mfa_lost")).status_code == 200
    assert thief.post(reverse("mfa_lost"), {"one": "12345678", "other": "87654321"}).status_code == 200
    enrol(client)
    assert client.get(reverse("desk:today")).status_code == 200


def test_a_half_is_never_shown_again_and_a_message_recognises_nobody(office):
    _officer, client, secret = office["one"]
    address = reverse("directory:ask_restoring", args=[office["lost"][0].id])
    again(client, address, secret)
    refused = client.post(address, {"how": "no"})
    assert "AGY-12" in refused.content.decode()
    half(office["one"], address)
    twice = client.post(address, {"how": "face"})
    assert "AGY-07" in twice.content.decode()
    assert "govuk-heading-xl" not in twice.content.decode()


def test_wrong_codes_say_so_and_are_slowed_down(office):
    halves(office)
    client = at_second_step(office["lost"][0])
    answers = [client.post(reverse("mfa_lost"), {"one": "11111111", "other": "22222222"}) for _ in range(12)]
    assert "AGY-13" in answers[0].content.decode()
    assert answers[-1].status_code == 429


def test_helping_asks_ones_own_factor_again_and_the_password_is_not_enough(office):
    _officer, client, secret = office["one"]
    address = reverse("directory:ask_restoring", args=[office["lost"][0].id])
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(address)["Location"].startswith(reverse("mfa_reauthenticate"))
    again(client, address, secret)
    assert client.get(address).status_code == 200
    session = client.session
    session["account_authentication_methods"] = [
        {**each, "at": each["at"] - 301} for each in session["account_authentication_methods"]
    ]
    session.save()
    assert client.get(address)["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.post(address, {"how": "face"})["Location"].startswith(reverse("mfa_reauthenticate"))


def test_nobody_of_another_body_finds_the_page(office):
    other = cast.officer(cast.body("Other", Agency.Kind.HEALTH), "health_worker")
    other.set_password(PASSWORD)
    other.save()
    client = Client()
    sign_in(client, other)
    secret = enrol(client)
    address = reverse("directory:ask_restoring", args=[office["lost"][0].id])
    again(client, address, secret)
    assert client.get(address).status_code == 404
    assert client.post(address, {"how": "face"}).status_code == 404
