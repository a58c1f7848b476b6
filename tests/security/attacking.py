"""Attacks on the stored search tokens, and the search itself across spellings.

The frequency attacker holds the whole table of tokens (a stolen dump), knows of every token which kind of key it is
(more than the table tells), and has a list of a population five times as large with all its keys: they rank both by
frequency within each kind and match rank to rank. They do not hold the instance's key.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import numpy as np

import cast
from qorgan.agencies.models import Agency
from qorgan.agencies.scope import acting
from qorgan.cases import actions as cases
from qorgan.children import queries
from qorgan.children.models import SearchToken
from qorgan.config.database import OWNER, separate_connection
from qorgan.keyring.actions import search_token
from qorgan.linkage import candidate_keys
from qorgan.linkage.simulate import SETTINGS, simulate

NOW = cast.NOW


def named_by_rank(
    stored: Sequence[bytes], known: Sequence[str], rng: np.random.Generator
) -> dict[bytes, str]:
    """The n-th most common token named by the n-th most common key; ties in random order."""

    def ranked(values: Iterable[Any]) -> list[Any]:
        counts = list(Counter(values).items())
        order = np.lexsort((rng.random(len(counts)), [-count for _, count in counts]))
        return [counts[place][0] for place in order]

    return dict(zip(ranked(stored), ranked(known), strict=False))


def frequency(*, children: int, seed: int) -> tuple[int, int]:
    """(tokens named rightly, tokens): what the attacker makes of the tokens the application stored."""
    register = simulate(children, seed, "standard").records
    population = simulate(children * 5, seed + 1_000, "standard").records
    truth: dict[bytes, str] = {}
    rows = []
    for record in register:
        handle = uuid4()
        for key in sorted(set(candidate_keys(record))):
            token = search_token(key)
            truth[token] = key
            rows.append(SearchToken(token=token, handle=handle))
    SearchToken.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    with separate_connection(OWNER) as other, other.cursor() as cursor:
        cursor.execute("SELECT token FROM children_searchtoken")
        stored = [bytes(token) for (token,) in cursor.fetchall()]
    known: dict[str, list[str]] = {}
    for record in population:
        for key in set(candidate_keys(record)):
            known.setdefault(key[:2], []).append(key)
    rng = np.random.default_rng(seed)
    right = 0
    for kind, keys in sorted(known.items()):
        mine = [token for token in stored if truth[token][:2] == kind]
        counts = Counter(mine)
        guesses = named_by_rank(mine, keys, rng)
        right += sum(counts[token] for token, guess in guesses.items() if truth[token] == guess)
    return right, len(stored)


def recall(*, pairs: int, seed: int, noise: bool = False) -> tuple[int, int]:
    """(found, asked): a child opened under one spelling, searched under another of another script, with the year.

    Without `noise` only script and habit of transliteration differ; with it the simulation's slips are in too.
    """
    setting = SETTINGS["standard"]
    if not noise:
        setting = replace(
            setting, typing=0, surname_form=0, surname_other=0, patronymic_moved=0, crossed=0, dob_bad=0
        )
    made = simulate(pairs * 3, seed, setting)
    chosen = [
        (made.records[one], made.records[other])
        for one, other in made.pairs()
        if made.script[one] != made.script[other] and _year(made.records[one]) and _year(made.records[other])
    ]
    random.Random(seed).shuffle(chosen)
    body = cast.body("Rights", Agency.Kind.GUARDIANSHIP, takes_reports=True)
    keeper = cast.seen(cast.officer(body, "guardianship"))
    found = 0
    for one, other in chosen[:pairs]:
        facts = cast.case_facts()
        facts["child"] |= {
            "names": [
                {"kind": "used", "surname": one.surname, "given": one.given, "patronymic": one.patronymic}
            ],
            "birth": {"kind": "known", "from": str(_year(one)), "to": str(_year(one))},
        }
        case = cases.open_case(report=None, **facts, by=keeper, now=NOW)
        with acting(keeper, now=NOW):
            hits = queries.search(keeper, names=f"{other.surname} {other.given}", birth_year=_year(other))
        found += case.id in {hit.case_id for hit in hits}
    return found, len(chosen[:pairs])


def _year(record: Any) -> int | None:
    """The year of birth as the record has it, whatever way it is written."""
    import re

    years = re.findall(r"(?:19|20)\d\d", record.dob)
    return int(years[0]) if len(years) == 1 else None
