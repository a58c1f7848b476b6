"""The full matrix over HTTP: python bench/faults_access.py [--workers 2] [--tries 200]

Every role x relation x page of the hand-written oracle (tests/access/oracle.yaml), read and, for each route that
takes a form, sent with nothing in it, each undone afterwards; for every page about a file that is refused also the
same page for an id that does not exist. A probe fails when the status is not the one the oracle says, or when a
canary of a sealed field stands in the answer that the oracle does not allow. Entries written to the journal by each
probe are counted. People (role x relation) are dealt in random order to `--workers` processes, each with a house and
a database of its own, and summed; times are measured afterwards, alone. `--shard 1/10` probes a tenth of the people.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import houses

SEED = 20260202
SUMMED = ("people", "probes", "leaks", "wrong_status", "forbidden_unlike_absent")


def main() -> None:
    """Print one JSON object; exit 1 when anything was wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tries", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--shard", default="", help="only this part, such as 1/10, in this process")
    chosen = parser.parse_args()
    if chosen.shard:
        number, of = map(int, chosen.shard.split("/"))
        houses.start()
        found = matrix(number, of)
    else:
        found = together(chosen.workers)
        houses.start()
        from access import world as worlds

        found["times"] = times(worlds.build(), chosen.tries)
    houses.say(found)
    raise SystemExit(bool(found["leaks"] or found["wrong_status"] or found["forbidden_unlike_absent"]))


def together(workers: int) -> dict[str, Any]:
    """The whole matrix, dealt to processes and summed."""
    started = time.monotonic()
    running = [
        subprocess.Popen(
            [sys.executable, __file__, "--shard", f"{number}/{workers}"], stdout=subprocess.PIPE, text=True
        )
        for number in range(1, workers + 1)
    ]
    parts = [json.loads(each.communicate()[0]) for each in running]
    whole = parts[0] | {name: sum(part[name] for part in parts) for name in SUMMED}
    whole["shard"] = f"{workers} processes, {time.monotonic() - started:.0f} s"
    whole["first_wrong"] = [line for part in parts for line in part["first_wrong"]][:15]
    for name in ("not_exactly_one", *(f"journal_entries_a_probe.{kind}" for kind in COUNTED)):
        whole[name] = sum((Counter(part[name]) for part in parts), Counter())
    return whole


COUNTED = ("file_allowed", "file_refused", "no_file")


def matrix(number: int, of: int) -> dict[str, Any]:
    """Every page and form for every `of`-th person, from the `number`-th on."""
    from access import oracle
    from access import world as worlds

    world = worlds.build()
    everybody = [(role, relation) for role in oracle.ROLES for relation in oracle.RELATIONS]
    random.Random(SEED).shuffle(everybody)
    people = everybody[number - 1 :: of]
    wrong: list[str] = []
    unlike: list[tuple[str, ...]] = []
    counts: dict[str, Counter[int]] = {kind: Counter() for kind in COUNTED}
    odd: Counter[str] = Counter()
    probes = 0
    for role, relation in people:
        probes += _person(world, role, relation, wrong, unlike, counts, odd)
    return {
        "seed": SEED,
        "shard": f"{number} of {of}",
        "people": len(people),
        "of": len(everybody),
        "roles": len(oracle.ROLES),
        "relations": len(oracle.RELATIONS),
        "pages": len(oracle.TABLE["pages"]),
        "forms": len(oracle.TABLE["posts"]),
        "probes": probes,
        "leaks": sum(": shows " in each for each in wrong),
        "wrong_status": sum(": shows " not in each for each in wrong),
        "forbidden_unlike_absent": len(unlike),
        "first_wrong": wrong[:10] + [str(each) for each in unlike[:5]],
        "not_exactly_one": dict(odd.most_common(60)),
        **{f"journal_entries_a_probe.{kind}": dict(sorted(found.items())) for kind, found in counts.items()},
    }


def _person(
    world: Any,
    role: str,
    relation: str,
    wrong: list[str],
    unlike: list[tuple[str, ...]],
    counts: dict[str, Counter[int]],
    odd: Counter[str],
) -> int:
    """All pages and forms of one officer, and the absent twin of each file refused; how many probes."""
    from access import oracle, probing

    client, probes = probing.client_of(world.officers[role, relation]), 0
    for kind, ask in (("pages", probing.probe), ("posts", probing.send)):
        for page, entry in oracle.TABLE[kind].items():
            about, may = isinstance(entry, list), expected(entry, role, relation)
            with counting() as written:
                wrong += ask(world, client, role, relation, page)
            probes += 1
            which = ("file_allowed" if may else "file_refused") if about else "no_file"
            counts[which][written[0]] += 1
            if about and written[0] != 1:
                verb, said = "GET" if kind == "pages" else "POST", "allowed" if may else "refused"
                odd[f"{verb} {page}, {said}: {written[0]}"] += 1
            if about and not may:
                probes += 1
                if apart := probing.difference(world, client, page, send=kind == "posts"):
                    unlike.append((role, relation, kind, page, apart))
    return probes


def expected(entry: Any, role: str, relation: str) -> bool:
    """What the oracle says."""
    from access import oracle
    from access.world import ALWAYS_SHARED, SHARED

    may = oracle.page_opens(role, entry, relation, shared=SHARED)
    if may and isinstance(entry, list) and len(entry) == 3:
        return entry[2] in oracle.fields(role, relation, enforcement=False, shared=SHARED | ALWAYS_SHARED)
    return may


@contextmanager
def counting() -> Iterator[list[int]]:
    """How many entries the journal was given, whatever became of the transaction."""
    from qorgan.journal import actions

    found, write = [0], actions.write

    def counted(bodies: Any) -> None:
        found[0] += len(bodies)
        write(bodies)

    actions.write = counted
    try:
        yield found
    finally:
        actions.write = write


def times(world: Any, tries: int) -> dict[str, Any]:
    """Median milliseconds of a forbidden and of an absent file, in turns, on five pages of one stranger."""
    from django.db import transaction

    from access import probing

    client = probing.client_of(world.officers["guardianship", "stranger"])
    found = {}
    for page in ("cases:show", "cases:change", "cases:journal", "reports:show", "referrals:of_case"):
        forbidden: list[float] = []
        absent: list[float] = []
        for number in range(2 * tries + 20):
            ids = world.ids if number % 2 else probing.absent(world.ids)
            begun = time.perf_counter()
            with transaction.atomic():
                client.get(probing.address(page, ids))
                transaction.set_rollback(True)
            if number >= 20:
                (forbidden if number % 2 else absent).append(1000 * (time.perf_counter() - begun))
        one, other = statistics.median(forbidden), statistics.median(absent)
        found[page] = {
            "tries_each": tries,
            "forbidden_ms": round(one, 2),
            "absent_ms": round(other, 2),
            "difference_percent": round(100 * (one - other) / other, 1),
        }
    return found


if __name__ == "__main__":
    main()
