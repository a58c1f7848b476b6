"""The invented specialist police unit opens what was sealed for it, and its key is not in the data folder."""

from __future__ import annotations

import datetime as dt

import pytest
from django.conf import settings

import cast
from qorgan.demo import country, unit
from qorgan.documents.units import actions as units
from qorgan.vault import public_of, read_public

pytestmark = pytest.mark.django_db


def test_its_key_was_confirmed_by_a_second_administrator_and_lies_apart():
    made = country.build(since=cast.NOW - dt.timedelta(days=400))
    for _again in range(2):  # a demonstration that was removed leaves its key behind
        unit.register(made, now=cast.NOW)
    used = units.in_use()
    assert used.agency == made.bodies["police_almaty"]
    assert used.asked_by != used.confirmed_by
    path = unit.key_file()
    assert settings.DATA_DIR not in path.parents
    assert path.stat().st_mode & 0o777 == 0o400
    assert read_public(public_of(path.read_bytes())) == bytes(used.public)
