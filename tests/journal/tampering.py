"""Somebody who owns the database: reads the whole journal into memory, changes it, and writes it back.

Every way leaves the tables consistent as far as that way claims to; the strongest computes all hashes, the
head and even checkpoints anew. Each returns what verification must name: ("seq", n), ("id", entry), or
"anything".
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from journal_cast import NOW, act

from qorgan.journal.body import compose
from qorgan.journal.merkle import Peaks, leaf_hash
from qorgan.journal.witness import statement
from qorgan.vault import Keyring, key_name

Named = tuple[str, Any] | str


@dataclass
class Copy:
    """The journal as plain rows."""

    entries: dict[UUID, str]
    seals: list[list[Any]]  # [seq, entry id, leaf]
    log: UUID
    size: int
    peaks: list[bytes]
    checkpoints: list[list[Any]]  # [size, root, signed_at, key, signature, log]

    @classmethod
    def take(cls, boss: Any) -> Copy:
        """Read it all."""
        log, size, peaks = boss.execute("SELECT log, size, peaks FROM journal_head").fetchone()
        seals = boss.execute("SELECT seq, entry_id, leaf FROM journal_seal ORDER BY seq").fetchall()
        signed = boss.execute(
            "SELECT size, root, signed_at, key, signature, log FROM journal_checkpoint ORDER BY id"
        )
        return cls(
            dict(boss.execute("SELECT id, body FROM journal_entry").fetchall()),
            [list(row) for row in seals],
            log,
            size,
            peaks,
            [list(row) for row in signed.fetchall()],
        )

    def put(self, boss: Any) -> None:
        """Write it all, past every trigger."""
        with boss.transaction():
            boss.execute("SET LOCAL session_replication_role = replica")
            for table in ("entry", "seal", "head", "checkpoint"):
                boss.execute(f"DELETE FROM journal_{table}")
            with boss.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO journal_entry (body) VALUES (%s)", [[body] for body in self.entries.values()]
                )
                cursor.executemany("INSERT INTO journal_seal VALUES (%s, %s, %s)", self.seals)
                cursor.executemany(
                    "INSERT INTO journal_checkpoint (size, root, signed_at, key, signature, log)"
                    " VALUES (%s, %s, %s, %s, %s, %s)",
                    self.checkpoints,
                )
                cursor.execute(
                    "INSERT INTO journal_head VALUES (true, %s, %s, %s)", [self.log, self.size, self.peaks]
                )

    def rechain(self) -> None:
        """Compute numbers, leaves and head anew over the seals in their present order."""
        tree = Peaks()
        for number, seal in enumerate(self.seals):
            seal[0], seal[2] = number, leaf_hash(self.entries[seal[1]].encode())
            tree.append(seal[2])
        self.size, self.peaks = tree.size, tree.peaks

    def forget_checkpoints(self, after: int) -> None:
        """Drop what was signed beyond a size."""
        self.checkpoints = [one for one in self.checkpoints if one[0] <= after]


def spoil(text: str, dice: random.Random) -> str:
    """The same entry telling something else."""
    content = json.loads(text)
    kind = dice.randrange(4)
    if kind == 0:
        content["actor"] = str(UUID(int=dice.getrandbits(128), version=4))
    elif kind == 1:
        content["happened_at"] += dice.randrange(1, 10**9)
    elif kind == 2:
        content["kind"] = "cases.closed"
    else:
        content["detail"] = {"reason": "none"}
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def forged(dice: random.Random) -> tuple[UUID, str]:
    """An entry that was never written."""
    entry_id = UUID(int=dice.getrandbits(128), version=4)
    return entry_id, compose(entry_id=entry_id, **act(dice.randrange(10**6)))


# -- the ways ----------------------------------------------------------------------------------------


def edit_entry(book: Copy, dice: random.Random) -> Named:
    seq, entry_id, _ = dice.choice(book.seals)
    book.entries[entry_id] = spoil(book.entries[entry_id], dice)
    return "seq", seq


def edit_entry_and_its_seal(book: Copy, dice: random.Random) -> Named:
    seal = dice.choice(book.seals)
    book.entries[seal[1]] = spoil(book.entries[seal[1]], dice)
    seal[2] = leaf_hash(book.entries[seal[1]].encode())
    return "seq", seal[0]


def edit_and_rechain(book: Copy, dice: random.Random) -> Named:
    named = edit_entry(book, dice)
    book.rechain()
    return named


def edit_and_rechain_and_forget(book: Copy, dice: random.Random) -> Named:
    named = edit_and_rechain(book, dice)
    book.forget_checkpoints(named[1])
    return named


def rewrite_with_another_key(book: Copy, dice: random.Random) -> Named:
    """A full re-chain with checkpoints signed by a key of the rewriter, under the honest key's name."""
    named = edit_and_rechain(book, dice)
    signer, tree = Keyring.new().signer(), Peaks()
    roots = {0: tree.root()}
    for _, _, leaf in book.seals:
        tree.append(leaf)
        roots[tree.size] = tree.root()
    name = dice.choice([key_name(signer.public_key().public_bytes_raw()), book.checkpoints[0][3]])
    for one in book.checkpoints:
        one[1], one[3] = roots[one[0]], name
        one[4] = signer.sign(statement(book.log, one[0], one[1], one[2]))
    return named


def edit_seal(book: Copy, dice: random.Random) -> Named:
    seal = dice.choice(book.seals)
    seal[2] = dice.randbytes(32)
    return "seq", seal[0]


