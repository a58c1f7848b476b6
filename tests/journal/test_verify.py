"""Verification finds every tampering and names the first bad entry; and it never cries without cause."""

from __future__ import annotations

import collections
import contextlib
import datetime as dt
import os
import random
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from journal_cast import NOW, act, as_role, public, sign, superuser
from tampering import WAYS, Copy, edit_and_rechain_and_forget, tampered

from qorgan.config import database
from qorgan.journal.actions import begin_anew, record
from qorgan.journal.errors import JournalError
from qorgan.journal.findings import Result
from qorgan.journal.models import Checkpoint
from qorgan.journal.verify import verify
from qorgan.journal.witness import Witness
from qorgan.vault import Keyring

TAMPERINGS = 2_000 if os.environ.get("QORGAN_FAULTS") == "full" else 150
SEED = 20260301


def look(signer: Any, witness: Witness | None, *, role: str = "qorgan_owner") -> Result:
    with as_role(role) as reader:
        return verify(reader, trusted=[public(signer)], witness=witness)


def fill(signer: Any, witness: Witness, *, acts: int = 60, every: int = 12) -> None:
    """Acts of one to three entries, with a checkpoint every few and one at the end."""
    for number in range(acts):
        with transaction.atomic():
            for part in range(1 + number % 3):
                record(**act(number * 10 + part))
        if number % every == every - 1:
            sign(signer, witness, NOW + dt.timedelta(minutes=number))


def test_an_empty_journal_is_sound(journal: None, signer: Any, witness: Witness) -> None:
    assert look(signer, witness).sound
    sign(signer, witness)
    result = look(signer, witness)
    assert (result.sound, result.entries, result.checkpoints, result.witnessed) == (True, 0, 1, 1)


def test_an_honest_journal_is_sound(journal: None, signer: Any, witness: Witness) -> None:
    fill(signer, witness)
    record(**act(999))  # not yet signed
    result = look(signer, witness)
    assert result.faults == []
    assert (result.entries, result.checkpoints, result.witnessed) == (121, 5, 5)
    assert look(signer, None).sound


def test_every_tampering_is_found_and_the_first_bad_entry_named(
    journal: None, signer: Any, witness: Witness
) -> None:
    """Bar 18. Seed 20260301; each way of `tampering` in turn at random places."""
    fill(signer, witness)
    dice, tried = random.Random(SEED), collections.Counter()
    with superuser() as boss, as_role("qorgan_owner") as reader:
        book = Copy.take(boss)
        for _ in range(TAMPERINGS):
            way, changed, named = tampered(book, dice)
            changed.put(boss)
            result = verify(reader, trusted=[public(signer)], witness=witness)
            tried[way] += 1
            assert not result.sound, way
            first = result.first_bad
            assert first is not None
            if named == "anything":
                continue
            found = ("seq", first.seq) if named[0] == "seq" else ("id", first.entry_id)
            assert found == named, (way, result.faults)
        book.put(boss)
        assert verify(reader, trusted=[public(signer)], witness=witness).sound
    assert len(tried) == len(WAYS)
    print(f"tamperings: N={sum(tried.values())} found=all seed={SEED} ways={len(tried)}")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_without_a_witness_all_but_forgotten_checkpoints_are_found(
    journal: None, signer: Any, witness: Witness, way: Any
) -> None:
    """Why the witness exists: the database alone cannot tell a journal rewritten together with its checkpoints."""
    fill(signer, witness)
    with superuser() as boss, as_role("qorgan_owner") as reader:
        book = Copy.take(boss)
        changed = Copy.take(boss)
        named = way(changed, random.Random(SEED))
        changed.put(boss)
        result = verify(reader, trusted=[public(signer)], witness=None)
        book.put(boss)
    needs_witness = way.__name__.endswith("forget") or way.__name__ == "empty"
    assert result.sound == needs_witness
    first = result.first_bad
    if first is not None and first.seq is None:  # found, but nothing honest is left to tell the place
        assert (first.code, named[0]) in {("JRN-27", "seq"), ("JRN-27", "a"), ("JRN-23", "id")}
    elif not needs_witness and named != "anything" and named[0] == "seq":
        assert first is not None
        assert first.seq <= named[1] < (first.until or first.seq + 1)


