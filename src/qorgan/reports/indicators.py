"""Indicators that prompt questions in the first assessment: what, from which list, how well known.

They never decide and never rank a child by themselves; strengths of the ILO list are not even kept, since their
source could not be checked (`data/indicators.yaml` says where each list comes from).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Indicator:
    """One sign to ask about."""

    id: str
    group: str
    source: str  # UNODC, ILO, or the article of the Palermo Protocol behind a rule of ours
    grade: str
    texts: Mapping[str, str]

    @property
    def text(self) -> str:
        """The sign in the reader's language."""
        return self.texts.get(get_language() or "kk") or self.texts["ru"]


SAFETY: dict[str, str | Promise] = {
    "safe_now": _("Is the child safe at this moment?"),
    "health": _("Does the child need a doctor now?"),
    "alone": _("Is the child without an adult who protects them?"),
    "exploiter_near": _("Can those who harm reach the child?"),
    "language": _("Is an interpreter needed?"),
    "food_sleep": _("Has the child eaten and slept?"),
    "place": _("Is there a safe place for tonight?"),
    "guardian": _("Is there a parent or guardian who can be trusted?"),
    "lawyer": _("Has a lawyer been asked for?"),
    "others": _("Are there other children in the same place?"),
}
GROUPS: dict[str, str | Promise] = {
    "general": _("General"),
    "child": _("Children"),
    "child-context": _("The place and the people around"),
    "sexual": _("Sexual exploitation"),
    "labour": _("Labour"),
    "domestic-servitude": _("Work in a household"),
    "begging-petty-crime": _("Begging and petty crime"),
    "child-labour": _("Child labour (ILO)"),
}


@cache
def indicators() -> tuple[Indicator, ...]:
    """All indicators, in the order of their lists."""
    text = files("qorgan.reports").joinpath("data/indicators.yaml").read_text(encoding="utf-8")
    return tuple(
        Indicator(row["id"], row["group"], row["source"], row["grade"], row["text"])
        for row in yaml.safe_load(text)["indicators"]
    )


def asked(purposes: frozenset[str]) -> list[Indicator]:
    """Which indicators to ask about first, given what the report says it was for: general and child ones always."""
    groups = {"general", "child", "child-context"}
    if purposes & {"prostitution", "sexual_exploitation", "pornography", "forced_marriage"}:
        groups.add("sexual")
    if purposes & {"forced_labour", "slavery", "servitude", "debt_bondage"}:
        groups |= {"labour", "domestic-servitude", "child-labour"}
    if purposes & {"begging", "criminal_activity"}:
        groups.add("begging-petty-crime")
    return [each for each in indicators() if each.group in groups]
