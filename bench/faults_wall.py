"""Row-level security with every application check switched off: python bench/faults_wall.py [--queries 1000]
[--pooled 10000]

Twelve kinds of people without a live grant (nobody, another body, body asked and not yet answered, ended, named in
the case, duties ...) ask every walled table and every query of the rooms for rows of a case with everything in it.
"""

from __future__ import annotations

import argparse

import houses


def main() -> None:
    """Print one JSON object; exit 1 when a row came back."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--pooled", type=int, default=10_000)
    chosen = parser.parse_args()
    houses.start()
    from access import world as worlds
    from security import walling

    world = worlds.build()
    people = walling.strangers(world)
    once, wrong = walling.leaks(world, people)
    rounds = -(-chosen.queries // once) - 1
    asked, more = walling.leaks(world, people, rounds) if rounds > 0 else (0, [])
    pooled, kept = pooled_requests(world, chosen.pooled)
    houses.say(
        {
            "seed": "none: nothing is drawn",
            "kinds_of_people": len(people),
            "walled_tables": len(walling.walled_tables()),
            "queries_of_rooms": len(walling.queries(world)),
            "queries": once + asked,
            "queries_that_gave_a_row": len(wrong) + len(more),
            "first": (wrong + more)[:5],
            "pooled_transactions": pooled,
            "contexts_that_survived_the_commit": kept,
        }
    )
    raise SystemExit(bool(wrong or more or kept))


def pooled_requests(world, count: int) -> tuple[int, int]:
    """`count` transactions of alternating people on one kept connection; how often somebody was still acting after."""
    from django.db import connection

    from qorgan.agencies.scope import SETTINGS, acting

    people = [world.viewer("supervisor", "keeper"), world.viewer("supervisor", "stranger"), None]
    survived = 0
    for number in range(count):
        viewer = people[number % len(people)]
        try:
            with acting(viewer, now=worlds_now()):
                if number % 7 == 0:
                    raise ZeroDivisionError
        except ZeroDivisionError:
            pass
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(["current_setting(%s, true)"] * len(SETTINGS)), SETTINGS)
            acts = any(cursor.fetchone())
            cursor.execute("SELECT count(*) FROM cases_case")
            survived += bool(acts or cursor.fetchone()[0])
    return count, survived


def worlds_now():
    """The moment of the invented world."""
    import cast

    return cast.NOW


if __name__ == "__main__":
    main()
