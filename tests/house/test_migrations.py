"""Migrations go back with data in the tables, and forward again to the same database."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

import qorgan

STEPS = Path(__file__).with_name("migration_steps.py")
ROOMS = Path(qorgan.__file__).parent
# What the loader makes. Namings, transfers and linked pairs it does not: acts make these.
WITH_ROWS = {
    "agencies_officer",
    "agencies_accessgrant",
    "cases_case",
    "cases_event",
    "children_child",
    "children_handle",
    "children_searchtoken",
    "deadlines_clock",
    "journal_entry",
    "keyring_wrappedkey",
    "referrals_referral",
}


@pytest.fixture(scope="module")
def found() -> Any:
    folder = Path(tempfile.mkdtemp(prefix="qorgan-migrations-"))
    folder.chmod(0o711)
    environ = {**os.environ, "QORGAN_DATA": str(folder / "data")}
    done = subprocess.run(
        [sys.executable, str(STEPS)], env=environ, capture_output=True, text=True, check=False
    )
    shutil.rmtree(folder, ignore_errors=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_there_was_something_to_lose(found: Any) -> None:
    assert {name for name in WITH_ROWS if not found["filled"][name]} == set()


def test_every_migration_of_ours_goes_back_over_rows(found: Any) -> None:
    assert found["stuck"] == []
    assert found["back"] == len(list(ROOMS.glob("*/migrations/0*.py")))


def test_forward_again_is_the_same_database(found: Any) -> None:
    assert found["changed"] == {}
