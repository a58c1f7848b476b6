"""How untidy an invented world is: the settings of the simulation."""

from __future__ import annotations

from dataclasses import dataclass

from qorgan.linkage.writers import ARABIC, CYRILLIC, LATIN


@dataclass(frozen=True, slots=True)
class Setting:
    """How untidy the world is; rates are per field and record unless said otherwise."""

    typing: float = 0.07
    crossed: float = 0.015
    patronymic_missing: float = 0.3
    mother_missing: float = 0.35
    region_missing: float = 0.08
    region_other: float = 0.15
    sex_missing: float = 0.05
    sex_wrong: float = 0.007
    surname_form: float = 0.08
    surname_other: float = 0.015
    patronymic_moved: float = 0.02
    dob_bad: float = 0.26
    dob_missing: float = 0.03
    siblings: float = 0.4
    twins: float = 0.04
    copies: float = 1.45
    stock: str = "all"
    popularity: float = 0.35
    cyrillic: tuple[str, ...] = CYRILLIC
    latin: tuple[str, ...] = LATIN
    arabic: tuple[str, ...] = ARABIC
    scripts: tuple[float, float, float] = (0.4, 0.37, 0.23)
    elsewhere: float = 0.18  # chance that a body writes in another script than the body before it, at least
    loyalty: float = 0.85
    double: float = 0.0  # a second given name, that an office may leave out or write as one word
    father_bare: float = 0.0  # the father's name, without ending, in the field of the given name
    mother_initial: float = 0.0  # surname and initial
    mother_elsewhere: float = 0.0  # her name in another script than the rest
    nicknames: float = 0.0  # a short form made of the beginning of the name
    regions: int = 20


SETTINGS = {
    "standard": Setting(),
    "tidy": Setting(
        popularity=0.2, typing=0.03, dob_bad=0.12, patronymic_missing=0.15, mother_missing=0.2, crossed=0.005
    ),
    "untidy": Setting(
        popularity=0.5, typing=0.13, dob_bad=0.38, patronymic_missing=0.45, mother_missing=0.5, crossed=0.03
    ),
    "districts": Setting(
        double=0.06,
        father_bare=0.04,
        mother_initial=0.15,
        mother_elsewhere=0.2,
        nicknames=0.02,
        regions=240,
        region_other=0.06,
        siblings=0.6,
        copies=1.0,
        surname_form=0.2,
    ),
}