def test_a_switched_off_guard_is_found(journal: None, signer: Any, witness: Witness) -> None:
    fill(signer, witness, acts=3)
    for off, on in (
        ("DISABLE TRIGGER journal_entry_keep", "ENABLE TRIGGER journal_entry_keep"),
        ("DISABLE TRIGGER journal_entry_seal", "ENABLE TRIGGER journal_entry_seal"),
    ):
        with superuser() as boss:
            boss.execute(f"ALTER TABLE journal_entry {off}")
            codes = {fault.code for fault in look(signer, witness).faults}
            boss.execute(f"ALTER TABLE journal_entry {on}")
        assert codes == {"JRN-30"}
    assert look(signer, witness).sound


def test_columns_that_left_their_text_are_found(journal: None, signer: Any, witness: Witness) -> None:
    """A column that was cut loose from the text and then changed: the timeline would lie, the hashes would not."""
    fill(signer, witness, acts=3)
    with superuser() as boss:
        boss.execute("BEGIN")
        boss.execute("SET LOCAL session_replication_role = replica")
        boss.execute("ALTER TABLE journal_entry ALTER COLUMN purpose DROP EXPRESSION")
        boss.execute(
            "UPDATE journal_entry SET purpose = 'other' WHERE id = (SELECT entry_id FROM journal_seal WHERE seq = 2)"
        )
        boss.execute("COMMIT")
        try:
            result = look(signer, witness)
        finally:
            boss.execute("ALTER TABLE journal_entry DROP COLUMN purpose")
            boss.execute(
                'ALTER TABLE journal_entry ADD COLUMN purpose text COLLATE "C"'
                " GENERATED ALWAYS AS (body::jsonb ->> 'purpose') STORED"
            )
            boss.execute("GRANT SELECT (purpose) ON journal_entry TO qorgan_app")
    assert [(fault.code, fault.seq) for fault in result.faults] == [("JRN-32", 2)]


def test_a_key_that_is_not_trusted_counts_for_nothing(journal: None, signer: Any, witness: Witness) -> None:
    fill(signer, witness, acts=12)
    assert {fault.code for fault in look(Keyring.new().signer(), witness).faults} >= {"JRN-27"}


def test_a_spoiled_witness_is_found(journal: None, signer: Any, witness: Witness) -> None:
    """Who bends the witness instead of the journal is found too: its lines are bound by the signatures."""
    fill(signer, witness, acts=24)
    files = list(witness.folder.rglob("*.jsonl"))
    assert len(files) == 1
    good, dice = files[0].read_bytes(), random.Random(SEED)
    said = list(witness.lines({files[0]: len(good)}))
    for _ in range(100):
        place = dice.randrange(len(good))
        spoiled = bytearray(good)
        spoiled[place] ^= 1 << dice.randrange(7)
        files[0].write_bytes(bytes(spoiled))
        with contextlib.suppress(JournalError):
            if good[place : place + 1].isspace() or list(witness.lines({files[0]: len(good)})) == said:
                continue  # a blank, or A for a in a hexadecimal number: it still says the same
        assert not look(signer, witness).sound, bytes(spoiled[max(0, place - 20) : place + 20])
    lines = good.splitlines(keepends=True)
    for number in range(len(lines)):
        files[0].write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
        if b"leaves" in lines[number] or number == len(lines) - 1:
            assert look(signer, witness).sound == (b"checkpoint" in lines[number])
    files[0].write_bytes(b"")
    assert {fault.code for fault in look(signer, witness).faults} == {"JRN-31"}
    files[0].write_bytes(good)
    assert look(signer, witness).sound


def test_a_witness_line_cut_by_a_crash_does_no_harm(journal: None, signer: Any, witness: Witness) -> None:
    for cut in (3, 60, 200):
        fill(signer, witness, acts=12)
        file = next(witness.folder.rglob("*.jsonl"))
        whole = file.read_bytes()
        file.write_bytes(whole[: -cut if cut < 200 else -len(whole.splitlines()[-1]) - 40])
        record(**act(cut))
        sign(signer, witness)
        assert look(signer, witness).faults == []


