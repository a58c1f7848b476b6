"""The hand-written table as questions a test can ask. It imports nothing of the code it judges."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "oracle.yaml").read_text(encoding="utf-8"))
ROLES = list(TABLE["roles"])
VERB_NAMES = {name: code for name, (code, *_rest) in TABLE["verbs"].items()}
LEVELS = {"owner": "k", "sender": "s", "referral": "r", "asked": "a"}
# what a body sees that is asked to be the second person of a decision, or to review it
ASKED = {
    "child.age",
    "child.sex",
    "decisions.reasons",
    "decisions.status",
    "event.facts",
    "event.narrative",
}
# how an officer stands to a file: level of the body's access, and whether the file is the officer's own
RELATIONS = {
    "keeper": ("owner", True),
    "keeper_colleague": ("owner", False),
    "receiver": ("referral", True),
    "receiver_colleague": ("referral", False),
    "sender": ("sender", True),
    "sender_colleague": ("sender", False),
    "asked": ("asked", True),
    "offered": ("", False),  # the case is offered to the body, and nobody has accepted
    "stranger": ("", False),
}


def can(role: str, thing: str) -> bool:
    """Does the role do this at all?"""
    row = TABLE["roles"][role]
    given = set(TABLE["duties"]["everyone"]) | set(row["may"])
    for duty in row["duties"]:
        given |= set(TABLE["duties"][duty])
    return thing in given


def allowed(role: str, thing: str, relation: str, *, shared: Collection[str] = ()) -> bool:
    """May an officer in this role, standing so to the file, do this? `shared`: what the referral shows."""
    _code, levels, *needs = TABLE["verbs"][thing]
    if not can(role, thing):
        return False
    if levels == "-":
        return True
    level, own = RELATIONS[relation]
    if not level or LEVELS[level] not in levels:
        return False
    shared = ASKED if level == "asked" else shared
    if level in ("referral", "asked") and needs and not set(needs[0]) <= set(shared):
        return False
    return own or TABLE["roles"][role]["scope"] == "A"


def page_opens(role: str, entry: Any, relation: str, *, shared: Collection[str] = ()) -> bool:
    """May an officer in this role, standing so to the file, use a page or form with this row of the table?

    A referral to another body is a thing between that body and the keeper: for everybody else it is not there.
    """
    if not isinstance(entry, list):
        return can(role, entry)
    thing, about = entry[:2]
    if about == "others_referral" and (thing == "nobody" or RELATIONS[relation][0] != "owner"):
        return False
    return allowed(role, thing, relation, shared=shared)


def fields(role: str, relation: str, *, enforcement: bool, shared: set[str]) -> set[str]:
    """The field codes this officer may see of the file, when allowed to read it at all."""
    ceiling: set[str] = set()
    for entry in TABLE["roles"][role]["fields"]:
        if entry == "all":
            ceiling |= set(TABLE["every_field"])
        else:
            ceiling |= set(TABLE["sets"].get(entry, [entry]))
    if enforcement:
        ceiling -= set(TABLE["never_enforcement"])
    level = RELATIONS[relation][0]
    if level == "referral":
        return ceiling & shared
    if level == "asked":
        return ceiling & ASKED
    if level == "sender":
        return ceiling & {"report.narrative", "report.child"}
    return ceiling if level else set()
