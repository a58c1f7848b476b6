"""Errors and warnings with stable codes, independent of language until a person reads them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from qorgan.estimation.messages import text


class EstimationError(ValueError):
    """Bad input: a stable code, the place in the input, and what the person may have meant."""

    def __init__(
        self, code: str, *, place: str = "", did_you_mean: str | None = None, **values: object
    ) -> None:
        self.code = code
        self.place = place
        self.did_you_mean = did_you_mean
        self.values = values
        super().__init__(f"{code} {place}: {text(code, 'en', **values)}")

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """The error as `{"code", "place", "message", "did_you_mean"}` in one language."""
        return {
            "code": self.code,
            "place": self.place,
            "message": text(self.code, language, **self.values),
            "did_you_mean": self.did_you_mean,
        }


@dataclass(frozen=True)
class Caution:
    """A warning that travels with a result: a code and the values of its sentence."""

    code: str
    values: dict[str, object] = field(default_factory=dict)

    def as_dict(self, language: str = "en") -> dict[str, str]:
        """The warning as `{"code", "text"}` in one language."""
        return {"code": self.code, "text": text(self.code, language, **self.values)}


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice spelled most like `word`, or None when nothing is near."""
    found = difflib.get_close_matches(word, list(choices), n=1, cutoff=0.5)
    return found[0] if found else None
