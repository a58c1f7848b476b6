"""One throw-away cluster per test run, tests as qorgan_app, and a real browser for the journeys.

Nothing here starts for tests of the pure libraries: the cluster comes with the first test that asks for `db`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

SCRATCH = Path(tempfile.mkdtemp(prefix="qorgan-test-"))
SCRATCH.chmod(0o711)  # as root, the server's user must get through
KEPT = {"QORGAN_FAULTS"}  # the full counts
for name in [n for n in os.environ if n == "DATABASE_URL" or (n.startswith("QORGAN_") and n not in KEPT)]:
    del os.environ[name]  # a developer's own instance is never touched
os.environ["QORGAN_DATA"] = str(SCRATCH / "data")
os.environ["QORGAN_DEMO"] = "1"
os.environ["QORGAN_CHECKPOINTS"] = "0"  # a live site's worker would sign between the lines of a test
os.environ["DJANGO_SETTINGS_MODULE"] = "qorgan.config.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser driver keeps an event loop in the main thread


def _load() -> str:
    """Load settings and apps; return why not: tests of the pure libraries run in a broken house too."""
    import django
    from django.conf import settings
    from django.utils.functional import empty

    try:
        django.setup()
    except Exception as problem:
        settings._wrapped = empty
        del os.environ["DJANGO_SETTINGS_MODULE"]
        return f"{type(problem).__name__}: {problem}"
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}  # pages in tests need no collected files
    return ""


BROKEN = _load()
# Correctness is decided here, not speed: a busy machine draws its examples slowly.
hypothesis.settings.register_profile(
    "qorgan", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("qorgan")
HOUSE = {"db", "transactional_db", "client", "rf", "settings", "live_site", "page"}
HERE = Path(__file__).parent
sys.path[:0] = [
    str(HERE),
    *(str(room) for room in sorted(HERE.iterdir()) if room.is_dir()),
]  # casts and tools
pytest_plugins = ["browser"]


def pytest_report_header() -> list[str]:
    return [f"!! settings or apps do not load, tests of the house will fail: {BROKEN}"] if BROKEN else []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a live site come last: its workers would act between the lines of the others."""
    items.sort(key=lambda item: "live_site" in getattr(item, "fixturenames", ()))


def pytest_unconfigure() -> None:
    """Release the cluster (its keeper stops it and removes the folder), or remove an unused folder."""
    from qorgan.config import embedded

    for held in list(embedded.HELD.values()):
        held.release()
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Any:
    """The running throw-away cluster, roles made, no tables yet."""
    from qorgan.config import readiness

    return readiness.hold_database(remove=SCRATCH)


@pytest.fixture(scope="session")
def django_db_setup(cluster: Any, django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Tables by qorgan_owner through the real migrations, rights from the grants; tests are qorgan_app."""
    from django.db import connections
    from django.test import TransactionTestCase

    from qorgan.config import readiness

    with django_db_blocker.unblock():
        readiness.bring_up_to_date()
        _keep_seed()
    TransactionTestCase._fixture_teardown = lambda case: _start_over()  # type: ignore[method-assign]
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True)
def _nobody_is_acting(request: pytest.FixtureRequest) -> None:
    """A test never inherits who acted in the test before; a house that does not load fails its tests."""
    if BROKEN and (HOUSE & set(request.fixturenames) or request.node.get_closest_marker("django_db")):
        pytest.fail(f"the settings or apps do not load: {BROKEN}")
    if {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        from django.db import connection

        from qorgan.agencies.scope import SETTINGS

        with connection.cursor() as cursor:
            for name in SETTINGS:
                cursor.execute("SELECT set_config(%s, '', false)", [name])


# -- transactional tests: every table back to what the migrations left, as superuser of this cluster --------


# The live site's queue workers are no test's own: one whose row or job went ends, and five times end the site.
WORKERS = {"public.procrastinate_workers"}
PATIENCE = 20.0  # seconds a job has to end


@contextlib.contextmanager
def _between_jobs(connection: Any) -> Iterator[None]:
    """A transaction in which no worker has a job in hand or takes one."""
    end = time.monotonic() + PATIENCE
    while True:
        with connection.transaction():
            connection.execute("LOCK TABLE procrastinate_jobs IN EXCLUSIVE MODE")
            connection.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
            busy = "SELECT FROM procrastinate_jobs WHERE status = 'doing'"
            if time.monotonic() > end or connection.execute(busy).fetchone() is None:
                yield
                return
        time.sleep(0.05)  # the lock is given back, so that the job can end


def _superuser() -> Any:
    import psycopg
    from django.conf import settings

    from qorgan.config import database, embedded

    info = database.conninfo(embedded.SUPERUSER, os.environ, settings.DATA_DIR)
    return psycopg.connect(**info, autocommit=True)


def _filled(connection: Any) -> list[str]:
    """Quoted names of all tables of Qorgan that hold a row."""
    names = [
        row[0]
        for row in connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname IN ('public', 'keys') AND tablename <> 'django_migrations' ORDER BY 1"
        )
    ]
    if not names:
        return []
    query = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)
    return [row[0] for row in connection.execute(query)]


def _written_columns(connection: Any, name: str) -> str:
    """The columns of a table that can be written, quoted, with commas: generated ones follow by themselves."""
    query = (
        "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
    )
    return str(connection.execute(query, [name]).fetchone()[0])


def _keep_seed() -> None:
    """Copy what the migrations wrote (content types, regions …) aside, to be put back by `_start_over`."""
    with _superuser() as connection:
        connection.execute("CREATE SCHEMA seed")
        for number, name in enumerate(_filled(connection)):
            columns = _written_columns(connection, name)
            connection.execute(f"CREATE TABLE seed.t{number} AS SELECT {columns} FROM {name}")
            connection.execute(f"COMMENT ON TABLE seed.t{number} IS '{name}'")


def _start_over() -> None:
    with _superuser() as connection, _between_jobs(connection):
        connection.execute(
            "SET LOCAL session_replication_role = replica"
        )  # append-only triggers and keys sleep
        for name in _filled(connection):
            if name not in WORKERS:
                connection.execute(f"DELETE FROM {name}")
        seeds = connection.execute(
            "SELECT relname, obj_description(oid) FROM pg_class WHERE relnamespace = 'seed'::regnamespace"
        )
        for seed, name in seeds.fetchall():
            if name in WORKERS:
                continue
            columns = _written_columns(connection, name)
            connection.execute(
                f"INSERT INTO {name} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM seed.{seed}"
            )
