"""Fitting the weights to a list without knowing the truth (expectation-maximisation).

Fellegi and Sunter 1969, Winkler 1988, with a third class for siblings. The u of each level comes from pairs
drawn at random; m, the siblings' s for given name and birth date, and the rates come from candidate pairs.
A weak prior (the shipped weights, `PULL` pairs) keeps levels sane that the list hardly shows.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np

from qorgan.linkage.batch import candidate_pairs
from qorgan.linkage.community import how_together
from qorgan.linkage.levels import FIELDS, NAME_FIELDS, REGIMES, Comparison, compare
from qorgan.linkage.record import LinkageError, Record
from qorgan.linkage.scoring import Scored, evaluate
from qorgan.linkage.weights import FAMILY, Doubles, Frequencies, Model, from_dict, shipped

PULL = 40.0
RANDOM_PAIRS = 1_500_000
_LOWEST = 1e-6
_FLOOR = {"given": 0.003, "surname": 0.004, "patronymic": 0.006, "mother": 0.006, "dob": 0.003}
_CROSSED_FLOOR = np.array([0.5, 0.008, 0.008, 0.004])  # names are crossed in every register
_KEPT = (1, 4)  # the levels `variant` and `part` are kept: a list seldom has enough of them
_KIN_FACTOR = np.array([0.3, 0.3, 3.0, 8.0, 3.0, 20.0, 12.0])  # siblings are often named alike


def fit(
    records: Sequence[Record], *, seed: int = 1, rounds: int = 30, start: Model | None = None
) -> dict[str, Any]:
    """Weights for a list, as the JSON object of a weights file.

    Needs at least 500 records (LinkageError LNK-06); the same for the same list and seed.
    """
    return fit_many([records], seed=seed, rounds=rounds, start=start)


def fit_many(
    lists: Sequence[Sequence[Record]], *, seed: int = 1, rounds: int = 30, start: Model | None = None
) -> dict[str, Any]:
    """Weights for several lists at once: each is paired within itself, the counts are added up."""
    if min(map(len, lists)) < 500:
        raise LinkageError("LNK-06", "records")
    model = start or shipped()
    worlds = [_World(records, model, seed) for records in lists]
    raw = copy.deepcopy(model.raw)
    _set_strangers(raw, worlds, model)
    model = from_dict(raw)
    for world in worlds:
        world.common = Frequencies(world.frame, model)
    found = np.mean([world.together(model) for world in worlds], axis=0)
    raw["together"]["weight"] = [float(f"{value:.4g}") for value in found]
    model = from_dict(raw)
    for _ in range(rounds):
        raw, change = _round(raw, model, worlds)
        model = from_dict(raw)
        if change < 2e-4:
            break
    return raw


class _World:
    """One list: its columns, candidate pairs, and a random sample of pairs."""

    def __init__(self, records: Sequence[Record], model: Model, seed: int) -> None:
        self.frame, self.a, self.b = candidate_pairs(records)
        self.size = len(records)
        rng = np.random.default_rng(seed)
        one = rng.integers(0, self.size, RANDOM_PAIRS // 2).astype(np.int32)
        two = rng.integers(0, self.size, RANDOM_PAIRS // 2).astype(np.int32)
        self.strangers = compare(self.frame, one[one != two], two[one != two])
        self.common = Frequencies(self.frame, model)
        self.matches, self.siblings = model.matches_per_record, model.siblings_per_record

    def together(self, model: Model) -> Doubles:
        """How the names of this list go together."""
        return how_together(self.frame, evaluate(self.frame, self.a, self.b, model, self.common), model)

    def weighed(self, model: Model) -> tuple[Scored, Doubles, Doubles]:
        """(scored candidate pairs, chance of the same child, chance of siblings)."""
        scored = evaluate(self.frame, self.a, self.b, model, self.common)
        others = max(self.size - 1, 1)
        log_m = scored.match + np.log(self.matches / others)
        log_s = scored.sibling + np.log(self.siblings / others)
        total = np.logaddexp(np.logaddexp(log_m, log_s), 0.0)
        same, kin = np.exp(log_m - total), np.exp(log_s - total)
        self.matches = float(np.clip(2 * same.sum() / self.size, 0.01, 20))
        self.siblings = float(np.clip(2 * kin.sum() / self.size, 0.01, 20))
        return scored, same, kin


def _count(comparison: Comparison, field: str, weight: Doubles | None, shape: tuple[int, int]) -> Doubles:
    """Weighted count of each level, shape (regimes, levels)."""
    level = comparison.level[field]
    known = level >= 0
    regime = comparison.regime[field] if field in NAME_FIELDS else np.zeros(len(level), np.int8)
    at = regime[known].astype(np.int64) * shape[1] + level[known]
    counted = np.bincount(at, None if weight is None else weight[known], minlength=shape[0] * shape[1])
    return counted.reshape(shape).astype(np.float64)


def _blend(counted: Doubles, prior: Doubles, pull: float) -> Doubles:
    shares = counted + pull * prior
    result: Doubles = np.maximum(shares / shares.sum(axis=1, keepdims=True), _LOWEST)
    return result


def _robust(shares: Doubles, first: Doubles, field: str) -> Doubles:
    """No level of the same child is all but impossible; kept levels stay as they were."""
    result = np.maximum(shares, _FLOOR.get(field, _LOWEST))
    if field in NAME_FIELDS:
        result[:, _KEPT] = first[:, _KEPT]
    shared: Doubles = result / result.sum(axis=1, keepdims=True)
    return shared


def _rows(raw: dict[str, Any], field: str) -> list[dict[str, Any]]:
    entry = raw["fields"][field]
    return [entry[regime] for regime in REGIMES] if field in NAME_FIELDS else [entry]


def _put(raw: dict[str, Any], field: str, kind: str, values: Doubles) -> float:
    """Write probabilities into the file's object; returns the largest change."""
    change = 0.0
    for row, found in zip(_rows(raw, field), values, strict=True):
        change = max(change, float(np.abs(np.array(row[kind]) - found).max()))
        row[kind] = [float(f"{value:.4g}") for value in found]
    return change


