"""CTDC files: the k-anonymised Global Dataset and the Global Synthetic Dataset of 2024 and 2026, in and out.

A flag that stands for several things at once (`meansThreats`) is never split into its parts on import: it stays
in the block `ctdc`. Flags with exactly one HTCDS meaning become HTCDS codes. Any other set of columns is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from qorgan.standards import codes
from qorgan.standards.errors import StandardError

LAYOUTS = ("kanon", "2024", "2026")
OPTIONAL = frozenset(
    {"isSlaveryAndPractices"}
)  # absent from the dictionary of 2017, present in the file of 2021
UNKNOWN = frozenset({"", "-99", "00", "null", "NA", "None", "unknown", "Unknown"})
AGE_BANDS = (
    ("0--8", 0, 8), ("9--17", 9, 17), ("18--20", 18, 20), ("21--23", 21, 23), ("24--26", 24, 26),
    ("27--29", 27, 29), ("30--38", 30, 38), ("39--47", 39, 47), ("48+", 48, 200),
)  # fmt: skip
MONTH_BANDS = ("0--12 (0-1 yr)", "13--24 (1-2 yrs)", "25+ (2+ yrs)")

# column -> (HTCDS field, code): the flag says exactly this code and nothing else
CONTROL, FORM, SEX = "vic_MethodsOfControl", "vic_TypeOfExploitation", "vic_TypeOfSexExploitation"
EXACT_SYNTHETIC: dict[str, tuple[str, str]] = {
    "meansFalsePromises": (CONTROL, "FalsePromises"),
    "meansDrugsAlcohol": (CONTROL, "PsychoactiveSubstance"),
    "meansExcessiveWorkHours": (CONTROL, "ExcessiveWorkingHours"),
    "meansWithholdDocs": (CONTROL, "WithholdsDocuments"),
    "isSexualExploit": (FORM, "SexualExploitation"),
    "sectorOfSexProstitution": (SEX, "Prostitution"),
    "sectorOfSexPornography": (SEX, "Pornography"),
}
_SAME_CONTROL = [
    "DebtBondage",
    "TakesEarnings",
    "RestrictsFinancialAccess",
    "PsychologicalAbuse",
    "PhysicalAbuse",
    "SexualAbuse",
    "FalsePromises",
    "RestrictsMovement",
    "RestrictsMedicalCare",
    "ExcessiveWorkingHours",
    "UsesChildren",
    "WithholdsNecessities",
    "WithholdsDocuments",
    "Other",
]
EXACT_KANON: dict[str, tuple[str, str]] = {
    **{f"meansOfControl{code}": (CONTROL, code) for code in _SAME_CONTROL},
    "meansOfControlPsychoactiveSubstances": (CONTROL, "PsychoactiveSubstance"),
    "meansOfControlThreatOfLawEnforcement": (CONTROL, "ThreatsLawEnforcement"),
    "isSexualExploit": (FORM, "SexualExploitation"),
    "isForcedMarriage": (FORM, "ForcedMarriage"),
    "isOrganRemoval": (FORM, "OrganRemoval"),
    "typeOfLabourBegging": (FORM, "ForcedBegging"),
    **{
        f"typeOfSex{code}": (SEX, code)
        for code in ("Prostitution", "Pornography", "RemoteInteractiveServices", "PrivateSexualServices")
    },
}

# column -> (HTCDS field, codes any of which set the flag on export); never used on import
LABOUR = ("ForcedLabour", "ForcedBegging", "ChildLabour", "Servitude")
OTHER_FORMS = (
    "ForcedMarriage", "ForcedMilitaryByNonStateActors", "OrganRemoval", "ForcedAdoption", "Surrogacy", "Other",
)  # fmt: skip
ASSUMED = {"ChildLabour": "isForcedLabour", "Servitude": "isForcedLabour"}
GROUPED_SYNTHETIC: dict[str, tuple[str, tuple[str, ...]]] = {
    "meansDebtBondageEarnings": (CONTROL, ("DebtBondage", "TakesEarnings")),
    "meansThreats": (
        CONTROL,
        ("PhysicalThreats", "ThreatsLawEnforcement", "ThreatensChildrenFamily", "UsesChildren"),
    ),
    "meansAbusePsyPhySex": (CONTROL, ("PsychologicalAbuse", "PhysicalAbuse", "SexualAbuse")),
    "meansDenyBasicNeeds": (
        CONTROL,
        ("RestrictsFinancialAccess", "RestrictsMedicalCare", "WithholdsNecessities", "RestrictsMovement"),
    ),
    "isForcedLabour": (FORM, LABOUR),
    "isOtherExploit": (FORM, OTHER_FORMS),
}
GROUPED_KANON: dict[str, tuple[str, tuple[str, ...]]] = {
    "meansOfControlThreats": (CONTROL, ("PhysicalThreats", "ThreatensChildrenFamily")),
    "isForcedLabour": (FORM, LABOUR),
    "isOtherExploit": (FORM, ("ForcedAdoption", "Surrogacy", "Other")),
    "isForcedMilitary": (FORM, ("ForcedMilitaryByNonStateActors",)),
    "isSlaveryAndPractices": (FORM, ("Servitude",)),
}
# sectors of synthetic files: column -> ISIC section held by the single-valued HTCDS field
SECTORS = {
    "sectorOfLabourConstruction": "F_Construction",
    "sectorOfLabourDomesticWork": "T_ActivitiesOfHouseholdsAsEmployers",
    "sectorOfLabourHospitality": "I_AccommodationAndFoodServiceActivities",
}
AGRICULTURE = "sectorOfLabourAgriculture"  # ISIC division 01 only; section A is wider
CROPS = "CropAndAnimalProductionHuntingAndRelatedServiceActivities"
RELATIONS = {
    "recruiterRelationIntimatePartner": "intimate_partner",
    "recruiterRelationFriend": "friend",
    "recruiterRelationFamily": "family",
    "recruiterRelationOther": "other",
    "recruiterRelationUnknown": "unknown",
}
GENDERS = {"Man": "Masculine", "Woman": "Feminine", "Male": "Masculine", "Female": "Feminine"}
TRANS = "Trans/Transgender/NonConforming"
OTHER_GENDERS = frozenset({"TransgenderFeminine", "TransgenderMasculine", "NonConforming"})
PROFILE_VALUES = ("ageBroad", "yearOfRegistration", "traffickMonths", "Datasource")


def modern(column: str) -> str:
    """The 2026 name of a column of the 2024 file; six names changed."""
    for old, new in (("typeOfLabour", "sectorOfLabour"), ("typeOfSex", "sectorOfSex")):
        if column.startswith(old):
            return new + column[len(old) :]
    return column


@dataclass(frozen=True)
class Layout:
    """One published set of columns. `names` as in the file; `own` their 2026 names (equal for kanon)."""

    key: str
    names: tuple[str, ...]
    own: tuple[str, ...]
    flags: frozenset[str]

    @property
    def exact(self) -> dict[str, tuple[str, str]]:
        """Flags with exactly one HTCDS code."""
        return EXACT_KANON if self.key == "kanon" else EXACT_SYNTHETIC

    @property
    def grouped(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Flags that stand for several HTCDS codes."""
        return GROUPED_KANON if self.key == "kanon" else GROUPED_SYNTHETIC


