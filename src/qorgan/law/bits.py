"""A bit for every atom, and the masks of the family tree: the alphabet in which facts and provisions meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .vocabulary import UNDER, Vocabulary


def members(mask: int) -> Iterator[int]:
    """Positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Bits:
    """Numbers atoms on first use; the same atom has the same bit in every program of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.codes: list[str] = []
        self._number: dict[str, int] = {}
        self._up: dict[int, int] = {}
        for code in vocabulary.atoms:
            self.number(code)
        for years in range(1, 31):
            self.number(f"victim.under_{years}")
        self.person = self.mask(c for c in self.codes if c.startswith(("victim.", "offender.")))
        self.excluding = {
            self.number(atom.code): self.mask(atom.excludes)
            for atom in vocabulary.atoms.values()
            if atom.excludes
        }
        self.unions = {
            self.number(atom.code): self.mask(vocabulary.children(atom.code))
            for atom in vocabulary.atoms.values()
            if atom.union
        }
        self.versions = 0

    def number(self, code: str) -> int:
        """The bit of an atom, given to it now if it had none."""
        found = self._number.get(code)
        if found is None:
            found = self._number[code] = len(self.codes)
            self.codes.append(code)
            if code.startswith(("version.", "date.")):
                self.versions |= 1 << found
        return found

    def mask(self, codes: Iterable[str]) -> int:
        """A mask of several atoms."""
        result = 0
        for code in codes:
            result |= 1 << self.number(code)
        return result

    def up(self, number: int) -> int:
        """Mask of all ancestors of an atom."""
        found = self._up.get(number)
        if found is None:
            code = self.codes[number]
            known = code in self.vocabulary.atoms or UNDER.fullmatch(code)
            found = self._up[number] = self.mask(self.vocabulary.ancestors(code)) if known else 0
        return found

    def close(self, true: int, false: int) -> int:
        """True facts with the last child of a true union whose other children are all false."""
        for union, children in self.unions.items():
            rest = children & ~false
            if true >> union & 1 and rest.bit_count() == 1:
                true |= rest | self.up(rest.bit_length() - 1)
        return true

    def names(self, mask: int) -> list[str]:
        """Codes of the atoms in a mask."""
        return [self.codes[i] for i in members(mask)]
