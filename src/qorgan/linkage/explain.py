"""Why a pair has its score: one step per field, in Kazakh, Russian and English."""

from __future__ import annotations

from dataclasses import dataclass

from qorgan.linkage.levels import (
    ARRANGEMENTS,
    DOB_LEVELS,
    DOCUMENT_LEVELS,
    FIELDS,
    NAME_FIELDS,
    NAME_LEVELS,
    REGION_LEVELS,
    SEX_LEVELS,
    Comparison,
)
from qorgan.linkage.record import Record
from qorgan.linkage.weights import Model, Weights

_LEVELS = {"dob": DOB_LEVELS, "sex": SEX_LEVELS, "region": REGION_LEVELS, "document": DOCUMENT_LEVELS}
_FAMILY = ("surname", "patronymic", "mother")
_AGREE = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the waterfall. `weight` is in natural-log odds; `a` and `b` are the two spellings."""

    field: str
    level: str
    weight: float
    a: str
    b: str


def steps_of(
    a: Record,
    b: Record,
    comparison: Comparison,
    weights: Weights,
    row: int,
    *,
    model: Model,
    arrangement: int,
    odds: float,
    penalty: float,
) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """(waterfall, flags) of one pair. The weights add up to `odds`; fields unknown on a side weigh 0."""
    steps: list[Step] = []
    for name in FIELDS:
        level = int(comparison.level[name][row])
        labels = NAME_LEVELS if name in NAME_FIELDS else _LEVELS[name]
        label = labels[level] if level >= 0 else "missing"
        steps.append(
            Step(name, label, float(weights.match[name][row]), _spelling(a, name), _spelling(b, name))
        )
    if arrangement:
        steps.append(
            Step("arrangement", ARRANGEMENTS[arrangement], _log(model.arrangement[arrangement]), "", "")
        )
    if penalty < -0.05:
        steps.append(Step("sibling", "sibling", penalty, "", ""))
    prior = odds - sum(step.weight for step in steps)
    flags = _flags(comparison, row, penalty)
    return (Step("prior", "prior", prior, "", ""), *steps), flags


def _log(value: float) -> float:
    from math import log

    return log(value)


def _spelling(record: Record, field: str) -> str:
    if field == "document":
        return " ".join(record.documents)
    return str(getattr(record, field) or "")


def _flags(comparison: Comparison, row: int, penalty: float) -> tuple[str, ...]:
    """`sibling` or `twin` when family fields agree and the given name does not; `made_older` for years."""
    level = {name: int(comparison.level[name][row]) for name in FIELDS}
    found: list[str] = []
    family = any(0 <= level[name] <= _AGREE for name in _FAMILY)
    if family and level["given"] > _AGREE and penalty < -0.7:
        same_day = level["dob"] >= 0 and DOB_LEVELS[level["dob"]] in {"exact", "day_month_swapped"}
        found.append("twin" if same_day else "sibling")
    if level["dob"] >= 0 and DOB_LEVELS[level["dob"]] in {"year_off_1", "year_off_2_4"}:
        found.append("made_older")
    return tuple(found)
