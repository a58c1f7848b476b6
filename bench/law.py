"""Speed of the law engine, one process, one core.

    python bench/law.py warm     [--cases 300] [--seed 1]
    python bench/law.py cold     [--runs 10]
    python bench/law.py peers    [--count 1000000] [--rules 30] [--runs 15] [--seed 1]
    python bench/law.py simulate [--count 1000000] [--patch reform.3b.means_in_135_literal] [--seed 1]

`peers` needs openfisca-core beside qorgan: a virtual environment with openfisca-core and PyYAML, PYTHONPATH=src.
Without it the OpenFisca line is left out, loudly.
"""

from __future__ import annotations

import argparse
import functools
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from qorgan.law import batch, completion, simulate
from qorgan.law.corpus import Corpus, load
from qorgan.law.expression import Expression
from qorgan.law.lawbook import Lawbook, Rule, library
from qorgan.law.qualify import qualify
from qorgan.law.reform import affected, apply
from qorgan.law.schema import Provision

DAY = date(2026, 1, 1)
BLOCK = 1 << 16
CASE = {"id": "bench", "jurisdiction": "KZ", "act_date": "2026-01-01", "victim": {"age": [13, 16]},
        "acts": ["recruitment", "transportation", "sale"], "means": "unknown", "purposes": ["prostitution", "begging"],
        "circumstances": {"cross_border": True, "organised_group": "unknown"}}  # fmt: skip


def timed(run: Callable[[], Any], runs: int) -> list[float]:
    """Milliseconds of each run, sorted."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        found.append((time.perf_counter() - start) * 1000)
    return sorted(found)


def show(label: str, times: list[float], **more: Any) -> None:
    """One line of figures."""
    line = {"what": label, "median_ms": round(statistics.median(times), 4), "best_ms": round(times[0], 4),
            "worst_ms": round(times[-1], 4), "runs": len(times), **more}  # fmt: skip
    print(json.dumps(line, ensure_ascii=False))


def masks(book: Lawbook, columns: dict[str, batch.States], i: int) -> tuple[int, int]:
    """Known-true and known-false facts of one simulated case."""
    true = book.bits.mask(code for code, column in columns.items() if column[i] == batch.YES)
    return true, book.bits.mask(code for code, column in columns.items() if column[i] == batch.NO)


def warm(options: argparse.Namespace) -> None:
    """Library calls on law that is already loaded."""
    corpus = load()
    for country in ("KZ", "RU", "US", "DE"):
        book = library(corpus).on(country, DAY)
        columns = simulate.cases(book, options.cases, options.seed)
        cases = [masks(book, columns, i) for i in range(options.cases)]
        times = sorted(timed(functools.partial(book.verdicts, *case), 1)[0] for case in cases)
        show(f"all verdicts of {country} for one case", times, rules=len(book.rules), seed=options.seed)
    book = library(corpus).on("KZ", DAY)
    worst: list[float] = []
    tried = 0
    for rule in book.rules:
        pos, neg = book.graph.support(rule.root)
        free = [n for n in range((pos | neg).bit_length()) if (pos | neg) >> n & 1]
        known = sum(1 << n for n in free[16:])
        false = known & pos
        true = known & neg & ~pos
        if book.graph.value(rule.root, true, false) == 2:
            got = completion.answer(book.graph, rule.root, true, false)
            tried += 1
            worst.append(
                timed(lambda r=rule, t=true, f=false: completion.answer(book.graph, r.root, t, f), 5)[2]
            )
            assert got.exact
    show("exact answer of a Kazakh provision, up to 16 unknown facts", sorted(worst), provisions=tried)
    graph = Lawbook(corpus, "KZ", DAY, build=False)
    mixed = _hard(graph)
    show("exact answer, 16 unknown facts asked both ways", timed(
        lambda: completion.answer(graph.graph, mixed, 0, 0), 50))  # fmt: skip
    show("one case in full: verdicts, reasons, questions, yardsticks, words", timed(
        lambda: qualify(CASE, corpus=corpus, lang="ru"), 30))  # fmt: skip
    answer = qualify(CASE, corpus=corpus, lang="ru")
    print(json.dumps({"findings": len(answer["findings"]), "questions": len(answer["ask"])}))


def _hard(book: Lawbook) -> int:
    """A parity of pairs over 16 facts: Kleene knows nothing of it."""
    parts = []
    for i in range(1, 17):
        one, two = f"victim.under_{i}", f"victim.under_{i % 16 + 1}"
        both = [book.graph.literal(one), book.graph.literal(two, False)]
        neither = [book.graph.literal(one, False), book.graph.literal(two)]
        parts.append(book.graph.join(False, [book.graph.join(True, both), book.graph.join(True, neither)]))
    return book.graph.join(False, [book.graph.join(True, parts[:9]), book.graph.join(True, parts[9:])])


def cold(options: argparse.Namespace) -> None:
    """`qorgan law qualify` in a fresh process."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump(CASE, file)
    command = [sys.executable, "-m", "qorgan", "law", "qualify", file.name, "--json"]
    run = lambda: subprocess.run(command, check=True, capture_output=True)  # noqa: E731
    show("cold: qorgan law qualify", timed(run, options.runs), compiled=not _stale())
    show(
        "of that: python -c pass",
        timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 5),
    )
    Path(file.name).unlink()


