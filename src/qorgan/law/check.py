"""What is wrong with the law data: schema, references, sources, conflicts, dead and uncovered elements, old checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from . import compiled, completion
from .corpus import YARDSTICKS, Corpus
from .errors import LANGUAGES, LawError
from .expression import parse as parse_expression
from .expression import walk
from .facts import Reader
from .lawbook import Lawbook, library
from .schema import Provision, parse_provision
from .vocabulary import INPUT_LISTS

Fault = dict[str, str]
CONTRACT = {
    "acts": "recruitment transportation transfer harbouring receipt sale purchase other_transaction exploitation "
    "abduction offering advertising arranging_travel enticement adoption_procuring",
    "means": "force threat coercion abduction fraud deception abuse_of_trust abuse_of_power abuse_of_vulnerability "
    "dependence payment_to_controller document_confiscation blackmail debt_bondage confinement",
    "purposes": "prostitution sexual_exploitation pornography forced_labour slavery servitude debt_bondage "
    "organ_removal illegal_adoption begging armed_conflict criminal_activity forced_marriage surrogacy other",
    "circumstances": "organised_group group official_position cross_border repeated two_or_more_victims death "
    "grave_consequence parent_or_guardian online remuneration consent document_forgery pregnant_victim "
    "helpless_victim weapon",
}


def fault(code: str, place: str, text: str, level: str = "error") -> Fault:
    """One thing found; level error or warning."""
    return {"code": code, "level": level, "place": place, "text": text}


def check(
    data: Path = compiled.DATA,
    *,
    today: date | None = None,
    cases: Path | None = None,
    corpus: Corpus | None = None,
) -> list[Fault]:
    """All faults of a data folder. With `today` also expired checks, with `cases` also uncovered elements."""
    try:
        corpus = corpus or Corpus(compiled.load(data, None))
    except LawError as wrong:
        return [fault(wrong.code, wrong.place, str(wrong))]
    found = list(_schema(corpus))
    if any(each["level"] == "error" for each in found):
        return found
    for part in (_codes, _references, _sources, _conflicts):
        found += part(corpus)
    if any(each["level"] == "error" and each["code"] != "LAW-40" for each in found):
        return found  # what follows compiles the law, which needs all references to be there
    for part in (_dead, _rows, _patches, _reference_codes):
        try:
            found += part(corpus)
        except LawError as wrong:
            found.append(fault(wrong.code, wrong.place, str(wrong)))
    if today is not None:
        found += _expired(corpus, today)
    if cases is not None:
        found += _uncovered(corpus, cases)
    return found


def _schema(corpus: Corpus) -> Iterator[Fault]:
    for home, files in corpus._files.items():
        for content in files:
            for raw in content.get("provisions") or []:
                try:
                    parse_provision(raw, content["instrument"], corpus.vocabulary)
                except LawError as wrong:
                    yield fault(wrong.code, wrong.place, str(wrong))
                except (KeyError, TypeError, AttributeError) as wrong:
                    yield fault("LAW-20", f"{home}: {raw.get('id')}", f"{type(wrong).__name__}: {wrong}")


def _codes(corpus: Corpus) -> Iterator[Fault]:
    for key, codes in CONTRACT.items():
        kind = INPUT_LISTS[key]
        known = set(corpus.vocabulary.inputs[kind])
        for code in sorted(set(codes.split()) ^ known):
            yield fault("LAW-40", f"vocabulary {kind}", f"input code {code} is not as in the contract")
    for atom in corpus.vocabulary.atoms.values():
        if not atom.definition:
            yield fault("LAW-41", atom.code, "has no definition", "warning")


def _references(corpus: Corpus) -> Iterator[Fault]:
    for p in corpus.everything():
        for target in (*p.base, *p.overridden_by, *filter(None, [p.raw.get("continues")])):
            if not corpus.has(target) and not corpus.wordings(target):
                yield fault("LAW-42", p.id, f"refers to {target}, which is not there")
        for expression in _expressions(p):
            for each in walk(expression):
                if each[0] in ("ref", "holds") and not corpus.has(each[1]) and not corpus.wordings(each[1]):
                    yield fault("LAW-42", p.id, f"refers to {each[1]}, which is not there")
                elif each[0] == "ref" and not any(
                    each[2] in w.expressions for w in _targets(corpus, each[1])
                ):
                    yield fault("LAW-42", p.id, f"{each[1]} has no expression {each[2]}")


def _targets(corpus: Corpus, identifier: str) -> list[Provision]:
    return corpus.wordings(identifier) or [corpus.provision(identifier)]


def _expressions(p: Provision) -> Iterator[Any]:
    for part in (*p.elements, *p.clauses, *p.aggravations, *p.exceptions):
        yield part.when
    yield from p.expressions.values()


def _sources(corpus: Corpus) -> Iterator[Fault]:
    for p in corpus.everything():
        if not (p.source.get("url") or p.source.get("note")):
            yield fault("LAW-43", p.id, "has no source")
        for part in (*p.elements, *p.clauses, *p.aggravations, *p.exceptions):
            if not (part.source.get("url") or part.source.get("note")):
                yield fault("LAW-43", f"{p.id} {part.id}", "has no source")


def _conflicts(corpus: Corpus) -> Iterator[Fault]:
    norms: dict[str, list[Provision]] = {}
    places: dict[tuple[str, str, str | None, str], list[Provision]] = {}
    for p in corpus.everything():
        norms.setdefault(p.norm, []).append(p)
        if p.kind == "offence":
            places.setdefault((p.instrument, p.article, p.part, p.jurisdiction), []).append(p)
        for other in p.overridden_by:
            if corpus.has(other) and p.id in corpus.provision(other).overridden_by:
                yield fault("LAW-44", p.id, f"and {other} each give way to the other")
    for groups in (norms.values(), places.values()):
        for same in groups:
            for i, one in enumerate(same):
                for two in same[i + 1 :]:
                    if one.kind == two.kind and _both_certain(one, two):
                        yield fault("LAW-44", one.id, f"and {two.id} are both in force on the same day")


def _both_certain(one: Provision, two: Provision) -> bool:
    """Whether two wordings are certain on the same day; a later wording of the same rule ends an earlier one."""
    first, second = sorted((one, two), key=lambda p: p.valid.latest)
    if first.valid.to is not None:
        return first.valid.to >= second.valid.latest
    return one.norm != two.norm or first.valid.latest == second.valid.latest


def satisfiable(book: Lawbook, root: int) -> bool:
    """Whether some facts make a rule met (exact up to 16 facts that it asks both ways)."""
    pos, neg = book.graph.support(root)
    both = pos & neg
    true, false = pos & ~both, neg & ~both
    for number in range(true.bit_length()):
        if true >> number & 1 and book.bits.up(number) & false:
            both |= 1 << number
    return completion.value(book.graph, root, true & ~both, false & ~both) != 0


def _dead(corpus: Corpus) -> Iterator[Fault]:
    seen = set()
    for home in (*corpus.jurisdictions, *(["INT"] if corpus.yardsticks() else [])):
        for day in library(corpus).days(home):
            for rule in library(corpus).on(home, day).rules:
                if rule.provision.id in seen:
                    continue
                seen.add(rule.provision.id)
                book = library(corpus).on(home, day)
                if not satisfiable(book, rule.root):
                    yield fault("LAW-45", rule.provision.id, "no facts can ever meet it")
                for part in (*rule.clauses, *rule.exceptions, *rule.aggravations):
                    if not satisfiable(book, part.node):
                        yield fault(
                            "LAW-45", f"{rule.provision.id} {part.element.id}", "no facts can ever meet it"
                        )


def _rows(corpus: Corpus) -> Iterator[Fault]:
    from .compare import probes

    known = {p.id for p in corpus.yardsticks()}
    for each in YARDSTICKS:
        if each not in known:
            yield fault("LAW-46", each, "this yardstick of the contract is not in the collection")
    reader = Reader(corpus)
    for p in corpus.yardsticks():
        for row in p.rows:
            if "probe" in row:
                for raw in probes(row):
                    try:
                        reader.case({**raw, "act_date": "2026-01-01"}, jurisdiction="INT")
                    except LawError as wrong:
                        yield fault(wrong.code, f"{p.id} {row['id']}", str(wrong))


def _patches(corpus: Corpus) -> Iterator[Fault]:
    from .reform import STATUSES, apply

    rows = {row["id"] for p in corpus.yardsticks() for row in p.rows}
    for patch in corpus.patches():
        place = str(patch.get("id"))
        if patch.get("status") not in STATUSES:
            yield fault("LAW-47", place, f"status {patch.get('status')!r}")
        for key in ("title", "why"):
            value = patch.get(key)
            if (key == "title" or not patch.get("can_run", True)) and (
                not isinstance(value, dict) or set(value) != set(LANGUAGES)
            ):
                yield fault("LAW-47", place, f"{key} needs kk, ru and en")
        for row in patch.get("closes") or []:
            if row not in rows:
                yield fault("LAW-47", place, f"closes {row}, which no yardstick has")
        if patch.get("can_run", True) and patch.get("changes"):
            try:
                changed = apply(corpus, patch)
                library(changed).on(str(patch.get("jurisdiction", "KZ")), date(2026, 1, 1))
            except (LawError, KeyError) as wrong:
                yield fault("LAW-47", place, str(wrong))


def _reference_codes(corpus: Corpus) -> Iterator[Fault]:
    for place, value in _leaves(corpus.raw.get("reference_codes.yaml") or {}, "reference_codes"):
        if value is None:
            continue
        try:
            parse_expression(value, corpus.vocabulary, place)
        except LawError as wrong:
            yield fault(wrong.code, place, str(wrong))


def _leaves(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    forms = {"all", "any", "not", "ref", "holds"}
    if isinstance(value, dict) and not (len(value) == 1 and set(value) <= forms):
        for key, each in value.items():
            if key not in ("note", "meta"):
                yield from _leaves(each, f"{place}.{key}")
    else:
        yield place, value


def _expired(corpus: Corpus, today: date) -> Iterator[Fault]:
    for p in corpus.everything():
        again = p.source.get("recheck")
        if again and date.fromisoformat(str(again)) < today:
            yield fault("LAW-48", p.id, f"was to be checked again by {again}", "warning")


def _uncovered(corpus: Corpus, folder: Path) -> Iterator[Fault]:
    from .casebook import read
    from .mutation import survivors

    for mutant in survivors(read(folder), corpus, [*corpus.jurisdictions, "INT"])[1]:
        yield fault(
            "LAW-49", f"{mutant.provision} {mutant.place}", f"{mutant.change}: no case notices", "warning"
        )
