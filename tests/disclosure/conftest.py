"""Fixtures of the disclosure tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A fixed key, so that a failure can be repeated."""
    path = tmp_path / "release.key"
    path.write_bytes(bytes(range(7, 39)))
    return path
