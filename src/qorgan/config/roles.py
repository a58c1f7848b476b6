"""The database roles, what each may touch, and the refusal to start as one that could climb.

None is a superuser, none bypasses row-level security, and only qorgan_owner owns anything. Rights are data:
each room's `grants.py` holds `GRANTS = {role: {table: ["SELECT", ...] or {"SELECT": ["column", ...]}}}`; what
is not listed is revoked. `"name()": ["EXECUTE"]` grants a function, `*` matches any part of a name.
"""

from __future__ import annotations

import difflib
import fnmatch
import importlib
import importlib.util
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from qorgan.config.database import APP, LINKER, OWNER, PUBLIC, STATS, WORKER
from qorgan.config.refusal import Refused

SEARCH = "qorgan_search"  # cannot sign in: owns the functions that turn search tokens into opaque handles
SIGN_IN = (OWNER, APP, WORKER, LINKER, STATS, PUBLIC)
SERVED = (APP, WORKER, LINKER, STATS, PUBLIC, SEARCH)  # get what the grants list, and nothing else
SCHEMAS = ("public", "keys")
POWERLESS = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION"
LIMITS = {  # a forgotten transaction or a runaway query must not stop everyone else
    APP: {"statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s", "lock_timeout": "10s"},
    PUBLIC: {"statement_timeout": "10s", "idle_in_transaction_session_timeout": "20s", "lock_timeout": "5s"},
    WORKER: {"idle_in_transaction_session_timeout": "300s"},
    LINKER: {"statement_timeout": "60s", "idle_in_transaction_session_timeout": "300s"},
}
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")
LOCK = 0x716F7267616E  # advisory lock of set-up and grants: "qorgan"

Statement = sql.SQL | sql.Composed
Spec = list[str] | dict[str, Any]
Grants = dict[str, dict[str, Spec]]


# -- roles and database ---------------------------------------------------------------------------------


def set_up(admin: Mapping[str, Any], database: str, passwords: Mapping[str, str] | None = None) -> None:
    """Create or complete roles, database and schemas. Safe to repeat.

    `admin`: keyword arguments of psycopg.connect for a role that may create roles and databases.
    `passwords`: role -> password, for a server that asks for one; they travel hashed (SCRAM).
    """
    with psycopg.connect(**admin, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        _make_roles(connection, passwords or {})
        superuser = connection.execute("SHOW is_superuser").fetchone()
        if superuser != ("on",):  # an administrator of a managed server hands things to the owner as a member
            _run(connection, "GRANT {owner} TO CURRENT_USER", owner=OWNER)
        if not _exists(connection, "SELECT FROM pg_database WHERE datname = %s", database):
            _run(
                connection,
                "CREATE DATABASE {name} OWNER {owner} TEMPLATE template0",
                name=database,
                owner=OWNER,
            )
        with psycopg.connect(**{**admin, "dbname": database}, autocommit=True) as inside:
            _prepare_database(inside, database)


def _make_roles(connection: psycopg.Connection[Any], passwords: Mapping[str, str]) -> None:
    for role in (*SIGN_IN, SEARCH):
        sign_in = "LOGIN" if role in SIGN_IN else "NOLOGIN"
        if not _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", role):
            _run(connection, f"CREATE ROLE {{role}} {sign_in} {POWERLESS}", role=role)
        if role in passwords:
            hashed = connection.pgconn.encrypt_password(
                passwords[role].encode(), role.encode(), b"scram-sha-256"
            )
            text = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                sql.Identifier(role), sql.Literal(hashed.decode())
            )
            connection.execute(text)
    _run(
        connection, "GRANT {search} TO {owner} WITH INHERIT TRUE, SET TRUE", search=SEARCH, owner=OWNER
    )  # to hand it the search function


