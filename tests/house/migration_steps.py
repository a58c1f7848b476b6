"""Back through every migration of ours with data in the tables, and forward again, in the instance of QORGAN_DATA.

python migration_steps.py: prints as JSON how many went back, which could not, and the shape before and after.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

from qorgan.config import database, readiness

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
CASES = 60
SHAPE = {
    "columns": "SELECT table_schema, table_name, column_name, data_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema IN ('public', 'keys')",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace::regnamespace::text IN ('public', 'keys')",
    "indexes": "SELECT schemaname, indexname, indexdef FROM pg_indexes WHERE schemaname IN ('public', 'keys')",
    "walls": "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies",
    "walled": "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind = 'r'"
    " AND relnamespace::regnamespace::text IN ('public', 'keys')",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proowner::regrole::text, pg_get_functiondef(oid) FROM pg_proc"
    " WHERE pronamespace::regnamespace::text = 'public' AND prokind = 'f'",
    "rights": "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants"
    " WHERE grantee LIKE 'qorgan%'",
}


def round_trip() -> dict[str, Any]:
    """Fill, look, go back one migration at a time, come forward, look again."""
    readiness.bring_up_to_date()
    filled = _fill()
    before = _shape()
    back, stuck = _back()
    readiness.bring_up_to_date()
    after = _shape()
    changed = {name: sorted(before[name] ^ after[name])[:4] for name in SHAPE if before[name] != after[name]}
    return {"filled": filled, "back": back, "stuck": stuck, "changed": changed}


def _fill() -> dict[str, int]:
    """Cases in every state; returns the number of rows of each table."""
    from django.db import connection, transaction

    from qorgan.demo import loader

    with transaction.atomic():
        officers = loader.people(20, now=NOW - dt.timedelta(days=900))
    loader.load(CASES, officers, now=NOW)
    with database.as_owner(), connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        rows = {}
        for name in names:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            rows[name] = cursor.fetchone()[0]
    return rows


def _back() -> tuple[int, list[str]]:
    """Undo ours, the last applied first, each while the tables of all before it hold rows."""
    from django.apps import apps
    from django.db.migrations.executor import MigrationExecutor

    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("qorgan.")}
    with database.as_owner() as connection:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
        applied = [migration for migration, _ in plan if migration.app_label in ours]
        for number, migration in enumerate(reversed(applied)):
            own = [name for app, name in migration.dependencies if app == migration.app_label]
            try:
                MigrationExecutor(connection).migrate([(migration.app_label, own[0] if own else None)])
            except Exception as problem:
                return number, [f"{migration}: {type(problem).__name__}"]
    return len(applied), []


def _shape() -> dict[str, set[tuple[Any, ...]]]:
    """What the database is made of; values as text, since they are only compared."""
    with database.as_owner() as connection, connection.cursor() as cursor:
        found = {}
        for name, text in SHAPE.items():
            cursor.execute(text)
            found[name] = {tuple(map(str, row)) for row in cursor.fetchall()}
    return found


if __name__ == "__main__":
    readiness.hold_database()
    readiness.load_django()
    sys.stdout.write(json.dumps(round_trip()))
