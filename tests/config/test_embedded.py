"""The embedded cluster: private, durable, shared, and gone when its last user is."""

from __future__ import annotations

import contextlib
import os
import pwd
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

from qorgan.config import embedded
from qorgan.config.refusal import Refused

HOLDER = """
import sys, time
from pathlib import Path
from qorgan.config import embedded
place = embedded.locate(Path(sys.argv[1]))
embedded.ensure(place)
print("held", flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="qorgan-embedded-"))
    made.chmod(0o711)
    yield made
    for held in [each for each in embedded.HELD.values() if made in each.place.root.parents]:
        held.release()
    shutil.rmtree(made, ignore_errors=True)


def ask(place: embedded.Place, query: str, user: str = "postgres") -> object:
    info = {"host": str(place.sockets), "user": user, "dbname": "postgres", "requirepeer": place.user}
    with psycopg.connect(**info) as connection:
        return connection.execute(query).fetchone()[0]


def processes(place: embedded.Place) -> list[int]:
    """Every process whose command line names the cluster: server and keeper."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdigit() and str(place.root).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def wait_until_gone(place: embedded.Place) -> None:
    end = time.monotonic() + 30
    while processes(place) and time.monotonic() < end:
        time.sleep(0.02)
    assert processes(place) == []


@contextlib.contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_durable_private_and_kazakh(folder: Path) -> None:
    place = embedded.locate(folder)
    embedded.ensure(place)
    for setting in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
        assert ask(place, f"SHOW {setting}") == "on"
    assert ask(place, "SHOW listen_addresses") == ""
    assert ask(place, "SELECT upper('әғқңөұүһі')") == "ӘҒҚҢӨҰҮҺІ"
    assert (place.data.stat().st_mode & 0o777, place.sockets.stat().st_mode & 0o777) == (0o700, 0o700)
    assert place.log.stat().st_mode & 0o077 == 0


def test_log_keeps_no_typed_value(folder: Path) -> None:
    place = embedded.locate(folder)
    embedded.ensure(place)
    for query in ("SELECT 'Айгүл-канарейка'::int", "SELECT canary_column FROM nowhere"):
        with pytest.raises(psycopg.Error):
            ask(place, query)
    text = place.log.read_text(encoding="utf-8")
    assert "ready to accept" in text
    assert "канарейка" not in text
    assert "canary" not in text


def test_only_our_user_and_our_roles(folder: Path) -> None:
    place = embedded.locate(folder)
    embedded.ensure(place)
    ask(place, "SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        ask(place, "SELECT 1", user="somebody")
    if os.geteuid() == 0:  # another user of the machine, even the one who runs the server, is refused
        entry = pwd.getpwnam(place.user)
        program = shutil.which("psql")
        if program is None:
            pytest.skip("no psql here to ask as another user")
        asked = subprocess.run(
            [program, "-h", str(place.sockets), "-U", "postgres", "-c", "SELECT 1", "postgres"],
            user=entry.pw_uid,
            group=entry.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            cwd="/",
        )
        assert asked.returncode != 0
        assert "Peer authentication failed" in asked.stderr


def test_shared_until_the_last_is_killed(folder: Path) -> None:
    place = embedded.locate(folder)
    with holder(folder) as first, holder(folder) as second:
        assert ask(place, "SELECT 1") == 1
        first.send_signal(signal.SIGKILL)
        first.wait()
        time.sleep(0.3)
        assert ask(place, "SELECT 1") == 1  # the second still holds it
        second.send_signal(signal.SIGKILL)
        second.wait()
        wait_until_gone(place)
    embedded.ensure(place)  # and it starts again
    assert ask(place, "SELECT 1") == 1


def test_two_instances_and_two_starters_at_once(folder: Path) -> None:
    commands = [[sys.executable, "-c", HOLDER, str(folder / name)] for name in ("a", "a", "a", "b")]
    started = [subprocess.Popen(each, stdout=subprocess.PIPE, text=True) for each in commands]
    try:
        assert [each.stdout.readline() for each in started] == ["held\n"] * 4
        a, b = (embedded.locate(folder / name) for name in ("a", "b"))
        assert ask(a, "SHOW data_directory") != ask(b, "SHOW data_directory")
        assert (
            len([pid for pid in processes(a) if b"keeper" in Path(f"/proc/{pid}/cmdline").read_bytes()]) == 1
        )
    finally:
        for each in started:
            each.kill()
            each.communicate()
    wait_until_gone(a)
    wait_until_gone(b)


def test_killed_keeper_takes_the_server_with_it_and_the_next_start_recovers(folder: Path) -> None:
    place = embedded.locate(folder)
    with holder(folder):
        with psycopg.connect(
            host=str(place.sockets), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
        for pid in processes(place):
            if b"keeper" in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
    wait_until_gone(place)
    embedded.ensure(place)
    assert ask(place, "SELECT seven FROM kept") == 7


def test_stale_pid_file_of_a_stranger_is_forgotten(folder: Path) -> None:
    place = embedded.locate(folder)
    embedded.ensure(place).release()
    with subprocess.Popen(["sleep", "60"]) as stranger:  # a recycled number, alive, not ours
        (place.data / "postmaster.pid").write_text(f"{stranger.pid}\n{place.data}\n", encoding="ascii")
        embedded.ensure(place)
        assert ask(place, "SELECT 1") == 1
        stranger.kill()


def test_killed_first_start_leaves_no_half_cluster(folder: Path) -> None:
    place = embedded.locate(folder)
    half = place.root / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n", encoding="ascii")
    embedded.ensure(place)
    assert ask(place, "SELECT 1") == 1


def test_long_path_gets_a_short_private_socket_folder(folder: Path) -> None:
    deep = folder / ("а" * 60)  # 120 bytes in UTF-8
    place = embedded.locate(deep)
    assert len(str(place.sockets)) < 60
    try:
        embedded.ensure(place)
        assert ask(place, "SELECT 1") == 1
        embedded.HELD[place.root].release()
        place.sockets.chmod(0o777)
        with pytest.raises(Refused, match="CFG-05"):
            embedded.ensure(place)
    finally:
        shutil.rmtree(place.sockets)


def test_cluster_of_another_version_is_refused_in_words(folder: Path) -> None:
    place = embedded.locate(folder)
    embedded.ensure(place).release()
    (place.data / "PG_VERSION").write_text("15\n", encoding="ascii")
    with pytest.raises(Refused, match="CFG-02.*PostgreSQL 15"):
        embedded.ensure(place)


def test_throw_away_cluster_removes_its_folder_even_after_kill(folder: Path) -> None:
    doomed = folder / "doomed"
    program = HOLDER.replace("ensure(place)", "ensure(place, remove=Path(sys.argv[1]))")
    with subprocess.Popen([sys.executable, "-c", program, str(doomed)], stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert doomed.exists()
        place = embedded.locate(doomed)
        process.kill()
    wait_until_gone(place)
    assert not doomed.exists()


def test_new_folders_are_private(folder: Path) -> None:
    place = embedded.locate(folder / "new" / "data")
    embedded.ensure(place)
    mode = 0o711 if os.geteuid() == 0 else 0o700  # root's server user must get through, and no more
    assert {path.stat().st_mode & 0o777 for path in (place.root, place.root.parent)} == {mode}
