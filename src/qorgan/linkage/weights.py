"""The fitted model: for every field and level the chance to see it in the same child (m), in strangers (u)
and in siblings (s), read from a versioned JSON file that a person can review."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from qorgan.linkage.frame import Frame
from qorgan.linkage.levels import AGREE, FIELDS, NAME_FIELDS, NAME_LEVELS, REGIMES, Comparison
from qorgan.linkage.record import LinkageError

Doubles = npt.NDArray[np.float64]
FAMILY = frozenset({"surname", "patronymic", "mother", "region"})
COLUMN = {"given": "given", "surname": "stem", "patronymic": "patronymic", "mother": "mother"}


@dataclass(frozen=True, slots=True)
class Model:
    """A weights file. `tables[field]` has shape (regimes, 3, levels): m, u, s; one regime unless a name."""

    version: str
    tables: dict[str, Doubles]
    arrangement: Doubles
    together: Doubles
    company: tuple[float, float, float]
    corroborated: float
    matches_per_record: float
    siblings_per_record: float
    register_size: int
    slope: float
    offset: float
    likely: float
    possible: float
    raw: dict[str, Any]


def from_dict(raw: dict[str, Any]) -> Model:
    """A model from parsed JSON; raises LinkageError LNK-05 when something is missing or no probability."""
    try:
        found = {}
        for name in FIELDS:
            entry = raw["fields"][name]
            regimes = [entry[regime] for regime in REGIMES] if name in NAME_FIELDS else [entry]
            found[name] = np.array([[row["m"], row["u"], row["s"]] for row in regimes], np.float64)
            if name in NAME_FIELDS and found[name].shape[2] != len(NAME_LEVELS):
                raise ValueError(name)
            if not ((found[name] > 0).all() and (found[name] <= 1).all()):
                raise ValueError(name)
        prior, bands, temper = raw["prior"], raw["bands"], raw["temper"]
        return Model(
            version=str(raw["version"]),
            tables=found,
            arrangement=np.array(raw["arrangement"]["m"], np.float64),
            together=np.array(raw["together"]["weight"], np.float64),
            company=(
                float(raw["company"]["offset"]),
                float(raw["company"]["own"]),
                float(raw["company"]["others"]),
            ),
            corroborated=float(raw["company"]["corroborated"]),
            matches_per_record=float(prior["matches_per_record"]),
            siblings_per_record=float(prior["siblings_per_record"]),
            register_size=int(prior["register_size"]),
            slope=float(temper["slope"]),
            offset=float(temper["offset"]),
            likely=float(bands["likely"]),
            possible=float(bands["possible"]),
            raw=raw,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise LinkageError("LNK-05", "weights", "part", reason=error) from error


@cache
def shipped() -> Model:
    """The weights that come with the package."""
    text = resources.files("qorgan.linkage").joinpath("data", "weights.json").read_text("utf-8")
    return from_dict(json.loads(text))


def load(path: Path) -> Model:
    """The weights of a file that `qorgan link fit` wrote; raises LinkageError LNK-05."""
    try:
        return from_dict(json.loads(path.read_text("utf-8")))
    except (OSError, json.JSONDecodeError) as error:
        raise LinkageError("LNK-05", path.name, reason=error) from error


class Frequencies:
    """How common each skeleton is among the records of a frame, blended with the model's average."""

    _WEIGHT = 60.0

    def __init__(self, frame: Frame, model: Model, *, own: bool = True) -> None:
        """`own`: count the names of the frame; else all are as common as the model's average."""
        size = int(frame.skeleton_of.max(initial=-1)) + 1
        self.of: dict[str, Doubles] = {}
        self.average: dict[str, float] = {}
        for name in NAME_FIELDS:
            average = float(model.tables[name][0, 1, 0])
            seen = frame.names[COLUMN[name]]
            if own:
                self._count(name, frame.skeleton_of[seen[seen >= 0]], size, average)
            else:
                self.average[name], self.of[name] = average, np.full(size, average)
        places = frame.region[frame.region >= 0]
        average = float(model.tables["region"][0, 1, 0])
        met = np.bincount(places, minlength=1).astype(np.float64)
        if own:
            self.average["region"] = _coincidence(places, average, self._WEIGHT)
            self.of["region"] = (met + self._WEIGHT * average) / (len(places) + self._WEIGHT)
        else:
            self.average["region"], self.of["region"] = average, np.full(len(met), average)

    def _count(self, name: str, seen: npt.NDArray[np.int32], size: int, average: float) -> None:
        self.average[name] = _coincidence(seen, average, self._WEIGHT)
        count = np.maximum(np.bincount(seen, minlength=size).astype(np.float64) - 1.0, 0.25)
        self.of[name] = (count + self._WEIGHT * average) / (len(seen) + self._WEIGHT)


