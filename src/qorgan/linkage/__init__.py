"""One child, one file: the same child found across bodies, alphabets and mistakes.

A pure library: no database, no network, no clock. Folding and keys need only the standard library;
scoring loads numpy when it is first called. Every score explains itself (`Score.waterfall`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qorgan.linkage.fold import fold
from qorgan.linkage.keys import Asked, asked_keys, candidate_keys, probe_keys, search_keys
from qorgan.linkage.record import BirthDate, LinkageError, Record, parse_birth_date

if TYPE_CHECKING:
    from qorgan.linkage.frame import WordMemory
    from qorgan.linkage.scoring import Ranked, Score, rank, score

__all__ = [
    "Asked",
    "BirthDate",
    "LinkageError",
    "Ranked",
    "Record",
    "Score",
    "WordMemory",
    "asked_keys",
    "candidate_keys",
    "fold",
    "parse_birth_date",
    "probe_keys",
    "rank",
    "score",
    "search_keys",
]

_LATE = {"Ranked", "Score", "WordMemory", "rank", "score"}


def __getattr__(name: str) -> Any:
    """Load the scorer (and numpy) only when it is asked for."""
    if name in _LATE:
        from qorgan.linkage import scoring

        return getattr(scoring, name)
    raise AttributeError(name)
