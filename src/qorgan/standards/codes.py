"""Code lists as data: HTCDS 2.0, ISO 3166-1, Palermo, ICCS. Sources stand in `data/SOURCES.md`."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from qorgan.standards.errors import StandardError, nearest

# defined by HTCDS 2.0 in its definitions but missing from its picklist; CTDC has both
ADDED_TO = {"MethodsOfControl": "MethodsOfControl-definitionsOnly"}
OPEN_LISTS = frozenset({"WebsitesAndApps"})
LANGUAGE = re.compile(r"[a-z]{2,3}")


@lru_cache(maxsize=32)
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one shipped table, `data/NAME.csv`."""
    content = files("qorgan.standards").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(content)))


@dataclass(frozen=True)
class Code:
    """One code of a list: its label as in the standard, its parent where lists nest, whether it is added."""

    code: str
    label: str
    parent: str
    added: bool


@lru_cache(maxsize=64)
def code_list(name: str) -> dict[str, Code]:
    """Codes of an HTCDS list in their order, the two missing control codes added. KeyError if unknown."""
    wanted = [name, ADDED_TO[name]] if name in ADDED_TO else [name]
    found = {
        row["code"]: Code(row["code"], row["label"], row["parent"], row["code_list"] != name)
        for row in rows("htcds_codelists")
        if row["code_list"] in wanted
    }
    if not found:
        raise KeyError(name)
    return found


@lru_cache(maxsize=64)
def _by_label(name: str) -> dict[str, str]:
    return {code.label.lower(): code.code for code in code_list(name).values()}


def code_of(name: str, value: str, place: str = "") -> str:
    """The code meant by a code or its exact label. Raises STD-05 with the nearest code."""
    known = code_list(name)
    if value in known:
        return value
    if value.lower() in _by_label(name):
        return _by_label(name)[value.lower()]
    if name in OPEN_LISTS:
        return value
    near = nearest(value, known)
    raise StandardError("STD-05", place=place, did_you_mean=near, value=value, code_list=name)


@lru_cache(maxsize=1)
def countries() -> dict[str, dict[str, str]]:
    """ISO 3166-1: alpha-2 -> {"alpha2", "alpha3", "kk", "ru", "en"}."""
    return {row["alpha2"]: row for row in rows("countries")}


@lru_cache(maxsize=1)
def _from_alpha3() -> dict[str, str]:
    return {row["alpha3"]: row["alpha2"] for row in rows("countries")}


def alpha2(value: str, place: str = "") -> str:
    """The alpha-2 code of an alpha-2 or alpha-3 code. Raises STD-09 with the nearest code."""
    upper = value.upper()
    if upper in countries():
        return upper
    if upper in _from_alpha3():
        return _from_alpha3()[upper]
    by_name = {row[tongue].lower(): key for key, row in countries().items() for tongue in ("kk", "ru", "en")}
    near = by_name.get(value.lower()) or nearest(value, _from_alpha3())
    raise StandardError("STD-09", place=place, did_you_mean=near, value=value)


def alpha3(code: str) -> str:
    """The alpha-3 code of an alpha-2 code. KeyError for an unknown one."""
    return countries()[code]["alpha3"]


@dataclass(frozen=True)
class Offence:
    """One ICCS category and whether its code was seen in a source or is only recalled."""

    code: str
    title: str
    verified: bool


@lru_cache(maxsize=1)
def iccs() -> dict[str, Offence]:
    """ICCS categories on trafficking and on sexual exploitation of children."""
    return {r["code"]: Offence(r["code"], r["title"], r["checked"] == "yes") for r in rows("iccs_codes")}


def iccs_of(exploitation: str) -> str:
    """The ICCS category of trafficking for one HTCDS type of exploitation (02041, 02042, 02043 or 02049)."""
    groups = {
        "SexualExploitation": "02041",
        "ForcedLabour": "02042",
        "ChildLabour": "02042",
        "Servitude": "02042",
        "ForcedBegging": "02042",
        "OrganRemoval": "02043",
    }
    return groups.get(exploitation, "02049")


@lru_cache(maxsize=1)
def palermo() -> dict[str, tuple[str, bool]]:
    """Palermo elements: code -> (act, means, purpose or purpose-extension; whether a child's case needs it).

    A child needs act and purpose only (Protocol, article 3(c)).
    """
    return {r["code"]: (r["element"], r["needed_for_child"] == "yes") for r in rows("palermo")}
