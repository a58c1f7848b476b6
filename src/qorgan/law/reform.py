"""Reforms: a patch of provisions, as data with the same schema; the law before and after, case by case."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from . import completion
from .corpus import Corpus, load
from .dates import Span, as_day
from .errors import LawError, did_you_mean
from .expression import targets
from .facts import Case, Reader
from .lawbook import Lawbook, library
from .schema import Provision, parse_provision
from .verdict import NOT_MET, OPEN, WORDS, presumed

OPERATIONS = (
    "add_element", "replace_element", "remove_element", "add_alternative", "replace_expression", "add_clause",
    "remove_clause", "add_exception", "remove_exception", "set", "add_provision", "repeal",
)  # fmt: skip
PATCH_KEYS = (
    "id", "jurisdiction", "status", "title", "baseline_date", "can_run", "why", "meets", "breaks", "closes",
    "grade", "source", "changes", "note", "effect", "seed", "residual", "evidence",
)  # fmt: skip
STATUSES = (
    "proposal", "not_enacted", "partly_enacted", "largely_enacted", "enacted", "enacted_before_seed",
    "enacted_article_not_located", "not_established",
)  # fmt: skip
SETTABLE = ("sanction", "provides", "consent", "family", "valid", "text", "aggravations")
LISTS = {"element": "elements", "clause": "clauses", "exception": "exceptions"}


def baseline(corpus: Corpus, patch: dict[str, Any]) -> date:
    """The day whose law the patch changes: its own, else the latest law in the collection."""
    if patch.get("baseline_date"):
        return as_day(patch["baseline_date"], f"{patch.get('id')}.baseline_date")
    return corpus.last_change(str(patch.get("jurisdiction", "KZ")))


def apply(corpus: Corpus, patch: dict[str, Any]) -> Corpus:
    """The collection with the patch carried out; raises LawError LAW-13, LAW-20, LAW-23."""
    place = str(patch.get("id", "patch"))
    for key in patch:
        if key not in PATCH_KEYS:
            raise LawError("LAW-21", place, value=key, suggestion=did_you_mean(key, PATCH_KEYS))
    country = str(patch.get("jurisdiction", "KZ"))
    provisions = {p.id: p for p in corpus.of(country)}
    changed: dict[str, dict[str, Any]] = {}
    instruments: dict[str, dict[str, Any]] = {p.id: _instrument(p) for p in provisions.values()}
    gone: set[str] = set()
    for i, change in enumerate(patch.get("changes") or []):
        here = f"{place}.changes[{i}]"
        operation = change.get("op")
        if operation not in OPERATIONS:
            raise LawError(
                "LAW-20", here, detail=f"op {operation!r}", suggestion=did_you_mean(operation, OPERATIONS)
            )
        if operation == "add_provision":
            value = copy.deepcopy(change["value"])
            changed[str(value["id"])] = value
            sibling = next(
                (p for p in provisions.values() if str(value["id"]).startswith(p.instrument)), None
            )
            model = sibling or next(iter(provisions.values()))
            instruments[str(value["id"])] = _instrument(model)
            continue
        target = str(change.get("provision"))
        if target not in provisions and target not in changed:
            raise LawError("LAW-13", here, value=target, suggestion=did_you_mean(target, provisions))
        if operation == "repeal":
            gone.add(target)
            continue
        raw = changed.setdefault(
            target, copy.deepcopy(provisions[target].raw) if target in provisions else {}
        )
        _carry_out(raw, change, here)
    fresh = []
    for p in provisions.values():
        if p.id in gone:
            continue
        if p.id in changed:
            fresh.append(parse_provision(changed.pop(p.id), instruments[p.id], corpus.vocabulary))
        else:
            fresh.append(p)
    fresh += [parse_provision(raw, instruments[key], corpus.vocabulary) for key, raw in changed.items()]
    return corpus.changed(country, fresh)


def _instrument(p: Provision) -> dict[str, Any]:
    return {
        "id": p.instrument,
        "jurisdiction": p.jurisdiction,
        "title": p.instrument_title,
        "url": p.source.get("url"),
        "grade": p.grade,
    }


def _carry_out(raw: dict[str, Any], change: dict[str, Any], place: str) -> None:
    operation = change["op"]
    if operation == "set":
        if change.get("field") not in SETTABLE:
            raise LawError("LAW-20", place, detail=f"field {change.get('field')!r} cannot be set")
        raw[change["field"]] = copy.deepcopy(change["value"])
        return
    if operation == "replace_expression":
        raw.setdefault("expressions", {})[change.get("slot", "default")] = copy.deepcopy(change["when"])
        return
    if operation == "add_alternative" and ("expression" in change or "slot" in change):
        slot = change.get("expression") or change["slot"]
        expressions = raw.get("expressions") or {}
        if slot not in expressions:
            raise LawError("LAW-20", place, detail=f"there is no expression {slot!r}")
        expressions[slot] = _either(expressions[slot], change["when"])
        return
    verb, _, what = operation.partition("_")
    key = LISTS.get(what, "elements")
    entries: list[dict[str, Any]] = raw.setdefault(key, [])
    if verb == "add" and operation != "add_alternative":
        entries.append(copy.deepcopy(change[what]))
        return
    wanted = change.get("id") or (change.get(what) or {}).get("id")
    for i, entry in enumerate(entries):
        if entry.get("id") == wanted:
            if operation == "add_alternative":
                entry["when"] = _either(entry["when"], change["when"])
            elif verb == "replace":
                entries[i] = copy.deepcopy(change[what])
            else:
                del entries[i]
            return
    raise LawError("LAW-20", place, detail=f"there is no {what} {wanted!r}")


def _either(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and set(old) == {"any"}:
        return {"any": [*old["any"], copy.deepcopy(new)]}
    return {"any": [old, copy.deepcopy(new)]}


def affected(corpus: Corpus, country: str, patch: dict[str, Any]) -> set[str]:
    """Ids of the provisions that a patch touches, directly or through what they are built on."""
    touched = {
        str(change.get("provision") or (change.get("value") or {}).get("id"))
        for change in patch.get("changes") or []
    }
    provisions = corpus.of(country)
    growing = True
    while growing:
        growing = False
        for p in provisions:
            if p.id not in touched and _relies_on(p) & (touched | {_norm(corpus, each) for each in touched}):
                touched.add(p.id)
                growing = True
    return touched


def _norm(corpus: Corpus, identifier: str) -> str:
    return corpus.provision(identifier).norm if corpus.has(identifier) else identifier


def _relies_on(p: Provision) -> set[str]:
    found = set(p.base) | set(p.overridden_by)
    for part in (*p.elements, *p.clauses, *p.exceptions):
        found |= targets(part.when)
    for expression in p.expressions.values():
        found |= targets(expression)
    return found


@dataclass
class Trial:
    """A reform tried on cases."""

    matrix: dict[str, dict[str, int]] = field(
        default_factory=lambda: {
            a: dict.fromkeys(("met", "open", "not_met"), 0) for a in ("met", "open", "not_met")
        }
    )
    moved: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)


def values(book: Lawbook, case: Case, wanted: set[str]) -> dict[str, int]:
    """Best verdict over the victims of a case, for the wanted provisions in force."""
    found: dict[str, int] = {}
    rank = {1: 2, OPEN: 1, NOT_MET: 0}
    for victim in case.victims:
        child = presumed(book.bits, victim)
        for rule in book.rules:
            identifier = rule.provision.id
            if identifier not in wanted:
                continue
            value = completion.value(book.graph, rule.root, victim.true, victim.false)
            if value == OPEN and child is not None:
                as_child = completion.value(book.graph, rule.root, *child)
                value = as_child if as_child != NOT_MET else OPEN
            if identifier not in found or rank[value] > rank[found[identifier]]:
                found[identifier] = value
    return found


def overall(found: Iterable[int]) -> int:
    """met if any provision is met, else open if any is open, else not met."""
    present = set(found)
    if 1 in present:
        return 1
    return OPEN if OPEN in present else NOT_MET


def trial(before: Lawbook, after: Lawbook, wanted: set[str], cases: Iterable[Case]) -> Trial:
    """Current law against the reform, case by case: a 3 × 3 matrix and who moved by which provision."""
    result = Trial()
    for case in cases:
        old, new = values(before, case, wanted), values(after, case, wanted)
        was, now = overall(old.values()), overall(new.values())
        result.matrix[WORDS[was]][WORDS[now]] += 1
        moves = [
            {"id": case.id, "from": WORDS[old.get(key, 0)], "to": WORDS[new.get(key, 0)], "provision": key}
            for key in sorted(set(old) | set(new))
            if old.get(key, 0) != new.get(key, 0)
        ]
        result.changed += moves
        if was != now:
            by = next((m for m in moves if m["from"] == WORDS[was] and m["to"] == WORDS[now]), None)
            by = by or next((m for m in moves if m["from"] == WORDS[was] or m["to"] == WORDS[now]), moves[0])
            result.moved.append(
                {"id": case.id, "from": WORDS[was], "to": WORDS[now], "provision": by["provision"]}
            )
    return result


def reform(
    patch: dict[str, Any] | str, cases: Iterable[Any] = (), *, corpus: Corpus | None = None, lang: str = "kk"
) -> dict[str, Any]:
    """The answer of `qorgan law reform` (see cli.md). Cases are tried as if they happened on the baseline day.

    Bad cases are reported under `errors`; raises LawError for a bad patch.
    """
    from .compare import standing

    corpus = corpus or load()
    patch = corpus.patch(patch) if isinstance(patch, str) else patch
    country, day = str(patch.get("jurisdiction", "KZ")), baseline(corpus, patch)
    answer: dict[str, Any] = {
        "patch": patch.get("id"), "title": (patch.get("title") or {}).get(lang), "status": patch.get("status"),
        "grade": patch.get("grade", "background"), "jurisdiction": country, "baseline_date": day.isoformat(),
        "can_run": bool(patch.get("can_run", True)) and bool(patch.get("changes")),
        "matrix": None, "moved": [], "changed": [], "yardsticks": [], "errors": [],
    }  # fmt: skip
    if not answer["can_run"]:
        answer["why"] = (patch.get("why") or {}).get(lang)
        return answer
    changed = apply(corpus, patch)
    wanted = affected(corpus, country, patch) | affected(changed, country, patch)
    before, after = library(corpus).on(country, day), library(changed).on(country, day)
    read, reader = [], Reader(corpus)
    for raw in cases:
        try:
            case = reader.case(raw, jurisdiction=country)
            case.span = Span(day, day)
            read.append(case)
        except LawError as fault:
            identifier = raw.get("id") if isinstance(raw, dict) else None
            answer["errors"].append({"id": identifier, "error": fault.as_dict(lang)})
    found = trial(before, after, wanted, read)
    answer["matrix"], answer["moved"], answer["changed"] = found.matrix, found.moved, found.changed
    answer["provisions"] = sorted(wanted)
    for yardstick in corpus.yardsticks():
        old, new = standing(corpus, country, yardstick, day), standing(changed, country, yardstick, day)
        answer["yardsticks"].append(
            {
                "id": yardstick.id,
                "before": _count(old),
                "after": _count(new),
                "rows": [{"element": k, "before": old[k], "after": new[k]} for k in old if old[k] != new[k]],
            }
        )
    return answer


def _count(rows: dict[str, str]) -> dict[str, int]:
    counts = dict.fromkeys(("full", "partial", "absent", "unknown"), 0)
    for value in rows.values():
        counts[value] += 1
    return counts
