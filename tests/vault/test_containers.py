"""A container goes to the unit and back through its offline command; whatever was altered does not open."""

from __future__ import annotations

import random
import re

import pytest

from qorgan.__main__ import main
from qorgan.vault import VaultError, new_id, new_unit_key, pack, public_of, read_public, unpack

CONTENT = bytes(range(256)) * 40


def made(private, content=CONTENT):
    return pack(
        read_public(public_of(private)), content, container_id=new_id(), name="Сурет.jpg", media_type="x/y"
    )


def test_the_offline_command_makes_a_key_and_opens_a_container(tmp_path, capsys, monkeypatch):
    key, box, out = tmp_path / "unit.key", tmp_path / "H-1.qorgan", tmp_path / "out"
    assert main(["unit", "new-key", "--out", str(key)]) == 0
    public = capsys.readouterr().out.strip()
    assert key.stat().st_mode & 0o777 == 0o400
    assert main(["unit", "public", "--key", str(key)]) == 0
    assert capsys.readouterr().out.strip() == public
    box.write_bytes(
        pack(
            read_public(public), CONTENT, container_id=new_id(), name="a\x1b[2Jb.jpg", media_type="image/jpeg"
        )
    )
    assert main(["unit", "open", str(box), "--key", str(key), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert re.search(r"sha256 +[0-9a-f]{64}", said)
    assert "\x1b" not in said
    assert out.read_bytes() == CONTENT
    assert out.stat().st_mode & 0o777 == 0o600
    assert main(["unit", "open", str(box), "--key", str(key), "--out", str(out)]) == 2  # never over a file
    key.chmod(0o644)
    assert main(["unit", "open", str(box), "--key", str(key), "--out", str(tmp_path / "o2")]) == 2
    assert "VAU-11" in capsys.readouterr().err


def test_a_key_with_a_passphrase_opens_only_with_it(tmp_path):
    private = new_unit_key(b"invented words")
    container = pack(
        read_public(public_of(private, b"invented words")),
        CONTENT,
        container_id=new_id(),
        name="a",
        media_type="b",
    )
    assert unpack(container, private, b"invented words").content == CONTENT
    for wrong in (b"", b"other words"):
        with pytest.raises(VaultError) as refusal:
            unpack(container, private, wrong)
        assert refusal.value.code == "VAU-17"


def test_whatever_is_altered_or_cut_does_not_open():
    private, dice = new_unit_key(), random.Random(4)
    container = made(private)
    codes = set()
    for _ in range(300):
        data = bytearray(container)
        if dice.random() < 0.3:
            data = data[: dice.randrange(len(data))]
        else:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        with pytest.raises(VaultError) as refusal:
            unpack(bytes(data), private)
        codes.add(refusal.value.code)
    assert codes <= {"VAU-02", "VAU-08"}
    for place, code in ((0, "VAU-02"), (len(container) - 1, "VAU-08")):
        data = bytearray(container)
        data[place] ^= 1
        with pytest.raises(VaultError) as refusal:
            unpack(bytes(data), private)
        assert refusal.value.code == code
    with pytest.raises(VaultError) as refusal:
        unpack(container, b"not a key")
    assert refusal.value.code == "VAU-13"


@pytest.mark.parametrize("text", ["", "abc", "A" * 43 + "=", "ключ", "x" * 44, "A" * 88])
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(VaultError) as refusal:
        read_public(text)
    assert refusal.value.code == "VAU-18"
