"""What Qorgan refuses to run with. Each refusal has a code and says what to do; `docs/operate.md` lists them.

`before_database` needs only settings; `with_database` asks the database as the role the site will use. Rooms
add their own with Django's system checks (tag `Tags.database` or none): an error there refuses the start too.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from qorgan.config import roles
from qorgan.config.refusal import Refused

LOOPBACK_NAMES = {"localhost", "127.0.0.1", "[::1]", "::1"}
OLDEST_SERVER = 160000
MOST_WORKERS = 50  # each holds a connection
DEMONSTRATION = "Qorgan: demonstration, no real persons"  # `agencies.queries` reads the same mark


def is_loopback(host: str) -> bool:
    """Whether `host`, a name or address to listen on, is this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


# -- before the database -----------------------------------------------------------------------------------


def before_database(settings: Any, *, host: str, port: int) -> list[Refused]:
    """Everything wrong with the settings for listening on `host`:`port`; an empty list is a go."""
    return _gather(
        [
            lambda: _debug(settings),
            lambda: _secret(settings),
            lambda: _hosts(settings),
            lambda: _plain_http(settings, host),
            lambda: _transport(settings),
            lambda: _data_folder(Path(settings.DATA_DIR)),
            lambda: _port(host, port),
            lambda: _workers(os.environ.get("QORGAN_WORKERS", "2")),
        ]
    )


def _debug(settings: Any) -> Iterator[Refused]:
    if settings.DEBUG:
        yield Refused("CFG-23", "QORGAN_DEBUG is on; error pages would show secrets. Unset it.")


def _secret(settings: Any) -> Iterator[Refused]:
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 12:
        yield Refused(
            "CFG-24",
            "QORGAN_SECRET_KEY is too short or too simple: at least 50 random characters, "
            "or unset it and one is made.",
        )


def _hosts(settings: Any) -> Iterator[Refused]:
    wide = [host for host in settings.ALLOWED_HOSTS if host.startswith((".", "*"))]
    if wide or not settings.ALLOWED_HOSTS:
        yield Refused(
            "CFG-25", "QORGAN_HOSTS must list the exact host names of this site, without wildcards."
        )
    if settings.DEMO and not set(settings.ALLOWED_HOSTS) <= LOOPBACK_NAMES:
        yield Refused(
            "CFG-25", "a demonstration answers only to localhost; unset QORGAN_HOSTS or QORGAN_DEMO."
        )


def _plain_http(settings: Any, host: str) -> Iterator[Refused]:
    if settings.DEMO and not is_loopback(host):
        yield Refused("CFG-26", f"a demonstration listens on this machine only, not on {host}.")
    elif settings.INSECURE_COOKIES and not is_loopback(host):
        yield Refused(
            "CFG-26",
            f"QORGAN_PLAIN_HTTP would send sessions unencrypted over the network from {host}. "
            "Put a TLS proxy in front and unset it.",
        )


def _transport(settings: Any) -> Iterator[Refused]:
    given = settings.DATABASES["default"]
    remote = not given["HOST"].startswith("/") and not is_loopback(given["HOST"])
    if remote and given["OPTIONS"].get("sslmode") != "verify-full":
        yield Refused(
            "CFG-29",
            "the database is on another machine: add ?sslmode=verify-full&sslrootcert=FILE to "
            "its addresses, so that nobody in between can read or pretend.",
        )


def _data_folder(folder: Path) -> Iterator[Refused]:
    if not folder.exists():
        return
    state = folder.stat()
    if state.st_uid != os.geteuid():
        yield Refused("CFG-32", f"the data folder {folder} belongs to another user. Run Qorgan as that user.")
    elif state.st_mode & (0o066 if os.geteuid() == 0 else 0o077):
        yield Refused("CFG-32", f"others can look into the data folder {folder}. Run: chmod go-rwx {folder}")


def _port(host: str, port: int) -> Iterator[Refused]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except (OSError, OverflowError) as problem:
            reason = getattr(problem, "strerror", None) or "no such port"
            yield Refused(
                "CFG-33",
                f"cannot listen on {host}, port {port} ({reason}). "
                "Stop the other program or choose another with --port.",
            )


def _workers(given: str) -> Iterator[Refused]:
    if not given.isdecimal() or not 1 <= int(given) <= MOST_WORKERS:
        yield Refused("CFG-35", f"QORGAN_WORKERS must be a whole number from 1 to {MOST_WORKERS}.")


def unusable(problem: OSError) -> Refused:
    """A folder or file that is not there, is no folder, or may not be written."""
    where = problem.filename or "the data folder"
    return Refused(
        "CFG-34",
        f"{where} cannot be used ({problem.strerror}). Let the user who runs Qorgan write there, "
        "or choose another place.",
    )