def _stale() -> bool:
    from qorgan.law import compiled

    return bool(compiled.stale())


class Columns:
    """The plain way: one int8 column per fact (0 no, 1 unknown, 2 yes), minimum, maximum and 2 - x."""

    def __init__(self, book: Lawbook, columns: dict[str, batch.States]) -> None:
        translate = np.array([0, 2, 1, 1], dtype=np.int8)
        self.columns = {code: translate[column] for code, column in columns.items()}
        self.book = book
        self.memo: dict[str, Any] = {}

    def of(self, expression: Expression, owner: Provision) -> Any:
        form, value = expression[0], expression[1]
        if form == "atom":
            return self.columns[value]
        if form == "not":
            return 2 - self.of(value, owner)
        if form in ("all", "any"):
            join = np.minimum if form == "all" else np.maximum
            result = self.of(value[0], owner)
            for each in value[1:]:
                result = join(result, self.of(each, owner))
            return result
        if form == "ref":
            definition = self.book._wording(value, owner)
            mark = f"{definition.id}/{expression[2]}"
            if mark not in self.memo:
                self.memo[mark] = self.of(definition.expressions[expression[2]], definition)
            return self.memo[mark]
        raise NotImplementedError(form)

    def provision(self, p: Provision) -> Any:
        if p.id in self.memo:
            return self.memo[p.id]
        parts = [self.of(each.when, p) for each in p.elements]
        if p.base:
            parts.append(np.maximum.reduce([self.provision(self.book._wording(b, p)) for b in p.base]))
        if p.clauses:
            parts.append(np.maximum.reduce([self.of(each.when, p) for each in p.clauses]))
        parts += [2 - self.of(each.when, p) for each in p.exceptions]
        result = parts[0]
        for each in parts[1:]:
            result = np.minimum(result, each)
        self.memo[p.id] = result
        return result


def thirty(book: Lawbook, count: int) -> list[Rule]:
    """The rules of the run: trafficking first, then the others as they stand in the files."""
    plain = [r for r in book.rules if not r.provision.overridden_by and not _holds(r.provision)]
    plain.sort(key=lambda r: r.provision.family != "trafficking")
    return plain[:count]


def _holds(p: Provision) -> bool:
    return "holds" in json.dumps([e.raw for e in (*p.elements, *p.clauses, *p.exceptions)], default=str)


def shelf(corpus: Corpus, patch: str) -> tuple[Lawbook, Lawbook, set[str]]:
    """Present law, the reform on the same graph, and the ids that the reform touches."""
    before = library(corpus).on("KZ", DAY)
    text = corpus.patch(patch)
    changed = apply(corpus, text)
    return before, Lawbook(changed, "KZ", before.day, graph=before.graph), affected(corpus, "KZ", text)


def peers(options: argparse.Namespace) -> None:
    """Three-valued verdicts under present law and one reform, beside plain numpy columns and OpenFisca."""
    corpus, count = load(), options.count
    before, after, _ = shelf(corpus, options.patch)
    rules = thirty(before, options.rules)
    ids = [r.provision.id for r in rules]
    new = [next(r for r in after.rules if r.provision.id == each) for each in ids]
    columns = simulate.cases(before, count, options.seed)
    start = time.perf_counter()
    facts = batch.facts(before, columns, count)
    packing = (time.perf_counter() - start) * 1000
    program = batch.Batch(before.graph, [*rules, *new])
    show("qorgan: current law and reform", timed(lambda: program.evaluate(facts), options.runs), N=count,
         rules=len(rules), seed=options.seed, patch=options.patch, packing_ms=round(packing, 1))  # fmt: skip
    ours = program.evaluate(facts)

    def plain() -> list[Any]:
        one, two = Columns(before, {}), Columns(after, {})
        one.columns = two.columns = ready.columns
        return [*(one.provision(r.provision) for r in rules), *(two.provision(r.provision) for r in new)]

    ready = Columns(before, columns)
    show("plain numpy columns: the same", timed(plain, 3), N=count, rules=len(rules))
    back = np.array([batch.NO, batch.UNKNOWN, batch.YES], dtype=np.int8)
    for row, result in enumerate(plain()):
        assert (ours.states(row) == back[result]).all(), ids[row % len(ids)]
    print(json.dumps({"equal": "qorgan and plain numpy, all cases, all rules, both laws"}))
    _openfisca(before, rules, new, columns, options)


