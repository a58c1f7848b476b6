"""The instance key: wrapping, rotation, named subkeys, tokens, signatures and boxes."""

from __future__ import annotations

import os
import pickle
import random
import subprocess
import sys
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan import vault
from qorgan.vault import CODES, Keyring, VaultError, new_data_key, new_id
from qorgan.vault.keyring import WRAPPED_BYTES

SPOILED = 10_000 if os.environ.get("QORGAN_FAULTS") == "full" else 1_000
RING = Keyring.new()


def refusal(act: object, *args: object, **named: object) -> str:
    with pytest.raises(VaultError) as caught:
        act(*args, **named)  # type: ignore[operator]
    return caught.value.code


# -- wrapping ----------------------------------------------------------------------------------------


def test_a_wrapped_key_comes_back() -> None:
    ring, key_id, secret = Keyring.new(), new_id(), new_data_key()
    wrapped = ring.wrap(key_id, secret)
    assert len(wrapped) == WRAPPED_BYTES
    assert secret not in wrapped
    assert ring.unwrap(key_id, memoryview(wrapped)) == secret


def test_wrapped_keys_cannot_be_exchanged_between_rows() -> None:
    assert refusal(RING.unwrap, new_id(), RING.wrap(new_id(), new_data_key())) == "VAU-04"


def test_every_altered_wrapped_key_is_refused() -> None:
    dice = random.Random(7)
    wrapped = [(key_id, RING.wrap(key_id, new_data_key())) for key_id in (new_id() for _ in range(10))]
    for _ in range(SPOILED):
        key_id, good = dice.choice(wrapped)
        body = bytearray(good)
        body[dice.randrange(WRAPPED_BYTES)] ^= dice.randrange(1, 256)
        assert refusal(RING.unwrap, key_id, bytes(body)) in {"VAU-02", "VAU-04", "VAU-05"}
    assert refusal(RING.unwrap, key_id, good[:-1]) == "VAU-02"


def test_another_instance_opens_nothing() -> None:
    key_id = new_id()
    assert refusal(Keyring.new().unwrap, key_id, RING.wrap(key_id, new_data_key())) == "VAU-05"


def test_a_secret_of_the_wrong_size_is_refused() -> None:
    assert refusal(RING.wrap, new_id(), b"short") == "VAU-06"


def test_rotation_rewraps_and_the_old_generation_opens_nothing_more() -> None:
    """Bar 14: after rotation and rewrapping, the old key opens 0 records."""
    old = Keyring.new()
    secrets = {new_id(): new_data_key() for _ in range(50)}
    stored = {key_id: old.wrap(key_id, secret) for key_id, secret in secrets.items()}
    both = old.with_new_wrap()
    assert all(both.needs_rewrap(one) for one in stored.values())
    fresh = {key_id: both.wrap(key_id, both.unwrap(key_id, one)) for key_id, one in stored.items()}
    assert not any(both.needs_rewrap(one) for one in fresh.values())
    new = both.without_wrap(both.generations()[0])
    for key_id, secret in secrets.items():
        assert new.unwrap(key_id, fresh[key_id]) == secret
        assert refusal(new.unwrap, key_id, stored[key_id]) == "VAU-05"
        assert refusal(old.unwrap, key_id, fresh[key_id]) == "VAU-05"


def test_rotation_leaves_search_tokens_signatures_and_boxes_as_they_were() -> None:
    old = Keyring.new()
    new = old.with_new_wrap().without_wrap(old.generations()[0])
    assert new.subkey("search-tokens") == old.subkey("search-tokens")
    assert new.signer().public_key() == old.signer().public_key()
    assert new.box("inbox").sealer.public == old.box("inbox").sealer.public
    assert new.root_name() == old.root_name()


def test_the_generation_in_use_cannot_be_removed() -> None:
    ring = Keyring.new().with_new_wrap()
    assert refusal(ring.without_wrap, ring.generations()[-1]) == "VAU-16"
    assert refusal(ring.without_wrap, "00" * 8) == "VAU-05"


# -- named subkeys -----------------------------------------------------------------------------------


def test_every_purpose_has_its_own_key() -> None:
    names = ["a", "b", "search-tokens", "box/x25519/a", "journal-signing/ed25519"]
    keys = [RING.subkey(name) for name in names]
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 32 for key in keys)
    assert keys == [RING.subkey(name) for name in names]
    assert RING.subkey("a") != Keyring.new().subkey("a")


@given(st.text(), st.text())
def test_tokens_are_equal_exactly_for_equal_texts(one: str, other: str) -> None:
    key = RING.subkey("search-tokens")
    assert (vault.token(key, one) == vault.token(key, other)) == (one == other)
    assert vault.token(key, one) != vault.token(RING.subkey("telephones"), one)
    assert len(vault.token(key, one)) == 16


def test_signatures_hold_for_their_message_only() -> None:
    signer, stranger = RING.signer(), Keyring.new().signer()
    public, signature = signer.public_key().public_bytes_raw(), signer.sign(b"root")
    vault.verify_signature(public, b"root", signature)
    assert refusal(vault.verify_signature, public, b"other", signature) == "VAU-07"
    other = stranger.public_key().public_bytes_raw()
    assert refusal(vault.verify_signature, other, b"root", signature) == "VAU-07"
    assert refusal(vault.verify_signature, b"short", b"root", signature) == "VAU-07"
    assert vault.key_name(public) != vault.key_name(other)


