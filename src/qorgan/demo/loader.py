"""Many valid cases, fast: real envelopes, real tokens, real journal, by COPY. For benches, never for a real database.

Runs as the owner of an empty demonstration database. Every case is what the acts would have written: keys, grant,
case, child with name and birth date, search tokens, event, place, sometimes a decision and a referral, clocks and
journal entries (sealed at commit by the same trigger).
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from qorgan import vault
from qorgan.agencies.models import Agency, Officer, RoleAssignment, ServiceOffer
from qorgan.agencies.numbers import make_number
from qorgan.children.search import record_of
from qorgan.config.database import as_owner
from qorgan.demo import crowd
from qorgan.journal.body import compose
from qorgan.keyring.actions import SCHEMA_VERSION
from qorgan.keyring.provider import key_provider
from qorgan.linkage import Record, candidate_keys

CHUNK = 2_000
TABLES: dict[str, str] = {
    "keyring_wrappedkey": "id kind case_id report_id officer_id wrapped created_at",
    "agencies_accessgrant": "id case_id report_id level fields source_id valid_from valid_until agency_id officer_id",
    "cases_case": "id number report_id state status sealed_summary sealed_contact opened_at closed_at form_token"
    " version agency_id key_id owner_id region_id",
    "children_child": "id case_id sealed_code sex age_status age_from age_to citizenships languages needs sealed_birth"
    " sealed_needs sealed_mother conflict_of_interest version created_at key_id",
    "children_childname": "id case_id kind sealed_name recorded_at withdrawn_at child_id recorded_by_id",
    "children_handle": "handle case_id child_id",
    "children_searchtoken": "id token handle",
    "children_consent": "id case_id basis purpose fields provision sealed_reasons read_in text_version given_at"
    " expires_at recorded_at child_id recipient_id recorded_by_id",
    "cases_event": "id facts from_date to_date places platform stage version created_at",
    "cases_eventcase": "id sealed_narrative case_id event_id",
    "cases_place": "id kind sealed_address from_at until recorded_at case_id recorded_by_id responsible_agency_id",
    "referrals_referral": "id number service urgent fields notice sealed_note state sent_at accept_by answered_at"
    " reason contact_by contacted_at ended_at form_token version answered_by_id case_id consent_id from_agency_id"
    " grant_id return_to_id sent_by_id to_agency_id",
    "deadlines_clock": "id rule case_id report_id number subject_kind subject_id started_at due_at state stopped_at"
    " escalated_at created_at agency_id officer_id",
    "journal_entry": "body",
}
WALLED = tuple(name for name in TABLES if name not in ("children_searchtoken",))


def people(bodies: int, *, now: dt.datetime) -> list[Officer]:
    """`bodies` keeping bodies with three officers each: a social worker, a guardianship officer, a supervisor."""
    officers = []
    for number in range(bodies):
        names = {f"name_{language}": f"Bench body {number + 1}" for language in ("kk", "ru", "en")}
        agency = Agency.objects.create(
            kind=Agency.Kind.GUARDIANSHIP, region_id="KZ-75", takes_reports=True, active_from=now, **names
        )
        ServiceOffer.objects.create(agency=agency, service="safe_accommodation")
        for role in ("social_worker", "guardianship", "supervisor"):
            officer = Officer(
                login=f"bench{number + 1}-{role}", name=f"Bench {role}", agency=agency, created_at=now
            )
            officer.set_unusable_password()
            officer.save()
            RoleAssignment.objects.create(officer=officer, role=role, valid_from=now)
            officers.append(officer)
    return officers


def load(count: int, officers: list[Officer], *, now: dt.datetime, seed: int = 1) -> int:
    """Write `count` cases kept by `officers`; returns the number of rows. As owner, in chunks of one commit each."""
    chance, people = random.Random(seed), crowd.records(seed)  # noqa: S311 - invented data
    written = 0
    with as_owner():
        for start in range(0, count, CHUNK):
            size = min(CHUNK, count - start)
            rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
            for _ in range(size):
                _case(rows, chance, next(people), officers, now)
            with transaction.atomic():
                written += _copy(rows)
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ANALYZE {table}")
    return written


def _copy(rows: dict[str, list[tuple[Any, ...]]]) -> int:
    written = 0
    with connection.cursor() as cursor:
        for table in WALLED:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        for table, columns in TABLES.items():
            names = ", ".join(f'"{name}"' for name in columns.split())
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows[table]:
                    copy.write_row(row)
            written += len(rows[table])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # keys are checked, entries sealed
        for table in WALLED:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    return written


class _Sealer:
    """A data key while a case is being written."""

    def __init__(self) -> None:
        self.id, self.secret = vault.new_id(), vault.new_data_key()

    def __call__(self, value: Any, code: str, row_id: UUID) -> bytes:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return vault.seal(self.secret, text, key_id=self.id, field=code, row_id=row_id, schema=SCHEMA_VERSION)

    def row(self, kind: str, case_id: UUID, now: dt.datetime) -> tuple[Any, ...]:
        wrapped = key_provider().wrap(self.id, self.secret)
        return (self.id, kind, case_id, None, None, wrapped, now)


def _case(
    rows: dict[str, list[tuple[Any, ...]]],
    chance: random.Random,
    record: Record,
    officers: list[Officer],
    now: dt.datetime,
) -> None:
    owner = chance.choice(officers)
    opened = now - dt.timedelta(minutes=chance.randrange(60, 60 * 24 * 700))
    case_id, key = vault.new_id(), _Sealer()
    closed = chance.random() < 0.6 and opened < now - dt.timedelta(days=60)
    status = chance.choice(("presumed", "reasonable", "conclusive", "conclusive", "negative"))
    number = make_number("C")
    rows["keyring_wrappedkey"].append(key.row("case", case_id, opened))
    rows["agencies_accessgrant"].append(
        (vault.new_id(), case_id, None, "owner", "[]", None, opened, None, owner.agency_id, owner.id)
    )
    rows["cases_case"].append(
        (
            case_id,
            number,
            None,
            "closed" if closed else "open",
            status,
            key("Invented summary.", "case.summary", case_id),
            key({"how": "invented"}, "contact.safe", case_id),
            opened,
            now if closed else None,
            vault.new_id(),
            1,
            owner.agency_id,
            key.id,
            owner.id,
            chance.choice(("KZ-75", "KZ-71", "KZ-79", "KZ-61", "KZ-10")),
        )
    )
    child_id = _child(rows, record, case_id, owner, opened)
    _event_and_place(rows, chance, case_id, key, owner, opened)
    _clocks(rows, case_id, number, owner, opened, now, closed=closed, status=status)
    if chance.random() < 0.4:
        _referral(rows, chance, case_id, child_id, key, number, owner, officers, opened, now, closed=closed)
    for kind in ("cases.opened", "cases.read"):
        rows["journal_entry"].append(
            (
                compose(
                    entry_id=vault.new_id(),
                    kind=kind,
                    by=owner.id,
                    agency=owner.agency_id,
                    case=case_id,
                    subject=("case", case_id),
                    happened_at=opened,
                    now=opened,
                ),
            )
        )


def _child(
    rows: dict[str, list[tuple[Any, ...]]], record: Record, case_id: UUID, owner: Officer, opened: dt.datetime
) -> UUID:
    child_id, handle, name_id, key = vault.new_id(), vault.new_id(), vault.new_id(), _Sealer()
    name, birth, sex = crowd.name_of(record), crowd.birth_of(record), crowd.sex_of(record)
    age = max(opened.year - int(birth["from"][:4]), 0) if birth else None
    rows["keyring_wrappedkey"].append(key.row("person", case_id, opened))
    rows["children_child"].append(
        (
            child_id,
            case_id,
            None,
            sex,
            "documented" if birth else "presumed",
            age,
            age,
            '["KZ"]',
            '["kk"]',
            "[]",
            key(birth, "child.birth", child_id) if birth else None,
            None,
            key(record.mother, "child.mother", child_id) if record.mother else None,
            None,
            1,
            opened,
            key.id,
        )
    )
    rows["children_childname"].append(
        (name_id, case_id, "used", key(name, "child.names", name_id), opened, None, child_id, owner.id)
    )
    keys = candidate_keys(record_of(child_id, name, birth, sex=sex, mother=record.mother))
    if keys:
        rows["children_handle"].append((handle, case_id, child_id))
    subkey = key_provider().subkey("search-tokens")
    for text in keys:
        rows["children_searchtoken"].append((vault.new_id(), vault.token(subkey, text), handle))
    return child_id


def _event_and_place(
    rows: dict[str, list[tuple[Any, ...]]],
    chance: random.Random,
    case_id: UUID,
    key: _Sealer,
    owner: Officer,
    opened: dt.datetime,
) -> None:
    event_id, link_id, place_id = vault.new_id(), vault.new_id(), vault.new_id()
    facts = {
        "acts": {"harbouring": "true"},
        "purposes": {chance.choice(("forced_labour", "begging")): "true"},
    }
    places = [{"country": "KZ", "region": "KZ-75"}]
    rows["cases_event"].append(
        (event_id, json.dumps(facts), "2026", "", json.dumps(places), "", "exploited", 1, opened)
    )
    narrative = key("Invented narrative of a few words.", "event.narrative", link_id)
    rows["cases_eventcase"].append((link_id, narrative, case_id, event_id))
    address = key({"address": "Invented street"}, "place.address", place_id)
    until = opened + dt.timedelta(days=1)
    rows["cases_place"].append(
        (place_id, "relatives", address, opened, until, opened, case_id, owner.id, None)
    )


def _clocks(
    rows: dict[str, list[tuple[Any, ...]]],
    case_id: UUID,
    number: str,
    owner: Officer,
    opened: dt.datetime,
    now: dt.datetime,
    *,
    closed: bool,
    status: str,
) -> None:
    rules = (
        ("dl.demo.status.reasonable_grounds", 7),
        ("dl.demo.place.tonight", 1),
        ("dl.kz.place.guardian", 28),
    )
    for rule, days in rules:
        done = closed or (rule.endswith("grounds") and status != "presumed")
        due = opened + dt.timedelta(days=days)
        late = due if not done and due < now else None
        rows["deadlines_clock"].append(
            (
                vault.new_id(),
                rule,
                case_id,
                None,
                number,
                "case",
                case_id,
                opened,
                due,
                "met" if done else "running",
                due if done else None,
                late,
                opened,
                owner.agency_id,
                owner.id,
            )
        )


def _referral(
    rows: dict[str, list[tuple[Any, ...]]],
    chance: random.Random,
    case_id: UUID,
    child_id: UUID,
    key: _Sealer,
    number: str,
    owner: Officer,
    officers: list[Officer],
    opened: dt.datetime,
    now: dt.datetime,
    *,
    closed: bool,
) -> None:
    taker = chance.choice(officers)
    if taker.agency_id == owner.agency_id:
        return
    referral_id, grant_id, consent_id = vault.new_id(), vault.new_id(), vault.new_id()
    shared = json.dumps(["child.age", "child.languages", "event.facts"])
    state = "ended" if closed else chance.choice(("sent", "accepted"))
    answered = None if state == "sent" else opened
    rows["children_consent"].append(
        (
            consent_id,
            case_id,
            "assent",
            "safe_accommodation",
            shared,
            "",
            None,
            "kk",
            "1",
            opened,
            None,
            opened,
            child_id,
            taker.agency_id,
            owner.id,
        )
    )
    rows["agencies_accessgrant"].append(
        (
            grant_id,
            case_id,
            None,
            "referral",
            shared,
            referral_id,
            answered,
            now if closed else None,
            taker.agency_id,
            None if state == "sent" else taker.id,
        )
    )
    notice = json.dumps(
        {"age_band": "12-15", "sex": "male", "languages": ["kk"], "needs": [], "region": "KZ-75"}
    )
    rows["referrals_referral"].append(
        (
            referral_id,
            f"{number}/1",
            "safe_accommodation",
            False,
            shared,
            notice,
            key("Invented note.", "referral.note", referral_id),
            state,
            opened,
            now + dt.timedelta(days=1),
            answered,
            "done" if closed else "",
            None,
            None,
            now if closed else None,
            vault.new_id(),
            1,
            None if state == "sent" else taker.id,
            case_id,
            consent_id,
            owner.agency_id,
            grant_id,
            owner.id,
            owner.id,
            taker.agency_id,
        )
    )


def table_columns() -> Iterator[tuple[str, Iterable[str]]]:
    """Table -> columns the loader writes; a test compares them with the models."""
    yield from ((table, columns.split()) for table, columns in TABLES.items())
