"""Two bodies with children who look alike, and the linker run with its own rights."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection

import cast
from qorgan.agencies.models import Agency
from qorgan.cases import actions as cases
from qorgan.config import database, embedded
from qorgan.config.database import LINKER, as_role
from qorgan.linking import actions, matching
from qorgan.vault import new_id

NOW = cast.NOW
CYRILLIC = {"kind": "used", "surname": "Ойдантуғанов", "given": "Нұрсұлтан", "patronymic": "Қиялұлы"}
LATIN = {"kind": "document", "surname": "Oidantuganov", "given": "Nursultan", "patronymic": ""}
STRANGER = {"kind": "used", "surname": "Жоқбекова", "given": "Ертегі", "patronymic": ""}
DAY = {"kind": "known", "from": "2012-03-17", "to": "2012-03-17"}
OTHER_DAY = {"kind": "known", "from": "2015-11-02", "to": "2015-11-02"}


def keeper(name: str = "Rights", kind: str = Agency.Kind.GUARDIANSHIP, role: str = "guardianship") -> Any:
    """An officer of a body that keeps cases, as acts take one."""
    return cast.seen(cast.officer(cast.body(name, kind, takes_reports=True), role))


def colleague(viewer: Any, role: str = "supervisor") -> Any:
    """Another officer of the same body."""
    return cast.seen(cast.officer(viewer.officer.agency, role))


def protector() -> Any:
    """A data-protection officer."""
    return cast.seen(cast.officer(cast.body("Centre", Agency.Kind.CENTRAL), "data_protection"))


def lawful(*, now: dt.datetime = NOW) -> Any:
    """A legal basis is stated."""
    return actions.state_basis(in_force=True, provision="Invented order No. 0", by=protector(), now=now)


def opened(by: Any, *names: Any, birth: Any = DAY, now: dt.datetime = NOW, **child: Any) -> Any:
    """A case of a child with these names."""
    facts = cast.case_facts()
    facts["child"] |= {"names": list(names), "birth": birth} | child
    return cases.open_case(report=None, **facts, by=by, now=now)


def run(case: Any, by: Any = None, *, now: dt.datetime = NOW) -> Any:
    """What the linker does for one case, with its own rights, on a connection of its own."""
    with as_linker():
        return matching.match(case_id=case.id, officer_id=by.officer.id if by else None, now=now)


def as_linker() -> Any:
    """Be the linker for a while; needs a transactional test."""
    if connection.in_atomic_block:
        raise RuntimeError("the linker has a connection of its own: this needs a transactional test")
    return as_role(LINKER)


# -- rows only the linker writes, for tests inside one transaction: planted by the superuser of the test cluster ---


@dataclass(frozen=True)
class Planted:
    """A row another connection committed."""

    id: UUID


def plant_hit(case_id: UUID, at: dt.datetime) -> Planted:
    """Another body's record that looks like the child of this case."""
    row = Planted(new_id())
    _plant(
        "INSERT INTO linking_hit (id, case_id, band, flags, model, found_at) VALUES (%s, %s, 'likely', '[]', 'x', %s)",
        [row.id, case_id, at],
    )
    return row


def plant_asked(case_id: UUID, at: dt.datetime) -> Planted:
    """Another body's question about the child of this case."""
    row = Planted(new_id())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, o.id FROM agencies_agency a JOIN agencies_officer o ON o.agency_id = a.id LIMIT 1"
        )
        agency_id, officer_id = cursor.fetchone()
    _plant(
        "INSERT INTO linking_asked (id, case_id, agency_id, officer_id, band, flags, at)"
        " VALUES (%s, %s, %s, %s, 'likely', '[]', %s)",
        [row.id, case_id, agency_id, officer_id, at],
    )
    return row


def _plant(query: str, values: list[Any]) -> None:
    info = database.conninfo(embedded.SUPERUSER, os.environ, settings.DATA_DIR)
    with psycopg.connect(**info, autocommit=True) as plain:
        plain.execute("SET session_replication_role = replica")  # what it points to is not committed yet
        plain.execute(query, values)


def plant_children(agency: Any, tokens: list[bytes], count: int) -> list[UUID]:
    """Files of one body whose children have these search tokens, in the order they were planted."""
    rows = [(new_id(), new_id(), new_id(), new_id()) for _ in range(count)]
    info = database.conninfo(embedded.SUPERUSER, os.environ, settings.DATA_DIR)
    with psycopg.connect(**info, autocommit=True) as plain, plain.cursor() as cursor:
        plain.execute("SET session_replication_role = replica")  # what they point to is not there at all
        cursor.executemany(
            "INSERT INTO agencies_accessgrant (id, case_id, agency_id, level, fields, valid_from)"
            " VALUES (%s, %s, %s, 'owner', '[]', %s)",
            [(grant, case, agency.id, NOW) for grant, case, _handle, _child in rows],
        )
        cursor.executemany(
            "INSERT INTO children_handle (handle, child_id, case_id) VALUES (%s, %s, %s)",
            [(handle, child, case) for _grant, case, handle, child in rows],
        )
        cursor.executemany(
            "INSERT INTO children_searchtoken (id, token, handle) VALUES (%s, %s, %s)",
            [(new_id(), token, handle) for _grant, _case, handle, _child in rows for token in tokens],
        )
    return [case for _grant, case, _handle, _child in rows]
