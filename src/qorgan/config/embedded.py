"""A private PostgreSQL: unix socket only, peer authentication, durable, shared, and never left behind.

Every process that needs the database calls `ensure` and so holds a shared lock on `users.lock`. A small
keeper process waits for the exclusive lock: the kernel gives it when the last holder is gone, however it
went (`kill -9` too), and the keeper then stops the server. If the keeper itself dies, the kernel stops it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from qorgan.config import binaries
from qorgan.config.keeper import open_lock, open_log, try_lock, wait_until
from qorgan.config.memory import page_memory
from qorgan.config.refusal import Refused

SUPERUSER = "postgres"
PORT = 5432
SOCKET_PATH_LIMIT = 100  # the kernel's 108 less a margin
PATIENCE = 60.0  # seconds to wait for a start or a stop
STRAYS = Path("/var/lib/qorgan-postgres")  # root's databases whose data folder the server's user cannot reach
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "jit": "off",  # short statements only: to compile them takes longer than to answer them
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # the log may carry no typed value: no statements, no parameters, no details, no user errors
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


@dataclass(frozen=True)
class Place:
    """Where one cluster lies and which operating-system user runs its server."""

    root: Path
    user: str

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @property
    def sockets(self) -> Path:
        """The socket folder: beside the data, or a short private one when the path would be too long."""
        near = self.root / "run"
        if len(f"{near}/.s.PGSQL.{PORT}.lock".encode()) <= SOCKET_PATH_LIMIT and not set(',"') & set(
            str(near)
        ):
            return near
        short = hashlib.sha256(str(self.root).encode()).hexdigest()[:12]
        return Path(f"/tmp/qorgan-{os.geteuid()}-{short}")  # noqa: S108 (owner and mode are verified)


@dataclass
class Hold:
    """One process's share in a running cluster. The cluster stops when the last share is released."""

    place: Place
    descriptor: int
    removed: Path | None = None

    def release(self) -> None:
        """Give the share back; if it was the last, wait until the server is down and its rubbish is gone."""
        if HELD.pop(self.place.root, None) is None:
            return
        last = try_lock(self.descriptor, fcntl.LOCK_EX)
        os.close(self.descriptor)
        gone = self.removed or self.place.data / "postmaster.pid"
        wait_until(lambda: not last or not gone.exists(), PATIENCE)


HELD: dict[Path, Hold] = {}


