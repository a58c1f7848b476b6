"""The exchange profile: HTCDS 2.0 with child extensions, as versioned JSON Schema (none exists for HTCDS)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from qorgan.standards import child, codes, htcds, quick
from qorgan.standards.errors import StandardError, nearest

NAME = "qorgan-htcds"
VERSION = "1.0.0"
VERSIONS = (VERSION,)


def stamp(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with the profile's name and version in front."""
    return {"profile": NAME, "profile_version": VERSION, **record}


def is_child(record: Mapping[str, Any]) -> bool:
    """Whether the person is to be treated as a child: yes unless the record shows an adult without doubt.

    Looks at the block `child` and at the age when trafficked; a missing or doubtful age is a child.
    """
    about = record.get("child", {})
    if about.get("treated_as_child") or about.get("child_at_exploitation") == "yes":
        return True
    age = record.get("victim", {}).get("vic_AgeWhenTrafficked", about.get("age_at_exploitation"))
    sure = about.get("age_certainty") in {"documented", "assessed"}
    return not (age is not None and age >= 18 and sure)


def build_schema() -> dict[str, Any]:
    """The schema from the field and code tables; the shipped file must equal it (a test compares them)."""
    properties: dict[str, Any] = {
        "profile": {"const": NAME},
        "profile_version": {"const": VERSION},
        "id": {"type": "string"},
    }
    for entity, (key, repeats) in htcds.ENTITIES.items():
        held = child.block(**{f.name: _field(f) for f in htcds.fields().values() if f.entity == entity})
        properties[key] = {"type": "array", "items": held} if repeats else held
    properties["child"] = child.schema()
    properties["ctdc"] = _ctdc_block()
    properties["other_fields"] = {"type": "object"}
    properties["as_written"] = {"type": "object"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:qorgan:schema:{NAME}:{VERSION}",
        "title": f"HTCDS 2.0 with child extensions, version {VERSION}",
        "$comment": "HTCDS: International Organization for Migration, CC BY 4.0; not endorsed by IOM. "
        "Absent means unknown.",
        "type": "object",
        "required": ["profile", "profile_version"],
        "additionalProperties": False,
        "properties": properties,
    }


def _field(field: htcds.Field) -> dict[str, Any]:
    single: dict[str, Any]
    if field.kind == "code" and field.code_list not in codes.OPEN_LISTS:
        single = {"enum": list(codes.code_list(field.code_list))}
    elif field.kind == "country":
        single = {"enum": list(codes.countries())}
    elif field.kind == "language":
        single = {"type": "string", "pattern": "^[a-z]{2,3}$"}
    else:
        kinds = {"date": child.DATE, "number": {"type": "number"}, "checkbox": {"type": "boolean"}}
        single = kinds.get(field.kind, child.TEXT)
    return {"type": "array", "items": single} if field.multi else single


def _ctdc_block() -> dict[str, Any]:
    """What a CTDC file says and HTCDS cannot hold: grouped flags stay grouped, never split into parts."""
    return child.block(
        layout={"enum": ["kanon", "2024", "2026"]},
        flags=child.many(child.TEXT),
        flags_no=child.many(child.TEXT),
        values={"type": "object", "additionalProperties": {"type": "string"}},
    )


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The shipped schema file of the current version."""
    path = files("qorgan.standards").joinpath("data", f"profile-{VERSION}.schema.json")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


@lru_cache(maxsize=1)
def _certain() -> quick.Check:
    return quick.certain(schema())


def problems(record: Any) -> list[StandardError]:
    """Everything wrong with one profile record, each with its place; empty when it is valid."""
    if _certain()(record):
        return []
    if not isinstance(record, dict):
        return [StandardError("STD-13")]
    if record.get("profile_version") not in VERSIONS and "profile_version" in record:
        allowed = ", ".join(VERSIONS)
        given = record["profile_version"]
        return [StandardError("STD-17", place="profile_version", value=given, allowed=allowed)]
    found = []
    for error in sorted(_validator().iter_errors(record), key=lambda e: e.json_path):
        found += _translate(error)
    return found


def _translate(error: ValidationError) -> list[StandardError]:
    place = error.json_path.removeprefix("$").removeprefix(".")
    if error.validator == "additionalProperties" and isinstance(error.schema, dict):
        known = list(error.schema.get("properties", {}))
        extra = [key for key in error.instance if key not in known]
        return [
            StandardError(
                "STD-14", place=f"{place}.{key}".lstrip("."), did_you_mean=nearest(key, known), value=key
            )
            for key in extra
        ]
    if error.validator == "required":
        missing = [key for key in error.validator_value if error.message.startswith(repr(key))]
        return [StandardError("STD-15", place=place, value=key) for key in missing]
    if error.validator in {"enum", "const"}:
        allowed = (
            error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
        )
        near = nearest(str(error.instance), [str(a) for a in allowed])
        name = place.rsplit(".", 1)[-1]
        return [StandardError("STD-05", place=place, did_you_mean=near, value=error.instance, code_list=name)]
    if error.validator == "pattern":
        return [StandardError("STD-06", place=place, value=error.instance)]
    return [
        StandardError("STD-16", place=place, value=str(error.instance)[:60], allowed=error.validator_value)
    ]
