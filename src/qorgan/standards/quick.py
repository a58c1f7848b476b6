"""A fast yes to a JSON Schema: whoever passes here is valid; whoever does not is looked at by `jsonschema`.

Only the keywords the profile uses are known. A schema with another keyword says "not sure" to everything, so that
a new keyword makes reading slower and never less strict.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any], bool]

NOTES = frozenset({"$schema", "$id", "$comment", "title"})
TYPES: dict[str, Check] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}


def certain(schema: Mapping[str, Any]) -> Check:
    """A function that is true only for values that are valid under `schema`."""
    checks = [_keyword(name, told, schema) for name, told in schema.items() if name not in NOTES]
    if len(checks) == 1:
        return checks[0]
    return lambda value: all(check(value) for check in checks)


def _keyword(name: str, told: Any, schema: Mapping[str, Any]) -> Check:
    if name == "type" and told in TYPES:
        return TYPES[told]
    if name in {"enum", "const"}:
        return _one_of(told if name == "enum" else [told])
    if name in {"minimum", "maximum"} and schema.get("type") in {"number", "integer"}:
        return (
            (lambda value: bool(value >= told)) if name == "minimum" else (lambda value: bool(value <= told))
        )
    if name == "pattern" and schema.get("type") == "string":
        search = re.compile(told).search
        return lambda value: search(value) is not None
    if schema.get("type") == "array":
        return _of_array(name, told)
    if schema.get("type") == "object":
        return _of_object(name, told, schema)
    return _never


def _never(value: Any) -> bool:
    return False


def _one_of(choices: list[Any]) -> Check:
    if not all(isinstance(choice, str) for choice in choices):
        return _never
    known = frozenset(choices)
    return lambda value: isinstance(value, str) and value in known


def _of_array(name: str, told: Any) -> Check:
    if name == "items":
        inner = certain(told)
        return lambda value: all(inner(item) for item in value)
    if name == "uniqueItems" and told is True:
        return _different
    return _never


def _different(value: Any) -> bool:
    if len(value) < 2:
        return True
    return all(isinstance(item, str) for item in value) and len(set(value)) == len(value)


def _of_object(name: str, told: Any, schema: Mapping[str, Any]) -> Check:
    if name == "properties":
        inner = {key: certain(part) for key, part in told.items()}
        return lambda value: all(inner[key](item) for key, item in value.items() if key in inner)
    if name == "required":
        return lambda value: all(key in value for key in told)
    if name == "additionalProperties":
        known = frozenset(schema.get("properties", {}))
        if told is False:
            return lambda value: value.keys() <= known
        more = certain(told)
        return lambda value: all(more(item) for key, item in value.items() if key not in known)
    return _never
