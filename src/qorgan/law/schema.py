"""Provisions, definitions, yardsticks and their parts as checked Python objects. See SCHEMA.md."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .dates import FIRST_DAY, as_day
from .errors import LawError, Texts, did_you_mean
from .expression import Expression
from .expression import parse as parse_expression
from .vocabulary import Vocabulary, texts

GRADES = ("verified", "secondary", "background")
KINDS = ("offence", "definition", "rule", "protection", "yardstick", "unknown_wording")
FAMILIES = (
    "trafficking",
    "sale_of_child",
    "sexual",
    "labour",
    "abduction",
    "adoption",
    "organs",
    "conflict",
    "other",
)
ROLES = ("act", "means", "purpose", "age", "circumstance", "person", "mental")
PROVISION_KEYS = frozenset(
    [
        "id",
        "norm",
        "article",
        "part",
        "kind",
        "family",
        "title",
        "valid",
        "before",
        "continues",
        "grade",
        "source",
        "elements",
        "base",
        "clauses",
        "aggravations",
        "exceptions",
        "overridden_by",
        "consent",
        "sanction",
        "hidden_means",
        "expressions",
        "known",
        "provides",
        "obligations",
        "data",
        "rows",
        "text",
        "note",
    ]
)
ELEMENT_KEYS = frozenset(["id", "role", "text", "when", "source", "grade", "sanction", "note"])
VALID_KEYS = frozenset(["from", "to", "certain_from", "note"])
WORDING_SUFFIX = re.compile(r"\.(v|unknown)\d{4}\w*$")


@dataclass(frozen=True, slots=True)
class Element:
    """One condition of a provision (or one clause, aggravation or exception)."""

    id: str
    role: str
    text: Texts
    when: Expression
    raw: Any
    source: dict[str, Any]
    grade: str
    sanction: Sanction | None = None


@dataclass(frozen=True, slots=True)
class Sanction:
    """Imprisonment in years; None where the article gives no number or it is not known."""

    min_years: float | None = None
    max_years: float | None = None
    life: bool = False
    text: Texts = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The sanction object of the command line contract."""
        return {"min_years": self.min_years, "max_years": self.max_years, "life": self.life}


@dataclass(frozen=True, slots=True)
class Validity:
    """First day as an interval [earliest, latest], last day or None, day from which the wording is certain."""

    earliest: date
    latest: date
    to: date | None
    certain_from: date

    def possible_on(self, day: date) -> bool:
        """Whether this wording may have been in force on the day."""
        return self.earliest <= day and (self.to is None or day <= self.to)

    def certain_on(self, day: date) -> bool:
        """Whether it is established that this wording was in force on the day."""
        return self.latest <= day and (self.to is None or day <= self.to)


@dataclass(frozen=True, slots=True)
class Provision:
    """One wording of one rule."""

    id: str
    norm: str
    jurisdiction: str
    instrument: str
    instrument_title: Texts
    article: str
    part: str | None
    kind: str
    family: str
    title: Texts
    valid: Validity
    before: str
    grade: str
    source: dict[str, Any]
    elements: tuple[Element, ...] = ()
    base: tuple[str, ...] = ()
    clauses: tuple[Element, ...] = ()
    aggravations: tuple[Element, ...] = ()
    exceptions: tuple[Element, ...] = ()
    overridden_by: tuple[str, ...] = ()
    expressions: dict[str, Expression] = field(default_factory=dict)
    consent: dict[str, Any] = field(default_factory=dict)
    sanction: Sanction = field(default_factory=Sanction)
    provides: dict[str, Any] = field(default_factory=dict)
    hidden_means: dict[str, Texts] = field(default_factory=dict)
    rows: tuple[dict[str, Any], ...] = ()
    raw: dict[str, Any] = field(default_factory=dict)

    def name(self, lang: str) -> str:
        """How people call it: instrument in short form is left to the page; here article, part, title."""
        article = {"kk": "{n}-бап", "ru": "ст. {n}", "en": "art. {n}"}[lang].format(n=self.article)
        part = ""
        if self.part:
            part = {"kk": ", {n}-бөлік", "ru": ", ч. {n}", "en": ", part {n}"}[lang].format(n=self.part)
        return f"{article}{part} «{self.title[lang]}»"


def _unknown_keys(raw: dict[str, Any], allowed: Iterable[str], place: str) -> None:
    for key in raw:
        if key not in allowed:
            raise LawError("LAW-21", place, value=key, suggestion=did_you_mean(key, allowed))


def _one_of(value: Any, allowed: tuple[str, ...], place: str) -> str:
    if value not in allowed:
        raise LawError(
            "LAW-20",
            place,
            detail=f"{value!r} is not one of {', '.join(allowed)}",
            suggestion=did_you_mean(value, allowed),
        )
    return str(value)


def _elements(
    raw: Any, vocabulary: Vocabulary, place: str, source: dict[str, Any], grade: str, role: str | None = None
) -> tuple[Element, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list):
        raise LawError("LAW-20", place, detail="a list is expected")
    result = []
    for i, each in enumerate(raw):
        here = f"{place}[{i}]"
        if not isinstance(each, dict) or "id" not in each or "when" not in each:
            raise LawError("LAW-20", here, detail="id and when are needed")
        _unknown_keys(each, ELEMENT_KEYS, here)
        result.append(
            Element(
                id=str(each["id"]),
                role=role or _one_of(each.get("role"), ROLES, f"{here}.role"),
                text=texts(each.get("text"), f"{here}.text"),
                when=parse_expression(each["when"], vocabulary, f"{here}.when"),
                raw=each["when"],
                source={**source, **(each.get("source") or {})},
                grade=_one_of(each.get("grade", grade), GRADES, f"{here}.grade"),
                sanction=parse_sanction(each["sanction"], f"{here}.sanction")
                if each.get("sanction")
                else None,
            )
        )
    ids = [each.id for each in result]
    if len(set(ids)) != len(ids):
        raise LawError("LAW-20", place, detail="two entries share an id")
    return tuple(result)


