"""A database of your own: passwords over TCP, an administrator who is no superuser, the same walls."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from browser import free_port
from qorgan.config import binaries, database, embedded
from qorgan.config.lifeline import die_with_parent

PASSWORD = secrets.token_urlsafe(12)
ROLES = ("app", "owner", "worker", "stats", "public")


@pytest.fixture(scope="module")
def server() -> Iterator[int]:
    """The port of a PostgreSQL that knows nothing of Qorgan but an administrator's password."""
    folder = Path(tempfile.mkdtemp(prefix="qorgan-given-"))
    folder.chmod(0o711)
    place = embedded.Place(folder, embedded.locate(folder).user)
    embedded._make_private(place.data, place.user)
    programs, port = binaries.server(folder, place.user), free_port()
    made = binaries.run_as(
        place.user,
        [
            programs / "initdb",
            "-D",
            place.data,
            "-U",
            "root_of_server",
            "--encoding=UTF8",
            *binaries.locale(programs),
        ]
        + ["--auth-local=trust", "--auth-host=scram-sha-256"],
    )
    assert made.returncode == 0, made.stderr
    embedded._make_private(place.sockets, place.user)
    command = [
        str(programs / "postgres"),
        "-D",
        str(place.data),
        "-p",
        str(port),
        "-c",
        "listen_addresses=127.0.0.1",
    ]
    command += ["-k", str(place.sockets)]
    running = binaries.start_as(place.user, command, subprocess.DEVNULL, die_with_parent(signal.SIGINT))
    local = {"host": str(place.sockets), "port": port, "user": "root_of_server", "dbname": "postgres"}
    for _ in range(200):
        try:
            connection = psycopg.connect(**local, autocommit=True)
            break
        except psycopg.OperationalError:
            time.sleep(0.05)
    with connection:
        connection.execute(f"CREATE ROLE manager LOGIN CREATEROLE CREATEDB PASSWORD '{PASSWORD}'")
    yield port
    running.send_signal(signal.SIGINT)
    running.wait(30)
    shutil.rmtree(folder, ignore_errors=True)


def environment(port: int, folder: Path, *, admin: bool) -> dict[str, str]:
    def url(role: str, name: str = "site") -> str:
        return f"postgresql://{role}:{PASSWORD}@127.0.0.1:{port}/{name}"

    given = {database.URLS[f"qorgan_{role}"]: url(f"qorgan_{role}") for role in ROLES}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QORGAN_")}
    more = {"QORGAN_ADMIN_URL": url("manager", "postgres")} if admin else {}
    return {**kept, **given, **more, "QORGAN_DATA": str(folder / "data"), "QORGAN_DEMO": "1"}


def qorgan(environ: dict[str, str], *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "qorgan", *arguments], env=environ, capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    assert PASSWORD not in said
    return done.returncode, said


def test_set_up_check_back_up_and_restore(server: int, tmp_path: Path) -> None:
    once, always = (environment(server, tmp_path, admin=admin) for admin in (True, False))
    check = ("serve", "--check", "--port", str(free_port()))
    code, said = qorgan(always, *check)
    assert (code, "CFG-12" in said) == (2, True)  # the roles are not there yet
    code, said = qorgan(once, *check)
    assert code == 0, said
    code, said = qorgan(always, *check)
    assert code == 0, said
    assert not (tmp_path / "data" / "postgres").exists()
    code, said = qorgan(
        always, "backup", "--out", str(tmp_path / "main"), "--keys-out", str(tmp_path / "keys")
    )
    assert code == 0, said
    parts = [
        str(next((tmp_path / "main").iterdir())),
        "--keys",
        str(next((tmp_path / "keys").glob("qorgan-keys-*"))),
    ]
    code, said = qorgan(always, "restore", *parts)
    assert (code, "BAK-11" in said) == (2, True)
    code, said = qorgan(once, "restore", *parts)
    assert code == 0, said
    code, said = qorgan(always, *check)
    assert code == 0, said


def test_a_server_that_is_too_old_is_refused_before_anything_is_written(server: int, tmp_path: Path) -> None:
    """PostgreSQL 15 lacks what our roles need; the refusal comes before the first role is made."""
    from qorgan.config import checks
    from qorgan.config.refusal import Refused

    for version in (150009, 140000):
        with pytest.raises(Refused, match="CFG-13"):
            checks.refuse_old_server(version)
    checks.refuse_old_server(160000)
    programs = sorted(Path("/usr/lib/postgresql").glob("1[0-5]/bin"))
    if not programs:
        pytest.skip("no older PostgreSQL on this machine to try it on")
    folder = Path(tempfile.mkdtemp(prefix="qorgan-old-"))
    folder.chmod(0o711)
    place = embedded.Place(folder, embedded.locate(folder).user)
    embedded._make_private(place.data, place.user)
    embedded._make_private(place.sockets, place.user)
    made = binaries.run_as(
        place.user,
        [programs[-1] / "initdb", "-D", place.data, "-U", "manager", "--auth=trust", "--encoding=UTF8"],
    )
    assert made.returncode == 0, made.stderr
    port = free_port()
    command = [str(programs[-1] / "postgres"), "-D", str(place.data), "-p", str(port)]
    command += ["-c", "listen_addresses=127.0.0.1", "-k", str(place.sockets)]
    running = binaries.start_as(place.user, command, subprocess.DEVNULL, die_with_parent(signal.SIGINT))
    local = {"host": str(place.sockets), "port": port, "user": "manager", "dbname": "postgres"}
    try:
        for _ in range(200):
            try:
                psycopg.connect(**local).close()
                break
            except psycopg.OperationalError:
                time.sleep(0.05)
        code, said = qorgan(environment(port, tmp_path, admin=True), "serve", "--check")
        assert (code, "CFG-13" in said) == (2, True), said
        with psycopg.connect(**local) as connection:
            made_roles = connection.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'qorgan%'")
            assert made_roles.fetchone() == (0,)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)
        shutil.rmtree(folder, ignore_errors=True)
