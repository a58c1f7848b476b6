"""Entries: written with the act, sealed at its commit, and never touched again."""

from __future__ import annotations

import threading
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from journal_cast import NOW, act, as_role, superuser

from qorgan.journal.actions import record, write
from qorgan.journal.body import compose
from qorgan.journal.errors import JournalError
from qorgan.journal.merkle import Peaks, leaf_hash, root_of
from qorgan.journal.models import Checkpoint, Entry, Head, Seal
from qorgan.vault import new_id

ROLES = ["qorgan_app", "qorgan_worker", "qorgan_public", "qorgan_stats", "qorgan_owner", "postgres"]
REFUSED = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.UndefinedTable,
)  # the latter: not even the schema
TABLES = {
    "journal_entry": "body",
    "journal_seal": "seq",
    "journal_checkpoint": "size",
    "journal_head": "size",
}


def seals() -> int:
    return Seal.objects.count()


def test_what_is_recorded_is_what_the_database_shows(journal: None) -> None:
    given = record(**act(1, report=UUID(int=9)))
    found = Entry.objects.get(id=given.id)
    for field in Entry._meta.fields:
        assert getattr(found, field.name) == getattr(given, field.name), field.name
    assert found.detail == given.detail
    assert set(found.detail) == {"reason", "days"}


def test_absent_things_stay_absent(journal: None) -> None:
    given = record(kind="deadlines.escalated", by=None, agency=None, happened_at=NOW, now=NOW)
    found = Entry.objects.get(id=given.id)
    absent = (
        found.actor_id,
        found.agency_id,
        found.case_id,
        found.report_id,
        found.subject_id,
        found.purpose,
    )
    assert absent == (None,) * 6
    assert found.detail == {}


def test_an_entry_is_sealed_at_commit_and_not_before(journal: None) -> None:
    with transaction.atomic():
        made = [record(**act(number)) for number in range(5)]
        assert seals() == 0
        assert Head.objects.get().size == 0
    assert [seal.entry_id for seal in Seal.objects.all()] == [entry.id for entry in made]
    tree = Peaks()
    for number, entry in enumerate(made):
        seal = Seal.objects.get(seq=number)
        assert bytes(seal.leaf) == leaf_hash(entry.body.encode())
        tree.append(bytes(seal.leaf))
    head = Head.objects.get()
    assert (head.size, [bytes(peak) for peak in head.peaks]) == (5, tree.peaks)


@transaction.atomic
def failing(*acts: dict[str, Any]) -> None:
    """An act that writes its entries and then fails."""
    for one in acts:
        record(**one)
    raise ZeroDivisionError


@transaction.atomic
def writing(*acts: dict[str, Any]) -> None:
    """An act of several entries."""
    for one in acts:
        record(**one)


@pytest.mark.parametrize("place", ["(0,1)", "(7,7)", "(4294967295,65535)"])
def test_a_forged_memory_of_the_head_misleads_nobody(journal: None, place: str) -> None:
    record(**act(0))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qorgan.journal_head', %s, true)", [place])
        for number in range(1, 4):
            record(**act(number))
    assert list(Seal.objects.values_list("seq", flat=True)) == [0, 1, 2, 3]
    assert Head.objects.get().size == 4


def test_an_act_of_many_entries_is_sealed_whole(journal: None) -> None:
    bodies = [compose(entry_id=new_id(), **act(number)) for number in range(1500)]
    with transaction.atomic():
        write(bodies[:700])
        with pytest.raises(ZeroDivisionError):
            failing(act(1))
        write(bodies[700:])
    found = Seal.objects.order_by("seq").values_list("leaf", flat=True)
    assert [bytes(leaf) for leaf in found] == [leaf_hash(body.encode()) for body in bodies]
    assert Peaks(1500, Head.objects.get().peaks).root() == root_of(map(bytes, found))


def test_an_act_that_fails_leaves_no_entry(journal: None) -> None:
    with pytest.raises(ZeroDivisionError):
        failing(act(1))
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError):
            failing(act(2))
        kept = record(**act(3))
    assert [seal.entry_id for seal in Seal.objects.all()] == [kept.id]
    assert Entry.objects.count() == 1


def test_a_failing_entry_fails_the_whole_act(journal: None) -> None:
    """Bar 19: no change without its entry. Here the change is a first entry; a later one cannot be written."""
    twice = {"entry_id": new_id()}
    with pytest.raises(IntegrityError):
        writing(act(1), act(2) | twice, act(3) | twice)
    with pytest.raises(JournalError):
        writing(act(1), act(2, detail={"why": "free text"}))
    assert Entry.objects.count() == 0


def test_a_seal_that_fails_fails_the_act_at_commit(journal: None) -> None:
    with superuser() as boss:
        boss.execute("ALTER TABLE journal_seal ADD CONSTRAINT full_disk CHECK (seq < 1)")
    try:
        record(**act(1))
        with pytest.raises(IntegrityError):
            record(**act(2))
        assert Entry.objects.count() == 1
    finally:
        with superuser() as boss:
            boss.execute("ALTER TABLE journal_seal DROP CONSTRAINT full_disk")


