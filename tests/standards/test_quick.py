"""The fast yes never says yes to what `jsonschema` refuses, and says it to ordinary records."""

from __future__ import annotations

import copy
import random

import pytest
from jsonschema import Draft202012Validator

from qorgan.standards import ctdc, profile, quick

ODD = [None, True, 0, 1.0, -3, 10**6, "", "x", "yes", "2010-02", "KZ", [], ["a", "a"], [{}], {}, {"zzz": 1}]


def records(rng: random.Random) -> list[dict]:
    reader = ctdc.Reader(ctdc.layout("2026").names)
    row = ["1" if c in reader.layout.flags and rng.random() < 0.3 else "" for c in reader.own]
    return [
        profile.stamp(reader.record(row)),
        profile.stamp(
            {
                "id": "7",
                "person": {
                    "prs_Gender": "Feminine",
                    "prs_Citizenship": ["KZ", "UZ"],
                    "prs_Birthdate": "2011-05",
                },
                "victim": {"vic_AgeWhenTrafficked": 12, "vic_TypeOfExploitation": ["ForcedBegging"]},
                "events": [{"hte_Type": "Exploitation", "hte_Country": "KZ"}],
                "child": {
                    "acts": ["harbouring"],
                    "treated_as_child": True,
                    "age_assessment": {"lowest": 12, "highest": 15, "date": "2024-01-02"},
                    "referrals": [{"to": "shelter", "state": "sent", "sent_at": "2024-01-02T10:00Z"}],
                },
                "other_fields": {"own": "<5"},
            }
        ),
    ]


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list):
        for k, item in enumerate(value):
            yield from places(item, (*path, k))


def changed(record: dict, path: tuple, value) -> object:
    if not path:
        return value
    made = copy.deepcopy(record)
    inside = made
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    return made


@pytest.mark.parametrize("seed", range(3))
def test_a_yes_is_always_right(seed):
    check, judge = quick.certain(profile.schema()), Draft202012Validator(profile.schema())
    refused = 0
    for record in records(random.Random(seed)):
        assert check(record)
        assert judge.is_valid(record)
        for path in places(record):
            for value in ODD:
                other = changed(record, path, value)
                if check(other):
                    assert judge.is_valid(other), (path, value)
                else:
                    refused += not judge.is_valid(other)
    assert refused > 300


def test_an_unknown_keyword_is_never_passed():
    assert not quick.certain({"type": "string", "format": "date"})("2020-01-01")
    assert not quick.certain({"enum": [1, 2]})(1)
    assert not quick.certain({"type": "object", "minProperties": 0})({})
    assert quick.certain({"type": "array", "uniqueItems": True})([{}])
    assert not quick.certain({"type": "array", "uniqueItems": True})([{}, {}])
    assert not quick.certain({"type": "integer", "minimum": 0})(True)