@lru_cache(maxsize=4)
def layout(key: str) -> Layout:
    """A layout by its key (`kanon`, `2024`, `2026`). Raises STD-12 for another."""
    if key not in LAYOUTS:
        raise StandardError("STD-12", place="layout", value=key, allowed=", ".join(LAYOUTS))
    table = codes.rows("ctdc_kanon" if key == "kanon" else f"ctdc_synthetic_{key}")
    names = tuple(row["column"] for row in table)
    own = names if key == "kanon" else tuple(modern(name) for name in names)
    marks = {row["column"] for row in table if row["type"] in {"flag", "ternary"}}
    flags = frozenset(o for n, o in zip(names, own, strict=True) if n in marks)
    return Layout(key, names, own, flags)


def recognise(header: Sequence[str]) -> Layout:
    """Which file this is, by its set of columns in any order. Raises STD-04 for any other set."""
    given = set(header)
    best: tuple[int, Layout] | None = None
    for key in LAYOUTS:
        known = layout(key)
        wrong = given ^ set(known.names)
        if len(header) == len(given) and not wrong - OPTIONAL and not (given - set(known.names)):
            return known
        if best is None or len(wrong) < best[0]:
            best = (len(wrong), known)
    near = best[1] if best else layout("2026")
    extra = ", ".join(sorted(given - set(near.names))[:5]) or "—"
    missing = ", ".join(n for n in near.names if n not in given)[:200] or "—"
    raise StandardError(
        "STD-04", place="row 1", did_you_mean=f"CTDC {near.key}", extra=extra, missing=missing
    )