def _prepare_database(connection: psycopg.Connection[Any], database: str) -> None:
    with connection.transaction():
        _run(connection, "ALTER DATABASE {name} OWNER TO {owner}", name=database, owner=OWNER)
        _run(connection, "REVOKE ALL ON DATABASE {name} FROM PUBLIC", name=database)
        for role in SIGN_IN:
            _run(connection, "GRANT CONNECT ON DATABASE {name} TO {role}", name=database, role=role)
        _run(connection, "ALTER DATABASE {name} SET search_path = public, keys, pg_temp", name=database)
        for role, limits in LIMITS.items():
            for name, value in limits.items():
                text = sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = {}").format(
                    sql.Identifier(role), sql.Identifier(database), sql.Identifier(name), sql.Literal(value)
                )
                connection.execute(text)
        for schema in SCHEMAS:
            _run(connection, "CREATE SCHEMA IF NOT EXISTS {schema}", schema=schema)
            _run(connection, "ALTER SCHEMA {schema} OWNER TO {owner}", schema=schema, owner=OWNER)
            _run(connection, "REVOKE ALL ON SCHEMA {schema} FROM PUBLIC", schema=schema)
        _run(
            connection,
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE ALL ON ROUTINES FROM PUBLIC",
            owner=OWNER,
        )


def _run(connection: psycopg.Connection[Any], text: str, **names: str) -> None:
    connection.execute(sql.SQL(text).format(**{key: sql.Identifier(name) for key, name in names.items()}))


def _exists(connection: psycopg.Connection[Any], query: str, name: str) -> bool:
    return connection.execute(query, [name]).fetchone() is not None


# -- grants -----------------------------------------------------------------------------------------------


def collect_grants() -> Grants:
    """Merge the grants of Qorgan's own use of other people's apps (`config/grants.py`) and of every room."""
    from django.apps import apps

    merged: Grants = {}
    for name in ["qorgan.config", *(config.name for config in apps.get_app_configs())]:
        if name.startswith("qorgan.") and importlib.util.find_spec(f"{name}.grants"):
            for role, objects in importlib.import_module(f"{name}.grants").GRANTS.items():
                for target, spec in objects.items():
                    known = merged.setdefault(role, {}).get(target)
                    merged[role][target] = spec if known is None else _union(known, spec)
    return merged


def _union(one: Spec, other: Spec) -> Spec:
    both: dict[str, Any] = {}
    for spec in (one, other):
        for verb, columns in _by_verb(spec).items():
            held = both.get(verb, [])
            both[verb] = "*" if "*" in (held, columns) else sorted({*held, *columns})
    return both


def _by_verb(spec: Spec) -> dict[str, Any]:
    return dict(spec) if isinstance(spec, dict) else dict.fromkeys(spec, "*")


def apply_grants(connection: Any, grants: Grants | None = None) -> int:
    """Make the rights in the database exactly `grants` (all rooms' by default), in one transaction, as owner.

    `connection` is the Django (or psycopg) connection of qorgan_owner. Returns the number of statements.
    Raises Refused CFG-11 for a role, table, column, function or verb that does not exist.
    """
    wanted = collect_grants() if grants is None else grants
    plain = _plain(connection)
    with plain.transaction(), plain.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        statements = _statements(wanted, _tables(cursor), _functions(cursor))
        everyone = sql.SQL(", ").join(map(sql.Identifier, SERVED))
        for schema in SCHEMAS:
            for kind in ("TABLES", "SEQUENCES", "ROUTINES"):
                text = f"REVOKE ALL ON ALL {kind} IN SCHEMA {{}} FROM PUBLIC, {{}}"
                cursor.execute(sql.SQL(text).format(sql.Identifier(schema), everyone))
            text = "REVOKE ALL ON SCHEMA {} FROM PUBLIC, {}"
            cursor.execute(sql.SQL(text).format(sql.Identifier(schema), everyone))
        for statement in statements:
            cursor.execute(statement)
    return len(statements)