def delete_entry(book: Copy, dice: random.Random) -> Named:
    seq, entry_id, _ = dice.choice(book.seals)
    del book.entries[entry_id]
    return "seq", seq


def delete_seal(book: Copy, dice: random.Random) -> Named:
    seal = dice.choice(book.seals)
    book.seals.remove(seal)
    return "seq", seal[0]


def delete_both(book: Copy, dice: random.Random) -> Named:
    seal = dice.choice(book.seals)
    book.seals.remove(seal)
    del book.entries[seal[1]]
    return "seq", seal[0]


def delete_and_rechain(book: Copy, dice: random.Random) -> Named:
    named = delete_both(book, dice)
    book.rechain()
    return named


def delete_and_rechain_and_forget(book: Copy, dice: random.Random) -> Named:
    named = delete_and_rechain(book, dice)
    book.forget_checkpoints(named[1])
    return named


def insert_without_seal(book: Copy, dice: random.Random) -> Named:
    entry_id, body = forged(dice)
    book.entries[entry_id] = body
    return "id", entry_id


def insert_and_rechain(book: Copy, dice: random.Random) -> Named:
    entry_id, body = forged(dice)
    place = dice.randrange(len(book.seals))
    book.entries[entry_id] = body
    book.seals.insert(place, [place, entry_id, b""])
    book.rechain()
    return "seq", place


def insert_and_rechain_and_forget(book: Copy, dice: random.Random) -> Named:
    named = insert_and_rechain(book, dice)
    book.forget_checkpoints(named[1])
    return named


def replace_entry(book: Copy, dice: random.Random) -> Named:
    """An honest entry's place is given to a forged one."""
    seal = dice.choice(book.seals)
    del book.entries[seal[1]]
    seal[1], body = forged(dice)
    book.entries[seal[1]] = body
    book.rechain()
    return "seq", seal[0]


def swap_places(book: Copy, dice: random.Random) -> Named:
    one, other = sorted(dice.sample(range(len(book.seals)), 2))
    a, b = book.seals[one], book.seals[other]
    a[1:], b[1:] = b[1:], a[1:]
    return "seq", one


def swap_entries_only(book: Copy, dice: random.Random) -> Named:
    one, other = sorted(dice.sample(range(len(book.seals)), 2))
    a, b = book.seals[one], book.seals[other]
    a[1], b[1] = b[1], a[1]
    return "seq", one


def swap_and_rechain(book: Copy, dice: random.Random) -> Named:
    named = swap_places(book, dice)
    book.rechain()
    return named


def renumber(book: Copy, dice: random.Random) -> Named:
    """A gap, with nothing missing."""
    place = dice.randrange(len(book.seals))
    for seal in book.seals[place:]:
        seal[0] += 1
    return "seq", place


def cut_tail(book: Copy, dice: random.Random) -> Named:
    kept = dice.randrange(len(book.seals))
    for _, entry_id, _ in book.seals[kept:]:
        del book.entries[entry_id]
    del book.seals[kept:]
    return "seq", kept


def cut_tail_and_rechain(book: Copy, dice: random.Random) -> Named:
    named = cut_tail(book, dice)
    book.rechain()
    return named


def cut_tail_and_forget(book: Copy, dice: random.Random) -> Named:
    named = cut_tail_and_rechain(book, dice)
    book.forget_checkpoints(named[1])
    return named


def empty(book: Copy, dice: random.Random) -> Named:
    book.entries, book.seals, book.checkpoints, book.size, book.peaks = {}, [], [], 0, []
    return "seq", 0


def move_head(book: Copy, dice: random.Random) -> Named:
    if dice.random() < 0.5:
        at = dice.randrange(len(book.peaks))
        book.peaks = [*book.peaks[:at], dice.randbytes(32), *book.peaks[at + 1 :]]
    else:
        book.size, book.peaks = 0, []
    return "anything"


def rename_log(book: Copy, dice: random.Random) -> Named:
    book.log = UUID(int=dice.getrandbits(128), version=4)
    return "anything"


def edit_checkpoint(book: Copy, dice: random.Random) -> Named:
    one = dice.choice(book.checkpoints)
    field = dice.randrange(6)
    if field == 0:
        one[0] = (one[0] + 1) % (book.size + 5)
    elif field in (1, 4):
        one[field] = dice.randbytes(len(one[field]))
    elif field == 2:
        one[2] = NOW + dt.timedelta(days=1)
    elif field == 3:
        one[3] = "0" * 16
    else:
        one[5] = UUID(int=dice.getrandbits(128), version=4)
    return "anything"


WAYS: list[Callable[[Copy, random.Random], Named]] = [
    edit_entry,
    edit_entry_and_its_seal,
    edit_and_rechain,
    edit_and_rechain_and_forget,
    rewrite_with_another_key,
    edit_seal,
    delete_entry,
    delete_seal,
    delete_both,
    delete_and_rechain,
    delete_and_rechain_and_forget,
    insert_without_seal,
    insert_and_rechain,
    insert_and_rechain_and_forget,
    replace_entry,
    swap_places,
    swap_entries_only,
    swap_and_rechain,
    renumber,
    cut_tail,
    cut_tail_and_rechain,
    cut_tail_and_forget,
    empty,
    move_head,
    rename_log,
    edit_checkpoint,
]


def tampered(book: Copy, dice: random.Random) -> tuple[str, Copy, Named]:
    """One way, chosen at random, done to a copy."""
    way, changed = dice.choice(WAYS), copy.deepcopy(book)
    return way.__name__, changed, way(changed, dice)
