"""Bit planes give each case what it gets alone; transitions add up; simulated cases obey the family tree."""

from __future__ import annotations

import random
from datetime import date

import mini
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.law import batch, simulate
from qorgan.law.lawbook import Lawbook, library
from qorgan.law.reform import apply

DAY = date(2023, 5, 1)
COUNT = 1000


@pytest.mark.parametrize("count", [1, 63, 64, 65, 1000])
def test_pack_and_unpack(count):
    column = np.random.default_rng(count).random(count) < 0.5
    assert (batch.unpack(batch.pack(column), count) == column).all()


def one_by_one(book, columns, indices):
    for i in indices:
        true = book.bits.mask(code for code, column in columns.items() if column[i] == batch.YES)
        false = book.bits.mask(code for code, column in columns.items() if column[i] == batch.NO)
        yield i, book.verdicts(true, false)


@pytest.mark.parametrize("country", ["XX", "KZ", "RU", "US"])
def test_batch_equals_single_cases(country, invented, shipped):
    corpus = invented if country == "XX" else shipped
    book = library(corpus).on(country, DAY)
    columns = simulate.cases(book, COUNT, seed=7)
    result = batch.Batch(book.graph, book.rules).evaluate(batch.facts(book, columns, COUNT))
    states = [result.states(row) for row in range(len(book.rules))]
    for i, values in one_by_one(book, columns, random.Random(3).sample(range(COUNT), 150)):
        assert [int(state[i]) for state in states] == values
    assert (result.counts().sum(axis=1) == COUNT).all()


CODES = ["act.sale", "act.transfer", "means.deception", "circumstance.kin", "victim.under_18"]
expressions = st.recursive(
    st.sampled_from(CODES),
    lambda inner: st.one_of(
        inner.map(lambda each: {"not": each}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(expressions, st.integers(0, 1000))
def test_facts_asked_both_ways_are_exact_in_batch_too(expression, seed):
    book = Lawbook(mini.corpus([mini.provision("xx.1", elements=[mini.element("e", expression)])]), "XX", DAY)
    rng = np.random.default_rng(seed)
    columns = {code: rng.integers(0, 4, 130).astype(np.int8) for code in CODES}
    result = batch.Batch(book.graph, book.rules).evaluate(batch.facts(book, columns, 130))
    for i, values in one_by_one(book, columns, range(0, 130, 7)):
        assert [int(result.states(0)[i])] == values


TIED = ["means.coercion", "means.force", "circumstance.pregnant_victim", "victim.under_8", "act.transfer"]
in_a_family = st.recursive(
    st.sampled_from(TIED),
    lambda inner: st.one_of(
        inner.map(lambda each: {"not": each}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
    ),
    max_leaves=8,
)


def obeying(rng, count):
    """Random columns carried through the family tree: force is coercion, a child under eight is not pregnant."""
    columns = {code: rng.choice([batch.NO, batch.YES, batch.UNKNOWN], count).astype(np.int8) for code in TIED}
    coercion, force = columns["means.coercion"], columns["means.force"]
    coercion[force == batch.YES] = batch.YES
    force[coercion == batch.NO] = batch.NO
    pregnant, young = columns["circumstance.pregnant_victim"], columns["victim.under_8"]
    young[pregnant == batch.YES] = batch.NO
    pregnant[young == batch.YES] = batch.NO
    return columns


@settings(max_examples=120, deadline=None)
@given(in_a_family, st.integers(0, 1000))
def test_facts_of_one_family_asked_in_opposite_ways_are_exact_in_batch_too(expression, seed):
    book = Lawbook(mini.corpus([mini.provision("xx.1", elements=[mini.element("e", expression)])]), "XX", DAY)
    columns = obeying(np.random.default_rng(seed), 130)
    result = batch.Batch(book.graph, book.rules).evaluate(batch.facts(book, columns, 130))
    for i, values in one_by_one(book, columns, range(0, 130, 3)):
        assert [int(result.states(0)[i])] == values, {
            code: int(column[i]) for code, column in columns.items()
        }


def test_reform_on_a_shared_graph_and_its_transitions(invented):
    book = library(invented).on("XX", DAY)
    changed = apply(invented, invented.patch("reform.means"))
    after = Lawbook(changed, "XX", DAY, graph=book.graph)
    columns = simulate.cases(book, COUNT, seed=11)
    facts = batch.facts(book, columns, COUNT)
    one = batch.Batch(book.graph, book.rules).evaluate(facts)
    two = batch.Batch(after.graph, after.rules).evaluate(facts)
    row = next(i for i, r in enumerate(book.rules) if r.provision.id == "xx.1.1")
    matrix = batch.transitions(one, two, row)
    assert matrix.sum() == COUNT
    assert matrix[0, 2] > 0, "a narrower law loses cases"
    assert matrix[2, 0] == 0, "and gains none"
    same = next(i for i, r in enumerate(book.rules) if r.provision.id == "xx.2")
    assert batch.transitions(one, two, same).trace() == COUNT


def test_simulated_cases_are_repeatable_and_obey_the_tree(shipped):
    book = library(shipped).on("KZ", DAY)
    one, two = simulate.cases(book, 300, seed=5), simulate.cases(book, 300, seed=5)
    assert all((one[code] == two[code]).all() for code in one)
    assert not (one["means.force"] == simulate.cases(book, 300, seed=6)["means.force"]).all()
    for atom in shipped.vocabulary.atoms.values():
        for parent in atom.parents:
            assert not ((one[atom.code] == batch.YES) & (one[parent] == batch.NO)).any()
