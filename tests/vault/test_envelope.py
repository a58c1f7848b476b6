"""Seals open exactly, and only where they belong."""

from __future__ import annotations

import os
import random
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.vault import VaultError, key_id_of, new_data_key, new_id, seal, seal_bytes, unseal, unseal_bytes
from qorgan.vault.envelope import place
from qorgan.vault.padding import bucket, pad, unpad

FULL = os.environ.get("QORGAN_FAULTS") == "full"
SPOILED = 10_000 if FULL else 1_000
KINDS = ["flip", "bit", "cut", "grow", "swap", "field", "row", "schema", "key", "head", "nonce"]
SEALS = 1_000_000 if FULL else 20_000
any_text = st.text(st.characters(exclude_categories=()))  # lone surrogates too: nothing typed is lost


class Slot(NamedTuple):
    field: str
    row_id: UUID
    schema: int = 1


class Key:
    """A data key with its id, in the shape the tests below like."""

    def __init__(self, key_id: UUID | None = None) -> None:
        self.id, self.secret = key_id or new_id(), new_data_key()

    def seal_text(self, text: str, slot: Slot) -> bytes:
        return seal(self.secret, text, key_id=self.id, **slot._asdict())

    def open_text(self, sealed: bytes, slot: Slot) -> str:
        return unseal(self.secret, sealed, key_id=self.id, **slot._asdict())

    def seal_bytes(self, data: bytes, slot: Slot) -> bytes:
        return seal_bytes(self.secret, data, key_id=self.id, **slot._asdict())

    def open_bytes(self, sealed: bytes, slot: Slot) -> bytes:
        return unseal_bytes(self.secret, sealed, key_id=self.id, **slot._asdict())


slots = st.builds(
    Slot,
    st.from_regex(r"[a-z]{1,12}\.[a-z_]{1,20}", fullmatch=True),
    st.uuids(),
    st.integers(1, 65535),
)


def refusal(act: object, *args: object) -> str:
    with pytest.raises(VaultError) as caught:
        act(*args)  # type: ignore[operator]
    return caught.value.code


@given(any_text, slots)
def test_any_text_comes_back_exactly(text: str, slot: Slot) -> None:
    key = Key()
    assert key.open_text(key.seal_text(text, slot), slot) == text


@given(st.binary(max_size=5000), slots)
def test_any_bytes_come_back_exactly(data: bytes, slot: Slot) -> None:
    key = Key()
    assert key.open_bytes(key.seal_bytes(data, slot), slot) == data


@pytest.mark.parametrize(
    "name",
    [
        "Әлия Қыдырбайқызы",
        "Аиша",
        "O'Brien-Ң",
        "é",
        "e\u0301",
        "",
        "\0\x80\0",
        "ё" * 200,
        "قو",
        "🧒🏽",
        "\ud800",
    ],
)
def test_names_in_any_script_come_back_exactly(name: str) -> None:
    key, slot = Key(), Slot("children.names", uuid4())
    assert key.open_text(key.seal_text(name, slot), slot) == name


@given(any_text, slots, slots)
def test_a_seal_opens_in_no_other_slot(text: str, here: Slot, there: Slot) -> None:
    key = Key()
    sealed = key.seal_text(text, here)
    if here != there:
        assert refusal(key.open_text, sealed, there) == "VAU-01"


@given(slots, slots)
def test_no_two_slots_read_the_same(one: Slot, other: Slot) -> None:
    assert (place(*one) == place(*other)) == (one == other)