def _openfisca(
    before: Lawbook,
    rules: list[Rule],
    new: list[Rule],
    columns: dict[str, batch.States],
    options: argparse.Namespace,
) -> None:
    try:
        sys.path.insert(0, str(Path(__file__).parent))
        from openfisca_peer import Peer, calculate
    except ImportError as missing:
        print(f"OPENFISCA LEFT OUT: {missing}", file=sys.stderr)
        return
    known = {code: (column == batch.YES) for code, column in columns.items()}
    ids = [r.provision.id for r in rules]
    peer = Peer(before, [r.provision for r in rules])
    old = {r.provision.id: r.provision for r in rules}
    systems = [peer.system]
    changed = [r.provision for r in new if r.provision is not old[r.provision.id]]
    if changed:
        systems.append(peer.reformed(changed[0]))
    answers: list[list[Any]] = []

    def run() -> None:
        answers.clear()
        for system in systems:
            simulation = peer.simulate(system, known, options.count)
            answers.append([calculate(simulation, each) for each in ids])

    show(
        "OpenFisca: current law and reform, known facts only", timed(run, 3), N=options.count, rules=len(ids)
    )
    settled = {code: np.where(column, batch.YES, batch.NO).astype(np.int8) for code, column in known.items()}
    facts = batch.facts(before, settled, options.count)
    program = batch.Batch(before.graph, [*rules, *new])
    show(
        "qorgan: the same known facts", timed(lambda: program.evaluate(facts), options.runs), N=options.count
    )
    ours = program.evaluate(facts)
    for row, result in enumerate(answers[0] + (answers[1] if len(answers) > 1 else [])):
        assert (batch.unpack(ours.met[row], options.count) == result).all(), ids[row % len(ids)]
    print(json.dumps({"equal": "qorgan and OpenFisca, all cases, all rules", "laws": len(answers)}))


def simulated(options: argparse.Namespace) -> None:
    """Simulated cases through all Kazakh provisions and one reform, block by block."""
    corpus = load()
    before, after, touched = shelf(corpus, options.patch)
    new = [r for r in after.rules if r.provision.id in touched]
    program = batch.Batch(before.graph, [*before.rules, *new])
    counts = np.zeros((len(before.rules), 3), dtype=np.int64)
    moved = {r.provision.id: np.zeros((3, 3), dtype=np.int64) for r in new}
    place = {r.provision.id: i for i, r in enumerate(before.rules)}
    spent = {"simulate_s": 0.0, "pack_s": 0.0, "evaluate_s": 0.0, "count_s": 0.0}
    total = time.perf_counter()
    for block, start in enumerate(range(0, options.count, BLOCK)):
        size = min(BLOCK, options.count - start)
        clock = [time.perf_counter()]
        columns = simulate.cases(before, size, [options.seed, block])
        clock.append(time.perf_counter())
        facts = batch.facts(before, columns, size)
        clock.append(time.perf_counter())
        result = program.evaluate(facts)
        clock.append(time.perf_counter())
        split = len(before.rules)
        counts += result.counts()[:split]
        old = batch.Verdicts(size, result.met[:split], result.not_met[:split])
        fresh = batch.Verdicts(size, result.met[split:], result.not_met[split:])
        for row, rule in enumerate(new):
            at = place[rule.provision.id]
            one = batch.Verdicts(size, old.met[at : at + 1], old.not_met[at : at + 1])
            two = batch.Verdicts(size, fresh.met[row : row + 1], fresh.not_met[row : row + 1])
            moved[rule.provision.id] += batch.transitions(one, two, 0)
        clock.append(time.perf_counter())
        for key, one_, two_ in zip(spent, clock, clock[1:], strict=False):
            spent[key] += two_ - one_
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = {"what": "simulated cases through all Kazakh provisions and a reform", "N": options.count,
            "seed": options.seed, "provisions": len(before.rules), "changed": len(new), "patch": options.patch,
            "total_s": round(time.perf_counter() - total, 3), "peak_MB": round(peak),
            **{k: round(v, 3) for k, v in spent.items()}}  # fmt: skip
    print(json.dumps(line))
    for identifier, matrix in sorted(moved.items()):
        print(json.dumps({"provision": identifier, "met_open_not_met_before_x_after": matrix.tolist()}))
    assert all(row.sum() == options.count for row in counts)


def main() -> None:
    """Parse the arguments and run one bench."""
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(dest="command", required=True)
    for key, run in (("warm", warm), ("cold", cold), ("peers", peers), ("simulate", simulated)):
        made = commands.add_parser(key, help=run.__doc__)
        made.set_defaults(run=run)
        made.add_argument("--seed", type=int, default=1)
        made.add_argument("--cases", type=int, default=300)
        made.add_argument("--runs", type=int, default=10 if key == "cold" else 15)
        made.add_argument("--count", type=int, default=1_000_000)
        made.add_argument("--rules", type=int, default=30)
        made.add_argument("--patch", default="reform.3b.means_in_135_literal")
    options = top.parse_args()
    options.run(options)


if __name__ == "__main__":
    main()
