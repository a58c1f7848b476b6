"""Groups: people's judgements bind, chains do not join, caps hold, order does not matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.linkage.clusters import clusters
from qorgan.linkage.record import LinkageError


def test_a_thin_record_does_not_bridge_two_children() -> None:
    pairs = [("a1", "a2", 0.99), ("b1", "b2", 0.99), ("a1", "x", 0.95), ("x", "b1", 0.94), ("a2", "x", 0.9)]
    found = clusters(pairs)
    assert found.groups == (("a1", "a2", "x"), ("b1", "b2"))
    assert [(held.a, held.b, held.reason) for held in found.held_back] == [("b1", "x", "bridge")]


def test_different_binds_through_others() -> None:
    pairs = [("a", "b", 0.99), ("b", "c", 0.98), ("a", "c", 0.97)]
    found = clusters(pairs, different=[("c", "a")])
    assert found.groups == (("a", "b"),)
    assert {held.reason for held in found.held_back} == {"different"}


def test_people_join_what_the_machine_does_not_see() -> None:
    assert clusters([], same=[("a", "b"), ("c", "b")]).groups == (("a", "b", "c"),)


def test_contradicting_people_are_asked() -> None:
    with pytest.raises(LinkageError) as caught:
        clusters([], same=[("a", "b"), ("b", "c")], different=[("a", "c")])
    assert caught.value.code == "LNK-12"


def test_the_cap_holds() -> None:
    names = [f"r{n}" for n in range(6)]
    pairs = [(x, y, 0.99) for x in names for y in names if x < y]
    found = clusters(pairs, cap=4)
    assert max(map(len, found.groups)) <= 4
    assert "cap" in {held.reason for held in found.held_back}


RECORDS = st.sampled_from("abcdefgh")
PAIRS = st.lists(st.tuples(RECORDS, RECORDS, st.sampled_from([0.1, 0.4, 0.91, 0.95, 0.99])), max_size=20)


@given(PAIRS, st.lists(st.tuples(RECORDS, RECORDS), max_size=4), st.randoms(use_true_random=False))
def test_groups_are_disjoint_and_independent_of_order(pairs, different, rng) -> None:  # type: ignore[no-untyped-def]
    """No record in two groups, no judged pair inside one, the same result in any order."""
    unique = list({frozenset((a, b)): (a, b, v) for a, b, v in pairs}.values())
    different = [(a, b) for a, b in different if a != b]
    found = clusters(unique, different=different)
    everyone = [record for group in found.groups for record in group]
    assert len(everyone) == len(set(everyone))
    for a, b in different:
        assert not any(a in group and b in group for group in found.groups)
    rng.shuffle(unique)
    assert clusters(unique, different=different) == found
