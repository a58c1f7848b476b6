"""Scores: calibrated, explained, careful with siblings and twins, blind to what is missing."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from qorgan.linkage import LinkageError, Record, rank, score
from qorgan.linkage.dates import compare_dates
from qorgan.linkage.explain import LANGUAGES, phrase
from qorgan.linkage.frame import build
from qorgan.linkage.levels import DOB_LEVELS, FIELDS
from qorgan.linkage.reasons import reasons
from qorgan.linkage.weights import from_dict, shipped

A = Record("1", "Серікова", "Айша", "Нұрланқызы", "2012-03-04", "f", "71", "Гүлнар")
SAME = Record("2", "Serikova", "Aisha", "Nurlanovna", "04.03.2012", "f", "71", "Gulnar")
SISTER = Record("3", "Серикова", "Мадина", "Нурлановна", "2014-06-11", "f", "71", "Гульнара")
TWIN = Record("4", "Серикова", "Мадина", "Нурлановна", "2012-03-04", "f", "71", "Гульнара")
OTHER = Record("5", "Касымов", "Ерлан", "Маратович", "2009-11-30", "m", "19", "Сауле")


def test_the_same_child_across_scripts() -> None:
    found = score(A, SAME)
    assert found.probability > 0.99
    assert found.band == "likely"


def test_strangers() -> None:
    assert score(A, OTHER).probability < 1e-6
    assert score(A, OTHER).band == "new"


def test_a_sister_is_not_the_same_child() -> None:
    found = score(A, SISTER)
    assert found.probability < 0.05
    assert "sibling" in found.flags


def test_a_twin_goes_to_a_person() -> None:
    found = score(A, TWIN)
    assert "twin" in found.flags
    assert found.band != "likely"


def test_made_older_is_seen() -> None:
    found = score(A, replace(SAME, dob="2009-03-04"))
    assert "made_older" in found.flags
    assert found.probability > 0.9


@pytest.mark.parametrize("field", ["patronymic", "region", "mother", "sex"])
def test_missing_weighs_nothing(field: str) -> None:
    """An unknown value has weight 0: it neither helps nor hurts."""
    found = score(A, replace(SAME, **{field: ""}))
    step = next(step for step in found.waterfall if step.field == field)
    if field != "sex":  # the sex can be read from the patronymic
        assert (step.level, step.weight) == ("missing", 0.0)
    assert found.probability > 0.9


def test_crossed_fields() -> None:
    found = score(A, replace(SAME, surname="Aisha", given="Serikova"))
    assert found.probability > 0.9
    assert any(step.level == "given_surname_crossed" for step in found.waterfall)


def test_a_patronymic_in_place_of_the_surname() -> None:
    found = score(replace(A, surname="Нұрланқызы", patronymic=""), SAME)
    step = {each.field: each for each in found.waterfall}
    assert (step["surname"].level, step["surname"].weight) == ("father", 0.0)
    assert "ends as a patronymic does" in step["surname"].text("en")
    assert step["patronymic"].level == "exact"
    assert found.probability > 0.5


def test_a_surname_that_ends_as_a_patronymic_counts_where_it_agrees() -> None:
    same = score(replace(A, surname="Бақытұлы"), replace(SAME, surname="Бақытова"))
    assert next(step for step in same.waterfall if step.field == "surname").level == "exact"
    other = score(replace(A, surname="Бақытова"), SAME)
    assert next(step for step in other.waterfall if step.field == "surname").weight < -1


def test_crossed_names_are_seen_though_one_is_written_badly() -> None:
    one = Record("1", "Зарина", "Муродева", dob="2006-03-17", sex="f")
    two = Record("2", "Mueodi", "Zarina", dob="2006-03-17", sex="f")
    found = score(one, two)
    assert any(step.level == "given_surname_crossed" for step in found.waterfall)
    assert found.probability > 0.1
    stranger = score(one, replace(two, surname="Kenzhebekova"))
    assert all(step.field != "arrangement" for step in stranger.waterfall)


def test_documents_help_with_a_typo_and_are_never_required() -> None:
    thin, other = Record("1", "Серікова", "Айша", dob="2012"), Record("2", "Serikova", "Aisha", dob="2013")
    without = score(thin, other).probability
    with_typo = score(
        replace(thin, documents=("120304600123",)), replace(other, documents=("120304600132",))
    ).probability
    assert with_typo > without


def test_the_waterfall_adds_up() -> None:
    for other in (SAME, SISTER, TWIN, OTHER):
        found = score(A, other)
        assert sum(step.weight for step in found.waterfall) == pytest.approx(found.log_odds)
        assert {step.field for step in found.waterfall} >= {"prior", *FIELDS}


def test_score_is_symmetric() -> None:
    for other in (SAME, SISTER, TWIN, OTHER):
        assert score(A, other).probability == pytest.approx(score(other, A).probability, rel=1e-6)


def test_rank_puts_the_child_first() -> None:
    found = rank(SAME, [OTHER, SISTER, A, TWIN])
    assert found[0].record is A
    assert [entry.rank for entry in found] == [1, 2, 3, 4]
    assert rank(SAME, []) == []
    assert len(rank(SAME, [OTHER, SISTER, A], top=2)) == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_step_has_words_in_every_language(lang: str) -> None:
    for other in (SAME, SISTER, TWIN, OTHER, replace(SAME, surname="Aisha", given="Serikova")):
        found = score(A, other)
        for step in found.waterfall:
            assert step.text(lang)
        for flag in found.flags:
            assert phrase(f"flag.{flag}", lang)
        assert phrase(f"band.{found.band}", lang)
    for level in DOB_LEVELS:
        assert phrase(f"dob.{level}", lang)


def test_another_language_is_refused() -> None:
    with pytest.raises(LinkageError) as caught:
        phrase("field.given", "de")
    assert caught.value.code == "LNK-07"


def test_reasons_name_their_table() -> None:
    found = reasons("Жандос", "Zhandos")
    assert ("ж", "zh") in {(one, two) for one, two, _ in found}
    assert any("ICAO" in source for _, _, source in found)
    assert reasons("Анар", "Anar") == ()


@pytest.mark.parametrize(
    ("one", "two", "level"),
    [
        ("2012-03-04", "04.03.2012", "exact"),
        ("2012-03-04", "2012-04-03", "day_month_swapped"),
        ("2012-03-04", "2012-03", "year_month"),
        ("2012-03-04", "2012", "year_only"),
        ("2012-03-04", "2012-01-01", "stand_in"),
        ("2012-01-01", "2012-01-01", "year_only"),
        ("2012-03-04", "2012-03-14", "one_digit"),
        ("2012-03-04", "2012-03-28", "two_parts"),
        ("2012-03-04", "2011-03-04", "year_off_1"),
        ("2012-03-04", "2008-03-04", "year_off_2_4"),
        ("2012-03-04", "2012-10-25", "same_year"),
        ("2012-03-04", "2014", "about"),
        ("2012-03-04", "2013-09-28", "near"),
        ("2012-03-04", "2017-09-28", "disjoint"),
    ],
)
def test_birth_date_levels(one: str, two: str, level: str) -> None:
    frame = build([Record("1", dob=one), Record("2", dob=two)])
    zero, first = np.array([0], np.int32), np.array([1], np.int32)
    assert DOB_LEVELS[int(compare_dates(frame, zero, first)[0])] == level
    assert DOB_LEVELS[int(compare_dates(frame, first, zero)[0])] == level


def test_the_shipped_weights_are_probabilities_that_add_up() -> None:
    for name, table in shipped().tables.items():
        for regime in table:
            for kind in regime:
                assert float(kind.sum()) == pytest.approx(1.0, abs=0.02), name


def test_weights_say_what_they_should() -> None:
    """Better agreement never weighs less where the order is beyond doubt."""
    dob = shipped().tables["dob"][0]
    weight = dict(zip(DOB_LEVELS, np.log(dob[0] / dob[1]), strict=True))
    assert weight["exact"] > weight["year_off_1"] > weight["year_only"] > 0
    assert weight["disjoint"] < weight["about"]
    assert weight["year_off_2_4"] > 2, "made older is a pattern, not noise"


def test_incomplete_weights_are_refused() -> None:
    raw = json.loads(json.dumps(shipped().raw))
    del raw["fields"]["dob"]
    with pytest.raises(LinkageError) as caught:
        from_dict(raw)
    assert caught.value.code == "LNK-05"


def test_missing_vowels_are_said() -> None:
    found = score(replace(A, given="نورسلطان"), replace(SAME, given="Нурсултан"))
    given = next(step for step in found.waterfall if step.field == "given")
    assert given.regime == "no_vowels"
    assert "Arabic writing" in given.text("en")