def test_a_witness_that_cannot_be_written_makes_no_checkpoint(
    journal: None, signer: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(JournalError) as caught:
        sign(signer, Witness(tmp_path / "file"))
    assert caught.value.code == "JRN-06"
    assert Checkpoint.objects.count() == 0


def restored(signer: Any, witness: Witness) -> int:
    """A journal of which 121 entries were in the backup and more came after it; then the backup is brought back."""
    fill(signer, witness)
    with superuser() as boss:
        backup = Copy.take(boss)
        for number in range(10):
            record(**act(5000 + number))
        sign(signer, witness, NOW + dt.timedelta(days=1))
        backup.put(boss)
    return backup.size


def anew() -> None:
    with database.as_owner():
        begin_anew(now=NOW + dt.timedelta(days=2))


def test_a_restore_is_told_apart_from_a_cut(journal: None, signer: Any, witness: Witness) -> None:
    size = restored(signer, witness)
    cut = look(signer, witness)
    assert cut.first_bad is not None
    assert (cut.first_bad.code, cut.first_bad.seq) == ("JRN-28", size)
    anew()
    for number in range(20):
        record(**act(6000 + number))
    for days in (3, 4):
        result = look(signer, witness)
        assert result.faults == []
        assert [(lost.size, lost.entries) for lost in result.restores] == [(size, 10)]
        sign(signer, witness, NOW + dt.timedelta(days=days))
    assert look(signer, None).sound


def test_what_came_before_a_restore_is_still_bound_to_the_witness(
    journal: None, signer: Any, witness: Witness
) -> None:
    """Who owns the database cannot use a feigned restore to have a rewritten journal signed anew."""
    size = restored(signer, witness)
    with superuser() as boss:
        book = Copy.take(boss)
        _, seq = edit_and_rechain_and_forget(book, random.Random(4))
        book.put(boss)
    anew()
    sign(signer, witness, NOW + dt.timedelta(days=3))
    first = look(signer, witness).first_bad
    assert first is not None
    assert (first.code, first.seq) == ("JRN-29", seq)
    assert seq < size


def test_a_restore_feigned_for_an_earlier_size_is_found(journal: None, signer: Any, witness: Witness) -> None:
    """Else what lies between the feigned size and the entry that tells of it would be compared with no witness."""
    fill(signer, witness)
    with superuser() as boss:
        book = Copy.take(boss)
        _, seq = edit_and_rechain_and_forget(book, random.Random(4))
        book.put(boss)
        size = book.size
        boss.execute("UPDATE journal_head SET log = gen_random_uuid()")
    told = {"log": book.log, "size": seq}
    record(kind="journal.restored", by=None, agency=None, detail=told, happened_at=NOW, now=NOW)
    sign(signer, witness, NOW + dt.timedelta(days=3))
    assert {(fault.code, fault.seq) for fault in look(signer, witness).faults} == {("JRN-33", size)}


def test_a_new_name_without_a_restore_is_found(journal: None, signer: Any, witness: Witness) -> None:
    fill(signer, witness)
    with superuser() as boss:
        boss.execute("UPDATE journal_head SET log = gen_random_uuid()")
    sign(signer, witness, NOW + dt.timedelta(days=3))
    assert {fault.code for fault in look(signer, witness).faults} == {"JRN-27", "JRN-31"}
    assert {fault.code for fault in look(signer, None).faults} == {"JRN-27"}


def test_a_clock_set_back_keeps_the_witness_in_order(journal: None, signer: Any, witness: Witness) -> None:
    for days in (0, 40, 10, 80, 1):
        record(**act(days))
        sign(signer, witness, NOW + dt.timedelta(days=days))
    result = look(signer, witness)
    assert result.faults == []
    assert result.witnessed == 5


def test_verifying_while_people_work_never_cries_wolf(journal: None, signer: Any, witness: Witness) -> None:
    """Writers and checkpoints go on beside it; every look sees one consistent state."""
    stop, failures = threading.Event(), []

    def work(number: int) -> None:
        try:
            while not stop.is_set():
                record(**act(number))
        except BaseException as problem:
            failures.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    looks = []

    def watch() -> None:
        with as_role("qorgan_owner") as reader:
            while not stop.is_set():
                looks.append(verify(reader, trusted=[public(signer)], witness=witness))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        for number in range(25):
            sign(signer, witness, NOW + dt.timedelta(minutes=number))
    finally:
        stop.set()
        for thread in [*threads, watcher]:
            thread.join()
    assert not failures
    assert looks
    assert [fault for result in looks for fault in result.faults] == []
