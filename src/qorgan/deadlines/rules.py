"""The rules of the clocks, read from `law/data/deadlines`: what, who, how long, counted how, resting on what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import get_language


@dataclass(frozen=True)
class Rule:
    """One time limit. `length` None: the law gives no number; the clock then shows the duty without a day."""

    id: str
    name: Mapping[str, str]
    who: Mapping[str, str]
    length: int | None
    unit: str | None
    counting: str
    bound: str
    grade: str
    article: str
    source_url: str
    first_part_counts: bool  # detention: the first hour or day is counted
    rolls_on: bool  # a last day off moves the end to the next working day
    hours_round_up: bool  # the hour of the start is not counted

    def title(self) -> str:
        """The duty in the reader's language."""
        return _spoken(self.name)

    def owner(self) -> str:
        """Whose duty it is, in the reader's language."""
        return _spoken(self.who)


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by id."""
    text = files("qorgan.law").joinpath("data/deadlines/kz.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe loaders both
    found = (_rule(entry, data["counting_rules"]) for entry in data["deadlines"])
    return {rule.id: rule for rule in found}


def rule(rule_id: str) -> Rule:
    """One rule. Raises KeyError for an id that is not in the data."""
    return rules()[rule_id]


def _rule(entry: Mapping[str, Any], counting: Mapping[str, Any]) -> Rule:
    way = next((way for way in counting.values() if _applies(way, entry["id"])), {})
    first_counts = entry["id"] in way.get("exceptions_first_hour_counts", ())
    stays = entry["id"] in way.get("exceptions_last_day_off_stays", ())
    return Rule(
        id=entry["id"],
        name=entry["name"],
        who=entry.get("who") or {},
        length=entry.get("length"),
        unit=entry.get("unit"),
        counting=entry["counting"],
        bound=entry["bound"],
        grade=entry["grade"],
        article=entry.get("article") or "",
        source_url=entry.get("source_url") or "",
        first_part_counts=first_counts,
        rolls_on=way.get("last_day_off") == "next_working_day" and not stays,
        hours_round_up=way.get("first_hour") == "not_counted" and not first_counts,
    )


def _applies(way: Mapping[str, Any], rule_id: str) -> bool:
    return any(rule_id.startswith(f"{prefix}.") for prefix in way.get("applies_to", ()))


def _spoken(texts: Mapping[str, str]) -> str:
    language = get_language() or "kk"
    return texts.get(language) or texts.get("ru") or texts.get("en") or ""
