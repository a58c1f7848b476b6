"""Kazakh and Russian are complete, and the checks that say so find what they are for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import formats, translation

MOMENT = datetime(2026, 3, 5, 9, 5, tzinfo=UTC)


def test_every_sentence_of_the_house_is_there() -> None:
    import translations

    assert list(translations.faults()) == []


@pytest.mark.parametrize(
    ("message", "texts", "word"),
    [
        ("Save", (), "no translation"),
        ("Save", ("",), "no translation"),
        ("%(n)s left", ("осталось",), "has ['%(n)s']"),
        ("Read <b>this</b>", ("Прочтите",), "has"),
        ("Child", ("Бaла",), "mixes"),
        ("Case", ("Дело № 5",), "случай"),
        ("Go to the page", ("Go to the page",), "English again"),
    ],
)
def test_the_check_finds(message: str, texts: tuple[str, ...], word: str) -> None:
    from translations import faults_of

    key = ("", message)
    found = list(faults_of("room", "ru", [key], {key: texts}))
    assert len(found) == 1
    assert word in found[0]


def test_a_good_sentence_passes_and_the_law_may_be_quoted() -> None:
    from banned import banned_words
    from translations import faults_of

    key = ("", "%(n)s cases")
    assert list(faults_of("room", "ru", [key], {key: ("%(n)s случаев",)})) == []
    assert banned_words("жертва торговли людьми", "ru")
    assert not banned_words("жертва торговли людьми", "ru", "law: CC 128")
    assert not banned_words("учётная запись", "ru")
    assert not banned_words("іс-қимыл жоспары", "kk")
    assert banned_words("істің нөмірі", "kk")


def test_two_rooms_that_disagree_are_found() -> None:
    from translations import disagreements

    key, everywhere = ("", "Open"), {}
    assert list(disagreements("cases", "ru", [key], {key: ("Открыт",)}, everywhere)) == []
    assert list(disagreements("reports", "ru", [key], {key: ("Открыт",)}, everywhere)) == []
    assert "pgettext" in next(disagreements("referrals", "ru", [key], {key: ("Открыть",)}, everywhere))


def test_extraction_reads_python_and_templates(tmp_path: Path) -> None:
    from catalogues import used

    (tmp_path / "templates").mkdir()
    (tmp_path / "forms.py").write_text(
        '_("From Python")\npgettext("state", "Open")\nngettext("%(n)d day", "%(n)d days", 2)\n'
    )
    (tmp_path / "templates/page.html").write_text(
        "{% load i18n %}\n   {% translate 'From a tag' as x %}\n"
        "{% blocktranslate trimmed with n=1 %}\n   It's\n  {{ n }} x\n"
        "{% endblocktranslate %}{% blocktranslate count n=n %}one{% plural %}many {{ n }}{% endblocktranslate %}"
    )
    assert used(tmp_path) == {
        ("", "From Python"),
        ("state", "Open"),
        ("", ("%(n)d day", "%(n)d days")),
        ("", "From a tag"),
        ("", "It's %(n)s x"),
        ("", ("one", "many %(n)s")),
    }


def test_a_catalogue_is_written_the_same_every_time(tmp_path: Path) -> None:
    from catalogues import keyed, load, save

    path = tmp_path / "django.po"
    messages: dict[Any, tuple[str, ...]] = {
        ("", "Save"): ("Сохранить",),
        ("state", "Open"): ("Открыт",),
        ("", ("%(n)d day", "%(n)d days")): ("%(n)d день", "%(n)d дня", "%(n)d дней"),
        ("", "New"): (),
    }
    assert save(path, "ru", messages)
    assert not save(path, "ru", dict(reversed(messages.items())))
    assert {key: texts for key, texts in keyed(load(path, "ru")).items() if all(texts)} == {
        key: texts for key, texts in messages.items() if texts
    }


@pytest.mark.parametrize(
    ("language", "day", "moment", "number"),
    [
        ("kk", "2026 ж. 5 наурыз", "2026 ж. 5 наурыз, 14:05", "12345,6"),
        ("ru", "5 марта 2026 г.", "5 марта 2026 г., 14:05", "12345,6"),
        ("en", "5 March 2026", "5 March 2026, 14:05", "12345.6"),
    ],
)
def test_dates_and_numbers_as_each_language_writes_them(
    built: Path, language: str, day: str, moment: str, number: str
) -> None:
    formats.reset_format_cache()
    with translation.override(language):
        shown = Template('{{ at|date:"DATE_FORMAT" }}|{{ at|date:"DATETIME_FORMAT" }}|{{ n }}').render(
            Context({"at": MOMENT, "n": 12345.6})
        )
    assert shown == f"{day}|{moment}|{number}"
    assert formats.number_format(1234567, use_l10n=True, force_grouping=True)
