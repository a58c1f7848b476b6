"""IC-TIP units: event, victim, perpetrator, reporting entity, many to many.

The four units are verified (UN classification 2099, adopted 2025). Its codes were not obtained: every code here
begins with `L:`, is the project's own and is marked unverified, `ic_tip_code` stays empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from qorgan.standards import codes
from qorgan.standards.errors import Remark

UNITS = ("event", "victim", "perpetrator", "reporting_entity")
ACTS = {"recruitment", "transportation", "transfer", "harbouring", "receipt"}
FORM_OF = {
    "SexualExploitation": "sexual", "ForcedLabour": "forced_labour", "ChildLabour": "child_labour",
    "Servitude": "slavery_servitude", "ForcedMarriage": "forced_marriage", "ForcedBegging": "forced_begging",
    "OrganRemoval": "organ_removal", "ForcedAdoption": "sale_illegal_adoption", "Surrogacy": "surrogacy",
    "ForcedMilitaryByNonStateActors": "armed_group", "Other": "other",
}  # fmt: skip
PURPOSE_OF = {
    "prostitution_of_others": "sexual", "other_sexual": "sexual", "forced_labour": "forced_labour",
    "slavery": "slavery_servitude", "slavery_like": "slavery_servitude", "servitude": "slavery_servitude",
    "organ_removal": "organ_removal", "forced_begging": "forced_begging", "surrogacy": "surrogacy",
    "forced_criminality": "forced_criminality", "forced_marriage": "forced_marriage",
    "illegal_adoption_sale": "sale_illegal_adoption", "armed_use": "armed_group",
}  # fmt: skip
STATUS_OF = {
    "PossibleVictimOfTrafficking": "possible",
    "ActualVictimOfTrafficking": "actual",
    "NotAVictimOfTrafficking": "not_victim",
}
DECIDED_BY = {
    "Police": "police", "NGO": "ngo", "CourtOrProsecution": "court_prosecution",
    "NonPoliceGovernmentalOrganization": "other_government", "Other": "other",
}  # fmt: skip


@dataclass(frozen=True)
class Category:
    """One category of a variable. `ic_tip_code` is None until the classification itself has been read."""

    unit: str
    variable: str
    category: str
    local_code: str
    origin: str
    ic_tip_code: str | None = None
    verified: bool = False


@lru_cache(maxsize=1)
def categories() -> dict[str, Category]:
    """The working frame by local code; none of it is text of the classification."""
    return {
        r["local_code"]: Category(r["unit"], r["variable"], r["category"], r["local_code"], r["origin"])
        for r in codes.rows("ictip_variables_unverified")
    }


def code(unit: str, variable: str, category: str) -> str:
    """The local code of a category. KeyError for one that is not in the frame."""
    found = f"L:{unit[:3].upper()}:{variable.upper()}:{category.upper()}"
    return categories()[found].local_code


@dataclass
class Units:
    """Four tables and their links. Each table maps a key to {variable: [local codes]}.

    People are counted from `victims`, never from events, links or cases.
    """

    events: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    victims: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    perpetrators: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    reporting_entities: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    event_victim: set[tuple[str, str]] = field(default_factory=set)
    event_perpetrator: set[tuple[str, str]] = field(default_factory=set)
    event_entity: set[tuple[str, str]] = field(default_factory=set)

    def victims_of(self, event: str) -> list[str]:
        """Keys of the victims of one event."""
        return sorted(v for e, v in self.event_victim if e == event)

    def events_of(self, victim: str) -> list[str]:
        """Keys of the events of one victim."""
        return sorted(e for e, v in self.event_victim if v == victim)

    def count_victims(self) -> int:
        """Different people found or presumed to be victims; those found not to be are left out."""
        no = code("victim", "status", "not_victim")
        return sum(1 for variables in self.victims.values() if no not in variables.get("status", []))

    def remarks(self) -> list[Remark]:
        """What must be said beside any table made of these units."""
        return [Remark("STD-34")]


def units(
    records: Iterable[Mapping[str, Any]],
    *,
    victim_key: str = "victim_key",
    event_key: str = "event_key",
    perpetrator_key: str = "perpetrator_keys",
    entity_key: str = "entity_key",
) -> Units:
    """Units from profile records. Keys are read from `other_fields`; without one a record is its own.

    Two records with the same victim key are one victim; two with the same event key are one event.
    """
    found = Units()
    for number, record in enumerate(records, start=1):
        own = record.get("other_fields", {})
        name = str(record.get("id", number))
        victim, event = str(own.get(victim_key, f"v-{name}")), str(own.get(event_key, f"e-{name}"))
        _add(found.victims.setdefault(victim, {}), _victim(record))
        _add(found.events.setdefault(event, {}), _event(record))
        found.event_victim.add((event, victim))
        keys = own.get(perpetrator_key)
        given = keys if isinstance(keys, list) else [k for k in str(keys or "").split(";") if k]
        for k, _ in enumerate(record.get("perpetrators", [])):
            perpetrator = str(given[k]) if k < len(given) else f"p-{name}-{k + 1}"
            found.perpetrators.setdefault(perpetrator, {})
            found.event_perpetrator.add((event, perpetrator))
        entity = own.get(entity_key)
        if entity:
            found.reporting_entities.setdefault(str(entity), {})
            found.event_entity.add((event, str(entity)))
    return found


def _add(into: dict[str, list[str]], new: Mapping[str, list[str]]) -> None:
    for variable, values in new.items():
        held = into.setdefault(variable, [])
        held += [value for value in values if value not in held]


def _event(record: Mapping[str, Any]) -> dict[str, list[str]]:
    victim, about = record.get("victim", {}), record.get("child", {})
    forms = {FORM_OF[f] for f in victim.get("vic_TypeOfExploitation", [])}
    forms |= {PURPOSE_OF[p] for p in about.get("purposes", [])}
    means = list(about.get("means", []))
    if not means and _known_child(record):
        means = ["not_needed_child"]
    chosen = {
        "act": [a for a in about.get("acts", []) if a in ACTS] or ["unknown"],
        "means": means or ["unknown"],
        "form_of_exploitation": sorted(forms) or ["unknown"],
        "border": [_border(about.get("cross_border"))],
        "online": [about.get("online_element", "unknown")],
        "duration": [_duration(record)],
    }
    return {variable: [code("event", variable, c) for c in values] for variable, values in chosen.items()}


def _known_child(record: Mapping[str, Any]) -> bool:
    """Whether the record itself says child; a merely doubtful age is counted as unknown in statistics."""
    about = record.get("child", {})
    if about.get("treated_as_child") or about.get("child_at_exploitation") == "yes":
        return True
    return _age_group(record) == "0_17"


def _age_group(record: Mapping[str, Any]) -> str:
    age = record.get("victim", {}).get(
        "vic_AgeWhenTrafficked", record.get("child", {}).get("age_at_exploitation")
    )
    band = record.get("ctdc", {}).get("values", {}).get("ageBroad")
    if age is not None:
        return "0_17" if age < 18 else "18_plus"
    if band:
        return "0_17" if band in {"0--8", "9--17"} else "18_plus"
    return "unknown"


def _border(value: str | None) -> str:
    return {"yes": "cross_border", "no": "domestic"}.get(value or "", "unknown")


def _duration(record: Mapping[str, Any]) -> str:
    months = record.get("child", {}).get("exploitation_months")
    band = record.get("ctdc", {}).get("values", {}).get("traffickMonths", "")
    if months is None and band:
        months = 1 if band.startswith("0--12") else 18 if band.startswith("13--24") else 30
    if months is None:
        return "unknown"
    return "0_12_months" if months <= 12 else "13_24_months" if months <= 24 else "25_plus_months"


def _victim(record: Mapping[str, Any]) -> dict[str, list[str]]:
    victim, person = record.get("victim", {}), record.get("person", {})
    status = STATUS_OF.get(victim.get("vic_TraffickingStatus", ""), "possible")
    band = record.get("ctdc", {}).get("values", {}).get("ageBroad")
    sex = _sex(person.get("prs_Gender"))
    chosen = {"status": [status], "sex": [sex], "age_group": [_age_group(record)]}
    if band:
        chosen["age_band"] = [band.replace("--", "_").replace("48+", "48_plus")]
    decided = DECIDED_BY.get(victim.get("vic_TraffickingStatusDecisionMakingOrg", ""))
    if decided:
        chosen["decided_by"] = [decided]
    relations = record.get("child", {}).get("recruiter_relations", [])
    if relations:
        chosen["relation_of_recruiter"] = list(relations)
    coded = {variable: [code("victim", variable, c) for c in values] for variable, values in chosen.items()}
    countries = [codes.alpha3(c) for c in person.get("prs_Citizenship", [])]
    unknown = code("victim", "citizenship", "unknown")
    coded["citizenship"] = [f"{code('victim', 'citizenship', 'iso3')}={c}" for c in countries] or [unknown]
    return coded


def _sex(gender: str | None) -> str:
    if gender in {"Feminine", "Masculine"}:
        return "female" if gender == "Feminine" else "male"
    return "unknown" if gender in {None, "NonSpecifiedUnknown"} else "other"
