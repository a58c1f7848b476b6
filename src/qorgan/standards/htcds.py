"""HTCDS 2.0 (IOM): its 84 fields, flat records in and out without loss.

A flat record holds one person in one case. Several values of a multiple-choice field are separated by `;`. A
field that repeats (a second event, a second referral) is written with a number: `hte_City`, `hte_City#2`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from qorgan.standards import codes
from qorgan.standards.errors import StandardError, nearest

# entity of the standard -> (key in the profile, whether it may repeat)
ENTITIES: dict[str, tuple[str, bool]] = {
    "Organisation": ("organisations", True),
    "Person": ("person", False),
    "Victim (person in case)": ("victim", False),
    "Perpetrator (person in case)": ("perpetrators", True),
    "Case": ("case", False),
    "Referral": ("referrals", True),
    "CaseComment": ("case_comments", True),
    "HistoricTraffickingEvent": ("events", True),
    "SupportPlan": ("support_plans", True),
    "Consent": ("consents", True),
}
PREFIXES = ("org_", "prs_", "vic_", "per_", "cas_", "cco_", "hte_", "spl_", "con_")
MOST_REPEATS = 1000  # events, referrals and the like of one record
ID_COLUMNS = ("id", "record_id", "case_id")
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
DAY_FIRST = re.compile(r"(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.(\d{4})")
SEPARATOR = re.compile(r"\s*[;|]\s*")
YES, NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


@dataclass(frozen=True)
class Field:
    """One HTCDS field. `core` and `status` as in the standard; `sensitivity` is the project's own class."""

    entity: str
    name: str
    label: str
    type: str
    multi: bool
    core: bool
    status: str
    code_list: str
    sensitivity: str

    @property
    def kind(self) -> str:
        """How values are read: text, date, number, checkbox, code, country or language."""
        if self.code_list == "ISO639-2":
            return "language"
        if self.code_list.startswith("ISO3166"):
            return "country"
        if self.code_list:
            return "code"
        simple = {"Date": "date", "Number": "number", "Geolocation": "number", "Checkbox": "checkbox"}
        return simple.get(self.type, "text")


@lru_cache(maxsize=1)
def fields() -> dict[str, Field]:
    """All 84 fields in the order of the standard."""
    return {
        r["field"]: Field(
            r["entity"],
            r["field"],
            r["label"],
            r["type"],
            r["multi"] == "yes",
            r["core"] == "yes",
            r["status"],
            r["code_list"],
            r["sensitivity"],
        )
        for r in codes.rows("htcds_fields")
    }


def parse_value(field: Field, value: Any, place: str) -> Any:
    """One value as the profile holds it; a list for multiple choice. Raises STD-05 … STD-10."""
    if field.multi:
        parts = value if isinstance(value, list) else SEPARATOR.split(str(value))
        return [_single(field, part, place) for part in parts if str(part).strip()]
    return _single(field, value, place)


def _single(field: Field, value: Any, place: str) -> Any:
    if isinstance(value, (dict, list)):
        raise StandardError("STD-16", place=place, value=field.name, allowed=field.kind)
    if field.kind == "checkbox":
        return _checkbox(value, place)
    if field.kind == "number":
        return _number(value, place)
    text = str(value).strip()
    if field.kind == "date":
        return _date(text, place)
    if field.kind == "code":
        return codes.code_of(field.code_list, text, place)
    if field.kind == "country":
        return codes.alpha2(text, place)
    if field.kind == "language":
        if not codes.LANGUAGE.fullmatch(text.lower()):
            raise StandardError("STD-10", place=place, value=text)
        return text.lower()
    return value if isinstance(value, str) else text


def _checkbox(value: Any, place: str) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise StandardError("STD-08", place=place, value=value)


def _number(value: Any, place: str) -> int | float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    text = str(value).strip()
    try:
        number = float(text)
    except ValueError as error:
        raise StandardError("STD-07", place=place, value=value) from error
    if number != number or number in (float("inf"), float("-inf")):
        raise StandardError("STD-07", place=place, value=value)
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else number


def _date(text: str, place: str) -> str:
    turned = DAY_FIRST.fullmatch(text)
    if turned:
        day, month, year = turned.groups()
        text = f"{year}-{int(month):02d}-{int(day):02d}"
    if not DATE.fullmatch(text) or not in_calendar(text):
        raise StandardError("STD-06", place=place, value=text)
    return text


