"""Pages at 1,000, 10,000 and 100,000 cases and 20 keeping bodies: an open loop of 20 officers, each one request every
10 seconds on average, warm; then a closed loop for throughput; beside each page its bare SQL and query count.

    python bench/pages.py [--sizes 1000,10000,100000] [--seconds 120] [--scratch FOLDER]
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

PORT = 8731
TARGET = 0.200
KINDS = ("tasks", "cases", "filtered", "case", "search", "report", "accept")


class Browser:
    """A signed-in officer with cookies and one connection."""

    def __init__(self, login: str) -> None:
        self.cookies: dict[str, str] = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        page = self.get("/demo/")[1]
        found = re.search(rf'action="(/demo/be/[^"]+)"(?:(?!</form>).)*value="{login}"', page, re.S)
        assert found, login
        self.post(found[1], {"officer": login})

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Host": f"localhost:{PORT}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):  # the server closed an idle connection
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        return answer.status, text

    def get(self, path: str) -> tuple[int, str]:
        return self._send("GET", path)

    def post(self, path: str, data: dict[str, Any]) -> tuple[int, str]:
        token = self.cookies.get("qorgan-form", "")
        return self._send("POST", path, urlencode({"csrfmiddlewaretoken": token, **data}, doseq=True))


class Officer:
    """One officer, what belongs to them, and how they do each kind of thing."""

    def __init__(self, login: str, cases: list[Any], pending: list[Any], body: Any, seed: int) -> None:
        self.chance = random.Random(seed)
        self.browser = Browser(login)
        self.cases, self.pending, self.body = cases, pending, body

    def do(self, kind: str) -> int:
        return getattr(self, kind)()[0]

    def tasks(self) -> tuple[int, str]:
        return self.browser.get("/")

    def filtered(self) -> tuple[int, str]:
        return self.browser.get("/cases/?state=open&status=reasonable&region=KZ-75")

    def list(self) -> tuple[int, str]:
        return self.browser.get("/cases/")

    def case(self) -> tuple[int, str]:
        return self.browser.get(f"/cases/{self.chance.choice(self.cases)}/")

    def search(self) -> tuple[int, str]:
        from qorgan.demo.loader import GIVEN, surname

        words = f"{surname(self.chance)} {self.chance.choice(GIVEN)}"
        return self.browser.post(
            "/children/search/", {"names": words, "birth_year": self.chance.randrange(2008, 2026)}
        )

    def report(self) -> tuple[int, str]:
        now = dt.datetime.now(dt.UTC) - dt.timedelta(hours=12)
        data = {
            "danger": "unknown",
            "to_agency": str(self.body),
            "narrative": "Invented.",
            "once": str(uuid4()),
            "learned_at_0": now.day,
            "learned_at_1": now.month,
            "learned_at_2": now.year,
            "learned_at_3": "10:00",
        }
        return self.browser.post("/reports/new/", data)

    def accept(self) -> tuple[int, str]:
        if not self.pending:
            return self.tasks()
        return self.browser.post(f"/referrals/{self.pending.pop()}/accept/", {})


CALLS = {kind: kind for kind in KINDS} | {"cases": "list"}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args(argv)
    base = options.scratch or Path(tempfile.mkdtemp(prefix="qorgan-pages-", dir="/var/tmp"))
    base.mkdir(parents=True, exist_ok=True)
    base.chmod(0o755)
    for size in options.sizes.split(","):
        command = [sys.executable, __file__, "--one", size, str(options.seconds), str(base / size / "data")]
        if subprocess.run(command, check=False).returncode:
            return 1
    return 0


def one(size: int, seconds: float, data: str) -> int:
    """One size: load, serve, measure. A process of its own, since settings are read once."""
    Path(data).parent.mkdir(parents=True, exist_ok=True)
    Path(data).parent.chmod(0o755)
    os.environ.update(QORGAN_DATA=data, QORGAN_DEMO="1")
    from qorgan.config import readiness

    readiness.load_django()
    readiness.hold_database()
    readiness.bring_up_to_date()
    people = _load(size)
    server = subprocess.Popen(
        [sys.executable, "-m", "qorgan", "serve", "--port", str(PORT)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait()
        officers = [Officer(*person, seed=number) for number, person in enumerate(people)]
        _warm(officers)
        times = open_loop(officers, seconds)
        rate = closed_loop(officers, 10)
        _print(size, seconds, times, rate, bare_sql(people))
    finally:
        server.terminate()
        server.wait(60)
    return 0


def _load(size: int) -> list[tuple[Any, ...]]:
    from django.db import transaction
    from django.utils import timezone

    from qorgan.cases.models import Case
    from qorgan.config.database import as_owner
    from qorgan.demo import loader
    from qorgan.referrals.models import Referral

    now = timezone.now()
    with transaction.atomic():
        officers = loader.people(20, now=now - dt.timedelta(days=900))
    started = time.perf_counter()
    loader.load(size, officers, now=now)
    print(f"{size} cases loaded in {time.perf_counter() - started:.1f} s", flush=True)
    people = []
    with as_owner():
        for officer in officers:
            if not officer.login.endswith("supervisor"):
                continue
            mine = list(Case.objects.filter(agency_id=officer.agency_id).values_list("id", flat=True)[:200])
            waiting = Referral.objects.filter(to_agency_id=officer.agency_id, state="sent")
            people.append(
                (officer.login, mine, list(waiting.values_list("id", flat=True)[:200]), officer.agency_id)
            )
    return people


def _wait() -> None:
    for _ in range(240):
        try:
            probe = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            probe.request("GET", "/demo/", headers={"Host": f"localhost:{PORT}"})
            if probe.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise SystemExit("the site does not answer")


def _warm(officers: list[Officer]) -> None:
    for officer in officers:
        for kind in ("tasks", "cases", "filtered", "case", "search"):
            status = officer.do(CALLS[kind])
            assert status == 200, (kind, status)


def open_loop(officers: list[Officer], seconds: float) -> dict[str, list[float]]:
    """Poisson arrivals: a request waits for nobody but its own officer's browser; waiting counts."""
    chance = random.Random(7)
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    busy = [threading.Lock() for _ in officers]
    threads, begin, at, number = [], time.perf_counter(), 0.0, 0
    while at < seconds:
        at += chance.expovariate(len(officers) / 10)
        kind, who = KINDS[number % len(KINDS)], chance.randrange(len(officers))
        number += 1
        time.sleep(max(0.0, begin + at - time.perf_counter()))
        due = begin + at
        thread = threading.Thread(target=_timed, args=(officers[who], busy[who], kind, due, times))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return times


