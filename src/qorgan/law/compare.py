"""Countries beside a yardstick, and what a country's law lacks: each row is tried with small probe cases.

A probe is a case that the yardstick covers. A country covers a row fully when a provision of the right family
is met in every probe, partly when some are, or when it takes a further fact or another family, not at all when
none is. What the collection does not hold is unknown, never absent.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from . import sentences
from .cautions import concerns, given_true
from .corpus import Corpus, load
from .dates import Span
from .facts import Case, Reader
from .lawbook import Lawbook, Rule, library
from .schema import GRADES, Provision
from .verdict import MET, NOT_MET, OPEN, Outcome, evaluate
from .vocabulary import MINOR

PROBE_KEYS = ("acts", "means", "purposes", "circumstances", "victim", "facts")
SHARES = {"yes": "full", "partial": "partial", "no": "absent"}


@dataclass
class Cell:
    """How far one country covers one row."""

    value: str
    provisions: list[str] = field(default_factory=list)
    grade: str = "background"
    covered: int = 0
    probes: int = 0
    depends: dict[str, list[str]] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)


def probes(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The cases of a row: one per combination of the codes under `each`."""
    probe = dict(row["probe"])
    each = probe.pop("each", None) or {}
    common = {key: probe[key] for key in PROBE_KEYS if key in probe}
    combined = []
    for choice in itertools.product(*each.values()):
        case = dict(common)
        for key, code in zip(each, choice, strict=True):
            case[key] = [*(common.get(key) or []), code]
        combined.append(case)
    return combined


def cell(corpus: Corpus, country: str, yardstick: Provision, row: dict[str, Any], day: date) -> Cell:
    """One country, one row, one day; raises LawError LAW-09."""
    book = library(corpus).on(country, day)
    if "provides" in row:
        return _provided(corpus, country, row["provides"], day)
    if "consent" in row:
        return _consent(book, set(row.get("families") or [yardstick.family]))
    return _probed(corpus, country, yardstick, row, day)


def _probed(corpus: Corpus, country: str, yardstick: Provision, row: dict[str, Any], day: date) -> Cell:
    families = set(row.get("families") or [yardstick.family])
    found = Cell("absent")
    grades: list[str] = []
    reader, unknown = Reader(corpus), False
    for raw in probes(row):
        case = reader.case({**raw, "act_date": day}, jurisdiction=country)
        case.span = Span(day, day)
        result = evaluate(library(corpus), case)
        hits = [each for each in result.outcomes if each.value == MET and not each.rule.clauses]
        full = [each for each in hits if each.rule.provision.family in families]
        found.probes += 1
        if full:
            found.covered += 1
            _note(found.provisions, full)
            grades += [each.rule.provision.grade for each in full]
            continue
        half = [each for each in result.outcomes if _half(each, families, case, reader)]
        for each in half:
            codes = [c for c in reader.bits.names(each.answer.deciding) if not c.startswith("version.")]
            found.depends.setdefault(each.rule.provision.id, codes)
        _note(found.elsewhere, [each for each in hits if each.rule.provision.family not in families])
        _note(found.provisions, half)
        grades += [each.rule.provision.grade for each in (*half, *hits)]
        unknown = unknown or any(code in ("LAW-61", "LAW-63", "LAW-69") for code, _ in result.warnings)
    found.grade = max(grades, key=GRADES.index, default="background")
    if found.covered == found.probes:
        found.value = "full"
    elif found.covered or found.depends or found.elsewhere:
        found.value = "partial"
    elif unknown or not library(corpus).on(country, day).rules:
        found.value = "unknown"
    return found


def _half(outcome: Outcome, families: set[str], case: Case, reader: Reader) -> bool:
    if outcome.value != OPEN or outcome.rule.clauses or outcome.rule.provision.family not in families:
        return False
    return concerns(outcome, given_true(case.victims[0], reader.bits), reader.bits)


def _note(names: list[str], outcomes: list[Outcome]) -> None:
    for each in outcomes:
        if each.rule.provision.id not in names:
            names.append(each.rule.provision.id)


def _reaches_children(rule: Rule, book: Lawbook) -> bool:
    minor = book.bits.number(MINOR)
    return book.graph.value(rule.root, 1 << minor | book.bits.up(minor), 0) != NOT_MET


def _consent(book: Lawbook, families: set[str]) -> Cell:
    found = Cell("unknown")
    rank = {"full": 3, "partial": 2, "absent": 1, "unknown": 0}
    for rule in book.rules:
        p = rule.provision
        if rule.clauses or p.family not in families or not _reaches_children(rule, book):
            continue
        said = p.consent.get("irrelevant", "not_stated")
        asks = any(part.element.role == "means" for part in rule.elements)
        value = {"always": "full", "if_means_used": "partial"}.get(said) or ("absent" if asks else "full")
        if rank[value] > rank[found.value]:
            found = Cell(value, [p.id], p.grade)
        elif value == found.value:
            found.provisions.append(p.id)
    found.probes, found.covered = 1, int(found.value == "full")
    return found


