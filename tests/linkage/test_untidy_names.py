"""Names as offices really write them: initials, double names, a father among the given names, mothers by surname."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qorgan.linkage import Record, rank, score
from qorgan.linkage.batch import link_pairs
from qorgan.linkage.distance import encode, one_letter
from qorgan.linkage.fold import fold, sounds
from qorgan.linkage.frame import build
from qorgan.linkage.levels import NAME_LEVELS, compare
from qorgan.linkage.names import parse_names
from qorgan.linkage.weights import Frequencies, shipped

A = Record("1", "Серікова", "Айша", "Нұрланқызы", "2012-03-04", "f", "71", "Гүлнар")
B = Record("2", "Serikova", "Aisha", "Nurlanovna", "04.03.2012", "f", "71", "Gulnar")


def level_of(one: Record, two: Record, field: str) -> str:
    frame = build([one, two])
    found = compare(frame, np.array([0], np.int32), np.array([1], np.int32)).level[field][0]
    return NAME_LEVELS[found] if found >= 0 else "missing"


@pytest.mark.parametrize("mother", ["Алиева Г.", "Алиева", "Г. Алиева", "ALIEVA G.", "Г."])
def test_a_mother_without_given_name_is_not_compared_with_one(mother: str) -> None:
    """An initial or a surname says nothing against another record's given name."""
    assert level_of(A, replace(B, mother=mother), "mother") == "missing"


@pytest.mark.parametrize("mother", ["Гүлзада", "شریفه", "Сұлужан"])
def test_a_given_name_that_ends_like_another_word_stays_one(mother: str) -> None:
    assert [word.text for word in parse_names(Record("1", "Серікова", mother=mother)).mother] == [
        mother.lower()
    ]


def test_mothers_with_one_surname_and_no_given_name_agree_a_little() -> None:
    one, two = replace(A, mother="Алиева Г."), replace(B, mother="Aliyeva")
    assert level_of(one, two, "mother") == "part"
    assert level_of(one, replace(two, mother="Касымова"), "mother") == "missing"


@pytest.mark.parametrize("mother", ["Алиева Гүлнар", "Gulnar Aliyeva", "Алиева Гульнар Маратовна"])
def test_a_mothers_full_name_agrees_with_her_given_name(mother: str) -> None:
    assert level_of(A, replace(B, mother=mother), "mother") in {"exact", "vowels", "close"}


@pytest.mark.parametrize("given", ["Aisha-Meruert", "Aisha Meruert", "Meruert Aisha"])
def test_a_double_given_name_agrees_by_a_part(given: str) -> None:
    assert level_of(A, replace(B, given=given), "given") == "part"
    assert level_of(replace(A, given="Мадина"), replace(B, given=given), "given") == "other"
    assert score(A, replace(B, given=given)).probability > 0.9


def test_a_double_surname_agrees_by_a_part() -> None:
    assert level_of(A, replace(B, surname="Serikova-Kassymova"), "surname") == "part"


def test_a_father_among_the_given_names() -> None:
    """Without an ending nobody can tell: it counts if it agrees and is unknown if it does not."""
    moved = replace(B, given="Aisha Nurlan", patronymic="")
    assert level_of(A, moved, "patronymic") == "exact"
    assert level_of(replace(A, patronymic="Маратқызы"), moved, "patronymic") == "missing"


def test_a_patronymic_among_the_given_names_is_taken_out() -> None:
    for father in ("", "Нұрланқызы"):
        names = parse_names(Record("1", "Серікова", "Айша Нұрланқызы", father))
        assert names.given is not None
        assert names.given.text == "айша"


@pytest.mark.parametrize(
    ("lang", "said"), [("kk", "тегі ғана"), ("ru", "только фамилия"), ("en", "only the mother's")]
)
def test_a_mothers_surname_alone_is_said_as_such(lang: str, said: str) -> None:
    found = score(replace(A, mother="Алиева Г."), replace(B, mother="Aliyeva"))
    step = next(step for step in found.waterfall if step.field == "mother")
    assert said in step.text(lang)


def test_two_bodies_do_not_make_the_same_mistake() -> None:
    """Twins of whom each has two records are apart, though either pair of records alone is doubtful."""
    family = {
        "surname": "Серікова",
        "patronymic": "Нұрланқызы",
        "dob": "2012-03-04",
        "region": "71",
        "mother": "Гүлнар",
    }
    records = [
        Record(str(n), given=given, sex="f", **family)
        for n, given in enumerate(("Асхат", "Асхат", "Самат", "Самат"))
    ]
    chance = {(a, b): p for a, b, p in zip(*(x.tolist() for x in _parts(records)), strict=True)}
    assert chance[0, 1] > 0.5
    assert chance[2, 3] > 0.5
    assert max(chance.get(pair, 0.0) for pair in ((0, 2), (0, 3), (1, 2), (1, 3))) < 0.5


def _parts(records: list[Record]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    found = link_pairs(records, min_score=0.0)
    return found.a, found.b, found.probability


def test_one_against_many_says_the_same_as_pairs() -> None:
    """The fast way of a search (one record against all) and the slow one agree, double names included."""
    others = [
        B,
        replace(B, rec_id="3", given="Aisha Nurlan", patronymic=""),
        replace(B, rec_id="4", given="Aisha-Meruert", mother="Алиева Г."),
        replace(B, rec_id="5", surname="Serikova-Kassymova", mother="Алиева"),
    ]
    asked = replace(A, mother="Алиева Г.")
    fast = {found.record.rec_id: found.score.log_odds for found in rank(asked, others)}
    for other in others:
        assert fast[other.rec_id] == pytest.approx(rank(asked, [other])[0].score.log_odds, abs=1e-6)


def test_a_rare_region_weighs_more() -> None:
    """The weight of an equal region is how rare it is in the list."""
    many = [Record(str(n), region="71" if n % 2 else f"d{n}") for n in range(2000)]
    common = Frequencies(build(many), shipped())
    rates = common.of["region"]
    assert rates.max() > 0.45
    assert rates.min() < 0.003


def test_no_birth_date_and_a_mistyped_name_is_still_found() -> None:
    found = link_pairs([replace(A, dob=""), replace(B, given="Айшва"), Record("3", "Ким", "Олег")])
    assert (found.a.tolist(), found.b.tolist()) == ([0], [1])


def test_plain_heh_is_e_in_kazakh_letters() -> None:
    assert fold("ەربولات").replace("e", "i") == fold("هربولات جۇما").split()[0]


@pytest.mark.parametrize(
    ("one", "two"),
    [("Бауыржан", "Baurzhan"), ("Бауыр", "Baurzhan"), ("Азиз", "Azizxon"), ("Фарзона", "Фарзонагүл")],
)
def test_endings_of_respect_come_and_go(one: str, two: str) -> None:
    assert level_of(replace(A, given=one), replace(B, given=two), "given") in {
        "exact",
        "vowels",
        "close",
        "part",
    }


@pytest.mark.parametrize(
    ("one", "two", "is_one"),
    [
        ("иван", "ивас", True),
        ("иван", "ивн", True),
        ("иван", "ивран", True),
        ("иван", "виан", True),
        ("иван", "иван", True),
        ("иван", "олег", False),
        ("асхат", "самат", False),
        ("ия", "ая", False),
        ("дана", "данадана", False),
    ],
)
def test_one_letter(one: str, two: str, is_one: bool) -> None:
    codes = encode([sounds(one), sounds(two)])
    assert bool(one_letter(codes[:1], codes[1:])[0]) is is_one
    assert bool(one_letter(codes[1:], codes[:1])[0]) is is_one