def _set_strangers(raw: dict[str, Any], worlds: Sequence[_World], model: Model) -> None:
    for field in FIELDS:
        table = model.tables[field]
        shape = (table.shape[0], table.shape[2])
        counted = np.sum([_count(world.strangers, field, None, shape) for world in worlds], axis=0)
        found = _blend(counted, table[:, 1, :], 200.0)
        if field in NAME_FIELDS:
            found[:, _KEPT] = table[:, 1, _KEPT]
        _put(raw, field, "u", found)
        if field == "given":
            kin = found.copy()
            kin[:, :-1] *= _KIN_FACTOR
            kin[:, -1] = 1.0 - kin[:, :-1].sum(axis=1)
            _put(raw, field, "s", kin)


def _round(raw: dict[str, Any], model: Model, worlds: Sequence[_World]) -> tuple[dict[str, Any], float]:
    raw = copy.deepcopy(raw)
    first = shipped()
    weighed = [world.weighed(model) for world in worlds]
    change = 0.0
    for field in FIELDS:
        table = first.tables[field]
        shape = (table.shape[0], table.shape[2])
        same = np.sum([_count(s.comparison, field, m, shape) for s, m, _ in weighed], axis=0)
        kin = np.sum([_count(s.comparison, field, k, shape) for s, _, k in weighed], axis=0)
        own = _robust(_blend(same, table[:, 0, :], PULL), table[:, 0, :], field)
        change = max(change, _put(raw, field, "m", own))
        if field == "dob":
            _put(raw, field, "s", _blend(kin, table[:, 2, :], PULL))
        elif field in FAMILY:
            _put(raw, field, "s", own)
    crossed = np.sum([np.bincount(s.arrangement, m, minlength=4) for s, m, _ in weighed], axis=0)
    prior = first.arrangement / first.arrangement.sum()
    shares = np.maximum((crossed + PULL * prior) / (crossed.sum() + PULL), _CROSSED_FLOOR)
    shares = shares / shares.sum()
    raw["arrangement"]["m"] = [float(f"{value:.4g}") for value in shares]
    return raw, change
