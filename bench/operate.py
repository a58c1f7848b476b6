"""Starting, stopping, dying and coming back.

    python bench/operate.py starts  --scratch DIR [--rounds 10]
    python bench/operate.py kills   --scratch DIR [--rounds 20] [--seed 1]
    python bench/operate.py backup  --scratch DIR [--rounds 3]

`starts`: the embedded cluster (first, later, stop) and `qorgan serve` until it answers. `kills`: a running site gets
SIGTERM, SIGINT or SIGKILL (alone, or together with the web server's master or the keeper) at random moments, from
the first milliseconds of its start on; counted are processes left behind and starts that fail afterwards. `backup`:
the demonstration of 60 cases. Figures are wall-clock seconds; PostgreSQL runs with fsync on.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from qorgan.config import embedded

PATIENCE = 60.0
WAYS = ("SIGTERM", "SIGINT", "SIGKILL", "SIGKILL with master", "SIGKILL with keeper")


def environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("QORGAN_") and name != "DATABASE_URL"
    }
    return {**kept, "QORGAN_DATA": str(folder), "QORGAN_DEMO": "1"}


def timed(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def figures(what: str, seconds: list[float], **more: Any) -> None:
    ordered = sorted(seconds)
    print(
        json.dumps(
            {
                "what": what,
                "n": len(ordered),
                "median_s": round(statistics.median(ordered), 3),
                "min_s": round(ordered[0], 3),
                "max_s": round(ordered[-1], 3),
                **more,
            }
        ),
        flush=True,
    )


# -- starts ------------------------------------------------------------------------------------------------


def starts(scratch: Path, rounds: int) -> None:
    first, later, stop = [], [], []
    for number in range(rounds):
        place = embedded.locate(scratch / f"cluster{number}")
        first.append(timed(lambda place=place: embedded.ensure(place)))
        stop.append(timed(embedded.HELD[place.root].release))
        later.append(timed(lambda place=place: embedded.ensure(place)))
        embedded.HELD[place.root].release()
    figures("cluster, first start (initdb, checksums)", first)
    figures("cluster, later start", later)
    figures("cluster, stop", stop)
    site = Site(scratch / "site")
    figures("serve, first start (all migrations, static files)", [timed(site.answer)])
    ended = [timed(site.stop)]
    warm = []
    for _ in range(rounds):
        site = Site(scratch / "site")
        warm.append(timed(site.answer))
        ended.append(timed(site.stop))
    figures("serve, later start until it answers", warm)
    figures("serve, SIGTERM until everything is gone", ended)


class Site:
    """One `qorgan serve` and everything that descends from it, found by a mark in the environment."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.mark = folder, uuid4().hex
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qorgan", "serve", "--port", str(self.port)],
            env={**environment(folder), "QORGAN_BENCH_MARK": self.mark},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def answer(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"serve ended with {self.process.returncode}")
            try:
                urllib.request.urlopen(f"http://localhost:{self.port}/", timeout=2)
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.01)
        raise RuntimeError("serve does not answer")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        if left := self.left():
            raise RuntimeError(f"left behind: {left}")

    def family(self) -> dict[int, str]:
        """Living processes: descendants by their mark, the server by the folder on its command line."""
        found = {}
        place = embedded.locate(self.folder)
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                if not entry.name.isdigit() or int(entry.name) == os.getpid():
                    continue
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if str(place.data) in line or self.mark.encode() in (entry / "environ").read_bytes():
                    found[int(entry.name)] = line
        return found

    def left(self, seconds: float = 20.0) -> dict[int, str]:
        end = time.monotonic() + seconds
        while (found := self.family()) and time.monotonic() < end:
            time.sleep(0.02)
        return found


# -- kills --------------------------------------------------------------------------------------------------


def kills(scratch: Path, rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    folder = scratch / "site"
    site = Site(folder)
    site.answer()
    site.stop()
    left_behind = failed = 0
    gone: list[float] = []
    for _ in range(rounds):
        way, moment = chance.choice(WAYS), chance.uniform(0, 6)
        site = Site(folder)
        time.sleep(moment)
        family = site.family()
        for word, named in (("granian", "master"), ("config.keeper", "keeper")):
            if way.endswith(named):
                for pid in sorted(pid for pid, line in family.items() if word in line)[:1]:
                    os.kill(pid, signal.SIGKILL)
        site.process.send_signal(getattr(signal, way.split()[0]))
        started = time.perf_counter()
        site.process.wait()
        left = site.left()
        gone.append(time.perf_counter() - started)
        left_behind += bool(left)
        if left:
            print(
                json.dumps({"way": way, "after_s": round(moment, 2), "left": list(left.values())}), flush=True
            )
        if not starts_again(folder):
            failed += 1
    figures(
        "from the signal until no process is left",
        gone,
        seed=seed,
        rounds_with_something_left=left_behind,
        failed_starts_afterwards=failed,
    )
    if left_behind or failed:
        raise SystemExit(1)


def starts_again(folder: Path) -> bool:
    """Whether the database comes up and the checks pass after what happened."""
    command = [sys.executable, "-m", "qorgan", "serve", "--check", "--port", "0"]
    done = subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=False)
    if done.returncode:
        print(json.dumps({"start_afterwards": done.returncode, "said": done.stderr[-500:]}), flush=True)
    return done.returncode == 0


# -- backup -------------------------------------------------------------------------------------------------


def backup(scratch: Path, rounds: int) -> None:
    folder = scratch / "country"
    run(folder, "demo", "--build-only", "--port", "0")
    made, restored = [], []
    for number in range(rounds):
        out, keys_out = scratch / f"main{number}", scratch / f"keys{number}"
        made.append(
            timed(
                lambda out=out, keys_out=keys_out: run(folder, "backup", "--out", out, "--keys-out", keys_out)
            )
        )
        parts = [next(out.glob("qorgan-*")), "--keys", next(keys_out.glob("qorgan-keys-*"))]
        restored.append(timed(lambda parts=parts: run(folder, "restore", *parts, "--replace")))
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    figures("backup of the demonstration, whole command", made, bytes=size)
    figures("restore of it over itself, proofs included, whole command", restored)


def run(folder: Path, *arguments: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "qorgan", *map(str, arguments)],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", choices=["starts", "kills", "backup"])
    parser.add_argument(
        "--scratch", type=Path, required=True, help="an empty folder the server's user can reach"
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    scratch = options.scratch.absolute()
    scratch.mkdir(parents=True, exist_ok=True, mode=0o711)
    if options.what == "starts":
        starts(scratch, options.rounds)
    elif options.what == "kills":
        kills(scratch, options.rounds, options.seed)
    else:
        backup(scratch, options.rounds)


if __name__ == "__main__":
    main()