class Reader:
    """Turns rows of one CTDC file into profile records."""

    def __init__(self, header: Sequence[str]) -> None:
        self.header = tuple(header)
        self.layout = recognise(header)
        self.own = tuple(c if self.layout.key == "kanon" else modern(c) for c in header)

    def record(self, row: Sequence[str]) -> dict[str, Any]:
        """One row as a profile record (without the profile's stamp).

        Raises STD-05 (value off its list), STD-07, STD-09, STD-11 or STD-23 naming the column.
        """
        if len(row) != len(self.header):
            raise StandardError("STD-11", value=len(row), allowed=len(self.header))
        yes: list[str] = []
        no: list[str] = []
        values: dict[str, str] = {}
        for column, cell in zip(self.own, row, strict=True):
            if not cell or cell == "-99":
                continue
            if column not in self.layout.flags:
                if cell.strip() not in UNKNOWN:
                    values[column] = cell.strip()
            elif cell in ("1", "1.0"):
                yes.append(column)
            elif cell in ("0", "0.0") and self.layout.key == "kanon":
                no.append(column)
            else:
                raise StandardError("STD-23", place=column, value=cell)
        return self._assemble(yes, no, values)

    def _assemble(self, yes: list[str], no: list[str], values: dict[str, str]) -> dict[str, Any]:
        victim: dict[str, Any] = {}
        kept: list[str] = []
        for column in yes:
            if column in self.layout.exact:
                field, code = self.layout.exact[column]
                victim.setdefault(field, []).append(code)
            else:
                kept.append(column)
        self._single(victim, kept, yes)
        record: dict[str, Any] = {}
        person, events = _profile_values(values)
        if person:
            record["person"] = person
        if victim:
            record["victim"] = victim
        if events:
            record["events"] = events
        held = {"layout": self.layout.key, "flags": kept, "flags_no": no, "values": values}
        record["ctdc"] = {key: value for key, value in held.items() if value}
        return record

    def _single(self, victim: dict[str, Any], kept: list[str], yes: list[str]) -> None:
        """Fields that hold one value: filled only when the file gives one, else the flags stay as they are."""
        sectors = [c for c in yes if c in SECTORS or c == AGRICULTURE]
        if len(sectors) == 1 and sectors[0] in SECTORS:
            victim["vic_ForcedLabourIndustry"] = SECTORS[sectors[0]]
            kept.remove(sectors[0])
        elif sectors == [AGRICULTURE]:
            victim["vic_ForcedLabourIndustry"] = "A_AgricultureForestryAndFishing"
        relations = [c for c in yes if c in RELATIONS]
        if relations == ["recruiterRelationFamily"]:
            victim["vic_RelationshipToTrafficker"] = "Familial"
            kept.remove("recruiterRelationFamily")
        elif relations == ["recruiterRelationFriend"]:
            victim["vic_RelationshipToTrafficker"] = "Acquainted"


def _profile_values(values: dict[str, str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Move gender, citizenship and country of exploitation to HTCDS fields; check the rest against its list."""
    person: dict[str, Any] = {}
    events: list[dict[str, Any]] = []
    gender = values.get("gender")
    if gender in GENDERS:
        person["prs_Gender"] = GENDERS[values.pop("gender")]
    if "citizenship" in values:
        person["prs_Citizenship"] = [codes.alpha2(values.pop("citizenship"), "citizenship")]
    if "CountryOfExploitation" in values:
        country = codes.alpha2(values.pop("CountryOfExploitation"), "CountryOfExploitation")
        events.append({"hte_Country": country, "hte_Type": "Exploitation"})
    year = values.get("yearOfRegistration")
    if year is not None and not (year.isdigit() and len(year) == 4):
        raise StandardError("STD-07", place="yearOfRegistration", value=year)
    age = values.get("ageBroad")
    if age is not None and age not in _AGES:
        near = next((band for band, low, _ in AGE_BANDS if age.startswith(str(low))), None)
        raise StandardError("STD-05", place="ageBroad", did_you_mean=near, value=age, code_list="ageBroad")
    months = values.get("traffickMonths")
    if months is not None and not months.startswith(("0--12", "13--24", "25+")):
        raise StandardError("STD-05", place="traffickMonths", value=months, code_list="traffickMonths")
    return person, events


_AGES = frozenset(band for band, _, _ in AGE_BANDS)
