"""Refusals at the terminal in the language of whoever runs it: QORGAN_LANG, or else the system's LC_ALL or LANG.

The code says English; `words.yaml` has each sentence in Kazakh and Russian with the same places in braces. A test
compares it with the code. What is not found there is said in English.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("kk", "ru", "en")
PLACE = re.compile(r"\{(\w+)\}")


def language(environ: Mapping[str, str] = os.environ) -> str:
    """`kk`, `ru` or `en`."""
    for name in ("QORGAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if given := environ.get(name, ""):
            code = given[:2].lower()
            return code if code in LANGUAGES else "en"
    return "en"


def said(english: str, wanted: str = "") -> str:
    """The sentence in the wanted language (default: the system's), its places filled as in English."""
    wanted = wanted or language()
    if wanted == "en":
        return english
    for pattern, texts in _sentences():
        if found := pattern.fullmatch(english):
            return PLACE.sub(lambda place: found[place[1]], texts[wanted])
    return english


@cache
def table() -> list[dict[str, str]]:
    """All sentences: `en`, `kk`, `ru`."""
    text = files("qorgan.config").joinpath("words.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text))


@cache
def _sentences() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    """Sentences with more fixed text first, so that a loose one takes nothing from a tight one."""
    tight = sorted(table(), key=lambda each: len(PLACE.sub("", each["en"])), reverse=True)
    return [(_pattern(each["en"]), each) for each in tight]


def _pattern(english: str) -> re.Pattern[str]:
    """The English sentence as a pattern; a place that comes twice must be filled alike."""
    made, seen, end = "", set(), 0
    for place in PLACE.finditer(english):
        name = place[1]
        made += re.escape(english[end : place.start()])
        made += f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"
        seen.add(name)
        end = place.end()
    return re.compile(made + re.escape(english[end:]), re.DOTALL)
