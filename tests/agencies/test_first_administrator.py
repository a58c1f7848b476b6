"""The first administrators of a new instance."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from qorgan.agencies.models import Agency, Officer

pytestmark = pytest.mark.django_db


def make(monkeypatch, login="first", password="invented long enough 1"):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    said = io.StringIO()
    call_command("first_administrator", login=login, name=f"Invented {login}", body="Centre", stdout=said)
    return said.getvalue()


def test_two_are_made_and_a_third_is_refused(monkeypatch):
    assert "once more" in make(monkeypatch)
    officer = Officer.objects.get(login="first")
    assert officer.check_password("invented long enough 1")
    assert list(officer.assignments.values_list("role", flat=True)) == ["administrator"]
    assert "once more" not in make(monkeypatch, "second")
    assert Agency.objects.filter(name_en="Centre").count() == 1
    with pytest.raises(CommandError, match="AGY-05"):
        make(monkeypatch, "third")


def test_an_account_that_ended_does_not_count(monkeypatch):
    make(monkeypatch)
    make(monkeypatch, "second")
    Officer.objects.filter(login="second").update(is_active=False)
    make(monkeypatch, "third")
    assert Officer.objects.filter(login="third").exists()


def test_a_weak_password_is_refused_and_nothing_is_written(monkeypatch):
    with pytest.raises(CommandError, match="AGY-06"):
        make(monkeypatch, password="password")
    assert not Officer.objects.filter(login="first").exists()
