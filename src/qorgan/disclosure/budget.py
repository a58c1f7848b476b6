"""The privacy budget: from (epsilon, delta) to zero-concentrated privacy, and how it is shared out.

Neighbours differ by one person (one record) added or removed. Noise is discrete Gaussian (Canonne, Kamath,
Steinke 2020); costs add up as rho-zCDP (Bun, Steinke 2016); OpenDP does the conversion.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import opendp.prelude as dp

from qorgan.disclosure.errors import DisclosureError

dp.enable_features("contrib")

Subset = tuple[int, ...]


def default_delta(records: int) -> float:
    """1 / (n ln n), rounded to two digits so that the exact number of records does not leave with it."""
    size = max(records, 3)
    return float(f"{1.0 / (size * math.log(size)):.1e}")


def check_budget(epsilon: float, delta: float | None, option: str = "--epsilon") -> None:
    """`option` is where epsilon came from. Raises DIS-09."""
    if not (math.isfinite(epsilon) and 0 < epsilon <= 100):
        raise DisclosureError("DIS-09", option, name=option, value=epsilon, why="it is above 0, up to 100")
    if delta is not None and not (math.isfinite(delta) and 0 < delta < 1):
        raise DisclosureError("DIS-09", "--delta", name="--delta", value=delta, why="it lies between 0 and 1")


def _epsilon(scale: float, delta: float) -> float:
    """Epsilon at `delta` of Gaussian noise of this scale on a query of sensitivity 1, as OpenDP computes it."""
    space = dp.vector_domain(dp.atom_domain(T="i64")), dp.l2_distance(T="f64")
    noise = dp.m.make_gaussian(*space, scale=scale)
    profile = dp.c.make_zCDP_to_approxDP(noise).map(1.0)  # type: ignore[no-untyped-call]
    return float(profile.epsilon(delta))


def rho_for(epsilon: float, delta: float) -> float:
    """The largest rho (to 1e-4 relative) whose zCDP implies (epsilon, delta)-DP."""
    low, high = 1e-3, 1e6
    while high / low > 1.00005:
        middle = math.sqrt(low * high)
        low, high = (low, middle) if _epsilon(middle, delta) <= epsilon else (middle, high)
    return 0.5 / high**2


def epsilon_for(rho: float, delta: float) -> float:
    """The epsilon that rho-zCDP gives at `delta`."""
    return _epsilon(math.sqrt(0.5 / rho), delta)


@dataclass(frozen=True)
class Plan:
    """For each set of columns the noise of its pure interaction.

    `variance[A]`: variance per cell of the noise before projection; `reach[A]`: squared L2 length of one person's
    part in it, prod(1 - 1/n_i); `sizes`: number of codes of each column.
    """

    sizes: tuple[int, ...]
    order: int
    variance: dict[Subset, float]
    reach: dict[Subset, float]

    def cost(self) -> float:
        """Total rho."""
        return sum(self.reach[a] / (2 * self.variance[a]) for a in self.variance)


def subsets(columns: int, order: int, least: int = 0) -> list[Subset]:
    """All sets of up to `order` columns, small ones first."""
    return [a for k in range(least, order + 1) for a in combinations(range(columns), k)]


def make_plan(sizes: tuple[int, ...], order: int, rho: float) -> Plan:
    """Share `rho` over the interactions of all sets of up to `order` columns.

    A table is the sum of the interactions of its subsets, each divided by the sizes it is spread over
    (ResidualPlanner: Xiao, He, Zhang, Kifer, NeurIPS 2023). The shares minimise the sum, over all tables, of the
    mean variance of a cell: variance[A] proportional to sqrt(reach / weight).
    """
    sets = subsets(len(sizes), order)
    reach = {a: math.prod(1 - 1 / sizes[i] for i in a) for a in sets}
    weight = dict.fromkeys(sets, 0.0)
    for table in sets:
        for k in range(len(table) + 1):
            for part in combinations(table, k):
                spread = math.prod(sizes[i] for i in table if i not in part)
                weight[part] += reach[part] / spread**2
    live = [a for a in sets if reach[a] > 0]
    raw = {a: math.sqrt(reach[a] / weight[a]) for a in live}
    scale = sum(reach[a] / raw[a] for a in live) / (2 * rho)
    return Plan(sizes, order, {a: raw[a] * scale for a in live}, {a: reach[a] for a in live})
