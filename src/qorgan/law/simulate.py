"""Synthetic cases from a stated joint distribution, for benches and for showing what a reform would move.

They are invented and must be called so wherever they are shown. Each case first gets a form (prostitution,
labour, adoption, begging, …), then acts, means, purposes and circumstances that depend on it; each fact is
then left unknown with a probability of its own.
"""

from __future__ import annotations

import numpy as np

from .batch import NO, UNKNOWN, YES, States
from .bits import members
from .lawbook import Lawbook

FORMS: dict[str, tuple[float, tuple[str, ...], tuple[str, ...]]] = {
    "prostitution": (
        0.30,
        ("purpose.prostitution",),
        ("act.recruitment", "act.harbouring", "act.exploitation"),
    ),
    "labour": (
        0.20,
        ("purpose.forced_labour",),
        ("act.recruitment", "act.transportation", "act.exploitation"),
    ),
    "adoption": (0.20, ("purpose.illegal_adoption",), ("act.sale", "act.transfer", "act.receipt")),
    "begging": (0.12, ("purpose.begging",), ("act.transportation", "act.harbouring", "act.exploitation")),
    "crime": (0.08, ("purpose.criminal_activity",), ("act.recruitment", "act.enticement")),
    "organs": (0.02, ("purpose.organ_removal",), ("act.transportation", "act.sale")),
    "none": (0.08, (), ("act.transfer", "act.arranging_travel")),
}
FORM_ACT, FORM_PURPOSE, OTHER = 0.7, 0.95, 0.06
UNKNOWN_SHARE = {
    "act": 0.05,
    "means": 0.35,
    "purpose": 0.2,
    "circumstance": 0.3,
    "person": 0.6,
    "assessment": 0.7,
}
ADULT_SHARE, AGE_UNKNOWN = 0.15, 0.1


def cases(book: Lawbook, count: int, seed: int | list[int]) -> dict[str, States]:
    """Columns of states by atom code for `count` synthetic cases, consistent with the family tree of facts.

    `seed` may be a list (seed, block) so that a long run can be made block by block.
    """
    rng = np.random.default_rng(seed)
    shares = np.array([share for share, _, _ in FORMS.values()])
    form = rng.choice(len(FORMS), size=count, p=shares / shares.sum())
    columns: dict[str, States] = {}
    for atom in book.corpus.vocabulary.atoms.values():
        chance = np.full(count, OTHER, dtype=np.float32)
        for i, (_, purposes, acts) in enumerate(FORMS.values()):
            if atom.code in purposes:
                chance[form == i] = FORM_PURPOSE
            elif atom.code in acts:
                chance[form == i] = FORM_ACT
        column = (rng.random(count, dtype=np.float32) < chance).astype(np.int8)
        column[rng.random(count, dtype=np.float32) < UNKNOWN_SHARE[atom.kind]] = UNKNOWN
        columns[atom.code] = column
    _ages(columns, rng, count)
    _tree(book, columns)
    return columns


def _ages(columns: dict[str, States], rng: np.random.Generator, count: int) -> None:
    age = np.where(rng.random(count) < ADULT_SHARE, rng.integers(18, 40, count), rng.integers(0, 18, count))
    slack = np.where(rng.random(count) < AGE_UNKNOWN, rng.integers(1, 6, count), 0)
    low, high = age - slack, age + slack
    for years in range(1, 31):
        column = np.full(count, UNKNOWN, dtype=np.int8)
        column[high < years] = YES
        column[low >= years] = NO
        columns[f"victim.under_{years}"] = column


def _tree(book: Lawbook, columns: dict[str, States]) -> None:
    """True facts make their ancestors true; then false facts make their descendants false."""
    bits = book.bits
    for code in list(columns):
        for number in members(bits.up(bits.number(code))):
            parent = bits.codes[number]
            if parent in columns:
                columns[parent][columns[code] == YES] = YES
    for code in list(columns):
        for number in members(bits.up(bits.number(code))):
            parent = bits.codes[number]
            if parent in columns:
                columns[code][columns[parent] == NO] = NO
    for union, children in bits.unions.items():
        whole, parts = columns[bits.codes[union]], [columns[bits.codes[n]] for n in members(children)]
        none = np.logical_and.reduce([part == NO for part in parts])
        for part in parts:
            others = np.logical_and.reduce([other == NO for other in parts if other is not part])
            part[(whole == YES) & others & (part == UNKNOWN)] = YES
        whole[none] = NO
