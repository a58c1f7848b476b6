"""Every kind that is written to the journal anywhere has a sentence, whose places the entry fills, in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

import cast
import qorgan
import test_main_job
from qorgan.agencies import telling
from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.cases import presenting
from qorgan.journal import sentences
from qorgan.journal.actions import record
from qorgan.journal.models import Entry
from qorgan.reports import actions as reports
from qorgan.reports import queries as report_queries

SOURCE = Path(qorgan.__file__).parent
WRITERS = {"record", "reading", "note", "_note", "_journal", "Note"}
ALWAYS = {"actor", "agency", "subject", "purpose"}
# What a variable inside a kind can be: f"cases.{what}" and the like.
VARIABLES = {"cases.{what}": {"closed", "reopened"}, "referrals.{state}": {"refused", "returned"}}


@cache
def calls() -> tuple[tuple[str, ast.Call, ast.expr], ...]:
    """(file and line, call, its kind) of every call that writes to the journal; read once."""
    return tuple(_calls())


def _calls() -> Iterator[tuple[str, ast.Call, ast.expr]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if getattr(node.func, "id", getattr(node.func, "attr", "")) not in WRITERS:
                continue
            named = [word.value for word in node.keywords if word.arg == "kind"]
            for kind in named or [arg for arg in node.args[:1] if "." in _pattern(arg)]:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node, kind


def _pattern(kind: ast.expr) -> str:
    """`room.what`, with {name} for a variable; "" for an expression that is only passed on."""
    if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
        return kind.value
    if isinstance(kind, ast.JoinedStr):
        return "".join(
            f"{{{ast.unparse(part.value)}}}" if isinstance(part, ast.FormattedValue) else part.value
            for part in kind.values
        )
    return _pattern(kind.body) if isinstance(kind, ast.IfExp) else ""


def kinds_of(kind: ast.expr) -> set[str]:
    """All kinds an expression can give. Raises KeyError for a variable that VARIABLES does not name."""
    if isinstance(kind, ast.IfExp):
        return kinds_of(kind.body) | kinds_of(kind.orelse)
    pattern = _pattern(kind)
    if "{" in pattern:
        room = pattern.split("{")[0]
        return {room + each for each in VARIABLES[pattern]}
    return {pattern} - {""}


def test_every_kind_written_has_a_sentence() -> None:
    found = {(where, kind) for where, _call, expression in calls() for kind in kinds_of(expression)}
    assert len({kind for _where, kind in found}) > 40
    missing = sorted(f"{where} {kind}" for where, kind in found if kind not in sentences.registered())
    assert not missing, "register these in the sentences.py of the room:\n" + "\n".join(missing)


def test_a_kind_that_is_only_passed_on_is_passed_on_by_a_writer() -> None:
    for where, _call, expression in calls():
        if not kinds_of(expression):
            assert isinstance(expression, ast.Name), where
            assert expression.id == "kind", where


def test_no_sentence_waits_for_a_kind_that_nobody_writes() -> None:
    written = {kind for _where, _call, expression in calls() for kind in kinds_of(expression)}
    assert set(sentences.registered()) <= written


def test_the_places_of_a_sentence_are_filled_by_the_entry() -> None:
    """Where the detail stands as a literal beside the kind, every place must be one of its keys."""
    for where, call, expression in calls():
        detail = next((word.value for word in call.keywords if word.arg == "detail"), None)
        keys = _keys(detail)
        if keys is None:
            continue
        for kind in kinds_of(expression) & set(sentences.registered()):
            places = sentences.places(sentences.registered()[kind]) - ALWAYS
            assert places <= keys | _added(kind), (where, kind, places - keys)


def _keys(detail: ast.expr | None) -> set[str] | None:
    """Keys of a literal detail; none without one; None when it is made elsewhere."""
    if detail is None:
        return set()
    if isinstance(detail, ast.IfExp):
        return (_keys(detail.body) or set()) | (_keys(detail.orelse) or set())
    if isinstance(detail, ast.Dict):
        return {str(ast.literal_eval(key)) for key in detail.keys if key is not None}
    return set() if isinstance(detail, ast.Constant) else None


def _added(kind: str) -> set[str]:
    """What the writer itself adds: `reading` the opened fields, decisions their stage and outcome."""
    if kind.endswith(".read"):
        return {"opened"}
    return {"stage", "outcome"} if kind.startswith("decisions.") else set()


def test_every_reading_is_an_access() -> None:
    read = {
        kind
        for _where, call, expression in calls()
        for kind in kinds_of(expression)
        if getattr(call.func, "id", "") == "reading"
    }
    looked = {"referrals.read", "documents.opened", "children.searched", "cases.listed"}
    assert read | looked <= sentences.access_kinds()
    assert not {kind for kind in sentences.access_kinds() if kind.endswith((".sent", ".changed", ".made"))}


def test_no_code_has_two_words_at_one_place() -> None:
    told: dict[tuple[str, str], str] = {}
    for config in apps.get_app_configs():
        if not config.name.startswith("qorgan.") or not (Path(config.path) / "sentences.py").is_file():
            continue
        words = getattr(import_module(f"{config.name}.sentences"), "WORDS", {})
        for place, codes in words.items():
            for code, word in codes.items():
                assert told.setdefault((place, code), str(word)) == str(word), (config.name, place, code)


@pytest.mark.parametrize(
    "why", sorted({"role", "no_file", "scope", "not_assigned", "absent", "field", "purpose"})
)
def test_every_reason_of_a_refusal_is_said_in_words(why: str) -> None:
    said = telling.Teller()("why", Refused(why).why, Entry())
    assert said
    assert said != why


def test_what_is_not_there_is_said_too() -> None:
    with translation.override("en"):
        teller = telling.Teller()
        assert teller("opened", None, Entry()) == "nothing that is sealed"
        assert (
            teller("opened", ["child.names", "contact.safe"], Entry()) == "Names of the child; Safe contact"
        )
        assert teller("purpose", None, Entry()) == "not given"
        assert teller("purpose", "danger", Entry()) == "The child is in danger now"


def test_a_duty_is_told_in_the_language_of_the_reader() -> None:
    said = set()
    for language in ("kk", "ru", "en"):
        with translation.override(language):
            said.add(telling.Teller()("rule", "dl.demo.referral.accept", Entry()))
    assert len(said) == 3
    assert "dl.demo.referral.accept" not in said


@pytest.mark.django_db
def test_the_journal_of_a_whole_case_is_told_without_codes() -> None:
    test_main_job.test_a_report_becomes_a_case_that_is_decided_referred_served_and_closed()
    office = cast.body("Office", Agency.Kind.NGO)
    reader = cast.seen(cast.officer(office, "data_protection"))
    with acting(reader, now=cast.NOW):
        entries = list(Entry.objects.order_by("entered_at", "id"))
        teller = telling.Teller.of(entries)
        assert len({entry.kind for entry in entries}) >= 15
        for language in ("kk", "ru", "en"):
            with translation.override(language):
                for line in teller.lines(entries):
                    said = line["sentence"]
                    for name in (officer.name for officer in teller.officers.values()):
                        said = said.replace(name, "")
                    assert not re.search(r"[a-z]_[a-z]|[a-z]\.[a-z]|%\(|\bNone\b", said), (language, said)
                    if language != "en":
                        assert not re.search(r"[A-Za-z]{3}", re.sub("Clinic|Rights|Shelter", "", said)), said


@pytest.mark.django_db
def test_a_naming_stands_in_no_timeline(rf) -> None:
    """Whoever is named may still read the journal of the case: it must not warn them."""
    rights = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    keeper = cast.seen(cast.officer(rights, "guardianship"))
    report = reports.send(**cast.report_facts(rights), by=keeper, now=cast.NOW)
    found = {"answers": {}, "safety": {}, "outcome": "open_case", "reasons": ""}
    reports.assess(report=report, **found, by=keeper, now=cast.NOW)
    with acting(keeper, now=cast.NOW):
        report = report_queries.find(keeper, report.id)
    case = cases.open_case(report=report, **cast.case_facts(), by=keeper, now=cast.NOW)
    kinds = {kind for kind in sentences.registered() if kind.startswith("blocks.")}
    assert len(kinds) >= 3
    with acting(keeper, now=cast.NOW):
        for kind in kinds:
            who = {"by": keeper.officer.id, "agency": keeper.agency_id, "case": case.id}
            record(kind=kind, happened_at=cast.NOW, now=cast.NOW, **who)
        request = rf.get("/")
        request.viewer = keeper
        with translation.override("en"):
            told = " ".join(row["sentence"] for row in presenting.timeline(request, case.id)[0])
    assert "opened the case" in told
    assert "involved" not in told
