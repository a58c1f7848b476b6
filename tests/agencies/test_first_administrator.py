"""The first administrator of a new instance."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from qorgan.agencies.models import Officer

pytestmark = pytest.mark.django_db


def make(monkeypatch, password="invented long enough 1"):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("first_administrator", login="first", name="Invented First", body="Centre")


def test_the_first_is_made_and_a_second_is_refused(monkeypatch):
    make(monkeypatch)
    officer = Officer.objects.get(login="first")
    assert officer.check_password("invented long enough 1")
    assert list(officer.assignments.values_list("role", flat=True)) == ["administrator"]
    with pytest.raises(CommandError, match="AGY-05"):
        make(monkeypatch)


def test_a_weak_password_is_refused_and_nothing_is_written(monkeypatch):
    with pytest.raises(CommandError, match="AGY-06"):
        make(monkeypatch, password="password")
    assert not Officer.objects.filter(login="first").exists()
