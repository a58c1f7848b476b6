"""`qorgan estimate TABLE.csv`: the command line of the estimators."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from qorgan.estimation import checks, joining, latent, methods, report, strata
from qorgan.estimation.errors import Caution, EstimationError
from qorgan.estimation.messages import LANGUAGES
from qorgan.estimation.table import CaptureTable, parse_csv

HEADINGS = {
    "kk": ("Байқалғаны", "Әдіс", "Жалпы саны", "95 % аралық", "Жауап", "бағалау мүмкін емес", "Модель"),
    "ru": ("Увидено", "Метод", "Всего", "Интервал 95 %", "Ответ", "оценить нельзя", "Модель"),
    "en": ("Observed", "Method", "Total", "95 % interval", "Answer", "not estimable", "Model"),
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise EstimationError("EST-18", detail=message)


def _parser() -> _Parser:
    parser = _Parser(prog="qorgan estimate", description="Estimate how many children are never seen.")
    parser.add_argument(
        "table",
        metavar="TABLE.csv",
        help="lists as 0/1 columns, the count last; or columns list,hash: one keyed hash per list entry",
    )
    parser.add_argument("--method", default="all", help=f"{', '.join(methods.METHODS)} or all (default)")
    parser.add_argument("--model", help="links of the fixed model, e.g. 'A:B,C:D'")
    parser.add_argument("--p", type=float, default=0.02, help="stepwise threshold (0.02)")
    parser.add_argument("--max-order", type=int, default=2, help="largest link tried by bic: 2 or 3")
    parser.add_argument("--ntop", type=int, help="models searched in each bic resample (20 or 100)")
    parser.add_argument("--bootstrap", type=int, default=1000, help="resamples; 0 for points only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--upper", type=int, help="largest dark count of dga (25 times the people seen)")
    parser.add_argument("--chains", type=int, default=8, help="chains of lcmcr, at least 4")
    parser.add_argument("--stratum", help="column with the year or group: one joint model over its values")
    parser.add_argument(
        "--describe", metavar="LISTS.json", help="definition, period, age_rule, refers_to of lists"
    )
    parser.add_argument(
        "--linkage",
        action="append",
        default=[],
        metavar="LABEL=TABLE.csv",
        help="the same people linked in another way (threshold, draw of the links); may be repeated",
    )
    parser.add_argument("--checks", action="store_true", help="hide one list at a time; let the data grow")
    parser.add_argument("--lang", choices=LANGUAGES, default="en")
    parser.add_argument("--out", help="file for the result instead of the screen")
    parser.add_argument("--json", action="store_true")
    return parser


def main(argv: list[str]) -> int:
    """Run `estimate`; returns 0, or 2 for bad input with a coded message."""
    words = argv[1:] if argv and argv[0] == "estimate" else argv
    language = _language(words)
    try:
        options = _parser().parse_args(words)
        text = _run(options)
    except EstimationError as error:
        return _refuse(error, language, as_json="--json" in words)
    except SystemExit as leaving:  # --help
        return int(leaving.code or 0)
    if not options.out:
        sys.stdout.write(text)
        return 0
    try:
        Path(options.out).write_text(text, encoding="utf-8")
    except OSError as fault:
        unwritten = EstimationError("EST-19", place=options.out, detail=fault.strerror or "")
        return _refuse(unwritten, language, as_json=options.json)
    return 0


def _language(words: list[str]) -> str:
    for k, word in enumerate(words):
        value = (
            word[7:]
            if word.startswith("--lang=")
            else words[k + 1]
            if word == "--lang" and words[k + 1 :]
            else ""
        )
        if value in LANGUAGES:
            return value
    return "en"


def _refuse(error: EstimationError, language: str, *, as_json: bool) -> int:
    told = error.as_dict(language)
    if as_json:
        sys.stdout.write(json.dumps({"error": told}, ensure_ascii=False) + "\n")
    hint = f" ({told['did_you_mean']}?)" if told["did_you_mean"] else ""
    place = f"{told['place']}: " if told["place"] else ""
    sys.stderr.write(f"{told['code']} {place}{told['message']}{hint}\n")
    return 2


def _run(options: argparse.Namespace) -> str:
    content = _read(options.table, "EST-01")
    hashed = joining.parse_hashes(content)
    tables = {"": hashed} if hashed else parse_csv(content, stratum=options.stratum)
    table = pooled(tables) if options.stratum else tables[""]
    chosen = methods.Options(
        model=options.model,
        p=options.p,
        max_order=options.max_order,
        ntop=options.ntop,
        bootstrap=options.bootstrap,
        seed=options.seed,
        upper=options.upper,
        latent=latent.Settings(chains=options.chains),
    )
    found = report.estimate(table, [options.method], chosen)
    if options.describe:
        found.cautions.extend(checks.described(table, _lists(options.describe)))
    if options.stratum:
        found = with_strata(found, tables, chosen)
    if options.linkage:
        found = report.linked_otherwise(found, {"": table, **dict(map(_labelled, options.linkage))})
    if options.checks:
        found = report.self_checks(found, options.seed)
    if options.json:
        return json.dumps(found.as_dict(options.lang), ensure_ascii=False) + "\n"
    return _readable(found, options.lang)


def pooled(tables: Mapping[str, CaptureTable]) -> CaptureTable:
    """All strata in one table."""
    first = next(iter(tables.values()))
    return CaptureTable(first.lists, sum((t.counts for t in tables.values()), first.counts * 0))


def with_strata(
    found: report.Report, tables: Mapping[str, CaptureTable], options: methods.Options
) -> report.Report:
    """The report with the joint model over strata, and a separate stepwise fit where a stratum allows it."""
    joint = strata.fit_jointly(tables, methods.generator(options.seed, "strata"), min(options.bootstrap, 400))
    rows = []
    for row in joint.strata:
        alone = methods.by_stepwise(tables[row.name], options) if row.own else None
        rows.append({**vars(row), "detected_share": row.detected_share, "separate": alone and vars(alone)})
    shown = {**vars(joint), "strata": rows, "cautions": None}
    shown.pop("cautions")
    extra = {**found.extra, "strata": shown}
    cautions = [*found.cautions, *joint.cautions]
    if joint.status:
        cautions.append(Caution("EST-37", {"method": "strata", "value": methods.STATUS_REASON[joint.status]}))
    return report.Report(found.table, found.results, cautions, extra)


def _read(path: str, code: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EstimationError(code, place=path, detail=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise EstimationError(code, place=path, detail="UTF-8") from error


def _labelled(given: str) -> tuple[str, CaptureTable]:
    label, mark, path = given.partition("=")
    if not (label and mark and path):
        place = "--linkage"
        raise EstimationError("EST-09", place=place, option=place, allowed="LABEL=TABLE.csv", value=given)
    return label, parse_csv(_read(path, "EST-01"))[""]


def _lists(path: str) -> dict[str, dict[str, Any]]:
    try:
        loaded = json.loads(_read(path, "EST-17"))
    except json.JSONDecodeError as error:
        raise EstimationError("EST-17", place=f"line {error.lineno}", detail=error.msg) from error
    if not isinstance(loaded, dict) or not all(isinstance(about, dict) for about in loaded.values()):
        raise EstimationError("EST-17", place=path, detail="{list: {…}}")
    for name, about in loaded.items():
        others = about.get("refers_to", [])
        about["refers_to"] = [others] if isinstance(others, str) else others
        if not isinstance(others, (str, list)) or not all(isinstance(o, str) for o in about["refers_to"]):
            raise EstimationError("EST-17", place=f"{name}: refers_to", detail='["A", "B"]')
    return loaded


def _readable(found: report.Report, language: str) -> str:
    seen, method, total, interval, answer, thin, model = HEADINGS[language]
    lines = [f"{seen}: {found.table.n:,}", ""]
    lines.append(f"{method:<18}{total:>12}  {interval:<22}{model}")
    no_number = found.table.n < checks.THIN
    for result in found.results:
        number = thin if result.total is None or no_number else f"{result.total:,.0f}"
        ends = "" if result.shown is None else f"{result.shown[0]:,.0f} – {result.shown[1]:,.0f}"
        lines.append(f"{result.method:<18}{number:>12}  {ends:<22}{result.model or ''}")
    span = found.answer
    lines += ["", f"{answer}: " + (thin if span is None else f"{span['low']:,.0f} – {span['high']:,.0f}"), ""]
    for caution in found.cautions:
        told = caution.as_dict(language)
        lines.append(f"! {told['code']} {told['text']}")
    for row in found.extra.get("strata", {}).get("strata", []):
        middle = thin if row["total"] is None else f"{row['total']:,.0f}"
        ends = "" if row["low"] is None else f"{row['low']:,.0f} – {row['high']:,.0f}"
        lines.append(f"  {row['name']:<16}{row['observed']:>8}{middle:>12}  {ends}")
    for row in found.extra.get("linkage", []):
        guess = thin if row["total"] is None else f"{row['total']:,.0f}"
        lines.append(f"  {row['linkage'] or '='!s:<16}{row['n_observed']:>8}{guess:>12}")
    for row in found.extra.get("checks", {}).get("hide_one_list", []):
        guess = thin if row["estimate"] is None else f"{row['estimate']:,.0f}"
        lines.append(f"  {row['name']:<16}{row['known']:>8}{guess:>12}")
    return "\n".join(lines) + "\n"
