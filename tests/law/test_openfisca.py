"""Differential oracle: on fully known facts OpenFisca, fed with the readable expressions, says the same."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from qorgan.law import batch, simulate
from qorgan.law.lawbook import library

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
pytest.importorskip(
    "openfisca_core", reason="NOT COMPARED WITH OPENFISCA: install the bench extra to run the oracle"
)
pytestmark = pytest.mark.oracle

COUNT = 4000
DAYS = [date(2026, 1, 1), date(2016, 5, 1), date(2005, 1, 1)]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("country", ["KZ", "RU", "UZ", "KG", "TJ", "US", "DE", "CN", "INT"])
def test_openfisca_says_the_same(shipped, country, day):
    from openfisca_peer import Peer, calculate

    book = library(shipped).on(country, day)
    sure = [
        r
        for r in book.rules
        if not (book.graph.support(r.root)[0] | book.graph.support(r.root)[1]) & book.bits.versions
    ]
    columns = simulate.cases(book, COUNT, seed=17)
    known = {code: column == batch.YES for code, column in columns.items()}
    settled = {code: np.where(column, batch.YES, batch.NO).astype(np.int8) for code, column in known.items()}
    ours = batch.Batch(book.graph, sure).evaluate(batch.facts(book, settled, COUNT))
    peer = Peer(book, [rule.provision for rule in sure])
    simulation = peer.simulate(peer.system, known, COUNT)
    for row, rule in enumerate(sure):
        theirs = calculate(simulation, rule.provision.id)
        assert (batch.unpack(ours.met[row], COUNT) == theirs).all(), rule.provision.id
        assert (batch.unpack(ours.not_met[row], COUNT) == ~theirs).all(), rule.provision.id
