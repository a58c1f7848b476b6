"""Where the instance key may lie: a private file, or behind a command."""

from __future__ import annotations

import os
import pickle
import random
import stat
import sys
import threading
from pathlib import Path

import pytest

from qorgan.vault import (
    CommandKeyProvider,
    FileKeyProvider,
    KeyProvider,
    Keyring,
    VaultError,
    new_data_key,
    new_id,
)


def refusal(act: object, *args: object, **named: object) -> VaultError:
    with pytest.raises(VaultError) as caught:
        act(*args, **named)  # type: ignore[operator]
    return caught.value


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "instance.key"


def put(path: Path, text: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(text)
    path.chmod(0o400)


# -- the key file ------------------------------------------------------------------------------------


def test_a_key_file_is_made_private_and_read_back(path: Path, data: Path) -> None:
    made: KeyProvider = FileKeyProvider.create(path, data_dir=data)
    key_id, secret = new_id(), new_data_key()
    wrapped = made.wrap(key_id, secret)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert FileKeyProvider(path, data_dir=data).unwrap(key_id, wrapped) == secret
    assert os.listdir(path.parent) == ["instance.key"]


def test_a_key_file_is_never_overwritten_by_accident(path: Path, data: Path) -> None:
    made = FileKeyProvider.create(path, data_dir=data)
    assert refusal(FileKeyProvider.create, path, data_dir=data).code == "VAU-14"
    assert FileKeyProvider(path, data_dir=data).root_name() == made.root_name()
    assert os.listdir(path.parent) == ["instance.key"]


def test_the_file_is_rotated_and_the_old_key_retired(path: Path, data: Path) -> None:
    old = FileKeyProvider.create(path, data_dir=data)
    key_id, secret = new_id(), new_data_key()
    wrapped = old.wrap(key_id, secret)
    both = old.rotate()
    assert both.needs_rewrap(wrapped)
    fresh = both.wrap(key_id, both.unwrap(key_id, wrapped))
    new = both.retire(both.generations()[0])
    again = FileKeyProvider(path, data_dir=data)
    assert again.generations() == new.generations() == both.generations()[1:]
    assert again.unwrap(key_id, fresh) == secret
    assert refusal(again.unwrap, key_id, wrapped).code == "VAU-05"
    assert refusal(again.retire, again.generations()[0]).code == "VAU-16"
    assert stat.S_IMODE(path.stat().st_mode) == 0o400


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o440, 0o404, 0o420, 0o402, 0o410, 0o700])
def test_a_key_file_others_can_reach_is_refused(path: Path, data: Path, mode: int) -> None:
    FileKeyProvider.create(path, data_dir=data)
    path.chmod(mode)
    assert refusal(FileKeyProvider, path, data_dir=data).code == "VAU-11"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_file_of_somebody_else_is_refused(path: Path, data: Path) -> None:
    FileKeyProvider.create(path, data_dir=data)
    os.chown(path, 12345, -1)
    assert refusal(FileKeyProvider, path, data_dir=data).code == "VAU-11"


def test_a_key_file_in_the_data_folder_is_refused_also_through_links(tmp_path: Path, data: Path) -> None:
    inside = data / "deep" / "instance.key"
    assert refusal(FileKeyProvider.create, inside, data_dir=data).code == "VAU-12"
    assert not inside.parent.exists()
    FileKeyProvider.create(inside)
    assert refusal(FileKeyProvider, inside, data_dir=data).code == "VAU-12"
    link = tmp_path / "link.key"
    link.symlink_to(inside)
    assert refusal(FileKeyProvider, link, data_dir=data).code == "VAU-12"
    alias = tmp_path / "same-data"
    alias.symlink_to(data)
    assert refusal(FileKeyProvider, inside, data_dir=alias).code == "VAU-12"


def test_a_missing_or_strange_key_file_is_refused(tmp_path: Path, data: Path) -> None:
    loop, pipe = tmp_path / "loop", tmp_path / "pipe"
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    for odd in (tmp_path / "none", tmp_path, loop, pipe):
        assert refusal(FileKeyProvider, odd, data_dir=data).code == "VAU-10"


def test_a_damaged_key_file_is_refused_without_showing_it(path: Path, data: Path) -> None:
    dice, good = random.Random(9), Keyring.new().with_new_wrap().dump()
    secrets = [line.split()[-1].decode() for line in good.splitlines()[1:]]
    for _ in range(300):
        body = bytearray(good)
        place = dice.randrange(len(body))
        if bytes(body[place : place + 1]).isspace():
            continue
        body[place] ^= dice.choice([1, 2, 4, 8, 128])
        put(path, bytes(body))
        error = refusal(FileKeyProvider, path, data_dir=data)
        assert error.code == "VAU-13"
        assert not any(part in str(error) for secret in secrets for part in (secret, secret[:10]))


