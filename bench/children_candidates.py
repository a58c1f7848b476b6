"""Which candidates the linker may leave out: true pairs behind a cap or sharing too little, in simulated records.

    python bench/children_candidates.py [--records 100000] [--asked 2500] [--seed 1]

No database: candidates by shared keys as `qorgan_match_candidates` finds them, without regions, 20 bodies by chance.
Counted are pairs of one child which `rank` calls likely or possible: how many stand behind a place when the rarest and
most telling keys come first, and how many are left out because all they share is one key of the year before or after.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter, defaultdict
from dataclasses import replace

from qorgan.linkage import Record, asked_keys, candidate_keys, rank
from qorgan.linkage.simulate import simulate

CAPS = (10, 20, 30, 40, 50, 60, 80, 100)
PLACES = (100, 200, 300)  # among all bodies together


def main() -> None:
    """Simulate, ask, count."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=2_500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    records, child = people(options.records, options.seed)
    chance = random.Random(3)  # noqa: S311 - invented data
    body = [chance.randrange(20) for _ in records]
    blocks, files = defaultdict(list), defaultdict(list)
    for n, record in enumerate(records):
        files[child[n]].append(n)
        for key in candidate_keys(record):
            blocks[key].append(n)
    told: Counter[str] = Counter()
    for asked in chance.sample(range(len(records)), options.asked):
        worth, alone = met(records[asked], blocks)
        worth.pop(asked, None)
        same = [n for n in files[child[asked]] if n in worth and n != asked]
        found = rank(records[asked], [records[n] for n in same], top=len(same), new=False)
        count(told, worth, alone, {int(one.record.rec_id): one.score.band for one in found}, body, asked)
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


def met(record: Record, blocks: dict[str, list[int]]) -> tuple[dict[int, float], set[int]]:
    """(worth of the shared keys by record, records that share one key of a neighbouring year and nothing else)."""
    asked = asked_keys(record)
    worth: defaultdict[int, float] = defaultdict(float)
    shared: Counter[int] = Counter()
    exact: set[int] = set()
    for keys, less in zip(asked, (0, 2, 4), strict=True):
        for block in (blocks.get(key, []) for key in keys):
            if keys is not asked.near:
                exact.update(block)
            for n in block:
                shared[n] += 1
                worth[n] += math.log(1e9 / len(block)) - less
    return worth, {n for n in worth if shared[n] == 1 and n not in exact}


def count(
    told: Counter[str],
    worth: dict[int, float],
    alone: set[int],
    alike: dict[int, str],
    body: list[int],
    asked: int,
) -> None:
    """Add one question to the counts; `alike`: bands of the true pairs, `alone`: candidates that are left out."""
    order = sorted(worth.keys() - alone, key=lambda n: (-worth[n], n))
    told["pairs"] += len(alike)
    told["pairs likely"] += sum(band == "likely" for band in alike.values())
    told["candidates"] += len(worth)
    told["candidates left out: one key of a neighbouring year"] += len(worth) - len(order)
    told["pairs left out with them"] += len(alive := alike.keys() & alone)
    told["likely pairs left out with them"] += sum(alike[n] == "likely" for n in alive)
    for side, own in (("same body", True), ("others", False)):
        there = [n for n in order if (body[n] == body[asked]) == own]
        told[f"{side}: pairs"] += len(alike.keys() & set(there))
        for cap in CAPS:
            told[f"{side}, candidates looked at with {cap}"] += min(len(there), cap)
            told[f"{side}, lost behind {cap}"] += len(lost := alike.keys() & set(there[cap:]))
            told[f"{side}, likely lost behind {cap}"] += sum(alike[n] == "likely" for n in lost)
    for place in PLACES:
        told[f"all, lost behind {place}"] += len(alike.keys() & set(order[place:]))


def people(count: int, seed: int) -> tuple[list[Record], list[int]]:
    """Records in chunks of 2,000 children, as the loader draws them, and the child of each."""
    records: list[Record] = []
    child: list[int] = []
    part = 0
    while len(records) < count:
        made = simulate(2_000, 1_000 * seed + part)
        child += [part * 2_000 + number for number in made.child]
        records += [
            replace(one, rec_id=str(n), region="") for n, one in enumerate(made.records, len(records))
        ]
        part += 1
    return records[:count], child[:count]


if __name__ == "__main__":
    main()
