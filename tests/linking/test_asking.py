"""Questions between bodies: who asks is known, who answers only with a yes; both are journalled and watched."""

from __future__ import annotations

import datetime as dt

import linking_scene as scene
import pytest
from django.test import Client
from django.urls import reverse
from linking_scene import CYRILLIC, LATIN, NOW, OTHER_DAY, STRANGER, keeper, lawful, opened, run

from qorgan.agencies.access import Refused
from qorgan.agencies.models import AccessBlock, Agency
from qorgan.agencies.refusals import CannotDo
from qorgan.agencies.scope import acting
from qorgan.journal.models import Entry
from qorgan.linking import asking, carrying, queries, rules
from qorgan.linking.models import Asked, Hit

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + dt.timedelta(minutes=30)


@pytest.fixture
def scene_of_two():
    lawful()
    mine, theirs = keeper("Rights of here"), keeper("Shelter of there", Agency.Kind.SHELTER, "ngo_worker")
    case, other = opened(mine, LATIN), opened(theirs, CYRILLIC)
    run(case, mine)
    with acting(mine, now=NOW):
        hit = Hit.objects.get()
    return mine, theirs, case, other, hit


def carried(hit):
    with scene.as_linker():
        return carrying.carry(hit_id=hit.pk, now=LATER)


def brought_back(hit):
    with scene.as_linker():
        return carrying.carry_back(hit_id=hit.pk, now=LATER)


def answered(theirs, verdict, why=""):
    with acting(theirs, now=LATER):
        asked = Asked.objects.get()
    return asking.answer(asked=asked, verdict=verdict, why=why, by=theirs, now=LATER)


def page_of(viewer, case):
    client = Client()
    client.force_login(viewer.officer)
    return client.get(reverse("linking:of_case", args=[case.id])).content.decode()


def kinds(viewer, case):
    with acting(viewer, now=LATER):
        return set(Entry.objects.filter(case_id=case.id).values_list("kind", flat=True))


def test_a_yes_tells_body_officer_and_number(scene_of_two):
    mine, theirs, case, other, hit = scene_of_two
    asking.ask(hit=hit, by=mine, now=NOW)
    carried(hit)
    answered(theirs, "yes")
    answer = brought_back(hit)
    assert (answer.agency_id, answer.officer_id, answer.number) == (
        theirs.agency_id, theirs.officer.id, other.number,
    )  # fmt: skip
    assert other.number in page_of(mine, case)
    assert {"linking.asked", "linking.answer_came"} <= kinds(mine, case)
    assert {"linking.was_hit", "linking.was_asked", "linking.answered"} <= kinds(theirs, other)


def test_a_no_tells_the_reason_and_not_who_said_it(scene_of_two):
    mine, theirs, case, other, hit = scene_of_two
    asking.ask(hit=hit, by=mine, now=NOW)
    carried(hit)
    answered(theirs, "no", "danger")
    answer = brought_back(hit)
    assert (answer.agency_id, answer.officer_id, answer.number, answer.why) == (None, None, "", "danger")
    page = page_of(mine, case)
    assert not any(
        said in page for said in (other.number, str(other.id), theirs.officer.name, "Shelter of there")
    )


def test_before_an_answer_the_asking_side_sees_nothing_of_the_other(scene_of_two):
    mine, theirs, case, other, hit = scene_of_two
    before = page_of(mine, case)
    asking.ask(hit=hit, by=mine, now=NOW)
    carried(hit)
    for page in (before, page_of(mine, case)):
        assert not any(
            said in page
            for said in (
                other.number,
                str(other.id),
                theirs.officer.name,
                "Shelter of there",
                CYRILLIC["surname"],
            )
        )


def test_the_asked_body_sees_who_asks_and_no_name(scene_of_two):
    mine, theirs, case, other, hit = scene_of_two
    asking.ask(hit=hit, by=mine, now=NOW)
    asked = carried(hit)
    client = Client()
    client.force_login(theirs.officer)
    page = client.get(reverse("linking:answer", args=[asked.id])).content.decode()
    assert mine.officer.name in page
    assert not any(said in page for said in (case.number, str(case.id), LATIN["surname"]))
    assert reverse("linking:answer", args=[asked.id]) in client.get("/").content.decode()
    sent = client.post(reverse("linking:answer", args=[asked.id]), {"verdict": "no", "why": "not_same"})
    assert sent.status_code == 302


def test_a_question_is_asked_once_and_answered_once(scene_of_two):
    mine, theirs, _case, _other, hit = scene_of_two
    asking.ask(hit=hit, by=mine, now=NOW)
    with pytest.raises(CannotDo) as refused:
        asking.ask(hit=hit, by=mine, now=LATER)
    assert refused.value.code == "SAM-09"
    carried(hit)
    with pytest.raises(CannotDo) as refused:
        answered(theirs, "no")
    assert refused.value.code == "SAM-02"
    answered(theirs, "no", "law")
    with pytest.raises(CannotDo) as refused:
        answered(theirs, "yes")
    assert refused.value.code == "SAM-12"


def test_nobody_asks_or_answers_for_another_body(scene_of_two):
    mine, theirs, _case, _other, hit = scene_of_two
    with pytest.raises(Refused):
        asking.ask(hit=hit, by=theirs, now=NOW)
    asking.ask(hit=hit, by=mine, now=NOW)
    asked = carried(hit)
    with pytest.raises(Refused):
        asking.answer(asked=asked, verdict="yes", why="", by=mine, now=NOW)
    with acting(theirs, now=NOW), pytest.raises(Refused):
        queries.find_hit(theirs, hit.pk)
    with acting(mine, now=NOW), pytest.raises(Refused):
        queries.find_asked(mine, asked.id)


def test_questions_of_one_officer_have_a_limit(scene_of_two, monkeypatch):
    mine, _theirs, _case, _other, hit = scene_of_two
    monkeypatch.setattr(asking, "QUESTIONS_A_DAY", 0)
    with pytest.raises(CannotDo) as refused:
        asking.ask(hit=hit, by=mine, now=NOW)
    assert refused.value.code == "SAM-11"


def test_a_question_about_a_case_hidden_since_waits_as_if_nobody_answered(scene_of_two):
    mine, theirs, case, other, hit = scene_of_two
    before = page_of(mine, case)
    asking.ask(hit=hit, by=mine, now=NOW)
    with acting(theirs, now=NOW):
        AccessBlock.objects.create(
            case_id=other.id, officer=mine.officer, state="asked", asked_by=theirs.officer, asked_at=NOW
        )
    assert carried(hit) is None
    with acting(theirs, now=LATER):
        assert not Asked.objects.exists()
    assert before != page_of(mine, case)


def test_probing_shows_on_the_data_protection_page(scene_of_two):
    mine, theirs, _case, _other, hit = scene_of_two
    for _ in range(rules.OFFICER_A_DAY):
        run(opened(mine, STRANGER, birth=OTHER_DAY), mine)
    asking.ask(hit=hit, by=mine, now=NOW)
    carried(hit)
    answered(theirs, "no", "not_same")
    brought_back(hit)
    watcher = scene.protector()
    with acting(watcher, now=LATER):
        (row,) = queries.overseen(watcher)
    assert row["officer"] == mine.officer
    assert (row["crossed"], row["hits_of"], row["limited"]) == (rules.OFFICER_A_DAY, 1, 1)
    assert (row["questions"], row["refused"]) == (1, 1)
    with acting(mine, now=LATER), pytest.raises(Refused):
        queries.overseen(mine)
