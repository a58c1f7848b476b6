"""The keeper of one embedded cluster: runs the server until nobody holds `users.lock`, then stops it.

Started by `embedded.ensure` as a process of its own: `python -m qorgan.config.keeper TASK`.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qorgan.config import binaries
from qorgan.config.lifeline import die_with_parent


def keep(task: dict[str, Any]) -> None:
    """The keeper: run the server until nobody holds `users.lock`, then stop it and remove what is to go."""
    root = Path(task["root"])
    alive = open_lock(root / "keeper.lock")
    fcntl.flock(alive, fcntl.LOCK_EX)
    users = open_lock(root / "users.lock")
    log = root / "server.log"
    if log.exists() and log.stat().st_size > 1_000_000:
        log.replace(root / "server.log.1")
    with os.fdopen(open_log(log), "ab") as sink:
        server = binaries.start_as(task["user"], task["command"], sink, die_with_parent(signal.SIGINT))
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(
            number, lambda n, _: sys.exit(0) if n != signal.SIGCHLD or server.poll() is not None else None
        )
    try:
        if server.poll() is None:
            fcntl.flock(users, fcntl.LOCK_EX)
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _stop(server)
        if task["remove"]:
            shutil.rmtree(task["remove"], ignore_errors=True)


def _stop(server: subprocess.Popen[bytes]) -> None:
    for number, seconds in ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10)):
        if server.poll() is not None:
            return
        server.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(seconds)


def open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def try_lock(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def open_log(path: Path) -> int:
    """Open for appending, readable by its owner only."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


if __name__ == "__main__":
    keep(json.loads(sys.argv[1]))
