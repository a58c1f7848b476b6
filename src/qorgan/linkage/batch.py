"""Whole lists: all likely pairs of a list, and the best matches of many queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from qorgan.linkage.candidates import index, numbered, pairs_of
from qorgan.linkage.community import how_together
from qorgan.linkage.company import Company, corroboration
from qorgan.linkage.frame import Frame, Ints, WordMemory, build
from qorgan.linkage.keys import keys_of
from qorgan.linkage.levels import Levels
from qorgan.linkage.names import Names, parse_names
from qorgan.linkage.record import Record, parse_birth_date
from qorgan.linkage.scoring import evaluate, log_odds, probability
from qorgan.linkage.weights import Doubles, Frequencies, Model, shipped

_CHUNK = 400_000
_HUGE = 100_000
_LONG = 2000  # records from which a list can say how its names go together
_RARE = 12  # in long lists, a block this small makes a pair by itself
_LOOKS = 2  # rounds of asking companions
_WIDEST = 20_000  # a key shared by more records than this says nothing


@dataclass(slots=True)
class Pairs:
    """Scored pairs as row numbers, `probability` for each."""

    a: Ints
    b: Ints
    probability: Doubles


def prepare(records: Sequence[Record]) -> tuple[Frame, list[list[str]]]:
    """(columns, keys) of a list of records; each name is folded once."""
    parsed = _parsed(records)
    return build(records, parsed), list(_keys(records, parsed, around=1, wide=True))


def _parsed(records: Sequence[Record]) -> list[Names]:
    parse = WordMemory()
    return [parse_names(record, parse) for record in records]


def _keys(records: Sequence[Record], parsed: Sequence[Names], around: int, wide: bool) -> Iterator[list[str]]:
    for names, record in zip(parsed, records, strict=True):
        yield keys_of(names, parse_birth_date(record.dob), record.region, around=around, wide=wide)


def candidate_pairs(records: Sequence[Record]) -> tuple[Frame, Ints, Ints]:
    """(columns, a, b): the pairs of a list that are worth weighing.

    Up to 100,000 records one shared key is enough and the years before and after are tried. In longer lists the
    year is exact and a pair must share two keys or a rare one (a block of few records), or the pairs would
    grow with the square of the list.
    """
    parsed = _parsed(records)
    frame = build(records, parsed)
    short = len(records) <= _HUGE
    numbers, rows = numbered(_keys(records, parsed, around=1 if short else 0, wide=short))
    del parsed
    a, b = pairs_of(numbers, rows, frame.earliest, window_for(len(records)), None if short else _RARE)
    return frame, a, b


def window_for(count: int) -> int:
    """How far apart two rows of one block may be: narrower in long lists."""
    return 100 if count <= 50_000 else 50 if count <= 250_000 else 25


def _chunks(count: int) -> Iterator[slice]:
    for start in range(0, count, _CHUNK):
        yield slice(start, min(start + _CHUNK, count))


def link_pairs(
    records: Sequence[Record],
    *,
    min_score: float = 0.02,
    model: Model | None = None,
    company: bool = True,
) -> Pairs:
    """All pairs of a list that are the same child with a probability of at least `min_score`.

    With `company`, what each record's likely companions say counts too (see the module `company`); without,
    each pair stands alone, as in `score`. Clusters are never closed here.
    """
    chosen = model or shipped()
    frame, a, b = candidate_pairs(records)
    common = Frequencies(frame, chosen)
    if _LONG <= len(records) <= _HUGE:
        chosen = _adapted(chosen, frame, a, b, common)
    weighed = _weighed(frame, a, b, chosen, common)
    rates = estimate_rates(weighed.match, weighed.sibling, chosen, len(records))
    odds = weighed.odds(chosen, rates, len(records))
    if company:
        weighed, odds = _with_company(frame, weighed, odds, chosen, common, rates)
    chance = 1.0 / (1.0 + np.exp(-np.clip(odds, -60.0, 60.0)))
    good = chance >= min_score
    return Pairs(weighed.a[good], weighed.b[good], chance[good])


@dataclass(slots=True)
class _Weighed:
    """Pairs with their natural-log sums and whether their given names disagree."""

    a: Ints
    b: Ints
    match: Doubles
    sibling: Doubles
    given: Levels

    def odds(self, model: Model, rates: tuple[float, float], size: int) -> Doubles:
        """Tempered log odds, each pair alone."""
        found, _ = log_odds(self.match, self.sibling, *rates, size)
        tempered: Doubles = model.slope * found + model.offset
        return tempered

    def and_(self, other: _Weighed) -> _Weighed:
        """Both lists of pairs."""
        return _Weighed(
            np.concatenate([self.a, other.a]),
            np.concatenate([self.b, other.b]),
            np.concatenate([self.match, other.match]),
            np.concatenate([self.sibling, other.sibling]),
            np.concatenate([self.given, other.given]),
        )


def _weighed(
    frame: Frame, a: Ints, b: Ints, model: Model, common: Frequencies, least: float | None = None
) -> _Weighed:
    """The pairs that are not hopeless (whose sum is at least `least`)."""
    floor = _hopeless(len(frame)) if least is None else least
    whole = _Weighed(a[:0], b[:0], np.zeros(0), np.zeros(0), np.zeros(0, np.int8))
    kept = [whole]
    for part in _chunks(len(a)):
        scored = evaluate(frame, a[part], b[part], model, common)
        alive = scored.match > floor
        given = scored.comparison.level["given"][alive]
        kept.append(
            _Weighed(a[part][alive], b[part][alive], scored.match[alive], scored.sibling[alive], given)
        )
    return _Weighed(
        np.concatenate([entry.a for entry in kept]),
        np.concatenate([entry.b for entry in kept]),
        np.concatenate([entry.match for entry in kept]),
        np.concatenate([entry.sibling for entry in kept]),
        np.concatenate([entry.given for entry in kept]),
    )


def _with_company(
    frame: Frame,
    weighed: _Weighed,
    odds: Doubles,
    model: Model,
    common: Frequencies,
    rates: tuple[float, float],
) -> tuple[_Weighed, Doubles]:
    """The pairs blended with what companions say; pairs no key had found are weighed and may join.

    Looked at twice: companions are known better when theirs have been heard too.
    """
    size = len(frame)
    first = Company(size, weighed.a, weighed.b, odds, odds)
    new = first.new_pairs(weighed.a.astype(np.int64) * size + weighed.b)
    fresh_a, fresh_b = (new // size).astype(np.int32), (new % size).astype(np.int32)
    fresh = _weighed(frame, fresh_a, fresh_b, model, common, -np.inf)
    whole = weighed.and_(fresh)
    alone = np.concatenate([odds, fresh.odds(model, rates, size)])
    sure = alone
    for _ in range(_LOOKS):
        apart = model.corroborated * corroboration(size, whole.a, whole.b, sure, whole.given)
        company = Company(size, whole.a, whole.b, alone - apart, sure - apart)
        sure = company.blend(whole.a, whole.b, alone - apart, model)
    return whole, sure


def _adapted(model: Model, frame: Frame, a: Ints, b: Ints, common: Frequencies) -> Model:
    """The model with the list's own count of how names go together; no other weight changes.

    Not for lists so long that the window of a block hides many pairs of equal names.
    """
    scored = evaluate(frame, a[:_CHUNK], b[:_CHUNK], model, common)
    share = min(1.0, _CHUNK / max(len(a), 1))
    return replace(model, together=how_together(frame, scored, model, share))


def _hopeless(count: int) -> float:
    """A sum of weights below which no prior makes a pair likely."""
    return float(np.log(max(count, 2)) - 9.0)


def estimate_rates(match: Doubles, sibling: Doubles, model: Model, count: int) -> tuple[float, float]:
    """How many other records of the same child, and of siblings, a record of this list has (EM on two numbers).

    The shipped weights stay as they are; only these rates depend on the list. They are held near the model's
    in short lists and between 0.002 and 20.
    """
    matches, siblings = model.matches_per_record, model.siblings_per_record
    others = max(count - 1, 1)
    pull = 20.0
    for _ in range(25):
        log_m = match + np.log(matches / others)
        log_s = sibling + np.log(siblings / others)
        total = np.logaddexp(np.logaddexp(log_m, log_s), 0.0)
        new_m = (2 * float(np.exp(log_m - total).sum()) + pull * model.matches_per_record) / (count + pull)
        new_s = (2 * float(np.exp(log_s - total).sum()) + pull * model.siblings_per_record) / (count + pull)
        done = abs(new_m - matches) < 1e-4 * matches
        matches, siblings = float(np.clip(new_m, 0.002, 20)), float(np.clip(new_s, 0.002, 20))
        if done:
            break
    return matches, siblings


def search(
    records: Sequence[Record],
    queries: Sequence[Record],
    *,
    top: int = 10,
    candidates: int = 300,
    model: Model | None = None,
) -> list[list[tuple[int, float]]]:
    """For each query the best `top` records as (row number, probability), best first.

    At most `candidates` records of each query are scored: those that share the rarest keys with it.
    """
    chosen = model or shipped()
    frame, keys = prepare([*records, *queries])
    count = len(records)
    found = shortlist(keys[:count], keys[count:], candidates)
    a = np.repeat(np.arange(count, count + len(queries), dtype=np.int32), [len(rows) for rows in found])
    b = np.concatenate([*found, np.zeros(0, np.int32)]).astype(np.int32)
    common = Frequencies(frame, chosen)
    odds = np.zeros(len(a))
    for part in _chunks(len(a)):
        scored = evaluate(frame, a[part], b[part], chosen, common)
        odds[part], _ = log_odds(
            scored.match, scored.sibling, chosen.matches_per_record, chosen.siblings_per_record, count
        )
    chance = probability(odds, chosen)
    result: list[list[tuple[int, float]]] = []
    start = 0
    for rows in found:
        stop = start + len(rows)
        best = start + np.argsort(-odds[start:stop], kind="stable")[:top]
        result.append([(int(b[n]), float(chance[n])) for n in best])
        start = stop
    return result


def shortlist(stored: Sequence[Sequence[str]], asked: Sequence[Sequence[str]], most: int) -> list[Ints]:
    """Row numbers that share a key with each query, at most `most`: first those sharing many and rare keys."""
    numbers, rows = index(stored)
    memory: dict[str, int] = {}
    for entry in stored:
        for key in entry:
            memory.setdefault(key, len(memory))
    order = np.argsort(numbers, kind="stable")
    blocks = rows[order]
    starts = np.searchsorted(numbers[order], np.arange(len(memory) + 1))
    result: list[Ints] = []
    for entry in asked:
        known = [memory[key] for key in entry if key in memory]
        members = [blocks[starts[n] : starts[n + 1]] for n in known]
        members = [m for m in members if len(m) <= _WIDEST]
        if not members:
            result.append(np.zeros(0, np.int32))
            continue
        worth = np.concatenate([np.full(len(m), 1.0 / np.sqrt(len(m))) for m in members])
        unique, back = np.unique(np.concatenate(members), return_inverse=True)
        total = np.bincount(back, worth)
        result.append(unique[np.argsort(-total, kind="stable")[:most]].astype(np.int32))
    return result
