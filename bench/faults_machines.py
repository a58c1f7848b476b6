"""The life cycles with 10,000 steps: python bench/faults_machines.py

Runs tests/lifecycles with QORGAN_FAULTS=full; hypothesis is derandomised, so a run can be repeated.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Exit code of the tests."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", "tests/lifecycles"]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, "QORGAN_FAULTS": "full"}, check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
