"""Every refusal of the library has a sentence in Kazakh, Russian and English, and the command line says it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import qorgan.linkage
from qorgan.linkage import tables
from qorgan.linkage.cli import main
from qorgan.linkage.record import LinkageError

SOURCES = Path(qorgan.linkage.__file__).parent
RAISED = re.compile(r'LinkageError\(\s*"(LNK-\d+)",\s*[^,)]+(?:,\s*"(\w+)")?')
VALUES = {"column": "rec_id", "near": "recid", "reason": "reason", "lang": "de"}


def raised() -> set[tuple[str, str]]:
    """(code, about) of every place that refuses."""
    return {found for path in SOURCES.glob("*.py") for found in RAISED.findall(path.read_text("utf-8"))}


def test_every_refusal_has_its_sentence_and_every_sentence_its_refusal():
    known = {row["code"] for row in tables.rows("errors")}
    assert known == {f"{code}.{about}" if about else code for code, about in raised()}


@pytest.mark.parametrize(("code", "about"), sorted(raised()))
def test_in_three_languages(code, about):
    error = LinkageError(code, "place", about, **VALUES)
    said = {lang: error.text(lang) for lang in ("kk", "ru", "en")}
    assert len(set(said.values())) == 3
    assert re.search("[Ѐ-ӿ]", said["kk"])
    assert re.search("[Ѐ-ӿ]", said["ru"])
    assert not re.search(r"[{}]|None", "".join(said.values()))


def test_the_command_line_says_it_in_the_language_asked_for(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text("rec_id,dob\n1,никогда\n", encoding="utf-8")
    assert main(["link", "pairs", str(path), "--lang", "kk"]) == 2
    error = json.loads(capsys.readouterr().err)
    assert (error["id"], error["error"]["code"], error["error"]["place"]) == ("1", "LNK-01", "line 2, dob")
    assert error["error"]["message"].startswith("Туған күнін былай жазыңыз")
