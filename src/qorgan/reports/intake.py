"""Reports from a file: each record read strictly, what is unknown kept unknown, a coded error for each bad one.

The keys and their meaning stand in `docs/intake.md`.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import yaml

from qorgan.reports.facts import CIRCUMSTANCES, FALSE, KINDS, STATES, TRUE, UNKNOWN

MOST_BYTES = 5_000_000
MOST_RECORDS = 5_000
LONGEST = 4_000
MOST_AGES = 500
LARGEST = 10**9
NAMESPACE = UUID("6f8f8f0e-3a57-5d0b-9a0c-51c0b7a5a001")  # of the tokens that make a second intake harmless
KEYS = {
    "id",
    "country",
    "year",
    "year_basis",
    "source_type",
    "facts",
    "charges",
    "outcome",
    "gold",
    "source_url",
    "other_sources",
    "verification",
    "note",
    "tags",
}
FACT_KEYS = {
    "summary",
    "victims",
    "acts",
    "means",
    "purpose",
    "exploitation_stage",
    "cross_border",
    "organised_group",
    "official_position",
    "circumstances",
}
VICTIM_KEYS = {"number", "ages", "minor", "citizenship"}
FACT_LISTS = {"acts": "acts", "means": "means", "purpose": "purposes"}
FLAGS = ("cross_border", "organised_group", "official_position")


@dataclass(eq=False)  # not frozen: whoever passes an exception on writes its way into it
class BadRecord(Exception):
    """Why one record was not taken: a stable code, the place in the record, words, perhaps the code that was meant."""

    code: str
    place: str
    message: str
    did_you_mean: str = ""

    def as_dict(self) -> dict[str, str]:
        """For the command's output."""
        found = {"code": self.code, "place": self.place, "message": self.message}
        return found | ({"did_you_mean": self.did_you_mean} if self.did_you_mean else {})


@dataclass(frozen=True)
class Record:
    """One report as `actions.send` takes it, but for sender, receiver and time."""

    source_id: str
    narrative: str
    child: dict[str, Any]
    facts: dict[str, dict[str, str]]
    children_count: int | None


def token(source_id: str, agency_id: UUID) -> UUID:
    """The form token of a record: each body counts its own ids, and a second intake of one is the same report."""
    return uuid5(NAMESPACE, f"{agency_id} {source_id}")


def token_of_before(source_id: str) -> UUID:
    """The token a record had when all bodies shared one count of ids: reports taken then are known by it."""
    return uuid5(NAMESPACE, source_id)


