"""Records, birth dates, names taken apart, candidate and search keys."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.linkage import BirthDate, LinkageError, Record, candidate_keys, parse_birth_date, search_keys
from qorgan.linkage.keys import asked_keys, probe_keys
from qorgan.linkage.names import parse_names, parse_word

FULL = Record("1", "Серікова", "Айша", "Нұрланқызы", "2012-03-04", "f", "71", "Гүлнар Серікова")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2012", date(2012, 1, 1), date(2012, 12, 31)),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29)),
        ("2012-03-04", date(2012, 3, 4), date(2012, 3, 4)),
        ("04.03.2012", date(2012, 3, 4), date(2012, 3, 4)),
        ("2012-00-00", date(2012, 1, 1), date(2012, 12, 31)),
        ("2010/2012", date(2010, 1, 1), date(2012, 12, 31)),
        ("۲۰۱۲-۰۳-۰۴", date(2012, 3, 4), date(2012, 3, 4)),
    ],
)
def test_birth_dates(text: str, first: date, last: date) -> None:
    assert parse_birth_date(text) == BirthDate(first, last)


@pytest.mark.parametrize("text", ["yesterday", "32.13.2012", "2012-02-30", "20120304x"])
def test_a_bad_date_is_an_error(text: str) -> None:
    with pytest.raises(LinkageError) as caught:
        parse_birth_date(text)
    assert caught.value.code == "LNK-01"


def test_an_unknown_date_is_unknown() -> None:
    assert parse_birth_date("") is None
    assert parse_birth_date(None) is None


def test_an_interval_must_not_end_before_it_begins() -> None:
    with pytest.raises(LinkageError) as caught:
        BirthDate(date(2012, 1, 2), date(2012, 1, 1))
    assert caught.value.code == "LNK-02"


@pytest.mark.parametrize(
    ("word", "stem_of", "kind", "sex"),
    [
        ("Нұрланұлы", "Нұрлан", "kazakh", "m"),
        ("Nurlanqyzy", "Нұрлан", "kazakh", "f"),
        ("نۇرلانۇلى", "Нұрлан", "kazakh", "m"),
        ("Нурланович", "Нұрлан", "russian", "m"),
        ("Нурлановна", "Нұрлан", "russian", "f"),
        ("Серикова", "Серік", "russian", "f"),
        ("Serikov", "Серік", "russian", "m"),
        ("Раҳмонзода", "Раҳмон", "tajik", ""),
    ],
)
def test_endings(word: str, stem_of: str, kind: str, sex: str) -> None:
    from qorgan.linkage import fold
    from qorgan.linkage.fold import skeleton

    found = parse_word(word.lower())
    assert skeleton(found.stem) == fold(stem_of)
    assert (found.kind, found.sex) == (kind, sex)


def test_a_separate_ending_joins_the_name_before_it() -> None:
    names = parse_names(Record("1", patronymic="Karim o'g'li"))
    assert names.patronymic is not None
    assert (names.patronymic.kind, names.patronymic.sex) == ("uzbek", "m")
    assert parse_names(Record("1", patronymic="Мирлан уулу")).sex == "m"


def test_a_patronymic_in_the_wrong_field_is_moved() -> None:
    names = parse_names(Record("1", surname="Сериков", given="Айдос Нурланович"))
    assert names.given is not None
    assert names.patronymic is not None
    assert names.given.text == "айдос"
    assert names.patronymic.text == "нурланович"


def test_keys_of_a_full_record() -> None:
    keys = candidate_keys(FULL)
    assert 8 <= len(keys) <= 12
    assert len(set(keys)) == len(keys)
    for key in keys:
        kind, _, rest = key.partition(":")
        assert len(kind) == 2
        assert rest.count("|") >= 1, "each key joins at least two attributes"
        assert all(part for part in rest.split("|")[:2])


def test_unknown_gives_fewer_keys_and_never_a_single_attribute() -> None:
    assert candidate_keys(Record("1", given="Айша")) == []
    assert candidate_keys(Record("1", dob="2012-03-04")) != candidate_keys(Record("1", dob="2012"))
    for key in candidate_keys(Record("1", dob="2012-03-04")):
        assert key.startswith("ds:")


def test_scripts_share_keys() -> None:
    latin = Record("2", "Serikova", "Aisha", "", "04.03.2012", "f", "", "Gulnar")
    tote = Record("3", "سەرىكوۆا", "ايشا", "نۇرلانقىزى", "2012", "f", "", "")
    assert len(set(candidate_keys(FULL)) & set(candidate_keys(latin))) >= 6
    assert len(set(candidate_keys(FULL)) & set(candidate_keys(tote))) >= 4


@pytest.mark.parametrize(
    "names", ["Айша Серікова", "Serikova Aisha", "سەرىكوۆا ايشا", "серикова, айша нурлановна"]
)
@pytest.mark.parametrize("year", [2011, 2012, 2013])
def test_search_finds_in_any_script_order_and_near_year(names: str, year: int) -> None:
    asked = set(search_keys(names=names, birth_year=year))
    shared = asked & set(candidate_keys(FULL))
    assert {key[:2] for key in shared} == {"nn", "ny"}


def test_search_without_a_second_attribute_asks_nothing() -> None:
    assert search_keys(names="Айша", birth_year=None) == []
    assert search_keys(names="", birth_year=2012) == []


def test_probe_keys_reach_the_next_year() -> None:
    other = Record("2", "Серікова", "Айша", dob="2013")
    assert not {k for k in candidate_keys(other) if k.startswith("ny")} & set(candidate_keys(FULL))
    assert {k for k in candidate_keys(other) if k.startswith("ny")} <= set(probe_keys(FULL))
    assert set(candidate_keys(FULL)) <= set(probe_keys(FULL))


def test_dates_written_as_most_are_read_as_before() -> None:
    assert parse_birth_date("2012-03-17") == BirthDate(date(2012, 3, 17), date(2012, 3, 17))
    assert parse_birth_date("2012-17-03") == BirthDate(date(2012, 3, 17), date(2012, 3, 17))
    for text in ("2012-W05-1", "2012-02-30"):
        with pytest.raises(LinkageError) as caught:
            parse_birth_date(text)
        assert caught.value.code == "LNK-01"


def test_keys_to_ask_with_are_told_apart_by_what_they_say() -> None:
    own, year, near = asked_keys(FULL)
    assert {key[:2] for key in own} >= {"nn", "ds", "di"}
    assert {key[:2] for key in year} == {"ny", "my", "pp", "pe"} == {key[:2] for key in near}
    assert sorted([*own, *year]) == sorted(candidate_keys(FULL))
    assert all("|2011" in key or "|2013" in key for key in near)
    assert sorted([*own, *year, *near]) == sorted(probe_keys(FULL))


@given(
    st.builds(
        Record,
        rec_id=st.just("x"),
        surname=st.text(max_size=20),
        given=st.text(max_size=20),
        patronymic=st.text(max_size=20),
        mother=st.text(max_size=20),
        dob=st.sampled_from(["", "2012", "2012-03", "2012-03-04"]),
        sex=st.sampled_from(["", "m", "f"]),
        region=st.sampled_from(["", "71"]),
    )
)
def test_any_record_has_keys_without_error(record: Record) -> None:
    assert len(candidate_keys(record)) <= 17


def test_folding_and_keys_need_no_numpy() -> None:
    """The house imports keys in every request: numpy must stay out until a score is asked for."""
    code = (
        "import sys, qorgan.linkage as l;"
        "l.candidate_keys(l.Record('1', 'Серікова', 'Айша', dob='2012'));"
        "assert 'numpy' not in sys.modules and 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_row_needs_an_id() -> None:
    with pytest.raises(LinkageError) as caught:
        Record.from_row({"surname": "Серік"})
    assert caught.value.code == "LNK-03"


def test_no_spelling_belongs_to_two_names() -> None:
    from qorgan.linkage import fold, tables

    owner: dict[str, str] = {}
    rows = tables.rows("lexicon")
    assert len(rows) >= 200
    for row in rows:
        for spelling in (row["head"], *row["variants"].split()):
            assert owner.setdefault(fold(spelling), row["head"]) == row["head"], spelling


@pytest.mark.parametrize(("one", "two"), [("Жүсіп", "Юсуп"), ("Ыбырай", "Ибрагим"), ("Катя", "Екатерина")])
def test_known_forms_share_keys(one: str, two: str) -> None:
    mine = candidate_keys(Record("1", "Серіков", one, dob="2012"))
    theirs = candidate_keys(Record("2", "Serikov", two, dob="2012"))
    assert {"nn", "ny"} <= {key[:2] for key in set(mine) & set(theirs)}


@pytest.mark.parametrize(
    "word", ["Nurlanovich", "Nurlanowich", "Nurlanovič", "Nurlanoviç", "Nurlanovic", "Нурланович"]
)
def test_habits_of_writing_a_patronymic(word: str) -> None:
    found = parse_names(Record("1", patronymic=word)).patronymic
    assert found is not None
    assert found.stem == "nurlan"


@pytest.mark.parametrize("word", ["Serikov", "Serikow", "Serikoff", "Serikowa", "Серикова", "Серіков"])
def test_habits_of_writing_a_surname(word: str) -> None:
    found = parse_names(Record("1", surname=word)).surname
    assert found is not None
    assert found.stem == "serik"
