"""A case to be decided on."""

from __future__ import annotations

import pytest

from cases.deciding.scene import Small
from cases.test_actions import Scene


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def small():
    return Small()
