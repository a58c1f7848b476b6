"""`qorgan restore`: bring a backup back beside the live database, prove it, and only then put it in its place.

Whoever was erased stays erased: the ledgers of the live database, of the backup, and of every ledger file given
are replayed before anybody can read a row.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import sys
import tarfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from qorgan.commands import archive, ledger, sample
from qorgan.commands.backup import KEYS, MAIN, count_rows, journal_head, run_program
from qorgan.config import checks, database, embedded, readiness, roles
from qorgan.config.refusal import Refused

INCOMING, REPLACED = "qorgan_incoming", "qorgan_replaced"


def main(argv: list[str]) -> int:
    """`argv[0]` is "restore". Exit code 0, or 2 when refused; the live database is then untouched."""
    parser = argparse.ArgumentParser(prog="qorgan restore", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("backup", type=Path, help="the main part: a folder qorgan-TIME")
    parser.add_argument("--keys", type=Path, help="the key part: a folder qorgan-keys-TIME of the same time")
    parser.add_argument(
        "--ledger",
        type=Path,
        action="append",
        default=[],
        help=f"a {ledger.NAME}; may be repeated; the one beside the key part is always taken",
    )
    parser.add_argument("--replace", action="store_true", help="the live database has data: replace them")
    parser.add_argument("--check", action="store_true", help="only check that the backup is whole")
    options = parser.parse_args(argv[1:])
    try:
        readiness.hold_database()
        readiness.load_django()
        if options.check:
            archive.read(options.backup, kind=MAIN)
            if options.keys:
                archive.read(options.keys, kind=KEYS)
            lines = ["the backup is whole"]
        elif options.keys is None:
            raise Refused("BAK-09", "--keys is needed: the folder with the key part of the same time.")
        else:
            lines = restore(
                options.backup,
                options.keys,
                options.ledger,
                replace=options.replace,
                now=dt.datetime.now(dt.UTC),
            )
    except Refused as problem:
        return readiness.exit_in_words(problem)
    except OSError as problem:
        return readiness.exit_in_words(archive.not_written(problem))
    for line in lines:
        sys.stdout.write(f"qorgan: {line}\n")
    return 0


def restore(
    main_part: Path, key_part: Path, ledgers: list[Path], *, replace: bool, now: dt.datetime
) -> list[str]:
    """Check, load beside the live database, compare, replay the ledger, verify the journal, put in place.

    Raises Refused BAK-01 to BAK-04 (see `archive.read`), BAK-07 to BAK-13.
    """
    from django.conf import settings

    about, keys = archive.read(main_part, kind=MAIN), archive.read(key_part, kind=KEYS)
    if about["made_at"] != keys["made_at"]:
        raise Refused(
            "BAK-10", f"the two parts are not of the same time ({about['made_at']} and {keys['made_at']})."
        )
    live = database.conninfo(database.OWNER, os.environ, settings.DATA_DIR)
    erased = [_live_ledger(live, replace=replace)]
    erased += [ledger.in_file(path) for path in [key_part.parent / ledger.NAME, *ledgers]]
    admin = _admin(settings.DATA_DIR)
    _refuse_running(admin, live["dbname"])
    _drop(admin, INCOMING)
    roles.set_up(admin, INCOMING)
    fresh = settings.DOCUMENTS_DIR.with_name(f"{settings.DOCUMENTS_DIR.name}.new")
    try:
        _load(main_part / "database.dump", key_part / "keys.dump", settings.DATA_DIR)
        documents = _unpack(main_part / "documents.tar", fresh)
        report = _prove(about, ledger.union(erased), fresh)
    except BaseException:
        _drop(admin, INCOMING)
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _put_in_place(admin, live["dbname"])
    _say_so_in_the_journal(now)
    _exchange(fresh, settings.DOCUMENTS_DIR)
    return [
        *report,
        f"{documents} documents brought back",
        f"restored as of {about['made_at']} (now {now.isoformat()})",
    ]


def _admin(data_dir: Path) -> dict[str, Any]:
    if database.is_embedded():
        return database.conninfo(embedded.SUPERUSER, os.environ, data_dir, database="postgres")
    if not os.environ.get(database.ADMIN_URL):
        raise Refused(
            "BAK-11", f"a restore makes a database: give {database.ADMIN_URL}, a role that may do so."
        )
    return database.conninfo("admin", os.environ, data_dir, database="postgres")


def _live_ledger(live: dict[str, Any], *, replace: bool) -> ledger.Ledger:
    """What was erased in the database about to be replaced; refuses to replace data unasked."""
    with psycopg.connect(**live) as connection:
        tables = {
            row[0]
            for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }
        if "agencies_officer" not in tables:
            return {}
        if not replace and connection.execute("SELECT EXISTS (SELECT FROM agencies_officer)").fetchone() == (
            True,
        ):
            raise Refused("BAK-12", "the live database has data. Give --replace if they are to be replaced.")
        return ledger.in_database(connection)


def _drop(admin: dict[str, Any], name: str) -> None:
    with psycopg.connect(**admin, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _load(main_dump: Path, keys_dump: Path, data_dir: Path) -> None:
    """By sections: tables of both parts, then rows of both, then triggers, policies and foreign keys of both."""
    environ = database.program_environment(database.OWNER, os.environ, data_dir) | {"PGDATABASE": INCOMING}
    common = [
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={INCOMING}",
    ]
    own = database.conninfo(database.OWNER, os.environ, data_dir, database=INCOMING)
    with psycopg.connect(**own) as connection:  # taken back when the rights are renewed
        connection.execute(f"GRANT CREATE ON SCHEMA public TO {roles.SEARCH}")
    for section in ("pre-data", "data", "post-data"):
        for dump, schema in ((main_dump, "public"), (keys_dump, "keys")):
            arguments = [*common, f"--section={section}", f"--schema={schema}", str(dump)]
            run_program("pg_restore", arguments, environ)


def _prove(about: dict[str, Any], erased: ledger.Ledger, fresh: Path) -> list[str]:
    """Counts and journal head as the backup said, journal sound, erased keys gone, a sample of everything opens."""
    from django.db import connections

    from qorgan.journal.verify import verify
    from qorgan.keyring.provider import key_provider

    kept = connections["default"].settings_dict["NAME"]
    connections["default"].settings_dict["NAME"] = INCOMING
    try:
        with database.as_owner() as connection:
            with connection.cursor() as cursor:
                same = count_rows(cursor) == about["counts"] and journal_head(cursor) == about["journal"]
            if not same:
                raise Refused(
                    "BAK-13",
                    "rows or journal after loading are not what the backup says. It is not put in place.",
                )
            destroyed = ledger.replay(connection, ledger.union([ledger.in_database(connection), erased]))
            trusted = key_provider().signer().public_key().public_bytes_raw()
            connection.ensure_connection()
            found = verify(connection.connection, trusted=[trusted], witness=None)
            if not found.sound:
                raise Refused("BAK-13", f"the journal in the backup does not verify ({found.first_bad}).")
            opened = sample.keys(connection)
            values = sample.values()
            files, absent = sample.documents(fresh)
            readiness.finish_migration(connection)
            if about["demonstration"]:
                checks.write_mark(connection)
    finally:
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = kept
    return [
        f"{sum(about['counts'].values())} rows in {len(about['counts'])} tables, as counted when it was made",
        f"journal verified: {found.entries} entries",
        f"erased stays erased: {destroyed} keys destroyed again",
        f"opened as a sample: {opened} keys, {values} sealed values, {files} documents",
        *([f"{absent} documents stand in the database and have no file"] if absent else []),
    ]


def _unpack(source: Path, fresh: Path) -> int:
    """The documents into a new folder beside the present one; how many."""
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    number = 0
    with tarfile.open(source) as tar:
        for member in tar:
            place = (fresh / member.name).resolve()
            content = tar.extractfile(member) if member.isfile() else None
            if content is None or not place.is_relative_to(fresh.resolve()):
                raise Refused("BAK-03", f"{source} holds something that is no document. It is not restored.")
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(content, file)
            number += 1
    return number


def _exchange(fresh: Path, folder: Path) -> None:
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _say_so_in_the_journal(now: dt.datetime) -> None:
    """The journal goes on as a log of a new name: the witness knows more than the backup, and that is told."""
    from qorgan.journal.actions import begin_anew

    with database.as_owner():
        begin_anew(now=now)


def _refuse_running(admin: dict[str, Any], name: str) -> None:
    with psycopg.connect(**admin, autocommit=True) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        if connection.execute(query, [name]).fetchone() != (0,):
            raise Refused("BAK-12", "the site is running. Stop it, restore, and start it again.")


def _put_in_place(admin: dict[str, Any], name: str) -> None:
    """Exchange by renaming; a running site would go on with the old database, so it is refused again."""
    _refuse_running(admin, name)
    _drop(admin, REPLACED)
    with psycopg.connect(**admin, autocommit=True) as connection:
        for old, new in ((name, REPLACED), (INCOMING, name)):
            text = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(text.format(sql.Identifier(old), sql.Identifier(new)))
    _drop(admin, REPLACED)