def _plain(connection: Any) -> psycopg.Connection[Any]:
    """The psycopg connection under a Django one."""
    if hasattr(connection, "ensure_connection"):
        connection.ensure_connection()
        connection = connection.connection
    plain: psycopg.Connection[Any] = connection
    return plain


def _tables(cursor: Any) -> dict[tuple[str, str], list[str]]:
    """(schema, table or view) -> its columns."""
    cursor.execute(
        "SELECT n.nspname, c.relname, array_agg(a.attname::text) FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE n.nspname = ANY(%s) AND c.relkind IN ('r', 'p', 'v', 'm') GROUP BY 1, 2",
        [list(SCHEMAS)],
    )
    return {(schema, table): columns for schema, table, columns in cursor.fetchall()}


def _functions(cursor: Any) -> dict[tuple[str, str], list[str]]:
    """(schema, name) -> the full signatures of its overloads."""
    cursor.execute(
        "SELECT n.nspname, p.proname, array_agg(p.oid::regprocedure::text) FROM pg_proc p"
        " JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ANY(%s) GROUP BY 1, 2",
        [list(SCHEMAS)],
    )
    return {(schema, name): signatures for schema, name, signatures in cursor.fetchall()}


def _statements(
    wanted: Grants,
    tables: Mapping[tuple[str, str], list[str]],
    functions: Mapping[tuple[str, str], list[str]],
) -> list[Statement]:
    statements: list[Statement] = []
    for role, objects in wanted.items():
        if role not in SERVED:
            raise Refused("CFG-11", f"grants name the role {role!r}{_meant(role, SERVED)}")
        used = {"public"}
        for target, spec in objects.items():
            if target.endswith("()"):
                for schema, name in _matching(target[:-2], functions, "function"):
                    used.add(schema)
                    statements += [_grant_function(role, each) for each in functions[schema, name]]
                continue
            for schema, name in _matching(target, tables, "table"):
                used.add(schema)
                statements += _grant_table(role, schema, name, _by_verb(spec), tables[schema, name])
        statements += [_grant("USAGE", "SCHEMA", sql.Identifier(schema), role) for schema in sorted(used)]
    return statements


def _matching(target: str, known: Mapping[tuple[str, str], list[str]], kind: str) -> list[tuple[str, str]]:
    schema, _, name = target.rpartition(".")
    found = sorted(key for key in known if fnmatch.fnmatchcase(key[1], name) and schema in ("", key[0]))
    if not found:
        raise Refused("CFG-11", f"grants name the {kind} {target!r}{_meant(name, [key[1] for key in known])}")
    return found


def _grant_table(
    role: str, schema: str, table: str, verbs: Mapping[str, Any], columns: list[str]
) -> list[Statement]:
    statements: list[Statement] = []
    place = sql.Identifier(schema, table)
    for verb, listed in verbs.items():
        if verb not in VERBS:
            raise Refused("CFG-11", f"grants on {table} name the right {verb!r}{_meant(verb, VERBS)}")
        if listed == "*":
            statements.append(_grant(verb, "TABLE", place, role))
            continue
        for column in listed:
            if column not in columns:
                raise Refused("CFG-11", f"grants name the column {table}.{column}{_meant(column, columns)}")
        part = sql.SQL("{} ({})").format(sql.SQL(verb), sql.SQL(", ").join(map(sql.Identifier, listed)))
        statements.append(_grant(part, "TABLE", place, role))
    if "INSERT" in verbs:  # a serial column needs its sequence (identity columns do not)
        statements.append(sql.SQL(SEQUENCES).format(sql.Literal(f'"{schema}"."{table}"'), sql.Literal(role)))
    return statements


SEQUENCES = """DO $grants$ DECLARE one text; BEGIN
  FOR one IN SELECT d.objid::regclass::text FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = {}::regclass AND d.deptype = 'a'
  LOOP EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %I', one, {}); END LOOP; END $grants$"""


