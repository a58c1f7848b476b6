"""Bringing a database to the state the code needs: held, roles made, tables and rights up to date."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from qorgan.config import checks, database, embedded, roles, words
from qorgan.config.refusal import Refused


def hold_database(
    environ: Mapping[str, str] = os.environ, folder: Path | None = None, *, remove: Path | None = None
) -> embedded.Hold | None:
    """Start or join the embedded cluster and complete its roles; with DATABASE_URL only what is asked for.

    A given server is set up when QORGAN_ADMIN_URL names a role that may do it. Needs no Django. Returns the
    share in the cluster (released at the end of the process), or None for a given server.
    """
    folder = folder or database.data_dir(environ)
    folder.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
    if database.is_embedded(environ):
        held = embedded.ensure(embedded.locate(folder), remove=remove)
        admin = database.conninfo(embedded.SUPERUSER, environ, folder, database="postgres")
        roles.set_up(admin, database.NAME)
        return held
    try:
        if environ.get(database.ADMIN_URL):
            admin = database.conninfo("admin", environ, folder)
            known = {role: database.address(role, environ, folder) for role in _given_roles(environ)}
            passwords = {role: given["PASSWORD"] for role, given in known.items() if given["PASSWORD"]}
            _refuse_old(admin)
            roles.set_up(admin, known[database.APP]["NAME"], passwords)
        _refuse_old(database.conninfo(database.OWNER, environ, folder))
    except psycopg.Error as problem:
        reason = str(problem).strip().splitlines()[0]
        raise Refused(
            "CFG-12",
            f"the database does not let us in ({reason}). If it is new, start once with "
            f"{database.ADMIN_URL}; see docs/operate.md.",
        ) from None
    return None


def _refuse_old(address: dict[str, Any]) -> None:
    """Before anything is written there; raises CFG-13, or psycopg's error when it does not let us in."""
    with psycopg.connect(**address) as connection:
        checks.refuse_old_server(connection.info.server_version)


def _given_roles(environ: Mapping[str, str]) -> list[str]:
    return [role for role, variable in database.URLS.items() if environ.get(variable)]


def load_django() -> None:
    """Settings and apps, once."""
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qorgan.config.settings")
    if not apps.ready:
        django.setup()


def pending_migrations(connection: Any) -> list[str]:
    """Names of migrations not yet applied in this database."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def bring_up_to_date(*, say: Any = None) -> list[str]:
    """As owner: apply pending migrations, make the cache table, make rights exactly the grants, find the key.

    Returns the migrations applied. `say` gets one line for a person before the work starts.
    """
    from django.core.management import call_command

    with database.as_owner() as connection:
        pending = pending_migrations(connection)
        mark_if_demonstration(connection)
        if pending and say:
            say(f"bringing the tables up to date ({len(pending)} steps)")
        if pending:
            call_command("migrate", verbosity=0, interactive=False)
        finish_migration(connection)
        ensure_key(connection)
    return pending


def mark_if_demonstration(connection: Any) -> None:
    """Before the first migrate of a database, in demonstration mode: mark it for ever as one."""
    from django.conf import settings

    if settings.DEMO and "django_migrations" not in connection.introspection.table_names():
        checks.mark_as_demonstration(connection)


def finish_migration(connection: Any) -> None:
    """What follows every migrate, as owner: the cache table, and the rights exactly as the grants say."""
    from django.core.management import call_command

    call_command("createcachetable", verbosity=0)
    if not pending_migrations(connection):  # a room half migrated by hand has not all its tables
        roles.apply_grants(connection)


def ensure_key(connection: Any) -> None:
    """Make the instance key for an instance that has sealed nothing yet; otherwise try it on what is there.

    Raises Refused CFG-20 (cannot be used), CFG-21 (lost), CFG-22 (opens nothing here).
    """
    from django.conf import settings

    from qorgan.keyring.provider import key_provider
    from qorgan.vault import FileKeyProvider, VaultError

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, wrapped FROM keyring_wrappedkey ORDER BY id DESC LIMIT 1")
        sealed = cursor.fetchone()
        cursor.execute(  # second factors are sealed with it too, and the journal is signed with it
            "SELECT EXISTS (SELECT FROM mfa_authenticator) OR EXISTS (SELECT FROM journal_checkpoint)"
        )
        used = sealed is not None or cursor.fetchone() == (True,)
    if not settings.KEY_COMMAND and not settings.KEY_FILE.exists():
        if used:
            raise Refused(
                "CFG-21",
                f"the key file {settings.KEY_FILE} is gone, but sealed data exist. Bring it back "
                "from where its copy is kept; without it they cannot be read.",
            )
        FileKeyProvider.create(settings.KEY_FILE, data_dir=settings.DATA_DIR)
        key_provider.cache_clear()
    try:
        provider = key_provider()
    except VaultError as problem:
        raise Refused("CFG-20", f"the instance key cannot be used: {problem}") from None
    try:
        if sealed:
            provider.unwrap(sealed[0], bytes(sealed[1]))
    except VaultError as problem:
        raise Refused("CFG-22", f"the instance key does not open what is sealed here: {problem}") from None


def exit_in_words(problem: Refused) -> int:
    """Tell a person why it does not run; the exit code is 2."""
    sys.stderr.write(f"qorgan: {problem.code}: {words.said(problem.message)}\n")
    return 2
