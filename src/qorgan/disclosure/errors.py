"""What can be wrong with an input, with a stable code, a place and, where it helps, a nearby right spelling."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from qorgan.disclosure.messages import MESSAGES


class DisclosureError(ValueError):
    """Bad input or a release that must not happen. `code` is stable (DIS-NN), `place` says where.

    `row` is the number of the record (the first after the header is 1), or None.
    """

    def __init__(
        self,
        code: str,
        place: str = "",
        *,
        row: int | None = None,
        did_you_mean: str | None = None,
        **facts: object,
    ) -> None:
        self.code = code
        self.place = place
        self.row = row
        self.did_you_mean = did_you_mean
        self.facts = facts
        super().__init__(f"{code} {place}: {self.message('en')}")

    def message(self, lang: str = "en") -> str:
        """The sentence in `kk`, `ru` or `en`."""
        return MESSAGES[self.code][lang].format(**self.facts)

    def as_dict(self, lang: str = "en") -> dict[str, object]:
        """The error as the command line contract has it."""
        out: dict[str, object] = {"code": self.code, "place": self.place, "message": self.message(lang)}
        if self.row is not None:
            out["row"] = self.row
        out["did_you_mean"] = self.did_you_mean
        return out


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to `word`, or None if none is near. Case and surrounding blanks are forgiven."""
    known = [k for k in known if k]
    folded = {k.strip().casefold(): k for k in reversed(known)}
    key = word.strip().casefold()
    if key in folded:
        return folded[key]
    hits = difflib.get_close_matches(key, folded, n=1, cutoff=0.5)
    return folded[hits[0]] if hits else None
