"""Countries beside a yardstick, gaps, reforms tried on cases and what became of recommendations, in words."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.law.errors import LawError
from qorgan.law.schema import Provision
from qorgan.legislation import codes, engine, presenting

Row = dict[str, Any]


def address(route: str, **query: Any) -> str:
    """An address with its question in it; empty answers are left out."""
    given = {name: value for name, value in query.items() if value not in (None, "", [])}
    return f"{reverse(f'legislation:{route}')}?{urlencode(given, doseq=True)}"


def matrix(countries: list[str], yardstick: str, on: dt.date | None) -> Row:
    """The table: one row an element, one column a country; each cell leads to both passages."""
    found = engine.compare(tuple(countries), yardstick, on)
    rows = []
    for row in found["rows"]:
        cells = []
        for country in countries:
            cell = row["cells"][country]
            query = {
                "yardstick": yardstick,
                "row": row["element"],
                "country": country,
                "on": on and on.isoformat(),
            }
            cells.append(
                {
                    "country": presenting.country_name(country),
                    "text": codes.CELLS[cell["value"]],
                    "tone": codes.CELL_TONES[cell["value"]],
                    "grade": cell["grade"],
                    "href": address("cell", **query),
                }
            )
        rows.append({"text": row["text"], "cells": cells})
    return {
        "title": found["title"],
        "columns": [
            {"name": presenting.country_name(country), "day": presenting.day(found["dates"][country])}
            for country in countries
        ],
        "rows": rows,
    }


def passages(yardstick: str, element: str, country: str, on: dt.date | None) -> Row | None:
    """What the yardstick says and what the country says, side by side; None for what the collection has not."""
    try:
        found = engine.compare((country,), yardstick, on)
    except LawError:
        return None
    measure = next(each for each in engine.measures() if each.id == yardstick)
    asked = next((each for each in measure.rows if each["id"] == element), None)
    row = next((each for each in found["rows"] if each["element"] == element), None)
    if asked is None or row is None:
        return None
    cell = row["cells"][country]
    return {
        "yardstick": found["title"],
        "text": row["text"],
        "row_grade": asked.get("grade") or measure.grade,
        "source": presenting.source({**measure.source, **(asked.get("source") or {})}),
        "country": presenting.country_name(country),
        "day": presenting.day(found["dates"][country]),
        "value": codes.CELLS[cell["value"]],
        "tone": codes.CELL_TONES[cell["value"]],
        "note": cell["note"],
        "grade": cell["grade"],
        "provisions": [
            passage(each) for each in map(engine.provision, cell["provisions"]) if each is not None
        ],
    }


def passage(p: Provision) -> Row:
    """One provision of a country, short."""
    lang = engine.language()
    return {
        "name": p.name(lang),
        "instrument": p.instrument_title[lang],
        "href": presenting.href(p),
        "valid": presenting.valid(p.valid),
        "elements": [{"role": codes.ROLES[each.role], "text": each.text[lang]} for each in p.elements],
        "clauses": [each.text[lang] for each in p.clauses],
        "provides": presenting.provides(p),
        "consent": codes.CONSENT.get(p.consent.get("irrelevant", ""), ""),
        "sanction": p.sanction.text.get(lang, ""),
        "grade": p.grade,
        "source": presenting.source(p.source),
    }


def gap_groups(country: str) -> list[Row]:
    """What a country lacks, by yardstick, with the reforms that mend it when run."""
    found = engine.gaps(country)
    titles = {each.id: each.title[engine.language()] for each in engine.corpus().yardsticks()}
    groups: dict[str, Row] = {}
    for gap in found["gaps"]:
        group = groups.setdefault(gap["yardstick"], {"title": titles[gap["yardstick"]], "gaps": []})
        group["gaps"].append(
            {
                "text": gap["text"],
                "value": codes.CELLS[gap["value"]],
                "tone": codes.CELL_TONES[gap["value"]],
                "why": gap["explanation"],
                "grade": gap["grade"],
                "href": address("cell", yardstick=gap["yardstick"], row=gap["element"], country=country),
                "mended_by": [mender(each) for each in gap["mended_by"]],
            }
        )
    return list(groups.values())


def mender(identifier: str) -> Row:
    """A reform that mends a gap, with the page that tries it."""
    patch = engine.corpus().patch(identifier)
    return {"text": patch["title"][engine.language()], "href": address("bench", reform=identifier)}


def recommendations() -> list[Row]:
    """What was recommended and what became of it."""
    lang = engine.language()
    return [
        {
            "id": each["id"],
            "title": each["title"][lang],
            "recommended": (each.get("seed") or {}).get(lang, ""),
            "status": codes.STATUSES[each["status"]],
            "tone": codes.STATUS_TONES[each["status"]],
            "runs": bool(each.get("can_run", True) and each.get("changes")),
            "why": (each.get("why") or {}).get(lang, ""),
            "effect": (each.get("effect") or {}).get(lang, ""),
            "evidence": (each.get("evidence") or {}).get(lang, ""),
            "grade": each.get("grade", "background"),
            "source": presenting.source(each.get("source") or {}),
            "href": address("bench", reform=each["id"]),
        }
        for each in engine.patches()
    ]


def tried(answer: Row) -> Row:
    """A reform tried on cases: the 3 × 3 table, who moved, and the effect against each yardstick."""
    lang = engine.language()
    titles = {each.id: each.title[lang] for each in engine.corpus().yardsticks()}
    rows = {
        each.id: {row["id"]: row["text"][lang] for row in each.rows} for each in engine.corpus().yardsticks()
    }
    order = ("met", "open", "not_met")
    return {
        "reforms": [tried_reform(each) for each in str(answer["patch"]).split(",")],
        "day": presenting.day(dt.date.fromisoformat(answer["baseline_date"])),
        "why": answer.get("why", ""),
        "runs": answer["can_run"],
        "columns": [codes.VERDICTS[each] for each in order],
        "matrix": [
            {
                "text": codes.VERDICTS[was],
                "cells": [
                    {"label": codes.VERDICTS[now], "count": answer["matrix"][was][now], "stays": was == now}
                    for now in order
                ],
            }
            for was in order
        ]
        if answer["matrix"]
        else [],
        "moved": [move(each) for each in answer["moved"]],
        "changed": [move(each) for each in answer["changed"]],
        "errors": [
            {"id": case_name(each["id"]), "code": each["error"]["code"], "text": each["error"]["message"],
             "place": each["error"]["place"], "meant": each["error"]["did_you_mean"]}
            for each in answer["errors"]
        ],
        "yardsticks": [
            {
                "title": titles[each["id"]],
                "rows": [
                    {
                        "text": rows[each["id"]].get(row["element"], row["element"]),
                        "before": codes.CELLS[row["before"]],
                        "before_tone": codes.CELL_TONES[row["before"]],
                        "after": codes.CELLS[row["after"]],
                        "after_tone": codes.CELL_TONES[row["after"]],
                    }
                    for row in each["rows"]
                ],
            }
            for each in answer["yardsticks"]
        ],
    }  # fmt: skip


def tried_reform(identifier: str) -> Row:
    """One of the reforms tried, with what became of it."""
    patch, lang = engine.corpus().patch(identifier), engine.language()
    return {
        "title": patch["title"][lang],
        "status": codes.STATUSES[patch["status"]],
        "tone": codes.STATUS_TONES[patch["status"]],
        "effect": (patch.get("effect") or {}).get(lang, ""),
        "grade": patch.get("grade", "background"),
        "source": presenting.source(patch.get("source") or {}),
    }


def move(raw: Row) -> Row:
    """One case that a reform moves."""
    found = engine.provision(raw["provision"])
    return {
        "case": case_name(raw["id"]),
        "before": codes.VERDICTS[raw["from"]],
        "before_tone": codes.VERDICT_TONES[raw["from"]],
        "after": codes.VERDICTS[raw["to"]],
        "after_tone": codes.VERDICT_TONES[raw["to"]],
        "provision": found.name(engine.language()) if found else raw["provision"],
        "href": presenting.href(found) if found else "",
    }


def case_name(identifier: Any) -> str:
    """The title of a published case and of its moment; a pasted case by its own id."""
    code, _slash, number = str(identifier).partition("/")
    lang = engine.language()
    for each in engine.published():
        if each["code"] == code and number.isdecimal():
            moment = each["moments"][int(number) - 1]["title"][lang]
            several = len(each["moments"]) > 1
            return f"{each['title'][lang]}: {moment}" if several else str(each["title"][lang])
    return _("pasted case %(id)s") % {"id": identifier}