def locate(data_dir: Path) -> Place:
    """Return where the cluster of `data_dir` lies, settling it on first use.

    An ordinary user: `<data>/postgres`. Root cannot run the server, so a system user does
    (`QORGAN_DB_USER`, else the first that exists of qorgan, postgres, nobody): in `<data>/postgres` if that
    user can reach the data folder, else in /var/lib/qorgan-postgres under a random name that
    `<data>/postgres.location` points to.
    """
    near, pointer = data_dir / "postgres", data_dir / "postgres.location"
    if os.geteuid() != 0:
        return Place(near, _own_name())
    user = _server_user()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o711)
    if pointer.exists():
        return Place(Path(pointer.read_text(encoding="utf-8").strip()), user)
    if near.exists() or binaries.reaches(user, data_dir):
        return Place(near, user)
    stray = STRAYS / f"{data_dir.name}-{secrets.token_hex(6)}"
    with contextlib.suppress(FileExistsError):  # another process was quicker: take its word
        handle = os.open(pointer, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        os.write(handle, f"{stray}\n".encode())
        os.close(handle)
    return Place(Path(pointer.read_text(encoding="utf-8").strip()), user)


def ensure(place: Place, *, remove: Path | None = None) -> Hold:
    """Start the cluster unless it runs already, and hold it until `release` or the end of this process.

    `remove` names a folder the keeper deletes after the stop (test runs). Raises Refused CFG-01 to CFG-06.
    """
    if place.root in HELD:
        return HELD[place.root]
    _make_root(place)
    users = open_lock(place.root / "users.lock")
    if not wait_until(lambda: try_lock(users, fcntl.LOCK_SH), PATIENCE):
        raise Refused(
            "CFG-03", f"the database in {place.root} is being stopped and does not end; see {place.log}."
        )
    starting = open_lock(place.root / "start.lock")
    fcntl.flock(starting, fcntl.LOCK_EX)
    try:
        if not _kept(place):
            _clear_remains(place)
            _initialise(place)
            _spawn_keeper(place, remove)
        if not wait_until(lambda: _ready(place) or not _kept(place), PATIENCE) or not _ready(place):
            raise Refused("CFG-03", f"the database did not start; the reason is in {place.log}.")
    finally:
        os.close(starting)
    HELD[place.root] = Hold(place, users, remove)
    return HELD[place.root]


# -- who and where ------------------------------------------------------------------------------------------


def _own_name() -> str:
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise Refused(
            "CFG-06",
            f"user id {os.geteuid()} has no name on this machine, so the database cannot know it. "
            "Run Qorgan as a user listed in /etc/passwd.",
        ) from None


def _server_user() -> str:
    wanted = os.environ.get("QORGAN_DB_USER")
    for name in [wanted] if wanted else ["qorgan", "postgres", "nobody"]:
        with contextlib.suppress(KeyError):
            if pwd.getpwnam(name).pw_uid != 0:
                return name
    raise Refused(
        "CFG-06",
        "the database cannot run as root and no system user was found for it. "
        "Create one (useradd --system qorgan) or name one in QORGAN_DB_USER.",
    )


def _make_root(place: Place) -> None:
    mode = 0o711 if os.geteuid() == 0 else 0o700
    for folder in (place.root.parent, place.root):  # the data folder is as private as the cluster in it
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
    if place.root.stat().st_uid != os.geteuid():
        owner = place.root.stat().st_uid
        raise Refused(
            "CFG-04",
            f"{place.root} belongs to user id {owner}, not to you. "
            "Run Qorgan as the user who made it, or set QORGAN_DATA to a folder of your own.",
        )
    _make_private(place.sockets, place.user)


def _make_private(folder: Path, user: str) -> None:
    entry = pwd.getpwnam(user)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    state = folder.lstat()
    if folder.is_symlink() or state.st_uid != entry.pw_uid or state.st_mode & 0o077:
        raise Refused("CFG-05", f"{folder} is not a private folder of {user}; remove it and start again.")


# -- life of the server ---------------------------------------------------------------------------------


def _initialise(place: Place) -> None:
    """Make a new cluster if there is none, and write who may connect (again at every start)."""
    programs = binaries.server(place.root, place.user)
    version = place.data / "PG_VERSION"
    if not version.exists():
        fresh = place.root / "data.new"  # renamed when complete, so a killed start leaves no half cluster
        shutil.rmtree(fresh, ignore_errors=True)
        _make_private(fresh, place.user)
        made = binaries.run_as(
            place.user,
            [
                programs / "initdb",
                "-D",
                fresh,
                "-U",
                SUPERUSER,
                "--encoding=UTF8",
                *binaries.locale(programs),
                "--auth-local=peer",
                "--auth-host=reject",
                "--data-checksums",
                "--no-instructions",
            ],
        )
        if made.returncode:
            place.log.write_bytes(made.stdout + made.stderr)
            raise Refused("CFG-03", f"the database could not be created; the reason is in {place.log}.")
        fresh.rename(place.data)
    found, major = version.read_text(encoding="ascii").strip(), binaries.major(programs)
    if found != str(major):
        raise Refused(
            "CFG-02",
            f"{place.data} was made by PostgreSQL {found}, the programs here are {major}. "
            "Restore a backup into a new data folder (`qorgan restore`).",
        )
    me = _own_name()
    _write(place, "pg_hba.conf", "local all all peer map=qorgan\n")
    _write(place, "pg_ident.conf", f'qorgan "{me}" {SUPERUSER}\nqorgan "{me}" /^qorgan_[a-z]+$\n')


def _write(place: Place, name: str, text: str) -> None:
    path, entry = place.data / name, pwd.getpwnam(place.user)
    path.write_text(text, encoding="utf-8")
    os.chown(path, entry.pw_uid, entry.pw_gid)
    path.chmod(0o600)


def _spawn_keeper(place: Place, remove: Path | None) -> None:
    programs = binaries.server(place.root, place.user)
    own = {"unix_socket_directories": str(place.sockets), "port": str(PORT)}
    options = SETTINGS | own | {"shared_buffers": f"{page_memory()}MB"}
    command = [str(programs / "postgres"), "-D", str(place.data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    task = {"root": str(place.root), "user": place.user, "command": command, "remove": str(remove or "")}
    keeper = subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-m", "qorgan.config.keeper", json.dumps(task)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=open_log(place.log),
        start_new_session=True,
        cwd="/",
    )
    wait_until(lambda: _kept(place) or keeper.poll() is not None, PATIENCE)
    KEEPERS.append(keeper)


KEEPERS: list[subprocess.Popen[bytes]] = []  # referenced, so that their end is collected


def _clear_remains(place: Place) -> None:
    """No keeper lives: end an orphaned server, forget a stale pid file whose number is now another's."""
    if not Path("/proc/self").exists():  # elsewhere PostgreSQL judges its own pid file
        return
    pid = _postmaster(place)
    if pid and _is_ours(pid, place):
        os.kill(pid, signal.SIGINT)
        if not wait_until(lambda: not _is_ours(pid, place), PATIENCE):
            raise Refused("CFG-03", f"an old server (process {pid}) does not end; see {place.log}.")
    for path in (place.data / "postmaster.pid", place.sockets / f".s.PGSQL.{PORT}.lock"):
        path.unlink(missing_ok=True)


def _postmaster(place: Place) -> int:
    try:
        return int((place.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0])
    except (FileNotFoundError, ValueError):
        return 0


def _is_ours(pid: int, place: Place) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return str(place.data).encode() in command and Path(command[0].decode()).name == "postgres"


def _ready(place: Place) -> bool:
    try:
        lines = (place.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")
    except FileNotFoundError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def _kept(place: Place) -> bool:
    handle = open_lock(place.root / "keeper.lock")
    try:
        return not try_lock(handle, fcntl.LOCK_SH)
    finally:
        os.close(handle)
