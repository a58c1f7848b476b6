"""Which database, and as whom: embedded by default, or the one named by DATABASE_URL.

Roles never change within a request. Web workers connect as qorgan_app, the clock worker as qorgan_worker,
the linker as qorgan_linker; commands that maintain the database enter `as_owner()`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from qorgan.config import embedded
from qorgan.config.refusal import Refused

NAME = "qorgan"  # the embedded database
_ROLES = ("owner", "app", "worker", "linker", "stats", "public")
OWNER, APP, WORKER, LINKER, STATS, PUBLIC = (f"qorgan_{r}" for r in _ROLES)
URLS = {  # the variable that gives each role's address when the database is not ours
    APP: "DATABASE_URL",
    OWNER: "QORGAN_OWNER_URL",
    WORKER: "QORGAN_WORKER_URL",
    LINKER: "QORGAN_LINKER_URL",
    STATS: "QORGAN_STATS_URL",
    PUBLIC: "QORGAN_PUBLIC_URL",
}
# Under row-level security, planning a small query takes longer than running it: a statement asked twice over one
# connection is planned once. Values travel apart from the text.
PREPARED = {"server_side_binding": True, "prepare_threshold": 1}
ADMIN_URL = "QORGAN_ADMIN_URL"  # only to create the roles and the database, once


def data_dir(environ: Mapping[str, str]) -> Path:
    """The folder of everything kept on disk: QORGAN_DATA, or one by rule.

    Root: /var/lib/qorgan. Others: $XDG_DATA_HOME/qorgan or ~/.local/share/qorgan.
    """
    if given := environ.get("QORGAN_DATA"):
        return Path(given).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/qorgan")
    home = environ.get("XDG_DATA_HOME") or Path(environ.get("HOME", "~")).expanduser() / ".local" / "share"
    return Path(home) / "qorgan"


def is_embedded(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether Qorgan runs its own PostgreSQL."""
    return not environ.get(URLS[APP])


def resolve(environ: Mapping[str, str], data_dir: Path) -> dict[str, Any]:
    """DATABASES['default'], as the role in QORGAN_DB_ROLE (qorgan_app unless set). Starts nothing.

    Raises Refused CFG-07, CFG-08.
    """
    role = environ.get("QORGAN_DB_ROLE", APP)
    if role not in (*URLS, embedded.SUPERUSER):  # the superuser is refused later, with what it could do
        raise Refused("CFG-35", f"QORGAN_DB_ROLE must be one of {', '.join(URLS)}.")
    given = address(role, environ, data_dir)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 3600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # the scope middleware holds one transaction around all of it
        **given,
        "OPTIONS": given["OPTIONS"] | PREPARED,
    }


def address(role: str, environ: Mapping[str, str], data_dir: Path) -> dict[str, Any]:
    """NAME, USER, PASSWORD, HOST, PORT and OPTIONS of one role (or of `postgres`, embedded only)."""
    options: dict[str, Any] = {"connect_timeout": 10, "application_name": role}
    if not is_embedded(environ):
        return _from_url(role, environ, options)
    place = embedded.locate(data_dir)
    return {
        "NAME": NAME,
        "USER": role,
        "PASSWORD": "",
        "HOST": str(place.sockets),
        "PORT": str(embedded.PORT),
        "OPTIONS": options | {"requirepeer": place.user},
    }


def _from_url(role: str, environ: Mapping[str, str], options: dict[str, Any]) -> dict[str, Any]:
    variable = URLS.get(role, ADMIN_URL)
    if not environ.get(variable):
        raise Refused(
            "CFG-08", f"DATABASE_URL is given, so {variable} is needed too: the address for {role}."
        )
    url = urlsplit(environ[variable])
    user, database = unquote(url.username or ""), unquote(url.path.lstrip("/"))
    if url.scheme not in {"postgres", "postgresql"} or not url.hostname or not database or not _port(url):
        raise Refused("CFG-07", f"{variable} must read postgresql://{role}:PASSWORD@HOST:PORT/DATABASE.")
    if role in URLS and user != role:
        raise Refused(
            "CFG-07", f"{variable} must name the user {role}: the rights in the database are its own."
        )
    return {
        "NAME": database,
        "USER": user,
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname,
        "PORT": _port(url),
        "OPTIONS": options | {name: values[-1] for name, values in parse_qs(url.query).items()},
    }


def _port(url: SplitResult) -> str:
    """The port of an address, 5432 where it names none; "" for one that is no port."""
    try:
        return str(url.port or 5432)
    except ValueError:
        return ""


def conninfo(role: str, environ: Mapping[str, str], data_dir: Path, *, database: str = "") -> dict[str, Any]:
    """The same address as keyword arguments of `psycopg.connect` (and of libpq's programs)."""
    given = address(role, environ, data_dir)
    return {
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "dbname": database or given["NAME"],
        **({"password": given["PASSWORD"]} if given["PASSWORD"] else {}),
        **given["OPTIONS"],
    }


def program_environment(role: str, environ: Mapping[str, str], data_dir: Path) -> dict[str, str]:
    """The environment in which pg_dump, pg_restore and psql connect as `role`; no password in arguments."""
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "dbname": "PGDATABASE",
        "password": "PGPASSWORD",
    }
    names |= {"requirepeer": "PGREQUIREPEER", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    given = conninfo(role, environ, data_dir)
    named = {names[key]: str(value) for key, value in given.items() if key in names}
    return {"PATH": environ.get("PATH", os.defpath), "LC_ALL": "C", **named}


@contextmanager
def as_role(role: str, *, alias: str = "default") -> Iterator[Any]:
    """Let this process's connection `alias` be another role for a while; commands only, never a request.

    Raises Refused CFG-09 inside a transaction, whose rows the other role could not see.
    """
    from django.conf import settings
    from django.db import connections

    connection = connections[alias]
    if connection.in_atomic_block:
        raise Refused("CFG-09", "the database role cannot change inside a transaction.")
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(address(role, os.environ, settings.DATA_DIR) | {"NAME": kept["NAME"]})
    try:
        yield connection
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(kept)


def as_owner(*, alias: str = "default") -> Any:
    """`with as_owner():` migrate, dump, verify the journal. See `as_role`."""
    return as_role(OWNER, alias=alias)


@contextmanager
def separate_connection(role: str, *, alias: str = "default") -> Iterator[Any]:
    """A second Django connection as `role`, beside whatever transaction this process has open."""
    from django.conf import settings
    from django.db import connections

    connection = connections[alias].copy(f"{alias}-{role}")
    connection.settings_dict = dict(connection.settings_dict)
    name = connection.settings_dict["NAME"]
    connection.settings_dict.update(address(role, os.environ, settings.DATA_DIR) | {"NAME": name})
    try:
        yield connection
    finally:
        connection.close()
