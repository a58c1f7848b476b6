"""Scores of pairs: the probability that two records are the same child, and why.

Three explanations compete for every pair: the same child (M), siblings (S), strangers (U). The probability is
P(M) P(levels|M) / sum, so that a shared surname, patronymic and mother do not add up to the same child when
the given name says brother or sister. Siblings share family fields as one child does; else they are strangers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from qorgan.linkage.arrangements import crossed
from qorgan.linkage.explain import Pair, Step, steps_of
from qorgan.linkage.frame import Frame, Ints, WordMemory, build
from qorgan.linkage.levels import FIELDS, Comparison, Names, compare
from qorgan.linkage.record import Record
from qorgan.linkage.weights import Doubles, Frequencies, Model, Weights, community, shipped, weigh

_ENOUGH = 5000  # records from which a list's own name frequencies can be trusted


@dataclass(slots=True)
class Scored:
    """The best arrangement of n pairs: natural-log sums and, by field, levels and weights."""

    match: Doubles
    sibling: Doubles
    arrangement: npt.NDArray[np.int8]
    bonds: Doubles
    comparison: Comparison
    weights: Weights


@dataclass(frozen=True, slots=True)
class Score:
    """The chance that two records are one child.

    `band` is `likely` (show first, a person confirms), `possible` (review queue) or `new`. `flags` may hold
    `sibling`, `twin`, `made_older`. `waterfall` starts with the prior; its weights add up to `log_odds`.
    """

    probability: float
    band: str
    log_odds: float
    flags: tuple[str, ...]
    waterfall: tuple[Step, ...]
    model_version: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """One candidate of a search: `rank` from 1, the record, its score."""

    rank: int
    record: Record
    score: Score


def evaluate(frame: Frame, a: Ints, b: Ints, model: Model, common: Frequencies) -> Scored:
    """Weigh pairs of rows of a frame, each in the arrangement of names that fits it best."""
    names = Names(frame, int(a[0]) if len(a) > 1 and (a == a[0]).all() else None)
    comparison = compare(frame, a, b, names)
    weights = weigh(model, comparison, common)
    match, sibling = weights.totals()
    arrangement = np.zeros(len(a), np.int8)
    start = float(np.log(model.arrangement[0]))
    bonds = community(model, comparison)
    match, sibling = match + start + bonds, sibling + start + bonds
    for number, (rows, view) in crossed(names, a, b, comparison).items():
        other = weigh(model, view, common)
        other_match, other_sibling = other.totals()
        other_bonds = np.maximum(bonds[rows], community(model, view))
        price = float(np.log(model.arrangement[number])) + other_bonds
        other_match, other_sibling = other_match + price, other_sibling + price
        better = other_match > match[rows]
        chosen = rows[better]
        match[chosen], sibling[chosen] = other_match[better], other_sibling[better]
        arrangement[chosen] = number
        bonds[chosen] = other_bonds[better]
        for name in FIELDS:
            comparison.level[name][chosen] = view.level[name][better]
            weights.match[name][chosen] = other.match[name][better]
            weights.sibling[name][chosen] = other.sibling[name][better]
        for name in comparison.regime:
            comparison.regime[name][chosen] = view.regime[name][better]
            comparison.left[name][chosen] = view.left[name][better]
            comparison.right[name][chosen] = view.right[name][better]
    return Scored(match, sibling, arrangement, bonds, comparison, weights)


def log_odds(
    match: Doubles, sibling: Doubles, matches: float, siblings: float, size: int
) -> tuple[Doubles, Doubles]:
    """(natural-log odds of the same child, penalty for siblings <= 0), before tempering.

    `matches` and `siblings` are how many others of the register each record has on average; `size` records.
    """
    others = max(size - 1, 1)
    stranger = max(1.0 - (matches + siblings) / others, 1e-3)
    penalty = -np.logaddexp(0.0, sibling + np.log(siblings / others / stranger))
    return match + np.log(matches / others / stranger) + penalty, penalty


def probability(odds: Doubles, model: Model) -> Doubles:
    """Calibrated probability of natural-log odds."""
    tempered = np.clip(model.slope * odds + model.offset, -60.0, 60.0)
    result: Doubles = 1.0 / (1.0 + np.exp(-tempered))
    return result


def band_of(chance: float, model: Model, flags: Iterable[str] = ()) -> str:
    """`likely`, `possible` or `new`; a possible twin or sibling is never `likely` by machine."""
    if chance < model.possible:
        return "new"
    guarded = "twin" in flags or "sibling" in flags
    return "likely" if chance >= model.likely and not guarded else "possible"


def _scores(
    frame: Frame,
    a: Ints,
    b: Ints,
    records: list[Record],
    model: Model,
    common: Frequencies,
    size: int,
    top: int,
    new: bool = True,
) -> list[tuple[int, Score]]:
    """The `top` best of the pairs, best first: (number of the pair, score); without `new` none of that band."""
    scored = evaluate(frame, a, b, model, common)
    odds, penalty = log_odds(
        scored.match, scored.sibling, model.matches_per_record, model.siblings_per_record, size
    )
    chance = probability(odds, model)
    result = []
    for n in np.argsort(-odds, kind="stable")[:top]:
        row = int(n)
        if not new and chance[row] < model.possible:
            break  # what follows is no more alike
        pair = Pair(
            records[a[row]],
            records[b[row]],
            arrangement=int(scored.arrangement[row]),
            arrangement_weight=float(np.log(model.arrangement[scored.arrangement[row]])),
            bonds=float(scored.bonds[row]),
            odds=float(odds[row]),
            penalty=float(penalty[row]),
        )
        steps, flags = steps_of(pair, scored.comparison, scored.weights, row)
        value = float(chance[row])
        found = Score(value, band_of(value, model, flags), float(odds[row]), flags, steps, model.version)
        result.append((row, found))
    return result


def score(a: Record, b: Record, *, model: Model | None = None) -> Score:
    """How likely two records are the same child, in a register of the size the model was fitted for."""
    chosen = model or shipped()
    frame = build([a, b])
    one, two = np.array([0], np.int32), np.array([1], np.int32)
    common = Frequencies(frame, chosen)
    return _scores(frame, one, two, [a, b], chosen, common, chosen.register_size, 1)[0][1]


def rank(
    query: Record,
    records: Iterable[Record],
    *,
    top: int = 10,
    size: int | None = None,
    model: Model | None = None,
    new: bool = True,
    memory: WordMemory | None = None,
) -> list[Ranked]:
    """The best `top` of the candidate records, best first, with their scores.

    `records` are candidates found by key; `size` is how many records the whole register has (it sets how
    surprising a match is), by default the model's. Without `new`, those of that band are left out: explaining
    them would cost most of the time. `memory` keeps single names from one call to the next.
    """
    chosen = model or shipped()
    everyone = [query, *records]
    if len(everyone) == 1:
        return []
    frame = build(everyone, memory=memory)
    b = np.arange(1, len(everyone), dtype=np.int32)
    a = np.zeros(len(b), np.int32)
    # Candidates found by key share names: their own frequencies mislead, the model's average does not.
    common = Frequencies(frame, chosen, own=len(everyone) >= _ENOUGH)
    found = _scores(frame, a, b, everyone, chosen, common, size or chosen.register_size, top, new)
    return [Ranked(n, everyone[row + 1], value) for n, (row, value) in enumerate(found, start=1)]