# -- with the database --------------------------------------------------------------------------------------


def with_database(settings: Any, connection: Any) -> list[Refused]:
    """Everything wrong with the database, the key and the rooms, asked as the role of the site."""
    return _gather(
        [
            lambda: _version(connection),
            lambda: _climbers(connection),
            lambda: _durable(connection),
            lambda: _walls(connection),
            lambda: _demonstration(settings, connection),
            lambda: _key(settings),
            lambda: _rooms(settings),
        ]
    )


def _ask(connection: Any, query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _version(connection: Any) -> Iterator[Refused]:
    connection.ensure_connection()
    refuse_old_server(connection.pg_version)
    yield from ()


def refuse_old_server(version: int) -> None:
    """Raises CFG-13 for a server (by its number, 160004) that is too old for our roles."""
    if version < OLDEST_SERVER:
        raise Refused(
            "CFG-13", f"the database server is PostgreSQL {version // 10000}; 16 or newer is needed."
        )


def _climbers(connection: Any) -> Iterator[Refused]:
    roles.refuse_climbers(connection)
    yield from ()


def _durable(connection: Any) -> Iterator[Refused]:
    query = (
        "SELECT name FROM pg_settings WHERE setting = 'off'"
        " AND name IN ('fsync', 'full_page_writes', 'synchronous_commit')"
    )
    for (name,) in _ask(connection, query):
        yield Refused(
            "CFG-30",
            f"the database setting {name} is off: a power cut would lose what was saved. Switch it on.",
        )


def _walls(connection: Any) -> Iterator[Refused]:
    query = (
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname IN ('public', 'keys') AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
        " AND (c.relrowsecurity OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)) ORDER BY 1"
    )
    open_tables = [name for (name,) in _ask(connection, query)]
    if open_tables:
        yield Refused(
            "CFG-31",
            f"row-level security is switched off on {', '.join(open_tables)}. Someone changed "
            "the tables by hand: switch it on again (ENABLE and FORCE ROW LEVEL SECURITY).",
        )


def is_demonstration(connection: Any) -> bool:
    """Whether this database was made for a demonstration: the mark is a comment only its owner can write."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    return _ask(connection, query) == [(DEMONSTRATION,)]


def mark_as_demonstration(connection: Any) -> None:
    """Mark a database, as its owner, while it has no tables yet."""
    if "django_migrations" in connection.introspection.table_names():
        raise Refused("CFG-27", "only a new, empty database can become a demonstration.")
    write_mark(connection)


def write_mark(connection: Any) -> None:
    """The mark itself; only for an empty database and for the restore of a demonstration."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {name} IS '{DEMONSTRATION}'")


def _demonstration(settings: Any, connection: Any) -> Iterator[Refused]:
    marked = is_demonstration(connection)
    if settings.DEMO and not marked:
        yield Refused(
            "CFG-27",
            "this database was not made for a demonstration, where anyone may pick an officer to "
            "be. Unset QORGAN_DEMO, or give another data folder in QORGAN_DATA.",
        )
    if marked and not settings.DEMO:
        yield Refused(
            "CFG-28",
            "this database is a demonstration with invented people. Give real work another data "
            "folder in QORGAN_DATA (or run it with QORGAN_DEMO=1).",
        )


def _key(settings: Any) -> Iterator[Refused]:
    from qorgan.keyring.provider import key_provider
    from qorgan.vault import VaultError, new_data_key, new_id

    try:
        provider, key_id = key_provider(), new_id()
        provider.unwrap(
            key_id, provider.wrap(key_id, new_data_key())
        )  # a command hook is tried, not believed
    except VaultError as problem:
        yield Refused("CFG-20", f"the instance key cannot be used: {problem}")


def _rooms(settings: Any) -> Iterator[Refused]:
    from django.core import checks

    found = checks.run_checks(include_deployment_checks=not settings.INSECURE_COOKIES, databases=["default"])
    worst = checks.ERROR if settings.INSECURE_COOKIES else checks.WARNING
    for message in found:
        if message.level >= worst and not message.is_silenced():
            name, problem = message.id or "-", str(message.msg)
            yield Refused("CFG-36", f"a check of Django failed ({name}). It speaks English: {problem}")


# -- together ---------------------------------------------------------------------------------------------


def _gather(checks: Iterable[Callable[[], Iterator[Refused]]]) -> list[Refused]:
    """Run every check, so that a person sees all that is wrong at once."""
    found: list[Refused] = []
    for check in checks:
        try:
            found += check()
        except Refused as problem:
            found.append(problem)
    return found
