"""Every refusal at the terminal is said in Kazakh, Russian and English, with the same places filled."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import qorgan
from qorgan.config import words

SOURCE = Path(qorgan.__file__).parent
FAULTS_OF_OURS = {"CFG-11"}  # told to us, not to an operator


def sentences() -> Iterator[tuple[str, str]]:
    """(code, sentence with {} for what is filled in) of every Refused of config and commands."""
    for room in ("config", "commands"):
        for path in sorted((SOURCE / room).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                    code, said = node.args
                    if isinstance(code, ast.Constant) and code.value not in FAULTS_OF_OURS:
                        yield code.value, _plain(said)


def of_records() -> Iterator[tuple[str, str]]:
    """(code, sentence) of every bad record of a file, and the question that may follow it."""
    for path in (*(SOURCE / "reports").glob("*.py"), SOURCE / "commands" / "intake.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name == "BadRecord":
                code, _place, said = node.args[:3]
                assert isinstance(code, ast.Constant)
                yield code.value, _plain(said)
            elif name == "said" and isinstance(node.args[0], ast.JoinedStr):
                yield "", _plain(node.args[0])


def _plain(said: ast.expr) -> str:
    if isinstance(said, ast.Constant):
        return str(said.value)
    assert isinstance(said, ast.JoinedStr)
    return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in said.values)


def places(text: str) -> set[str]:
    return set(words.PLACE.findall(text))


def test_every_sentence_of_the_code_is_there_and_nothing_else():
    listed = {words.PLACE.sub("{}", each["en"]) for each in words.table()}
    raised = {sentence for _code, sentence in (*sentences(), *of_records())}
    assert len(raised) > 50
    assert raised - listed == set()
    assert listed - raised == set()


def test_each_language_has_the_same_places_and_its_own_letters():
    for each in words.table():
        assert places(each["kk"]) == places(each["ru"]) == places(each["en"]), each["en"]
        assert re.search("[а-я]", each["ru"])
        assert re.search("[а-я]", each["kk"])
        assert each["kk"] != each["ru"]


def test_each_sentence_is_found_and_filled():
    for each in words.table():
        filled = {name: f"/a b/{name}.1" for name in places(each["en"])}
        for language in ("kk", "ru"):
            assert words.said(each["en"].format(**filled), language) == each[language].format(**filled)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "kk_KZ.UTF-8"}, "kk"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "QORGAN_LANG": "ru"}, "ru"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_language_of_the_terminal(environ, language):
    assert words.language(environ) == language


def test_what_is_unknown_is_said_in_english():
    assert words.said("something new", "kk") == "something new"
