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


# One direction: "yes" always means that something must be done. Codes are never turned round: a new question is new.
SAFETY: dict[str, str | Promise] = {
    "danger_now": _("Is the child in danger right now?"),
    "health": _("Does the child need a doctor now?"),
    "alone": _("Is the child without an adult who protects them?"),
    "exploiter_near": _("Can those who harm reach the child?"),
    "no_place": _("Is the child without a safe place for tonight?"),
    "hungry_tired": _("Does the child need food or sleep now?"),
    "language": _("Is an interpreter needed?"),
    "no_guardian": _("Is the child without a parent or guardian who can be trusted?"),
    "lawyer_needed": _("Does a lawyer still have to be asked for?"),
    "others": _("Are there other children in the same place?"),
}
# needs that cannot wait: answered with "yes", a case is opened within the hour
ACUTE = ("danger_now", "health", "alone", "exploiter_near", "no_place")
# Asked until 2026, where "no" meant that something must be done: the question, and the one that stands for it now.
ASKED_BEFORE: dict[str, tuple[str | Promise, str]] = {
    "safe_now": (_("Is the child safe at this moment?"), "danger_now"),
    "food_sleep": (_("Has the child eaten and slept?"), "hungry_tired"),
    "place": (_("Is there a safe place for tonight?"), "no_place"),
    "guardian": (_("Is there a parent or guardian who can be trusted?"), "no_guardian"),
    "lawyer": (_("Has a lawyer been asked for?"), "lawyer_needed"),
}
ANSWERS: dict[str, str | Promise] = {"yes": _("yes"), "no": _("no"), "unknown": _("not sure")}
TURNED = {"yes": "no", "no": "yes"}
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


def in_todays_questions(safety: Mapping[str, str]) -> dict[str, str]:
    """Kept answers under the questions asked now: an answer to a question asked before is turned, "not sure" stays."""
    now = {code: answer for code, answer in safety.items() if code in SAFETY}
    for code, (_question, today) in ASKED_BEFORE.items():
        if code in safety:
            now.setdefault(today, TURNED.get(safety[code], safety[code]))
    return now


def needs(safety: Mapping[str, str]) -> list[str]:
    """Codes of today's questions that say: something must be done. Those that cannot wait come first."""
    now = in_todays_questions(safety)
    return sorted((code for code in SAFETY if now.get(code) == "yes"), key=lambda code: code not in ACUTE)


def cannot_wait(safety: Mapping[str, str]) -> bool:
    """Does the child need something this very hour?"""
    return any(code in ACUTE for code in needs(safety))
