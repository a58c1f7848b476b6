"""What is asked of the law library: unknown stays unknown, ages are intervals, disputed facts are not facts."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from qorgan.agencies.reading import Sealed
from qorgan.law.corpus import load
from qorgan.law.qualify import qualify
from qorgan.legislation import asking
from qorgan.reports.facts import KINDS

OPENED = dt.datetime(2026, 2, 2, 9, 0, tzinfo=dt.UTC)
VOCABULARY_KINDS = {
    "acts": "act",
    "means": "means",
    "purposes": "purpose",
    "circumstances": "circumstance",
}


def page(*, age=(11, 13, "declared"), birth=None, citizenships=("UZ",), now=OPENED) -> Any:
    """A case page as far as this module reads it."""
    child = SimpleNamespace(
        age=age,
        birth=birth,
        citizenships=list(citizenships),
        child=SimpleNamespace(created_at=OPENED),
    )
    return SimpleNamespace(child=child, look=SimpleNamespace(viewer=SimpleNamespace(now=now)))


def event(facts=None, *, first="", last="", places=("KZ",), others=0) -> Any:
    row = SimpleNamespace(from_date=first, to_date=last, places=[{"country": code} for code in places])
    return SimpleNamespace(event=row, facts=facts or {}, other_cases=others)


def test_every_code_of_the_case_file_is_an_input_of_the_law():
    inputs = load().vocabulary.inputs
    strange = [
        f"{kind}.{code}"
        for kind in KINDS
        for code in KINDS[kind]
        if code not in inputs[VOCABULARY_KINDS[kind]]
    ]
    assert strange == []


def test_what_is_not_recorded_is_not_sent_as_no():
    raw = asking.case_of(page(), event({"acts": {"harbouring": "true", "sale": "contested"}}), "KZ")
    assert raw["acts"] == {"harbouring": "true", "sale": "contested"}
    assert "means" not in raw
    assert "purposes" not in raw
    assert "circumstances" not in raw
    assert "act_date" not in raw


def test_without_a_date_of_the_act_only_the_upper_age_holds():
    assert asking.victim_of(page(), dated=False)["age"] == [None, 13]


def test_the_age_becomes_an_interval_of_birth_days():
    born = asking.victim_of(page(), dated=True)["birth_date"]
    assert born == ["2012-02-03", "2015-02-02"]
    # a boy of thirteen on the day of opening can have been born on the first day, not a day before
    answer = qualify(
        asking.case_of(
            page(), event({"acts": {"sale": "true"}}, first="2026-02-02", last="2026-02-02"), "KZ"
        ),
        lang="en",
    )
    assert [f["verdict"] for f in answer["findings"] if f["provision"] == "kz.cc2014.135.1"] == ["met"]


def test_a_case_open_for_years_widens_the_interval():
    born = asking.victim_of(page(now=OPENED.replace(year=2028)), dated=True)["birth_date"]
    assert born == ["2012-02-03", "2017-02-02"]


def test_an_open_upper_age_stays_open():
    assert asking.victim_of(page(age=(16, None, "presumed")), dated=True)["birth_date"] == [
        None,
        "2010-02-02",
    ]
    assert asking.victim_of(page(age=(None, None, "presumed")), dated=True) == {"citizenship": ["UZ"]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"kind": "known", "from": "2013-05-06", "to": "2013-05-06"}, ["2013-05-06", "2013-05-06"]),
        ({"kind": "interval", "from": "2012", "to": "2013"}, ["2012", "2013"]),
        ({"kind": "estimated", "from": "2014", "to": "2014"}, ["2012-02-03", "2015-02-02"]),
    ],
)
def test_an_opened_date_of_birth_is_used_unless_it_is_a_guess(value, expected):
    shown = page(birth=Sealed("child.birth", value=value))
    assert asking.victim_of(shown, dated=True)["birth_date"] == expected


def test_a_closed_date_of_birth_is_not_used():
    assert (
        asking.victim_of(page(birth=Sealed("child.birth", closed=True)), dated=True)["birth_date"][0]
        == "2012-02-03"
    )


def test_what_began_and_has_no_known_end_may_go_on_until_today():
    assert asking.act_date(event(first="2025-11").event, today=dt.date(2026, 2, 2)) == [
        "2025-11",
        "2026-02-02",
    ]
    assert asking.act_date(event(last="2025").event, today=dt.date(2026, 2, 2)) == [None, "2025"]
    assert asking.act_date(event().event, today=dt.date(2026, 2, 2)) is None


def test_other_children_of_the_event_count_unless_the_file_says_otherwise():
    assert asking.case_of(page(), event(others=1), "KZ")["circumstances"] == {"two_or_more_victims": "true"}
    told = {"circumstances": {"two_or_more_victims": "false"}}
    assert asking.case_of(page(), event(told, others=1), "KZ")["circumstances"] == {
        "two_or_more_victims": "false"
    }


def test_countries_with_and_without_law_in_the_collection():
    assert asking.countries(event(places=("KZ", "UZ", "BR")).event) == (["KZ", "UZ"], ["BR"])
    assert asking.countries(event(places=()).event) == (["KZ"], [])
    assert asking.countries(event(places=("BR",)).event) == (["KZ"], ["BR"])


def test_born_on_the_last_day_of_february():
    assert asking._years_before(dt.date(2024, 2, 29), 11) == dt.date(2013, 2, 28)
