"""No lost updates: a change names the version it was made on, and only one change of a version wins."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from qorgan.agencies.refusals import Conflict

M = TypeVar("M", bound=models.Model)


def one_at_a_time(token: UUID) -> None:
    """Wait until nobody else works under this token (a form's, a file's id); held until the transaction ends.

    What is looked up after it is true: a sheet sent twice at the same moment finds the first record and makes none.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(token.bytes[-8:], "big", signed=True)]
        )


def sent_before(model: type[M], form_token: UUID | None) -> M | None:
    """The row this sheet has written already, if it was sent twice: its token is the row's id."""
    if form_token is None:
        return None
    one_at_a_time(form_token)
    return model._default_manager.filter(pk=form_token).first()


def update(row: M, *, version: int, **changes: Any) -> M:
    """Write `changes` to `row` if it is still at `version`, and raise its version.

    Raises `Conflict` (`GEN-01`) otherwise; nothing is written then. One conditional UPDATE, no read before it.
    """
    manager = type(row)._default_manager
    hit = manager.filter(pk=row.pk, version=version).update(version=F("version") + 1, **changes)
    if hit != 1:
        raise Conflict(
            "GEN-01",
            _(
                "Someone else changed this while you were writing. Your text is kept: compare both and save again."
            ),
        )
    for name, value in {**changes, "version": version + 1}.items():
        setattr(row, name, value)
    return row
