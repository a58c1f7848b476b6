"""Judging and joining: two persons, append-only, reversible, capped, behind the wall of both cases."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import linking_scene as scene
import pytest
from django.db import DatabaseError, connection, transaction
from linking_scene import CYRILLIC, LATIN, NOW, keeper, lawful, opened

from qorgan.agencies.access import Refused
from qorgan.agencies.models import Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.scope import acting
from qorgan.children.models import Child, ChildName
from qorgan.journal.models import Entry
from qorgan.linkage.clusters import CAP
from qorgan.linking import actions, pairs, queries
from qorgan.linking.models import Basis, Choice, Joining, Judgement
from qorgan.linking.presenting import joined_notice
from qorgan.vault import new_id

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def mine():
    lawful()
    return keeper()


@pytest.fixture
def second(mine):
    return scene.colleague(mine)


@pytest.fixture
def two(mine):
    return opened(mine, CYRILLIC), opened(mine, LATIN)


def said(two, by, verdict="same", reason="Invented reason.", now=NOW):
    return actions.judge(
        case_id=two[0].id, other_id=two[1].id, verdict=verdict, reason=reason, by=by, now=now
    )


def both(two):
    return {"case_id": two[0].id, "other_id": two[1].id}


def test_without_a_legal_basis_nobody_judges():
    mine = keeper()
    two = opened(mine, CYRILLIC), opened(mine, LATIN)
    with pytest.raises(CannotDo) as refused:
        said(two, mine)
    assert refused.value.code == "SAM-01"


def test_a_judgement_keeps_who_why_and_the_version_of_the_weights(mine, two):
    made = said(two, mine, "unsure")
    assert (made.by, made.band in ("likely", "possible"), bool(made.model)) == (mine.officer, True, True)
    with acting(mine, now=NOW):
        shown = queries.pair(mine, two[0].id, two[1].id)
        assert [(row.verdict, reason) for row, reason in shown.judgements] == [("unsure", "Invented reason.")]
        assert b"Invented" not in bytes(Judgement.objects.get().sealed_reason)
        kinds = Entry.objects.filter(kind="linking.judged").values_list("case_id", flat=True)
        assert set(kinds) == {two[0].id, two[1].id}


def test_a_judgement_needs_a_reason(mine, two):
    with pytest.raises(CannotDo) as refused:
        said(two, mine, reason=" ")
    assert refused.value.code == "SAM-02"


def test_two_persons_join_and_every_row_stays(mine, second, two):
    with acting(mine, now=NOW):
        before = list(Child.objects.order_by("id").values()), list(ChildName.objects.order_by("id").values())
    said(two, mine)
    with pytest.raises(CannotDo) as refused:
        actions.confirm(**both(two), by=mine, now=LATER)
    assert refused.value.code == "SAM-06"
    actions.confirm(**both(two), by=second, now=LATER)
    with acting(mine, now=NOW):
        assert [case.id for case in queries.joined(mine, two[0].id)] == [two[1].id]
        notice = joined_notice(mine, two[1].id)
        assert [link["text"] for link in notice["links"]] == [two[0].number]
        after = list(Child.objects.order_by("id").values()), list(ChildName.objects.order_by("id").values())
    assert after == before


def test_a_joining_is_undone_by_a_later_row(mine, second, two):
    said(two, mine)
    actions.confirm(**both(two), by=second, now=LATER)
    with pytest.raises(CannotDo) as refused:
        said(two, mine, "different")
    assert refused.value.code == "SAM-03"
    actions.undo(**both(two), reason="A mistake.", by=mine, now=LATER)
    with acting(mine, now=NOW):
        assert queries.joined(mine, two[0].id) == []
        assert [row.step for row in Joining.objects.order_by("nth")] == ["proposed", "confirmed", "undone"]
    with pytest.raises(CannotDo) as refused:
        actions.undo(**both(two), reason="Again.", by=mine, now=LATER)
    assert refused.value.code == "SAM-05"


def test_a_declined_proposal_joins_nothing(mine, second, two):
    said(two, mine)
    actions.decline(**both(two), reason="Not sure.", by=second, now=LATER)
    with acting(mine, now=NOW):
        assert queries.joined(mine, two[0].id) == []
    with pytest.raises(CannotDo) as refused:
        actions.confirm(**both(two), by=second, now=LATER)
    assert refused.value.code == "SAM-05"


def test_what_was_judged_different_must_be_reopened_first(mine, two):
    said(two, mine, "different")
    with pytest.raises(CannotDo) as refused:
        said(two, mine, "same", now=LATER)
    assert refused.value.code == "SAM-04"
    said(two, mine, "reopened", now=LATER)
    assert said(two, mine, "same", now=LATER + dt.timedelta(hours=1)).nth == 3


def test_no_group_holds_two_who_were_judged_different(mine, second, two):
    third = opened(mine, CYRILLIC)
    said(two, mine)
    actions.confirm(**both(two), by=second, now=LATER)
    said((two[0], third), mine, "different")
    said((two[1], third), mine)
    with pytest.raises(CannotDo) as refused:
        actions.confirm(case_id=two[1].id, other_id=third.id, by=second, now=LATER)
    assert refused.value.code == "SAM-07"


def test_a_group_has_a_largest_size(mine, second, monkeypatch):
    monkeypatch.setattr(pairs, "CAP", 2)
    assert CAP == 12
    cases = [opened(mine, CYRILLIC) for _ in range(3)]
    said((cases[0], cases[1]), mine)
    actions.confirm(case_id=cases[0].id, other_id=cases[1].id, by=second, now=LATER)
    said((cases[1], cases[2]), mine)
    with pytest.raises(CannotDo) as refused:
        actions.confirm(case_id=cases[1].id, other_id=cases[2].id, by=second, now=LATER)
    assert refused.value.code == "SAM-08"


def test_a_bridge_between_unlike_files_is_said(mine, second, two):
    third = opened(mine, CYRILLIC)
    said(two, mine)
    actions.confirm(**both(two), by=second, now=LATER)
    said((two[1], third), mine)
    with acting(mine, now=NOW):
        newest = pairs.of_pair(Joining.objects, two[1].id, third.id).first()
        assert newest.bridge  # the machine has seen no likeness between the first and the third


def test_the_database_itself_asks_for_two_persons_and_the_order_of_steps(mine, two):
    said(two, mine)
    low, high = pairs.ordered(two[0].id, two[1].id)
    for step, nth in (("confirmed", 2), ("undone", 2), ("proposed", 2), ("confirmed", 3)):
        with acting(mine, now=NOW), pytest.raises(DatabaseError), transaction.atomic():
            Joining.objects.create(
                low_case_id=low, high_case_id=high, nth=nth, step=step, by=mine.officer, at=LATER
            )


@pytest.mark.parametrize("table", ["judgement", "joining", "choice", "basis", "question", "reply"])
def test_what_people_decided_is_never_changed(table):
    for query in (f"UPDATE linking_{table} SET at = at", f"DELETE FROM linking_{table}"):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(query)


def test_only_who_may_review_both_decides(mine, two):
    stranger = keeper("Stranger", Agency.Kind.SHELTER, "ngo_worker")
    alone = scene.colleague(mine, "social_worker")
    theirs = opened(stranger, CYRILLIC)
    for by, pair in ((stranger, two), (mine, (two[0], theirs)), (alone, two)):
        with pytest.raises(Refused):
            said(pair, by)
    with pytest.raises(Refused), acting(mine, now=NOW):
        queries.pair(mine, two[0].id, new_id())


def test_a_choice_needs_a_reason_and_something_to_compare(mine):
    case = opened(mine, birth=None)
    for part, reason, code in (("in", "Invented.", "SAM-10"), ("body", " ", "SAM-02")):
        with pytest.raises(CannotDo) as refused:
            actions.choose(case_id=case.id, part=part, reason=reason, by=mine, now=NOW)
        assert refused.value.code == code


def test_a_basis_is_stated_with_its_law_by_those_whose_duty_it_is(mine):
    with pytest.raises(Refused):
        actions.state_basis(in_force=True, provision="Invented.", by=mine, now=NOW)
    with pytest.raises(CannotDo) as refused:
        actions.state_basis(in_force=True, provision=" ", by=scene.protector(), now=NOW)
    assert refused.value.code == "SAM-02"


def test_what_a_sheet_says_is_written_once_however_often_it_is_sent(mine, two):
    token = {"form_token": uuid4()}
    given = {**both(two), "verdict": "different", "reason": "Invented.", "by": mine, "now": NOW}
    assert actions.judge(**given, **token) == actions.judge(**given, **token)
    chosen = {"case_id": two[0].id, "part": "body", "reason": "In danger.", "by": mine, "now": NOW}
    assert actions.choose(**chosen, **token) == actions.choose(**chosen, **token)
    stated = {"in_force": True, "provision": "Invented.", "by": scene.protector(), "now": NOW}
    assert actions.state_basis(**stated, **token) == actions.state_basis(**stated, **token)
    with acting(mine, now=NOW):
        assert (Judgement.objects.count(), Choice.objects.count(), Basis.objects.count()) == (1, 1, 2)
