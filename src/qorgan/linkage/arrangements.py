"""Names in each other's fields: given name and surname crossed, a father's name in place of the surname."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qorgan.linkage.frame import Ints
from qorgan.linkage.levels import AGREE, WEAK, Comparison, Names, compare_names


def crossed(
    names: Names, a: Ints, b: Ints, straight: Comparison
) -> dict[int, tuple[npt.NDArray[np.intp], Comparison]]:
    """Other arrangements worth weighing: arrangement number -> (rows, comparison of those rows).

    Only for pairs whose given name or surname disagree as they stand, and only where one crossed name agrees and
    the other at least resembles (a mistyped name is crossed as easily as any).
    """
    g, s = straight.level["given"], straight.level["surname"]
    doubtful = np.flatnonzero((g > AGREE) | (s > AGREE) | ((g < 0) | (s < 0)))
    result: dict[int, tuple[npt.NDArray[np.intp], Comparison]] = {}
    for number, (one, two) in {
        1: ("given", "surname"),
        2: ("surname", "patronymic"),
        3: ("given", "patronymic"),
    }.items():
        rows = doubtful
        x, y = a[rows], b[rows]
        there = compare_names(names, one, two, x, y)
        back = compare_names(names, two, one, x, y)
        low, high = np.minimum(there[0], back[0]), np.maximum(there[0], back[0])
        both = low >= 0
        agree = (both & (low <= AGREE) & (high <= WEAK)) | (~both & (high >= 0) & (high <= AGREE))
        if number == 3:
            agree &= both
        keep = np.flatnonzero(agree)
        if len(keep):
            view = straight.take(rows[keep])
            for name, values in ((one, there), (two, back)):
                view.level[name] = values[0][keep]
                view.regime[name] = values[1][keep]
                view.left[name], view.right[name] = values[2][keep], values[3][keep]
            result[number] = (rows[keep], view)
    return result
