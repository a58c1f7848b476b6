"""Shared objects of the law tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import mini  # noqa: E402

from qorgan.law.corpus import Corpus, load  # noqa: E402


@pytest.fixture(scope="session")
def invented() -> Corpus:
    """The invented country XX."""
    return mini.corpus()


@pytest.fixture(scope="session")
def shipped() -> Corpus:
    """The law that ships."""
    return load()
