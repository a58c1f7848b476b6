"""Questions on the law that ships, against brute force: each answer is typed in and the case judged again."""

from __future__ import annotations

import random
from typing import Any

import pytest

from qorgan.law.errors import LawError
from qorgan.law.qualify import qualify

LISTS = {"act": "acts", "means": "means", "purpose": "purposes", "circumstance": "circumstances"}
DAYS = ["2026-02-01", "2025-03-01", "2021-01-01", "2016-05-05", "2024", "unknown", "2005-01-01"]
VICTIMS = [
    {"age": 10}, {"age": "unknown"}, {"age": [16, 20]}, {"age": 30}, {"age": [10, 15]}, {"minor": True},
]  # fmt: skip
COUNTRIES = ["KZ", "KZ", "KZ", "RU", "DE", "KG"]


def typed(rng: random.Random, inputs: dict[str, dict[str, str]]) -> dict[str, Any]:
    """A case as somebody might type it: lists, mappings with all four states, nothing at all."""
    case: dict[str, Any] = {
        "jurisdiction": rng.choice(COUNTRIES), "act_date": rng.choice(DAYS), "victim": rng.choice(VICTIMS)
    }  # fmt: skip
    for kind, key in LISTS.items():
        codes, form = list(inputs[kind]), rng.random()
        if form < 0.7:
            case[key] = "unknown" if form < 0.25 else rng.sample(codes, rng.randint(0, 2))
        else:
            case[key] = {c: rng.choice([True, False, "unknown", "contested"]) for c in rng.sample(codes, 3)}
    return case


def verdicts(answer: dict[str, Any]) -> dict[tuple[str, int], str]:
    """Every verdict of an answer, of provisions by victim and of yardsticks."""
    found = {(each["provision"], each["victim"]): each["verdict"] for each in answer["findings"]}
    return found | {(each["id"], -1): each["verdict"] for each in answer["yardsticks"]}


@pytest.mark.parametrize("seed", range(4))
def test_no_question_is_spare_and_each_settles_what_it_says(shipped, seed):
    rng, asked = random.Random(seed), 0
    while asked < 40:
        case = typed(rng, shipped.vocabulary.inputs)
        try:
            before = qualify(case, lang="en", everything=True)
        except LawError:  # the mapping contradicts itself
            continue
        known = verdicts(before)
        for question in rng.sample(before["ask"], min(3, len(before["ask"]))):
            if question["code"] == "act_date":
                continue
            asked += 1
            settled: set[str] = set()
            for value in (True, False):
                told = {**case, "facts": {question["code"]: value}}
                try:
                    after = verdicts(qualify(told, lang="en", everything=True))
                except LawError:  # this answer cannot be: something known rules it out
                    continue
                settled |= {key[0] for key, v in known.items() if v == "open" and after.get(key) != "open"}
            assert set(question["settles"]) <= settled, (question, case)


def test_what_was_answered_is_not_asked_again(shipped):
    rng = random.Random(9)
    for _each in range(15):
        case = typed(rng, shipped.vocabulary.inputs)
        told: dict[str, Any] = {}
        for _step in range(4):
            try:
                answer = qualify({**case, "facts": told}, lang="en")
            except LawError:
                break
            codes = [each["code"] for each in answer["ask"] if each["code"] != "act_date"]
            assert not set(codes) & set(told)
            assert len(codes) == len(set(codes))
            if not codes:
                break
            told[codes[0]] = rng.random() < 0.5
