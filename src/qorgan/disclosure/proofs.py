"""What the audits of one run have proved, kept from one to the next.

Cells only ever become hidden, never shown again, so every point of the attacker's system stays a point of it: a
count once reached stays reachable. Only cells without a full proof need work again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qorgan.disclosure.cells import Cells


@dataclass
class Proofs:
    """`down` <= 0 <= `up` (cells of all tables,): changes against the truth that some point reaches.

    `level`: what a hidden count may always rise to, in people; it never falls. `start` (tables + 1,): first cell
    of each table.
    """

    start: np.ndarray
    down: np.ndarray
    up: np.ndarray
    level: float = 0.0

    @classmethod
    def none(cls, tables: list[Cells]) -> Proofs:
        """Nothing proved yet."""
        start = np.cumsum([0, *(len(cells.true) for cells in tables)])
        return cls(start, np.zeros(int(start[-1])), np.zeros(int(start[-1])))

    def raise_level(self, hidden: np.ndarray) -> float:
        """The mean of the hidden counts, or what it was before if that was more."""
        self.level = max(self.level, float(hidden.mean()) if len(hidden) else 0.0)
        return self.level

    def reached(self, table: np.ndarray, cell: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Copies of `down` and `up` for some cells, both of their shape."""
        at = self.start[table] + cell
        return self.down[at], self.up[at]

    def keep(self, table: np.ndarray, cell: np.ndarray, down: np.ndarray, up: np.ndarray) -> None:
        """Note what was reached."""
        at = self.start[table] + cell
        self.down[at], self.up[at] = np.minimum(self.down[at], down), np.maximum(self.up[at], up)
