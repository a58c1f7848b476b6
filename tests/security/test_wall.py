"""With every application check switched off, the database alone shows nothing of a case without a live grant."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import suppress
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

import cast
from access import world as worlds
from qorgan.agencies.access import File
from qorgan.agencies.granting import end, give
from qorgan.agencies.models import AccessGrant, Agency
from qorgan.agencies.scope import SETTINGS, acting
from qorgan.config.database import APP, LINKER, OWNER, STATS, WORKER, conninfo, separate_connection
from qorgan.referrals import queries as referrals
from security import walling

NOW = cast.NOW


@pytest.mark.django_db
def test_without_a_grant_no_table_and_no_query_gives_anything():
    world = worlds.build()
    walling.passed_on(world)
    asked, wrong = walling.leaks(world, walling.strangers(world))
    assert asked > 350
    assert wrong == []


@pytest.mark.django_db
def test_the_same_questions_find_everything_for_the_keeper():
    """The net has no holes: whoever has a grant gets rows from every table of the case and every query."""
    world = worlds.build()
    keeper = world.viewer("supervisor", "keeper")
    walling.offer(world)
    walling.passed_on(world)
    ids = {"case": world.case.id, "event": world.ids["event_id"]}
    # empty in this world, or an officer's own; namings of others are made in tests/agencies
    empty = {"agencies_accessblock", "reports_draft", "cases_closure", "referrals_packet"}
    empty |= {"children_consentwithdrawal", "legislation_opinion"}
    empty |= {
        "agencies_factorrestoration"
    }  # of an officer, not of a case: tests/agencies/restoring/test_actions.py
    # rows of the linker and about it: tests/linking/test_walls.py
    empty |= {table for table, _ in walling.walled_tables() if table.startswith("linking_")}
    with walling.checks_off():
        blind = {
            t for t, condition in walling.walled_tables() if not walling.rows_seen(keeper, t, condition, ids)
        }
        assert blind - empty - {"children_consentwithdrawal"} == set()
        silent = {name for name, query in walling.queries(world).items() if not walling.gives(keeper, query)}
    # the decision of this world waits for a second person, and this keeper's body was asked for no referral
    assert silent <= {"referrals.accepted_by_us"}


@pytest.mark.django_db
def test_a_body_with_a_referral_gets_nothing_of_what_another_body_was_asked_for():
    world = worlds.build()
    theirs = "id = %(others)s", "agency_id <> %(me)s", "case_id = %(case)s"
    tables = dict(zip(("referrals_referral", "referrals_service", "referrals_packet"), theirs, strict=True))
    seen = {}
    with walling.checks_off():
        for relation in ("keeper", "receiver"):
            viewer = world.viewer("supervisor", relation)
            ids = {"others": world.ids["others_id"], "case": world.case.id, "me": viewer.agency_id}
            seen[relation] = [walling.rows_seen(viewer, table, rule, ids) for table, rule in tables.items()]
            seen[relation].append(walling.gives(viewer, lambda v: referrals.find(v, world.ids["others_id"])))
    assert seen == {"keeper": [1, 0, 0, True], "receiver": [0, 0, 0, False]}  # the service is the keeper's


@pytest.mark.django_db
def test_what_the_site_may_not_read_at_all():
    """Which case of another body a hit means is known to the linker alone."""
    assert walling.unread_tables() == {"linking_hittarget"}


@pytest.mark.django_db
def test_nobody_lets_themselves_in():
    world = worlds.build()
    stranger = world.viewer("supervisor", "stranger")
    for file in (File(case_id=world.case.id), File(report_id=world.report.id)):
        for level in ("owner", "referral", "sender"):
            with acting(stranger, now=NOW), pytest.raises(DatabaseError), transaction.atomic():
                give(file, agency_id=stranger.agency_id, level=level, valid_from=NOW)


@pytest.mark.django_db
def test_an_officer_named_in_a_case_lets_nobody_in():
    world = worlds.build()
    people = walling.strangers(world)
    friend = cast.body("Friend", Agency.Kind.NGO)
    for name in ("named_officer", "named_body"):
        with acting(people[name], now=NOW), pytest.raises(DatabaseError), transaction.atomic():
            give(File(case_id=world.case.id), agency_id=friend.id, level="owner", valid_from=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"valid_until": None},
        {"valid_until": NOW + dt.timedelta(days=900)},
        {"valid_from": NOW - dt.timedelta(days=900)},
        {"fields": ["child.names", "place.address"]},
        {"level": "owner"},
        {"case_id": uuid4()},
        {"agency": "another"},
        {"report_id": uuid4(), "case_id": None},
    ],
)
def test_an_ended_grant_is_never_stretched_moved_or_widened(change):
    world = worlds.build()
    keeper = world.viewer("supervisor", "keeper")
    other = cast.body("Other", Agency.Kind.NGO)
    if "agency" in change:
        change = {"agency_id": other.id}
    with acting(keeper, now=NOW):
        grant = give(File(case_id=world.case.id), agency_id=other.id, level="referral", valid_from=NOW)
        end(grant, now=NOW)
    for who in (keeper, cast.seen(cast.officer(other, "supervisor"))):
        with acting(who, now=NOW), pytest.raises(DatabaseError), transaction.atomic():
            AccessGrant.objects.filter(pk=grant.pk).update(**change)


@pytest.mark.django_db
def test_search_tokens_are_written_and_never_read():
    worlds.build()
    for query in (
        "SELECT * FROM children_searchtoken",
        "SELECT count(*) FROM children_searchtoken",
        "SELECT token FROM children_searchtoken LIMIT 1",
        "COPY children_searchtoken TO STDOUT",
        "DELETE FROM children_searchtoken",
        "UPDATE children_searchtoken SET handle = handle",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(query)


APPEND_ONLY = (
    "journal_entry", "journal_seal", "journal_checkpoint", "cases_place", "cases_closure", "children_consent",
    "reports_firstassessment", "reports_passedon", "referrals_service", "keyring_shredrecord",
    "linking_basis", "linking_choice", "linking_judgement", "linking_joining", "linking_question", "linking_reply",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_is_append_only_is_never_changed_or_deleted_by_the_application(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
            " AND attgenerated = '' ORDER BY 1",
            [table],
        )
        column = cursor.fetchone()[0]
    for query in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(query)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", [WORKER, STATS])
def test_the_clock_worker_and_statistics_read_no_sealed_column(role):
    worlds.build()
    from django.apps import apps

    from qorgan.keyring.fields import SealedField

    sealed = [
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, SealedField)
    ]
    sealed += [
        ("keys.keyring_wrappedkey", "wrapped"),
        ("children_searchtoken", "token"),
        ("django_session", "session_data"),
    ]
    assert len(sealed) > 20
    with separate_connection(role) as other, other.cursor() as cursor:
        for table, column in sealed:
            with pytest.raises(DatabaseError, match="permission denied"):
                cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 (names from the models)


@pytest.mark.django_db(transaction=True)
def test_who_acts_never_survives_the_commit_on_a_pooled_connection():
    world = worlds.build()
    keeper = world.viewer("supervisor", "keeper")
    for number in range(200):
        with suppress(ZeroDivisionError), acting(keeper, now=NOW), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_case")
            assert cursor.fetchone()[0] == 1
            _ = 1 // (number % 3)  # every third fails
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(["current_setting(%s, true)"] * len(SETTINGS)), SETTINGS)
            assert [value or "" for value in cursor.fetchone()] == [""] * len(SETTINGS)
            cursor.execute("SELECT count(*) FROM cases_case")
            assert cursor.fetchone()[0] == 0


@pytest.mark.django_db(transaction=True)
def test_no_role_of_the_site_climbs_to_another():
    for role in (APP, WORKER, LINKER, STATS):
        with psycopg.connect(**conninfo(role, os.environ, settings.DATA_DIR), autocommit=True) as plain:
            for target in (OWNER, "qorgan_search", "postgres"):
                with pytest.raises(psycopg.Error):
                    plain.execute(f"SET ROLE {target}")
            with pytest.raises(psycopg.Error):
                plain.execute("SET session_replication_role = replica")
            with pytest.raises(psycopg.Error):
                plain.execute("ALTER TABLE cases_case DISABLE ROW LEVEL SECURITY")
