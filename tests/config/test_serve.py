"""`qorgan serve`: answers, refuses in words, mends itself, and leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from browser import free_port, wait_for
from qorgan.commands import serve

COMMAND = [sys.executable, "-m", "qorgan", "serve"]


class Site:
    """One `qorgan serve` whose whole family can be found by a mark in its environment."""

    def __init__(self, *arguments: str, **environ: str) -> None:
        self.port, self.mark = free_port(), uuid4().hex
        self.process = subprocess.Popen(
            [*COMMAND, "--port", str(self.port), *arguments],
            env={**os.environ, "QORGAN_WORKERS": "1", "QORGAN_TEST_MARK": self.mark, **environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait(self) -> Site:
        wait_for(f"http://localhost:{self.port}/", self.process)
        return self

    def family(self, *words: str) -> list[int]:
        """Living processes of this site, only those whose command line has all `words`."""
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if entry.name.isdigit() and self.mark.encode() in (entry / "environ").read_bytes():
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    if all(word in line for word in words):
                        found.append(int(entry.name))
        return sorted(found)

    def children(self, *words: str) -> list[int]:
        """The children of `serve` itself whose command line has `words`."""
        return [pid for pid in self.family(*words) if _parent(pid) == self.process.pid]

    def child(self, *words: str) -> int:
        """The only such child."""
        (only,) = self.children(*words)
        return only


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def until(condition: Any, seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def site(django_db_setup: None) -> Iterator[Site]:
    made = Site().wait()
    yield made
    made.process.kill()
    made.process.communicate()
    assert until(lambda: not made.family())


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_clean_stop(site: Site, number: signal.Signals) -> None:
    assert len(site.family("granian")) >= 2  # master and web process
    assert len(site.family("procrastinate")) == 2  # the worker and the linker
    site.process.send_signal(number)
    said, _ = site.process.communicate(timeout=30)
    assert site.process.returncode == 0
    assert said.splitlines()[-1] == "qorgan: stopped"
    assert site.family() == []
    assert not listens(site.port)


@pytest.mark.parametrize("together", [False, True])
def test_nothing_is_left_after_kill(site: Site, together: bool) -> None:
    if together:  # the web server's master and its parent at once: the workers must still go
        os.kill(site.child("granian"), signal.SIGKILL)
    site.process.kill()
    assert until(lambda: not site.family()), site.family()
    assert until(lambda: not listens(site.port))


def test_a_web_process_still_loading_goes_with_its_master(django_db_setup: None) -> None:
    site = Site()
    assert until(lambda: len(site.family("granian")) >= 2)  # it has a number, but not yet an application
    os.kill(site.child("granian"), signal.SIGKILL)
    site.process.kill()
    site.process.communicate()
    assert until(lambda: not site.family()), site.family()


def test_children_have_their_roles_and_a_killed_one_is_started_again(site: Site) -> None:
    for words, role in (
        (("granian",), "qorgan_app"),
        (("procrastinate", "clocks"), "qorgan_worker"),
        (("procrastinate", "linking"), "qorgan_linker"),
    ):
        before = site.child(*words)
        environ = Path(f"/proc/{before}/environ").read_bytes().decode().split("\0")
        assert f"QORGAN_DB_ROLE={role}" in environ
        os.kill(before, signal.SIGKILL)
        assert until(lambda words=words, before=before: set(site.children(*words)) - {before})
    assert until(lambda: listens(site.port))
    assert site.process.poll() is None


# -- refusals ----------------------------------------------------------------------------------------------


def refusal(*arguments: str, **environ: str) -> str:
    """What `qorgan serve` says when it refuses; the exit code is 2 and nothing is started."""
    site = Site(*arguments, **environ)
    said, _ = site.process.communicate(timeout=60)
    assert site.process.returncode == 2, said
    assert "Traceback" not in said
    return said


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    said = refusal(
        "--host",
        "0.0.0.0",
        QORGAN_DATA=str(tmp_path / "new"),
        QORGAN_DEBUG="1",
        QORGAN_SECRET_KEY="short",
        QORGAN_HOSTS="*,example.org",
    )
    for code in ("CFG-23", "CFG-24", "CFG-25", "CFG-26"):
        assert code in said
    assert not (tmp_path / "new" / "postgres").exists()


def test_plain_http_only_on_this_machine(tmp_path: Path) -> None:
    given = {"QORGAN_DATA": str(tmp_path / "new"), "QORGAN_DEMO": "", "QORGAN_PLAIN_HTTP": "1"}
    assert "CFG-26" in refusal("--host", "0.0.0.0", **given)


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = refusal("--port", str(taken.getsockname()[1]), QORGAN_DATA=str(tmp_path / "new"))
    assert "CFG-33" in said
    assert "--port" in said


@pytest.mark.parametrize(
    ("environ", "arguments", "code"),
    [
        ({"QORGAN_WORKERS": "many"}, (), "CFG-35"),
        ({"QORGAN_WORKERS": "0"}, (), "CFG-35"),
        ({"QORGAN_LOG_LEVEL": "LOUD"}, (), "CFG-35"),
        ({"QORGAN_DB_ROLE": "nobody"}, (), "CFG-35"),
        ({}, ("--port", "99999"), "CFG-33"),
        ({"DATABASE_URL": "postgresql://qorgan_app:p@127.0.0.1:abc/x"}, (), "CFG-07"),
        ({"QORGAN_DATA": "/dev/null"}, (), "CFG-34"),
        ({"QORGAN_DATA": "/proc/nowhere/data"}, (), "CFG-34"),
    ],
)
def test_values_that_are_none(environ: dict[str, str], arguments: Any, code: str, tmp_path: Path) -> None:
    assert code in refusal(*arguments, **{"QORGAN_DATA": str(tmp_path / "new"), **environ})


@pytest.mark.parametrize(("language", "word"), [("kk", "тыңда"), ("ru", "слуша"), ("en", "listen")])
def test_it_speaks_the_language_of_the_terminal(tmp_path: Path, language: str, word: str) -> None:
    said = refusal("--port", "99999", QORGAN_DATA=str(tmp_path / "new"), QORGAN_LANG=language)
    assert "CFG-33" in said
    assert re.search(word, said), said


def test_a_key_command_is_tried_and_not_believed(django_db_setup: None) -> None:
    assert "CFG-20" in refusal("--check", QORGAN_KEY_COMMAND="/nowhere/command")


def test_a_remote_database_without_verified_tls(tmp_path: Path) -> None:
    url = "postgresql://qorgan_app:secret@db.example.org/site"
    said = refusal(DATABASE_URL=url, QORGAN_DATA=str(tmp_path / "new"))
    assert "CFG-29" in said
    assert "secret" not in said


def test_a_real_server_passes_every_check_of_the_framework(tmp_path: Path) -> None:
    """A demonstration asks for fewer of them: nobody saw that a real server no longer started."""
    look = (
        "import django; django.setup(); from django.core import checks;"
        "print([each.id for each in checks.run_checks(include_deployment_checks=True)"
        " if each.level >= checks.WARNING and not each.is_silenced()])"
    )
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(("QORGAN_", "DJANGO_"))
    }
    environ |= {"QORGAN_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "qorgan.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", look], env=environ, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_a_data_folder_open_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    assert "CFG-32" in refusal(QORGAN_DATA=str(folder))


def test_real_work_on_a_demonstration(django_db_setup: None) -> None:
    assert "CFG-28" in refusal("--check", QORGAN_DEMO="", QORGAN_PLAIN_HTTP="1")


def test_keys_that_cannot_be_used(django_db_setup: None, tmp_path: Path) -> None:
    from django.conf import settings

    loose = tmp_path / "loose.key"
    loose.write_bytes(settings.KEY_FILE.read_bytes())
    loose.chmod(0o644)
    assert "CFG-20" in refusal("--check", QORGAN_KEY_FILE=str(loose))
    inside = Path(settings.DATA_DIR) / "instance.key"
    inside.write_bytes(settings.KEY_FILE.read_bytes())
    inside.chmod(0o400)
    try:
        assert "CFG-20" in refusal("--check", QORGAN_KEY_FILE=str(inside))
    finally:
        inside.unlink()


@pytest.fixture
def sealed(transactional_db: None) -> Iterator[None]:
    """Something sealed under the instance's key."""
    from uuid import uuid4

    from cast import NOW
    from qorgan.config.database import as_owner
    from qorgan.keyring.actions import make_key

    with as_owner():
        make_key(kind="person", case_id=uuid4(), now=NOW)
    return


