"""The lists of signs are whole, say where they come from, and can be read in all three languages."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from django.utils import translation

from qorgan.reports.facts import PURPOSES
from qorgan.reports.indicators import GROUPS, asked, indicators

sys.path.insert(0, str(Path(__file__).parents[2] / "checks"))
from banned import banned_words

UNODC = {f"UN-{n:03}" for n in range(1, 78)}
# Items of the ILO list for child labour, dimension by dimension; the two that exist for adults only are left out.
ILO = {
    f"CL-D{dimension}-{n:02}"
    for dimension, count in {1: 10, 2: 10, 3: 15, 4: 8, 5: 15, 6: 7}.items()
    for n in range(1, count + 1)
}
OWN_RULE = "UN-063"
SEEN = {f"UN-{n:03}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 14, 15, 16, 17, 20, *range(32, 48))}


def test_every_sign_of_both_lists_is_there_once() -> None:
    ids = [each.id for each in indicators()]
    assert len(ids) == len(set(ids)) == 142
    assert set(ids) == UNODC | ILO


def test_a_grade_says_what_was_seen_and_nothing_more() -> None:
    assert {each.id for each in indicators() if each.grade == "secondary"} == SEEN
    assert {each.grade for each in indicators() if each.id not in SEEN} == {"background"}


def test_a_sign_names_its_source() -> None:
    for each in indicators():
        expected = "Palermo 3(c)" if each.id == OWN_RULE else "ILO" if each.id in ILO else "UNODC"
        assert each.source == expected, each.id
        assert (each.group == "child-labour") == (each.id in ILO), each.id


def test_no_strength_is_kept_that_nobody_has_checked() -> None:
    """The strengths of the ILO list have one unchecked source: a sign has a text, a source and a grade only."""
    assert {name for each in indicators() for name in vars(each)} == {
        "id",
        "group",
        "source",
        "grade",
        "texts",
    }


def test_groups_have_titles_and_stand_together() -> None:
    order = [each.group for each in indicators() if each.source != "Palermo 3(c)"]
    runs = [group for n, group in enumerate(order) if n == 0 or order[n - 1] != group]
    assert len(runs) == len(set(runs))
    assert set(runs) == set(GROUPS)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_sign_can_be_read(language: str) -> None:
    texts = []
    with translation.override(language):
        for each in indicators():
            assert each.text == each.texts[language]
            assert len(each.text) <= 130, each.id
            assert not banned_words(each.text, language), each.id
            assert bool(re.search("[\u0400-\u04ff]", each.text)) == (language != "en"), each.id
            assert language == "en" or not re.search("[A-Za-z]", each.text), each.id
            texts.append(each.text)
    assert len(set(texts)) == len(texts)


def test_kazakh_is_not_russian_again() -> None:
    assert not [each.id for each in indicators() if each.texts["kk"] == each.texts["ru"]]
    special = sum(bool(re.search("[әғқңөұүһі]", each.texts["kk"].lower())) for each in indicators())
    assert special == 142


def test_what_a_report_says_brings_its_list_and_the_general_ones_always_come() -> None:
    always = {"general", "child", "child-context"}
    assert {each.group for each in asked(frozenset())} == always
    assert {each.group for each in asked(frozenset({"begging"}))} == always | {"begging-petty-crime"}
    assert "child-labour" in {each.group for each in asked(frozenset({"forced_labour"}))}
    assert OWN_RULE in {each.id for each in asked(frozenset({"sexual_exploitation"}))}


def test_every_purpose_that_brings_a_list_is_one_of_our_codes() -> None:
    bring = {code for code in PURPOSES if len(asked(frozenset({code}))) > len(asked(frozenset()))}
    assert {"forced_labour", "begging"} <= bring
    reached = {each.group for code in PURPOSES for each in asked(frozenset({code}))}
    assert reached == set(GROUPS)
