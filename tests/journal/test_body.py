"""The text of an entry: always the same for the same act, and no place for a person's data."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.journal.body import compose, micros, moment
from qorgan.journal.errors import CODES, JournalError

NOW = dt.datetime(2026, 3, 1, 10, 0, tzinfo=dt.UTC)
BASE: dict[str, Any] = {
    "entry_id": UUID(int=1),
    "kind": "cases.opened",
    "by": UUID(int=2),
    "agency": None,
    "happened_at": NOW,
    "now": NOW,
}


def refusal(**changes: Any) -> JournalError:
    with pytest.raises(JournalError) as caught:
        compose(**(BASE | changes))
    return caught.value


def test_the_text_is_canonical() -> None:
    detail = {"z_last": 1, "a_first": ["b", "a"], "open": {"child.names", "child.birth"}}
    body = compose(**BASE, case=UUID(int=3), subject=("child", UUID(int=4)), purpose="care", detail=detail)
    assert body == (
        '{"actor":"00000000-0000-0000-0000-000000000002","case":"00000000-0000-0000-0000-000000000003",'
        '"detail":{"a_first":["b","a"],"open":["child.birth","child.names"],"z_last":1},"entered_at":1772359200000000,'
        '"happened_at":1772359200000000,"id":"00000000-0000-0000-0000-000000000001","kind":"cases.opened",'
        '"purpose":"care","subject":"00000000-0000-0000-0000-000000000004","subject_type":"child","v":1}'
    )


@pytest.mark.parametrize(
    "value",
    [
        "Әлия",
        "Aliya",
        "aliya omarova",
        "she said no",
        "child\u00a0name",
        "+77011234567",
        "87011234567",
        "a.7011234567",
        140101500123,
        87011234567,
        -87011234567,
        1e12,
        float("nan"),
        float("inf"),
        "2014-01-01",
        dt.date(2014, 1, 1),
        "someone@example.org",
        "",
        " ",
        "x" * 65,
        "a\n",
        b"bytes",
        {"nested": 1},
        [["nested"]],
        ["ok", "not ok"],
        object(),
    ],
)
def test_free_text_and_personal_data_are_refused_without_being_repeated(value: Any) -> None:
    error = refusal(detail={"reason": value})
    assert error.code == "JRN-01"
    assert error.place == "detail.reason"
    assert str(value).strip() == "" or str(value) not in str(error)


@pytest.mark.parametrize(
    "value",
    [
        "no_place",
        "child.names",
        "desk:case",
        "kz.cc2014.135.1",
        "KZ",
        "KZ-75",
        3,
        -2,
        0.5,
        True,
        None,
        uuid4(),
        str(uuid4()),
        NOW,
        "2026-03-01T10:00:00+00:00",
        ["a", 1, None],
        frozenset({"a"}),
        (),
    ],
)
def test_codes_ids_numbers_booleans_and_times_are_taken(value: Any) -> None:
    body = compose(**BASE, detail={"value": value})
    assert body.isascii()
    assert " " not in body
    assert "value" in json.loads(body)["detail"]


@pytest.mark.parametrize("key", ["Name", "a b", "1a", "", "аты", 5, "x" * 41])
def test_a_detail_has_a_plain_name(key: Any) -> None:
    assert refusal(detail={key: 1}).code == "JRN-01"


@pytest.mark.parametrize(
    "kind", ["cases", "Cases.opened", "cases.opened now", "cases.", ".x", "cases.opened\n", ""]
)
def test_a_kind_is_room_and_deed(kind: str) -> None:
    assert refusal(kind=kind).code == "JRN-02"


@pytest.mark.parametrize("name", ["by", "agency", "case", "report"])
@pytest.mark.parametrize("value", ["Aliya", str(uuid4()), 5])
def test_ids_are_uuids(name: str, value: Any) -> None:
    assert refusal(**{name: value}).code == "JRN-01"


@pytest.mark.parametrize("subject", [("child", "x"), ("A Child", uuid4())])
def test_a_subject_is_a_code_and_an_id(subject: Any) -> None:
    assert refusal(subject=subject).code == "JRN-01"


def test_a_purpose_is_a_code() -> None:
    assert refusal(purpose="because I must").code == "JRN-01"


@pytest.mark.parametrize("value", [dt.datetime(2026, 3, 1), dt.date(2026, 3, 1), 5, None])  # noqa: DTZ001
def test_times_have_a_zone(value: Any) -> None:
    assert refusal(happened_at=value).code == "JRN-03"
    assert refusal(now=value).code == "JRN-03"


def test_an_endless_entry_is_refused() -> None:
    assert refusal(detail={"many": ["a"] * 101}).code == "JRN-04"
    assert refusal(detail={f"key{n}": ["x" * 64] * 100 for n in range(9)}).code == "JRN-04"


@given(st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1), timezones=st.timezones()))
def test_times_are_kept_to_the_microsecond(value: dt.datetime) -> None:
    assert moment(micros(value)) == value.astimezone(dt.UTC)


def test_the_same_moment_in_another_zone_is_the_same_text() -> None:
    almaty = NOW.astimezone(ZoneInfo("Asia/Almaty"))
    assert compose(**BASE | {"happened_at": almaty}) == compose(**BASE)
    assert compose(**BASE, detail={"at": almaty}) == compose(**BASE, detail={"at": NOW})


def test_every_code_speaks_three_languages() -> None:
    for texts in CODES.values():
        assert set(texts) == {"kk", "ru", "en"}
        assert all(texts.values())
