"""A lost second factor comes back by two colleagues: one corrupt one, two corrupt ones, too late, too often."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

import cast
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency, FactorRestoration, Officer
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.restoring import actions as restoring
from qorgan.agencies.restoring import queries as restoring_queries
from qorgan.agencies.scope import acting
from qorgan.journal.models import Entry

pytestmark = pytest.mark.django_db
NOW = cast.NOW
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def quick(request, settings):
    """A quick hash where the hash is not what is looked at."""
    if "database_holds" not in request.node.name:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def people():
    """A body of three, and an administrator elsewhere."""
    body = cast.body("Rights", Agency.Kind.GUARDIANSHIP)
    centre = cast.body("Centre", Agency.Kind.CENTRAL)
    return {
        "lost": cast.officer(body, "social_worker"),
        "one": cast.officer(body, "guardianship"),
        "two": cast.officer(body, "supervisor"),
        "admin": cast.officer(centre, "administrator"),
        "admin2": cast.officer(centre, "administrator"),
        "stranger": cast.officer(cast.body("Clinic", Agency.Kind.HEALTH), "health_worker"),
    }


def seen(people, who, now=NOW):
    return cast.seen(people[who], now)


def begin(people, one="one", two="two", now=NOW):
    """Both halves."""
    made, first = restoring.ask(officer=people["lost"], by=seen(people, one, now), now=now)
    return made, first, restoring.confirm(restoration=made, by=seen(people, two, now), now=now)


def use(people, halves, now=NOW):
    return restoring.use(halves=halves, by=seen(people, "lost", now), now=now)


def state(made):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qorgan.duty', 'accounts', true)")
    return FactorRestoration.objects.get(pk=made.pk)


@pytest.mark.parametrize("pair", [("one", "two"), ("one", "admin"), ("admin", "one")])
def test_two_people_bring_it_back_and_sittings_end(people, pair):
    before = people["lost"].get_session_auth_hash()
    made, first, second = begin(people, *pair)
    assert len(first) == len(second) == 8
    assert use(people, (second, first)) is not None  # in any order
    officer = Officer.objects.get(pk=people["lost"].pk)
    assert officer.get_session_auth_hash() != before
    row = state(made)
    assert (row.state, row.first_half, row.second_half) == ("used", "", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qorgan.duty', 'journal', true)")
    kinds = set(Entry.objects.filter(kind__startswith="accounts.").values_list("kind", flat=True))
    assert kinds == {f"accounts.restore_{step}" for step in ("asked", "confirmed", "used")}


def test_the_code_works_once(people):
    _made, first, second = begin(people)
    assert use(people, (first, second)) is not None
    assert use(people, (first, second)) is None


def test_the_database_holds_no_half(people):
    _made, first, second = begin(people)
    with acting(seen(people, "one"), now=NOW), connection.cursor() as cursor:
        cursor.execute("SELECT agencies_factorrestoration::text FROM agencies_factorrestoration")
        rows = " ".join(row[0] for row in cursor.fetchall())
    assert "argon2" in rows
    assert first not in rows
    assert second not in rows


def test_one_corrupt_colleague_gets_no_further(people):
    made, first = restoring.ask(officer=people["lost"], by=seen(people, "one"), now=NOW)
    with pytest.raises(CannotDo) as refused:
        restoring.confirm(restoration=made, by=seen(people, "one"), now=NOW)
    assert refused.value.code == "AGY-09"
    assert use(people, (first, first)) is None
    assert state(made).state == "asked"


def test_the_database_itself_wants_two_people(people):
    made, _first = restoring.ask(officer=people["lost"], by=seen(people, "one"), now=NOW)
    for field, who in (("confirmed_by", "one"), ("confirmed_by", "lost"), ("asked_by", "lost")):
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            acting(seen(people, "two"), now=NOW),
        ):
            FactorRestoration.objects.filter(pk=made.pk).update(**{field: people[who]})


def test_guessing_the_other_half_ends_it(people):
    made, first, second = begin(people)
    wrong = "00000000" if second != "00000000" else "00000001"
    for _ in range(restoring.TRIES):
        assert use(people, (first, wrong)) is None
    assert state(made).state == "ended"
    assert use(people, (first, second)) is None
    with acting(seen(people, "lost"), now=NOW):
        assert Entry.objects.filter(kind="accounts.restore_wrong").count() == restoring.TRIES + 1


def test_a_stranger_and_the_officer_cannot_begin_or_confirm(people):
    for who in ("stranger", "lost"):
        with pytest.raises(Refused):
            restoring.ask(officer=people["lost"], by=seen(people, who), now=NOW)
    made, _first = restoring.ask(officer=people["lost"], by=seen(people, "one"), now=NOW)
    with acting(seen(people, "stranger"), now=NOW):
        assert not FactorRestoration.objects.exists()  # the wall, not a condition of the page
    with pytest.raises(Refused):
        restoring.confirm(restoration=made, by=seen(people, "lost"), now=NOW)


def test_two_administrators_only_where_nobody_else_works(people):
    made, _first = restoring.ask(officer=people["lost"], by=seen(people, "admin"), now=NOW)
    with pytest.raises(CannotDo) as refused:
        restoring.confirm(restoration=made, by=seen(people, "admin2"), now=NOW)
    assert refused.value.code == "AGY-11"
    Officer.objects.filter(pk__in=[people["one"].pk, people["two"].pk]).update(is_active=False)
    assert len(restoring.confirm(restoration=made, by=seen(people, "admin2"), now=NOW)) == 8


def test_fifteen_minutes_and_no_longer(people):
    made, first = restoring.ask(officer=people["lost"], by=seen(people, "one"), now=NOW)
    late = NOW + 15 * MINUTE
    with pytest.raises(CannotDo) as refused:
        restoring.confirm(restoration=made, by=seen(people, "two", late), now=late)
    assert refused.value.code == "AGY-10"
    made, first = restoring.ask(officer=people["lost"], by=seen(people, "one", late), now=late)
    second = restoring.confirm(restoration=made, by=seen(people, "two", late), now=late)
    assert use(people, (first, second), late + 15 * MINUTE) is None
    row = state(made)
    assert (row.state, row.first_half, row.second_half) == ("ended", "", "")


def test_one_at_a_time_and_not_all_day(people):
    restoring.ask(officer=people["lost"], by=seen(people, "one"), now=NOW)
    with pytest.raises(CannotDo) as refused:
        restoring.ask(officer=people["lost"], by=seen(people, "two"), now=NOW)
    assert refused.value.code == "AGY-07"
    for number in range(1, restoring.A_DAY):
        later = NOW + 20 * number * MINUTE
        restoring.ask(officer=people["lost"], by=seen(people, "one", later), now=later)
    later = NOW + 20 * restoring.A_DAY * MINUTE
    with pytest.raises(CannotDo) as refused:
        restoring.ask(officer=people["lost"], by=seen(people, "one", later), now=later)
    assert refused.value.code == "AGY-08"


def test_the_officer_is_told_and_a_sign_in_with_the_factor_ends_it(people):
    made, _first, _second = begin(people)
    restoring.stop(by=seen(people, "lost"), now=NOW)
    assert state(made).state == "ended"
    with acting(seen(people, "lost"), now=NOW):
        assert [each.id for each in restoring_queries.untold(seen(people, "lost"))] == [made.id]
    restoring.read(by=seen(people, "lost"), now=NOW)
    with acting(seen(people, "lost"), now=NOW):
        assert restoring_queries.untold(seen(people, "lost")) == []


def test_whom_one_may_help_and_what_waits(people):
    with acting(seen(people, "one"), now=NOW):
        assert set(restoring_queries.colleagues(seen(people, "one"))) == {people["lost"], people["two"]}
    made, _first = restoring.ask(officer=people["lost"], by=seen(people, "one"), now=NOW)
    for who, shown in (("one", 0), ("two", 1), ("admin", 1), ("lost", 0), ("stranger", 0)):
        with acting(seen(people, who), now=NOW):
            assert len(restoring_queries.waiting(seen(people, who))) == shown, who
    assert made.agency_id == people["lost"].agency_id
