"""The linker at 100,000 children with sealed names: one registration match, whole, with and beyond decryption.

    python bench/children_matching.py [--children 100000] [--matches 300] [--seed 1]

A private cluster, all tables, children written as the acts write them (envelopes, wrapped keys, keyed hashes), 20
bodies, names of `qorgan.linkage.simulate`, half of the children in several records. Each match is what the linker does
after a name was written down, as qorgan_linker, with its transaction, journal entry and commit: candidates by keyed
hashes (lookup), rows (reading), names opened (decryption), scored, and everything else: limits, settled pairs, what is
kept, the commit. Decryption is opening envelopes and unwrapping their keys. Processor time is of the process and of its
database connection together: it does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import resource
import statistics
import time
from pathlib import Path
from typing import Any

import houses

STAGES = ("lookup", "reading", "decryption", "scoring", "rules_and_writing")


def main() -> None:
    """Build, match, print figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--children", type=int, default=100_000)
    parser.add_argument("--matches", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    houses.start()
    began = time.monotonic()
    cases = build(options.children, options.seed)
    built = time.monotonic() - began
    houses.say(
        {
            "children": options.children,
            "seed": options.seed,
            "built_seconds": round(built, 1),
            **measure(random.Random(options.seed).sample(cases, options.matches + 20)),  # noqa: S311
        }
    )


def build(count: int, seed: int) -> list[Any]:
    """Children of cases of 20 bodies, with nothing else of the case: the linker reads nothing else."""
    from django.db import connection, transaction

    from qorgan import vault
    from qorgan.config.database import as_owner
    from qorgan.demo import crowd, loader
    from qorgan.linking.models import Basis

    now = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    chance, people = random.Random(seed), crowd.records(seed)  # noqa: S311 - invented data
    with transaction.atomic():
        officers = loader.people(20, now=now - dt.timedelta(days=900))
        Basis.objects.create(in_force=True, provision="Invented", by=officers[0], at=now)
    cases = []
    with as_owner():
        for start in range(0, count, loader.CHUNK):
            rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in loader.TABLES}
            for _ in range(min(loader.CHUNK, count - start)):
                case_id, owner = vault.new_id(), chance.choice(officers)
                rows["agencies_accessgrant"].append(
                    (vault.new_id(), case_id, None, "owner", "[]", None, now, None, owner.agency_id, owner.id)
                )
                loader._child(rows, next(people), case_id, owner, now)
                cases.append(case_id)
            with transaction.atomic():
                loader._copy(rows)
        with connection.cursor() as cursor:
            for table in loader.TABLES:
                cursor.execute(f"ANALYZE {table}")
    return cases


class Clock:
    """Wall time, and the processor's time of this process and of its database connection, by stage of a match."""

    def __init__(self, backend: int) -> None:
        self.backend = Path(f"/proc/{backend}/schedstat")
        self.spent: dict[str, list[float]] = {}
        self.inside: list[list[float]] = []

    def now(self, *, whole: bool = True) -> tuple[float, float]:
        """Seconds by the wall and of the processor; without `whole` not the database's."""
        database = int(self.backend.read_text().split()[0]) / 1e9 if whole else 0.0
        return time.perf_counter(), time.thread_time() + database

    def timed(self, stage: str, function: Any, *, whole: bool = True) -> Any:
        """`function`, its time counted for `stage` and not for the stage around it."""

        def run(*args: Any, **kwargs: Any) -> Any:
            start, mine = self.now(whole=whole), [0.0, 0.0]
            self.inside.append(mine)
            try:
                return function(*args, **kwargs)
            finally:
                self.inside.pop()
                took = [after - before for after, before in zip(self.now(whole=whole), start, strict=True)]
                kept = self.spent.setdefault(stage, [0.0, 0.0])
                for n in range(2):
                    kept[n] += took[n] - mine[n]
                    if self.inside:
                        self.inside[-1][n] += took[n]

        return run


def measure(cases: list[Any]) -> dict[str, Any]:
    """Match each case once as an act of its keeper, half an hour apart; the first 20 warm up."""
    from qorgan.config.database import LINKER, PREPARED, as_role
    from qorgan.linking import comparing, matching, rules

    rows: list[dict[str, list[float]]] = []
    found, sizes, now = [], [], dt.datetime(2026, 6, 2, tzinfo=dt.UTC)
    with as_role(LINKER) as connection:
        connection.settings_dict["OPTIONS"] |= PREPARED  # as the linker's own process has it
        connection.ensure_connection()
        clock = Clock(connection.connection.info.backend_pid)
        matching.unseal = comparing.unseal = clock.timed("decryption", comparing.unseal, whole=False)
        comparing.rank = clock.timed("scoring", _counted(comparing.rank, sizes))
        matching._candidates = clock.timed("lookup", matching._candidates)
        matching._records = clock.timed("reading", matching._records)
        match = clock.timed("rules_and_writing", matching.match)
        for number, case_id in enumerate(cases):
            now += dt.timedelta(minutes=30)
            officer_id = rules.standing(case_id, None, now=now).keeper_id
            clock.spent = {}
            run = match(case_id=case_id, officer_id=officer_id, now=now)
            if number >= 20 and run is not None:
                rows.append(clock.spent)
                found.append(run.found + run.hits)
    return {
        "matches": len(rows),
        "load": os.getloadavg()[1],
        "whole_ms": _told(_sums(rows, 0)),
        "beyond_decryption_ms": _told(_sums(rows, 0, without="decryption")),
        "beyond_decryption_processor_ms": _told(_sums(rows, 1, without="decryption")),
        "stages_ms": {stage: _told(_sums(rows, 0, only=stage)) for stage in STAGES},
        "stages_processor_ms": {stage: _told(_sums(rows, 1, only=stage)) for stage in STAGES},
        "names_scored": _told(sizes),
        "alike_found_mean": round(statistics.mean(found), 2),
        "bar_beyond_decryption_p95_ms": 50,
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _counted(rank: Any, sizes: list[float]) -> Any:
    def run(query: Any, others: Any, **kwargs: Any) -> Any:
        sizes.append(len(others))
        return rank(query, others, **kwargs)

    return run


def _sums(
    rows: list[dict[str, list[float]]], part: int, *, only: str | None = None, without: str | None = None
) -> list[float]:
    """Milliseconds of each match, of one stage, or of all but one."""
    return [
        1000 * sum(took[part] for stage, took in row.items() if only in (None, stage) and stage != without)
        for row in rows
    ]


def _told(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
    return {name: round(ordered[min(int(len(ordered) * q), len(ordered) - 1)], 1) for name, q in at.items()}


if __name__ == "__main__":
    main()
