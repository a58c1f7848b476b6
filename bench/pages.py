"""Pages at 1,000, 10,000 and 100,000 cases and 20 keeping bodies: an open loop of 20 officers, each one request every
10 seconds on average, warm, until every page was asked 126 times (a referral is accepted 42 times: more do not wait at
1,000 cases); then a closed loop for throughput; beside each page its query count and its bare SQL. Prints a table for
docs/measurements.md.

    python bench/pages.py [--sizes 1000,10000,100000] [--each 126] [--scratch FOLDER]

A folder that holds a loaded size already is used as it is.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from pages_officers import KINDS, PORT, Officer, answers

TARGET, GROWTH = 0.200, 1.5
ACCEPTED = 42  # at most: so many referrals wait at 1,000 cases
WORDS = {
    "tasks": "my tasks",
    "cases": "list of cases",
    "filtered": "list with filters",
    "case": "case page",
    "search": "search by name and year",
    "report": "send a report",
    "accept": "accept a referral",
}


def main(argv: list[str]) -> int:
    """Each size in a process of its own, since settings are read once; then the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--each", type=int, default=126)
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args(argv)
    base = options.scratch or Path(tempfile.mkdtemp(prefix="qorgan-pages-", dir="/var/tmp"))
    base.mkdir(parents=True, exist_ok=True)
    base.chmod(0o755)
    sizes = options.sizes.split(",")
    for size in sizes:
        command = [sys.executable, __file__, "--one", size, str(options.each), str(base / size / "data")]
        if subprocess.run(command, check=False).returncode:
            return 1
    found = {size: json.loads((base / size / "found.json").read_text("utf-8")) for size in sizes}
    print(table(found))
    return int(any(found[size]["pages"][kind]["p95"] > TARGET for size in sizes for kind in KINDS))


