"""What is not measured because it cannot matter: the levels must be those of measuring everything."""

from __future__ import annotations

import numpy as np
import pytest

from qorgan.linkage.bounds import may_be_alike
from qorgan.linkage.distance import distances, encode
from qorgan.linkage.frame import build
from qorgan.linkage.levels import NAME_LIMITS, Names
from qorgan.linkage.simulate import simulate


@pytest.fixture(scope="module")
def frame():
    return build(simulate(120, 5).records)


@pytest.mark.parametrize("asking", [0, 7, 40, 41, 42])
def test_one_record_against_many_has_the_levels_of_pair_after_pair(frame, asking: int) -> None:
    at_once, singly = Names(frame, asking), Names(frame)
    others = np.arange(len(frame), dtype=np.int32)
    mine = np.full(len(frame), asking, np.int32)
    compared = 0
    for one, two in (("given", "given"), ("surname", "given"), ("mother", "mother"), ("stem", "patronymic")):
        first, second = frame.names[one][mine], frame.names[two][others]
        abjad = (frame.scripts[one][mine] == 4) | (frame.scripts[two][others] == 4)
        expected = singly.compare(first, second, abjad)
        assert at_once.compare(first, second, abjad).tolist() == expected.tolist()
        compared += int((expected >= 0).sum())
    assert compared > len(frame)


@pytest.mark.parametrize("abjad", [False, True])
def test_no_name_that_is_near_is_left_out(frame, abjad: bool) -> None:
    codes = frame.codes
    kept = may_be_alike(codes[:40], codes, NAME_LIMITS[-1], abjad=abjad)
    one, two = (each.ravel() for each in np.indices(kept.shape))
    near = distances(codes[one], codes[two], abjad=abjad).reshape(kept.shape) <= NAME_LIMITS[-1]
    assert near.any()
    assert not (near & ~kept).any()
    assert kept.mean() < 0.8  # and it leaves out at all


def test_one_letter_changed_added_or_swapped_is_never_left_out() -> None:
    codes = encode(["msst", "mssk", "mst", "smst", "zzzzgggg"])
    assert may_be_alike(codes[:1], codes, 0.0, abjad=False).tolist() == [[True, True, True, True, False]]


def test_vowels_count_pair_by_pair() -> None:
    codes = encode(["marat", "mrt"])
    one, two = codes[[0, 0]], codes[[1, 1]]
    heard, bare = distances(one, two, abjad=np.array([False, True])).tolist()
    assert heard == distances(one[:1], two[:1])[0]
    assert bare == distances(one[:1], two[:1], abjad=True)[0]
    assert bare < heard
