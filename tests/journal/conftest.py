"""A small journal to read, to spoil and to put back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def journal(transactional_db: None) -> Iterator[None]:
    """The journal as qorgan_app with the duty to look after it, with real commits."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('qorgan.duty', 'journal', false)")
    yield
    connection.close()  # so that nothing set here reaches another test


@pytest.fixture
def witness(tmp_path: Path) -> Any:
    from qorgan.journal.witness import Witness

    return Witness(tmp_path / "witness")


@pytest.fixture
def signer() -> Any:
    from qorgan.vault import Keyring

    return Keyring.new().signer()
