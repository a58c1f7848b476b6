"""`qorgan backup`: database and documents in one folder, the wrapped keys apart in another.

The two never lie together: the main part alone opens nothing, and the key part is kept 35 days at most, so that
an erased child is gone from every backup after that.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qorgan import __version__
from qorgan.commands import archive, ledger
from qorgan.config import binaries, checks, database, readiness
from qorgan.config.refusal import Refused

MAIN, KEYS = "main part", "key part"
KEY_DAYS = 35  # a wrapped key may survive in backups this long, no longer
STAMP = "%Y%m%dT%H%M%SZ"
TRANSIENT = ("django_session", "web_cache")  # a restore must not bring sittings back
OWNER_SEES_ALL = """
SELECT c.relname FROM pg_class c WHERE c.relrowsecurity AND c.relnamespace::regnamespace::text = ANY(%s)
AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polpermissive
  AND p.polroles @> ARRAY[(SELECT oid FROM pg_roles WHERE rolname = %s)]
  AND pg_get_expr(p.polqual, p.polrelid) = 'true')
"""


def main(argv: list[str]) -> int:
    """`argv[0]` is "backup". Exit code 0, or 2 when refused."""
    parser = argparse.ArgumentParser(prog="qorgan backup", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="folder for database and documents")
    parser.add_argument(
        "--keys-out", type=Path, required=True, help="another folder, elsewhere, for the keys"
    )
    parser.add_argument(
        "--ledger-only", action="store_true", help="only note which keys were destroyed (hourly)"
    )
    options = parser.parse_args(argv[1:])
    try:
        readiness.hold_database()
        readiness.load_django()
        for line in back_up(
            options.out.absolute(),
            options.keys_out.absolute(),
            now=dt.datetime.now(dt.UTC),
            ledger_only=options.ledger_only,
        ):
            sys.stdout.write(f"qorgan: {line}\n")
    except Refused as problem:
        return readiness.exit_in_words(problem)
    except OSError as problem:
        return readiness.exit_in_words(archive.not_written(problem))
    return 0


def back_up(out: Path, keys_out: Path, *, now: dt.datetime, ledger_only: bool = False) -> list[str]:
    """Write one backup of everything as of one moment; returns lines for a person.

    Raises Refused BAK-05 (a table the owner cannot read whole), BAK-06 (places), BAK-07 (pg_dump failed),
    BAK-15 (empty).
    """
    from django.conf import settings

    if archive.inside(keys_out, [out]) or archive.inside(out, [keys_out]):
        raise Refused(
            "BAK-06", "the keys must lie apart: --keys-out may not be in --out, nor the other way round."
        )
    if archive.inside(out, [settings.DATA_DIR]) or archive.inside(keys_out, [settings.DATA_DIR]):
        raise Refused(
            "BAK-06",
            f"a backup inside the data folder {settings.DATA_DIR} dies with it. Choose other places.",
        )
    for folder in (out, keys_out):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with database.as_owner() as connection:
        if "keyring_shredrecord" not in connection.introspection.table_names():
            raise Refused("BAK-15", "there is nothing to back up: Qorgan was never started with these data.")
        erased = ledger.in_database(connection)
        ledger.add_to_file(keys_out / ledger.NAME, erased)
        if ledger_only:
            remove_old_keys(keys_out, now=now)
            return [f"{len(erased)} destroyed keys noted in {keys_out / ledger.NAME}"]
        stamp = now.strftime(STAMP)
        parts = [_fresh(out / f"qorgan-{stamp}"), _fresh(keys_out / f"qorgan-keys-{stamp}")]
        main_part, key_part = parts
        try:
            about = _dump(connection, main_part, key_part, now=now)
            documents = _documents(settings.DOCUMENTS_DIR, main_part / "documents.tar")
            archive.write(main_part, {**about, "kind": MAIN, "documents": documents})
            archive.write(key_part, {**about, "kind": KEYS})
        except BaseException:  # a disk that is full gets its space back
            for part in parts:
                shutil.rmtree(part, ignore_errors=True)
            raise
    finished = [_finish(part) for part in parts]
    removed = remove_old_keys(keys_out, now=now)
    return [
        f"database and {documents} documents: {finished[0]}",
        f"keys, to be kept elsewhere and {KEY_DAYS} days at most: {finished[1]}",
        *(f"removed, older than {KEY_DAYS} days: {path}" for path in removed),
    ]


def _fresh(final: Path) -> Path:
    """An empty unfinished folder; it gets its name when complete, so a killed backup is never taken for one."""
    if final.exists():
        raise Refused("BAK-06", f"{final} exists already; wait a second and try again.")
    unfinished = final.with_name(f".{final.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    return unfinished


def _finish(unfinished: Path) -> Path:
    final = unfinished.with_name(unfinished.name.removeprefix(".").removesuffix(".unfinished"))
    unfinished.rename(final)
    archive.flush(final.parent)
    return final


def _dump(connection: Any, main_part: Path, key_part: Path, *, now: dt.datetime) -> dict[str, Any]:
    """Both dumps and the counts, in one snapshot of the database."""
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(OWNER_SEES_ALL, [["public", "keys"], database.OWNER])
        hidden = [name for (name,) in cursor.fetchall()]
        if hidden:
            raise Refused(
                "BAK-05",
                f"the owner cannot read all rows of {', '.join(hidden)}, so they would be missing: "
                "the table lacks its policy for qorgan_owner.",
            )
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _pg_dump(
            main_part / "database.dump",
            snapshot,
            "--exclude-schema=keys",
            *(f"--exclude-table-data=public.{name}" for name in TRANSIENT),
        )
        _pg_dump(key_part / "keys.dump", snapshot, "--schema=keys")
        return {
            "format": 1,
            "made_at": now.isoformat(),
            "version": __version__,
            "server": connection.pg_version,
            "demonstration": checks.is_demonstration(connection),
            "counts": count_rows(cursor),
            "journal": journal_head(cursor),
        }


def count_rows(cursor: Any) -> dict[str, int]:
    """Rows of every table a backup holds, by schema-qualified name."""
    cursor.execute(
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'keys')"
        " AND tablename <> ALL(%s) ORDER BY 1, 2",
        [list(TRANSIENT)],
    )
    counts = {}
    for schema, table in cursor.fetchall():
        cursor.execute(f'SELECT count(*) FROM "{schema}"."{table}"')  # noqa: S608 (names from the catalogue)
        counts[f"{schema}.{table}"] = int(cursor.fetchone()[0])
    return counts


def journal_head(cursor: Any) -> dict[str, Any]:
    """Size and peaks of the journal, in hexadecimal."""
    cursor.execute("SELECT log, size, peaks FROM journal_head")
    log, size, peaks = cursor.fetchone()
    return {"log": str(log), "size": size, "peaks": [bytes(peak).hex() for peak in peaks]}


def _pg_dump(path: Path, snapshot: str, *options: str) -> None:
    from django.conf import settings

    environ = database.program_environment(database.OWNER, os.environ, settings.DATA_DIR)
    run_program(
        "pg_dump",
        ["--format=custom", "--enable-row-security", f"--snapshot={snapshot}", f"--file={path}", *options],
        environ,
    )


def run_program(name: str, arguments: Sequence[str], environ: dict[str, str]) -> None:
    """One of PostgreSQL's own programs. Its messages may quote rows, so only the first line's kind is shown."""
    program = binaries.client(name, tls="PGSSLMODE" in environ)
    done = subprocess.run([program, *arguments], env=environ, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if re.search(r"error|fatal", line)][:1]
        raise Refused("BAK-07", f"{name} failed: {' '.join(said) or done.returncode}")


def _documents(folder: Path, target: Path) -> int:
    """All sealed files into one archive; returns how many."""
    number = 0
    with tarfile.open(target, "w") as tar:
        for path in sorted(folder.rglob("*")) if folder.exists() else []:
            if path.is_file():
                tar.add(path, arcname=str(path.relative_to(folder)))
                number += 1
    return number


def remove_old_keys(keys_out: Path, *, now: dt.datetime) -> list[Path]:
    """Delete key parts older than KEY_DAYS, judged by the time in their names."""
    removed = []
    for path in sorted(keys_out.glob("qorgan-keys-????????T??????Z")):
        made = dt.datetime.strptime(path.name.removeprefix("qorgan-keys-"), STAMP).replace(tzinfo=dt.UTC)
        if now - made > dt.timedelta(days=KEY_DAYS):
            shutil.rmtree(path)
            removed.append(path)
    return removed
