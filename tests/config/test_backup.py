"""The whole circle: back up, erase somebody, lose the rest, restore; what was erased stays erased."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import free_port
from qorgan.commands import ledger
from qorgan.commands.backup import KEY_DAYS, remove_old_keys
from qorgan.config.refusal import Refused

STEPS = Path(__file__).with_name("backup_steps.py")


class Instance:
    """An instance in a folder of its own, asked through its commands only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = {**os.environ, "QORGAN_DATA": str(folder / "data")}

    def step(self, *arguments: str) -> Any:
        done = subprocess.run(
            [sys.executable, str(STEPS), *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def qorgan(self, *arguments: str | Path) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "qorgan", *map(str, arguments)],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    def restore(self, *arguments: str | Path) -> tuple[int, str]:
        return self.qorgan("restore", self.part("main"), "--keys", self.part("keys"), *arguments)

    def part(self, which: str) -> Path:
        """The newest main or key part."""
        pattern = {"main": "backup/qorgan-*", "keys": "elsewhere/qorgan-keys-*"}[which]
        return max(self.folder.glob(pattern))

    def pairs(self, filled: Any) -> list[str]:
        return [f"{key_id}:{envelope}" for key_id, envelope in filled["sealed"].items()]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="qorgan-backup-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def backed_up(folder: Path) -> tuple[Instance, Any, Any]:
    """An instance with something in it, what was put in, and how it looked when it was backed up."""
    instance = Instance(folder)
    filled = instance.step("fill")
    before = instance.step("look", *instance.pairs(filled))
    code, said = instance.qorgan("backup", "--out", folder / "backup", "--keys-out", folder / "elsewhere")
    assert code == 0, said
    return instance, filled, before


def test_the_circle(backed_up: tuple[Instance, Any, Any]) -> None:
    instance, filled, before = backed_up
    gone, *others = filled["sealed"]
    assert all(before["opened"].values())
    instance.step("erase", gone)
    code, said = instance.restore()
    assert (code, "BAK-12" in said) == (2, True)  # not over live data unasked
    code, said = instance.restore("--replace")
    assert code == 0, said
    assert "1 keys destroyed again" in said
    after = instance.step("look", *instance.pairs(filled))
    assert after["opened"] == before["opened"] | {gone: None}
    assert after["shredded"] == [gone]
    assert (after["officers"], after["documents"]) == (before["officers"], before["documents"])
    entries, *rest = after["shape"]
    assert rest == before["shape"][1:]
    assert entries == before["shape"][0] + 1  # the journal says that it was restored
    code, said = instance.qorgan("serve", "--check", "--port", str(free_port()))
    assert code == 0, said  # walls, roles, key and the mark of a demonstration came back with it


def test_a_bare_machine_needs_the_key_and_forgets_nothing_erased_since(
    backed_up: tuple[Instance, Any, Any], folder: Path
) -> None:
    instance, filled, _ = backed_up
    _, gone, *_ = filled["sealed"]
    key = next(iter(instance.step("look")["shredded"]), None)
    instance.step("erase", gone)
    noted = instance.qorgan(
        "backup", "--out", folder / "backup", "--keys-out", folder / "elsewhere", "--ledger-only"
    )
    assert noted[0] == 0, noted[1]
    bare = Instance(folder / "bare")
    bare.folder.mkdir(mode=0o711)
    arguments = ("restore", instance.part("main"), "--keys", instance.part("keys"))
    code, said = bare.qorgan(*arguments)
    assert (code, "CFG-20" in said) == (2, True)
    shutil.copy2(folder / "data-keys" / "instance.key", bare.folder / "data-keys" / "instance.key")
    code, said = bare.qorgan(*arguments)
    assert code == 0, said
    after = bare.step("look", *bare.pairs(filled))
    closed = sorted(key_id for key_id, value in after["opened"].items() if value is None)
    assert closed == sorted({gone, key} - {None})  # though the backup was made before both erasures


def test_secrets_lie_apart(backed_up: tuple[Instance, Any, Any]) -> None:
    instance, filled, _ = backed_up
    main, keys = instance.part("main"), instance.part("keys")
    assert {path.name for path in keys.iterdir()} == {"keys.dump", "manifest.json", "manifest.sig"}
    listing = subprocess.run(
        [_program("pg_restore"), "--list", main / "database.dump"], capture_output=True, text=True, check=True
    ).stdout
    assert "cases_case" in listing
    assert "keyring_wrappedkey" not in listing
    for path in (main, keys, *main.iterdir(), *keys.iterdir()):
        assert path.stat().st_mode & 0o077 == 0


def _program(name: str) -> Path:
    from qorgan.config import binaries

    return binaries.installed() / name


@pytest.mark.parametrize("name", ["database.dump", "documents.tar", "manifest.json", "manifest.sig"])
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_one_flipped_bit_is_refused(
    backed_up: tuple[Instance, Any, Any], tmp_path: Path, name: str, place: str
) -> None:
    instance, _, _ = backed_up
    copy = tmp_path / "copy"
    shutil.copytree(instance.part("main"), copy)
    content = bytearray((copy / name).read_bytes())
    content[{"first": 0, "middle": len(content) // 2, "last": len(content) - 1}[place]] ^= 1
    (copy / name).write_bytes(content)
    code, said = instance.qorgan("restore", copy, "--check")
    assert code == 2
    assert any(f"BAK-0{number}" in said for number in (1, 2, 3)), said


@pytest.mark.parametrize(("harm", "code"), [("missing", "BAK-03"), ("added", "BAK-03"), ("keys", "BAK-04")])
def test_a_part_that_is_not_whole_is_refused(
    backed_up: tuple[Instance, Any, Any], tmp_path: Path, harm: str, code: str
) -> None:
    instance, _, _ = backed_up
    copy = tmp_path / "copy"
    shutil.copytree(instance.part("keys" if harm == "keys" else "main"), copy)
    if harm == "missing":
        (copy / "documents.tar").unlink()
    if harm == "added":
        (copy / "more").write_text("x", encoding="utf-8")
    assert code in instance.qorgan("restore", copy, "--check")[1]


def test_a_full_disk_and_an_instance_never_started_are_said_in_words(folder: Path) -> None:
    empty = Instance(folder / "empty")
    empty.folder.mkdir(mode=0o711)
    places = ("--out", folder / "e1", "--keys-out", folder / "e2")
    code, said = empty.qorgan("backup", *places)
    assert (code, "BAK-15" in said) == (2, True), said
    code, said = empty.qorgan("backup", "--out", "/dev/full/x", "--keys-out", folder / "e3")
    assert (code, "BAK-14" in said) == (2, True), said


def test_another_instance_cannot_bring_its_backup(backed_up: tuple[Instance, Any, Any], folder: Path) -> None:
    instance, _, _ = backed_up
    from qorgan.vault import FileKeyProvider

    other = Instance(folder / "other")
    FileKeyProvider.create(other.folder / "data-keys" / "instance.key")
    other.folder.chmod(0o711)
    code, said = other.qorgan("restore", instance.part("main"), "--keys", instance.part("keys"))
    assert (code, "BAK-02" in said) == (2, True)


def test_places_that_would_betray_or_die(backed_up: tuple[Instance, Any, Any], folder: Path) -> None:
    instance, _, _ = backed_up
    for out, keys_out in (
        ("x", "x"),
        ("x", "x/keys"),
        ("x/main", "x"),
        ("data/backup", "y"),
        ("x", "data/keys"),
    ):
        code, said = instance.qorgan("backup", "--out", folder / out, "--keys-out", folder / keys_out)
        assert (code, "BAK-06" in said) == (2, True), (out, keys_out, said)


def test_key_parts_die_after_35_days(tmp_path: Path) -> None:
    now = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    for days in (0, KEY_DAYS, KEY_DAYS + 1, 400):
        (tmp_path / f"qorgan-keys-{now - dt.timedelta(days=days):%Y%m%dT%H%M%SZ}").mkdir()
    (tmp_path / "qorgan-keys-of-someone").mkdir()
    removed = remove_old_keys(tmp_path, now=now)
    assert [path.name for path in removed] == ["qorgan-keys-20250125T120000Z", "qorgan-keys-20260124T120000Z"]
    assert len(list(tmp_path.iterdir())) == 3


def test_a_damaged_ledger_stops_everything(tmp_path: Path) -> None:
    path = tmp_path / ledger.NAME
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    from uuid import uuid4

    kept = {uuid4(): ("asked_by_person", at), uuid4(): ("retention", at)}
    assert ledger.add_to_file(path, kept) == 2
    assert ledger.add_to_file(path, kept) == 0
    assert ledger.in_file(path) == kept
    path.write_text(path.read_text(encoding="utf-8")[:-5], encoding="utf-8")
    with pytest.raises(Refused, match="BAK-08.*line 2"):
        ledger.in_file(path)
