"""Every kind that any room records has a sentence, and every sentence can be said."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy
from journal_cast import NOW

import qorgan
from qorgan.journal import sentences
from qorgan.journal.models import Entry

SOURCE = Path(qorgan.__file__).parent
FIXED = {"actor", "agency", "subject", "purpose", "kind"}


def recorded() -> Iterator[tuple[str, str]]:
    """(file and line, kind) of each kind written as a literal in a call of the house: `kind="…"`, or the first
    argument of a room's own `_note("…")`."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            given = [word.value for word in node.keywords if word.arg == "kind"]
            if name.startswith("_note") or name == "_journal":
                given += node.args[:1]
            if name not in {"record", "reading", "_note", "_journal"}:
                continue
            for value in given:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", value.value


def entry(kind: str, **detail: Any) -> Entry:
    import json

    body = json.dumps({"detail": detail})
    return Entry(id=UUID(int=1), kind=kind, body=body, actor_id=UUID(int=7), happened_at=NOW, entered_at=NOW)


def names(place: str, value: Any, entry: Entry) -> str:
    return f"<{place}={value}>"


def test_every_recorded_kind_has_a_sentence() -> None:
    known = sentences.registered()
    missing = [f"{place} {kind}" for place, kind in recorded() if kind not in known]
    assert not missing, "register a sentence in the room's apps.py for:\n" + "\n".join(missing)


def test_a_sentence_names_who_did_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_SENTENCES", {})
    sentences.register({"tests.done": gettext_lazy("%(actor)s did it because of %(reason)s, 100%%")})
    said = sentences.sentence(entry("tests.done", reason="other"), names)
    assert said == f"<actor={UUID(int=7)}> did it because of <reason=other>, 100%"
    assert sentences.places(sentences.registered()["tests.done"]) == {"actor", "reason"}


def test_an_unknown_kind_is_told_by_its_code_and_never_left_out() -> None:
    assert "gone.away" in sentences.sentence(entry("gone.away"), names)


def test_a_kind_has_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_SENTENCES", {})
    monkeypatch.setattr(sentences, "_ACCESSES", set())
    sentences.register({"tests.done": "one"})
    sentences.register({"tests.done": "one"})
    with pytest.raises(ValueError, match="two sentences"):
        sentences.register({"tests.done": "other"})
    with pytest.raises(ValueError, match="no sentence"):
        sentences.register({}, accesses=["tests.unknown"])
    sentences.register({}, accesses=["tests.done"])
    assert sentences.access_kinds() == {"tests.done"}


NOBODY_NAMED = ("deadlines", "linking.was_")  # the clock did it, or an officer of another body


def test_registered_sentences_can_be_said_in_every_language() -> None:
    from django.utils import translation

    for kind, text in sentences.registered().items():
        for language in ("kk", "ru", "en"):
            with translation.override(language):
                assert sentences.sentence(entry(kind), names), (kind, language)
                assert sentences.places(text) or kind.startswith(NOBODY_NAMED), kind
