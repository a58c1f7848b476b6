"""Beside each page: how many statements it sends, and the time of exactly those without the application.

Statements are taken from a request of the same kind that is undone, and sent again as prepared statements with the
same values over a plain connection, in a transaction that is undone too. Beginnings and ends of transactions are not
counted. What happens at commit (sealing the journal's entry, writing to disk) is in the page's time and not in this.
"""

from __future__ import annotations

import random
import statistics
import time
from typing import Any

from pages_officers import KINDS, asked

RUNS = 20
AROUND = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")


def beside(people: list[tuple[Any, ...]]) -> dict[str, tuple[int, float]]:
    """Page -> statements, median seconds of all of them."""
    from django.conf import settings
    from django.db import connection, transaction
    from django.test import Client

    from qorgan.agencies.models import Officer as Model

    settings.ALLOWED_HOSTS = ["*"]
    found = {}
    login, cases, pending, body = next(person for person in reversed(people) if person[2])
    client = Client()
    client.force_login(Model.objects.get(login=login), backend=settings.AUTHENTICATION_BACKENDS[0])
    for kind in KINDS:
        path, data = asked(kind, random.Random(7), cases, list(pending), body)
        sent: list[tuple[Any, Any]] = []

        def note(execute: Any, sql: Any, params: Any, many: bool, context: Any, sent: Any = sent) -> Any:
            if not str(sql).startswith(AROUND):
                sent.append((sql, params))
            return execute(sql, params, many, context)

        for _ in range(2):  # the first is to be warm
            sent.clear()
            with transaction.atomic(), connection.execute_wrapper(note):
                answer = client.get(path) if data is None else client.post(path, data)
                transaction.set_rollback(True)
            assert answer.status_code in (200, 302), (kind, answer.status_code)
        found[kind] = (len(sent), _bare(connection, sent))
    return found


def _bare(connection: Any, sent: list[tuple[Any, Any]]) -> float:
    connection.ensure_connection()
    runs = []
    with connection.connection.cursor() as cursor:
        for _ in range(RUNS):
            cursor.execute("BEGIN")
            started = time.perf_counter()
            for sql, params in sent:
                cursor.execute(sql, params, prepare=True)
                if cursor.description:
                    cursor.fetchall()
            runs.append(time.perf_counter() - started)
            connection.connection.pgconn.exec_(b"ROLLBACK")  # psycopg's own would forget what is prepared
    return statistics.median(runs)
