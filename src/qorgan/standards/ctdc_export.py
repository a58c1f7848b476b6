"""From a profile record to one row of a CTDC file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qorgan.standards import codes, ctdc
from qorgan.standards.ctdc import Layout

# flags of one file that say the same as a flag of the other
SAME_IN_KANON = {
    "sectorOfLabourConstruction": "typeOfLabourConstruction",
    "sectorOfLabourAgriculture": "typeOfLabourAgriculture",
    "sectorOfLabourDomesticWork": "typeOfLabourDomesticWork",
    "sectorOfLabourHospitality": "typeOfLabourHospitality",
}
IN_SYNTHETIC = {"meansOfControlThreats": "meansThreats", "isForcedMilitary": "isOtherExploit"}
GENDER_KANON = {"Masculine": "Male", "Feminine": "Female"}
GENDER_SYNTHETIC = {"Masculine": "Man", "Feminine": "Woman"}
RELATION_FLAGS = {value: key for key, value in ctdc.RELATIONS.items()}


def row(record: Mapping[str, Any], target: Layout) -> dict[str, str]:
    """The cells of one record by the column names of `target`; unknown is "" (or -99 in kanon)."""
    held = record.get("ctdc", {})
    yes = _flags(record, target, held)
    no = set(held.get("flags_no", [])) - yes if target.key == "kanon" else set()
    values = _values(record, target, held)
    unknown = "-99" if target.key == "kanon" else ""
    cells = {}
    for name, own in zip(target.names, target.own, strict=True):
        if own in target.flags:
            cells[name] = "1" if own in yes else "0" if own in no else unknown
        else:
            cells[name] = values.get(own, "00" if target.key == "kanon" and own in _COUNTRY else unknown)
    return cells


_COUNTRY = frozenset({"citizenship", "CountryOfExploitation"})


def _flags(record: Mapping[str, Any], target: Layout, held: Mapping[str, Any]) -> set[str]:
    victim = record.get("victim", {})
    yes = {_own(flag, target) for flag in held.get("flags", [])}
    home = held.get("layout") == target.key or (
        target.key != "kanon" and held.get("layout") in {"2024", "2026"}
    )
    told = {code for _, code in target.exact.values()} if home else set()
    for column, (field, code) in target.exact.items():
        if code in victim.get(field, []):
            yes.add(column)
    # parts set their group, except where a record from the same kind of file says both for itself
    for column, (field, parts) in target.grouped.items():
        if any(part in victim.get(field, []) for part in parts if part not in told):
            yes.add(column)
    for column, section in ctdc.SECTORS.items():
        if victim.get("vic_ForcedLabourIndustry") == section:
            yes.add(_own(column, target))
    if record.get("child", {}).get("industry_detail") == ctdc.CROPS:
        yes.add(_own(ctdc.AGRICULTURE, target))
    if victim.get("vic_RelationshipToTrafficker") == "Familial":
        yes.add("recruiterRelationFamily")
    yes |= {RELATION_FLAGS[r] for r in record.get("child", {}).get("recruiter_relations", [])}
    return yes & target.flags


def _own(flag: str, target: Layout) -> str:
    if target.key == "kanon":
        return SAME_IN_KANON.get(flag, flag)
    return IN_SYNTHETIC.get(flag, ctdc.modern(flag))


def _values(record: Mapping[str, Any], target: Layout, held: Mapping[str, Any]) -> dict[str, str]:
    values = {k: v for k, v in held.get("values", {}).items() if k in target.own}
    person = record.get("person", {})
    gender = person.get("prs_Gender")
    names = GENDER_KANON if target.key == "kanon" else GENDER_SYNTHETIC
    if gender in names:
        values["gender"] = names[gender]
    elif gender in ctdc.OTHER_GENDERS:
        values["gender"] = ctdc.TRANS
    if person.get("prs_Citizenship"):
        values["citizenship"] = _country(person["prs_Citizenship"][0], target)
    country = _exploitation_country(record)
    if country is not None:
        values["CountryOfExploitation"] = _country(country, target)
    registered = _registered(record)
    if registered and "yearOfRegistration" not in values:
        values["yearOfRegistration"] = registered[:4]
    if "ageBroad" not in values:
        band = age_band(person.get("prs_Birthdate"), registered)
        if band:
            values["ageBroad"] = band
    months = record.get("child", {}).get("exploitation_months")
    if months is not None and "traffickMonths" in target.own and "traffickMonths" not in values:
        values["traffickMonths"] = ctdc.MONTH_BANDS[0 if months <= 12 else 1 if months <= 24 else 2]
    return values


def _exploitation_country(record: Mapping[str, Any]) -> str | None:
    for event in record.get("events", []):
        name = event.get("hte_Country", "")
        if event.get("hte_Type") == "Exploitation" and name:
            try:
                return codes.alpha2(name)
            except ValueError:
                return None
    return None


def _country(code: str, target: Layout) -> str:
    return code if target.key == "kanon" else codes.alpha3(code)


def _registered(record: Mapping[str, Any]) -> str | None:
    given = record.get("child", {}).get("registration_date")
    dates = [
        r["cas_IncomingReferralDate"] for r in record.get("referrals", []) if "cas_IncomingReferralDate" in r
    ]
    found: str | None = given or (min(dates) if dates else None)
    return found


def age_band(birth: str | None, registered: str | None) -> str | None:
    """The CTDC age band at registration; None when the dates leave more than one band open.

    Dates may be years or months only; every age they allow must fall into the same band.
    """
    if not birth or not registered:
        return None
    youngest = _age(_last(birth), _first(registered))
    oldest = _age(_first(birth), _last(registered))
    bands = {band for band, low, high in ctdc.AGE_BANDS if low <= max(oldest, 0) and max(youngest, 0) <= high}
    return bands.pop() if len(bands) == 1 else None


def _first(date: str) -> str:
    return date + "-01-01"[len(date) - 4 :] if len(date) < 10 else date


def _last(date: str) -> str:
    return date + "-12-31"[len(date) - 4 :] if len(date) < 10 else date


def _age(birth: str, day: str) -> int:
    return int(day[:4]) - int(birth[:4]) - (day[5:] < birth[5:])


def assumed(record: Mapping[str, Any]) -> list[str]:
    """Mappings to CTDC that rest on an assumption (`ChildLabour → isForcedLabour`)."""
    forms = record.get("victim", {}).get(ctdc.FORM, [])
    return [f"{form} → {ctdc.ASSUMED[form]}" for form in forms if form in ctdc.ASSUMED]
