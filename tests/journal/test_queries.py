"""Pages of the journal: nothing twice, nothing missing, nothing beyond the scope."""

from __future__ import annotations

import datetime as dt
import random
from uuid import UUID, uuid4

import pytest
from journal_cast import NOW, act

from qorgan.journal import sentences
from qorgan.journal.actions import record
from qorgan.journal.models import Entry
from qorgan.journal.queries import Page, Scope, accesses, timeline

CASE, REPORT, OTHER = uuid4(), uuid4(), uuid4()
MINE, THEIRS = uuid4(), uuid4()
ALL = Scope()


def pages(**asked: object) -> list[UUID]:
    """All entries over all pages of three."""
    found: list[UUID] = []
    cursor = ""
    while True:
        page: Page = asked["ask"](cursor=cursor, limit=3, **{k: v for k, v in asked.items() if k != "ask"})  # type: ignore[operator]
        assert len(page.entries) <= 3
        found += [entry.id for entry in page.entries]
        if not page.older:
            return found
        cursor = page.older


@pytest.fixture
def filled(journal: None) -> list[Entry]:
    """Twenty entries on one case, entered in another order than they happened, some at the same moment."""
    dice, made = random.Random(3), []
    for number in range(20):
        happened = NOW - dt.timedelta(hours=dice.randrange(6))
        given = act(number, case=CASE, agency=MINE if number % 4 else THEIRS, happened_at=happened)
        made.append(record(**given))
    record(**act(99, case=OTHER))
    record(**act(98, case=None, report=REPORT, agency=MINE))
    return made


def test_pages_show_everything_once_youngest_first(filled: list[Entry]) -> None:
    expected = sorted(filled, key=lambda entry: (entry.happened_at, entry.id), reverse=True)
    assert pages(ask=timeline, case=CASE, scope=ALL) == [entry.id for entry in expected]


def test_an_entry_made_while_reading_disturbs_no_page(filled: list[Entry]) -> None:
    first = timeline(case=CASE, scope=ALL, limit=5)
    record(**act(77, case=CASE, happened_at=NOW + dt.timedelta(days=1)))
    second = timeline(case=CASE, scope=ALL, cursor=first.older, limit=50)
    assert len({entry.id for entry in [*first.entries, *second.entries]}) == 20


def test_the_scope_cuts_bodies_and_kinds(filled: list[Entry]) -> None:
    theirs = pages(ask=timeline, case=CASE, scope=Scope(agencies=frozenset({THEIRS})))
    assert set(theirs) == {entry.id for entry in filled if entry.agency_id == THEIRS}
    sent = pages(ask=timeline, case=CASE, scope=Scope(kinds=frozenset({"referrals.sent"})))
    assert set(sent) == {entry.id for entry in filled if entry.kind == "referrals.sent"}
    assert pages(ask=timeline, case=CASE, scope=Scope(agencies=frozenset())) == []


def test_a_case_is_shown_with_the_report_it_came_from(filled: list[Entry]) -> None:
    assert len(pages(ask=timeline, case=CASE, report=REPORT, scope=ALL)) == 21
    assert len(pages(ask=timeline, report=REPORT, scope=ALL)) == 1
    with pytest.raises(ValueError, match="a case or a report"):
        timeline(scope=ALL)


@pytest.mark.parametrize("cursor", ["x", "%%%", "AAAA", "/" * 32, "ә", "_" * 32])
def test_a_cursor_somebody_typed_begins_at_the_beginning(filled: list[Entry], cursor: str) -> None:
    page = timeline(case=CASE, scope=ALL, cursor=cursor, limit=3)
    assert len(page.entries) in {0, 3}


def test_accesses_are_found_by_who_what_why_and_when(
    filled: list[Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentences, "_ACCESSES", {"child.read"})
    reads = [entry for entry in Entry.objects.all() if entry.kind == "child.read"]
    assert len(reads) > 3
    assert set(pages(ask=accesses)) == {entry.id for entry in reads}
    one = reads[0]
    for asked in (
        {"actor": one.actor_id},
        {"subject": one.subject_id},
        {"since": one.entered_at, "until": one.entered_at + dt.timedelta(microseconds=1)},
    ):
        assert one.id in pages(ask=accesses, **asked)
        assert len(pages(ask=accesses, **asked)) < len(reads)
    assert set(pages(ask=accesses, case=CASE, purpose="care")) == {
        entry.id for entry in reads if entry.case_id == CASE and entry.purpose == "care"
    }
    assert set(pages(ask=accesses, agency=THEIRS, kinds=frozenset({"cases.opened"}))) == {
        entry.id for entry in filled if entry.agency_id == THEIRS and entry.kind == "cases.opened"
    }
