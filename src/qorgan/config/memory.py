"""How much memory the embedded PostgreSQL may keep its pages in: an eighth of what this process may use."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

LEAST, MOST = 128, 1024  # MB; PostgreSQL's own default, and what 100,000 cases need to stay in memory whole
LIMIT = Path("/sys/fs/cgroup/memory.max")  # a container's limit, or "max"


def page_memory(limit: Path = LIMIT) -> int:
    """MB for `shared_buffers`, 128 to 1024: an eighth of the machine's memory, or of the container's when smaller."""
    usable = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):  # no container, or one without a limit
        usable = min(usable, int(limit.read_text(encoding="ascii")))
    return max(LEAST, min(MOST, usable // 8 // 2**20))
