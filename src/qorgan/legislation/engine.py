"""The one door to the law library: loaded once in a process, asked one at a time, answers kept.

The library compiles law books lazily into shared graphs, so a lock keeps two threads from building the same one.
What is asked without facts of a case (comparison, gaps, reforms tried on published cases) is kept by its arguments;
facts of cases are never kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from threading import RLock
from typing import Any, TypeVar

import yaml
from django.utils.translation import get_language

from qorgan.law import compare as comparing
from qorgan.law import qualify as qualifying
from qorgan.law import reform as reforming
from qorgan.law.corpus import Corpus, load
from qorgan.law.errors import LANGUAGES, LawError
from qorgan.law.lawbook import library
from qorgan.law.schema import Provision
from qorgan.law.together import together

T = TypeVar("T")
HOME = "KZ"
FORMS = "forms"  # the six forms of child trafficking of the paper
PUBLISHED = Path(__file__).parent / "data" / "published.yaml"
_LOCK = RLock()


def _alone(function: Callable[..., T]) -> Callable[..., T]:
    @wraps(function)
    def run(*args: Any, **kwargs: Any) -> T:
        with _LOCK:
            return function(*args, **kwargs)

    return run


def corpus() -> Corpus:
    """The shipped law."""
    return load()


def language() -> str:
    """The language of the page, as the library knows it."""
    code = (get_language() or "kk")[:2]
    return code if code in LANGUAGES else "kk"


@_alone
def is_offence(identifier: str) -> bool:
    """Is this the id of an offence in the collection?"""
    return corpus().has(identifier) and corpus().provision(identifier).kind == "offence"


@_alone
def wordings(norm: str) -> list[Provision]:
    """All dated wordings of a rule, earliest first, by the id of the rule or of one wording; empty when unknown."""
    law = corpus()
    found = law.wordings(norm)
    if not found and law.has(norm):
        found = law.wordings(law.provision(norm).norm)
    return found


@_alone
def lineage(norm: str) -> tuple[list[Provision], list[Provision]]:
    """The rules of earlier codes that a rule took over, and those of later codes that took it over, newest wording."""
    law = corpus()
    own = law.wordings(norm)
    before = dict.fromkeys(str(each.raw["continues"]) for each in own if each.raw.get("continues"))
    after = dict.fromkeys(
        each.norm
        for each in (law.of(own[0].jurisdiction) if own else ())
        if each.raw.get("continues") == norm
    )
    return [law.wordings(each)[-1] for each in before], [law.wordings(each)[-1] for each in after]


@_alone
def of(country: str) -> tuple[Provision, ...]:
    """All provisions of a country or of the yardsticks (INT); empty when the collection has none."""
    try:
        return corpus().of(country)
    except LawError:
        return ()


@_alone
def provision(identifier: str) -> Provision | None:
    """One wording, or None."""
    return corpus().provision(identifier) if corpus().has(identifier) else None


@_alone
def measures() -> list[Provision]:
    """What countries can be compared with: the five yardsticks, and the six forms of the paper as a checklist."""
    law = corpus()
    return [*law.yardsticks(), *(law.provision(each) for each in (FORMS,) if law.has(each))]


@_alone
def qualify(raw: dict[str, Any]) -> dict[str, Any]:
    """One case in the words of the page; raises LawError. Not kept."""
    return qualifying.qualify(raw, corpus=corpus(), lang=language())


@_alone
def verdicts(raw: dict[str, Any]) -> dict[str, set[str]]:
    """The bare verdicts of one case by provision, without words; raises LawError. Not kept."""
    found: dict[str, set[str]] = {}
    for each in qualifying.run(raw, corpus())[1].outcomes:
        found.setdefault(each.rule.provision.id, set()).add(each.verdict)
    return found


@_alone
def compare(countries: tuple[str, ...], yardstick: str, on: dt.date | None) -> dict[str, Any]:
    """Countries beside a yardstick, on a day or by each country's latest law; raises LawError LAW-09, LAW-14."""
    columns = {country: _column(country, yardstick, _slot(country, on), language()) for country in countries}
    first = next(iter(columns.values()), None) or _column(HOME, yardstick, _slot(HOME, on), language())
    rows = [
        {
            **row,
            "cells": {country: column["rows"][i]["cells"][country] for country, column in columns.items()},
        }
        for i, row in enumerate(first["rows"])
    ]
    return {
        "yardstick": first["yardstick"],
        "title": first["title"],
        "rows": rows,
        "dates": {country: on or corpus().last_change(country) for country in countries},
    }


def _slot(country: str, on: dt.date | None) -> dt.date | None:
    """The first day on which the law was as it is on `on`: days with the same law share one answer."""
    if on is None:
        return None
    days = [day for day in library(corpus()).days(country) if day <= on]
    return max(days, default=on)


@lru_cache(maxsize=1200)
def _column(country: str, yardstick: str, on: dt.date | None, lang: str) -> dict[str, Any]:
    return comparing.compare([country], yardstick, on=on, corpus=corpus(), lang=lang)


@_alone
def gaps(country: str) -> dict[str, Any]:
    """What a country's latest law lacks against all yardsticks; raises LawError LAW-09."""
    return _gaps(country, language())


@lru_cache(maxsize=96)
def _gaps(country: str, lang: str) -> dict[str, Any]:
    return comparing.gaps(country, corpus=corpus(), lang=lang)


def patches() -> list[dict[str, Any]]:
    """All reforms of the collection, as written."""
    return corpus().patches()


@lru_cache(maxsize=1)
def published() -> tuple[dict[str, Any], ...]:
    """The published cases that ship with the house: code, title and moments, each a case of the library."""
    return tuple(yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))["cases"])


def clash(patches: tuple[str, ...]) -> bool:
    """Do two of these reforms write the same place, so that they cannot be tried together?"""
    try:
        together(corpus(), patches)
    except LawError as fault:
        return fault.code == "LAW-25"
    return False


@_alone
def reform(
    patches: tuple[str, ...], codes: tuple[str, ...], pasted: list[Any] | None = None
) -> dict[str, Any]:
    """Reforms tried together on published cases (kept) and on pasted ones (never kept).

    Raises LawError LAW-18 (no such reform), LAW-25 (they write the same place).
    """
    if pasted is None:
        return _reform(patches, codes, language())
    chosen = together(corpus(), patches)
    return reforming.reform(chosen, [*_moments(codes), *pasted], corpus=corpus(), lang=language())


@lru_cache(maxsize=256)
def _reform(patches: tuple[str, ...], codes: tuple[str, ...], lang: str) -> dict[str, Any]:
    return reforming.reform(together(corpus(), patches), _moments(codes), corpus=corpus(), lang=lang)


def _moments(codes: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {**moment["facts"], "id": f"{each['code']}/{number}"}
        for each in published()
        if each["code"] in codes
        for number, moment in enumerate(each["moments"], start=1)
    ]


@_alone
def warm() -> None:
    """Read and compile the law in force: for start-up, so that nobody waits for the first page."""
    library(corpus()).on(HOME, corpus().last_change(HOME))
