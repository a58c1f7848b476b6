"""`qorgan serve`: database, tables, checks, then web server, queue worker and linker, watched until stopped.

Nothing outlives this process: children get a signal from the kernel when it ends, even by `kill -9`, web
workers follow their master, and the database's keeper stops it when its last user is gone.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field

from qorgan.config import checks, database, readiness, static
from qorgan.config.lifeline import die_with_parent
from qorgan.config.refusal import Refused

GRACE = 15.0  # seconds a child has to end by itself
FAILURES = 5  # within WINDOW seconds: then something is wrong that a restart does not mend
WINDOW = 60.0
REST = 60.0  # seconds until a worker that keeps ending is tried again
QUEUES = ("clocks", "journal")  # of the queue worker
LINKER_QUEUES = ("linking",)


def main(argv: list[str]) -> int:
    """`argv[0]` is "serve". Exit code 0 after a clean stop, 2 when refused, 1 when the web server keeps ending."""
    parser = argparse.ArgumentParser(prog="qorgan serve", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--check", action="store_true", help="bring the database up to date, check, and stop")
    options = parser.parse_args(argv[1:])
    try:
        problems = prepare(options.host, options.port)
    except Refused as refused:
        problems = [refused]
    except OSError as failed:
        problems = [checks.unusable(failed)]
    for problem in problems:
        readiness.exit_in_words(problem)
    if problems:
        return 2
    if options.check:
        _say("all checks passed")
        return 0
    return run(options.host, options.port)


def prepare(host: str, port: int) -> list[Refused]:
    """Everything before the first request; returns what forbids a start."""
    readiness.load_django()
    from django.conf import settings
    from django.db import connection

    problems = checks.before_database(settings, host=host, port=port)
    if problems:
        return problems
    readiness.hold_database()
    readiness.bring_up_to_date(say=_say)
    static.collect()
    problems = checks.with_database(settings, connection)
    connection.close()
    return problems


# -- the children ----------------------------------------------------------------------------------------


@dataclass
class Child:
    """One supervised program in its own process group. `vital`: without it there is no site."""

    name: str
    command: list[str]
    environ: Mapping[str, str]
    vital: bool = True
    rests_until: float = 0.0  # monotonic second; 0 while it does not rest
    process: subprocess.Popen[bytes] | None = None
    ends: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            self.command, env=dict(self.environ), start_new_session=True, preexec_fn=die_with_parent()
        )

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def signal_group(self, number: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def too_many_failures(self, now: float) -> bool:
        """Note an unexpected end at monotonic second `now`; true when it ended too often lately."""
        self.ends = [each for each in self.ends if now - each < WINDOW] + [now]
        return len(self.ends) >= FAILURES


def web_server(host: str, port: int, environ: Mapping[str, str]) -> Child:
    """granian: two processes, one blocking thread each, so that a worker holds one database connection."""
    workers = environ.get("QORGAN_WORKERS", "2")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", workers, "--blocking-threads", "1", "--no-ws", "--http", "1"]
    command += ["--respawn-failed-workers", "--respawn-interval", "1", "--workers-kill-timeout", "10"]
    command += ["--log-level", "warning", "--no-access-log", "qorgan.config.serving:application"]
    return Child("web server", command, {**environ, "QORGAN_DB_ROLE": database.APP})


def queue_worker(environ: Mapping[str, str]) -> Child:
    """procrastinate, as the role that sees no sealed column."""
    return _worker("queue worker", QUEUES, environ, database.WORKER)


def linker(environ: Mapping[str, str]) -> Child:
    """procrastinate for matching alone, as the role that reads identities and nothing else of a file."""
    return _worker("linker", LINKER_QUEUES, environ, database.LINKER)


def _worker(name: str, queues: tuple[str, ...], environ: Mapping[str, str], role: str) -> Child:
    command = [sys.executable, "-m", "qorgan", "manage", "procrastinate", "worker"]
    command += ["--queues", ",".join(queues)]
    command += ["--shutdown-graceful-timeout", "10", "--delete-jobs", "successful"]
    return Child(name, command, {**environ, "QORGAN_DB_ROLE": role}, vital=False)


# -- watching --------------------------------------------------------------------------------------------


def run(host: str, port: int) -> int:
    """Start the children, say where the site is, watch them until SIGTERM or SIGINT, stop them."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda n, _: asked.append(n))
    site = web_server(host, port, os.environ)
    children = [site, queue_worker(os.environ), linker(os.environ)]
    code = 0
    try:
        for child in children:
            child.start()
        address = f"http://{'localhost' if checks.is_loopback(host) else host}:{port}/"
        if _answers(address, site, asked):
            _say(f"ready: {address}")
        while not asked and not code:
            time.sleep(0.1)
            code = max(_restart_if_ended(child) for child in children)
    finally:
        _stop(children)
        _release_database()
    _say("stopped")
    return code


def _restart_if_ended(child: Child) -> int:
    """1 when the site cannot go on. Officers work on without a worker; the days of all duties stand on their pages."""
    now = time.monotonic()
    if not child.ended() or now < child.rests_until:
        return 0
    child.signal_group(signal.SIGKILL)  # what a killed master left behind
    rested, child.rests_until = child.rests_until > 0, 0.0
    if not rested and child.too_many_failures(now):
        return _give_up(child, now)
    _say(f"the {child.name} ended unexpectedly; starting it again")
    time.sleep(0 if rested else 0.5 * len(child.ends))
    child.start()
    return 0


def _give_up(child: Child, now: float) -> int:
    said = f"the {child.name} ended {FAILURES} times within {WINDOW:.0f} s"
    if child.vital:
        _say(f"{said}; stopping everything")
        return 1
    child.process, child.rests_until, child.ends = None, now + REST, []  # its number may be another's by then
    _say(f"{said}; the site goes on without it, and it is tried again in {REST:.0f} s")
    return 0


def _answers(address: str, site: Child, asked: list[int]) -> bool:
    while not asked and not site.ended():
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310 (our own address)
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
    return False


def _stop(children: list[Child]) -> None:
    for child in children:
        if not child.ended() and child.process is not None:
            child.process.terminate()
    end = time.monotonic() + GRACE
    while any(not child.ended() for child in children) and time.monotonic() < end:
        time.sleep(0.02)
    for child in children:
        child.signal_group(signal.SIGKILL)
        if child.process is not None:
            child.process.wait()


def _release_database() -> None:
    from qorgan.config import embedded

    for held in list(embedded.HELD.values()):
        held.release()


def _say(text: str) -> None:
    sys.stdout.write(f"qorgan: {text}\n")
    sys.stdout.flush()
