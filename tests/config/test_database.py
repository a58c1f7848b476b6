"""Who this process is to the database, and that tests start from the same state."""

from __future__ import annotations

import pytest
from django.db import connection

from cast import body
from qorgan.config import database
from qorgan.config.refusal import Refused


def who(on) -> str:
    with on.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_role_never_changes_inside_a_transaction():
    assert who(connection) == "qorgan_app"
    with pytest.raises(Refused, match="CFG-09"), database.as_owner():
        pass
    with database.separate_connection("qorgan_owner") as beside:
        assert who(beside) == "qorgan_owner"
    assert who(connection) == "qorgan_app"


@pytest.mark.django_db(transaction=True)
def test_owner_for_a_while_and_then_the_site_again():
    with database.as_owner() as owner:
        assert who(owner) == "qorgan_owner"
    assert who(connection) == "qorgan_app"
    with pytest.raises(ZeroDivisionError), database.as_owner():
        1 / 0  # noqa: B018
    assert who(connection) == "qorgan_app"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_what_a_test_commits_is_gone_and_what_migrations_wrote_is_back(round_):
    from qorgan.agencies.models import Agency

    assert Agency.objects.count() == 0
    body("Invented body", "ngo")
    with database.as_owner() as owner, owner.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_head")
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM django_content_type")
        assert cursor.fetchone()[0] > 0