def _validity(raw: Any, place: str) -> Validity:
    if not isinstance(raw, dict):
        raise LawError("LAW-20", place, detail="valid needs from and to")
    _unknown_keys(raw, VALID_KEYS, place)
    start = raw.get("from")
    if isinstance(start, dict):
        earliest = as_day(start["earliest"], f"{place}.from") if start.get("earliest") else FIRST_DAY
        latest = as_day(start["latest"], f"{place}.from")
    elif start is None:
        earliest = latest = FIRST_DAY
    else:
        earliest = latest = as_day(start, f"{place}.from")
    to = as_day(raw["to"], f"{place}.to") if raw.get("to") else None
    certain = as_day(raw["certain_from"], f"{place}.certain_from") if raw.get("certain_from") else latest
    if earliest > latest or (to is not None and to < earliest):
        raise LawError("LAW-20", place, detail="the days run backwards")
    return Validity(earliest, latest, to, certain)


def parse_sanction(raw: Any, place: str) -> Sanction:
    """A sanction, possibly empty; raises LawError LAW-20, LAW-21."""
    if not raw:
        return Sanction()
    _unknown_keys(
        raw,
        (
            "min_years",
            "max_years",
            "life",
            "text",
            "note",
            "confiscation",
            "bands",
            "death_penalty",
            "source",
            "grade",
        ),
        place,
    )
    return Sanction(
        raw.get("min_years"),
        raw.get("max_years"),
        bool(raw.get("life", False)),
        texts(raw.get("text"), place, required=False),
    )


def parse_provision(raw: dict[str, Any], instrument: dict[str, Any], vocabulary: Vocabulary) -> Provision:
    """One provision, checked; raises LawError LAW-20 to LAW-22 with the place."""
    identifier = str(raw.get("id", ""))
    place = identifier or f"{instrument.get('id')}: a provision without id"
    if not identifier:
        raise LawError("LAW-20", place, detail="id is needed")
    _unknown_keys(raw, PROVISION_KEYS, place)
    kind = _one_of(raw.get("kind"), KINDS, f"{place}.kind")
    grade = _one_of(raw.get("grade", instrument.get("grade", "background")), GRADES, f"{place}.grade")
    source = {"url": instrument.get("url"), **(raw.get("source") or {})}
    base = raw.get("base") or ()
    norm = str(raw.get("norm") or WORDING_SUFFIX.sub("", identifier))
    provision = Provision(
        id=identifier,
        norm=norm,
        jurisdiction=str(instrument["jurisdiction"]),
        instrument=str(instrument["id"]),
        instrument_title=texts(instrument.get("title"), f"{instrument['id']}.title"),
        article=str(raw.get("article", "")),
        part=None if raw.get("part") is None else str(raw["part"]),
        kind=kind,
        family=_one_of(raw.get("family", "other"), FAMILIES, f"{place}.family"),
        title=texts(raw.get("title"), f"{place}.title"),
        valid=_validity(raw.get("valid"), f"{place}.valid"),
        before=_one_of(raw.get("before", "unknown"), ("none", "unknown"), f"{place}.before"),
        grade=grade,
        source=source,
        elements=_elements(raw.get("elements"), vocabulary, f"{place}.elements", source, grade),
        base=(base,) if isinstance(base, str) else tuple(base),
        clauses=_elements(raw.get("clauses"), vocabulary, f"{place}.clauses", source, grade, "circumstance"),
        aggravations=_elements(
            raw.get("aggravations"), vocabulary, f"{place}.aggravations", source, grade, "circumstance"
        ),
        exceptions=_elements(
            raw.get("exceptions"), vocabulary, f"{place}.exceptions", source, grade, "circumstance"
        ),
        overridden_by=tuple(raw.get("overridden_by") or ()),
        expressions={
            str(slot): parse_expression(each, vocabulary, f"{place}.expressions.{slot}")
            for slot, each in (raw.get("expressions") or {}).items()
        },
        consent=raw.get("consent") or {},
        sanction=parse_sanction(raw.get("sanction"), f"{place}.sanction"),
        provides=raw.get("provides") or {},
        hidden_means=raw.get("hidden_means") or {},
        rows=tuple(raw.get("rows") or ()),
        raw=raw,
    )
    _check_shape(provision)
    return provision


def _check_shape(p: Provision) -> None:
    if p.kind in ("offence", "yardstick") and not (p.elements or p.base):
        raise LawError("LAW-20", p.id, detail="an offence needs elements or a base")
    if p.base and p.kind == "offence" and not (p.clauses or p.elements):
        raise LawError("LAW-20", p.id, detail="a part with a base needs clauses or elements of its own")
    if p.clauses and not p.base and not p.elements:
        raise LawError("LAW-20", p.id, detail="clauses need a base or elements")
    if p.kind == "definition" and not (
        p.expressions or p.raw.get("text") or p.raw.get("data") or p.raw.get("note")
    ):
        raise LawError("LAW-20", p.id, detail="a definition needs expressions or a text")
    for row in p.rows:
        if "id" not in row or not ({"probe", "provides", "consent"} & set(row)):
            raise LawError("LAW-20", f"{p.id}.rows", detail="a row needs id and probe, provides or consent")
        texts(row.get("text"), f"{p.id}.rows.{row['id']}.text")
