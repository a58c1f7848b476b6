"""What each `qorgan law` command does: options in, lines and exit code out."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

from . import sentences
from .cli import BAD_INPUT, OK, read
from .corpus import load
from .errors import LawError
from .qualify import qualify

Output = tuple[list[str], int]


def dump(value: Any) -> str:
    """One line of JSON."""
    return json.dumps(value, ensure_ascii=False)


def run_qualify(options: Namespace) -> Output:
    """`qorgan law qualify FILE`."""
    content = read(options.file)
    many = isinstance(content, list)
    lines, code = [], OK
    for raw in content if many else [content]:
        try:
            answer = qualify(
                raw,
                jurisdiction=options.jurisdiction,
                on=options.on,
                lang=options.lang,
                everything=options.all,
            )
            lines += [dump(answer)] if options.json else words(answer, options.lang)
        except LawError as fault:
            code = BAD_INPUT
            identifier = raw.get("id") if isinstance(raw, dict) else None
            if not many and not options.json:
                raise
            error = fault.as_dict(options.lang)
            entry = {"id": identifier, "error": error}
            lines.append(dump(entry) if options.json else f"{identifier}: {fault.code} {error['message']}")
    return lines, code


def words(answer: dict[str, Any], lang: str) -> list[str]:
    """A finding sheet for people."""
    lines = [f"# {answer['id'] or '-'} ({answer['jurisdiction']}, {answer['act_date']})", ""]
    lines.append(f"## {sentences.say('heading_provisions', lang)}")
    for each in answer["findings"]:
        mark = f", {sentences.say('by_presumption', lang)}" if each["by_presumption"] else ""
        verdict = sentences.say(f"verdict_{each['verdict']}", lang)
        lines.append(f"- {each['provision']}  {each['name']}: {verdict}{mark}  [{each['grade']}]")
        lines += [f"    {reason['text']}" for reason in each["reasons"]]
        lines += [f"    {gap['text']}" for gap in each["missing"]]
    if not answer["findings"]:
        lines.append(sentences.say("nothing", lang))
    lines += ["", f"## {sentences.say('heading_yardsticks', lang)}"]
    for each in answer["yardsticks"]:
        lines.append(f"- {each['title']}: {sentences.say('verdict_' + each['verdict'], lang)}")
        lines += [f"    {reason['text']}" for reason in each["reasons"]]
    for heading, key in (("heading_ask", "ask"), ("heading_warnings", "warnings")):
        if answer[key]:
            lines += [
                "",
                f"## {sentences.say(heading, lang)}",
                *(f"- {each['text']}" for each in answer[key]),
            ]
    return [*lines, "", answer["note"], ""]


def run_list(options: Namespace) -> Output:
    """`qorgan law list`."""
    corpus, lang = load(), options.lang
    rows: list[dict[str, Any]]
    if options.what == "codes":
        rows = [
            {"code": atom.code, "kind": atom.kind, "input": atom.input, "label": atom.label[lang],
             "parents": list(atom.parents)}
            for atom in corpus.vocabulary.atoms.values()
        ]  # fmt: skip
    elif options.what == "jurisdictions":
        rows = [{"code": code, "name": corpus.country_name(code, lang)} for code in corpus.jurisdictions]
    elif options.what == "patches":
        rows = [
            {"id": each["id"], "jurisdiction": each.get("jurisdiction"), "status": each.get("status"),
             "can_run": each.get("can_run", True), "title": (each.get("title") or {}).get(lang)}
            for each in corpus.patches()
        ]  # fmt: skip
    elif options.what == "yardsticks":
        rows = [{"id": p.id, "title": p.title[lang], "grade": p.grade} for p in corpus.yardsticks()]
    else:
        found = corpus.of(options.jurisdiction) if options.jurisdiction else corpus.everything()
        rows = [
            {"id": p.id, "jurisdiction": p.jurisdiction, "article": p.article, "part": p.part, "kind": p.kind,
             "family": p.family, "title": p.title[lang], "grade": p.grade, "valid": _valid(p)}
            for p in found
        ]  # fmt: skip
    if options.json:
        return [dump(row) for row in rows], OK
    return [
        "  ".join(str(value) for value in row.values() if not isinstance(value, (dict, list))) for row in rows
    ], OK


def _valid(p: Any) -> dict[str, Any]:
    return {
        "from": p.valid.latest.isoformat() if p.valid.earliest == p.valid.latest else None,
        "earliest": p.valid.earliest.isoformat(),
        "latest": p.valid.latest.isoformat(),
        "to": p.valid.to.isoformat() if p.valid.to else None,
        "certain_from": p.valid.certain_from.isoformat(),
    }


def run_show(options: Namespace) -> Output:
    """`qorgan law show ID`: a provision (on a date: the wording of that day), a reform or a fact."""
    from .facts import on_day
    from .lawbook import applicable

    corpus = load()
    identifier = options.id
    day = on_day(options.on) if options.on else None
    if identifier in corpus.vocabulary or identifier == "victim.minor":
        atom = corpus.vocabulary.atom(corpus.vocabulary.resolve(identifier) or identifier)  # aliases too
        entry: dict[str, Any] = {"id": atom.code, "kind": atom.kind, "input": atom.input, "label": atom.label,
                                 "definition": atom.definition, "indicators": atom.indicators,
                                 "parents": list(atom.parents)}  # fmt: skip
    elif any(each["id"] == identifier for each in corpus.patches()):
        entry = dict(corpus.patch(identifier))
    else:
        if day is not None and corpus.wordings(identifier):
            candidates = applicable(corpus.wordings(identifier), day)
            found = candidates or [corpus.provision(identifier)]
        else:
            found = [corpus.provision(identifier)]
        entries = [
            {**p.raw, "jurisdiction": p.jurisdiction, "instrument": p.instrument, "grade": p.grade,
             "source": p.source, "valid": _valid(p),
             "in_force": None if day is None else p in candidates}
            for p in found
        ]  # fmt: skip
        entry = entries[-1] if len(entries) == 1 else {"id": identifier, "wordings": entries}
    if options.json:
        return [dump(entry)], OK
    import yaml

    return yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=110).splitlines(), OK


DEMO_CASE: dict[str, Any] = {
    "id": "demo",
    "jurisdiction": "KZ",
    "act_date": "2025-03-01",
    "victim": {"age": 0},
    "acts": ["sale", "transfer", "receipt"],
    "means": [],
    "purposes": ["illegal_adoption"],
    "circumstances": {"remuneration": True, "document_forgery": True, "official_position": "unknown"},
}


def run_demo(options: Namespace) -> Output:
    """`qorgan law demo`: a newborn handed over for money, invented."""
    answer = qualify(DEMO_CASE, lang=options.lang)
    return ([dump(answer)] if options.json else words(answer, options.lang)), OK


def run_compare(options: Namespace) -> Output:
    """`qorgan law compare XX YY --with palermo`."""
    from .compare import compare
    from .facts import on_day

    answer = compare(options.countries, options.yardstick, on=on_day(options.on), lang=options.lang)
    if options.json:
        return [dump(answer)], OK
    lines = [f"# {answer['title']}", "", "\t".join(["", *options.countries])]
    for row in answer["rows"]:
        lines.append("\t".join([row["text"], *(row["cells"][each]["value"] for each in options.countries)]))
    return lines, OK


def run_gaps(options: Namespace) -> Output:
    """`qorgan law gaps XX`."""
    from .compare import gaps
    from .facts import on_day

    answer = gaps(options.country, yardstick=options.yardstick, on=on_day(options.on), lang=options.lang)
    if options.json:
        return [dump(answer)], OK
    lines = []
    for gap in answer["gaps"]:
        mended = f"  [{', '.join(gap['mended_by'])}]" if gap["mended_by"] else ""
        lines.append(f"- {gap['yardstick']} {gap['element']}: {gap['text']}. {gap['explanation']}{mended}")
    return lines, OK


def run_reform(options: Namespace) -> Output:
    """`qorgan law reform PATCH_ID[,PATCH_ID …]|FILE --cases FILE`."""
    from pathlib import Path

    from .reform import reform
    from .together import together

    patch: Any = options.patch
    if Path(patch).is_file():
        patch = read(patch)
        if isinstance(patch, dict) and "patches" in patch:
            patch = patch["patches"][0]
        if not isinstance(patch, dict):
            raise LawError("LAW-02", options.patch)
    else:
        patch = together(load(), [each.strip() for each in patch.split(",")])
    cases = read(options.cases) if options.cases else []
    answer = reform(patch, cases if isinstance(cases, list) else [cases], lang=options.lang)
    code = BAD_INPUT if answer["errors"] else OK
    if options.json:
        return [dump(answer)], code
    lines = [f"# {answer['patch']}: {answer['title']} ({answer['status']}, {answer['baseline_date']})"]
    if not answer["can_run"]:
        return [*lines, answer.get("why") or "-"], code
    for was, row in answer["matrix"].items():
        lines.append(f"{was:8} -> " + "  ".join(f"{now}: {count}" for now, count in row.items()))
    lines += [
        f"- {each['id']}: {each['from']} -> {each['to']}  ({each['provision']})" for each in answer["moved"]
    ]
    for each in answer["yardsticks"]:
        lines += [
            f"  {each['id']} {row['element']}: {row['before']} -> {row['after']}" for row in each["rows"]
        ]
    return lines, code


def run_check(options: Namespace) -> Output:
    """`qorgan law check`."""
    from pathlib import Path

    from .check import check
    from .facts import on_day

    folder = Path(options.cases) if options.cases else None
    faults = check(today=on_day(options.today) if options.today else None, cases=folder)
    lines = (
        [dump(each) for each in faults]
        if options.json
        else [f"{each['code']} {each['level']} {each['place']}: {each['text']}" for each in faults]
    )
    bad = any(each["level"] == "error" for each in faults)
    return lines, BAD_INPUT if bad else OK
