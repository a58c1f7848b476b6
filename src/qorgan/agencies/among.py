"""Rows whose column is among many values, in a statement that reads the same however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.lookups import Lookup


class Among(Lookup):
    """`filter(Among("case_id", ids))`: like `case_id__in=ids`, with the ids as one value.

    A list of a thousand marks would be another statement each time, and be planned anew each time.
    """

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, column: Any, ids: Iterable[UUID]) -> None:
        super().__init__(F(column) if isinstance(column, str) else column, list(ids))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The column, and the array beside it."""
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY (%s::uuid[])", [*values, self.rhs]
