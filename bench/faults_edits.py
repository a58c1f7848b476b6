"""Edits at once: python bench/faults_edits.py [--editors 50] [--edits 1000] [--doubles 10]

Fifty editors with connections of their own change one case a thousand times, each from the version they last saw.
Every edit adds its own mark to the summary; in the end the case must hold every mark that was said to be saved, and
none other. A loser must get Conflict (GEN-01). Then ten threads send the same report, open the same case and send the
same referral at the same moment: one record each. Some of the edits go through the page, where the loser must get
status 409 with the words typed.
"""

from __future__ import annotations

import argparse
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import houses


def main() -> None:
    """Print one JSON object; exit 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--editors", type=int, default=50)
    parser.add_argument("--edits", type=int, default=1_000)
    parser.add_argument("--page-edits", type=int, default=200)
    parser.add_argument("--doubles", type=int, default=10)
    chosen = parser.parse_args()
    houses.start()
    from security import editing

    scene = editing.Scene(min(chosen.editors, 50))
    by_act = editing.edit_at_once(scene, chosen.edits)
    by_page = editing.edit_by_page(scene, chosen.page_edits)
    doubles = {name: at_once(chosen.doubles, make) for name, make in editing.doubles(scene).items()}
    houses.say(
        {
            "seed": "none: the order of the threads is the system's",
            "editors": chosen.editors,
            "by_act": by_act,
            "by_page": by_page,
            "sent_at_once_by_threads": chosen.doubles,
            "records_made": doubles,
        }
    )
    lost = by_act["lost_updates"] + by_act["losers_without_conflict"] + by_page["losers_without_their_words"]
    raise SystemExit(bool(lost or any(made["records"] != 1 or made["errors"] for made in doubles.values())))


def at_once(count: int, make: Callable[[Any], Any]) -> dict[str, Any]:
    """The same thing sent by `count` threads with one token: how many records there are then."""
    from django.db import connection

    token, made, errors, gate = uuid4(), [], Counter(), threading.Barrier(count)

    def send() -> None:
        gate.wait()
        try:
            made.append(make(token).id)
        except Exception as problem:
            errors[f"{type(problem).__name__}"] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"records": len(set(made)), "answers": len(made), "errors": dict(errors)}


if __name__ == "__main__":
    main()
