"""UNODC GLOTIP tables: thirteen columns, counts as text, the same child under several breakdowns.

Totals are read only from rows with Dimension = Total; `<5` is a hidden count and stays text.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache

from qorgan.standards import codes
from qorgan.standards.errors import Remark, StandardError

HIDDEN = "<5"
HIDE_BELOW = 5
TOTAL = "Total"
CHILD, ADULT, UNKNOWN = "0 to 17 years", "18 years or over", "Unknown"
VICTIMS = "Detected trafficking victims"
OFFENCES = "Offences of trafficking in persons"
PERSONS = ("Persons brought into formal contact", "Persons prosecuted", "Persons convicted")
BY_CITIZENSHIP, BY_REPATRIATION = "by citizenship", "by country of repatriation"
BY_FORM = "by form of exploitation"
FORMS = {
    "sexual": "Sexual exploitation",
    "forced_labour": "Forced labour",
    "other": "Other forms of exploitation",
}
SEXES = {"female": "Female", "male": "Male", "other": "Other", "unknown": UNKNOWN}
REQUIRED = ("Indicator", "Dimension", "Category", "Sex", "Age", "Year", "txtVALUE")
# names UNODC uses where they differ from the short names of the country table
UN_NAMES = {"RU": "Russian Federation", "MD": "Republic of Moldova", "KR": "Republic of Korea"}


@lru_cache(maxsize=1)
def columns() -> tuple[str, ...]:
    """The thirteen columns of the portal's file, in order."""
    return tuple(row["column"] for row in codes.rows("glotip_columns"))


@dataclass(frozen=True)
class Row:
    """One row of the table. `value` is text: a whole number, `<5` (hidden) or empty (not reported)."""

    iso3: str
    country: str
    region: str
    subregion: str
    indicator: str
    dimension: str
    category: str
    sex: str
    age: str
    year: int
    unit: str
    value: str
    source: str

    @property
    def hidden(self) -> bool:
        """Whether the count is a hidden small one."""
        return self.value.startswith("<")

    @property
    def count(self) -> int | None:
        """The exact count; None when it is hidden or not reported. Zero and not reported differ."""
        return int(self.value) if self.value.isdigit() else None

    def bounds(self) -> tuple[int, int] | None:
        """Lowest and highest number the text can stand for; None when not reported."""
        if self.hidden:
            return 1, HIDE_BELOW - 1
        return None if self.count is None else (self.count, self.count)


def read(content: str) -> list[Row]:
    """Parse a GLOTIP CSV; columns absent from a national extract stay empty. Raises STD-20, STD-07."""
    reader = csv.DictReader(io.StringIO(content.lstrip("\ufeff")))
    header = reader.fieldnames or []
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise StandardError("STD-20", place="row 1", missing=", ".join(missing))
    return [_row(cells, number) for number, cells in enumerate(reader, start=2)]


def _row(cells: Mapping[str, str], number: int) -> Row:
    held = {name: (cells.get(name) or "").strip() for name in columns()}
    value = held["txtVALUE"].replace(" ", "")
    if not (value == "" or value.isdigit() or (value.startswith("<") and value[1:].isdigit())):
        raise StandardError("STD-07", place=f"row {number}, txtVALUE", value=held["txtVALUE"])
    if not held["Year"].isdigit():
        raise StandardError("STD-07", place=f"row {number}, Year", value=held["Year"])
    return Row(
        iso3=held["Iso3_code"],
        country=held["Country"],
        region=held["Region"],
        subregion=held["Subregion"],
        indicator=held["Indicator"],
        dimension=held["Dimension"],
        category=held["Category"],
        sex=held["Sex"],
        age=held["Age"],
        year=int(held["Year"]),
        unit=held["Unit of measurement"],
        value=value,
        source=held["Source"],
    )


def write(rows: Iterable[Row]) -> str:
    """The rows as CSV with all thirteen columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns())
    writer.writerows(astuple(row) for row in rows)
    return out.getvalue()


def kazakhstan() -> list[Row]:
    """Kazakhstan's published rows, 2003-2022 (UNODC file of 14 April 2025)."""
    held = codes.rows("glotip_kazakhstan")
    return [_row(cells, number) for number, cells in enumerate(held, start=2)]


def total(
    rows: Sequence[Row],
    indicator: str,
    year: int,
    *,
    sex: str = TOTAL,
    age: str = TOTAL,
    dimension: str = TOTAL,
) -> str | None:
    """The published total as text (`<5` stays text); None when it was not reported.

    Raises STD-18 when asked to total another dimension: its rows overlap and must not be added up.
    """
    if dimension != TOTAL:
        raise StandardError("STD-18", place="Dimension", value=dimension)
    for row in rows:
        if (row.indicator, row.dimension, row.year, row.sex, row.age) == (indicator, TOTAL, year, sex, age):
            return row.value or None
    return None


def number(value: str) -> int:
    """The text of a count as a number. Raises STD-19 for a hidden one: nothing may be computed from it."""
    if not value.isdigit():
        raise StandardError("STD-19", value=value)
    return int(value)


