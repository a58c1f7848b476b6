"""The linker at 100,000 children with sealed names: one registration match, whole, with and beyond decryption.

    python bench/children_matching.py [--children 100000] [--matches 300] [--seed 1]

A private cluster, all tables, children written as the acts write them (envelopes, wrapped keys, keyed hashes), 20
bodies. Each match is what the linker does after a name was written down, as qorgan_linker, with its transaction,
journal entry and commit: candidates by keyed hashes, names opened, scored, kept. Decryption is the time spent in
opening envelopes and unwrapping their keys.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import statistics
import time
from typing import Any

import houses


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
    from qorgan.demo import loader
    from qorgan.linking.models import Basis

    now, chance = dt.datetime(2026, 6, 1, tzinfo=dt.UTC), random.Random(seed)  # noqa: S311
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
                loader._child(rows, chance, case_id, owner, now)
                cases.append(case_id)
            with transaction.atomic():
                loader._copy(rows)
        with connection.cursor() as cursor:
            for table in loader.TABLES:
                cursor.execute(f"ANALYZE {table}")
    return cases


def measure(cases: list[Any]) -> dict[str, Any]:
    """Match each case once; the first 20 warm up."""
    from qorgan.config.database import LINKER, as_role
    from qorgan.linking import comparing, matching

    opened = [0.0]
    scored = [0.0]

    def timed(function: Any, into: list[float]) -> Any:
        def run(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                into[0] += time.perf_counter() - start

        return run

    matching.unseal = comparing.unseal = timed(comparing.unseal, opened)
    comparing.rank = timed(comparing.rank, scored)
    whole, beyond, decrypting, scoring, found = [], [], [], [], []
    now = dt.datetime(2026, 6, 2, tzinfo=dt.UTC)
    with as_role(LINKER):
        for number, case_id in enumerate(cases):
            opened[0] = scored[0] = 0.0
            start = time.perf_counter()
            run = matching.match(case_id=case_id, officer_id=None, now=now)
            took = time.perf_counter() - start
            if number < 20 or run is None:
                continue
            whole.append(took * 1000)
            decrypting.append(opened[0] * 1000)
            beyond.append((took - opened[0]) * 1000)
            scoring.append(scored[0] * 1000)
            found.append(run.found + run.hits)
    return {
        "matches": len(whole),
        "whole_ms": _told(whole),
        "decryption_ms": _told(decrypting),
        "beyond_decryption_ms": _told(beyond),
        "of_it_scoring_ms": _told(scoring),
        "alike_found_mean": round(statistics.mean(found), 2),
        "bar_beyond_decryption_p95_ms": 50,
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _told(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    at = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
    return {name: round(ordered[min(int(len(ordered) * q), len(ordered) - 1)], 1) for name, q in at.items()}


if __name__ == "__main__":
    main()
