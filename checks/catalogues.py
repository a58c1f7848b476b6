"""Where the sentences of each room stand and how they are read from the sources. No gettext needed: Babel only."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "qorgan"
LANGUAGES = ("kk", "ru")
HOUSE = PACKAGE / "locale"  # sentences of Django and allauth that we complete or say better
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# what a message is known by: context ("" for none) and the English sentence or (singular, plural)
Key = tuple[str, str | tuple[str, ...]]


def rooms() -> list[Path]:
    """Every folder that is a Django application: each keeps its own catalogues."""
    return sorted(path.parent for path in PACKAGE.rglob("apps.py"))


def sources(room: Path) -> Iterator[Path]:
    """Python files and templates of a room, without those of the rooms inside it."""
    inner = [other for other in rooms() if other != room and room in other.parents]
    for path in sorted(room.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or any(other in path.parents for other in inner):
            continue
        if path.suffix == ".py" or "templates" in path.parts:
            yield path


def used(room: Path) -> set[Key]:
    """The messages the sources of a room ask for."""
    found: set[Key] = set()
    for path in sources(room):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = python_of(text, path)
        for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            found.add((context or "", tuple(message) if isinstance(message, list | tuple) else message))
    return found


def python_of(template: str, path: Path) -> str:
    """A template as calls of gettext, one a line, so that Python's tokeniser reads it."""
    from django.conf import settings

    if not settings.configured:
        settings.configure()
    from django.utils.translation.template import templatize

    calls = templatize(template, origin=str(path))
    return "\n".join(line.strip() for line in re.sub(r"X{2,}", " ", calls).splitlines())


def catalogue_path(folder: Path, language: str) -> Path:
    """The file of one language in a `locale` folder."""
    return folder / language / "LC_MESSAGES" / "django.po"


def load(path: Path, language: str) -> Catalog:
    """A catalogue; an empty one when there is none yet."""
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def keyed(catalogue: Catalog) -> dict[Key, tuple[str, ...]]:
    """Messages and their translations (one, or one for each plural form)."""
    found: dict[Key, tuple[str, ...]] = {}
    for message in catalogue:
        if message.id:
            texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
            found[(message.context or "", message.id)] = () if message.fuzzy else tuple(texts)
    return found


def save(path: Path, language: str, messages: dict[Key, tuple[str, ...]]) -> bool:
    """Write a catalogue sorted, without dates and line numbers, so that parallel work merges; False if unchanged."""
    catalogue = Catalog(locale=language, fuzzy=False)
    for (context, message), texts in sorted(
        messages.items(), key=lambda item: (_text(item[0][1]), item[0][0])
    ):
        plural = isinstance(message, tuple)
        empty = ("",) * catalogue.num_plurals if plural else ("",)
        filled = texts or empty
        catalogue.add(message, filled if plural else filled[0], context=context or None)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=False, no_location=True, include_lineno=False)
    text = header(catalogue) + buffer.getvalue().split(b"\n\n", 1)[-1].decode().strip() + "\n"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def header(catalogue: Catalog) -> str:
    """The few lines a catalogue must begin with; nothing that changes by itself."""
    lines = [
        f"Language: {catalogue.locale}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {catalogue.plural_forms}",
    ]
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def _text(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]