def test_a_key_file_that_is_cut_or_doubled_is_refused(path: Path, data: Path) -> None:
    good = Keyring.new().dump()
    for text in (b"", b"\n", good[:40], good.replace(b"root", b"wrap"), b"qorgan-keys 1\n", good + good[14:]):
        put(path, text)
        assert refusal(FileKeyProvider, path, data_dir=data).code == "VAU-13"


# -- the command hook --------------------------------------------------------------------------------

HSM = """
import base64, hashlib, json, sys
for line in sys.stdin:
    ask = json.loads(line)
    print("a secret that must not surface", file=sys.stderr)
    if ask["do"] == "subkey":
        answer = hashlib.sha256(b"hsm" + ask["name"].encode()).digest()
    else:
        answer = bytes(b ^ 0x5A for b in base64.b64decode(ask["data"]))
    print(json.dumps({"data": base64.b64encode(answer).decode()}), flush=True)
"""


@pytest.fixture
def hsm(tmp_path: Path):
    script = tmp_path / "hsm.py"
    script.write_text(HSM)
    provider = CommandKeyProvider(f"{sys.executable} '{script}'", timeout=5)
    yield provider
    provider.close()


def test_a_command_in_front_of_an_hsm_wraps_and_unwraps(hsm: KeyProvider) -> None:
    key_id, secret = new_id(), new_data_key()
    wrapped = hsm.wrap(key_id, secret)
    assert secret not in wrapped
    assert hsm.unwrap(key_id, memoryview(wrapped)) == secret
    assert hsm.needs_rewrap(wrapped)
    assert hsm.subkey("a") != hsm.subkey("b")
    assert hsm.subkey("a") == hsm.subkey("a")
    assert hsm.signer().sign(b"x")


def test_even_an_hsm_without_context_cannot_exchange_keys_between_rows(hsm: KeyProvider) -> None:
    assert refusal(hsm.unwrap, new_id(), hsm.wrap(new_id(), new_data_key())).code == "VAU-04"
    assert refusal(hsm.unwrap, new_id(), Keyring.new().wrap(new_id(), new_data_key())).code == "VAU-02"
    assert refusal(hsm.wrap, new_id(), b"short").code == "VAU-06"


def test_many_threads_share_one_command(hsm: KeyProvider) -> None:
    wrong: list[int] = []

    def work(number: int) -> None:
        for _ in range(50):
            key_id, secret = new_id(), new_data_key()
            if hsm.unwrap(key_id, hsm.wrap(key_id, secret)) != secret:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_command_that_died_is_started_anew(hsm: CommandKeyProvider) -> None:
    key_id, secret = new_id(), new_data_key()
    wrapped = hsm.wrap(key_id, secret)
    assert hsm._process is not None
    hsm._process.kill()
    hsm._process.wait()
    assert hsm.unwrap(key_id, wrapped) == secret


@pytest.mark.parametrize(
    "program",
    [
        "import sys; sys.exit('a secret')",
        "import time; time.sleep(60)",
        "print('nonsense', flush=True)",
        "input(); print('nonsense', flush=True)",
        "input(); print('{}', flush=True)",
        "input(); print('[]', flush=True)",
        'input(); print(\'{"data": "!"}\', flush=True)',
        "input(); print('{\"data\": 5}', flush=True)",
        "input(); print('x' * 100000, flush=True)",
    ],
)
def test_a_command_that_fails_hangs_or_babbles_is_refused(program: str, tmp_path: Path) -> None:
    script = tmp_path / "bad.py"
    script.write_text(program)
    provider = CommandKeyProvider(f"{sys.executable} '{script}'", timeout=1)
    error = refusal(provider.wrap, new_id(), new_data_key())
    assert error.code == "VAU-15"
    assert "a secret" not in str(error)
    assert refusal(provider.subkey, "x").code == "VAU-15"


def test_an_absent_or_empty_command_is_refused(tmp_path: Path) -> None:
    assert refusal(CommandKeyProvider, " ").code == "VAU-15"
    assert refusal(CommandKeyProvider(str(tmp_path / "absent")).subkey, "x").code == "VAU-15"
    with pytest.raises(TypeError):
        pickle.dumps(CommandKeyProvider("true"))
