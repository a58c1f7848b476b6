"""Who is acting in this transaction, told to the database for its row-level security."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from qorgan.agencies.access import Viewer

SETTINGS = ("qorgan.officer", "qorgan.agency", "qorgan.duty", "qorgan.now")


def tell_database(viewer: Viewer | None, *, now: dt.datetime | None = None) -> None:
    """Write the viewer into the settings of the current transaction (none: nobody, sees nothing)."""
    values = ("", "", "", now.isoformat() if now else "")
    if viewer is not None:
        duties = ",".join(sorted(viewer.duties))
        values = (str(viewer.officer.id), str(viewer.officer.agency_id), duties, values[3])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(["set_config(%s, %s, true)"] * len(SETTINGS)),
            [part for pair in zip(SETTINGS, values, strict=True) for part in pair],
        )


@contextmanager
def acting(viewer: Viewer | None, *, now: dt.datetime | None = None) -> Iterator[None]:
    """One transaction in which the database knows `viewer`; an outer scope is restored at the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(["current_setting(%s, true)"] * len(SETTINGS)), SETTINGS)
            before = [value or "" for value in cursor.fetchone()]
        tell_database(viewer, now=now)
        yield
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT " + ", ".join(["set_config(%s, %s, true)"] * len(SETTINGS)),
                [part for pair in zip(SETTINGS, before, strict=True) for part in pair],
            )