def _timed(
    officer: Officer, lock: threading.Lock, kind: str, due: float, times: dict[str, list[float]]
) -> None:
    with lock:
        status = officer.do(CALLS[kind])
    assert status in (200, 302), (kind, status)
    times[kind].append(time.perf_counter() - due)


def closed_loop(officers: list[Officer], seconds: float) -> float:
    """Requests a second when 8 officers ask for their tasks, a list or a case without a pause."""
    done = [0] * 8
    end = time.perf_counter() + seconds

    def work(number: int) -> None:
        kinds = ("tasks", "cases", "case")
        while time.perf_counter() < end:
            officers[number].do(CALLS[kinds[done[number] % 3]])
            done[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def bare_sql(people: list[tuple[Any, ...]]) -> dict[str, tuple[int, float]]:
    """For each reading page: how many queries, and the time of exactly those statements without the application."""
    from django.conf import settings
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from qorgan.agencies.models import Officer as Model

    settings.ALLOWED_HOSTS = ["*"]
    found = {}
    login, cases, _pending, _body = people[0]
    client = Client()
    client.force_login(Model.objects.get(login=login), backend=settings.AUTHENTICATION_BACKENDS[0])
    pages = {
        "tasks": "/",
        "cases": "/cases/",
        "filtered": "/cases/?state=open&status=reasonable&region=KZ-75",
        "case": f"/cases/{cases[0]}/",
    }
    for kind, path in pages.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        statements = [query["sql"] for query in captured.captured_queries]
        asked = [sql for sql in statements if sql.lstrip().upper().startswith("SELECT")]
        runs = []
        for _ in range(20):
            with transaction.atomic(), connection.cursor() as cursor:
                started = time.perf_counter()
                for sql in asked:
                    cursor.execute(sql)
                runs.append(time.perf_counter() - started)
                transaction.set_rollback(True)
        found[kind] = (len(statements), statistics.median(runs))
    return found


def _print(
    size: int, seconds: float, times: dict[str, list[float]], rate: float, bare: dict[str, tuple[int, float]]
) -> None:
    print(
        f"N={size} cases, 20 bodies, 20 officers, one request each per 10 s, {seconds:.0f} s, seed 7",
        flush=True,
    )
    for kind in KINDS:
        row = sorted(times[kind])
        p95 = row[min(len(row) - 1, int(0.95 * len(row)))] if row else float("nan")
        count, sql = bare.get(kind, (0, 0.0))
        beside = f"  {count} queries, bare SQL {1000 * sql:.1f} ms" if count else ""
        word = "ok" if p95 <= TARGET else "ABOVE 200 ms"
        print(
            f"  {kind:<9} n={len(row):<4} p50 {1000 * statistics.median(row):6.1f} ms"
            f"  p95 {1000 * p95:6.1f} ms  {word}{beside}"
        )
    print(f"  closed loop, 8 officers: {rate:.0f} requests/s", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        raise SystemExit(one(int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]))
    raise SystemExit(main(sys.argv[1:]))
