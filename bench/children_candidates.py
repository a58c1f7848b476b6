"""Which candidates the linker may leave out: true pairs of simulated records that fall behind a cap, by two orders.

    python bench/children_candidates.py [--records 100000] [--asked 2500]

No database: candidates by shared keys as `qorgan_match_candidates` finds them, without regions, 20 bodies by chance.
Counted are pairs of one child which `rank` calls likely or possible.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter, defaultdict
from dataclasses import replace

from qorgan.linkage import Record, candidate_keys, probe_keys, rank
from qorgan.linkage.simulate import simulate

CAPS = (20, 50, 75, 100, 150)


def main() -> None:
    """Simulate, ask, count."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--asked", type=int, default=2_500)
    options = parser.parse_args()
    records, child = people(options.records)
    chance = random.Random(3)  # noqa: S311 - invented data
    body = [chance.randrange(20) for _ in records]
    blocks, files = defaultdict(list), defaultdict(list)
    for n, record in enumerate(records):
        files[child[n]].append(n)
        for key in candidate_keys(record):
            blocks[key].append(n)
    lost: Counter[str] = Counter()
    for asked in chance.sample(range(len(records)), options.asked):
        shared: Counter[int] = Counter()
        worth: defaultdict[int, float] = defaultdict(float)
        for block in (blocks.get(key, []) for key in probe_keys(records[asked])):
            for n in block:
                shared[n] += n != asked
                worth[n] += math.log(1e9 / len(block))
        same = [n for n in files[child[asked]] if n != asked and shared[n]]
        found = rank(records[asked], [records[n] for n in same], top=len(same), new=False)
        alike = {int(one.record.rec_id) for one in found}
        for side, own in (("same body", True), ("others", False)):
            there = [n for n in shared if n != asked and (body[n] == body[asked]) == own]
            lost[f"{side}: pairs"] += len(alike & set(there))
            for name, order in (("most shared", shared), ("rarest", worth)):
                ordered = sorted(there, key=lambda n, order=order: (-order[n], n))
                for cap in CAPS:
                    lost[f"{side}, {name} first, lost behind {cap}"] += len(alike & set(ordered[cap:]))
    sys.stdout.write(json.dumps(lost, indent=2) + "\n")


def people(count: int) -> tuple[list[Record], list[int]]:
    """Records in chunks of 2,000 children, as the loader draws them, and the child of each."""
    records: list[Record] = []
    child: list[int] = []
    part = 0
    while len(records) < count:
        made = simulate(2_000, 1_000 + part)
        child += [part * 2_000 + number for number in made.child]
        records += [
            replace(one, rec_id=str(n), region="") for n, one in enumerate(made.records, len(records))
        ]
        part += 1
    return records[:count], child[:count]


if __name__ == "__main__":
    main()