def one(size: int, each: int, data: str) -> int:
    """One size: load, serve, measure, write what was found beside the data."""
    folder = Path(data).parent
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    os.environ.update(QORGAN_DATA=data, QORGAN_DEMO="1")
    from qorgan.config import readiness

    readiness.load_django()
    readiness.hold_database()
    readiness.bring_up_to_date()
    seconds = _load(size)
    people = _people()
    server = subprocess.Popen(
        [sys.executable, "-m", "qorgan", "serve", "--port", str(PORT)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        answers()
        officers = [Officer(*person, seed=number) for number, person in enumerate(people)]
        _warm(officers)
        before = _written()
        times = open_loop(officers, each)
        after = _written()
        rate = closed_loop(officers, 10)
    finally:
        server.terminate()
        server.wait(60)
    done = {kind: after[kind] - before[kind] for kind in after}
    assert done == {kind: len(times[kind]) for kind in after}, done  # each was really sent, really accepted
    from pages_sql import beside

    pages = {kind: _figures(times[kind]) for kind in KINDS}
    for kind, (queries, sql) in beside(_people()).items():
        pages[kind] |= {"queries": queries, "sql": sql}
    found = {"load": seconds, "rate": rate, "pages": pages}
    (folder / "found.json").write_text(json.dumps(found), encoding="utf-8")
    print(f"N={size}: {json.dumps(found)}", flush=True)
    return 0


def _figures(row: list[float]) -> dict[str, float]:
    row = sorted(row)
    return {
        "n": len(row),
        "p50": statistics.median(row),
        "p95": row[min(len(row) - 1, int(0.95 * len(row)))],
        "max": row[-1],
    }


def _load(size: int) -> float | None:
    """Load, vacuum and write to disk, as a database that has lived; None when the folder is loaded already."""
    import psycopg
    from django.conf import settings
    from django.db import transaction
    from django.utils import timezone

    from qorgan.agencies.models import Officer as Model
    from qorgan.config import database, embedded
    from qorgan.demo import loader

    if Model.objects.filter(login="bench1-supervisor").exists():
        return None
    now = timezone.now()
    with transaction.atomic():
        officers = loader.people(20, now=now - dt.timedelta(days=900))
    started = time.perf_counter()
    loader.load(size, officers, now=now)
    seconds = time.perf_counter() - started
    print(f"{size} cases loaded in {seconds:.1f} s", flush=True)
    info = database.conninfo(embedded.SUPERUSER, os.environ, settings.DATA_DIR)
    with psycopg.connect(**info, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
    return seconds


def _people() -> list[tuple[Any, ...]]:
    """Login, up to 200 cases, up to 200 waiting referrals and body of each body's supervisor."""
    from qorgan.agencies.models import Officer as Model
    from qorgan.cases.models import Case
    from qorgan.config.database import as_owner
    from qorgan.referrals.models import Referral

    people = []
    with as_owner():
        for officer in Model.objects.filter(login__regex=r"^bench\d+-supervisor$").order_by("login"):
            mine = Case.objects.filter(agency_id=officer.agency_id).order_by("id")
            waiting = Referral.objects.filter(to_agency_id=officer.agency_id, state="sent").order_by("id")
            ids = [list(rows.values_list("id", flat=True)[:200]) for rows in (mine, waiting)]
            people.append((officer.login, *ids, officer.agency_id))
    return people


def _written() -> dict[str, int]:
    """How many reports and accepted referrals there are."""
    from qorgan.config.database import as_owner
    from qorgan.referrals.models import Referral
    from qorgan.reports.models import Report

    with as_owner():
        return {
            "report": Report.objects.count(),
            "accept": Referral.objects.filter(state="accepted").count(),
        }


def _warm(officers: list[Officer]) -> None:
    """Every officer every reading page, and a few of the writing ones: both web processes have seen all."""
    for officer in officers:
        for kind in ("tasks", "cases", "filtered", "case", "search", "report"):
            officer.do(kind)
    for officer in [each for each in officers if each.pending][:10]:
        officer.do("accept")


def open_loop(officers: list[Officer], each: int) -> dict[str, list[float]]:
    """Poisson arrivals: a request waits for nobody but its own officer's browser; waiting counts."""
    chance = random.Random(7)
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    busy = {officer.login: threading.Lock() for officer in officers}
    asked = [kind for kind in KINDS for _ in range(min(each, ACCEPTED) if kind == "accept" else each)]
    chance.shuffle(asked)
    threads, begin, at = [], time.perf_counter(), 0.0
    for kind in asked:
        at += chance.expovariate(len(officers) / 10)
        officer = chance.choice(officers)
        if kind == "accept" and not officer.pending:
            rest = [other for other in officers if other.pending]
            assert rest, "more acceptances asked than referrals wait here: load anew"
            officer = chance.choice(rest)
        time.sleep(max(0.0, begin + at - time.perf_counter()))
        thread = threading.Thread(target=_timed, args=(officer, busy, kind, begin + at, times))
        thread.start()
        threads.append(thread)
    for thread in threads:
        thread.join()
    return times


def _timed(
    officer: Officer, busy: dict[str, threading.Lock], kind: str, due: float, times: dict[str, list[float]]
) -> None:
    with busy[officer.login]:
        officer.do(kind)
    times[kind].append(time.perf_counter() - due)


def closed_loop(officers: list[Officer], seconds: float) -> float:
    """Requests a second when 8 officers ask for their tasks, a list or a case without a pause."""
    done = [0] * 8
    end = time.perf_counter() + seconds

    def work(number: int) -> None:
        kinds = ("tasks", "cases", "case")
        while time.perf_counter() < end:
            officers[number].do(kinds[done[number] % 3])
            done[number] += 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def table(found: dict[str, Any]) -> str:
    """Markdown: p50 / p95 of each size, growth, queries and bare SQL of the largest."""
    sizes = list(found)
    first, last = found[sizes[0]]["pages"], found[sizes[-1]]["pages"]
    heads = [f"{int(size):,}: p50 / p95 ms" for size in sizes]
    lines = [f"| page | {' | '.join(heads)} | growth p50 / p95 | requests | queries | bare SQL ms |"]
    lines.append("| --- " * (len(sizes) + 5) + "|")
    for kind in KINDS:
        times = [_pair(found[size]["pages"][kind]) for size in sizes]
        growth = [last[kind][part] / first[kind][part] for part in ("p50", "p95")]
        grown = " / ".join(f"**{each:.2f}**" if each > GROWTH else f"{each:.2f}" for each in growth)
        sql = [f"{1000 * each[kind]['sql']:.1f}" for each in (first, last)]
        counts = f"{min(found[size]['pages'][kind]['n'] for size in sizes)} | {last[kind]['queries']}"
        lines.append(f"| {WORDS[kind]} | {' | '.join(times)} | {grown} | {counts} | {' → '.join(sql)} |")
    rates = " | ".join(f"{found[size]['rate']:.0f}" for size in sizes)
    lines.append(f"| closed loop, 8 officers, requests/s | {rates} | | | | |")
    loads = [f"{found[size]['load']:.1f} s" if found[size]["load"] else "kept" for size in sizes]
    lines.append(f"\nSeed 7; 20 officers, one request each per 10 s on average; loading: {', '.join(loads)}.")
    return "\n".join(lines)


def _pair(figures: dict[str, float]) -> str:
    p95 = f"{1000 * figures['p95']:.0f}"
    return f"{1000 * figures['p50']:.0f} / " + (f"**{p95}**" if figures["p95"] > TARGET else p95)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        raise SystemExit(one(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
    raise SystemExit(main(sys.argv[1:]))
