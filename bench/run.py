"""Run the lines of `runs.txt`: python bench/run.py bench|faults [NAME].

Goes on after a failure; exits 1 if any failed.
"""

from __future__ import annotations

import fnmatch
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


def lines(kind: str, pattern: str) -> list[tuple[str, str]]:
    """(name, arguments) of the lines of this kind whose name matches or begins with `pattern`."""
    found = []
    for line in (HERE / "runs.txt").read_text(encoding="utf-8").splitlines():
        parts = line.split(None, 2)
        if len(parts) == 3 and parts[0] == kind and fnmatch.fnmatch(parts[1], f"{pattern}*"):
            found.append((parts[1], parts[2]))
    return found


def run(name: str, arguments: str) -> bool:
    """One line, in a scratch folder of its own; whether it succeeded."""
    scratch = Path(tempfile.mkdtemp(prefix="qorgan-bench-"))
    scratch.chmod(0o711)
    command = [sys.executable, *shlex.split(arguments.replace("{scratch}", str(scratch)))]
    print(f"\n== {name}: python {arguments}", flush=True)
    started = time.monotonic()
    try:
        code = subprocess.run(command, cwd=HERE.parent, check=False).returncode
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(
        f"== {name}: {'done' if code == 0 else f'FAILED ({code})'} after {time.monotonic() - started:.0f} s",
        flush=True,
    )
    return code == 0


def main(argv: list[str]) -> int:
    """`argv`: kind and, if given, the beginning of a name."""
    kind, pattern = argv[0], argv[1] if len(argv) > 1 else ""
    chosen = lines(kind, pattern)
    if not chosen:
        print(f"nothing in bench/runs.txt matches {kind} {pattern}", file=sys.stderr)
        return 2
    processor = next(
        (x.split(":")[1].strip() for x in _cpu() if x.startswith("model name")), platform.processor()
    )
    print(f"Python {platform.python_version()}, {platform.system()}, {processor}")
    done = [run(name, arguments) for name, arguments in chosen]
    return 0 if all(done) else 1


def _cpu() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
