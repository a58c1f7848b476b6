"""All tests in two processes, one a core: python checks/tests.py

The browser's half runs in front and is seen as it goes; what the other half says follows it. Exits with 1 when
either failed. For some tests only, use pytest itself (`make test ARGS=...`).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Both halves take about as long; what starts whole sites stands in front.
FRONT = [f"tests/{room}" for room in ("journeys", "web", "config", "house", "security")]
PYTEST = [str(Path(sys.executable).with_name("pytest")), "-p", "no:cacheprovider", "--durations=15"]
MEMORY = Path("/dev/shm")  # noqa: S108 (a folder with a random name is made in it)
ENOUGH = 6 * 1024**3


def main() -> int:
    """Run both halves to their end; 0 when both passed."""
    with place() as folder, tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        environ = {**os.environ, "TMPDIR": folder} if folder else dict(os.environ)
        rest = subprocess.Popen(  # noqa: S603 (our own tests)
            [*PYTEST, *(f"--ignore={each}" for each in FRONT)],
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environ,
        )
        try:
            front = subprocess.run([*PYTEST, *FRONT], check=False, env=environ).returncode  # noqa: S603
        finally:
            behind = rest.wait()
        said.seek(0)
        sys.stdout.write(f"\n== the rest of the tests\n{said.read()}")
    return int(front != 0 or behind != 0)


@contextlib.contextmanager
def place() -> Iterator[str]:
    """A folder in memory for the throw-away databases, whose thousands of commits then wait for no disk; "" without.

    No test is about a power cut, so none needs a disk. Programs must be able to run there.
    """
    if not _roomy():
        yield ""
        return
    with tempfile.TemporaryDirectory(prefix="qorgan-", dir=MEMORY, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)  # as root, the database's user must get through
        yield folder


def _roomy() -> bool:
    try:
        free = shutil.disk_usage(MEMORY).free
        runs = not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC
        meminfo = Path("/proc/meminfo").read_text(encoding="ascii").split()
    except OSError:
        return False
    available = int(meminfo[meminfo.index("MemAvailable:") + 1]) * 1024
    return runs and os.access(MEMORY, os.W_OK) and min(free, available) >= ENOUGH


if __name__ == "__main__":
    raise SystemExit(main())
