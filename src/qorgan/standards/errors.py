"""Errors and remarks with stable codes, independent of language until a person reads them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from qorgan.standards.messages import text


class StandardError(ValueError):
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
class Remark:
    """Something a person should know about a good result: a code and the values of its sentence."""

    code: str
    values: dict[str, object] = field(default_factory=dict)

    def as_dict(self, language: str = "en") -> dict[str, str]:
        """The remark as `{"code", "text"}` in one language."""
        return {"code": self.code, "text": text(self.code, language, **self.values)}


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice spelled most like `word`, capitals ignored, or None when nothing is near."""
    by_lower = {choice.lower(): choice for choice in choices}
    found = difflib.get_close_matches(word.lower(), list(by_lower), n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None
