"""docs/errors.md lists every error code there is and none there is not, in three languages; each is tried by a test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import qorgan
from qorgan.journal.errors import CODES as JOURNAL
from qorgan.vault.errors import CODES as VAULT

SOURCE = Path(qorgan.__file__).parent
HERE = Path(__file__).resolve().parent
DOCS = (HERE.parents[1] / "docs" / "errors.md").read_text(encoding="utf-8")
OF_OFFICERS = ("REP", "CAS", "DEC", "REF", "CHD", "SAM", "AGY", "BLK", "DOC", "GEN", "INT", "LEG", "DUE")
OF_OPERATORS = ("CFG", "BAK")
CODE = re.compile(rf"\b(?:{'|'.join(OF_OFFICERS + OF_OPERATORS)})-\d\d\b")
ROW = re.compile(r"^\| ([A-Z]{3}-\d\d) \| (.+) \|$", re.M)


def refusals() -> Iterator[tuple[str, str]]:
    """(code, English sentence) of every CannotDo and Conflict that is raised."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("CannotDo", "Conflict"):
                code = node.args[0]
                assert isinstance(code, ast.Constant), f"{path.name}: a code is a plain text"
                said = [
                    each.value
                    for each in ast.walk(node.args[1])
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and " " in each.value
                ]
                yield code.value, said[0] if said else ""


def test_the_page_lists_what_is_in_the_code_and_nothing_else():
    raised = {
        code for path in SOURCE.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))
    }
    assert len(raised) > 60
    listed = {code for code, _rest in ROW.findall(DOCS)}
    assert listed == raised | set(JOURNAL) | set(VAULT)


def test_every_code_of_an_officer_is_told_in_three_languages():
    for code, rest in ROW.findall(DOCS):
        if not code.startswith(OF_OPERATORS):
            told = [part.strip() for part in rest.split(" | ")]
            assert len(told) == 3, code
            assert all(len(part) > 10 for part in told), code
            assert re.search("[а-яәіңғүұқөһ]", told[0]), code
            assert re.search("[а-я]", told[1]), code


def test_every_sentence_that_is_said_stands_on_the_page():
    said = {(code, re.sub(r"%(\(\w+\))?s", "…", text)) for code, text in refusals() if text}
    assert len(said) > 50
    missing = [(code, text) for code, text in said if text not in DOCS]
    assert missing == []


@pytest.mark.parametrize("code", sorted({code for code, _text in refusals()}))
def test_every_refusal_is_tried_by_a_test(code):
    tests = HERE.parent
    rooms = [room for room in tests.iterdir() if room.is_dir() and room.name != "house"]
    assert any(
        code in path.read_text(encoding="utf-8") for room in rooms for path in room.rglob("test_*.py")
    ), code
