"""Secrets: python bench/faults_secrets.py [--people 1000] [--spoiled 10000] [--children 5200] [--pairs 300]

Plants names, phones and addresses through every act that takes words and through pages (search, a form that is
refused, a page that breaks, forbidden and absent pages, a form without its token), then looks for every word in every
form (as it is, lower, upper, UTF-16, percent, JSON, HTML, base64, hexadecimal ...) in the whole database as dumped by
its owner, its files with the write-ahead log, its log, the site's log, sittings, cache, temporary files, documents and
the answers. Then spoils sealed values, attacks the stored search tokens by frequency, and searches across spellings.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

import houses

SEED = 20260202


def main() -> None:
    """Print one JSON object; exit 1 when a word was found, a spoiled seal opened or the attack named over 1 %."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--browsed", type=int, default=100)
    parser.add_argument("--spoiled", type=int, default=10_000)
    parser.add_argument("--children", type=int, default=5_200)
    parser.add_argument("--pairs", type=int, default=300)
    chosen = parser.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="qorgan-faults-temp-"))
    site_log = scratch / "site.log"
    kept_stderr = os.dup(2)
    os.dup2(os.open(site_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
    folder = houses.start()
    from security import needles, planting

    tempfile.tempdir = str(scratch)
    os.environ["TMPDIR"] = str(scratch)
    planted = planting.people(chosen.people, SEED)
    office = planting.Office()
    pages = plant(office, planted, chosen.browsed)
    sys.stderr.flush()
    os.dup2(kept_stderr, 2)
    net = needles.Net(planting.words(planted))
    looked = look(net, folder, scratch, pages)
    figures: dict[str, Any] = {
        "seed": SEED,
        "people": chosen.people,
        "words": len(planting.words(planted)),
        "forms_looked_for": len(net.forms),
        "browsed": chosen.browsed,
        "looked_in": {place: {"bytes": size, "hits": len(hits)} for place, (size, hits) in looked.items()},
        "first_hits": [str(hit) for _size, hits in looked.values() for hit in hits][:5],
        "spoiled_seals": spoil(office, chosen.spoiled),
    }
    from security import attacking

    found, asked = attacking.recall(pairs=chosen.pairs, seed=SEED)
    noisy, asked_noisy = attacking.recall(pairs=chosen.pairs, seed=SEED + 1, noise=True)
    clear_tokens()
    named, tokens = attacking.frequency(children=chosen.children, seed=SEED)
    figures["search_across_scripts"] = {
        "spelling_only": {"pairs": asked, "found_percent": round(100 * found / asked, 2)},
        "with_slips": {"pairs": asked_noisy, "found_percent": round(100 * noisy / asked_noisy, 2)},
    }
    figures["frequency_attack"] = {
        "attacker": "holds the table, is told the kind of every token, has a population five times as large",
        "children": chosen.children,
        "tokens": tokens,
        "named_percent": round(100 * named / tokens, 3),
    }
    houses.say(figures)
    bad = (
        any(hits for _size, hits in looked.values())
        or figures["spoiled_seals"]["opened"]
        or named > tokens / 100
    )
    raise SystemExit(bool(bad))


def plant(office: Any, planted: list[dict[str, str]], browsed: int) -> list[bytes]:
    """Everybody through all acts, the first `browsed` through pages too, by two processes; gives the pages.

    Nobody waits for the disk at each act here; the last commit does, so that everything is there to be looked at.
    """
    from django.db import connection, connections

    from security import planting

    # a person's pages cost about twice their planting: both processes end at about the same time
    mine = max(browsed, len(planted) // 2 - browsed)
    connections.close_all()
    other = os.fork()
    share = planted[mine:] if other == 0 else planted[:mine]
    pages: list[bytes] = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
        for number, who in enumerate(share):
            case = office.plant(who)
            if other and number < browsed:
                pages += office.browse(case, who).values()
                pages.append(planting.failing(office.keeper.officer, case, who))
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")
        connections.close_all()
    except BaseException:
        if other == 0:
            traceback.print_exc()
            os._exit(1)
        raise
    if other == 0:
        sys.stderr.flush()
        os._exit(0)
    if os.waitpid(other, 0)[1]:
        raise RuntimeError("the second process failed; its reason is in the log of the site")
    office.touch()  # a commit that waits: all before it is on the disk
    return pages


def look(net: Any, folder: Path, scratch: Path, pages: list[bytes]) -> dict[str, tuple[int, list[Any]]]:
    """place -> (bytes, findings)."""
    from django.conf import settings

    from qorgan.config import embedded
    from security import planting

    place = embedded.locate(settings.DATA_DIR)
    dumped = planting.dump()
    documents = planting.kept_files(settings.DOCUMENTS_DIR)
    names = " ".join(str(path) for path in planting.kept_files(folder)).encode()
    wal = [path for path in planting.kept_files(place.data / "pg_wal") if path.stat().st_size]
    return {
        "dump as owner, both parts, sittings, cache and journal included": (len(dumped), net.hits(dumped)),
        "write-ahead log": net.hits_in(wal),
        "log of PostgreSQL": net.hits_in([place.log]),
        "log of the site and its stderr": net.hits_in([scratch / "site.log"]),
        "temporary files": net.hits_in(planting.kept_files(scratch)),
        "documents": net.hits_in(documents),
        "names of files": (len(names), net.hits(names)),
        "error, forbidden and absent pages": (sum(map(len, pages)), net.hits(b"\n".join(pages))),
    }


def spoil(office: Any, count: int) -> dict[str, Any]:
    """Flipped, cut, swapped and moved seals: how many opened."""
    import cast
    from qorgan.agencies.scope import acting
    from security import sealing

    dice = random.Random(SEED)
    with acting(office.keeper, now=cast.NOW):
        good = [one for one in sealing.collected() if sealing.opens(one)]
    tried = sealing.spoiled(good, count, dice)
    ways = Counter(way for way, _one in tried)
    opened = [way for way, one in tried if sealing.opens(one)]
    return {
        "good_values": len(good),
        "tried": len(tried),
        "ways": dict(sorted(ways.items())),
        "opened": len(opened),
    }


def clear_tokens() -> None:
    """An empty table of tokens for the attack."""
    from django.db import connections

    from qorgan.config.database import OWNER, separate_connection

    connections["default"].close()
    with separate_connection(OWNER) as other, other.cursor() as cursor:
        cursor.execute("DELETE FROM children_searchtoken")


if __name__ == "__main__":
    main()