def load(text: str) -> list[Any]:
    """The records of a file: a list, or a mapping with `cases` or `reports`. Raises BadRecord INT-01, INT-02."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise BadRecord("INT-02", "file", "The file is larger than 5 MB: split it.")
    try:
        data = yaml.load(text, Loader=_Strict)  # noqa: S506 - a SafeLoader without aliases
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "file"
        raise BadRecord("INT-01", place, "This is not YAML we can read.") from None
    if isinstance(data, Mapping):
        data = data.get("cases", data.get("reports"))
    if not isinstance(data, list):
        raise BadRecord("INT-01", "file", "Give a list of records, or a mapping with the key `cases`.")
    if len(data) > MOST_RECORDS:
        raise BadRecord("INT-02", "file", f"More than {MOST_RECORDS} records: split the file.")
    return data


def read(data: Any) -> Record:
    """One record. Raises BadRecord INT-03 to INT-08."""
    record = _mapping(data, "record", KEYS)
    source_id = record.get("id")
    if not isinstance(source_id, str) or not 1 <= len(source_id.strip()) <= 80 or not source_id.isprintable():
        raise BadRecord("INT-04", "id", "Every record needs an id: a text of at most 80 characters.")
    facts = _mapping(record.get("facts", {}), "facts", FACT_KEYS)
    victims = _mapping(facts.get("victims", {}), "facts.victims", VICTIM_KEYS)
    return Record(
        source_id=source_id.strip(),
        narrative=_text(facts.get("summary", ""), "facts.summary"),
        child=_child(record, victims),
        facts=_facts(facts, victims),
        children_count=_count(victims.get("number", UNKNOWN)),
    )


def _facts(facts: Mapping[str, Any], victims: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for key, kind in FACT_LISTS.items():
        if codes := dict(_codes(facts.get(key, UNKNOWN), kind, f"facts.{key}")):
            found[kind] = codes
    circumstances = dict(_codes(facts.get("circumstances", UNKNOWN), "circumstances", "facts.circumstances"))
    for key in FLAGS:
        circumstances |= _flag(key, facts.get(key, UNKNOWN))
    number = victims.get("number")
    if isinstance(number, int) and not isinstance(number, bool) and number > 1:
        circumstances["two_or_more_victims"] = TRUE
    if circumstances:
        found["circumstances"] = circumstances
    return found


def _codes(value: Any, kind: str, place: str) -> Iterator[tuple[str, str]]:
    """A list (each code true) or a mapping code -> state. What is not named stays unknown, never false."""
    if value in (UNKNOWN, None):
        return
    if isinstance(value, list):
        for number, code in enumerate(value):
            yield _code(code, kind, f"{place}[{number}]"), TRUE
    elif isinstance(value, Mapping):
        for code, state in value.items():
            yield _code(code, kind, f"{place}.{code}"), _state(state, f"{place}.{code}")
    else:
        raise BadRecord(
            "INT-05", place, "Give a list of codes, a mapping code: true/false/unknown, or `unknown`."
        )


def _code(code: Any, kind: str, place: str) -> str:
    known = KINDS[kind]
    if isinstance(code, str) and code in known:
        return code
    meant = difflib.get_close_matches(str(code), known, 1)
    raise BadRecord("INT-06", place, "This code is not on the list.", meant[0] if meant else "")


def _state(value: Any, place: str) -> str:
    if value is True or value is False:
        return TRUE if value else FALSE
    if isinstance(value, str) and value in STATES:
        return value
    raise BadRecord("INT-05", place, "Say true, false, unknown or contested.")


def _flag(key: str, value: Any) -> dict[str, str]:
    if value in (UNKNOWN, None):
        return {}
    if key == "organised_group" and value == "prior_conspiracy":
        return {"group": TRUE}  # agreed beforehand: several persons; whether an organised group stays unknown
    assert key in CIRCUMSTANCES
    return {key: _state(value, f"facts.{key}")}


def _child(record: Mapping[str, Any], victims: Mapping[str, Any]) -> dict[str, Any]:
    ages = victims.get("ages", UNKNOWN)
    if not isinstance(ages, list | str | int):
        raise BadRecord("INT-05", "facts.victims.ages", "Give a list of ages, or `unknown`.")
    listed = ages if isinstance(ages, list) else [ages]
    if len(listed) > MOST_AGES:
        raise BadRecord("INT-05", "facts.victims.ages", f"Give at most {MOST_AGES} ages.")
    age = ", ".join(
        _text(str(each), "facts.victims.ages", 40).replace("_", " ") for each in listed if each != UNKNOWN
    )
    said = {
        "age": age,
        "country": _country(record.get("country", UNKNOWN)),
        "citizenship": _text(victims.get("citizenship", ""), "facts.victims.citizenship", 40),
        "source": _text(record.get("source_url", ""), "source_url", 500),
    }
    return {name: value for name, value in said.items() if value and value != UNKNOWN}


def _count(value: Any) -> int | None:
    if value in (UNKNOWN, None):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 500:
        return value
    raise BadRecord("INT-07", "facts.victims.number", "Give a whole number from 1 to 500, or `unknown`.")


def _country(country: Any) -> str:
    if country in (UNKNOWN, None):
        return ""
    if isinstance(country, str) and len(country) == 2 and country.isascii() and country.isalpha():
        return country.upper()
    raise BadRecord("INT-08", "country", "Give a country code of two letters (ISO 3166-1), or `unknown`.")


def _mapping(value: Any, place: str, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadRecord("INT-03", place, "This must be a mapping of keys.")
    for key in value:
        if key not in known:
            meant = difflib.get_close_matches(str(key), known, 1)
            raise BadRecord(
                "INT-03", f"{place}.{shown(key)[:40]}", "This key is not known.", meant[0] if meant else ""
            )
    return value


def _text(value: Any, place: str, longest: int = LONGEST) -> str:
    if not isinstance(value, str):
        raise BadRecord("INT-05", place, "This must be text.")
    if len(value) > longest or any(_forbidden(sign) for sign in value):
        raise BadRecord(
            "INT-05", place, f"This text is longer than {longest} characters, or holds a forbidden sign."
        )
    return value.strip()


def shown(value: Any) -> str:
    """A value out of a file as a terminal may show it: no sign that moves the cursor or turns the writing round."""
    return "".join(sign if sign.isprintable() else "?" for sign in str(value))


def _forbidden(sign: str) -> bool:
    """Control signs other than those between lines, and halves of signs, which nothing can store or show."""
    return sign not in "\n\r\t" and unicodedata.category(sign) in ("Cc", "Cs")


class _Strict(yaml.SafeLoader):
    """YAML without aliases: a few lines of them can fill any memory. One odd value spoils its record, not the file."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """A day that is not in the calendar, or a number out of the world, stays the text it was."""
        if not isinstance(node, yaml.ScalarNode):
            return super().construct_object(node, deep)
        try:
            value = super().construct_object(node, deep)
        except ValueError:
            return node.value
        return node.value if isinstance(value, int) and abs(value) > LARGEST else value

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        """A key that stands there twice would lose what was written first: its record is refused."""
        found = super().construct_mapping(node, deep)
        named = Counter(key.value for key, _value in node.value if isinstance(key, yaml.ScalarNode))
        return found | {f"{name} (twice)": None for name, count in named.items() if count > 1}

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed", event.start_mark)
        return super().compose_node(parent, index)
