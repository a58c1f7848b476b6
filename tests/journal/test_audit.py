"""`qorgan audit`: what it says, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from journal_cast import act, superuser
from tampering import Copy, cut_tail_and_forget, edit_and_rechain

from qorgan.commands import audit
from qorgan.journal.actions import record
from qorgan.vault import FileKeyProvider


@pytest.fixture
def instance(journal: None, tmp_path: Path, settings: Any) -> Any:
    """A key file and a witness of its own, ten entries and one checkpoint."""
    from qorgan.keyring.provider import key_provider

    settings.KEY_FILE, settings.KEY_COMMAND = tmp_path / "keys" / "instance.key", ""
    settings.WITNESS_DIR = tmp_path / "witness"
    FileKeyProvider.create(settings.KEY_FILE, data_dir=settings.DATA_DIR)
    key_provider.cache_clear()
    for number in range(10):
        record(**act(number))
    yield key_provider()
    key_provider.cache_clear()


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = audit.main(["audit", *words])
    return code, capsys.readouterr().out


def test_a_whole_journal_ends_with_0(instance: Any, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "checkpoint", "--json")
    assert code == 0
    assert json.loads(said)["size"] == 10
    code, said = run(capsys, "verify", "--json")
    report = json.loads(said)
    assert (code, report["sound"], report["entries"], report["witnessed"]) == (0, True, 10, 1)
    assert run(capsys, "verify", "--lang", "kk")[1].startswith("Журнал бүтін")
    assert run(capsys, "verify", "--no-witness")[0] == 0


def test_a_bad_entry_ends_with_1_and_is_named(instance: Any, capsys: pytest.CaptureFixture[str]) -> None:
    import random

    run(capsys, "checkpoint")
    with superuser() as boss:
        book = Copy.take(boss)
        _, seq = edit_and_rechain(book, random.Random(1))
        book.put(boss)
    code, said = run(capsys, "verify", "--json")
    report = json.loads(said)
    entry = str(book.seals[seq][1])
    assert (code, report["first_bad"]["seq"], report["first_bad"]["entry"]) == (1, seq, entry)
    for language, word in (("kk", "БҮТІН ЕМЕС"), ("ru", "НАРУШЕН"), ("en", "NOT WHOLE")):
        code, said = run(capsys, "verify", "--lang", language)
        assert code == 1
        assert word in said.splitlines()[0]
        assert entry in said.splitlines()[0]
        assert "JRN-29" in said.splitlines()[0]


def test_a_cut_end_is_seen_with_the_witness_alone(instance: Any, capsys: pytest.CaptureFixture[str]) -> None:
    import random

    run(capsys, "checkpoint")
    with superuser() as boss:
        book = Copy.take(boss)
        _, kept = cut_tail_and_forget(book, random.Random(2))
        book.put(boss)
    assert run(capsys, "verify", "--no-witness")[0] == 0
    code, said = run(capsys, "verify", "--json")
    assert (code, json.loads(said)["first_bad"]["seq"], json.loads(said)["first_bad"]["code"]) == (
        1,
        kept,
        "JRN-28",
    )


def test_without_the_key_file_a_public_key_is_enough(
    instance: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "checkpoint")
    public = instance.signer().public_key().public_bytes_raw().hex()
    assert run(capsys, "verify", "--no-key", "--trust", public)[0] == 0
    assert run(capsys, "verify", "--no-key")[0] == 1


def test_without_any_key_it_says_so_and_ends_with_2(
    instance: Any, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from qorgan.keyring.provider import key_provider

    settings.KEY_FILE = settings.KEY_FILE.with_name("absent")
    key_provider.cache_clear()
    assert audit.main(["audit", "verify"]) == 2
    assert "VAU-10" in capsys.readouterr().err
