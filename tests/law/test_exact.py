"""Kleene is sound, the exact answer equals brute force, deciding facts are the ones that decide."""

from __future__ import annotations

import itertools
from datetime import date

import mini
from hypothesis import given, settings
from hypothesis import strategies as st

from qorgan.law import completion
from qorgan.law.bits import members
from qorgan.law.lawbook import Lawbook, bits_of

LAW = mini.corpus()
CODES = [
    "act.deal", "act.sale", "act.purchase", "means.coercion", "means.force", "circumstance.group",
    "circumstance.organised_group", "victim.under_14", "victim.under_18", "assessment.coercive",
]  # fmt: skip
atoms = st.sampled_from(CODES)
expressions = st.recursive(
    atoms.map(lambda code: ("atom", code)) | st.booleans().map(lambda value: ("const", value)),
    lambda inner: st.one_of(
        inner.map(lambda each: ("not", each)),
        st.tuples(st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=4).map(tuple)),
    ),
    max_leaves=12,
)
knowledge = st.dictionaries(atoms, st.booleans(), max_size=4)


def truth(expression: tuple, facts: dict[str, bool]) -> bool:
    """The plain meaning of an expression."""
    form, value = expression[0], expression[1]
    if form == "atom":
        return facts[value]
    if form == "const":
        return value
    if form == "not":
        return not truth(value, facts)
    results = [truth(each, facts) for each in value]
    return all(results) if form == "all" else any(results)


def consistent(facts: dict[str, bool]) -> bool:
    vocabulary = LAW.vocabulary
    for code, value in facts.items():
        if value and any(facts.get(each) is False for each in vocabulary.ancestors(code)):
            return False
    return not (
        facts.get("act.deal") and facts.get("act.sale") is False and facts.get("act.purchase") is False
    )


def worlds(known: dict[str, bool]) -> list[dict[str, bool]]:
    free = [code for code in CODES if code not in known]
    every = [{**known, **dict(zip(free, choice, strict=True))}
             for choice in itertools.product([False, True], repeat=len(free))]  # fmt: skip
    return [each for each in every if consistent(each)]


def masks(known: dict[str, bool]) -> tuple[int, int]:
    bits = bits_of(LAW.vocabulary)
    true = bits.mask(code for code, value in known.items() if value)
    return true, bits.mask(code for code, value in known.items() if not value)


def book() -> Lawbook:
    return Lawbook(LAW, "XX", date(2026, 1, 1), build=False)


@settings(max_examples=400, deadline=None)
@given(expressions, knowledge)
def test_kleene_is_sound_and_exact_is_complete_without_ties(expression, known):
    """Over facts that are free of each other the exact answer is the answer over all completions."""
    law = book()
    root = law.node(expression, LAW.of("XX")[0])
    free = [code for code in CODES if code not in known]
    results = {
        truth(expression, {**known, **dict(zip(free, choice, strict=True))})
        for choice in itertools.product([False, True], repeat=len(free))
    }
    true, false = masks(known)
    kleene = law.graph.value(root, true, false)
    if kleene != 2:
        assert results == {bool(kleene)}
    pos, neg = completion.residue(law.graph, root, true, false, {})
    rows = completion.table(law.graph, root, list(members(pos | neg)), true, false, {})
    full = completion.columns((pos | neg).bit_count())[0]
    assert (rows == full) == (results == {True})
    assert (rows == 0) == (results == {False})


@settings(max_examples=400, deadline=None)
@given(expressions, knowledge)
def test_exact_answer_is_brute_force_over_possible_worlds(expression, known):
    possible = worlds(known)
    if not possible:
        return
    true, false = masks(known)
    bits = bits_of(LAW.vocabulary)
    for number in members(true):
        true |= bits.up(number)
    if true & false:
        return
    for code in CODES:  # the reader carries falsehood down and closes unions before anything is evaluated
        if any(false >> bits.number(each) & 1 for each in LAW.vocabulary.ancestors(code)):
            false |= 1 << bits.number(code)
    for union, children in bits.unions.items():
        if children & false == children:
            false |= 1 << union
    if true & false:
        return
    law = book()
    root = law.node(expression, LAW.of("XX")[0])
    results = {truth(expression, world) for world in possible}
    expected = {frozenset({True}): 1, frozenset({False}): 0}.get(frozenset(results), 2)
    answer = completion.answer(law.graph, root, true, false)
    assert answer.exact
    assert completion.value(law.graph, root, true, false) == answer.value
    assert answer.value == expected


@settings(max_examples=200, deadline=None)
@given(expressions, knowledge)
def test_deciding_facts_decide(expression, known):
    """A fact outside the deciding set never changes the truth table; every fact inside does."""
    law = book()
    root = law.node(expression, LAW.of("XX")[0])
    true, false = masks(known)
    answer = completion.answer(law.graph, root, true, false)
    if answer.value != 2:
        assert answer.deciding == 0
        return
    bits = bits_of(LAW.vocabulary)
    for code in CODES:
        number = bits.number(code)
        if code in known or answer.deciding >> number & 1:
            continue
        values = {
            completion.value(law.graph, root, true | 1 << number | bits.up(number), false),
            completion.value(law.graph, root, true, false | 1 << number),
        }
        if not bits.up(number) & (answer.deciding | false) and not _tied(bits, number, answer.deciding):
            assert values == {2}


def _tied(bits, number: int, others: int) -> bool:
    return any(bits.up(other) >> number & 1 for other in members(others)) or any(
        (1 << number | others) & (children | 1 << union) for union, children in bits.unions.items()
    )


def test_kleene_alone_would_be_too_weak():
    """Under 14, or 14 to 17: an offence either way, although the exact age is unknown."""
    law = book()
    expression = ("any", (("atom", "victim.under_14"),
                          ("all", (("not", ("atom", "victim.under_14")), ("atom", "victim.under_18")))))  # fmt: skip
    root = law.node(expression, LAW.of("XX")[0])
    true, false = masks({"victim.under_18": True})
    assert law.graph.value(root, true, false) == 2
    assert completion.value(law.graph, root, true, false) == 1


def test_more_than_sixteen_unknowns_are_not_called_exact():
    law = book()
    many = ("any", tuple(("atom", f"victim.under_{n}") for n in range(1, 18)))
    root = law.node(many, LAW.of("XX")[0])
    assert completion.answer(law.graph, root, 0, 0).exact is False
    fewer = law.node(("any", many[1][:16]), LAW.of("XX")[0])
    assert completion.answer(law.graph, fewer, 0, 0).exact is True


def test_truth_table_columns():
    full, columns = completion.columns(4)
    assert full == (1 << 16) - 1
    for row in range(16):
        assert [column >> row & 1 for column in columns] == [row >> i & 1 for i in range(4)]
