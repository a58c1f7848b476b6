"""Speed of the journal: writers at once with the head lock held at commit only or from the insert on, bulk writing,
verification. Run: python bench/journal.py [--writers 20] [--seconds 10] [--render-ms 40] [--entries 200000]

Each writer does what a page does: opens a transaction, records, then renders for a while (sleeps), and commits.
With the lock taken at insert (SET CONSTRAINTS … IMMEDIATE) everybody waits while one renders. PostgreSQL runs with
fsync on.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from uuid import UUID

SEED = 20260301


def start(folder: Path) -> None:
    """A throw-away cluster with all tables."""
    for name in [each for each in os.environ if each.startswith("QORGAN_") or each == "DATABASE_URL"]:
        del os.environ[name]
    folder.chmod(0o711)
    os.environ |= {"QORGAN_DATA": str(folder / "data"), "QORGAN_DEMO": "1"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "qorgan.config.settings"
    from qorgan.config import readiness

    readiness.hold_database(remove=folder)
    readiness.load_django()
    readiness.bring_up_to_date()


def act(dice: random.Random, now: dt.datetime) -> dict[str, Any]:
    """One invented act."""
    ids = [UUID(int=dice.getrandbits(128), version=4) for _ in range(4)]
    return {
        "kind": "cases.read",
        "by": ids[0],
        "agency": ids[1],
        "case": ids[2],
        "subject": ("child", ids[3]),
        "purpose": "care",
        "detail": {"opened": ["child.names", "child.birth"]},
        "happened_at": now,
        "now": now,
    }


def writers(count: int, seconds: float, render: float, *, at_insert: bool) -> dict[str, float]:
    """Closed loop: each writer starts its next request when the last is done."""
    from django.db import connection, transaction

    from qorgan.journal.actions import record

    until, times, lock = time.perf_counter() + seconds, [], threading.Lock()

    def work(number: int) -> None:
        dice, mine = random.Random(SEED + number), []
        while (begun := time.perf_counter()) < until:
            with transaction.atomic():
                if at_insert:
                    with connection.cursor() as cursor:
                        cursor.execute("SET CONSTRAINTS journal_entry_seal IMMEDIATE")
                record(**act(dice, dt.datetime.now(dt.UTC)))
                time.sleep(render)
            mine.append(time.perf_counter() - begun)
        connection.close()
        with lock:
            times.extend(mine)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    times.sort()
    return {
        "acts_per_second": round(len(times) / took, 1),
        "median_ms": round(statistics.median(times) * 1000, 1),
        "p95_ms": round(times[int(len(times) * 0.95)] * 1000, 1),
        "acts": len(times),
    }


def bulk(entries: int, batch: int = 5_000) -> dict[str, float]:
    """Composed bodies in large statements, sealed at each commit."""
    from django.db import transaction

    from qorgan.journal.actions import write
    from qorgan.journal.body import compose
    from qorgan.vault import new_id

    dice, now = random.Random(SEED), dt.datetime.now(dt.UTC)
    bodies = [compose(entry_id=new_id(), **act(dice, now)) for _ in range(entries)]
    begun = time.perf_counter()
    for first in range(0, entries, batch):
        with transaction.atomic():
            write(bodies[first : first + batch])
    took = time.perf_counter() - begun
    return {"entries": entries, "entries_per_second": round(entries / took)}


def verifying(folder: Path) -> dict[str, Any]:
    """Sign once, then verify everything three times, with the witness."""
    from qorgan.config.database import as_owner
    from qorgan.journal.actions import checkpoint
    from qorgan.journal.verify import verify
    from qorgan.journal.witness import Witness
    from qorgan.vault import Keyring

    signer, witness = Keyring.new().signer(), Witness(folder / "witness")
    public = signer.public_key().public_bytes_raw()
    speeds = []
    with as_owner() as connection:
        begun = time.perf_counter()
        checkpoint(now=dt.datetime.now(dt.UTC), signer=signer, witness=witness)
        signing = time.perf_counter() - begun
        for _ in range(3):
            result = verify(connection.connection, trusted=[public], witness=witness)
            if not result.sound:
                raise SystemExit(f"not sound: {result.first_bad}")
            speeds.append(round(result.entries / result.seconds))
    return {
        "entries": result.entries,
        "entries_per_second": sorted(speeds),
        "first_checkpoint_seconds": round(signing, 2),
    }


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--render-ms", type=float, default=40)
    parser.add_argument("--entries", type=int, default=200_000)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="qorgan-bench-"))
    start(folder)
    render = chosen.render_ms / 1000
    figures: dict[str, Any] = {"seed": SEED, "writers": chosen.writers, "render_ms": chosen.render_ms}
    figures["lock_at_commit"] = writers(chosen.writers, chosen.seconds, render, at_insert=False)
    figures["lock_at_insert"] = writers(chosen.writers, chosen.seconds, render, at_insert=True)
    figures["lock_at_commit_no_rendering"] = writers(chosen.writers, chosen.seconds, 0, at_insert=False)
    figures["bulk"] = bulk(chosen.entries)
    figures["verify"] = verifying(folder)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
