"""The tree, against the answers every RFC 6962 log gives and against itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qorgan.journal.merkle import (
    EMPTY_ROOT,
    Peaks,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    proves_consistency,
    proves_inclusion,
    root_of,
)

# The test data of the public Certificate Transparency logs: leaves, and the roots over the first 1 to 8 of them.
DATA = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_certificate_transparency(size: int) -> None:
    assert root_of([leaf_hash(data) for data in DATA[:size]]).hex() == ROOTS[size - 1]


def test_the_empty_log_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT
    assert EMPTY_ROOT.hex().startswith("e3b0c442")


def by_definition(nodes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    import hashlib

    if len(nodes) == 1:
        return nodes[0]
    cut = 1
    while cut * 2 < len(nodes):
        cut *= 2
    return hashlib.sha256(b"\x01" + by_definition(nodes[:cut]) + by_definition(nodes[cut:])).digest()


def test_growing_leaf_by_leaf_gives_the_root_of_the_definition() -> None:
    tree, nodes = Peaks(), leaves(130)
    for size, leaf in enumerate(nodes, start=1):
        tree.append(leaf)
        assert tree.root() == by_definition(nodes[:size])
        assert Peaks(tree.size, tree.peaks).root() == tree.root()


def test_a_state_with_too_few_peaks_is_refused() -> None:
    with pytest.raises(ValueError, match="peaks"):
        Peaks(3, [b"x"])


def test_every_inclusion_proof_holds_and_no_other_leaf_passes() -> None:
    for size in range(1, 34):
        nodes = leaves(size)
        root = root_of(nodes)
        for index in range(size):
            proof = inclusion_proof(index, nodes)
            assert proves_inclusion(nodes[index], index, size, proof, root)
            assert not proves_inclusion(leaf_hash(b"other"), index, size, proof, root)
            assert not proves_inclusion(nodes[index], (index + 1) % (size + 1), size, proof, root)
            assert not proves_inclusion(nodes[index], index, size, [*proof, root], root)


def test_every_consistency_proof_holds_and_no_other_past_passes() -> None:
    for size in range(1, 34):
        nodes = leaves(size)
        root = root_of(nodes)
        for old in range(1, size + 1):
            proof, old_root = consistency_proof(old, nodes), root_of(nodes[:old])
            assert proves_consistency(old, old_root, size, root, proof)
            assert not proves_consistency(old, leaf_hash(b"other"), size, root, proof)
            assert not proves_consistency(old, old_root, size, leaf_hash(b"other"), proof)
            if old > 1:
                assert not proves_consistency(old - 1, old_root, size, root, proof)


@given(st.integers(1, 200), st.data())
def test_an_altered_proof_fails(size: int, data: st.DataObject) -> None:
    nodes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, nodes)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        proof[at] = leaf_hash(proof[at])
        assert not proves_inclusion(nodes[index], index, size, proof, root_of(nodes))


def test_proofs_for_what_is_not_there_are_refused() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(3, leaves(3))
    for old in (0, 4):
        with pytest.raises(ValueError, match="outside"):
            consistency_proof(old, leaves(3))
        assert not proves_consistency(old, b"", 3, b"", [])
    assert not proves_inclusion(b"", 3, 3, [], b"")
