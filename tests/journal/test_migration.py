"""The migration goes back and forth, also with a journal in it."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from journal_cast import act, superuser

from qorgan.config import database, embedded
from qorgan.journal.actions import record

LEFT = (
    "SELECT relname::text FROM pg_class WHERE relname LIKE 'journal\\_%'"
    " UNION ALL SELECT proname::text FROM pg_proc WHERE proname LIKE 'journal\\_%'"
)


def test_the_sql_goes_back_and_forth_with_data(journal: None) -> None:
    """In a database of its own, so that no other room is disturbed."""
    sql = import_module("qorgan.journal.migrations.0001_initial").Migration.operations[0]
    with superuser() as boss:
        boss.execute("CREATE DATABASE journal_trial")
    try:
        with _trial() as trial:
            for _ in range(2):
                trial.execute(sql.sql)
                trial.execute("INSERT INTO journal_entry (body) VALUES (%s)", [record(**act(1)).body])
                assert trial.execute("SELECT size FROM journal_head").fetchone() == (1,)
                trial.execute(sql.reverse_sql)
                assert trial.execute(LEFT).fetchall() == []
    finally:
        with superuser() as boss:
            boss.execute("DROP DATABASE journal_trial")


def _trial() -> Any:
    info = database.conninfo(embedded.SUPERUSER, os.environ, settings.DATA_DIR, database="journal_trial")
    return psycopg.connect(**info, autocommit=True)


def test_models_and_migration_agree(db: None) -> None:
    call_command("makemigrations", "journal", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("table", ["journal_entry", "journal_seal", "journal_head", "journal_checkpoint"])
def test_the_models_describe_the_tables(db: None, table: str) -> None:
    model = next(one for one in apps.get_app_config("journal").get_models() if one._meta.db_table == table)
    with connection.cursor() as cursor:
        columns = {one.name: one for one in connection.introspection.get_table_description(cursor, table)}
    assert set(columns) == {field.column for field in model._meta.fields}
    for field in model._meta.fields:
        assert columns[field.column].null_ok == field.null, field.name
