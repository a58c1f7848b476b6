"""The judge's two questions in the database's words, one text for one file, many files and whole lists.

Which grants of the viewer's body are live, and is the viewer or the viewer's body named in the file? Written out
because every page asks them several times, and the ORM takes longer to compose them than the database to answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, F, Func

from qorgan.agencies.models import AccessGrant

if TYPE_CHECKING:
    from qorgan.agencies.access import Viewer

CASE, REPORT = "case_id", "report_id"  # the column that tells which file a grant or a naming is about

# In force are namings that a second body confirmed (provisional) and those a review upheld.
_NAMED = """EXISTS (SELECT 1 FROM agencies_accessblock b WHERE b.{file} = {of}
  AND b.state IN ('provisional', 'upheld') AND (b.officer_id = %s OR b.agency_id = %s))"""
_LIVE = "g.agency_id = %s AND g.valid_from <= %s AND (g.valid_until IS NULL OR g.valid_until > %s)"
_GRANTED = """EXISTS (SELECT 1 FROM agencies_accessgrant g WHERE g.{file} = {of} AND g.level IN ({levels})
  AND {live}{whose}{shows}{walking})"""
_WHOSE = " AND (g.officer_id = %s OR g.officer_id IS NULL)"
_SHOWS = (
    " AND (g.level NOT IN ('referral', 'asked') OR g.fields @> %s::jsonb)"  # the limit travels with the share
)
_WALKING = " OFFSET 0"  # the planner neither joins such a question nor gathers all its answers beforehand
_GRANTS = """SELECT g.{file}, g.level, g.officer_id, g.fields, {named}
FROM agencies_accessgrant g WHERE g.{file} = ANY (%s::uuid[]) AND {live}"""


@dataclass(frozen=True, slots=True)
class Grant:
    """A live grant of the viewer's body on a file, and whether the viewer or the body is named in the file."""

    file_id: UUID
    level: str
    officer_id: UUID | None  # whose own file it is; None: not taken yet
    fields: list[str]  # what a referral shows
    named: bool


class Asks(Func):
    """A condition on a row's column in a text of this module: `{of}` is the column, the values come after it."""

    output_field = BooleanField()

    def __init__(self, column: Any, text: str, values: tuple[Any, ...]) -> None:
        super().__init__(F(column) if isinstance(column, str) else column)
        self.text, self.values = text, values

    def as_sql(self, compiler: Any, connection: Any, **rest: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """The text with the column in it."""
        column, params = compiler.compile(self.source_expressions[0])
        return self.text.format(of=column), [*params, *self.values]


def granted(
    viewer: Viewer,
    file: str,
    column: str,
    levels: frozenset[str],
    *,
    anyone: bool,
    walking: bool = False,
    needs: frozenset[str] = frozenset(),
) -> Asks:
    """Has the viewer's body a live grant of one of these levels on the file in this column?

    `anyone`: whichever officer of the body it is for; else the viewer's own and those nobody took yet. `walking`:
    asked of each row when it comes, see `access.visible`. `needs`: what a referral must show.
    """
    known = [level for level in AccessGrant.Level.values if level in levels]
    text = _GRANTED.format(
        file=file,
        of="{of}",
        levels=", ".join(f"'{level}'" for level in known)
        or "NULL",  # words of ours: the planner may see them
        live=_LIVE,
        whose="" if anyone else _WHOSE,
        shows=_SHOWS if needs else "",
        walking=_WALKING if walking else "",
    )
    whose = () if anyone else (viewer.officer.id,)
    return Asks(column, text, (*_body(viewer), *whose, *((json.dumps(sorted(needs)),) if needs else ())))


def named(viewer: Viewer, file: str, column: str) -> Asks:
    """Is a naming in force against the viewer or the viewer's body in the file in this column?"""
    return Asks(column, _NAMED.format(file=file, of="{of}"), _person(viewer))


def grants(viewer: Viewer, file: str, ids: Iterable[UUID]) -> list[Grant]:
    """Live grants of the viewer's body on these files."""
    text = _GRANTS.format(named=_NAMED.format(file=file, of=f"g.{file}"), file=file, live=_LIVE)
    with connection.cursor() as cursor:
        cursor.execute(text, [*_person(viewer), list(ids), *_body(viewer)])
        rows = cursor.fetchall()
    return [
        Grant(file_id, level, officer_id, json.loads(fields), is_named)
        for file_id, level, officer_id, fields, is_named in rows
    ]


def is_named_in(viewer: Viewer, file: str, file_id: UUID) -> bool:
    """`named` for one file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + _NAMED.format(file=file, of="%s"), [file_id, *_person(viewer)])
        return bool(cursor.fetchone()[0])


def _body(viewer: Viewer) -> tuple[Any, ...]:
    return (viewer.agency_id, viewer.now, viewer.now)


def _person(viewer: Viewer) -> tuple[UUID, UUID]:
    return (viewer.officer.id, viewer.agency_id)
