"""All tests in two processes, one a core: python checks/tests.py

The browser's half runs in front and is seen as it goes; what the other half says follows it. Exits with 1 when
either failed. For some tests only, use pytest itself (`make test ARGS=...`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

BROWSER = ["tests/journeys", "tests/web"]
PYTEST = [str(Path(sys.executable).with_name("pytest")), "-p", "no:cacheprovider"]


def main() -> int:
    """Run both halves to their end; 0 when both passed."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        rest = subprocess.Popen(  # noqa: S603 (our own tests)
            [*PYTEST, *(f"--ignore={folder}" for folder in BROWSER)],
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            front = subprocess.run([*PYTEST, *BROWSER], check=False).returncode  # noqa: S603
        finally:
            behind = rest.wait()
        said.seek(0)
        sys.stdout.write(f"\n== the rest of the tests\n{said.read()}")
    return int(front != 0 or behind != 0)


if __name__ == "__main__":
    raise SystemExit(main())
