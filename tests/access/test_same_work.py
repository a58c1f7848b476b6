"""A thing one may not see and a thing that is not there cost the same: the same questions to the database, in the
same order. Times cannot be compared in a test; statements can. A page that asks more of one of the two tells which.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from access import oracle, probing
from access import world as worlds

pytestmark = pytest.mark.django_db

# strangers, to whom the wall shows nothing; and colleagues, to whom the wall shows the file and the judge does not
PEOPLE = [
    ("social_worker", "stranger"),
    ("supervisor", "stranger"),
    ("social_worker", "keeper_colleague"),
    ("investigator", "keeper_colleague"),
    ("social_worker", "receiver_colleague"),
    ("legal_aid", "receiver_colleague"),
]


def asked(client: Any, url: str, *, send: bool) -> list[str]:
    """The statements of one request, without their values; undone."""
    found: list[str] = []

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql)
        found.append("SAVEPOINT" if "SAVEPOINT" in text else text)
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        answer = client.post(url, {}) if send else client.get(url)
        transaction.set_rollback(True)
    assert answer.status_code == 404, url
    return found


def test_forbidden_and_absent_ask_the_same() -> None:
    world, unlike, compared = worlds.build(), {}, 0
    for role, relation in PEOPLE:
        client = probing.client_of(world.officers[role, relation])
        client.get("/")  # the sitting is begun
        for kind, page in refused(role, relation):
            there, gone = probing.address(page, world.ids), probing.address(page, probing.absent(world.ids))
            forbidden = asked(client, there, send=kind == "posts")
            absent = asked(client, gone, send=kind == "posts")
            compared += 1
            if forbidden != absent:
                unlike[f"{role} {relation} {kind} {page}"] = (len(forbidden), len(absent))
    assert compared > 20 * len(PEOPLE)
    assert not unlike, f"(statements for a forbidden, for an absent thing): {unlike}"


def refused(role: str, relation: str) -> Iterator[tuple[str, str]]:
    """Pages and forms about a file that the oracle denies to this officer."""
    for kind in ("pages", "posts"):
        for page, entry in oracle.TABLE[kind].items():
            if isinstance(entry, list) and not oracle.page_opens(role, entry, relation, shared=worlds.SHARED):
                yield kind, page
