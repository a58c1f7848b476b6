"""Folding: every table undoes what its official system writes, and scripts meet in one skeleton."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.linkage import fold, tables
from qorgan.linkage.distance import ALPHABET, distances, encode
from qorgan.linkage.fold import (
    _CLEANED,
    _PLAIN,
    _TOKEN,
    context_of,
    repair,
    script_of,
    skeleton,
    sounds,
    tokens,
)

SYSTEMS = sorted({row["system"] for row in tables.rows("official")})
NAMES = {
    "icao_9303": "Кузнецов Щербаков Жуков Яковлева Юлия Хохлова Чайкина Савелий Цветков Эвелина Арсений Фаина",
    "pcgn_kazakh_1979": "Нұрсұлтан Әсем Ғабит Қуаныш Өтеген Үміт Һарон Іңкәр Жандос Шыңғыс Дәулет Ләззат Бөгенбай",
    "pcgn_kyrgyz_1979": "Жоомарт Чыңгыз Үсөн Мээрим Чолпон Жылдыз Кубанычбек Айжамал Өмүрбек",
    "gost_7_79_b": "Жуков Хохлова Чайкина Цветков Шульга Щербаков Рыбин Фаина Вера",
    "kazakh_latin_2018": "Нұрсұлтан Әсем Ғабит Қуаныш Өтеген Үміт Іңкәр Жандос Шыңғыс Дәулет Айша Бөгенбай Сәуле",
    "kazakh_latin_2021": "Нұрсұлтан Әсем Ғабит Қуаныш Өтеген Үміт Іңкәр Жандос Шыңғыс Дәулет Айша Бөгенбай Сәуле",
    "uzbek_latin_1995": "Ўткир Ғайрат Қобил Хуршида Ҳилола Шерзод Чарос Жавлон Дилноза Юлдуз Пўлат Элёр Муҳаббат",
    "kazakh_arabic": "Нұрсұлтан Әсем Ғабит Қуаныш Өтеген Үміт Іңкәр Жандос Шыңғыс Дәулет Айша Бөгенбай Сәуле Ұлан",
}


def written(name: str, system: str) -> str:
    """A name as an official system writes it."""
    table = {row["cyrillic"]: row["written"] for row in tables.rows("official") if row["system"] == system}
    return "".join(table[letter] for letter in name.lower())


def test_every_official_system_is_tried() -> None:
    assert set(NAMES) == set(SYSTEMS)


@pytest.mark.parametrize("system", SYSTEMS)
def test_round_trip(system: str) -> None:
    """Writing a name in an official system and folding it gives what folding the name itself gives."""
    context = context_of(" ".join(written(name, system) for name in NAMES[system].split()))
    wrong = []
    for name in NAMES[system].split():
        there = skeleton(sounds(tokens(written(name, system))[0], context))
        if there != fold(name):
            wrong.append((name, written(name, system), fold(name), there))
    assert wrong == []


@pytest.mark.parametrize(
    "spellings",
    [
        "Нұрсұлтан Нурсултан Nursultan Nursūltan نۇرسۇلتان",
        "Жандос Jandos Zhandos Djandos Dzhandos جاندوس",
        "Әсел Асель Asel Assel Ásel Äsel".replace("Асель", "Асел"),
        "Қуаныш Куаныш Kuanysh Quanysh Quanyş Qýanysh قۋانىش",
        "Сергей Sergey Sergei Sergej",
        "Шоқан Шокан Shokan Şoqan Shoqan شوقان",
        "Ўткир O'tkir Oʻtkir O‘tkir O`tkir Уткир",
        "Хуршида Xurshida Khurshida Hurshida",
    ],
)
def test_one_name_one_skeleton(spellings: str) -> None:
    """Scripts and habits meet; vowels may differ where a script or a habit loses them, consonants may not."""
    names = [sounds(tokens(spelling)[0]) for spelling in spellings.split()]
    first = encode([names[0]] * len(names))
    assert float(distances(first, encode(names)).max()) < 0.1


def test_persian_leaves_vowels_out() -> None:
    codes = encode([sounds("نورسلطان"), sounds("нурсултан"), sounds("асылбек")])
    same, other = distances(codes[[0, 0]], codes[[1, 2]], abjad=True)
    assert same < 0.05
    assert other > 0.4


def test_different_names_stay_apart() -> None:
    for one, two in [("Дина", "Диана"), ("Хасан", "Хусаин"), ("Айдос", "Айдар"), ("Мадина", "Марина")]:
        assert fold(one) != fold(two)


@pytest.mark.parametrize(
    ("typed", "meant"), [("Aйдoс", "Айдос"), ("Cерік", "Серік"), ("Nursultаn", "Nursultan")]
)
def test_homoglyphs_are_repaired(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)
    assert repair(tokens(typed)[0], script_of(tokens(typed)[0])) == meant.lower()


def test_orthography_of_the_whole_record_decides() -> None:
    """Without a Kazakh letter in the word itself, ain is ғ only if another word of the record shows Kazakh letters."""
    assert context_of("توعجان دوسۇلى") == "tote"
    assert sounds("توعجان", "tote") == sounds("тоғжан")
    assert context_of("Camila Şoqan") == "turkic"
    assert sounds("camila", "turkic") == sounds("жамила")


def test_unknown_script_falls_back() -> None:
    assert fold("აიდოს") == fold("Aidos")


@given(st.text(max_size=40))
def test_anything_folds(text: str) -> None:
    """No text breaks folding; the result is made of known sounds and folding it again changes nothing."""
    folded = fold(text)
    assert set(folded) <= set(ALPHABET[1:]) | {" "}


@given(st.text(alphabet="абвгдежзийклмнопрстуфхцчшыэюяәғқңөұүһі", min_size=1, max_size=14), st.data())
def test_distance_is_a_distance(name: str, data: st.DataObject) -> None:
    """Zero to itself, the same both ways, never above one."""
    other = data.draw(st.text(alphabet="абвгдежзийклмнопрстуфхцчшыэюя", max_size=14))
    one, two = encode([sounds(name)]), encode([sounds(other)])
    assert float(distances(one, one)[0]) == 0.0
    there, back = distances(one, two), distances(two, one)
    assert np.allclose(there, back)
    assert 0.0 <= float(there[0]) <= 1.0


def test_case_and_spaces_do_not_matter() -> None:
    assert fold("  НҰРСҰЛТАН ") == fold("Нұрсұлтан")


def test_every_letter_has_a_source() -> None:
    assert all(row["source"] for row in tables.rows("letters"))
    assert all(row["source"] for row in tables.rows("homoglyphs"))
    assert all(row["source"] for row in tables.rows("official"))


def test_letters_taken_as_they_are_are_none_that_cleaning_changes() -> None:
    plain = [chr(point) for point in range(0x600, 0x700) if _PLAIN.fullmatch(chr(point))]
    assert len(plain) > 100
    for letter in plain:
        cleaned = unicodedata.normalize("NFKC", letter).translate(_CLEANED).lower()
        assert tokens(letter) == [letter] == _TOKEN.findall(cleaned)


@pytest.mark.parametrize(
    ("word", "script"),
    [("نۇرسۇلتان", "arabic"), ("کریم", "persian"), ("كريم", "persian"), ("كريمov", "persian")],
)
def test_arabic_letters_are_kazakh_or_persian(word: str, script: str) -> None:
    assert script_of(word) == script
