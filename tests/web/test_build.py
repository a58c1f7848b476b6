"""The build: does what is needed, once."""

from __future__ import annotations

import gettext
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def hatch_build():
    import hatch_build

    return hatch_build


def test_nothing_is_built_twice(built: Path, hatch_build) -> None:
    before = (built / "css/qorgan.css").stat().st_mtime_ns
    assert hatch_build.build_frontend(ROOT / "frontend", built) is False
    assert (built / "css/qorgan.css").stat().st_mtime_ns == before


def test_a_changed_source_is_seen(hatch_build, tmp_path: Path) -> None:
    (tmp_path / "a.scss").write_text("a")
    first = hatch_build.fingerprint(tmp_path.rglob("*"))
    assert hatch_build.fingerprint(tmp_path.rglob("*")) == first
    (tmp_path / "a.scss").write_text("b")
    assert hatch_build.fingerprint(tmp_path.rglob("*")) != first


def test_a_missing_package_file_stops_the_build(hatch_build, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="nothing matches"):
        hatch_build.copy_matching(tmp_path, "*.woff2", tmp_path / "out")


def test_a_failing_tool_is_heard(hatch_build, tmp_path: Path) -> None:
    (tmp_path / "bad.js").write_text("console.error('the reason'); process.exit(3)")
    with pytest.raises(SystemExit, match="the reason"):
        hatch_build.run_node(tmp_path, tmp_path / "bad.js")


def test_catalogues_are_compiled_when_newer(hatch_build, tmp_path: Path) -> None:
    folder = tmp_path / "room/locale/kk/LC_MESSAGES"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "src/qorgan/web/locale/kk/LC_MESSAGES/django.po", folder / "django.po")
    assert hatch_build.compile_catalogues(tmp_path) == 1
    assert hatch_build.compile_catalogues(tmp_path) == 0
    with (folder / "django.mo").open("rb") as file:
        kazakh = gettext.GNUTranslations(file)
    assert kazakh.gettext("Save") == "Сақтау"
    assert kazakh.ngettext("%(n)d day left", "%(n)d days left", 3) == "%(n)d күн қалды"
    later = (folder / "django.mo").stat().st_mtime + 10
    os.utime(folder / "django.po", (later, later))
    assert hatch_build.compile_catalogues(tmp_path) == 1


def test_law_is_compiled_only_when_it_can(hatch_build, tmp_path: Path) -> None:
    assert hatch_build.compile_law(tmp_path) is False
