"""The full matrix over HTTP: python bench/faults_access.py [--tries 200]

Every role x relation x page of the hand-written oracle (tests/access/oracle.yaml), read and, for each route that
takes a form, sent with nothing in it, each undone afterwards; for every page about a file also the same page for an
id that does not exist. A probe fails when the status is not the one the oracle says, or when a canary of a sealed
field stands in the answer that the oracle does not allow. Entries written to the journal by each probe are counted.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import houses

SEED = 20260202


def main() -> None:
    """Print one JSON object; exit 1 when anything was wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tries", type=int, default=200)
    parser.add_argument(
        "--seconds", type=float, default=0, help="stop after this; people come in random order"
    )
    chosen = parser.parse_args()
    houses.start()
    from access import oracle, probing
    from access import world as worlds

    world = worlds.build()
    pages, posts = list(oracle.TABLE["pages"]), list(oracle.TABLE["posts"])
    probes, wrong, unlike = 0, [], []
    entries: dict[str, Counter[int]] = {
        "file_allowed": Counter(),
        "file_refused": Counter(),
        "no_file": Counter(),
    }
    odd: Counter[str] = Counter()
    people = [(role, relation) for role in oracle.ROLES for relation in oracle.RELATIONS]
    random.Random(SEED).shuffle(people)
    until, met = time.monotonic() + (chosen.seconds or 1e9), 0
    for role, relation in people:
        if time.monotonic() > until:
            break
        met += 1
        client = probing.client_of(world.officers[role, relation])
        for kind, names in (("pages", pages), ("posts", posts)):
            for page in names:
                entry = oracle.TABLE[kind][page]
                about = isinstance(entry, list)
                ask = probing.probe if kind == "pages" else probing.send
                with counting() as written:
                    wrong += ask(world, client, role, relation, page)
                probes += 1
                may = expected(entry, role, relation)
                which = ("file_allowed" if may else "file_refused") if about else "no_file"
                entries[which][written[0]] += 1
                if about and written[0] != 1:
                    odd[
                        f"{'GET' if kind == 'pages' else 'POST'} {page}, {'allowed' if may else 'refused'}: "
                        f"{written[0]}"
                    ] += 1
        for kind, names in (("pages", pages), ("posts", posts)):
            for page in names:
                entry = oracle.TABLE[kind][page]
                if isinstance(entry, list) and not expected(entry, role, relation):
                    probes += 1
                    if not probing.alike(world, client, page, send=kind == "posts"):
                        unlike.append((role, relation, page))
    houses.say(
        {
            "seed": SEED,
            "people_met": f"{met} of {len(people)}",
            "roles": len(oracle.ROLES),
            "relations": len(oracle.RELATIONS),
            "pages": len(pages),
            "forms": len(posts),
            "probes": probes,
            "leaks": sum(": shows " in each for each in wrong),
            "wrong_status": sum(": shows " not in each for each in wrong),
            "forbidden_unlike_absent": len(unlike),
            "first_wrong": wrong[:10] + [str(each) for each in unlike[:5]],
            "journal_entries_a_probe": {name: dict(sorted(found.items())) for name, found in entries.items()},
            "not_exactly_one": dict(odd.most_common(60)),
            "times": times(world, chosen.tries),
        }
    )
    raise SystemExit(bool(wrong or unlike))


def expected(entry: Any, role: str, relation: str) -> bool:
    """What the oracle says."""
    from access import oracle
    from access.world import ALWAYS_SHARED, SHARED

    if not isinstance(entry, list):
        return oracle.can(role, entry)
    may = oracle.allowed(role, entry[0], relation)
    if may and len(entry) == 3:
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
