"""Several reforms as one: their changes one after another, refused where two of them write the same place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .corpus import Corpus
from .errors import LANGUAGES, LawError
from .reform import baseline
from .schema import GRADES

ADDS_UP = ("add_alternative",)  # two of them widen the same text without disagreeing


def together(corpus: Corpus, identifiers: Sequence[str]) -> dict[str, Any]:
    """One patch of several reforms of a country; raises LawError LAW-18, LAW-25.

    The law they change is that of the latest of their days. One that cannot run keeps the whole from running.
    """
    chosen = [corpus.patch(each) for each in dict.fromkeys(identifiers)]
    if len(chosen) == 1:
        return chosen[0]
    _agree(chosen)
    stopped = [each for each in chosen if not (each.get("can_run", True) and each.get("changes"))]
    states = {each.get("status") for each in chosen}
    return {
        "id": ",".join(str(each["id"]) for each in chosen),
        "jurisdiction": chosen[0].get("jurisdiction", "KZ"),
        "status": states.pop() if len(states) == 1 else "proposal",
        "title": _joined(chosen, "title", "; "),
        "baseline_date": max(baseline(corpus, each) for each in chosen).isoformat(),
        "can_run": not stopped,
        "why": _joined(stopped, "why", " "),
        "grade": max((each.get("grade", "background") for each in chosen), key=GRADES.index),
        "changes": [change for each in chosen for change in each.get("changes") or []],
    }


def _joined(patches: list[dict[str, Any]], key: str, by: str) -> dict[str, str]:
    return {lang: by.join((each.get(key) or {}).get(lang, "") for each in patches) for lang in LANGUAGES}


def _agree(patches: list[dict[str, Any]]) -> None:
    """Raise LAW-25 where two reforms belong to two countries or write the same place."""
    written: dict[tuple[str, ...], str] = {}
    for patch in patches:
        if patch.get("jurisdiction", "KZ") != patches[0].get("jurisdiction", "KZ"):
            raise LawError("LAW-25", str(patch["id"]), first=patches[0]["id"], second=patch["id"])
        for change in patch.get("changes") or []:
            if change["op"] in ADDS_UP:
                continue
            first = written.setdefault(_place(change), str(patch["id"]))
            if first != patch["id"]:
                raise LawError("LAW-25", str(patch["id"]), first=first, second=patch["id"])


def _place(change: dict[str, Any]) -> tuple[str, ...]:
    """Where a change writes: a part, slot or field of a provision, or the whole of it."""
    provision = str(change.get("provision") or (change.get("value") or {}).get("id"))
    inner = change.get("field") or change.get("slot") or change.get("id")
    for key in ("element", "clause", "exception"):
        inner = inner or (change.get(key) or {}).get("id")
    return (provision, str(inner or ""))