@given(st.text())
def test_a_box_takes_from_anyone_and_opens_for_its_holder(text: str) -> None:
    box = RING.box("inbox")
    here = {"field": "report.message", "row_id": uuid4(), "schema": 1}
    sealed = vault.BoxSealer(box.sealer.public).seal(text, **here)
    assert box.unseal(sealed, **here) == text
    assert refusal(box.unseal, sealed, **here | {"row_id": uuid4()}) == "VAU-08"
    assert refusal(box.unseal, sealed, **here | {"field": "report.other"}) == "VAU-08"
    assert refusal(RING.box("other").unseal, sealed, **here) == "VAU-08"


def test_every_altered_box_is_refused() -> None:
    dice, box = random.Random(8), RING.box("inbox")
    here = {"field": "report.message", "row_id": uuid4(), "schema": 1}
    sealed = box.sealer.seal("invented", **here)
    for _ in range(300):
        body = bytearray(sealed)
        body[dice.randrange(len(body))] ^= dice.randrange(1, 256)
        assert refusal(box.unseal, bytes(body), **here) in {"VAU-02", "VAU-08"}
    for size in range(len(sealed)):
        assert refusal(box.unseal, sealed[:size], **here) in {"VAU-02", "VAU-08"}


def test_derivations_and_layouts_stay_as_they_were_published() -> None:
    """An accidental change would lose every record, search and signature: fixed answers."""
    ring = Keyring([bytes(range(32))], [bytes(range(32, 64))])
    row, secret = UUID(int=1), bytes(range(64, 96))
    here = {"field": "child.names", "row_id": row, "schema": 1}
    assert ring.generations() == [GOLDEN["generation"]]
    assert ring.root_name() == GOLDEN["root"]
    assert vault.token(ring.subkey("search-tokens"), "әлия|2014").hex() == GOLDEN["token"]
    assert vault.key_name(ring.signer().public_key().public_bytes_raw()) == GOLDEN["signer"]
    assert vault.unseal(secret, bytes.fromhex(GOLDEN["sealed"]), key_id=row, **here) == "Әлия"
    assert ring.unwrap(row, bytes.fromhex(GOLDEN["wrapped"])) == secret
    assert ring.box("inbox").unseal(bytes.fromhex(GOLDEN["boxed"]), **here) == "Әлия"


GOLDEN = {
    "generation": "ec5d2d715bad85e2",
    "root": "a19ad044dc172ccd",
    "token": "1a6a9f1c1750aa00048863ec91828694",
    "signer": "f2b90b5ac808f51c",
    "sealed": (
        "01010000000000000000000000000000000166957afefb62a514473198555e82e6d0949e40603a062a353d2d5f"
        "744a31598a49e8acb7df7f5fb1961b7f50104ca397e2ee1b2368ae0b96f6b9bab897b76e127a6c31df964f47d7"
        "f89ea27e37ba34a59b0f5c566f7d19cc03177856"
    ),
    "wrapped": (
        "0101ec5d2d715bad85e22e4d4536eebb59f7541f43848c57434898c83b27c9ebf6105cb48209ce7aa7781cd691"
        "f94c40eacfc3a7e179e017806e9b2cddbd4b192a663f50b107"
    ),
    "boxed": (
        "01018d17279fb1fd8c1ed5b88cc187a9a8010a8ab992e014f51c74a57c5b147dba14910bb4dad3619b3d7ad396"
        "38e9f271c72fb1e4d5c7d7bedd39e1c6f6be3c64a2f70d4a617e0fb2ef81edc6a41ab8940b79594a845b2ea89b"
        "8fb8da11b909f257d60f1a1609abd292e769a6bf31738467"
    ),
}


def test_secrets_are_neither_shown_nor_pickled() -> None:
    ring = Keyring([b"\x41" * 32], [b"\x42" * 32])
    for thing in (ring, ring.box("inbox")):
        assert "AAAA" not in repr(thing)
        assert "41" * 8 not in repr(thing)
        with pytest.raises(TypeError):
            pickle.dumps(thing)


# -- ids, errors, standing alone ---------------------------------------------------------------------


def test_ids_are_version_7_ordered_and_different() -> None:
    ids = [new_id() for _ in range(20_000)]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}


def test_an_id_tells_the_time_it_was_made_unless_blurred() -> None:
    plain, blurred = new_id(), new_id(blur_seconds=3600)
    assert 0 <= (plain.int >> 80) - (blurred.int >> 80) < 3_600_000 + 1000
    assert (blurred.int >> 80) % 3_600_000 == 0
    assert (blurred.version, blurred.variant) == (7, "specified in RFC 4122")
    assert len({new_id(blur_seconds=3600) for _ in range(10_000)}) == 10_000


def test_every_error_speaks_three_languages_and_survives_pickling() -> None:
    for code, texts in CODES.items():
        assert set(texts) == {"kk", "ru", "en"}
        assert all(texts.values())
        error = VaultError(code, "file")
        assert all(error.text(language).startswith(code) for language in ("kk", "ru", "en"))
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_the_library_stands_alone() -> None:
    code = (
        "import qorgan.vault, sys\n"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('django', 'psycopg', 'numpy', 'socket')"
        " or (m.startswith('qorgan.') and not m.startswith('qorgan.vault'))]\nassert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
