"""Noisy tables and synthetic records within one privacy budget."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from qorgan.disclosure.budget import Plan, Subset, check_budget, default_delta, make_plan, rho_for, subsets
from qorgan.disclosure.errors import DisclosureError, nearest
from qorgan.disclosure.marginals import (
    Measured,
    assemble,
    cell_variance,
    count_all,
    fingerprint,
    measure,
    project,
)
from qorgan.disclosure.mixture import Mixture, corrected, fit
from qorgan.disclosure.noise import Noise, OpenDPNoise, SeededNoise
from qorgan.disclosure.records import Coder, read_blocks
from qorgan.disclosure.rows import draw, match_ones, refine

SURE = 4.0
"""An empty value that no code list names is kept only if its noisy count is this many standard deviations up."""


@dataclass(frozen=True)
class Domain:
    """Columns with their fixed codes. `extra` (columns,) marks an empty code that the list did not name."""

    columns: list[str]
    codes: list[list[str]]
    extra: list[bool]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Codes of each column."""
        return tuple(len(c) for c in self.codes)


def make_domain(header: list[str], lists: dict[str, list[str]]) -> Domain:
    """Fixed codes of the columns that have a list, in the order of the file; empty is always a code.

    Raises DIS-02 for a listed column the file lacks.
    """
    for name in lists:
        if name not in header:
            raise DisclosureError(
                "DIS-02", name, did_you_mean=nearest(name, header), column=name, known=", ".join(header)
            )
    columns = [name for name in header if name in lists]
    codes = [lists[name] if "" in lists[name] else [*lists[name], ""] for name in columns]
    return Domain(columns, codes, ["" not in lists[name] for name in columns])


def coded_blocks(path: Path, domain: Domain) -> Iterator[np.ndarray]:
    """Records as (records, columns) int32, a block at a time. Raises DIS-01, DIS-03, DIS-04, DIS-06."""
    coders = [
        Coder(name, {code: at for at, code in enumerate(codes)}, fixed=True)
        for name, codes in zip(domain.columns, domain.codes, strict=True)
    ]
    for block in read_blocks(path, domain.columns):
        yield np.column_stack(
            [coder.encode(texts, block.first) for coder, texts in zip(coders, block.columns, strict=True)]
        )


@dataclass(frozen=True)
class Synthesis:
    """The result. `tables[A]`: whole numbers of every table up to the order; `model` makes the rows."""

    domain: Domain
    tables: dict[Subset, np.ndarray]
    model: Mixture
    pairs: dict[Subset, np.ndarray]
    ones: list[np.ndarray]
    epsilon: float
    delta: float
    rho: float
    spent: float
    deviation: dict[int, float]
    total: float


def synthesize(
    blocks: Iterable[np.ndarray],
    domain: Domain,
    *,
    epsilon: float,
    delta: float | None = None,
    order: int = 2,
    seed: int | None = None,
    noise: Callable[[bytes], Noise] | None = None,
) -> Synthesis:
    """Count, measure with noise, and fit. One block of records is one person a row.

    The result depends on the records only through the noisy measurement (and on their number through the
    default delta, given to two digits). Raises DIS-09, DIS-11 and what reading raises.
    """
    check_budget(epsilon, delta)
    order = min(order, len(domain.columns))
    records, counts = count_all(blocks, domain.sizes, order)
    delta = default_delta(records) if delta is None else delta
    rho = rho_for(epsilon, delta)
    plan = make_plan(domain.sizes, order, rho * (1 - 1e-9))
    source: Noise
    if noise is not None:
        source = noise(fingerprint(counts))
    else:
        source = OpenDPNoise() if seed is None else SeededNoise(seed, fingerprint(counts))
    measured = measure(counts, plan, source)
    if measured.rho > rho:
        raise AssertionError("the budget was overspent")
    del counts
    return _finish(domain, measured, epsilon, delta, rho, 0 if seed is None else seed)


def _finish(
    domain: Domain, measured: Measured, epsilon: float, delta: float, rho: float, seed: int
) -> Synthesis:
    plan = measured.plan
    domain, measured = _drop_absent(domain, measured)
    sizes = domain.sizes
    model = fit(measured, seed)
    wanted = subsets(len(sizes), measured.plan.order, 1)
    tables = corrected(model, measured, wanted)
    pairs: dict[Subset, np.ndarray] = {a: t for a, t in tables.items() if len(a) == 2}
    ones = [tables[(i,)] for i in range(len(sizes))]
    deviation = {
        k: math.sqrt(float(np.mean([v for a, v in plan.variance.items() if len(a) == k])))
        for k in range(plan.order + 1)
        if any(len(a) == k for a in plan.variance)
    }
    return Synthesis(
        domain=domain,
        tables={a: np.rint(t).astype(np.int64) for a, t in tables.items()},
        model=model,
        pairs=pairs,
        ones=ones,
        epsilon=epsilon,
        delta=delta,
        rho=rho,
        spent=measured.rho,
        deviation=deviation,
        total=model.total,
    )


def _drop_absent(domain: Domain, measured: Measured) -> tuple[Domain, Measured]:
    """Take away the unlisted empty code where the noisy count shows no one: nobody should get a value that the
    code list does not have. The decision reads noisy counts only."""

    plan = measured.plan
    gone = []
    for i, extra in enumerate(domain.extra):
        if extra and plan.sizes[i] > 1:
            table = assemble(measured.part, plan.sizes, (i,))
            if table[-1] < SURE * math.sqrt(cell_variance(plan, (i,))):
                gone.append(i)
    if not gone:
        return domain, measured
    sizes = tuple(n - (i in gone) for i, n in enumerate(plan.sizes))
    parts, variance, reach = {}, {}, {}
    for a in plan.variance:
        table = assemble(measured.part, plan.sizes, a)
        for axis, i in enumerate(a):
            if i in gone:
                table = np.delete(table, -1, axis=axis)
        kept = math.prod(1 - 1 / sizes[i] for i in a)
        if kept > 0:
            parts[a] = np.asarray(project(table)) if a else table
            variance[a], reach[a] = plan.variance[a], kept

    codes = [c[:-1] if i in gone else c for i, c in enumerate(domain.codes)]
    return Domain(domain.columns, codes, domain.extra), Measured(
        Plan(sizes, plan.order, variance, reach), parts, measured.rho
    )


def make_rows(result: Synthesis, rows: int, seed: int | None = None) -> np.ndarray:
    """Synthetic records, (rows, columns) int32, in random order. Drawn from the fitted model only."""
    random = np.random.default_rng(seed)
    data = draw(result.model, rows, random)
    match_ones(data, result.ones, random)
    refine(data, result.pairs, result.model.starts, random)
    random.shuffle(data)
    return data
