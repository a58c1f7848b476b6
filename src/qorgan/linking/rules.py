"""Whether a child is compared, and with whom: legal basis, the keeper, a person's choice, limits against probing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from qorgan.agencies.models import Agency
from qorgan.journal.actions import write
from qorgan.journal.body import compose
from qorgan.linking.models import Choice, Run
from qorgan.vault import new_id

OFFICER_A_DAY = 8  # identities of one officer's acts with which other bodies are asked in 24 hours
CASE_A_MONTH = 3  # different identities of one case with which other bodies are asked in 30 days
NO_ANSWERS = Agency.ENFORCEMENT | Agency.MIGRATION_BODIES

# One question: each small one would cost more in asking than in answering. Only runs that asked other bodies count.
_STANDING = """
SELECT g.agency_id, g.officer_id, a.kind,
  (SELECT b.in_force FROM linking_basis b ORDER BY b.at DESC, b.id DESC LIMIT 1),
  (SELECT ch.part FROM linking_choice ch WHERE ch.case_id = g.case_id ORDER BY ch.at DESC, ch.id DESC LIMIT 1),
  last.fingerprint, last.held,
  (SELECT own.kind FROM agencies_officer o JOIN agencies_agency own ON own.id = o.agency_id WHERE o.id = %(officer)s),
  ARRAY(SELECT DISTINCT r.fingerprint FROM linking_run r
    WHERE r.case_id = g.case_id AND r.held = '' AND r.at > %(month)s),
  (SELECT count(*) FROM linking_run r WHERE r.officer_id = %(officer)s AND r.held = '' AND r.at > %(day)s)
FROM agencies_accessgrant g JOIN agencies_agency a ON a.id = g.agency_id
LEFT JOIN LATERAL (
  SELECT r.fingerprint, r.held FROM linking_run r WHERE r.case_id = g.case_id ORDER BY r.at DESC, r.id DESC LIMIT 1
) last ON true
WHERE g.case_id = %(case)s AND g.level = 'owner' AND g.valid_from <= %(now)s
  AND (g.valid_until IS NULL OR g.valid_until > %(now)s)
LIMIT 1
"""


@dataclass(frozen=True)
class Standing:
    """What decides about one case now: its keeper, and what was chosen and asked before."""

    agency_id: UUID
    keeper_id: UUID | None
    kind: str  # of the body that keeps it
    lawful: bool  # is there a legal basis?
    part: str  # the newest choice of a person
    mark: bytes  # of the newest run; empty without one
    held: str | None  # why that run did not ask other bodies; None without one
    asks_for: str  # the kind of body whose officer acted
    marks: frozenset[bytes]  # identities of this case other bodies were asked with in 30 days
    today: int  # identities of this officer's acts other bodies were asked with in 24 hours


def standing(case_id: UUID, officer_id: UUID | None, *, now: dt.datetime) -> Standing | None:
    """The standing of a case in one question; None when nobody keeps it."""
    month, day = now - dt.timedelta(days=30), now - dt.timedelta(days=1)
    values = {"case": case_id, "officer": officer_id, "now": now, "month": month, "day": day}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, values)
        row = cursor.fetchone()
    if row is None:
        return None
    agency, keeper, kind, lawful, part, mark, held, asks_for, marks, today = row
    return Standing(
        agency_id=agency,
        keeper_id=keeper,
        kind=kind,
        lawful=bool(lawful),
        part=part or Choice.Part.DEFAULT,
        mark=bytes(mark or b""),
        held=held,
        asks_for=asks_for or "",
        marks=frozenset(bytes(each) for each in marks),
        today=today,
    )


def reachable(case_id: UUID) -> bool:
    """May other bodies learn that this record exists? Not while anybody is named in the case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT qorgan_match_reachable(%s)", [case_id])
        return bool(cursor.fetchone()[0])


def held(now: Standing, mark: bytes, *, known: bool) -> str:
    """Why other bodies are not asked with this identity (`mark`); empty when they are. `known`: is there a name?

    Whoever plants invented children to learn which real ones are known here gets few answers, and is seen asking.
    """
    if not known:
        return Run.Held.NO_IDENTITY
    if now.kind in NO_ANSWERS or now.asks_for in NO_ANSWERS:
        return Run.Held.KIND
    if now.part == Choice.Part.BODY:
        return Run.Held.CHOICE
    if len(now.marks - {mark}) >= CASE_A_MONTH:
        return Run.Held.CASE
    if now.today >= OFFICER_A_DAY:
        return Run.Held.OFFICER
    return Run.Held.NONE


class Note(NamedTuple):
    """An entry of the linker, whom no officer sent."""

    kind: str
    case_id: UUID
    agency_id: UUID | None = None
    detail: dict[str, Any] | None = None


def note(*notes: Note, now: dt.datetime) -> None:
    """Write these entries of the journal together."""
    write(
        [
            compose(
                entry_id=new_id(), kind=each.kind, by=None, agency=each.agency_id, case=each.case_id,
                subject=("case", each.case_id), detail=each.detail, happened_at=now, now=now,
            )
            for each in notes
        ]
    )  # fmt: skip