def _coincidence(seen: npt.NDArray[np.int32], average: float, weight: float) -> float:
    """The chance that two of the names are the same, blended with the model's average."""
    count = np.bincount(seen).astype(np.float64) if len(seen) else np.zeros(1)
    pairs = len(seen) * (len(seen) - 1.0)
    own = float((count * (count - 1)).sum()) / pairs if pairs > 0 else average
    return (own * len(seen) + average * weight) / (len(seen) + weight)


@dataclass(slots=True)
class Weights:
    """Natural-log weights of n pairs: `match[field]` and `sibling[field]` against strangers."""

    match: dict[str, Doubles]
    sibling: dict[str, Doubles]

    def totals(self) -> tuple[Doubles, Doubles]:
        """(sum for the same child, sum for siblings)."""
        match: Doubles = np.sum(list(self.match.values()), axis=0)
        sibling: Doubles = np.sum(list(self.sibling.values()), axis=0)
        return match, sibling


def weigh(model: Model, comparison: Comparison, common: Frequencies) -> Weights:
    """Look the levels up. Missing has weight 0; an exact rare name weighs more than an exact common one."""
    match: dict[str, Doubles] = {}
    sibling: dict[str, Doubles] = {}
    for name in FIELDS:
        level = comparison.level[name]
        known = level >= 0
        regime = comparison.regime[name] if name in NAME_FIELDS else np.zeros(len(level), np.int8)
        table = model.tables[name]
        at = np.maximum(level, 0)
        m, u, s = table[regime, 0, at], table[regime, 1, at], table[regime, 2, at]
        if name in NAME_FIELDS:
            ratio = s / u
            u = _by_frequency(model, comparison, common, name, m, u)
            s = s if name in FAMILY else ratio * u
        elif name == "region":
            u = _by_place(comparison, common)
        match[name] = np.where(known, np.log(m / u), 0.0)
        sibling[name] = np.where(known, np.log(s / u), 0.0)
    return Weights(match, sibling)


def _by_place(comparison: Comparison, common: Frequencies) -> Doubles:
    """u of regions: how common this one is in the list; with 250 districts the same one says much, with 3 little."""
    rates = common.of["region"]
    here = rates[np.maximum(comparison.left["region"], 0)]
    return np.where(comparison.level["region"] == 0, here, 1.0 - common.average["region"])


def _by_frequency(
    model: Model, comparison: Comparison, common: Frequencies, name: str, m: Doubles, u: Doubles
) -> Doubles:
    """u of each pair, given how common the more common of the two names is.

    Exact: the frequency itself. Nearly the same: the level's u times the frequency over its average, held
    between 1/4 and 8, since common names have more strangers nearby.
    """
    level = comparison.level[name]
    close = (level >= 0) & (level <= AGREE) & (comparison.left[name] >= 0)
    rates = common.of[name]
    rate = np.maximum(rates[comparison.left[name][close]], rates[comparison.right[name][close]])
    average = common.average[name]
    result = u.copy()
    near = u[close] * np.clip(rate / average, 0.25, 8.0)
    result[close] = np.minimum(np.where(level[close] == 0, rate, near), 0.9 * m[close])
    return result


def community(model: Model, comparison: Comparison) -> Doubles:
    """Weight (<= 0) for names that go together: strangers of one language or village share several names more
    often than chance, so that a second and company agreeing name says less than the first."""
    agree = {name: (level >= 0) & (level <= AGREE) for name, level in comparison.level.items()}
    others = sum(agree[name].astype(np.int64) for name in NAME_FIELDS if name != "given")
    result: Doubles = np.where(agree["given"], model.together[others], 0.0)
    return result
