"""Pages ask no other host and hold no inline code; the front end is ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import Engine

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(
    path for path in (ROOT / "src/qorgan").rglob("templates/**/*") if path.suffix in (".html", ".svg")
)
FORBIDDEN = {
    "an address of another host": r"""(?:src|href|action|content)=["'](?:https?:)?//""",
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>",
    "an inline style": r"\sstyle=|<style",
    "an inline handler": r"""\son[a-z]+=["']""",
    "a script address": r"javascript:",
    "htmx code from attributes": r"hx-on|hx-vals=['\"]js:|hx-vars",
}


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 80


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "src/qorgan")))
def test_a_template_holds_nothing_the_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = {name for name, pattern in FORBIDDEN.items() if re.search(pattern, text)}
    assert not found


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.suffix == ".html"], ids=lambda path: path.stem
)
def test_a_template_compiles(path: Path) -> None:
    """Every tag is known, opened and closed."""
    Engine.get_default().from_string(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<img src="//x.kz/a.png">', "an address of another host"),
        ('<link href="https://x.kz/a.css">', "an address of another host"),
        ("<script>go()</script>", "an inline script"),
        ('<p style="color:red">', "an inline style"),
        ('<a onclick="go()">', "an inline handler"),
    ],
)
def test_the_patterns_find_what_they_are_for(text: str, name: str) -> None:
    assert re.search(FORBIDDEN[name], text)
    assert not re.search(FORBIDDEN["an inline script"], '<script type="application/json">{}</script>')


def test_the_front_end_is_ours(built: Path) -> None:
    """No font or crown of another state, no address outside, every file the styles name is there."""
    css = (built / "css/qorgan.css").read_text()
    assert "GDS Transport" not in css
    assert "crown" not in css
    assert "Noto Sans" in css
    named = re.findall(r"""url\(["']?([^"')]+)""", css)
    assert named
    for address in named:
        assert (built / "css" / address).resolve().is_file(), address
    for script in (built / "js").glob("*.js"):
        imported = re.findall(r"""from\s*["']([^"']+)["']""", script.read_text())
        assert all((script.parent / address).is_file() for address in imported), script.name


def test_the_lock_file_names_no_download_host() -> None:
    lock = (ROOT / "frontend/package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') >= 10


def test_every_letter_of_kazakh_has_a_font(built: Path) -> None:
    """The Unicode ranges of the pieces cover both alphabets completely."""
    ranges = re.findall(r"U\+([0-9A-Fa-f]+)(?:-([0-9A-Fa-f]+))?", (built / "css/qorgan.css").read_text())
    spans = [(int(first, 16), int(last or first, 16)) for first, last in ranges]
    letters = "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя«»№–—…₸"
    assert not [letter for letter in letters if not any(a <= ord(letter) <= b for a, b in spans)]