@dataclass(frozen=True)
class Person:
    """One detected victim as the table needs it. `sex`: female, male, other, unknown; `age` in years at
    detection or None; `forms`: any of sexual, forced_labour, other; countries alpha-2 or None."""

    sex: str = "unknown"
    age: int | None = None
    forms: frozenset[str] = frozenset()
    citizenship: str | None = None
    repatriated_to: str | None = None

    @property
    def age_group(self) -> str:
        """Child, adult or unknown: an unknown age is never counted as an adult."""
        return UNKNOWN if self.age is None else CHILD if self.age < 18 else ADULT


def victims_table(
    people: Sequence[Person], *, country: str, year: int, hide_below: int = HIDE_BELOW
) -> list[Row]:
    """GLOTIP rows on detected victims: totals by sex and age, then the three overlapping breakdowns.

    `country` is alpha-2. Each person counts once per row, so a child exploited in two forms stands in two rows
    by form and in one total. Counts from 1 to `hide_below` - 1 are written `<5`; zero is written 0.
    """
    found: list[Row] = []

    def add(dimension: str, category: str, group: Sequence[Person], *, zero: bool) -> None:
        cells = Counter(
            (p_sex, p_age) for p in group for p_sex in (TOTAL, SEXES[p.sex]) for p_age in (TOTAL, p.age_group)
        )
        for sex in (TOTAL, *SEXES.values()):
            for age in (TOTAL, CHILD, ADULT, UNKNOWN):
                count = cells[(sex, age)]
                if count or (zero and sex == TOTAL and age != UNKNOWN):
                    text = HIDDEN if 0 < count < hide_below else str(count)
                    found.append(_made(country, VICTIMS, dimension, category, sex, age, year, text))

    add(TOTAL, TOTAL, people, zero=True)
    for form, label in FORMS.items():
        add(BY_FORM, label, [p for p in people if form in p.forms], zero=True)
    for dimension, attribute in ((BY_CITIZENSHIP, "citizenship"), (BY_REPATRIATION, "repatriated_to")):
        held = sorted({getattr(p, attribute) for p in people if getattr(p, attribute)})
        for code in held:
            add(dimension, un_name(code), [p for p in people if getattr(p, attribute) == code], zero=False)
    return found


def justice_row(indicator: str, count: int, *, country: str, year: int, sex: str = TOTAL) -> Row:
    """One row on offences or on persons in contact, prosecuted or convicted. Raises STD-12 for another indicator."""
    allowed = (OFFENCES, *PERSONS)
    if indicator not in allowed:
        raise StandardError("STD-12", place="Indicator", value=indicator, allowed=", ".join(allowed))
    text = HIDDEN if 0 < count < HIDE_BELOW else str(count)
    return _made(country, indicator, TOTAL, TOTAL, sex, TOTAL, year, text)


def _made(
    country: str, indicator: str, dimension: str, category: str, sex: str, age: str, year: int, value: str
) -> Row:
    place = (codes.alpha3(country), un_name(country), "", "")
    return Row(*place, indicator, dimension, category, sex, age, year, "Counts", value, "GLOTIP")


def un_name(code: str) -> str:
    """The English name UNODC uses for a country; KeyError for an unknown alpha-2 code."""
    return UN_NAMES.get(code, codes.countries()[code]["en"])


def contradictions(rows: Sequence[Row]) -> list[Remark]:
    """Breakdowns that cannot be true together: a sum of exclusive parts above the whole.

    Hidden counts are taken at their lowest in the sum and at their highest in the whole. Parts compared: ages,
    sexes, citizenship. Forms overlap and repatriation counts other people, so neither is compared.
    """
    found = []
    for indicator, year in sorted({(row.indicator, row.year) for row in rows}):
        here = [r for r in rows if r.indicator == indicator and r.year == year]
        whole = _whole(here)
        if whole is None:
            continue
        for part, chosen in _parts(here).items():
            low = sum(b[0] for b in (r.bounds() for r in chosen) if b)
            if low > whole:
                values = {"year": year, "indicator": indicator, "part": part, "low": low, "high": whole}
                found.append(Remark("STD-33", dict(values)))
    return found


def _parts(rows: Sequence[Row]) -> dict[str, list[Row]]:
    main = [r for r in rows if r.dimension == TOTAL]
    return {
        "Age": [r for r in main if r.sex == TOTAL and r.age != TOTAL],
        "Sex": [r for r in main if r.age == TOTAL and r.sex != TOTAL],
        BY_CITIZENSHIP: [r for r in rows if r.dimension == BY_CITIZENSHIP and r.sex == r.age == TOTAL],
    }


def _whole(rows: Sequence[Row]) -> int | None:
    """The highest total the rows allow: the total itself, else the sum of the ages."""
    for row in rows:
        if row.dimension == TOTAL and row.sex == row.age == TOTAL and row.bounds():
            return (row.bounds() or (0, 0))[1]
    ages = [b for b in (r.bounds() for r in _parts(rows)["Age"]) if b]
    return sum(b[1] for b in ages) if len(ages) >= 2 else None
