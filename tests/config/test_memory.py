"""The embedded PostgreSQL takes a fair share of memory, never more than the container has."""

import pytest

from qorgan.config.memory import LEAST, MOST, page_memory


@pytest.mark.parametrize(
    ("limit", "wanted"),
    [("536870912\n", LEAST), (str(2 * 2**30), 256), (str(2**60), None), ("max\n", None), ("?", None)],
)
def test_an_eighth_of_the_limit(tmp_path, limit, wanted):
    file = tmp_path / "memory.max"
    file.write_text(limit)
    free = page_memory(tmp_path / "absent")
    assert LEAST <= free <= MOST
    assert page_memory(file) == (free if wanted is None else min(wanted, free))
