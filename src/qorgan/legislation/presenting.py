"""Provisions as a page shows them: dated wordings, elements in plain words, what changed, grade and source."""

from __future__ import annotations

import datetime as dt
import difflib
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from qorgan.law.dates import FIRST_DAY
from qorgan.law.expression import Expression
from qorgan.law.schema import Element, Provision, Validity
from qorgan.legislation import codes, engine

Row = dict[str, Any]
DEPTH = 4  # an expression nested deeper is told by its own words only


def day(value: dt.date) -> str:
    """A day as the language writes it."""
    return date_format(value, "DATE_FORMAT")


def valid(span: Validity) -> str:
    """When a wording holds, with what is not known said."""
    if span.earliest == span.latest:
        start = (
            _("start not known")
            if span.latest == FIRST_DAY
            else _("from %(day)s") % {"day": day(span.latest)}
        )
    elif span.earliest == FIRST_DAY:
        start = _("from %(day)s at the latest") % {"day": day(span.latest)}
    else:
        start = _("began between %(first)s and %(last)s") % {
            "first": day(span.earliest),
            "last": day(span.latest),
        }
    end = _("to %(day)s") % {"day": day(span.to)} if span.to else _("in force as far as known")
    return f"{start}, {end}"


def country_name(code: str) -> str:
    """The name of a country."""
    return engine.corpus().country_name(code, engine.language())


def part_name(p: Provision) -> str:
    """Article and part without the title."""
    return p.name(engine.language()).split(" «")[0]


def article_name(p: Provision) -> str:
    """The article without its part and title."""
    return part_name(p).split(",")[0] if p.part else part_name(p)


def href(p: Provision) -> str:
    """The page of a rule, at this wording."""
    return reverse("legislation:provision", args=[p.norm]) + f"#{p.id}"


def instruments(country: str, wanted: str) -> list[Row]:
    """The rules of a country by instrument, each rule once with its number of wordings; filtered by a word."""
    lang, seen = engine.language(), set[str]()
    found: dict[str, Row] = {}
    for p in engine.of(country):
        if p.norm in seen:
            continue
        newest = engine.wordings(p.norm)[-1]
        if wanted and wanted.casefold() not in f"{newest.name(lang)} {newest.id}".casefold():
            continue
        seen.add(p.norm)
        group = found.setdefault(p.instrument, {"title": p.instrument_title[lang], "rules": []})
        group["rules"].append(rule(newest))
    return list(found.values())


def rule(newest: Provision) -> Row:
    """One rule in a list."""
    all_of_it = engine.wordings(newest.norm)
    return {
        "href": reverse("legislation:provision", args=[newest.norm]),
        "part": part_name(newest),
        "title": newest.title[engine.language()],
        "instrument": newest.instrument_title[engine.language()],
        "kind": codes.KINDS[newest.kind],
        "valid": valid(newest.valid),
        "wordings": len(all_of_it),
        "grade": newest.grade,
    }


def wording(p: Provision, before: Provision | None) -> Row:
    """One dated wording, with changes against the one before it marked."""
    lang = engine.language()
    older = {each.id: each for each in parts(before)} if before and before.kind != "unknown_wording" else None
    listed = [part(each, older, p) for each in parts(p)]
    now = {each.id for each in parts(p)}
    gone = [part_gone(each) for key, each in (older or {}).items() if key not in now]
    return {
        "id": p.id,
        "title": p.title[lang],
        "valid": valid(p.valid),
        "certain": day(p.valid.certain_from) if p.valid.certain_from > p.valid.latest else "",
        "unknown": p.kind == "unknown_wording",
        "known": known(p),
        "kind": codes.KINDS[p.kind],
        "grade": p.grade,
        "source": source(p.source),
        "bases": [link(each) for each in p.base],
        "elements": [each for each in listed if each["group"] == "elements"],
        "clauses": [each for each in listed if each["group"] == "clauses"],
        "aggravations": [each for each in listed if each["group"] == "aggravations"],
        "exceptions": [each for each in listed if each["group"] == "exceptions"],
        "definitions": [{"slot": slot, "tree": tree(each, 0)} for slot, each in p.expressions.items()],
        "hidden": [each[lang] for each in p.hidden_means.values() if isinstance(each, dict) and lang in each],
        "gone": gone,
        "changes": changes(p, before, gone, listed),
        "sanction": p.sanction.text.get(lang, ""),
        "sanction_diff": sanction_diff(p, before),
        "consent": codes.CONSENT.get(p.consent.get("irrelevant", ""), ""),
        "provides": provides(p),
        "obligations": texts(p.raw.get("obligations"), lang),
        "text": (p.raw.get("text") or {}).get(lang, "") if isinstance(p.raw.get("text"), dict) else "",
        "rows": asked_rows(p),
        "gives_way": [link(each) for each in p.overridden_by],
    }


def asked_rows(p: Provision) -> list[Row]:
    """What a yardstick asks, row by row, each with the page where Kazakhstan stands beside it."""
    lang = engine.language()
    query = {"yardstick": p.id, "country": engine.HOME}
    return [
        {
            "text": row["text"][lang],
            "href": f"{reverse('legislation:cell')}?{urlencode({**query, 'row': row['id']})}",
        }
        for row in p.rows
        if p.kind == "yardstick"
    ]


