"""Names that go together: strangers of one language or village share several names more often than chance.

How much more often is counted in a list itself, among pairs whose birth dates are years apart (where the same
child is rare): pairs seen that agree on the given name and k others, against pairs due if names were drawn
independently. Some of those pairs are one child with a wrong birth date, so each counts by its chance to be
strangers, in a few rounds of expectation-maximisation. The natural log of the ratio, negative, is the weight of
`k` agreeing names besides the given name.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from qorgan.linkage.frame import Frame
from qorgan.linkage.levels import NAME_FIELDS, Comparison
from qorgan.linkage.scoring import Scored, log_odds
from qorgan.linkage.weights import COLUMN, Doubles, Model, community

_OTHERS = tuple(name for name in NAME_FIELDS if name != "given")
_APART = 11  # birth date levels `near` and `disjoint`


class Together:
    """Counts over one or several lists; `weights()` are the four weights for k = 0, 1, 2, 3."""

    def __init__(self) -> None:
        self.seen = np.zeros(4)
        self.due = np.zeros(4)

    def add(
        self, frame: Frame, candidates: Comparison, model: Model, stranger: Doubles, share: float = 1.0
    ) -> None:
        """Count the candidate pairs of one list, or the first `share` of them, by the chance to be strangers."""
        known = {name: frame.names[COLUMN[name]] for name in NAME_FIELDS}
        rate = {name: _coincidence(frame, values) for name, values in known.items()}
        given = {name: float((values >= 0).mean()) ** 2 for name, values in known.items()}
        dated = float((frame.earliest > 0).mean()) ** 2
        far = candidates.level["dob"] >= _APART
        apart = float(model.tables["dob"][0, 1, _APART:].sum())
        pairs = share * len(frame) * (len(frame) - 1) / 2 * dated * apart
        for size in (1, 2, 3):
            for others in combinations(_OTHERS, size):
                names = ("given", *others)
                hits = far.copy()
                for name in names:
                    hits &= candidates.level[name] == 0
                self.seen[size] += float(stranger[hits].sum())
                self.due[size] += pairs * float(np.prod([rate[name] * given[name] for name in names]))

    def weights(self, start: tuple[float, ...], pull: float = 30.0) -> list[float]:
        """Four weights <= 0; `start` are those believed before, worth `pull` seen pairs."""
        result = [0.0]
        for size in (1, 2, 3):
            before = float(np.exp(-start[size]))
            ratio = (self.seen[size] + pull) / (self.due[size] + pull / before)
            result.append(min(-float(np.log(max(ratio, 1.0))), result[-1]))
        return result


def how_together(frame: Frame, scored: Scored, model: Model, share: float = 1.0, rounds: int = 4) -> Doubles:
    """The four weights of one list, from its scored candidate pairs (or the first `share` of them)."""
    weights = np.zeros(4)
    size = len(frame)
    for _ in range(rounds):
        change = community(replace(model, together=weights), scored.comparison) - scored.bonds
        match, sibling = scored.match + change, scored.sibling + change
        odds, _penalty = log_odds(match, sibling, model.matches_per_record, model.siblings_per_record, size)
        together = Together()
        stranger = 1.0 / (1.0 + np.exp(np.clip(odds, -60.0, 60.0)))
        together.add(frame, scored.comparison, model, stranger, share)
        weights = np.array(together.weights(tuple(model.together)))
    return weights


def _coincidence(frame: Frame, values: np.ndarray) -> float:
    """The chance that two records with the name have the same skeleton."""
    present = frame.skeleton_of[values[values >= 0]]
    if len(present) < 2:
        return 0.0
    count = np.bincount(present).astype(np.float64)
    return float((count * (count - 1)).sum() / (len(present) * (len(present) - 1.0)))