def test_a_lost_and_a_foreign_key(sealed: None, tmp_path: Path) -> None:
    from qorgan.vault import FileKeyProvider

    lost = tmp_path / "keys" / "instance.key"
    assert "CFG-21" in refusal("--check", QORGAN_KEY_FILE=str(lost))
    assert not lost.exists()  # no new key is made over sealed data
    FileKeyProvider.create(lost)
    assert "CFG-22" in refusal("--check", QORGAN_KEY_FILE=str(lost))


def test_a_database_that_would_lose_data(django_db_setup: None) -> None:
    with _superuser() as root:
        root.execute("ALTER ROLE qorgan_app SET synchronous_commit = off")
        try:
            assert "CFG-30" in refusal("--check")
        finally:
            root.execute("ALTER ROLE qorgan_app RESET synchronous_commit")


def test_a_wall_taken_down_by_hand(django_db_setup: None) -> None:
    with _superuser() as root:
        root.execute("ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY")
        try:
            said = refusal("--check")
        finally:
            root.execute("ALTER TABLE cases_case FORCE ROW LEVEL SECURITY")
    assert "CFG-31" in said
    assert "cases_case" in said


def test_a_role_that_climbs(django_db_setup: None) -> None:
    with _superuser() as root:
        root.execute("GRANT pg_read_all_data TO qorgan_worker")
        try:
            assert "CFG-10" in refusal("--check")
        finally:
            root.execute("REVOKE pg_read_all_data FROM qorgan_worker")


def _superuser() -> Any:
    import psycopg
    from django.conf import settings

    from qorgan.config import database, embedded

    info = database.conninfo(embedded.SUPERUSER, os.environ, settings.DATA_DIR)
    return psycopg.connect(**info, autocommit=True)


def test_a_worker_that_keeps_ending_does_not_take_the_site_with_it(monkeypatch, capsys):
    monkeypatch.setattr(serve.time, "sleep", lambda seconds: None)
    for vital, code in ((True, 1), (False, 0)):
        child = serve.Child("linker", [sys.executable, "-c", ""], os.environ, vital=vital)
        codes = [_ended_again(child) for _ in range(serve.FAILURES)]
        assert codes == [0] * (serve.FAILURES - 1) + [code]
    assert "the site goes on without it" in capsys.readouterr().out
    assert child.rests_until > 0
    assert serve._restart_if_ended(child) == 0  # it rests, and its old number is signalled no more
    assert child.process is None
    monkeypatch.setattr(child, "rests_until", 1e-9)  # the minute is over
    assert serve._restart_if_ended(child) == 0
    assert child.process is not None
    child.process.wait()


def _ended_again(child):
    """The child has ended once more; what the watcher makes of it."""
    if child.process is None:
        child.start()
    child.process.wait()
    return serve._restart_if_ended(child)