def _grant_function(role: str, signature: str) -> Statement:
    return _grant("EXECUTE", "ROUTINE", sql.SQL(signature), role)  # quoted by PostgreSQL itself


def _grant(right: str | sql.Composable, kind: str, place: sql.Composable, role: str) -> Statement:
    what = sql.SQL(right) if isinstance(right, str) else right
    return sql.SQL("GRANT {} ON {} {} TO {}").format(what, sql.SQL(kind), place, sql.Identifier(role))


def _meant(word: str, known: Any) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return f", which does not exist; did you mean {near[0]!r}?" if near else ", which does not exist."


# -- refusal to climb -----------------------------------------------------------------------------------

CLIMBERS = """
WITH r AS (SELECT * FROM pg_roles WHERE rolname = ANY(%(roles)s) OR rolname = current_user)
SELECT rolname::text, 'is a superuser' FROM r WHERE rolsuper
UNION ALL SELECT rolname, 'bypasses row-level security' FROM r WHERE rolbypassrls
UNION ALL SELECT rolname, 'may create roles' FROM r WHERE rolcreaterole
UNION ALL SELECT rolname, 'may create databases' FROM r WHERE rolcreatedb
UNION ALL SELECT rolname, 'may replicate the whole server' FROM r WHERE rolreplication
UNION ALL SELECT r.rolname, 'is a member of ' || g.rolname FROM r JOIN pg_auth_members m ON m.member = r.oid
  JOIN pg_roles g ON g.oid = m.roleid WHERE NOT (r.rolname = %(owner)s AND g.rolname = %(search)s)
UNION ALL SELECT r.rolname, 'owns the table ' || c.relname FROM r JOIN pg_class c ON c.relowner = r.oid
  WHERE r.rolname <> %(owner)s AND c.relnamespace::regnamespace::text = ANY(%(schemas)s)
UNION ALL SELECT r.rolname, 'owns the function ' || p.proname FROM r JOIN pg_proc p ON p.proowner = r.oid
  WHERE r.rolname NOT IN (%(owner)s, %(search)s)
UNION ALL SELECT r.rolname, 'owns the schema ' || n.nspname FROM r JOIN pg_namespace n ON n.nspowner = r.oid
  WHERE r.rolname <> %(owner)s
UNION ALL SELECT r.rolname, 'owns the database' FROM r JOIN pg_database d ON d.datdba = r.oid
  WHERE d.datname = current_database() AND r.rolname <> %(owner)s
UNION ALL SELECT r.rolname, 'may create objects in the schema ' || n.nspname FROM r, pg_namespace n
  WHERE n.nspname = ANY(%(schemas)s) AND r.rolname <> %(owner)s
  AND has_schema_privilege(r.oid, n.oid, 'CREATE')
UNION ALL SELECT r.rolname, 'may switch off triggers' FROM r
  WHERE has_parameter_privilege(r.oid, 'session_replication_role', 'SET')
UNION ALL SELECT 'session', 'is not the role it signed in as' WHERE session_user <> current_user
"""


def climbers(connection: Any) -> list[str]:
    """What is wrong with the roles, one sentence each; empty if none could climb. Any role may ask."""
    with _plain(connection).cursor() as cursor:
        cursor.execute(
            CLIMBERS,
            {"roles": [*SIGN_IN, SEARCH], "owner": OWNER, "search": SEARCH, "schemas": list(SCHEMAS)},
        )
        return sorted({f"{role} {fault}" for role, fault in cursor.fetchall()})


def refuse_climbers(connection: Any) -> None:
    """Raise Refused CFG-10 if this connection, or any role of ours, could step over the walls."""
    found = climbers(connection)
    if _plain(connection).info.user == OWNER:
        found.append(f"the site would run as {OWNER}, which owns the tables")
    if found:
        raise Refused("CFG-10", f"a database role could step over the walls: {'; '.join(found)}.")