def _provided(corpus: Corpus, country: str, wanted: dict[str, Any], day: date) -> Cell:
    name = str(wanted["parameter"])
    found = Cell("unknown", probes=1)
    rank = {"full": 3, "partial": 2, "absent": 1, "unknown": 0}
    for p in corpus.of(country):
        if name not in p.provides or not p.valid.possible_on(day):
            continue
        value = _share(p.provides[name], wanted)
        if rank[value] > rank[found.value]:
            found = Cell(value, [p.id], p.grade, probes=1)
        elif value == found.value and p.id not in found.provisions:
            found.provisions.append(p.id)
    found.covered = int(found.value == "full")
    return found


def _share(value: Any, wanted: dict[str, Any]) -> str:
    if isinstance(value, dict):
        value = value.get("value")
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if "at_least" in wanted and isinstance(value, (int, float)):
        if value >= wanted["at_least"]:
            return "full"
        return "partial" if value > 0 else "absent"
    if "is" in wanted and isinstance(wanted["is"], str) and value == wanted["is"]:
        return "full"
    return SHARES.get(str(value), "unknown")


def standing(corpus: Corpus, country: str, yardstick: Provision, day: date) -> dict[str, str]:
    """Value of every row of a yardstick for a country."""
    return {row["id"]: cell(corpus, country, yardstick, row, day).value for row in yardstick.rows}


def explain(corpus: Corpus, found: Cell, lang: str) -> str:
    """Why a cell has its value, in words."""
    if found.value == "full":
        return sentences.say("gap_full", lang)
    parts = []
    for identifier, codes in found.depends.items():
        labels = ", ".join(corpus.vocabulary.label(code, lang) for code in codes[:4])
        if labels:
            parts.append(
                sentences.say(
                    "gap_open", lang, provision=corpus.provision(identifier).name(lang), facts=labels
                )
            )
    for identifier in found.elsewhere[:2]:
        parts.append(sentences.say("gap_other", lang, provision=corpus.provision(identifier).name(lang)))
    why = " ".join(dict.fromkeys(parts))
    name = "gap_some" if found.value == "partial" and found.probes < 2 else f"gap_{found.value}"
    return sentences.say(name, lang, why=why, covered=found.covered, of=found.probes).strip()


def compare(
    countries: list[str],
    yardstick: str,
    *,
    on: date | None = None,
    corpus: Corpus | None = None,
    lang: str = "kk",
) -> dict[str, Any]:
    """The answer of `qorgan law compare` (see cli.md); raises LawError LAW-09, LAW-14.

    Without `on`, each country's latest law in the collection is used.
    """
    corpus = corpus or load()
    measure = corpus.yardstick(yardstick)
    days = {country: on or corpus.last_change(country) for country in countries}
    rows = []
    for row in measure.rows:
        cells = {}
        for country in countries:
            found = cell(corpus, country, measure, row, days[country])
            cells[country] = {
                "value": found.value,
                "provisions": found.provisions
                + [each for each in found.elsewhere if each not in found.provisions],
                "grade": found.grade,
                "note": explain(corpus, found, lang),
            }
        source = row.get("source") or measure.source
        rows.append(
            {"element": row["id"], "text": row["text"][lang], "source": source.get("url"), "cells": cells}
        )
    return {
        "yardstick": measure.id,
        "title": measure.title[lang],
        "dates": {country: day.isoformat() for country, day in days.items()},
        "rows": rows,
    }


def gaps(
    country: str,
    *,
    yardstick: str | None = None,
    on: date | None = None,
    corpus: Corpus | None = None,
    lang: str = "kk",
) -> dict[str, Any]:
    """The answer of `qorgan law gaps`: rows not fully covered, and the reforms that mend them when run."""
    from .reform import apply

    corpus = corpus or load()
    day = on or corpus.last_change(country)
    measures = [corpus.yardstick(yardstick)] if yardstick else corpus.yardsticks()
    patched: list[tuple[str, Corpus]] = []
    for patch in corpus.patches():
        if patch.get("jurisdiction", "KZ") == country and patch.get("can_run", True) and patch.get("changes"):
            patched.append((str(patch["id"]), apply(corpus, patch)))
    rank = {"unknown": 0, "absent": 1, "partial": 2, "full": 3}
    found: list[dict[str, Any]] = []
    for measure in measures:
        for row in measure.rows:
            here = cell(corpus, country, measure, row, day)
            if here.value == "full":
                continue
            mended = [
                identifier
                for identifier, changed in patched
                if rank[cell(changed, country, measure, row, day).value] > rank[here.value]
            ]
            found.append(
                {
                    "yardstick": measure.id,
                    "element": row["id"],
                    "text": row["text"][lang],
                    "value": here.value,
                    "explanation": explain(corpus, here, lang),
                    "mended_by": mended,
                    "provisions": here.provisions,
                    "grade": here.grade,
                }
            )
    return {"jurisdiction": country, "date": day.isoformat(), "gaps": found}
