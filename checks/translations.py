"""Every sentence is there in Kazakh and Russian, says the same, and says it in our words.

python checks/translations.py [room ...]      silent and 0 when all is well; one line a fault and 1 otherwise
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator

from banned import banned_words
from catalogues import HOUSE, LANGUAGES, PACKAGE, Key, catalogue_path, keyed, load, rooms, used

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?[a-z][^>]*>")
WORD = re.compile(r"[^\W\d_]+")
LATIN, CYRILLIC = re.compile(r"[A-Za-z]"), re.compile(r"[\u0400-\u04ff]")


def main(names: list[str]) -> int:
    """Print the faults of the named rooms, or of all and of the house's own catalogue."""
    found = list(faults(names))
    for fault in found:
        sys.stdout.write(fault + "\n")
    return 1 if found else 0


def faults(names: Iterable[str] = ()) -> Iterator[str]:
    """One line for each fault."""
    wanted = set(names)
    everywhere: dict[tuple[str, Key], tuple[str, tuple[str, ...]]] = {}
    for room in rooms():
        name = str(room.relative_to(PACKAGE)).replace("/", ".")
        if wanted and name not in wanted:
            continue
        messages = used(room)
        for context, message in sorted(messages, key=str):
            for word, instead in banned_words(" ".join(_forms(message)), "en", context):
                yield f"{name} en: “{word}” in “{_short(message)}”; say: {instead}"
        for language in LANGUAGES:
            have = keyed(load(catalogue_path(room / "locale", language), language))
            yield from faults_of(name, language, messages, have)
            yield from disagreements(name, language, messages, have, everywhere)
    if not wanted:
        for language in LANGUAGES:
            have = keyed(load(catalogue_path(HOUSE, language), language))
            yield from faults_of("house", language, have.keys(), have)


def faults_of(
    name: str, language: str, messages: Iterable[Key], have: dict[Key, tuple[str, ...]]
) -> Iterator[str]:
    """What is missing or wrong in one catalogue."""
    for key in sorted(messages, key=str):
        context, message = key
        texts = have.get(key, ())
        where = f"{name} {language}: “{_short(message)}”"
        if not texts or not all(texts):
            yield f"{where} has no translation"
            continue
        expected = marks(_forms(message)[-1])
        for text in texts:
            if marks(text) != expected:
                yield f"{where} has {sorted(expected)} but its translation has {sorted(marks(text))}"
            for word in mixed_words(text):
                yield f"{where}: “{word}” mixes Latin and Cyrillic letters"
            for word, instead in banned_words(text, language, context):
                yield f"{where}: “{word}”; say: {instead}"
            if text in _forms(message) and len([w for w in WORD.findall(text) if LATIN.search(w)]) > 1:
                yield f"{where} is the English again"


def disagreements(
    name: str,
    language: str,
    messages: Iterable[Key],
    have: dict[Key, tuple[str, ...]],
    everywhere: dict[tuple[str, Key], tuple[str, tuple[str, ...]]],
) -> Iterator[str]:
    """The same sentence translated in two ways: only one would ever be shown."""
    for key in sorted(messages, key=str):
        texts = have.get(key, ())
        if not texts:
            continue
        other, first = everywhere.setdefault((language, key), (name, texts))
        if first != texts:
            where = f"{name} {language}: “{_short(key[1])}”"
            yield f"{where} is “{texts[0]}” here and “{first[0]}” in {other}; use pgettext"


def marks(text: str) -> frozenset[str]:
    """Placeholders and tags a translation must keep."""
    return frozenset(PLACEHOLDER.findall(text) + TAG.findall(text))


def mixed_words(text: str) -> list[str]:
    """Words with letters of both alphabets: a Latin i in a Kazakh word breaks search and speech."""
    plain = TAG.sub(" ", PLACEHOLDER.sub(" ", text))
    return [word for word in WORD.findall(plain) if LATIN.search(word) and CYRILLIC.search(word)]


def _forms(message: str | tuple[str, ...]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


def _short(message: str | tuple[str, ...]) -> str:
    text = _forms(message)[0]
    return text if len(text) <= 60 else text[:59] + "…"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