def test_every_flipped_or_swapped_ciphertext_is_refused() -> None:
    """Bar 12: any byte flipped, cut, grown, or a seal moved between rows, fields and keys; seed 20260301."""
    dice = random.Random(20260301)
    keys = [Key() for _ in range(20)]
    places = [Slot(f"children.field{n}", uuid4()) for n in range(20)]
    stored = [
        (key, slot, key.seal_text(f"invented {n}", slot))
        for n, (key, slot) in enumerate(zip(keys, places, strict=True))
    ]
    refused = 0
    for _ in range(SPOILED):
        (key, slot, sealed), (other_key, other_slot, other) = dice.sample(stored, 2)
        kind = dice.choice(
            ["flip", "bit", "cut", "grow", "swap", "field", "row", "schema", "key", "head", "nonce"]
        )
        if kind in {"flip", "bit"}:
            place = dice.randrange(len(sealed))
            change = 1 << dice.randrange(8) if kind == "bit" else dice.randrange(1, 256)
            sealed = sealed[:place] + bytes([sealed[place] ^ change]) + sealed[place + 1 :]
        elif kind == "cut":
            sealed = sealed[: dice.randrange(len(sealed))]
        elif kind == "grow":
            sealed += dice.randbytes(dice.randrange(1, 20))
        elif kind == "swap":
            sealed = other
        elif kind == "head":  # our header on another's body
            sealed = sealed[:18] + other[18:]
        elif kind == "nonce":
            sealed = sealed[:18] + other[18:30] + sealed[30:]
        elif kind == "field":
            slot = Slot(other_slot.field, slot.row_id)
        elif kind == "row":
            slot = Slot(slot.field, other_slot.row_id)
        elif kind == "schema":
            slot = Slot(slot.field, slot.row_id, 2)
        else:
            key = other_key
        with pytest.raises(VaultError) as caught:
            key.open_text(sealed, slot)
        assert "invented" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.code in {"VAU-01", "VAU-02", "VAU-03"}
        refused += 1
    assert refused == SPOILED
    print(f"flipped or moved ciphertexts: N={SPOILED} refused={refused} seed=20260301")


def test_a_key_with_the_same_name_but_another_secret_opens_nothing() -> None:
    key, slot = Key(), Slot("children.names", uuid4())
    sealed = key.seal_text("invented", slot)
    assert refusal(Key(key.id).open_text, sealed, slot) == "VAU-01"


def test_nonces_never_repeat() -> None:
    """Bar 13: reuse of a nonce under one key would give away both texts."""
    key, slot = Key(), Slot("children.names", uuid4())
    assert len({key.seal_bytes(b"", slot)[18:30] for _ in range(SEALS)}) == SEALS


def test_texts_and_bytes_are_not_mixed_up() -> None:
    key, slot = Key(), Slot("documents.body", uuid4())
    assert refusal(key.open_text, key.seal_bytes(b"x", slot), slot) == "VAU-02"
    assert refusal(key.open_bytes, key.seal_text("x", slot), slot) == "VAU-02"


def test_the_key_of_an_envelope_can_be_read_without_opening_it() -> None:
    key, slot = Key(), Slot("children.names", uuid4())
    assert key_id_of(memoryview(key.seal_text("x", slot))) == key.id
    assert refusal(key_id_of, b"") == "VAU-02"
    assert refusal(key_id_of, bytes(60)) == "VAU-02"


@pytest.mark.parametrize("field", ["", "балалар.аты", "x" * 256])
def test_a_badly_named_field_is_refused(field: str) -> None:
    assert refusal(Key().seal_text, "x", Slot(field, uuid4())) == "VAU-06"


@pytest.mark.parametrize("schema", [0, -1, 65536])
def test_a_schema_version_outside_its_range_is_refused(schema: int) -> None:
    assert refusal(Key().seal_text, "x", Slot("a.b", uuid4(), schema)) == "VAU-06"


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_the_wrong_size_is_refused(size: int) -> None:
    key = Key()
    key.secret = bytes(size)
    assert refusal(key.seal_text, "x", Slot("a.b", uuid4())) == "VAU-06"


# -- lengths -----------------------------------------------------------------------------------------


@given(st.binary(max_size=3000))
def test_padding_is_undone_exactly(data: bytes) -> None:
    assert unpad(pad(data)) == data
    assert len(pad(data)) == bucket(len(data))


def test_names_of_ordinary_length_look_the_same() -> None:
    key, slot = Key(), Slot("children.names", uuid4())
    lengths = {len(key.seal_text(name, slot)) for name in ["", "Ә", "Аиша", "Әлия Қыдырбайқызы", "A" * 63]}
    assert len(lengths) == 1


@given(st.integers(0, 10**9))
def test_buckets_hold_what_they_get_and_waste_little(length: int) -> None:
    size = bucket(length)
    assert size > length
    assert bucket(size - 1) == size
    assert size <= max(64, 2 * (length + 1))
    if length > 65536:
        assert size <= 1.12 * (length + 1)


def test_few_lengths_can_be_told_apart() -> None:
    assert len({bucket(n) for n in range(65536)}) == 11
