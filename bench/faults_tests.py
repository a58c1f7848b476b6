"""Tests that have a full count of their own: python bench/faults_tests.py FOLDER...

Runs pytest on the folders with QORGAN_FAULTS=full: 10,000 steps of the life cycles, 2,000 tamperings of the journal,
10,000 spoiled seals, a million nonces. Seeds stand
in the tests and hypothesis is derandomised, so a run can be repeated.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(folders: list[str]) -> int:
    """Exit code of the tests."""
    command = [sys.executable, "-m", "pytest", "-q", "-s", *folders]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, "QORGAN_FAULTS": "full"}, check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:] or ["tests/lifecycles"]))