@pytest.mark.parametrize("role", ROLES)
def test_nobody_changes_deletes_or_empties(journal: None, role: str) -> None:
    """Bar 21, for every role, and for the superuser as long as the triggers stand."""
    record(**act(1))
    for table, column in TABLES.items():
        for query in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            if query.startswith("UPDATE journal_head") and role in {"qorgan_owner", "postgres"}:
                continue  # the sealing function writes the head as its owner; verification compares it
            with as_role(role) as other, pytest.raises(REFUSED):
                other.execute(query)


@pytest.mark.parametrize("role", ["qorgan_app", "qorgan_worker", "qorgan_public"])
def test_who_acts_may_write_entries_and_nothing_else(journal: None, role: str) -> None:
    body = record(**act(1)).body
    fresh = body.replace(Entry.objects.get().id.hex[:8], "01234567", 1)
    assert fresh != body
    with as_role(role) as other:
        other.execute("INSERT INTO journal_entry (body) VALUES (%s)", [fresh])
        for query in (
            "INSERT INTO journal_entry (id, body) VALUES (gen_random_uuid(), '{}')",
            "INSERT INTO journal_seal SELECT 7, gen_random_uuid(), sha256('')",
            "UPDATE journal_head SET size = 0",
            "SELECT journal_seal_entry()",
            "ALTER TABLE journal_entry DISABLE TRIGGER ALL",
            "SET session_replication_role = replica",
            "DROP TRIGGER journal_entry_seal ON journal_entry",
        ):
            with pytest.raises(psycopg.Error) as caught:
                other.execute(query)
            assert caught.value.sqlstate in {"42501", "0A000", "428C9"}, query
    assert seals() == 2


def test_the_public_door_and_statistics_read_nothing(journal: None) -> None:
    record(**act(1))
    for role in ("qorgan_public", "qorgan_stats"):
        for table in TABLES:
            with as_role(role) as other, pytest.raises(REFUSED):
                other.execute(f"SELECT * FROM {table}")


@pytest.mark.parametrize(
    "body",
    [
        '{"kind": "cases.opened"}',  # blanks
        '{"kind":"cases.opened"}',  # no id, no times
        "no json",
        '{"id":"00000000-0000-0000-0000-000000000001","kind":"Әлия","happened_at":1,"entered_at":1}',
        '{"id":"00000000-0000-0000-0000-000000000001","kind":"bad kind","happened_at":1,"entered_at":1}',
        '{"id":"00000000-0000-0000-0000-000000000001","kind":"a.b","happened_at":1,"entered_at":"x"}',
        '{"id":"1","kind":"a.b","happened_at":1,"entered_at":1}',
        '{"id":"00000000-0000-0000-0000-000000000001","kind":"a.b","happened_at":1,"entered_at":1,"subject_type":"c"}',
        '{"id":"00000000-0000-0000-0000-000000000001","kind":"a.b","happened_at":1,"entered_at":1,"x":"'
        + "x" * 8192
        + '"}',
    ],
)
def test_the_database_refuses_a_bad_text_by_itself(journal: None, body: str) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("INSERT INTO journal_entry (body) VALUES (%s)", [body])
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("model", [Entry, Seal, Head, Checkpoint])
def test_the_models_refuse_in_words(model: Any) -> None:
    for act_ in (
        lambda: model().save(),
        lambda: model().delete(),
        lambda: model.objects.update(),
        lambda: model.objects.all().delete(),
        lambda: model.objects.create(),
        lambda: model.objects.bulk_create([]),
    ):
        with pytest.raises(JournalError) as caught:
            act_()
        assert caught.value.code == "JRN-05"


def test_many_at_once_make_one_unbroken_log(journal: None) -> None:
    """20 writers: every entry is sealed once, in commit order, none lost."""
    failures: list[BaseException] = []

    def work(writer: int) -> None:
        try:
            for number in range(10):
                with transaction.atomic():
                    record(**act(writer * 1000 + number, kind="cases.opened"))
                    record(**act(writer * 1000 + number + 500, kind="child.read"))
        except BaseException as problem:
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with superuser() as boss:
        rows = boss.execute(
            "SELECT s.seq, s.leaf, e.body FROM journal_seal s JOIN journal_entry e ON e.id = s.entry_id ORDER BY 1"
        ).fetchall()
        entries = boss.execute("SELECT count(*) FROM journal_entry").fetchone()[0]
    assert [row[0] for row in rows] == list(range(400))
    assert entries == 400
    tree = Peaks()
    for _, leaf, body in rows:
        assert leaf == leaf_hash(body.encode())
        tree.append(leaf)
    assert [bytes(peak) for peak in Head.objects.get().peaks] == tree.peaks
