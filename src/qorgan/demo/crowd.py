"""Invented children for many cases, from the names the linkage is measured with: about 1,100 given names, 640 surnames.

The same seed gives the same children. Half of them are in several records, as different bodies would write one child
down: scripts, spellings, dates made older, brothers and sisters.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from qorgan.linkage import Record, parse_birth_date
from qorgan.linkage.simulate import SETTINGS, Stock, simulate, surname_of

AT_ONCE = 2_000
_SEX = {"f": "female", "m": "male"}


def records(seed: int) -> Iterator[Record]:
    """Records without end, in the mixed order in which bodies write them down."""
    part = 0
    while True:
        yield from simulate(AT_ONCE, seed * 1_000 + part).records
        part += 1


def name_of(record: Record) -> dict[str, str]:
    """The name as a case keeps it."""
    return {"surname": record.surname, "given": record.given, "patronymic": record.patronymic}


def birth_of(record: Record) -> dict[str, Any] | None:
    """The birth date as a case keeps it; None when it is not known."""
    born = parse_birth_date(record.dob)
    if born is None:
        return None
    known = born.earliest == born.latest
    return {
        "kind": "known" if known else "interval",
        "from": born.earliest.isoformat(),
        "to": born.latest.isoformat(),
    }


def sex_of(record: Record) -> str:
    """The sex as a case keeps it."""
    return _SEX.get(record.sex, "unknown")


def spoken(chance: random.Random) -> str:
    """Surname and given name of somebody who may be among them, as an officer types them."""
    stock, sex = _stock(), chance.choice("mf")
    stock.rng = chance
    words = (surname_of(stock.draw("kk", "sur"), sex, "kk"), stock.draw("kk", sex))
    return " ".join(word.capitalize() for word in words)


@cache
def _stock() -> Stock:
    setting = SETTINGS["standard"]
    return Stock(random.Random(1), setting.stock, setting.popularity)  # noqa: S311 - invented data