def parts(p: Provision) -> list[Element]:
    """Elements, clauses, circumstances that raise the band, and exceptions."""
    return [*p.elements, *p.clauses, *p.aggravations, *p.exceptions]


def part(each: Element, older: dict[str, Element] | None, p: Provision) -> Row:
    """One condition in words, with what it asks and whether it changed."""
    lang = engine.language()
    group = next(
        name for name in ("elements", "clauses", "aggravations", "exceptions") if each in getattr(p, name)
    )
    row: Row = {
        "group": group,
        "role": codes.ROLES[each.role],
        "text": each.text[lang],
        "tree": tree(each.when, 0),
        "grade": each.grade if each.grade != p.grade else "",
        "change": "",
        "diff": [],
    }
    if older is None:
        return row
    old = older.get(each.id)
    if old is None:
        row["change"] = "new"
    elif old.text[lang] != each.text[lang]:
        row |= {"change": "changed", "diff": difference(old.text[lang], each.text[lang])}
    elif old.raw != each.raw:
        row["change"] = "changed"
    return row


def part_gone(each: Element) -> Row:
    """A condition that the later wording no longer has."""
    return {"text": each.text[engine.language()], "role": codes.ROLES[each.role]}


def changes(p: Provision, before: Provision | None, gone: list[Row], listed: list[Row]) -> str:
    """One sentence on what changed against the wording before."""
    if before is None:
        return ""
    if before.kind == "unknown_wording" or p.kind == "unknown_wording":
        return _("The two texts cannot be compared: one of them is not known.")
    marked = gone or any(each["change"] for each in listed) or before.sanction != p.sanction
    if not marked and {k: str(v) for k, v in before.expressions.items()} == {
        k: str(v) for k, v in p.expressions.items()
    }:
        return _("Nothing changed in the conditions.")
    return _("What changed is marked.")


def sanction_diff(p: Provision, before: Provision | None) -> list[Row]:
    """How the punishment changed, word by word; empty when it did not."""
    lang = engine.language()
    old, new = before.sanction.text.get(lang, "") if before else "", p.sanction.text.get(lang, "")
    return difference(old, new) if old and new and old != new else []


def difference(old: str, new: str) -> list[Row]:
    """Words kept, taken out and put in."""
    a, b = old.split(), new.split()
    found: list[Row] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append({"how": "same", "text": " ".join(a[i:j])})
            continue
        if i < j:
            found.append({"how": "out", "text": " ".join(a[i:j])})
        if k < m:
            found.append({"how": "in", "text": " ".join(b[k:m])})
    return found


def tree(expression: Expression, depth: int) -> Row:
    """An expression as nested words: `head` and `children`, or only `text`."""
    lang, law, kind = engine.language(), engine.corpus(), expression[0]
    if kind == "atom":
        return {"text": law.vocabulary.label(expression[1], lang)}
    if kind == "const":
        return {"text": _("always") if expression[1] else pgettext("law", "never")}
    if kind == "not":
        inner = tree(expression[1], depth)
        return (
            {"head": _("not:"), "children": inner.get("children") or [inner]}
            if "head" in inner
            else {"text": _("not: %(fact)s") % {"fact": inner["text"]}}
        )
    if kind in ("ref", "holds"):
        target = law.provision(expression[1]) if law.has(expression[1]) else None
        name = target.name(lang) if target else expression[1]
        words = _("as defined in %(provision)s") if kind == "ref" else _("all conditions of %(provision)s")
        return {"text": words % {"provision": name}, "href": href(target) if target else ""}
    head = _("all of these:") if kind == "all" else _("one of these:")
    if len(expression[1]) == 1:
        return tree(expression[1][0], depth)
    if depth >= DEPTH:
        flat = ", ".join(each.get("text", "…") for each in (tree(e, depth) for e in expression[1]))
        return {"text": f"{head} {flat}"}
    return {"head": head, "children": [tree(each, depth + 1) for each in expression[1]]}


def link(identifier: str) -> Row:
    """A provision by id, as text and address."""
    found = engine.provision(identifier)
    return (
        {"text": found.name(engine.language()), "href": href(found)}
        if found
        else {"text": identifier, "href": ""}
    )


def source(raw: dict[str, Any]) -> Row:
    """Where it was read, when it was checked, and the note of whoever read it (in English)."""
    checked = raw.get("checked")
    if isinstance(checked, str):
        checked = dt.date.fromisoformat(checked)
    return {
        "url": raw.get("url") or "",
        "quote": raw.get("quote") or "",
        "note": raw.get("note") or "",
        "checked": day(checked) if checked else "",
    }


def known(p: Provision) -> str:
    """What is known of a wording that was not read."""
    told = p.raw.get("known")
    lang = engine.language()
    if isinstance(told, dict):
        return str(told.get(lang) or "")
    return str(told or "")


def provides(p: Provision) -> list[Row]:
    """What a rule of protection gives, in words."""
    rows = []
    for name, value in p.provides.items():
        if isinstance(value, dict):
            value = value.get("value")
        answer = codes.SHARES.get(str(value).lower(), value)
        rows.append({"key": codes.PARAMETERS.get(name, name.replace("_", " ")), "value": answer})
    return rows


def texts(listed: Any, lang: str) -> list[str]:
    """The words of a list of entries with `text`."""
    return [
        each["text"][lang]
        for each in listed or []
        if isinstance(each.get("text"), dict) and lang in each["text"]
    ]
