"""SDG indicator 16.2.2: victims of trafficking per 100,000 residents, by sex, age and form of exploitation.

Numerator here: detected victims (UNODC metadata of 31 March 2023). An estimated total may stand beside it only as
a range with its method.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qorgan.standards import glotip
from qorgan.standards.errors import StandardError
from qorgan.standards.glotip import Row

PER = 100_000
Key = tuple[int, str, str]  # year, sex, age group, in the words of GLOTIP


@dataclass(frozen=True)
class Population:
    """Residents of a group, with where the number comes from and of which date it is."""

    residents: int
    source: str
    vintage: str


@dataclass(frozen=True)
class Rate:
    """One cell of the table. `detected` as published text; `rate` None when the count is hidden or absent."""

    year: int
    sex: str
    age: str
    form: str
    detected: str
    rate: float | None
    population: Population


@dataclass(frozen=True)
class EstimatedRange:
    """Estimated victims, detected and not: always a range with its method, never one number."""

    year: int
    low: float
    high: float
    method: str
    population: Population

    @property
    def rates(self) -> tuple[float, float]:
        """Lower and upper rate per 100,000 residents."""
        per = PER / self.population.residents
        return self.low * per, self.high * per


def table(rows: Sequence[Row], population: Mapping[Key, Population]) -> list[Rate]:
    """Rates for every published cell on detected victims: totals, then by form of exploitation.

    Unknown sex or age has no population and no rate. Raises STD-21 naming a group whose population is missing.
    """
    found = []
    for row in rows:
        if row.indicator != glotip.VICTIMS or row.dimension not in {glotip.TOTAL, glotip.BY_FORM}:
            continue
        if row.sex in {"Other", glotip.UNKNOWN} or row.age == glotip.UNKNOWN:
            continue
        key = (row.year, row.sex, row.age)
        if key not in population or population[key].residents <= 0:
            raise StandardError("STD-21", place="population", value=" / ".join(str(part) for part in key))
        group = population[key]
        rate = None if row.count is None else row.count * PER / group.residents
        form = glotip.TOTAL if row.dimension == glotip.TOTAL else row.category
        found.append(Rate(row.year, row.sex, row.age, form, row.value, rate, group))
    return found