def in_calendar(text: str) -> bool:
    """Whether a full date `YYYY-MM-DD` exists (30 February does not); a year or month alone always does."""
    if len(text) < 10:
        return True
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def render(field: Field, value: Any) -> str:
    """A value of the profile as the text of a flat CSV cell."""
    if isinstance(value, list):
        return ";".join(render(field, part) for part in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def split_column(column: str) -> tuple[str, int]:
    """`hte_City#2` -> ("hte_City", 2); a column without a number is the first."""
    name, mark, number = column.partition("#")
    return (name, int(number)) if mark and number.isdigit() and int(number) > 0 else (column, 1)


def check_columns(columns: list[str]) -> None:
    """Refuse columns that look like HTCDS but are not in it, and doubled ones. Raises STD-03, STD-22 or
    STD-26 (no HTCDS column at all).

    Columns without an HTCDS prefix are the owner's own; they travel along untouched.
    """
    for k, column in enumerate(columns):
        if column in columns[:k]:
            raise StandardError("STD-22", place=f"column {k + 1}", value=column)
        _known(column)
    if not any(split_column(column)[0] in fields() for column in columns):
        raise StandardError("STD-26", place="row 1")


def _known(column: str) -> str:
    name, number = split_column(column)
    if name.startswith(PREFIXES) and name not in fields():
        near = nearest(name, fields())
        raise StandardError("STD-03", place=column, did_you_mean=near, value=column)
    if name in fields() and number > MOST_REPEATS:
        raise StandardError("STD-03", place=column, did_you_mean=f"{name}#{MOST_REPEATS}", value=column)
    if name in fields() and number > 1 and not ENTITIES[fields()[name].entity][1]:
        raise StandardError("STD-03", place=column, did_you_mean=name, value=column)
    return name


def to_profile(record: Mapping[str, Any]) -> dict[str, Any]:
    """A flat record as a profile record.

    Values are normalised (dates to ISO, countries to alpha-2, labels to codes); where that changes what was
    written, the writing is kept under `as_written`, so that nothing typed is lost. Raises STD-03, STD-05 … STD-10.
    """
    found: dict[str, Any] = {}
    written: dict[str, Any] = {}
    other: dict[str, Any] = {}
    for column, value in record.items():
        if value is None or value == "" or value == []:
            continue
        name, number = _known(column), split_column(column)[1]
        if name not in fields():
            other[column] = value
            continue
        field = fields()[name]
        if isinstance(value, list) and not field.multi:
            _spread(found, written, field, value)
            continue
        parsed = parse_value(field, value, column)
        if not _same(field, parsed, value):
            written[column] = value
        _place(found, field, number, parsed)
    return _assemble(found, written, other)


def _spread(found: dict[str, Any], written: dict[str, Any], field: Field, values: list[Any]) -> None:
    """A list under a single-valued field: one entity for each value, and the list kept as it was written."""
    if not ENTITIES[field.entity][1]:
        raise StandardError("STD-16", place=field.name, value=field.name, allowed=field.kind)
    for number, value in enumerate(values, start=1):
        _place(found, field, number, parse_value(field, value, f"{field.name}[{number - 1}]"))
    written[field.name] = values


def _same(field: Field, parsed: Any, value: Any) -> bool:
    if isinstance(value, str):
        return render(field, parsed) == value
    return type(parsed) is type(value) and bool(parsed == value)


def _place(found: dict[str, Any], field: Field, number: int, parsed: Any) -> None:
    key, repeats = ENTITIES[field.entity]
    if not repeats:
        found.setdefault(key, {})[field.name] = parsed
        return
    entries = found.setdefault(key, [])
    while len(entries) < number:
        entries.append({})
    entries[number - 1][field.name] = parsed


def _assemble(found: dict[str, Any], written: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    identifier = next((other[c] for c in ID_COLUMNS if c in other), None)
    if identifier is not None:
        record["id"] = str(identifier)
    for key, _ in ENTITIES.values():
        if key in found:
            record[key] = found[key]
    if other:
        record["other_fields"] = other
    if written:
        record["as_written"] = written
    return record


def from_profile(record: Mapping[str, Any], *, typed: bool) -> dict[str, Any]:
    """The flat record of a profile record: every HTCDS field, then the owner's own columns.

    `typed` keeps lists, numbers and booleans (for JSON); otherwise every value is text (for CSV).
    """
    written = record.get("as_written", {})
    lists = {name for name, value in written.items() if isinstance(value, list) and not _multi(name)}
    flat: dict[str, Any] = {}
    for name, field in fields().items():
        key, repeats = ENTITIES[field.entity]
        held = record.get(key, [] if repeats else {})
        for number, entry in enumerate(held if repeats else [held], start=1):
            if name not in entry or (name in lists and number > 1):
                continue
            column = name if number == 1 else f"{name}#{number}"
            flat[column] = _written(field, column, entry[name], written, typed=typed)
    flat.update(record.get("other_fields", {}))
    return flat


def _multi(column: str) -> bool:
    name = split_column(column)[0]
    return name in fields() and fields()[name].multi


def _written(field: Field, column: str, value: Any, written: Mapping[str, Any], *, typed: bool) -> Any:
    """What was typed, as long as it still means the value the record holds."""
    if column in written:
        typed_in = written[column]
        if isinstance(typed_in, list) and not field.multi:
            return typed_in if typed else ";".join(str(v) for v in typed_in)
        if parse_value(field, typed_in, column) == value:
            return typed_in if typed or isinstance(typed_in, str) else render(field, value)
    return value if typed else render(field, value)


def problems(record: Any) -> list[StandardError]:
    """Everything wrong with one flat HTCDS record, field by field; empty when it is valid."""
    if not isinstance(record, Mapping):
        return [StandardError("STD-13")]
    found = []
    if record and not any(str(column).startswith(PREFIXES) for column in record):
        found.append(StandardError("STD-26"))
    for column, value in record.items():
        try:
            to_profile({column: value})
        except StandardError as error:
            found.append(error)
    return found
